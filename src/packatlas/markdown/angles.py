"""What begins with `<` in text: autolinks, HTML tags, comments and JSX components (CommonMark 0.31, 6.5 and 6.6)."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from packatlas.markdown import jsx, rawhtml
from packatlas.markdown.components import SPEAKING

if TYPE_CHECKING:
    from packatlas.markdown.inlines import InlineReader

_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9.+\-]{1,31}:[^\x00-\x20<>]*+)>")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"<([A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~\-]+@{_LABEL}(?:\.{_LABEL})*+)>")
_DECLARATION = re.compile(r"<![A-Za-z][^>]*+>")


def angle(reader: InlineReader, at: int) -> int:
    """Read what stands at a `<`; where to go on."""
    text = reader.text
    found = _AUTOLINK.match(text, at)
    if found:
        reader.link(found[1], found[1], at)
        return found.end()
    found = rawhtml.TAG.match(text, at)
    if found:
        _raw(reader, found[0], at)
        return found.end()
    found = _MAIL.match(text, at)
    if found:
        reader.link("mailto:" + found[1], found[1], at)
        return found.end()
    end = _other_html(reader, at)
    if end:
        return end
    tag = rawhtml.jsx_tag(text, at)
    if tag and ("={" in tag.attributes or rawhtml.is_component(tag.name)):
        _raw(reader, text[at : tag.end], at)
        return tag.end
    reader.pieces.append("&lt;")
    return at + 1


def brace(reader: InlineReader, at: int) -> int:
    """Drop a JSX comment, and the braces around a quoted text in MDX; any other `{` is text."""
    end = reader.until("*/}", at + 3) if reader.text.startswith("{/*", at) else 0
    if end:
        return end
    words = rawhtml.literal(reader.text, at) if reader.ledger.mdx else None
    reader.pieces.append(escape(words[0], quote=False) if words else "{")
    return words[1] if words else at + 1


def _other_html(reader: InlineReader, at: int) -> int:
    """End of a comment, instruction, declaration or CDATA section, all of which are dropped; 0 if there is none."""
    text = reader.text
    if text.startswith("<!--", at):
        if text.startswith((">", "->"), at + 4):
            return text.index(">", at + 4) + 1
        return reader.until("-->", at + 4)
    if text.startswith("<?", at):
        return reader.until("?>", at + 2)
    if text.startswith("<![CDATA[", at):
        return reader.until("]]>", at + 9)
    found = _DECLARATION.match(text, at) if "<!" not in reader.missing else None
    if found is None and text.startswith("<!", at):
        reader.missing.add("<!")
    return found.end() if found else 0


def _raw(reader: InlineReader, source: str, at: int) -> None:
    """Keep an HTML tag for the sanitiser; of a component's tag keep what it says."""
    if source[1:2].isupper() or source[2:3].isupper():
        tag = rawhtml.jsx_tag(source)
        if tag and rawhtml.is_component(tag.name):
            _component(reader, tag, at)
            return
    reader.ledger.html(source, reader.line_of(at))
    reader.pieces.append(rawhtml.tidy(source, reader.ledger.names))


def _component(reader: InlineReader, tag: rawhtml.Tag, at: int) -> None:
    picture = jsx.picture(tag, reader.ledger.names)
    if not picture and tag.name not in jsx.SILENT:
        message = f"unknown component <{tag.name}>: its content is shown as it stands"
        reader.ledger.report("PA042", reader.line_of(at), message, once=tag.name)
    if picture:
        reader.pieces.append(rawhtml.tidy(picture))
    if picture or not tag.alone:
        return
    values = rawhtml.attributes(tag.attributes)
    words = next((values[key] for key in SPEAKING[:3] if values.get(key)), "")
    address = next((values[key] for key in SPEAKING[3:] if values.get(key)), "")
    if address and not reader.brackets:
        reader.link(address, words or address, at)
    elif words or address:
        reader.pieces.append(escape(words or address, quote=False))
