"""GitHub's footnotes in the text: `[^1]`, and `[^1]: words` anywhere else.

A footnote has the number of its first reference. Its id is what GitHub makes of it, with the prefix of authors' ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packatlas.markdown.nodes import Block
from packatlas.model import AUTHOR_ID

if TYPE_CHECKING:
    from packatlas.markdown.ledger import Ledger

DEFINITION = re.compile(r"\[\^([^\]\s]{1,200}+)\]:[ \t]*+")
MAX_REFERENCES = 500
"""References of a page that are followed; each one costs some hundred characters of HTML."""


@dataclass(slots=True)
class Footnotes:
    """The footnotes of one page."""

    definitions: dict[str, Block] = field(default_factory=dict)
    """Label, case folded -> the block that has its words. The first of a label counts."""
    uses: dict[str, int] = field(default_factory=dict)
    """Label -> number of references so far, in the order of the first ones."""
    references: int = 0

    def define(self, label: str, block: Block) -> None:
        """Note a definition."""
        self.definitions.setdefault(label.casefold(), block)

    def refer(self, label: str) -> tuple[int, int] | None:
        """The number of a footnote, and which of its references this one is; None for a label that isn't defined."""
        name = label.casefold()
        if name not in self.definitions or self.references == MAX_REFERENCES:
            return None
        self.references += 1
        self.uses[name] = self.uses.get(name, 0) + 1
        return list(self.uses).index(name) + 1, self.uses[name]


def reference(ledger: Ledger, label: str, line: int) -> str:
    """The HTML of a reference; empty if it refers to nothing."""
    found = ledger.footnotes.refer(label)
    if found is None:
        return ""
    number, use = found
    mark = ledger.nonce
    own = reference_id(number, use)
    ledger.anchors.add(own)
    return (
        f'<sup class="{mark}footnote-reference"><a href="{ledger.link(f"#{footnote_id(number)}", line)}" '
        f'id="{mark}{own}" aria-label="{mark}Footnote {number}">{number}</a></sup>'
    )


def footnote_id(number: int) -> str:
    """The id of a footnote."""
    return f"{AUTHOR_ID}fn-{number}"


def reference_id(number: int, use: int) -> str:
    """The id of one of a footnote's references, the first of which is 1."""
    return f"{AUTHOR_ID}fnref-{number}" + (f"-{use}" if use > 1 else "")
