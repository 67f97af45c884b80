"""A YAML or JSON file as plain values that remember where they stand.

Whatever the format, a tree consists of mappings, lists, texts and None. Numbers, dates and truth values stay the texts
that their author wrote: `version: 1.10` is "1.10". Only the schema, which knows what is wanted, reads more into a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from packatlas.errors import Location, Problem

Value: TypeAlias = "dict[str, Value] | list[Value] | str | None"
Steps: TypeAlias = tuple[str | int, ...]
"""The way from the root of a tree to a value: keys and list positions."""

DEPTH_LIMIT = 50
"""Mappings and lists in one another; real files have fewer than ten."""
SCALAR_LIMIT = 256 * 1024
"""Characters of one text; the longest real one, a preset, has a fifth of it."""

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for tab and line ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # change the direction in which text is shown
    "\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # not seen at all
    "\ud800-\udfff\ufffe\uffff]"  # no characters
)
"""What a value may not contain: it would hide or disguise words."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands; for a value of a mapping also its key. Lines and columns are 1-based."""

    line: int
    column: int
    key_line: int
    key_column: int


class Tree:
    """The values of one file and their places."""

    def __init__(self, data: Value, path: str, index: Callable[[], Mapping[Steps, Spot]]) -> None:
        self.data = data
        self.path = path
        self._index = index

    @cached_property
    def spots(self) -> Mapping[Steps, Spot]:
        """Where each value stands, by its steps."""
        return self._index()

    def with_data(self, data: Value) -> Tree:
        """Other values for the same places, such as fewer keys."""
        return Tree(data, self.path, lambda: self.spots)

    def value_at(self, steps: Sequence[str | int]) -> Location:
        """The place of a value, or of the nearest known one around it."""
        spot = self._nearest(steps)
        return Location(self.path, spot.line, spot.column) if spot else Location(self.path)

    def key_at(self, steps: Sequence[str | int]) -> Location:
        """The place of the key of a value, or of the nearest known one around it."""
        spot = self._nearest(steps)
        return Location(self.path, spot.key_line, spot.key_column) if spot else Location(self.path)

    def _nearest(self, steps: Sequence[str | int]) -> Spot | None:
        for length in range(len(steps), -1, -1):
            if spot := self.spots.get(tuple(steps[:length])):
                return spot
        return None


def checked_text(text: str, location: Location) -> tuple[str, list[Problem]]:
    """A text without what a value may not contain, and a problem for what that was."""
    problems = []
    if found := FORBIDDEN.search(text):
        message = f"the invisible or control character U+{ord(found[0]):04X} is not allowed in a value"
        problems.append(Problem("PA007", message, location, hint="delete it; typing the text anew is the surest way"))
        text = FORBIDDEN.sub("\ufffd", text)
    if len(text) > SCALAR_LIMIT:
        message = f"a value is longer than {SCALAR_LIMIT} characters"
        problems.append(Problem("PA006", message, location, hint="shorten it"))
        text = text[:SCALAR_LIMIT]
    return text, problems


def position(text: str, offset: int) -> tuple[int, int]:
    """1-based line and column of a place in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
