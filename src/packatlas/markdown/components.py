"""What MDX adds to the blocks that a line can begin: imports, comments and components."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packatlas.markdown import docusaurus, jsx
from packatlas.markdown.nodes import COMPONENT, CONTAINER, FENCE, LEAF, NO, NOTHING, PARAGRAPH, ROOT
from packatlas.markdown.rawhtml import Tag, attributes, is_component, jsx_tag

if TYPE_CHECKING:
    from packatlas.markdown.blocks import BlockReader

TABS = ("Tabs", "TabItem")
SPEAKING = ("text", "title", "label", "url", "href", "to")
"""Attributes for whose sake a self-closing component leaves something to read."""
_CLOSING_TAG = re.compile(r"</([A-Z][\w.\-]*+)\s*+>")
_MAX_TAG_LINES = 40
_MAX_COMMENT_LINES = 100


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


def statement(reader: BlockReader, text: str) -> int:
    """An ES import or export: gone, but for the names that it gives to files."""
    if not text.startswith(("import ", "export ", "import{", "export{")) or reader.indent:
        return NO
    if reader.leaf is not None or not reader.whole or reader.stack[-1].kind not in (ROOT, COMPONENT):
        return NO
    used = docusaurus.statement_lines(reader.lines, reader.at)
    if not used:
        return NO
    reader.ledger.mdx = True
    reader.ledger.names |= jsx.imported("\n".join(reader.lines[reader.at : reader.at + used]))
    reader.add(NOTHING)
    reader.skip = used - 1
    return LEAF


def comment(reader: BlockReader, text: str) -> int:
    """A JSX comment: gone."""
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


def component(reader: BlockReader, text: str) -> int:
    """The tag of a component, alone or around what follows."""
    if not text[1:2].isupper() and not (text[1:2] == "/" and text[2:3].isupper()):
        return NO
    tag = jsx_tag(text)
    if tag is None:
        text = _folded(reader, text)
        tag = jsx_tag(text)
    if tag is None or not is_component(tag.name):
        return NO
    tail = text[tag.end :].strip(" \t")
    if tag.closes or tag.alone:
        return _single(reader, tag, text, tail)
    if tag.name == "CodeBlock":
        return _code(reader, tag, tail)
    if tag.name not in TABS:
        if tail:
            return NO
        _note(reader, tag.name)
        if not reader.closes_later(tag.name):
            reader.add(NOTHING)
            return LEAF
    block = reader.add(COMPONENT)
    block.char = tag.name
    block.info = tag.attributes
    reader.enter(block)
    reader.behind(tail)
    return LEAF


def _single(reader: BlockReader, tag: Tag, text: str, tail: str) -> int:
    """A component without content, or a closing tag that closes nothing: what it says or shows is a paragraph."""
    spoken = tag.alone and any(attributes(tag.attributes).get(key) for key in SPEAKING)
    shown = spoken or jsx.picture(tag, reader.ledger.names) != ""
    if tail or (shown and reader.paragraph is not None):
        return NO
    if shown:
        reader.add(PARAGRAPH).lines.append(text)
    else:
        _note(reader, tag.name)
    return LEAF


def _code(reader: BlockReader, tag: Tag, tail: str) -> int:
    """A fence in another spelling, or a link to the file that it shows."""
    if not reader.closes_later(tag.name) and f"</{tag.name}>" not in tail:
        return NO
    found = jsx.code_block(reader.lines, reader.at + 1 + reader.skip, tag, tail, reader.ledger.names)
    if found is None:
        return NO
    block = reader.add(PARAGRAPH if found.file else FENCE)
    block.info = found.info
    block.lines = [f"[{found.file.rpartition('/')[2]}](<{found.file}>)"] if found.file else found.text.split("\n")
    reader.skip += found.lines
    reader.behind(found.tail)
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


def _note(reader: BlockReader, name: str) -> None:
    if name not in jsx.SILENT:
        message = f"unknown component <{name}>: its content is shown as it stands"
        reader.ledger.report("PA042", reader.at + 1, message, once=name)
