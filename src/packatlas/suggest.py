"""The nearest thing that an author may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

_LONGEST = 60
"""Characters of a word that are compared."""
_FEW = 12
_FURTHEST = 2


def near_name(word: str, names: Iterable[str]) -> str:
    """A hint that offers the nearest of many names; empty when none is near.

    Made for catalogs of thousands: names of another length, and those that differ at both ends, are passed over before
    any is compared.
    """
    wanted = word.casefold()[:_LONGEST]
    first, last = wanted[:1], wanted[-1:]
    alike = [
        name for name in names if abs(len(name) - len(wanted)) <= _FURTHEST and (name[:1] == first or name[-1:] == last)
    ]
    near = difflib.get_close_matches(wanted, alike, n=1, cutoff=0.7)
    return f"did you mean '{near[0]}'?" if near else ""


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
