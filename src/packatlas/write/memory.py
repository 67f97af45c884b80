"""What an earlier write left in the output folder, so that no file need be made or read to be kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packatlas.cache import Cache, StaleError, digest, freeze, thaw
from packatlas.standing import SIGHT, VIEWS
from packatlas.write.folder import Holdings, Mark, Record, mark_of

_SHELF = "written"

_Entry = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Memory:
    """The files that stand as they were left."""

    files: Mapping[str, tuple[_Entry, bytes]]
    """By path: the entry in the record, and what it was made of, empty if that isn't known."""

    @classmethod
    def of(cls, holdings: Holdings, cache: Cache) -> Memory:
        """What the cache knows of an output folder, without the files that were altered since."""
        kept = cache.shelf(_SHELF).get(digest(str(holdings.root)))
        try:
            known: dict[str, tuple[_Entry, bytes, Mark]] = dict(thaw(kept)) if kept else {}
            files = {
                path: (entry, key)
                for path, (entry, key, mark) in known.items()
                if path in holdings.files and mark_of(holdings.files[path]) == mark
            }
        except (StaleError, ValueError, TypeError):
            files = {}
        return cls(files)

    def made_of(self, key: bytes, path: str) -> _Entry | None:
        """The entry of the file at a path, if it was made of this."""
        entry, known = self.files.get(path, (None, b""))
        return entry if known == key else None

    def holds(self, entry: _Entry, path: str) -> bool:
        """Whether the file at a path has this content."""
        return path in self.files and self.files[path][0] == entry


def remember(root: Path, record: Record, keys: Mapping[str, bytes], views: Mapping[str, bytes], cache: Cache) -> None:
    """Keep how the files look that were just written, and the views of which pages with texts were made."""
    start = f"{root}/"
    files = {path: (entry, keys.get(path, b""), mark_of(os.lstat(start + path))) for path, entry in record.items()}
    cache.keep(_SHELF, {digest(str(root)): freeze(files)})
    # What other builds left is no more what these pages were made of.
    cache.keep(SIGHT, {})
    fresh = {path.encode(): view for path, view in views.items()}
    cache.store(VIEWS).restock([path.encode() for path in keys if path.endswith(".html")], fresh)
