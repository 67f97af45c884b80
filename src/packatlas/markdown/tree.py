"""Block tree to ElementTree, in Python-Markdown's sense: text that still needs the inline parser is marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from xml.etree.ElementTree import Element, SubElement

from packatlas.markdown import nodes, rawhtml
from packatlas.markdown.destinations import resolve
from packatlas.markdown.docusaurus import ALERTS, KINDS, fence_info, magic_comments, tab_labels
from packatlas.markdown.ledger import Code, Ledger
from packatlas.markdown.nodes import Block

PART = "part"
"""Tag of an element that shows only its content."""
_ALERT = re.compile(r"\\?\[!([A-Za-z]+)\][ \t]*$")
_HEADING_ID = re.compile(r"[ \t]*\{#([A-Za-z0-9_][\w:.\-]*)\}$")


class Source(str):
    """Text for the inline parser."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, text: str, line: int) -> Source:
        """Mark text that begins on `line`."""
        made = super().__new__(cls, text)
        made.line = line
        return made


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


class TreeBuilder:
    """Builds the elements of one page."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.labels: dict[str, str] = {}
        """Value of a tab -> its label, where the tabs around it state them."""
        self.defaults: list[Element] = []
        """Tabs that are to be shown at first."""
        self.makers = {
            nodes.PARAGRAPH: self._paragraph,
            nodes.HEADING: self._heading,
            nodes.LIST: self._list,
            nodes.QUOTE: self._quote,
            nodes.FENCE: self._code,
            nodes.INDENTED: self._code,
            nodes.HTML: self._html,
            nodes.TABLE: self._table,
            nodes.RULE: self._rule,
            nodes.ADMONITION: self._admonition,
            nodes.COMPONENT: self._component,
        }

    def fill(self, parent: Element, blocks: Iterable[Block]) -> None:
        """Make elements of the blocks, inside `parent`."""
        for block in blocks:
            make = self.makers.get(block.kind)
            if make is not None:
                make(parent, block)

    def _ours(self, *classes: str) -> dict[str, str]:
        return {"class": self.ledger.nonce + " ".join(classes)}

    def _paragraph(self, parent: Element, block: Block, tag: str = "p") -> None:
        SubElement(parent, tag).text = Source("\n".join(block.lines), block.line)

    def _heading(self, parent: Element, block: Block) -> None:
        text = "\n".join(block.lines)
        heading = SubElement(parent, f"h{block.size}")
        chosen = _HEADING_ID.search(text) if text.endswith("}") else None
        if chosen:
            text = text[: chosen.start()]
            heading.set("id", self.ledger.nonce + chosen[1])
        heading.text = Source(text, block.line)

    def _list(self, parent: Element, block: Block) -> None:
        ordered = block.number >= 0
        element = SubElement(parent, "ol" if ordered else "ul")
        if ordered and block.number != 1:
            element.set("start", str(block.number))
        loose = is_loose(block)
        for item in block.children:
            entry = SubElement(element, "li")
            if item.checked is not None:
                self._task(entry, item.checked)
            for child in item.children:
                if not loose and child.kind == nodes.PARAGRAPH:
                    self._paragraph(entry, child, PART)
                else:
                    self.fill(entry, (child,))

    def _task(self, entry: Element, checked: bool) -> None:
        nonce = self.ledger.nonce
        entry.set("class", nonce + "task")
        box = SubElement(entry, "span", self._ours("task-box", "done") if checked else self._ours("task-box"))
        box.set("role", nonce + "img")
        box.set("aria-label", nonce + ("done" if checked else "to do"))

    def _quote(self, parent: Element, block: Block) -> None:
        first = block.children[0] if block.children else None
        alert = _ALERT.match(first.lines[0]) if first is not None and first.kind == nodes.PARAGRAPH else None
        kind = alert[1].lower() if alert else ""
        if kind not in ALERTS or first is None or (len(first.lines) < 2 and len(block.children) < 2):
            self.fill(SubElement(parent, "blockquote"), block.children)
            return
        del first.lines[0]
        first.line += 1
        if not first.lines:
            first.kind = nodes.NOTHING
        self._note(parent, ALERTS[kind], Html(kind.capitalize()), block)

    def _note(self, parent: Element, kind: str, title: str, block: Block) -> None:
        note = SubElement(parent, "div", self._ours("admonition", kind))
        note.set("role", self.ledger.nonce + "note")
        SubElement(note, "p", self._ours("admonition-title")).text = title
        self.fill(note, block.children)

    def _admonition(self, parent: Element, block: Block) -> None:
        kind = KINDS.get(block.char)
        if kind is not None:
            title = Source(block.info, block.line) if block.info else Html(block.char.capitalize())
            self._note(parent, kind, title, block)
            return
        if block.info:
            SubElement(SubElement(parent, "p"), "strong").text = Source(block.info, block.line)
        self.fill(parent, block.children)

    def _component(self, parent: Element, block: Block) -> None:
        if block.char == "Tabs":
            self._tabs(parent, block)
        elif block.char == "TabItem":
            self._tab(parent, block)
        else:
            self.fill(parent, block.children)

    def _tabs(self, parent: Element, block: Block) -> None:
        """Sections one below the other, with what a script needs to make tabs of them: which one is shown at first."""
        self.labels.update(tab_labels(block.info))
        values = rawhtml.attributes(block.info)
        tabs = SubElement(parent, "div", self._ours("tabs"))
        if group := values.get("queryString") or values.get("groupId"):
            tabs.set("data-group", self.ledger.nonce + group)
        self.fill(tabs, block.children)
        sections = [child for child in tabs if child.tag == "section"]
        wanted = self.ledger.nonce + values.get("defaultValue", "")
        first = next((one for one in sections if one.get("data-value") == wanted), None)
        first = first or next((one for one in sections if one in self.defaults), None) or next(iter(sections), None)
        if first is not None:
            first.attrib.update(self._ours("tab", "tab-shown"))

    def _tab(self, parent: Element, block: Block) -> None:
        values = rawhtml.attributes(block.info)
        value = values.get("value", "")
        label = values.get("label") or self.labels.get(value) or value or "Tab"
        tab = SubElement(parent, "section", self._ours("tab"))
        tab.set("data-value", self.ledger.nonce + (value or label))
        if rawhtml.has_flag(block.info, "default"):
            self.defaults.append(tab)
        SubElement(tab, "p", self._ours("tab-label")).text = label
        self.fill(tab, block.children)

    def _code(self, parent: Element, block: Block) -> None:
        info = fence_info(resolve(block.info), len(block.lines))
        lines, marked = magic_comments(block.lines, info.marked)
        if info.title:
            parent = SubElement(parent, "figure", self._ours("code"))
            SubElement(parent, "figcaption").text = info.title
        pre = SubElement(parent, "pre", self._ours("highlight"))
        text = "\n".join(lines) + "\n" if lines else ""
        place = self.ledger.code(Code(text, info.language, marked))
        SubElement(pre, "code", {"id": place})

    def _html(self, parent: Element, block: Block) -> None:
        source = "\n".join(block.lines)
        self.ledger.html(source, block.line)
        SubElement(parent, PART).text = Html(rawhtml.tidy(source, self.ledger.names, mdx=self.ledger.mdx))

    @staticmethod
    def _rule(parent: Element, _: Block) -> None:
        SubElement(parent, "hr")

    def _table(self, parent: Element, block: Block) -> None:
        table = SubElement(parent, "table")
        head, *rows = block.rows
        self._row(SubElement(table, "thead"), "th", head, block, block.line)
        if rows:
            body = SubElement(table, "tbody")
            for offset, row in enumerate(rows, 2):
                self._row(body, "td", row, block, block.line + offset)

    @staticmethod
    def _row(parent: Element, tag: str, cells: list[str], block: Block, line: int) -> None:
        row = SubElement(parent, "tr")
        for at, align in enumerate(block.aligns):
            cell = SubElement(row, tag, {"align": align} if align else {})
            if at < len(cells) and cells[at]:
                cell.text = Source(cells[at], line)


def is_loose(block: Block) -> bool:
    """Whether a blank line stands between the items of a list, or between the blocks of an item."""
    last = block.children[-1]
    for item in block.children:
        if item.blank and item is not last:
            return True
        for child in item.children:
            final = item is last and child is item.children[-1]
            if not final and _ends_blank(child):
                return True
    return False


def _ends_blank(block: Block) -> bool:
    while block.kind in (nodes.LIST, nodes.ITEM) and block.children:
        block = block.children[-1]
    return block.blank


def to_html(root: Element) -> str:
    """Serialise the children of `root`; without recursion, as content may be nested deeply."""
    out: list[str] = []
    waiting: list[Element | str] = list(reversed(root))
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            out.append(element)
            continue
        tag = element.tag
        text = element.text
        if tag != PART:
            attributes = element.attrib
            said = "".join([f' {name}="{escape(value)}"' for name, value in attributes.items()]) if attributes else ""
            out.append(f"<{tag}{said}>")
        if text:
            out.append(text if type(text) is Html else escape(text, quote=False))
        if tag == "hr":
            continue
        end = "\n" if tag == PART else f"</{tag}>" if tag == "code" else f"</{tag}>\n"
        if len(element):
            waiting.append(end)
            waiting.extend(reversed(element))
        else:
            out.append(end)
    return "".join(out)
