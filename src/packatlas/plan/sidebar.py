"""The navigation between plain pages, as one page shows it: bounded, however many pages there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from packatlas import urls
from packatlas.model import Page
from packatlas.plan.outline import Folder, label
from packatlas.plan.views import SideEntry

ALL_SHOWN = 100
"""Up to so many entries every page shows the whole tree, above only the folders that it stands in."""
WINDOW = 30
"""How many entries of one of those folders a page shows, around its own."""


class Sidebar:
    """What every page's navigation is cut from."""

    def __init__(self, root: Folder, standing: Set[str]) -> None:
        """`standing` are the addresses at which pages of folders stand."""
        self._root = root
        self._whole = root.size <= ALL_SHOWN
        self._standing = standing
        self._same: dict[int, SideEntry] = {}
        """Entries that many pages show as they are, by the identity of what they lead to."""

    def of(self, current: Page | Folder, branch: Iterable[Folder]) -> tuple[SideEntry, ...]:
        """The entries for a page, or for the page of a folder; the folders `branch` that it stands in are open."""
        return self._entries(self._root, current, {id(folder) for folder in branch})

    def _entries(self, folder: Folder, current: Page | Folder, branch: Set[int]) -> tuple[SideEntry, ...]:
        lead = (_lead(folder, folder.lead, current),) if folder.lead is not None else ()
        members = folder.members
        first, last = (0, len(members)) if self._whole else _window(members, current, branch)
        shown = tuple(self._shared(member, current, branch) for member in members[first:last])
        before = self._more(folder, first, "earlier")
        return (*lead, *before, *shown, *self._more(folder, len(members) - last, "more"))

    def _shared(self, member: Page | Folder, current: Page | Folder, branch: Set[int]) -> SideEntry:
        if member is current or id(member) in branch:
            return self._entry(member, current, branch)
        if id(member) not in self._same:
            self._same[id(member)] = self._entry(member, current, branch)
        return self._same[id(member)]

    def _entry(self, member: Page | Folder, current: Page | Folder, branch: Set[int]) -> SideEntry:
        if not isinstance(member, Folder):
            return SideEntry(label(member), urls.page(member.place), member is current)
        if self._whole or id(member) in branch:
            opened = id(member) in branch or member.opened
            return SideEntry(member.label, None, opened=opened, entries=self._entries(member, current, branch))
        address = member.address if member.address in self._standing else None
        first = next(member.pages(), None)
        return SideEntry(member.label, address or (urls.page(first.place) if first else None), folder=True)

    def _more(self, folder: Folder, count: int, kind: str) -> tuple[SideEntry, ...]:
        """The way to what is not shown: the folder's own page, which names all."""
        if not count or folder.address not in self._standing:
            return ()
        return (SideEntry(f"{count:,} {kind}", folder.address, folder=True),)


def _lead(folder: Folder, lead: Page, current: Page | Folder) -> SideEntry:
    words = label(lead)
    return SideEntry("Overview" if words == folder.label else words, urls.page(lead.place), lead is current)


def _window(members: Sequence[Page | Folder], current: Page | Folder, branch: Set[int]) -> tuple[int, int]:
    """Which members to show: `WINDOW` of them, around the one that is, or leads to, the current page."""
    own = next((at for at, member in enumerate(members) if member is current or id(member) in branch), 0)
    first = max(0, min(own - WINDOW // 2, len(members) - WINDOW))
    return first, min(len(members), first + WINDOW)
