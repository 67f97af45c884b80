"""Plain pages and the navigation between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.links import LinkIndex, Origin
from packatlas.model import Page
from packatlas.plan import tags
from packatlas.plan.contents import prose_entries
from packatlas.plan.order import ReadingOrder, label, top_folder
from packatlas.plan.views import ArticleView, Prose, Ref, SideLink, SideSection

_ALL_SHOWN = 60
"""Up to this many plain pages the navigation shows all of them; above, those of the current folder only."""


def prose(page: Page, index: LinkIndex) -> Prose:
    """A plain page's text with its links resolved from where it stands."""
    return Prose.at(Origin(urls.page(page.place), page.source, page.body), index)


def home_page(catalog: Catalog) -> Page | None:
    """The page with the home page's own words."""
    return next((page for page in catalog.pages if urls.page(page.place) == urls.HOME), None)


def article_views(catalog: Catalog, index: LinkIndex) -> Iterator[ArticleView]:
    """Every plain page but the home page's own words, in the order of the navigation."""
    home = home_page(catalog)
    reading = ReadingOrder(catalog.pages, catalog.folders)
    sections = reading.sections(page for page in catalog.pages if page is not home)
    order = [page for members in sections.values() for page in members]
    pages = {page.path: page for page in order}
    for place, page in enumerate(order):
        yield ArticleView(
            address=urls.page(page.place),
            template="page.html",
            title=page.title,
            description=page.description,
            trail=_trail(page, pages, reading),
            contents=prose_entries(page.body, depth=0),
            previous=_ref(order[place - 1]) if place else None,
            next=_ref(order[place + 1]) if place + 1 < len(order) else None,
            source=page.source,
            updated=page.updated,
            location=page.location,
            prose=prose(page, index),
            sidebar=_sidebar(page, sections, reading, shown=len(order) <= _ALL_SHOWN),
            tags=tags.refs(page.tags),
        )


def _ref(page: Page) -> Ref:
    return Ref(label(page), urls.page(page.place))


def _sidebar(
    page: Page, sections: Mapping[str, Sequence[Page]], reading: ReadingOrder, *, shown: bool
) -> tuple[SideSection, ...]:
    return tuple(
        SideSection(
            reading.folder_label(folder) if folder else "",
            tuple(
                SideLink(label(member), urls.page(member.place), member is page)
                for member in (members if shown or folder == top_folder(page) else members[:1])
            ),
        )
        for folder, members in sections.items()
    )


def _trail(page: Page, pages: Mapping[str, Page], reading: ReadingOrder) -> tuple[Ref, ...]:
    """The folders above a page; one without a page of its own is only a name."""
    steps = page.path.removesuffix("/index").split("/")[:-1]
    places = ["/".join(steps[: count + 1]) for count in range(len(steps))]
    return tuple(_step(place, pages, reading) for place in places)


def _step(place: str, pages: Mapping[str, Page], reading: ReadingOrder) -> Ref:
    owner = reading.index(place) or pages.get(place)
    if owner is None:
        return Ref(reading.folder_label(place), None)
    return Ref(reading.folder_title(place, owner), urls.page(owner.place))
