"""What an earlier write left in the output folder, so that no file need be made or read to be kept.

A file is believed to hold what was written to it if none of its figures has changed, the time of its last change
included, which nobody can set. Where one has, it may only have got another name beside its own, such as in a copy of
the folder made of links: then it is read and compared, and still not made again.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from packatlas.cache import Cache, StaleError, digest, freeze, thaw
from packatlas.footprint import Footprint, mark_of
from packatlas.standing import SIGHT, VIEWS, view_key
from packatlas.write.claims import MANIFEST
from packatlas.write.folder import Holdings, Record, recorded

_SHELF = "written"
_CONTENT = 32
"""Bytes of the digest of a file."""
_UNKNOWN = bytes(16)
"""Stands for the key of a file that isn't made of anything known."""

_Entry = tuple[int, str]


class _File(NamedTuple):
    """A file that was written."""

    entry: _Entry
    """Its entry in the record."""
    key: bytes
    """What it was made of; empty if that isn't known."""
    certain: bool
    """Whether it looks as it did then."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What was written to the files that stand there."""

    files: Mapping[str, _File]
    holdings: Holdings
    views: Collection[bytes] = ()
    """By which it is kept what pages were made of."""

    @classmethod
    def of(cls, holdings: Holdings, cache: Cache) -> Memory:
        """What the cache knows of an output folder."""
        kept = cache.shelf(_SHELF).get(digest(str(holdings.root)))
        try:
            return cls(dict(_standing(kept, holdings)) if kept else {}, holdings, cache.store(VIEWS).keys)
        except (StaleError, ValueError, TypeError):
            return cls({}, holdings)

    def made_of(self, key: bytes, path: str) -> _Entry | None:
        """The entry of the file at a path, if it was made of this and still holds it."""
        file = self.files.get(path)
        if file is None or file.key != key:
            return None
        return file.entry if file.certain or recorded(path, file.entry, self.holdings) else None

    def has_view(self, path: str, key: bytes) -> bool:
        """Whether it is kept what the page at a path was made of."""
        return view_key(path, key) in self.views

    def holds(self, entry: _Entry, path: str) -> bool:
        """Whether the file at a path is known to have this content without a look into it."""
        file = self.files.get(path)
        return file is not None and file.certain and file.entry == entry


def _standing(kept: bytes, holdings: Holdings) -> Iterator[tuple[str, _File]]:
    """Each file that was written and still stands; raises what `Memory.of` expects."""
    paths, sizes, contents, keys, marks = thaw(kept)
    digests = (contents[at : at + _CONTENT].hex() for at in range(0, len(contents), _CONTENT))
    made_of = (keys[at : at + len(_UNKNOWN)] for at in range(0, len(keys), len(_UNKNOWN)))
    columns = (array("Q", sizes), digests, made_of, array("q", marks))
    for path, size, content, key, mark in zip(paths.split("\n"), *columns, strict=True):
        status = holdings.files.get(path)
        if status:
            yield path, _File((size, content), b"" if key == _UNKNOWN else key, mark_of(status) == mark)


def remember(
    root: Path, record: Record, keys: Mapping[str, bytes], views: Mapping[str, bytes], cache: Cache, jobs: int
) -> Footprint:
    """Keep how the files look that were just written, and the views of which pages with texts were made.

    No file may get or lose a name after this.
    """
    footprint = Footprint.of(str(root), (*record, MANIFEST), jobs)
    # Column by column: a site has a hundred thousand files.
    columns = (
        "\n".join(record),
        array("Q", (size for size, _ in record.values())).tobytes(),
        bytes.fromhex("".join(content for _, content in record.values())),
        b"".join(keys.get(path, _UNKNOWN) for path in record),
        footprint.marks[: len(record)].tobytes(),
    )
    cache.keep(_SHELF, {digest(str(root)): freeze(columns)})
    # What other builds left is no more what these pages were made of.
    cache.keep(SIGHT, {})
    fresh = {view_key(path, keys[path]): view for path, view in views.items()}
    cache.store(VIEWS).restock([view_key(path, key) for path, key in keys.items() if path.endswith(".html")], fresh)
    return footprint
