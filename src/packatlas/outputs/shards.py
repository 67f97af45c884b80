"""Which pages have which term, cut into shards by how terms begin, in a form that is small and quick to read.

A shard holds all terms from its *start* up to the start of the next one. Starts come from the terms alone: a group of
terms with one beginning is cut by the next character if it is large, and goes into one shard with its neighbours if it
is not. So a change of one page changes only the shards of its terms, and it seldom moves a start.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise

from packatlas import workers
from packatlas.outputs.terms import LEVELS, SECTIONS, PageTerms

SHARD_CHARACTERS = 24_000
"""How long a shard may get, unless it has a term that is long itself."""
_FULL = SHARD_CHARACTERS * 2 // 3
"""For how much a term counts at most: two long ones need a shard each, which has room left for short ones."""
MOST_PAGES = 4096
"""Of a term that more pages have, only those that say most on it are listed."""
_DIGIT, _LAST_DIGIT = 60, 93
"""Codes of the characters that stand for 0 in all digits of a number but the last, and in the last one."""
_COMMON = "!"
_WORTH_SHARING = 10_000
"""Terms from which on a second process pays."""
_TURNS = 4
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
    """Which pages have which term. `shard_edits` brings its files up to date when one page says something else."""

    def __init__(self, found: Found, jobs: int = 1) -> None:
        """Of what `places` or `joined` found."""

        def some(terms: Sequence[str]) -> list[str]:
            return [encode(found[term]) for term in terms]

        self._terms = sorted(found, key=utf16)
        """In the order in which JavaScript compares strings."""
        jobs = jobs if workers.worthwhile(jobs, len(found), _WORTH_SHARING) else 1
        written = workers.shared(some, workers.cut(self._terms, jobs, _TURNS), jobs)
        self._written = dict(zip(self._terms, chain.from_iterable(written), strict=True))
        sizes = (size_of(term, places) for term, places in self._written.items())
        self._parts = list(cut(self._terms, sizes))

    def shards(self) -> Iterator[Shard]:
        """The whole index, in the order of its terms."""
        return map(self._shard, self._parts)

    def _shard(self, part: _Part) -> Shard:
        start, low, high = part
        return Shard(start, tuple((term, self._written[term]) for term in self._terms[low:high]))


def places(pages: Iterable[PageTerms], first: int = 0) -> Found:
    """Where each term of some pages is found; they are numbered in the order in which they come, from `first` on."""
    found: Found = {}
    for number, page in enumerate(pages, first):
        for term, place in places_of(number, page).items():
            known = found.get(term)
            if known is None:
                found[term] = place
            elif isinstance(known, int):
                found[term] = array("Q", (known, place))
            else:
                known.append(place)
    return found


def joined(parts: Iterable[Found]) -> Found:
    """The same of all pages, given that of the first, of those that come next, and so on."""
    found: Found = {}
    for part in parts:
        for term, later in part.items():
            known = found.get(term)
            if known is None:
                found[term] = later
                continue
            several = array("Q", (known,)) if isinstance(known, int) else known
            several.extend((later,) if isinstance(later, int) else later)
            found[term] = several
    return found


def size_of(term: str, places: str) -> int:
    """Characters of a term in a shard, with the blanks before it and before its places."""
    return len(term) + len(places) + 2


def places_of(number: int, page: PageTerms) -> dict[str, int]:
    """For each term of a page its number, level and sections in one."""
    base = number << _LEVEL_BITS
    said = zip(page.terms, page.levels, page.sections, strict=True)
    return {term: (base | level) << SECTIONS | sections for term, level, sections in said}


def utf16(term: str) -> bytes:
    """What a term is ordered by, as JavaScript does."""
    return term.encode("utf-16-be", "surrogatepass")


def cut(terms: Sequence[str], sizes: Iterable[int]) -> Iterator[_Part]:
    """The parts of the index, given how many characters each term takes."""
    cuts = _Cuts(terms, list(accumulate((min(size, _FULL) for size in sizes), initial=0)))
    cuts.within(0, len(terms), 0)
    for (start, low), (_, high) in pairwise([*cuts.begins, ("", len(terms))]):
        yield start, low, high


class _Cuts:
    """Where parts begin.

    A large group of terms always begins one, so that what changes before it moves no part behind. Small groups go on
    with the part before them as long as they fit: so a term that nobody had used before seldom begins one.
    """

    def __init__(self, terms: Sequence[str], ends: Sequence[int]) -> None:
        self.begins: list[tuple[str, int]] = [("", 0)]
        """The start of each part, and the place of its first term."""
        self._terms = terms
        self._ends = ends

    def within(self, low: int, high: int, depth: int) -> None:
        """Cut terms whose first `depth` characters are equal, by the next one."""
        while low < high:
            end = _end(self._terms, low, high, depth + 1)
            large = self._size(low, end) > SHARD_CHARACTERS and end - low > 1 and depth + 1 < _DEEPEST
            if large or self._size(self.begins[-1][1], end) > SHARD_CHARACTERS:
                self._begin(self._terms[low][: depth + 1], low)
            if large:
                self.within(low, end, depth + 1)
            low = end

    def _begin(self, start: str, at: int) -> None:
        if at > self.begins[-1][1]:
            self.begins.append((start, at))

    def _size(self, low: int, high: int) -> int:
        return self._ends[high] - self._ends[low]


def _end(terms: Sequence[str], low: int, high: int, length: int) -> int:
    """The place after the last of the terms whose first characters are those of the one at `low`: so many of them.

    A shorter term is alone, before those that go on from it.
    """
    beginning = terms[low][:length]
    return bisect_left(terms, True, low + 1, high, key=lambda term: term[:length] != beginning)


def encode(places: int | array[int]) -> str:
    """The pages of a term as text.

    A digit is a level, and after it come the pages that have this level, each as two numbers: the pages between it and
    the one before, and its sections. A number is written in base 32, the digit of most worth first. Where pages are
    left out, `!` and the number of all pages that have the term stand before all else.
    """
    if isinstance(places, int):
        page = places >> SECTIONS + _LEVEL_BITS
        return f"{places >> SECTIONS & _LEVEL}{_number(page)}{_number(places & _SECTIONS)}"
    total = len(places)
    levels: list[list[int]] = [[] for _ in range(LEVELS)]
    for place in places:
        levels[place >> SECTIONS & _LEVEL].append(place)
    said = [f"{_COMMON}{_number(total)}"] if total > MOST_PAGES else []
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


def decode(said: str) -> tuple[int, list[int]]:
    """How many pages have a term, and those that `encode` wrote down."""
    places = list[int]()
    total = level = following = value = 0
    numbers = list[int]()
    for letter in said:
        code = ord(letter)
        if code < _DIGIT:
            level, following, numbers = (0 if letter == _COMMON else int(letter)), 0, []
            common = letter == _COMMON
            continue
        value = value * 32 + (code - _DIGIT) % (_LAST_DIGIT - _DIGIT)
        if code < _LAST_DIGIT:
            continue
        numbers.append(value)
        value = 0
        if common:
            total, numbers = numbers[0], []
        elif len(numbers) == 2:
            page = following + numbers[0]
            places.append((page << _LEVEL_BITS | level) << SECTIONS | numbers[1])
            following, numbers = page + 1, []
    return total or len(places), places


@lru_cache(maxsize=1 << 14)
def _number(value: int) -> str:
    if value < 32:
        return chr(_LAST_DIGIT + value)
    text = chr(_LAST_DIGIT + value % 32)
    while value := value // 32:
        text = chr(_DIGIT + value % 32) + text
    return text
