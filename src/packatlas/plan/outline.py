"""The tree of plain pages and the folders they stand in, in the order in which they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packatlas import urls
from packatlas.model import Page, PageFolder
from packatlas.plan import words

_LAST = float("inf")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with what stands in it."""

    path: str
    """Path below the content folder; empty for that folder itself."""
    label: str
    """How navigation calls it: by its `_category_` file, else by its lead, else by its name."""
    title: str
    """How the breadcrumbs and its own page call it."""
    description: str
    opened: bool
    """Whether navigation shows its members on every page, as its `_category_` file wishes."""
    lead: Page | None
    """The page that stands for it: its index, or the page of its name beside it."""
    members: tuple[Page | Folder, ...]
    """In reading order, the lead left out."""
    position: float
    size: int
    """How many entries of the navigation it needs, itself and all folders below it included."""

    @property
    def address(self) -> str:
        """Where its page stands."""
        if self.lead is not None:
            return urls.page(self.lead.place)
        return urls.page(self.path) if self.path else urls.PAGES

    def pages(self) -> Iterator[Page]:
        """Every page in it, at any depth, in reading order."""
        if self.lead is not None:
            yield self.lead
        for member in self.members:
            if isinstance(member, Folder):
                yield from member.pages()
            else:
                yield member

    def folders(self, above: tuple[Folder, ...] = ()) -> Iterator[tuple[Folder, tuple[Folder, ...]]]:
        """This folder and all below it, each with those above it, the topmost first."""
        yield self, above
        for member in self.members:
            if isinstance(member, Folder):
                yield from member.folders((*above, self))


def label(page: Page) -> str:
    """How navigation calls a page."""
    return page.sidebar_label or page.title


def name(member: Page | Folder) -> str:
    """How navigation calls a page or folder."""
    return member.label if isinstance(member, Folder) else label(member)


def outline(pages: Iterable[Page], folders: Mapping[str, PageFolder]) -> Folder:
    """The folder of all plain pages, the home page's words left out by who calls."""
    return _Builder(pages, folders).folder("")


class _Builder:
    """Puts pages into folders. Each folder is made once, its members first."""

    def __init__(self, pages: Iterable[Page], folders: Mapping[str, PageFolder]) -> None:
        self._folders = folders
        self._pages: dict[str, list[Page]] = defaultdict(list)
        self._below: dict[str, dict[str, None]] = defaultdict(dict)
        for page in pages:
            self._pages[page.path.rpartition("/")[0]].append(page)
            self._note(page.path.rpartition("/")[0])
        self._leads = {path: lead for above in self._below for path in self._below[above] if (lead := self._lead(path))}

    def _note(self, path: str) -> None:
        """Note a folder below the one above it."""
        while path:
            above = path.rpartition("/")[0]
            self._below[above][path] = None
            path = above

    def _lead(self, path: str) -> Page | None:
        """The first page with the path of a folder's index, else the page of its name beside it."""
        within = (page for page in self._pages[path] if page.path == f"{path}/index")
        beside = (page for page in self._pages[path.rpartition("/")[0]] if page.path == path)
        return next(within, None) or next(beside, None)

    def folder(self, path: str) -> Folder:
        """A folder with everything in it."""
        own, lead = self._folders.get(path), self._leads.get(path)
        leads = {id(self._leads[below]) for below in self._below[path] if below in self._leads} | {id(lead)}
        members: list[Page | Folder] = [page for page in self._pages[path] if id(page) not in leads]
        members += [self.folder(below) for below in self._below[path]]
        plain = words.titled(path.rpartition("/")[2])
        called = (own.label if own else "") or (label(lead) if lead else plain)
        stated = own.position if own else None
        return Folder(
            path=path,
            label=called,
            title=(own.title or own.label if own else "") or (lead.title if lead else plain),
            description=(own.description if own else "") or (lead.description if lead else ""),
            opened=bool(own and own.opened),
            lead=lead,
            members=tuple(sorted(members, key=_key)),
            position=stated if stated is not None else _position(lead) if lead else _LAST,
            size=1 + sum(member.size if isinstance(member, Folder) else 1 for member in members),
        )


def _key(member: Page | Folder) -> tuple[float, str, str]:
    """By position, and then by name. Two files for one path stay in the order of the catalog."""
    position = member.position if isinstance(member, Folder) else _position(member)
    return position, name(member).casefold(), member.path


def _position(page: Page) -> float:
    return page.sidebar_position if page.sidebar_position is not None else _LAST
