"""The index of texts changed by one page's words, from its files alone: without any other page.

What the change of a page comes to is told by the shards that have its terms, by how long each shard is, and, of terms
whose list leaves pages out, by all pages that have them. Where that is not enough, the answer is None, and all pages
have to be read again: where a shard grew so long that it has to be cut otherwise, or a term has just become common.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from packatlas import urls
from packatlas.outputs.common_terms import CommonTerms
from packatlas.outputs.shards import MOST_PAGES, Shard, cut, decode, encode, places_of, size_of, utf16
from packatlas.outputs.terms import PageTerms
from packatlas.outputs.text import shard_file

Read = Callable[[str], bytes | None]
"""What a file of the site holds; None if there is none."""


@dataclass(slots=True)
class Lengths:
    """Every term of the index, in its order, and how many characters each takes in its shard."""

    terms: list[str]
    sizes: array[int]

    def put(self, term: str, size: int) -> None:
        """Let a term take so much room; none at all if it is 0."""
        at = bisect_left(self.terms, utf16(term), key=utf16)
        known = at < len(self.terms) and self.terms[at] == term
        if not size:
            del self.terms[at], self.sizes[at]
        elif known:
            self.sizes[at] = size
        else:
            self.terms.insert(at, term)
            self.sizes.insert(at, size)

    def starts(self) -> list[str]:
        """Where the shards begin."""
        return [start for start, _, _ in cut(self.terms, self.sizes)]

    def packed(self) -> tuple[bytes, bytes]:
        """As bytes, to be kept."""
        return "\n".join(self.terms).encode("utf-8", "surrogatepass"), self.sizes.tobytes()

    @classmethod
    def unpacked(cls, terms: bytes, sizes: bytes) -> Lengths:
        """What was kept; raises ValueError if the two don't belong together."""
        found = cls(terms.decode("utf-8", "surrogatepass").split("\n") if terms else [], array("I", sizes))
        if len(found.terms) != len(found.sizes):
            raise ValueError
        return found


@dataclass(frozen=True, slots=True)
class Index:
    """What has to be known of the index of texts beside its files; it follows what is edited."""

    lengths: Lengths
    common: CommonTerms


def edit(number: int, before: PageTerms, after: PageTerms, index: Index, read: Read) -> Mapping[str, bytes] | None:
    """The files of the index that change when page `number` says `after` instead of `before`."""
    lengths = index.lengths
    starts = lengths.starts()
    order = [utf16(start) for start in starts]
    old, new = places_of(number, before), places_of(number, after)
    changes: dict[str, dict[str, tuple[int | None, int | None]]] = {}
    for term in sorted(old.keys() | new.keys()):
        if old.get(term) != new.get(term):
            start = starts[bisect_right(order, utf16(term)) - 1]
            changes.setdefault(start, {})[term] = (old.get(term), new.get(term))
    found: dict[str, bytes] = {}
    for start, terms in changes.items():
        path = urls.search_shard(start)
        content = _edited(start, terms, index, read(path))
        if content is None:
            return None
        found[path] = content
    return found if lengths.starts() == starts else None


def _edited(
    start: str, changes: Mapping[str, tuple[int | None, int | None]], index: Index, content: bytes | None
) -> bytes | None:
    """A shard's file with these changes."""
    if content is None:
        return None
    shard = json.loads(content)
    entries = dict(zip(shard["terms"].split(), shard["places"].split(), strict=True))
    for term, (old, new) in changes.items():
        said = _moved(term, entries.get(term, ""), old, new, index.common)
        if said is None:
            return None
        index.lengths.put(term, size_of(term, said) if said else 0)
        entries[term] = said
    kept = sorted(((term, said) for term, said in entries.items() if said), key=lambda entry: utf16(entry[0]))
    made = shard_file(Shard(start, tuple(kept)), shard["edition"]).content
    return made if isinstance(made, bytes) else None


def _moved(term: str, said: str, old: int | None, new: int | None, common: CommonTerms) -> str | None:
    """A term's pages, as its shard says them, with `new` instead of `old`, either of which may be missing.

    Empty when no page is left; None where nobody can know without all pages.
    """
    total, places = decode(said)
    now: Iterable[int] | None = places
    if total > len(places):
        now = common.moved(term, old, new)
    elif old is not None and old not in places:
        now = None
    else:
        now = sorted({*places, *(() if new is None else (new,))} - (set() if old is None else {old}))
    if now is None:
        return None
    every = array("Q", now)
    # All pages of a term that has just become common would have to be kept from now on.
    if len(every) > MOST_PAGES >= total:
        return None
    return encode(every) if every else ""


def lengths_of(files: Iterable[bytes]) -> Lengths:
    """Of a whole index, given its shards' files in their order."""
    found = Lengths([], array("I"))
    for content in files:
        shard = json.loads(content)
        for term, said in zip(shard["terms"].split(), shard["places"].split(), strict=True):
            found.terms.append(term)
            found.sizes.append(size_of(term, said))
    return found
