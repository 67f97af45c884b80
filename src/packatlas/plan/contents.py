"""The table of contents of a page."""

from __future__ import annotations

from packatlas.model import Body
from packatlas.plan.views import Entry

_DEPTHS = 2
"""How many levels of a text's headings the table of contents shows."""


def prose_entries(body: Body, depth: int = 1) -> tuple[Entry, ...]:
    """A text's upper headings, as entries below a section of the page (`depth` 1) or as sections (`depth` 0)."""
    headings = body.headings
    if len(headings) > 1 and all(heading.level > headings[0].level for heading in headings[1:]):
        headings = headings[1:]  # a title above all others says nothing that the page doesn't
    top = min((heading.level for heading in headings), default=0)
    return tuple(
        Entry(heading.text, heading.id, depth + heading.level - top)
        for heading in headings
        if heading.level - top < _DEPTHS
    )
