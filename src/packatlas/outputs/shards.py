"""Which pages have which term, cut into shards by how terms begin, in a form that is small and quick to read.

A shard holds all terms from its *start* up to the start of the next one. Starts come from the terms alone: a group of
terms with one beginning is a shard if it is small enough, and is cut by the next character if it is not. So a change of
one page changes only the shards of its terms, and it seldom moves a start.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

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
_MASK = 1 << SECTIONS


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the index."""

    start: str
    """No term of the shard comes before it, and it is not after the first."""
    entries: tuple[tuple[str, str], ...]
    """Each term with its pages, written as `encode` does."""


def collect(pages: Iterable[PageTerms]) -> Found:
    """Which pages have each term; the pages are numbered in the order in which they come."""
    found: Found = {}
    for number, page in enumerate(pages):
        base = number * LEVELS
        for term, level, sections in zip(page.terms, page.levels, page.sections, strict=True):
            known = found.get(term)
            place = (base + level) * _MASK + sections
            if known is None:
                found[term] = place
            elif isinstance(known, int):
                found[term] = array("Q", (known, place))
            else:
                known.append(place)
    return found


def shards(found: Found) -> Iterator[Shard]:
    """The whole index, in the order in which JavaScript compares strings. Empties `found` on the way."""
    order = sorted(found) if all(map(str.isascii, found)) else sorted(found, key=_utf16)
    return _cut("", 0, [(term, encode(found.pop(term))) for term in order])


def _utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


def _cut(start: str, depth: int, entries: Sequence[tuple[str, str]]) -> Iterator[Shard]:
    """Entries whose first `depth` characters are equal: as one shard, or cut by the next, small neighbours together."""
    if _length(entries) <= SHARD_CHARACTERS or len(entries) == 1 or depth == _DEEPEST:
        yield Shard(start, tuple(entries))
        return
    held: list[tuple[str, str]] = []
    first: str | None = start
    for beginning, group in groupby(entries, key=lambda entry: entry[0][: depth + 1]):
        members = list(group)
        if held and first is not None and _length(held) + _length(members) > SHARD_CHARACTERS:
            yield Shard(first, tuple(held))
            held, first = [], None
        first = beginning if first is None else first
        held += members
        if _length(held) > SHARD_CHARACTERS:
            yield from _cut(first, depth + 1, held)
            held, first = [], None
    if held and first is not None:
        yield Shard(first, tuple(held))


def _length(entries: Iterable[tuple[str, str]]) -> int:
    return sum(len(term) + len(pages) + 2 for term, pages in entries)


def encode(places: int | array[int]) -> str:
    """The pages of a term as text.

    A digit is a level, and after it come the pages that have this level, each as two numbers: the pages between it and
    the one before, and its sections. A number is written in base 32, the digit of most worth first. Where pages are
    left out, `!` and the number of all pages that have the term stand before all else.
    """
    if isinstance(places, int):
        place, sections = divmod(places, _MASK)
        page, level = divmod(place, LEVELS)
        return f"{level}{_number(page)}{_number(sections)}"
    levels: list[list[tuple[int, int]]] = [[] for _ in range(LEVELS)]
    for both in places:
        place, sections = divmod(both, _MASK)
        levels[place % LEVELS].append((place // LEVELS, sections))
    said = [f"{_COMMON}{_number(len(places))}"] if len(places) > MOST_PAGES else []
    left = MOST_PAGES
    for level in range(LEVELS - 1, -1, -1):
        pages = levels[level][:left]
        left -= len(pages)
        if pages:
            said.append(str(level))
            before = -1
            for page, sections in pages:
                said += _number(page - before - 1), _number(sections)
                before = page
    return "".join(said)


def _number(value: int) -> str:
    if value < 32:
        return chr(_LAST_DIGIT + value)
    text = chr(_LAST_DIGIT + value % 32)
    while value := value // 32:
        text = chr(_DIGIT + value % 32) + text
    return text
