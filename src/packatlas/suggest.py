"""The nearest thing that an author may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache

_LONGEST = 60
"""Characters of a word that are compared."""
_FEW = 12
_FURTHEST = 2
_NEAR = 0.7
"""How much two words have to be alike, as `difflib` measures it."""


def near_name(word: str, names: Iterable[str]) -> str:
    """A hint that offers the nearest of many names; empty when none is near.

    Made for catalogs of thousands: names of another length, or with too many other letters, are passed over before any
    is compared.
    """
    wanted = word.casefold()[:_LONGEST]
    alike = [name for name in names if abs(len(name) - len(wanted)) <= _FURTHEST and _may_be_near(wanted, name)]
    near = difflib.get_close_matches(wanted, alike, n=1, cutoff=_NEAR)
    return f"did you mean '{near[0]}'?" if near else ""


def _may_be_near(one: str, other: str) -> bool:
    """Whether two words have enough letters in common to be that near; a letter that only one has is in no match."""
    letters, others = _letters(one), _letters(other)
    shared = min(len(one) - (letters & ~others).bit_count(), len(other) - (others & ~letters).bit_count())
    return 2 * shared >= _NEAR * (len(one) + len(other))


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> int:
    """A bit for each letter of a word; some letters share one, which only makes words look more alike."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 64
    return found


def did_you_mean(word: str, choices: Iterable[str], synonyms: Mapping[str, str] | None = None) -> str:
    """A hint naming the nearest choice, or all of them when they are few; empty when there is nothing to say.

    `synonyms` are other words for a choice, such as `network` for `cni`.
    """
    names = {choice.casefold(): choice for choice in choices}
    targets = {**{other.casefold(): meant for other, meant in (synonyms or {}).items()}, **names}
    near = difflib.get_close_matches(word.casefold()[:_LONGEST], sorted(targets), n=1, cutoff=0.6)
    if near:
        return f"did you mean '{targets[near[0]]}'?"
    return f"one of {', '.join(names.values())}" if 0 < len(names) <= _FEW else ""
