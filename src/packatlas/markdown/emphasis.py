"""Emphasis, strong emphasis and strikethrough: runs of delimiters (CommonMark 0.31, 6.2; GFM 0.29, 6.5)."""

from __future__ import annotations

import unicodedata
from functools import cache

from packatlas.markdown.destinations import PUNCTUATION

_ASCII_PUNCTUATION = frozenset(PUNCTUATION)
_TAGS = {("*", 1): "em", ("_", 1): "em", ("*", 2): "strong", ("_", 2): "strong"}


class Run:
    """A run of `*`, `_` or `~` that may open or close emphasis."""

    __slots__ = ("after", "before", "char", "closes", "count", "length", "next", "opens", "previous")

    def __init__(self, char: str, length: int, opens: bool, closes: bool) -> None:
        self.char = char
        self.length = length
        """As written."""
        self.count = length
        """Marks that are still text."""
        self.opens = opens
        self.closes = closes
        self.before = ""
        """End tags, which stand before what is left of the marks."""
        self.after = ""
        """Start tags, which stand behind it."""
        self.previous: Run | None = None
        self.next: Run | None = None

    @property
    def html(self) -> str:
        """Tags and marks in the order in which they are shown."""
        return f"{self.before}{self.char * self.count}{self.after}"


@cache
def kind_of(char: str) -> str:
    """How a character counts beside a run: " " white space (and the ends of the text), "." punctuation, "a" the rest.

    Symbols beyond ASCII are no punctuation: so the reference renderer of GitHub has it, unlike CommonMark 0.31.
    """
    if char in _ASCII_PUNCTUATION:
        return "."
    if char == "" or char.isspace():
        return " "
    return "." if unicodedata.category(char).startswith("P") else "a"


def run(text: str, start: int, end: int) -> Run | None:
    """The run of delimiters at `text[start:end]`; None if it can neither open nor close."""
    char = text[start]
    first, last = start, end
    if char != "~":
        # Strikethrough marks are looked through, as in the reference renderer: in `a~_b_` the `_` is inside a word.
        while text[first - 1 : first] == "~":
            first -= 1
        while text[last : last + 1] == "~":
            last += 1
    before = kind_of(text[first - 1 : first]) if first else " "
    after = kind_of(text[last : last + 1])
    left = after != " " and (after != "." or before != "a")
    right = before != " " and (before != "." or after != "a")
    if char == "_":
        opens = left and (not right or before == ".")
        closes = right and (not left or after == ".")
    else:
        opens, closes = left, right
    if not (opens or closes) or (char == "~" and end - start > 2):
        return None
    return Run(char, end - start, opens, closes)


class Runs:
    """The delimiter stack: a linked list, last run first."""

    __slots__ = ("last", "pairs")

    def __init__(self) -> None:
        self.last: Run | None = None
        self.pairs = 0
        """Pairs of tags made so far."""

    def push(self, one: Run) -> None:
        """Put a run on top."""
        one.previous = self.last
        if self.last is not None:
            self.last.next = one
        self.last = one

    def remove(self, one: Run) -> None:
        """Take a run out, wherever it is."""
        if one.previous is not None:
            one.previous.next = one.next
        if one.next is not None:
            one.next.previous = one.previous
        else:
            self.last = one.previous

    def resolve(self, bottom: Run | None) -> None:
        """Pair the runs above `bottom`, and drop them all."""
        closer = self._first_above(bottom)
        floors: dict[tuple[str, bool, int], Run | None] = {}
        while closer is not None:
            if not closer.closes:
                closer = closer.next
                continue
            key = (closer.char, closer.opens, closer.length % 3)
            opener = self._opener_for(closer, bottom, floors.get(key, bottom))
            if opener is not None:
                closer = self._pair(opener, closer)
                continue
            floors[key] = closer.previous
            following = closer.next
            if not closer.opens:
                self.remove(closer)
            closer = following
        self.last = bottom
        if bottom is not None:
            bottom.next = None

    def _first_above(self, bottom: Run | None) -> Run | None:
        first = None
        one = self.last
        while one is not None and one is not bottom:
            first = one
            one = one.previous
        return first

    @staticmethod
    def _opener_for(closer: Run, bottom: Run | None, floor: Run | None) -> Run | None:
        one = closer.previous
        while one is not None and one is not bottom and one is not floor:
            if (
                one.opens
                and one.char == closer.char
                and (
                    not (closer.opens or one.closes) or closer.length % 3 == 0 or (one.length + closer.length) % 3 != 0
                )
            ):
                return one
            one = one.previous
        return None

    def _pair(self, opener: Run, closer: Run) -> Run | None:
        """Make one element of the text between two runs; the next run to look at."""
        opener.next = closer
        closer.previous = opener
        if closer.char == "~":
            following = closer.next
            if opener.length == closer.length:
                self._tag(opener, closer, "del", opener.count)
            self.remove(opener)
            self.remove(closer)
            return following
        used = 2 if opener.count >= 2 and closer.count >= 2 else 1
        self._tag(opener, closer, _TAGS[opener.char, used], used)
        if not opener.count:
            self.remove(opener)
        if closer.count:
            return closer
        following = closer.next
        self.remove(closer)
        return following

    def _tag(self, opener: Run, closer: Run, name: str, used: int) -> None:
        opener.count -= used
        closer.count -= used
        opener.after = f"<{name}>{opener.after}"
        closer.before = f"{closer.before}</{name}>"
        self.pairs += 1
