"""Plain pages and the navigation between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.links import LinkIndex, Origin
from packatlas.model import Page
from packatlas.plan import tags, words
from packatlas.plan.contents import prose_entries
from packatlas.plan.views import ArticleView, Prose, Ref, SideLink, SideSection

_ALL_SHOWN = 60
"""Up to this many plain pages the navigation shows all of them; above, those of the current folder only."""


def prose(page: Page, index: LinkIndex) -> Prose:
    """A plain page's text with its links resolved from where it stands."""
    return Prose(page.body, Origin(urls.page(page.path), page.source, page.body), index)


def article_views(catalog: Catalog, index: LinkIndex) -> Iterator[ArticleView]:
    """Every plain page but the home page's own words, in the order of the navigation."""
    sections = _sections([page for page in catalog.pages if urls.page(page.path) != urls.HOME])
    order = [page for members in sections.values() for page in members]
    titles = {page.path: page.title for page in order}
    for place, page in enumerate(order):
        yield ArticleView(
            address=urls.page(page.path),
            template="page.html",
            title=page.title,
            description=page.description,
            trail=_trail(page, titles),
            contents=prose_entries(page.body, depth=0),
            previous=_ref(order[place - 1]) if place else None,
            next=_ref(order[place + 1]) if place + 1 < len(order) else None,
            source=page.source,
            updated=page.updated,
            location=page.location,
            prose=prose(page, index),
            sidebar=_sidebar(page, sections, shown=len(order) <= _ALL_SHOWN),
            tags=tags.refs(page.tags),
        )


def _ref(page: Page) -> Ref:
    return Ref(label(page), urls.page(page.path))


def label(page: Page) -> str:
    """How navigation calls a page."""
    return page.sidebar_label or page.title


def _folder(page: Page) -> str:
    """The topmost folder that a page stands in; empty at the root."""
    return page.path.partition("/")[0] if "/" in page.path else ""


def _is_index(page: Page) -> bool:
    return page.path.endswith("/index")


def _sections(pages: Sequence[Page]) -> Mapping[str, list[Page]]:
    """Pages by their topmost folder, both in reading order: root first, then by position and name."""
    found: dict[str, list[Page]] = {}
    for page in pages:
        found.setdefault(_folder(page), []).append(page)
    for members in found.values():
        members.sort(key=_reading_order)
    return dict(sorted(found.items(), key=lambda item: (item[0] != "", _position(item[1][0]), item[0])))


def _position(page: Page) -> float:
    return page.sidebar_position if page.sidebar_position is not None else float("inf")


def _reading_order(page: Page) -> tuple[bool, float, str, str]:
    return (not _is_index(page) or page.path.count("/") > 1, _position(page), label(page).casefold(), page.path)


def _section_title(folder: str, members: Sequence[Page]) -> str:
    lead = members[0]
    return label(lead) if lead.path == f"{folder}/index" else words.titled(folder)


def _sidebar(page: Page, sections: Mapping[str, Sequence[Page]], *, shown: bool) -> tuple[SideSection, ...]:
    return tuple(
        SideSection(
            _section_title(folder, members) if folder else "",
            tuple(
                SideLink(label(member), urls.page(member.path), member is page)
                for member in (members if shown or folder == _folder(page) else members[:1])
            ),
        )
        for folder, members in sections.items()
    )


def _trail(page: Page, titles: Mapping[str, str]) -> tuple[Ref, ...]:
    """The folders above a page; one without a page of its own is only a name."""
    steps = urls.page(page.path).strip("/").split("/")[:-1]
    places = ["/".join(steps[: count + 1]) for count in range(len(steps))]
    return tuple(
        Ref(titles[owner], urls.page(owner)) if (owner := _owner(place, titles)) else Ref(words.titled(step), None)
        for step, place in zip(steps, places, strict=True)
    )


def _owner(place: str, titles: Mapping[str, str]) -> str:
    return next((path for path in (f"{place}/index", place) if path in titles), "")
