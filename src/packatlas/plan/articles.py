"""Plain pages, and the pages of the folders they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import partial

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.links import LinkIndex, Origin
from packatlas.model import Page
from packatlas.plan import tags, words
from packatlas.plan.contents import prose_entries
from packatlas.plan.lists import PAGE_SIZE, pager
from packatlas.plan.outline import Folder, label, outline
from packatlas.plan.sidebar import ALL_SHOWN, WINDOW, Sidebar
from packatlas.plan.views import ArticleView, FolderView, Pager, Planned, Prose, Ref, Teaser

_TEMPLATE = "page.html"


def prose(page: Page, index: LinkIndex) -> Prose:
    """A plain page's text with its links resolved from where it stands."""
    return Prose.at(Origin(urls.page(page.place), page.source, page.body), index)


def home_page(catalog: Catalog) -> Page | None:
    """The page with the home page's own words."""
    return next((page for page in catalog.pages if urls.page(page.place) == urls.HOME), None)


def article_pages(catalog: Catalog, index: LinkIndex, taken: Set[str]) -> Iterator[Planned]:
    """Every plain page but the home page's own words, in reading order, and then the pages of folders.

    `taken` are the addresses of the pages that the site has anyway; there, and at old addresses, no folder gets a page
    of its own.
    """
    home = home_page(catalog)
    pages = [page for page in catalog.pages if page is not home]
    old = {alias.address for page in catalog.pages for alias in page.aliases}
    old |= {redirect.address for redirect in catalog.redirects}
    taken = taken | old | {urls.page(page.place) for page in pages}
    return _Articles(outline(pages, catalog.folders), index, taken).pages()


class _Articles:
    """The views of one tree of pages."""

    def __init__(self, root: Folder, index: LinkIndex, taken: Set[str]) -> None:
        self._index = index
        self._order = list(root.pages())
        self._folders = [(folder, above) for folder, above in root.folders() if folder.path or _is_cut(root)]
        self._made = [folder for folder, _ in self._folders if folder.lead is None and folder.address not in taken]
        own = {folder.address for folder in self._made}
        self._standing = own | {folder.address for folder, _ in self._folders if folder.lead is not None}
        self._sidebar = Sidebar(root, self._standing)
        self._branches = {id(page): branch for page, branch in _branches(root)}
        self._leading = {id(folder.lead): folder for folder, _ in self._folders if folder.lead is not None}

    def pages(self) -> Iterator[Planned]:
        """Every page of the tree."""
        for place, page in enumerate(self._order):
            yield Planned(
                view=partial(self._article, place, page),
                kind=ArticleView,
                template=_TEMPLATE,
                address=urls.page(page.place),
                title=page.title,
                markdown=urls.markdown(urls.page(page.place)),
                description=page.description,
                source=page.source,
                updated=page.updated,
                location=page.location,
                owner=page.source,
                body=page.body,
            )
        made = {id(folder) for folder in self._made}
        for folder, above in self._folders:
            yield from map(Planned.of, self._lists(folder, above, own=id(folder) in made))

    def _article(self, place: int, page: Page) -> ArticleView:
        before, after = self._order[place - 1 : place], self._order[place + 1 : place + 2]
        branch = self._branches[id(page)]
        led = self._leading.get(id(page))
        teasers = _teasers(led, self._standing) if led else ()
        return ArticleView(
            address=urls.page(page.place),
            template=_TEMPLATE,
            title=page.title,
            description=page.description,
            trail=self._trail(branch[:-1] if led else branch),
            contents=prose_entries(page.body, depth=0),
            previous=_ref(before[0]) if before else None,
            next=_ref(after[0]) if after else None,
            source=page.source,
            updated=page.updated,
            location=page.location,
            prose=prose(page, self._index),
            sidebar=self._sidebar.of(page, branch),
            tags=tags.refs(page.tags),
            teasers=teasers[:PAGE_SIZE],
            pager=_pager(urls.page(page.place), 1, len(teasers)),
        )

    def _lists(self, folder: Folder, above: tuple[Folder, ...], *, own: bool) -> Iterator[FolderView]:
        """The page of a folder, where it is `own`, and the pages on which a long list goes on."""
        teasers = _teasers(folder, self._standing)
        title = folder.title if folder.path else "All pages"
        trail = self._trail(above[1:])
        first = next(folder.pages(), None)
        for number in range(1 if own else 2, _count(len(teasers)) + 1):
            yield FolderView(
                address=urls.numbered(folder.address, number),
                template="folder.html",
                title=title if number == 1 else f"{title}, page {number}",
                description=folder.description or words.count(sum(1 for _ in folder.pages()), "page"),
                trail=trail if number == 1 else (*trail, Ref(title, folder.address)),
                next=_ref(first) if first and number == 1 else None,
                sidebar=self._sidebar.of(folder, (*above, folder)),
                teasers=teasers[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
                pager=_pager(folder.address, number, len(teasers)),
            )

    def _trail(self, branch: Sequence[Folder]) -> tuple[Ref, ...]:
        """The folders above a page; one without a page is only a name."""
        return tuple(Ref(step.title, step.address if step.address in self._standing else None) for step in branch)


def _is_cut(root: Folder) -> bool:
    """Whether the navigation can't show all that stands in no folder."""
    return root.size > ALL_SHOWN and len(root.members) > WINDOW


def _branches(root: Folder) -> Iterator[tuple[Page, tuple[Folder, ...]]]:
    """Every page with the folders that it stands in, or leads, the topmost first."""
    for folder, above in root.folders():
        branch = (*above, folder)[1:]
        if folder.lead is not None:
            yield folder.lead, branch
        yield from ((member, branch) for member in folder.members if not isinstance(member, Folder))


def _ref(page: Page) -> Ref:
    return Ref(label(page), urls.page(page.place))


def _teasers(folder: Folder, standing: Set[str]) -> tuple[Teaser, ...]:
    """What stands in a folder; of a folder in it that has no page, what stands in that one."""
    found: list[Teaser] = []
    for member in folder.members:
        if not isinstance(member, Folder):
            found.append(Teaser(member.title, urls.page(member.place), member.description, 0))
        elif member.address in standing:
            found.append(Teaser(member.title, member.address, member.description, sum(1 for _ in member.pages())))
        else:
            found += _teasers(member, standing)
    return tuple(found)


def _count(teasers: int) -> int:
    """How many pages a list needs."""
    return max(1, -(-teasers // PAGE_SIZE))


def _pager(address: str, number: int, teasers: int) -> Pager | None:
    return pager(address, number, _count(teasers)) if teasers > PAGE_SIZE else None
