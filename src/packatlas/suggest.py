"""Words for people: a value quoted for a message, a day, and the nearest thing that an author may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date

_LONGEST_QUOTE = 60
_FEW = 12
_FURTHEST = 2

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def quoted(value: str) -> str:
    """`value` in quotes on one line, cut when long, with nothing in it that a terminal would obey."""
    shown = value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1] + "…"
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + "'"


def day(when: date) -> str:
    """`10 October 2026`, whatever the machine's language."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def near_name(word: str, names: Iterable[str]) -> str:
    """A hint that offers the nearest of many names; empty when none is near.

    Made for catalogs of thousands: names of another length are passed over before any is compared.
    """
    wanted = word.casefold()[:_LONGEST_QUOTE]
    alike = [name for name in names if abs(len(name) - len(wanted)) <= _FURTHEST]
    near = difflib.get_close_matches(wanted, alike, n=1, cutoff=0.7)
    return f"did you mean '{near[0]}'?" if near else ""


def did_you_mean(word: str, choices: Iterable[str], synonyms: Mapping[str, str] | None = None) -> str:
    """A hint naming the nearest choice, or all of them when they are few; empty when there is nothing to say.

    `synonyms` are other words for a choice, such as `network` for `cni`.
    """
    names = {choice.casefold(): choice for choice in choices}
    targets = {**{other.casefold(): meant for other, meant in (synonyms or {}).items()}, **names}
    near = difflib.get_close_matches(word.casefold()[:_LONGEST_QUOTE], sorted(targets), n=1, cutoff=0.6)
    if near:
        return f"did you mean '{targets[near[0]]}'?"
    return f"one of {', '.join(names.values())}" if 0 < len(names) <= _FEW else ""
