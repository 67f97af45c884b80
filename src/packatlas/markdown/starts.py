"""What a line can begin: one function per block, tried by the line's first character (CommonMark 0.31, 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from packatlas.markdown import components, docusaurus, tables
from packatlas.markdown.destinations import definitions
from packatlas.markdown.footnotes import DEFINITION
from packatlas.markdown.nodes import (
    ADMONITION,
    CONTAINER,
    FENCE,
    FOOTNOTE,
    HEADING,
    HTML,
    ITEM,
    LEAF,
    LIST,
    NO,
    PARAGRAPH,
    QUOTE,
    RULE,
    TABLE,
    Block,
)
from packatlas.markdown.rawhtml import block_ends, block_kind

if TYPE_CHECKING:
    from packatlas.markdown.blocks import BlockReader

_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r"(?:=++|-++)[ \t]*+$")
_FENCE = re.compile(r"(`{3,}+)([^`]*+)$|(~{3,}+)(.*)$")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+|(?:-[ \t]*+){3,}+)$")
_MARKER = re.compile(r"(?:([-+*])|([0-9]{1,9})([.)]))(?=[ \t]|$)")
_TASK = re.compile(r"[ \t\v\f]*+(?:[-+*]|[0-9]++[.)])[ \t\v\f]++\[[ xX]\][ \t\v\f]")


def quote_mark(reader: BlockReader) -> bool:
    """Take a block quote's mark off the line, if it has one."""
    indent = reader.measure()
    text = reader.rest.lstrip(" \t")
    if indent > 3 or text[:1] != ">":
        return False
    reader.strip(indent + 1)
    if reader.rest[:1] in (" ", "\t"):
        reader.strip(1)
    return True


def closes_fence(fence: Block, text: str) -> bool:
    """Whether the line closes the fence: no fewer marks of its kind and nothing else."""
    marks = text.rstrip(" \t")
    return len(marks) >= fence.size and marks == fence.char * len(marks)


def _quote(reader: BlockReader, _: str) -> int:
    block = reader.add(QUOTE)
    quote_mark(reader)
    reader.enter(block)
    return CONTAINER


def _atx(reader: BlockReader, text: str) -> int:
    found = _ATX.match(text)
    if found is None:
        return NO
    words = text[found.end() :].strip(" \t")
    if words.endswith("#"):
        bare = words.rstrip("#")
        if not bare or bare[-1] in " \t":
            words = bare.rstrip(" \t")
    block = reader.add(HEADING)
    block.size = len(found[1])
    block.lines.append(words)
    return LEAF


def _setext(reader: BlockReader, text: str) -> int:
    block = reader.paragraph
    if block is None or not _SETEXT.match(text):
        return NO
    if block.lines[0].startswith("["):
        left = definitions("\n".join(block.lines), reader.ledger.references)
        if not left.strip():
            block.lines = [text]
            return LEAF
        block.lines = left.split("\n")
    block.kind = HEADING
    block.size = 1 if text[0] == "=" else 2
    reader.leaf = None
    return LEAF


def _fence(reader: BlockReader, text: str) -> int:
    found = _FENCE.match(text)
    if found is None:
        return NO
    block = reader.add(FENCE)
    marks = found[1] or found[3]
    block.char = marks[0]
    block.size = len(marks)
    block.info = (found[2] or found[4] or "").strip(" \t")
    block.width = reader.indent
    reader.leaf = block
    return LEAF


def _rule(reader: BlockReader, text: str) -> int:
    if not _RULE.match(text):
        return NO
    reader.add(RULE)
    return LEAF


def _html(reader: BlockReader, text: str) -> int:
    kind = block_kind(text, interrupts=reader.paragraph is not None)
    if not kind:
        return NO
    block = reader.add(HTML)
    block.size = kind
    block.lines.append(reader.rest)
    if not block_ends(kind, reader.rest):
        reader.leaf = block
    return LEAF


def _footnote(reader: BlockReader, text: str) -> int:
    found = DEFINITION.match(text)
    if found is None:
        return NO
    block = reader.add(FOOTNOTE)
    reader.ledger.footnotes.define(found[1], block)
    reader.strip(reader.indent + found.end())
    reader.enter(block)
    return CONTAINER


def _item(reader: BlockReader, text: str) -> int:
    found = _MARKER.match(text)
    if found is None:
        return NO
    bullet, number, delimiter = found.groups()
    empty = not text[found.end() :].strip(" \t")
    if reader.paragraph is not None and (empty or (number and int(number) != 1)):
        return NO
    reader.settle()
    item = Block(ITEM, reader.at + 1)
    _list_for(reader, bullet or delimiter, -1 if bullet else int(number)).children.append(item)
    item.width = reader.indent + found.end() + 1
    reader.strip(reader.indent + found.end())
    spaces = reader.measure()
    if empty:
        reader.rest = ""
    elif spaces > 4:
        reader.strip(1)
    else:
        item.width += spaces - 1
        reader.strip(spaces)
    reader.enter(item)
    if reader.rest[:1] == "[" and _TASK.match(reader.lines[reader.at]):
        item.checked = reader.rest[1] != " "
        if not reader.rest[3:].strip(" \t"):
            return LEAF
        paragraph = reader.add(PARAGRAPH)
        paragraph.lines.append(reader.rest[3:].lstrip(" \t"))
        reader.leaf = paragraph
        return LEAF
    return CONTAINER


def _list_for(reader: BlockReader, char: str, number: int) -> Block:
    """The list that an item belongs to: the one before it, if it has the same marker."""
    siblings = reader.stack[-1].children
    if siblings and siblings[-1].kind == LIST and siblings[-1].char == char:
        return siblings[-1]
    block = Block(LIST, reader.at + 1)
    block.char = char
    block.number = number
    siblings.append(block)
    return block


def _table(reader: BlockReader, text: str) -> int:
    paragraph = reader.paragraph
    if paragraph is None or paragraph.settled:
        return NO
    aligns = tables.alignments(text)
    if aligns is None:
        return NO
    header = tables.cells(paragraph.lines[-1])
    if len(header) != len(aligns):
        paragraph.settled = True
        return NO
    paragraph.lines.pop()
    reader.leaf = None
    table = Block(TABLE, reader.at)
    table.aligns = aligns
    table.rows.append(header)
    siblings = reader.stack[-1].children
    if not paragraph.lines:
        siblings.pop()
    siblings.append(table)
    reader.leaf = table
    return LEAF


def _admonition(reader: BlockReader, text: str) -> int:
    if not text.startswith(":::"):
        return NO
    found = docusaurus.admonition(text)
    if found is None:
        return NO
    if found.kind not in docusaurus.KINDS and not reader.closed_later():
        return NO
    block = reader.add(ADMONITION)
    block.size = found.colons
    block.char = found.kind
    block.info = found.title
    block.width = reader.indent
    if found.kind not in docusaurus.KINDS:
        hint = "use one of note, tip, info, warning, danger"
        reader.ledger.report("PA043", block.line, f"unknown kind of admonition {found.kind!r}", hint, once=found.kind)
    reader.rest = ""
    reader.enter(block)
    return LEAF


Opener = Callable[["BlockReader", str], int]
OPENERS: dict[str, tuple[Opener, ...]] = {
    ">": (_quote,),
    "#": (_atx,),
    "[": (_footnote,),
    "`": (_fence,),
    "~": (_fence,),
    "<": (components.component, _html),
    "=": (_setext,),
    "-": (_setext, _rule, _item, _table),
    "*": (_rule, _item),
    "_": (_rule,),
    "+": (_item,),
    "|": (_table,),
    ":": (_admonition, _table),
    "{": (components.comment,),
    "i": (components.statement,),
    "e": (components.statement,),
    **dict.fromkeys("0123456789", (_item,)),
}
"""What a line may begin with, by its first character, in the order of the specification's precedence."""
