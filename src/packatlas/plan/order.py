"""In which order plain pages are read, and what the folders they stand in are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from packatlas.model import Page, PageFolder
from packatlas.plan import words

Key = tuple[tuple[bool, float, str, str], ...]


def label(page: Page) -> str:
    """How navigation calls a page."""
    return page.sidebar_label or page.title


def top_folder(page: Page) -> str:
    """The topmost folder that a page stands in; empty at the root."""
    return page.path.partition("/")[0] if "/" in page.path else ""


class ReadingOrder:
    """Pages in the order of the navigation: folder by folder, by position and then by name.

    A folder's label and position come from its `_category_` file, else from its index page, else from its name.
    """

    def __init__(self, pages: Iterable[Page], folders: Mapping[str, PageFolder]) -> None:
        self._folders = folders
        self._indexes = {page.path.removesuffix("/index"): page for page in pages if page.path.endswith("/index")}

    def sections(self, pages: Iterable[Page]) -> Mapping[str, list[Page]]:
        """Pages by their topmost folder, both in reading order; those at the root come first."""
        found: dict[str, list[Page]] = {}
        for page in sorted(pages, key=self._key):
            found.setdefault(top_folder(page), []).append(page)
        return dict(sorted(found.items(), key=lambda item: item[0] != ""))

    def folder_label(self, path: str) -> str:
        """How navigation calls a folder."""
        own, index = self._folders.get(path), self._indexes.get(path)
        return (own.label if own else "") or (label(index) if index else words.titled(path.rpartition("/")[2]))

    def folder_title(self, path: str, lead: Page) -> str:
        """How the breadcrumbs call a folder whose page is `lead`."""
        own = self._folders.get(path)
        return (own.label if own else "") or lead.title

    def index(self, path: str) -> Page | None:
        """The page of a folder."""
        return self._indexes.get(path)

    def _folder_position(self, path: str) -> float:
        own, index = self._folders.get(path), self._indexes.get(path)
        if own and own.position is not None:
            return own.position
        return _position(index) if index else _LAST

    def _key(self, page: Page) -> Key:
        """One step for each folder above a page, and one for itself; a folder's index comes before all else in it.

        Two files for one path stay in the order of the catalog.
        """
        *above, name = page.path.split("/")
        places = ["/".join(above[: count + 1]) for count in range(len(above))]
        steps = tuple(
            (True, self._folder_position(place), self.folder_label(place).casefold(), place) for place in places
        )
        if above and name == "index":
            return (*steps, (False, 0.0, "", ""))
        return (*steps, (True, _position(page), label(page).casefold(), page.path))


_LAST = float("inf")


def _position(page: Page) -> float:
    return page.sidebar_position if page.sidebar_position is not None else _LAST
