"""What a line can begin: one function per block, tried by the line's first character (CommonMark 0.31, 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from packatlas.markdown import docusaurus, tables
from packatlas.markdown.destinations import definitions
from packatlas.markdown.nodes import (
    ADMONITION,
    COMPONENT,
    FENCE,
    HEADING,
    HTML,
    ITEM,
    LIST,
    NOTHING,
    PARAGRAPH,
    QUOTE,
    ROOT,
    RULE,
    TABLE,
    Block,
)
from packatlas.markdown.rawhtml import attributes, block_ends, block_kind, is_component, jsx_tag

if TYPE_CHECKING:
    from packatlas.markdown.blocks import BlockReader

NO: Final = 0
"""The line doesn't begin this block."""
CONTAINER: Final = 1
"""It does, and what is left of the line may begin another."""
LEAF: Final = 2
"""It does, and the line is used up."""

_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r"(?:=++|-++)[ \t]*+$")
_FENCE = re.compile(r"(`{3,}+)([^`]*+)$|(~{3,}+)(.*)$")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+|(?:-[ \t]*+){3,}+)$")
_MARKER = re.compile(r"(?:([-+*])|([0-9]{1,9})([.)]))(?=[ \t]|$)")
_TASK = re.compile(r"[ \t\v\f]*+(?:[-+*]|[0-9]++[.)])[ \t\v\f]++\[[ xX]\][ \t\v\f]")
_CLOSING_TAG = re.compile(r"</([A-Z][\w.\-]*+)\s*+>")
_MAX_TAG_LINES = 40
_MAX_COMMENT_LINES = 100
TABS = ("Tabs", "TabItem")
SPEAKING = ("text", "title", "label", "url", "href", "to")
"""Attributes for whose sake a self-closing component leaves something to read."""


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


def closing_tag(reader: BlockReader) -> bool:
    """Handle a closing tag of an open component, wherever in the line it stands; True if that used the line up."""
    rest = reader.rest
    names = [block.char if block.kind == COMPONENT else "" for block in reader.stack]
    for found in _CLOSING_TAG.finditer(rest):
        if found[1] not in names or rest.count("`", 0, found.start()) % 2:
            continue
        if rest[: found.start()].strip(" \t"):
            reader.behind(rest[found.start() :])
            reader.rest = rest[: found.start()]
            return False
        reader.close(len(names) - 1 - names[::-1].index(found[1]))
        reader.behind(rest[found.end() :])
        return True
    return False


def last_closing_tags(lines: list[str]) -> dict[str, int]:
    """The last line on which each component is closed."""
    return {name: at for at, line in enumerate(lines) if "</" in line for name in _CLOSING_TAG.findall(line)}


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


def _item(reader: BlockReader, text: str) -> int:
    found = _MARKER.match(text)
    if found is None:
        return NO
    bullet, number, delimiter = found.groups()
    empty = not text[found.end() :].strip(" \t")
    if reader.paragraph is not None and (empty or (number and int(number) != 1)):
        return NO
    reader.settle()
    item = reader.block(ITEM, reader.at + 1)
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
    block = reader.block(LIST, reader.at + 1)
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
    table = reader.block(TABLE, reader.at)
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


def _statement(reader: BlockReader, text: str) -> int:
    if not text.startswith(("import ", "export ", "import{", "export{")) or reader.indent:
        return NO
    if reader.leaf is not None or not reader.whole or reader.stack[-1].kind not in (ROOT, COMPONENT):
        return NO
    used = docusaurus.statement_lines(reader.lines, reader.at)
    if not used:
        return NO
    reader.add(NOTHING)
    reader.skip = used - 1
    return LEAF


def _comment(reader: BlockReader, text: str) -> int:
    if not text.startswith("{/*"):
        return NO
    end = text.find("*/}")
    if end < 0 and not reader.comment_ends_later():
        return NO
    at = reader.at
    while end < 0:
        at += 1
        if at >= min(len(reader.lines), reader.at + _MAX_COMMENT_LINES):
            return NO
        end = reader.lines[at].find("*/}")
    tail = (text if at == reader.at else reader.lines[at])[end + 3 :].strip(" \t")
    reader.settle()
    reader.at = at
    reader.rest = tail
    return CONTAINER if tail else LEAF


def _component(reader: BlockReader, text: str) -> int:
    if not text[1:2].isupper() and not (text[1:2] == "/" and text[2:3].isupper()):
        return NO
    tag = jsx_tag(text)
    if tag is None:
        text = _folded(reader, text)
        tag = jsx_tag(text)
    if tag is None or not is_component(tag.name):
        return NO
    name, tail = tag.name, text[tag.end :].strip(" \t")
    if tag.closes or tag.alone:
        spoken = tag.alone and any(attributes(tag.attributes).get(key) for key in SPEAKING)
        if tail or spoken:
            return NO
        _note_component(reader, name)
        return LEAF
    if name not in TABS:
        if tail:
            return NO
        _note_component(reader, name)
        if not reader.closes_later(name):
            reader.add(NOTHING)
            return LEAF
    block = reader.add(COMPONENT)
    block.char = name
    block.info = tag.attributes
    reader.enter(block)
    reader.behind(tail)
    return LEAF


def _folded(reader: BlockReader, text: str) -> str:
    """A tag that goes on over several lines, as one line; the reader then skips the others."""
    joined = text
    for offset, line in enumerate(reader.lines[reader.at + 1 : reader.at + _MAX_TAG_LINES], 1):
        if not line.strip():
            return text
        joined += " " + line.strip()
        if ">" in line and jsx_tag(joined):
            reader.skip = offset
            reader.rest = joined
            return joined
    return text


def _note_component(reader: BlockReader, name: str) -> None:
    if name not in TABS:
        message = f"unknown component <{name}>: its content is shown as it stands"
        reader.ledger.report("PA042", reader.at + 1, message, once=name)


Opener = Callable[["BlockReader", str], int]
OPENERS: dict[str, tuple[Opener, ...]] = {
    ">": (_quote,),
    "#": (_atx,),
    "`": (_fence,),
    "~": (_fence,),
    "<": (_component, _html),
    "=": (_setext,),
    "-": (_setext, _rule, _item, _table),
    "*": (_rule, _item),
    "_": (_rule,),
    "+": (_item,),
    "|": (_table,),
    ":": (_admonition, _table),
    "{": (_comment,),
    "i": (_statement,),
    "e": (_statement,),
    **dict.fromkeys("0123456789", (_item,)),
}
"""What a line may begin with, by its first character, in the order of the specification's precedence."""
