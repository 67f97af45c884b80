"""The list of footnotes at the end of a page, each with its ways back into the text."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from packatlas.markdown.footnotes import MAX_REFERENCES, footnote_id, reference_id
from packatlas.markdown.ledger import Ledger
from packatlas.markdown.tree import Html, TreeBuilder

_MAX_WAYS_BACK = 10
"""How many of its references a footnote leads back to."""


def append(root: Element, builder: TreeBuilder, render: Callable[[Element], None]) -> None:
    """Put the footnotes that the text refers to behind it; `render` finds inlines, and in them more references."""
    ledger = builder.ledger
    notes = ledger.footnotes
    if notes.uses:
        entries = _entries(root, builder, render)
        for number, (entry, uses) in enumerate(zip(entries, notes.uses.values(), strict=True), 1):
            last = entry[-1] if len(entry) and entry[-1].tag == "p" else SubElement(entry, "p")
            last.text = Html(f"{last.text or ''} {_ways_back(ledger, number, uses)}".lstrip())
    for label, block in notes.definitions.items():
        if label not in notes.uses and notes.references < MAX_REFERENCES:
            message = f"nothing refers to the footnote '[^{label}]': it is not shown"
            ledger.report("PA047", block.line, message, "refer to it where it belongs, or remove it")


def _entries(root: Element, builder: TreeBuilder, render: Callable[[Element], None]) -> list[Element]:
    """The list's entries in the order of their numbers; footnotes may refer to further ones."""
    ledger, mark = builder.ledger, builder.ledger.nonce
    attributes = {"class": mark + "footnotes", "role": mark + "doc-endnotes", "aria-label": mark + "Footnotes"}
    listed = SubElement(SubElement(root, "section", attributes), "ol")
    entries: list[Element] = []
    while len(entries) < len(ledger.footnotes.uses):
        label = list(ledger.footnotes.uses)[len(entries)]
        own = footnote_id(len(entries) + 1)
        ledger.anchors.add(own)
        entry = SubElement(listed, "li", {"id": mark + own})
        builder.fill(entry, ledger.footnotes.definitions[label].children)
        render(entry)
        entries.append(entry)
    return entries


def _ways_back(ledger: Ledger, number: int, uses: int) -> str:
    mark = ledger.nonce
    ways = []
    for use in range(1, min(uses, _MAX_WAYS_BACK) + 1):
        place = ledger.link(f"#{reference_id(number, use)}")
        name = f"Back to reference {number}" + (f"-{use}" if use > 1 else "")
        more = f"<sup>{use}</sup>" if use > 1 else ""
        ways.append(f'<a href="{place}" class="{mark}footnote-back" aria-label="{mark}{name}">↩\ufe0e{more}</a>')
    return " ".join(ways)
