"""Parse and order the versions that packs really have, and the ranges over them.

The rules, newest knowledge first; `tests/test_versions.py` holds them against real versions:

| written                      | read as                                                        |
|------------------------------|----------------------------------------------------------------|
| `v1.12.0`, `V1.12`           | a leading v says nothing                                       |
| `22.04`, `1.33`, `26.04.4`   | numbers, compared one by one; a missing one counts as 0        |
| `1.27.x`, `1.27.*`           | the newest of its line: above every `1.27.N`, below `1.28`     |
| `1.0.0-rc.1`, `-beta2`, `-dev`| a pre-release: below the plain version (Semantic Versioning 11) |
| `3.30.2-rev2`, `2.0.2-up.3`  | a fix: above the plain version, ordered by its number          |
| `0.30.0-5.5.2026`, `1.2-eksb.3` | any other suffix: above the plain version, parts compared   |
| `1.0.0+build.5`              | build data: breaks ties only                                   |
| anything else                | text: below every number, compared as text                     |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import total_ordering

_PRE_RELEASE_WORDS = {
    "dev": 0, "snapshot": 0, "nightly": 0, "canary": 0,
    "alpha": 1, "a": 1,
    "beta": 2, "b": 2,
    "preview": 3, "pre": 3, "milestone": 3, "m": 3,
    "rc": 4, "c": 4, "cr": 4,
}  # fmt: skip
_NUMBERS = re.compile(r"[vV]?(\d+(?:\.\d+)*)(\.[xX*](?:\.[xX*])?)?")
_PART = re.compile(r"\d+|[a-z]+")
_LINE_END = 1 << 62
"""Stands for the `x` of `1.27.x`: above any number that a version has."""

_Part = tuple[int, int, str]
_Key = tuple[int, tuple[int, ...], int, tuple[_Part, ...], tuple[_Part, ...], str]


def _parts(text: str) -> tuple[_Part, ...]:
    """Numbers below words, numbers by value, words by their place among pre-releases and then as text."""
    return tuple(
        (0, int(part[:18]), "") if part.isdigit() else (1, _PRE_RELEASE_WORDS.get(part, 9), part)
        for part in _PART.findall(text.lower())
    )


def _is_pre_release(suffix: str) -> bool:
    """Whether the first word of a suffix is one that comes before a release: `rc.1`, `beta2`."""
    words = re.match(r"[-._~]?([a-z]+)", suffix.lower())
    return bool(words) and words is not None and words[1] in _PRE_RELEASE_WORDS


def _key(text: str) -> tuple[_Key, bool]:
    """The sort key of a version, and whether it is a stable one."""
    main, _, build = text.strip().partition("+")
    numbers = _NUMBERS.match(main)
    if numbers is None or ((rest := main[numbers.end() :]) and rest[0].isalnum() and not _is_pre_release(rest)):
        return (0, (), 0, (), (), text), False
    values = [int(number[:18]) for number in numbers[1].split(".")]
    if numbers[2]:
        values.append(_LINE_END)
    while values and values[-1] == 0:
        values.pop()
    rest = main[numbers.end() :]
    pre = _is_pre_release(rest)
    rank = -1 if pre else 1 if rest.strip("-._~") else 0
    return (1, tuple(values), rank, _parts(rest), _parts(build), ""), not pre


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A version as written, ordered by the rules above. Equal keys (`1.0`, `v1.0.0`) are equal versions."""

    text: str
    key: _Key = field(init=False, repr=False)
    stable: bool = field(init=False, repr=False)
    """False for pre-releases and for texts that are no version."""

    def __post_init__(self) -> None:
        key, stable = _key(self.text)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "stable", stable)

    def __str__(self) -> str:
        return self.text

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.key == other.key

    def __lt__(self, other: Version) -> bool:
        return self.key < other.key

    @property
    def minor(self) -> str:
        """The line that it belongs to, `1.33` for `v1.33.4`; the text itself if it is no version."""
        numbers = _NUMBERS.match(self.text)
        return ".".join(numbers[1].split(".")[:2]) if numbers else self.text

    def within(self, low: str, high: str) -> bool:
        """Whether it lies between two versions, both included; an empty bound is not checked.

        A bound with fewer numbers holds for its whole line: `1.33.4` is within `1.30` and `1.33`.
        """
        if low and self < Version(low):
            return False
        return not high or self <= Version(high) or self._on_line(high)

    def _on_line(self, bound: str) -> bool:
        numbers = _NUMBERS.fullmatch(bound.strip())
        if numbers is None or numbers[2]:
            return False
        mine = _NUMBERS.match(self.text)
        wanted = [int(n[:18]) for n in numbers[1].split(".")]
        have = [int(n[:18]) for n in mine[1].split(".")] if mine else []
        return len(wanted) < 3 and have[: len(wanted)] == wanted


@dataclass(frozen=True, slots=True)
class Range:
    """A set of versions such as `>=1.30 <1.35`: every condition has to hold."""

    text: str
    conditions: tuple[tuple[str, Version], ...]

    def __contains__(self, version: Version) -> bool:
        return all(_COMPARE[operator](version, bound) for operator, bound in self.conditions)

    def meets(self, minor: str) -> bool:
        """Whether it has a version of the line `minor`: `>=1.33.2` meets `1.33`, `<1.33` doesn't."""
        first, newest = Version(minor), Version(f"{minor}.x")
        return all(
            bound.minor == minor or first == bound or first._on_line(bound.text)
            if operator == "="
            else _COMPARE[operator](newest if operator[0] == ">" else first, bound)
            for operator, bound in self.conditions
        )


_COMPARE: dict[str, Callable[[Version, Version], bool]] = {
    ">=": lambda version, bound: version >= bound,
    "<=": lambda version, bound: version <= bound or version._on_line(bound.text),
    ">": lambda version, bound: version > bound and not version._on_line(bound.text),
    "<": lambda version, bound: version < bound,
    "=": lambda version, bound: version == bound or version._on_line(bound.text),
}
_CONDITION = re.compile(r"\s*+(>=|<=|==|=|>|<)?+\s*+([vV]?\d[0-9A-Za-z.*+-]*+)\s*+,?")


def parse_range(text: str) -> Range | None:
    """Read a range of conditions separated by spaces or commas; None if it is none."""
    conditions: list[tuple[str, Version]] = []
    place = 0
    while place < len(text.rstrip()):
        match = _CONDITION.match(text, place)
        if match is None:
            return None
        conditions.append(((match[1] or "=").replace("==", "="), Version(match[2])))
        place = match.end()
    return Range(text.strip(), tuple(conditions)) if conditions else None
