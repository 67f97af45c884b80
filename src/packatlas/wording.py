"""Words for people: a value quoted for a message, and a day."""

from __future__ import annotations

from datetime import date

_LONGEST_QUOTE = 60

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
