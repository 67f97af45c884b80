"""Which pages have which term, cut into shards by how terms begin, in a form that is small and quick to read.

A shard holds all terms from its *start* up to the start of the next one. Starts come from the terms alone: a group of
terms with one beginning is a shard if it is small enough, and is cut by the next character if it is not. So a change of
one page changes only the shards of its terms, and it seldom moves a start.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from packatlas.outputs.terms import LEVELS, SECTIONS, PageTerms

SHARD_CHARACTERS = 24_000
"""How long a shard may get, unless a single term needs more."""
MOST_PAGES = 4096
"""Of a term that more pages have, only those that say most on it are listed."""
_DIGIT, _LAST_DIGIT = 60, 93
"""Codes of the characters that stand for 0 in all digits of a number but the last, and in the last one."""
_COMMON = "!"
_DEEPEST = 16
"""Characters of the longest start, so that a file's name made of it is short enough for every disk."""

Found = dict[str, "int | array[int]"]
"""Where each term is found: page, level and sections in one number, or several numbers in the order of pages."""
_Part = tuple[str, int, int]
"""A start, and the places of the first term from there on and of the first one after."""
_LEVEL_BITS = (LEVELS - 1).bit_length()
_LEVEL, _SECTIONS = (1 << _LEVEL_BITS) - 1, (1 << SECTIONS) - 1


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the index."""

    start: str
    """No term of the shard comes before it, and it is not after the first."""
    entries: tuple[tuple[str, str], ...]
    """Each term with its pages, written as `encode` does."""


class TextIndex:
    """Which pages have which term: made of all pages once, changed page by page after that.

    It is the same index in the end, however it came about.
    """

    def __init__(self, pages: Iterable[PageTerms]) -> None:
        """The pages are numbered in the order in which they come."""
        self._found: Found = {}
        for number, page in enumerate(pages):
            for term, place in _places(number, page).items():
                known = self._found.get(term)
                if known is None:
                    self._found[term] = place
                elif isinstance(known, int):
                    self._found[term] = array("Q", (known, place))
                else:
                    known.append(place)
        self._terms = sorted(self._found, key=_utf16)
        """In the order in which JavaScript compares strings."""
        self._written = {term: encode(self._found[term]) for term in self._terms}
        self._sizes = [_size(term, places) for term, places in self._written.items()]
        self._parts = self._cut()

    def shards(self) -> Iterator[Shard]:
        """The whole index, in the order of its terms."""
        return map(self._shard, self._parts)

    def edit(self, number: int, before: PageTerms, after: PageTerms) -> tuple[Shard, ...]:
        """Let a page say something else; all shards that change with it, and hardly any that do not."""
        known = {start: (self._terms[low:high][:1], high - low) for start, low, high in self._parts}
        old, new = _places(number, before), _places(number, after)
        changed = [term for term in old | new if old.get(term) != new.get(term)]
        for term in changed:
            self._put(term, old.get(term), new.get(term))
        self._parts = self._cut()
        starts = [_utf16(start) for start, _, _ in self._parts]
        touched = {bisect_right(starts, _utf16(term)) - 1 for term in changed}
        return tuple(
            self._shard(part)
            for at, part in enumerate(self._parts)
            if at in touched or known.get(part[0]) != (self._terms[part[1] : part[2]][:1], part[2] - part[1])
        )

    def _put(self, term: str, old: int | None, new: int | None) -> None:
        """Have `new` instead of `old` among the places of a term; either may be missing."""
        known = self._found.get(term, array("Q"))
        places = array("Q", (known,)) if isinstance(known, int) else known
        at = bisect_left(places, old if old is not None else new or 0)
        places[at : at + (old is not None)] = array("Q", () if new is None else (new,))
        line = bisect_left(self._terms, _utf16(term), key=_utf16)
        if term not in self._found:
            self._terms.insert(line, term)
            self._sizes.insert(line, 0)
        if not places:
            del self._terms[line], self._sizes[line], self._found[term], self._written[term]
            return
        self._found[term] = places if len(places) > 1 else places[0]
        self._written[term] = encode(self._found[term])
        self._sizes[line] = _size(term, self._written[term])

    def _cut(self) -> list[_Part]:
        ends = list(accumulate(self._sizes, initial=0))
        return list(_cut(self._terms, ends, ("", 0, len(self._terms)), 0))

    def _shard(self, part: _Part) -> Shard:
        start, low, high = part
        return Shard(start, tuple((term, self._written[term]) for term in self._terms[low:high]))


def _size(term: str, places: str) -> int:
    """Characters of a term in a shard, with the blanks before it and before its places."""
    return len(term) + len(places) + 2


def _places(number: int, page: PageTerms) -> dict[str, int]:
    """For each term of a page its number, level and sections in one."""
    base = number << _LEVEL_BITS
    said = zip(page.terms, page.levels, page.sections, strict=True)
    return {term: (base | level) << SECTIONS | sections for term, level, sections in said}


def _utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


def _cut(terms: Sequence[str], ends: Sequence[int], part: _Part, depth: int) -> Iterator[_Part]:
    """Terms whose first `depth` characters are equal: as one part, or cut by the next, small neighbours together."""
    start, low, high = part
    if ends[high] - ends[low] <= SHARD_CHARACTERS or high - low == 1 or depth == _DEEPEST:
        yield part
        return
    held = low
    while held < high:
        end = _end(terms, held, high, terms[held][: depth + 1])
        if held > low and ends[end] - ends[low] > SHARD_CHARACTERS:
            yield start, low, held
            start, low = terms[held][: depth + 1], held
        held = end
        if ends[held] - ends[low] > SHARD_CHARACTERS:
            yield from _cut(terms, ends, (start, low, held), depth + 1)
            start, low = terms[held][: depth + 1] if held < high else "", held
    if held > low:
        yield start, low, held


def _end(terms: Sequence[str], low: int, high: int, beginning: str) -> int:
    """The place after the last of the terms that begin so; the one at `low` does, and they stand together."""
    return bisect_left(terms, True, low + 1, high, key=lambda term: term[: len(beginning)] != beginning)


def encode(places: int | array[int]) -> str:
    """The pages of a term as text.

    A digit is a level, and after it come the pages that have this level, each as two numbers: the pages between it and
    the one before, and its sections. A number is written in base 32, the digit of most worth first. Where pages are
    left out, `!` and the number of all pages that have the term stand before all else.
    """
    if isinstance(places, int):
        page = places >> SECTIONS + _LEVEL_BITS
        return f"{places >> SECTIONS & _LEVEL}{_number(page)}{_number(places & _SECTIONS)}"
    levels: list[list[int]] = [[] for _ in range(LEVELS)]
    for place in places:
        levels[place >> SECTIONS & _LEVEL].append(place)
    said = [f"{_COMMON}{_number(len(places))}"] if len(places) > MOST_PAGES else []
    left = MOST_PAGES
    for level in range(LEVELS - 1, -1, -1):
        pages = levels[level][:left] if left else ()
        left -= len(pages)
        if pages:
            said.append(str(level))
            following = 0
            for place in pages:
                page = place >> SECTIONS + _LEVEL_BITS
                said += _number(page - following), _number(place & _SECTIONS)
                following = page + 1
    return "".join(said)


@lru_cache(maxsize=1 << 14)
def _number(value: int) -> str:
    if value < 32:
        return chr(_LAST_DIGIT + value)
    text = chr(_LAST_DIGIT + value % 32)
    while value := value // 32:
        text = chr(_DIGIT + value % 32) + text
    return text
