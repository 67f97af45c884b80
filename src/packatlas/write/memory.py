"""What an earlier write left in the output folder, so that no file need be made or read to be kept."""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packatlas.cache import Cache, StaleError, digest, freeze, thaw
from packatlas.standing import SIGHT, VIEWS, view_key
from packatlas.write.folder import Holdings, Record, mark_of

_SHELF = "written"
_CONTENT = 32
"""Bytes of the digest of a file."""
_UNKNOWN = bytes(16)
"""Stands for the key of a file that isn't made of anything known."""

_Entry = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Memory:
    """The files that stand as they were left."""

    files: Mapping[str, tuple[_Entry, bytes]]
    """By path: the entry in the record, and what it was made of, empty if that isn't known."""
    views: Collection[bytes] = ()
    """By which it is kept what pages were made of."""

    @classmethod
    def of(cls, holdings: Holdings, cache: Cache) -> Memory:
        """What the cache knows of an output folder, without the files that were altered since."""
        kept = cache.shelf(_SHELF).get(digest(str(holdings.root)))
        try:
            return cls(dict(_standing(kept, holdings)) if kept else {}, cache.store(VIEWS).keys)
        except (StaleError, ValueError, TypeError):
            return cls({})

    def made_of(self, key: bytes, path: str) -> _Entry | None:
        """The entry of the file at a path, if it was made of this."""
        entry, known = self.files.get(path, (None, b""))
        return entry if known == key else None

    def has_view(self, path: str, key: bytes) -> bool:
        """Whether it is kept what the page at a path was made of."""
        return view_key(path, key) in self.views

    def holds(self, entry: _Entry, path: str) -> bool:
        """Whether the file at a path has this content."""
        return path in self.files and self.files[path][0] == entry


def _standing(kept: bytes, holdings: Holdings) -> Iterator[tuple[str, tuple[_Entry, bytes]]]:
    """Path, entry and key of each file that looks as it did; raises what `Memory.of` expects."""
    paths, sizes, contents, keys, marks = thaw(kept)
    digests = (contents[at : at + _CONTENT].hex() for at in range(0, len(contents), _CONTENT))
    made_of = (keys[at : at + len(_UNKNOWN)] for at in range(0, len(keys), len(_UNKNOWN)))
    columns = (array("Q", sizes), digests, made_of, array("q", marks))
    for path, size, content, key, mark in zip(paths.split("\n"), *columns, strict=True):
        status = holdings.files.get(path)
        if status and mark_of(status) == mark:
            yield path, ((size, content), b"" if key == _UNKNOWN else key)


def remember(root: Path, record: Record, keys: Mapping[str, bytes], views: Mapping[str, bytes], cache: Cache) -> None:
    """Keep how the files look that were just written, and the views of which pages with texts were made."""
    start = f"{root}/"
    # Column by column: a site has a hundred thousand files.
    columns = (
        "\n".join(record),
        array("Q", (size for size, _ in record.values())).tobytes(),
        bytes.fromhex("".join(content for _, content in record.values())),
        b"".join(keys.get(path, _UNKNOWN) for path in record),
        array("q", (mark_of(os.lstat(start + path)) for path in record)).tobytes(),
    )
    cache.keep(_SHELF, {digest(str(root)): freeze(columns)})
    # What other builds left is no more what these pages were made of.
    cache.keep(SIGHT, {})
    fresh = {view_key(path, keys[path]): view for path, view in views.items()}
    cache.store(VIEWS).restock([view_key(path, key) for path, key in keys.items() if path.endswith(".html")], fresh)
