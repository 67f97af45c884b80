"""The table of contents of a page."""

from __future__ import annotations

from packatlas.model import Body
from packatlas.plan.views import Entry

_DEPTHS = 2
"""How many levels of a text's headings the table of contents shows."""


def prose_entries(body: Body, depth: int = 1) -> tuple[Entry, ...]:
    """A text's upper headings, as entries below a section of the page (`depth` 1) or as sections (`depth` 0)."""
    top = min((heading.level for heading in body.headings), default=0)
    return tuple(
        Entry(heading.text, heading.id, depth + heading.level - top)
        for heading in body.headings
        if heading.level - top < _DEPTHS
    )
