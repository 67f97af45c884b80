"""The block tree: what the block parser builds line by line, before it becomes an ElementTree."""

from __future__ import annotations

from typing import Final

ROOT: Final = "root"
QUOTE: Final = "quote"
LIST: Final = "list"
ITEM: Final = "item"
ADMONITION: Final = "admonition"
FOOTNOTE: Final = "footnote"
COMPONENT: Final = "component"
PARAGRAPH: Final = "paragraph"
HEADING: Final = "heading"
FENCE: Final = "fence"
INDENTED: Final = "indented"
HTML: Final = "html"
TABLE: Final = "table"
RULE: Final = "rule"
NOTHING: Final = "nothing"
"""Stands where something was that leaves no trace: it ends a list, and shows nothing."""

NO: Final = 0
"""The line doesn't begin this block."""
CONTAINER: Final = 1
"""It does, and what is left of the line may begin another."""
LEAF: Final = 2
"""It does, and the line is used up."""


class Block:
    """One block of the page; containers have children, leaves have text lines."""

    __slots__ = (
        "aligns",
        "blank",
        "char",
        "checked",
        "children",
        "indent",
        "info",
        "kind",
        "line",
        "lines",
        "loose",
        "number",
        "rows",
        "settled",
        "size",
        "width",
    )

    def __init__(self, kind: str, line: int) -> None:
        self.kind = kind
        self.line = line
        """1-based line of the text where it begins."""
        self.children: list[Block] = []
        self.lines: list[str] = []
        self.blank = False
        """Whether its last line so far is blank: decides if the list around it is loose."""
        self.loose = False
        self.char = ""
        """List marker or fence character."""
        self.size = 0
        """Heading level, fence length, number of colons, kind of HTML block."""
        self.width = 0
        """Columns that a line must (items) or may (fences, admonitions, components) be indented to go on here."""
        self.indent = -1
        """Components: indentation of their content, once known."""
        self.number = 0
        """First number of an ordered list; -1 for bullets."""
        self.info = ""
        """Fence info, admonition title or attribute text of a component."""
        self.checked: bool | None = None
        """Task list items: whether the box is ticked."""
        self.aligns: list[str] = []
        self.rows: list[list[str]] = []
        self.settled = False
        """Paragraphs: a delimiter row has failed here, it never becomes a table. Admonitions: closed by its author."""
