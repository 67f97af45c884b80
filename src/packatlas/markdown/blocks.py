"""The block parser: lines to a tree of blocks, one line at a time (CommonMark 0.31, appendix, phase 1).

Containers stand on a stack; each line first finds how many of them it goes on with, then what it opens, and what is
left is text for the open leaf. No line is read twice, so the time is linear in the text.
"""

from __future__ import annotations

from packatlas.markdown import components, starts, tables
from packatlas.markdown.destinations import definitions
from packatlas.markdown.docusaurus import closing
from packatlas.markdown.ledger import Ledger, LimitError
from packatlas.markdown.nodes import (
    ADMONITION,
    COMPONENT,
    FENCE,
    FOOTNOTE,
    HTML,
    INDENTED,
    ITEM,
    LEAF,
    LIST,
    NO,
    NOTHING,
    PARAGRAPH,
    QUOTE,
    ROOT,
    TABLE,
    Block,
)
from packatlas.markdown.rawhtml import block_ends

MAX_DEPTH = 100
"""Containers inside each other; the reference renderer stops at the same depth."""


class BlockReader:
    """Reads the lines of one page into a tree of blocks."""

    def __init__(self, lines: list[str], ledger: Ledger) -> None:
        self.lines = lines
        self.ledger = ledger
        self.at = 0
        """Index of the line being read."""
        self.root = Block(ROOT, 1)
        self.stack = [self.root]
        self.leaf: Block | None = None
        self.rest = ""
        """What is left of the line."""
        self.column = 0
        """Column where `rest` begins, for tab stops."""
        self.indent = 0
        """Indentation of `rest` in columns."""
        self.matched = 1
        """How many containers of the stack this line goes on with."""
        self.components = 0
        """How many components on the stack wait for their closing tag."""
        self.skip = 0
        """How many lines behind this one have been read with it."""
        self.more = ""
        """What stands behind a component's tag in the same line, to be read as a line of its own."""
        self.cells_filled = 0
        self._last_closing: dict[str, int] | None = None
        self._last_colons: int | None = None
        self._last_comment_end: int | None = None

    def read(self) -> Block:
        """The root of the tree."""
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
            while self.more:
                text, self.more = self.more, ""
                self._line(text)
            self.at += 1 + self.skip
            self.skip = 0
        self.close(1)
        return self.root

    @property
    def whole(self) -> bool:
        """Whether the line goes on with every open container."""
        return self.matched == len(self.stack)

    @property
    def paragraph(self) -> Block | None:
        """The open paragraph, if this line goes on with all that is around it."""
        leaf = self.leaf
        return leaf if leaf is not None and leaf.kind == PARAGRAPH and self.matched == len(self.stack) else None

    def add(self, kind: str) -> Block:
        """End what this line doesn't go on with, and put a new block into the innermost container left."""
        self.settle()
        block = Block(kind, self.at + 1)
        self.stack[-1].children.append(block)
        return block

    def enter(self, container: Block) -> None:
        """Push a container that this line has opened."""
        self.stack.append(container)
        self.matched += 1
        if container.kind == COMPONENT:
            self.components += 1
        if len(self.stack) > MAX_DEPTH:
            raise LimitError(f"lists and quotes are nested more than {MAX_DEPTH} deep", self.at + 1)

    def settle(self) -> None:
        """Close the open leaf and every container that this line doesn't go on with."""
        self.close(self.matched)

    def close(self, depth: int) -> None:
        """Close the open leaf and every container beyond the first `depth` ones."""
        leaf = self.leaf
        if leaf is not None:
            self.leaf = None
            if leaf.kind == PARAGRAPH:
                self._finish_paragraph(leaf)
            elif leaf.kind == INDENTED:
                while leaf.lines and not leaf.lines[-1].strip(" \t"):
                    leaf.lines.pop()
        if len(self.stack) > depth:
            for block in self.stack[depth:]:
                if block.kind == ADMONITION and not block.settled:
                    message = f"admonition ':::{block.char}' is not closed"
                    self.ledger.report("PA044", block.line, message, "add a line ':::'")
            if self.components:
                self.components -= sum(block.kind == COMPONENT for block in self.stack[depth:])
            del self.stack[depth:]
        self.matched = min(self.matched, depth)

    def behind(self, text: str) -> None:
        """Have text behind a tag read as a line of its own, indented like this one."""
        if text.strip(" \t"):
            line = self.lines[self.at]
            self.more = line[: len(line) - len(line.lstrip(" \t"))] + text.strip(" \t") + self.more.strip(" \t")

    def closes_later(self, name: str) -> bool:
        """Whether a closing tag of a component follows on a later line."""
        if self._last_closing is None:
            self._last_closing = components.last_closing_tags(self.lines)
        return self._last_closing.get(name, -1) > self.at

    def closed_later(self) -> bool:
        """Whether a line of colons follows, such as ends an admonition."""
        if self._last_colons is None:
            ends = [at for at, line in enumerate(self.lines) if ":::" in line and closing(line.lstrip(" \t>"))]
            self._last_colons = max(ends, default=-1)
        return self._last_colons > self.at

    def comment_ends_later(self) -> bool:
        """Whether a JSX comment ends on a later line."""
        if self._last_comment_end is None:
            self._last_comment_end = max((at for at, line in enumerate(self.lines) if "*/}" in line), default=-1)
        return self._last_comment_end > self.at

    def strip(self, columns: int) -> None:
        """Take so many columns off `rest`; a tab taken in part leaves the rest of it as spaces."""
        rest = self.rest
        if "\t" not in rest[:columns]:
            self.rest = rest[columns:]
            self.column += columns
            return
        column, goal, at = self.column, self.column + columns, 0
        while column < goal and at < len(rest):
            column += 4 - column % 4 if rest[at] == "\t" else 1
            at += 1
        self.rest = " " * (column - goal) + rest[at:]
        self.column = goal

    def measure(self) -> int:
        """Indentation of `rest` in columns."""
        rest = self.rest
        text = rest.lstrip(" ")
        if text[:1] != "\t":
            return len(rest) - len(text)
        column = self.column
        for mark in rest:
            if mark == "\t":
                column += 4 - column % 4
            elif mark == " ":
                column += 1
            else:
                break
        return column - self.column

    # --- one line ------------------------------------------------------------------------------------------

    def _line(self, text: str) -> None:
        self.rest = text
        self.column = 0
        self._descend()
        if (self.components or ":::" in text) and self._closed_by_author():
            return
        leaf = self.leaf
        if leaf is not None and leaf.kind in (FENCE, INDENTED, HTML) and self.whole and self._goes_on(leaf):
            return
        if self._open_blocks():
            self._not_blank()
            return
        text = self.rest.lstrip(" \t")
        if not text:
            self._blank_line()
            return
        self._text(text)
        self._not_blank()

    def _descend(self) -> None:
        """Count the open containers that the line goes on with, taking their marks off `rest`."""
        stack = self.stack
        matched = 1
        while matched < len(stack):
            block = stack[matched]
            kind = block.kind
            if kind == ITEM:
                if self.measure() >= block.width:
                    self.strip(block.width)
                elif block.children and not self.rest.strip(" \t"):
                    self.rest = ""
                else:
                    break
            elif kind == QUOTE:
                if not starts.quote_mark(self):
                    break
            elif kind == FOOTNOTE:
                if self.measure() >= 4:
                    self.strip(4)
                elif not block.children or self.rest.strip(" \t"):
                    break
            else:
                self._unindent(block)
            matched += 1
        self.matched = matched

    def _unindent(self, block: Block) -> None:
        """Take off the indentation that the content of an admonition or component may have."""
        indent = self.measure()
        if block.indent < 0:
            if not self.rest.strip(" \t"):
                return
            block.indent = max(indent, block.width) if block.kind == COMPONENT else block.width
        self.strip(min(indent, block.indent))

    def _closed_by_author(self) -> bool:
        """Whether the line is, or holds, the end mark of an open admonition or component."""
        if self.whole and self._in_code():
            return False
        text = self.rest.lstrip(" \t")
        colons = closing(text) if text.startswith(":::") else 0
        if colons:
            sizes = [block.size if block.kind == ADMONITION else 0 for block in self.stack]
            depth = max((at for at, size in enumerate(sizes) if size == colons), default=0)
            depth = depth or max((at for at, size in enumerate(sizes) if 0 < size < colons), default=0)
            if not depth:
                self.ledger.report("PA044", self.at + 1, "':::' closes an admonition that is not open")
                return False
            self.stack[depth].settled = True
            self.close(depth)
            self._not_blank()
            return True
        return bool(self.components) and components.closing_tag(self)

    def _in_code(self) -> bool:
        """Whether the line stands in open code, where no mark means anything."""
        leaf = self.leaf
        if leaf is None:
            return False
        return (
            leaf.kind == FENCE
            or (leaf.kind == HTML and leaf.size == 1)
            or (leaf.kind == INDENTED and self.measure() > 3)
        )

    def _goes_on(self, leaf: Block) -> bool:
        """Give the line to the open code or HTML block; False if the block ends before it."""
        indent = self.measure()
        text = self.rest.lstrip(" \t")
        if leaf.kind == FENCE:
            if indent < 4 and starts.closes_fence(leaf, text):
                self.close(len(self.stack))
            else:
                self.strip(min(indent, leaf.width))
                leaf.lines.append(self.rest)
            self._not_blank()
            return True
        if leaf.kind == INDENTED:
            if text and indent < 4:
                return False
            self.strip(min(indent, 4))
            leaf.lines.append(self.rest)
        else:
            if leaf.size >= 6 and not text:
                return False
            leaf.lines.append(self.rest)
            if block_ends(leaf.size, self.rest):
                self.close(len(self.stack))
        self._not_blank()
        leaf.blank = not text
        return True

    def _open_blocks(self) -> bool:
        """Open the blocks that begin on this line; True if that used the line up."""
        while True:
            text = self.rest.lstrip(" \t")
            if not text:
                return False
            self.indent = self.measure()
            if self.indent >= 4:
                if self.leaf is not None and self.leaf.kind == PARAGRAPH:
                    return False
                code = self.add(INDENTED)
                self.strip(4)
                code.lines.append(self.rest)
                self.leaf = code
                return True
            openers = starts.OPENERS.get(text[0])
            if openers is None:
                return False
            for opener in openers:
                used = opener(self, text)
                if used is not NO:
                    break
            else:
                return False
            if used is LEAF:
                return True

    # --- text and blank lines ---------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        leaf = self.leaf
        if leaf is not None and leaf.kind == PARAGRAPH:
            leaf.lines.append(text)
            return
        if leaf is not None and leaf.kind == TABLE and self.whole:
            row = tables.cells(text)
            self.cells_filled += max(0, len(leaf.aligns) - len(row))
            if row and self.cells_filled <= tables.MAX_EMPTY_CELLS:
                leaf.rows.append(row)
                return
        block = self.add(PARAGRAPH)
        block.lines.append(text)
        self.leaf = block

    def _blank_line(self) -> None:
        """Close what a blank line ends, and note where it stands: loose lists are told by it."""
        self.settle()
        self._not_blank()
        container = self.stack[-1]
        if container.children:
            last = container.children[-1]
            last.blank = True
            if last.kind == LIST:
                last.children[-1].blank = True
        fresh = container.kind == ITEM and not container.children and container.line == self.at + 1
        container.blank = container.kind != QUOTE and not fresh

    def _not_blank(self) -> None:
        for block in self.stack:
            block.blank = False
        if self.leaf is not None:
            self.leaf.blank = False

    def _finish_paragraph(self, block: Block) -> None:
        """Take the link reference definitions off its front; of nothing but these, nothing stays."""
        if not block.lines or not block.lines[0].startswith("["):
            return
        text = "\n".join(block.lines)
        left = definitions(text, self.ledger.references)
        if left is text:
            return
        block.lines = left.split("\n") if left else []
        if not left.strip():
            block.kind = NOTHING
