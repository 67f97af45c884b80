"""Sanitised HTML to a `Body`: holes cut, headings numbered and named, text gathered."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import escape, unescape

from packatlas.markdown import emoji
from packatlas.markdown.highlight import MAX_HIGHLIGHTED, highlight_lines
from packatlas.markdown.ledger import Ledger
from packatlas.markdown.placing import alternative
from packatlas.model import AUTHOR_ID, Body, Heading, Image, Link, Section


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a body is to fit into the page around it."""

    lift_title: bool = False
    """Take a leading first-level heading out of the body; its text is the body's title."""
    demote: int = 0
    """Levels by which every heading is lowered; none goes below the sixth."""
    reserved_ids: frozenset[str] = frozenset()
    """Ids that belong to the page around it: a heading of that name gets a number behind it."""
    reserved_starts: tuple[str, ...] = ()
    """Beginnings of such ids: a heading whose id begins so gets the prefix of an author's id."""


_NONCE = "[0-9a-f]{32}"
_TOKEN = re.compile(
    rf"<(?:(?P<close>/?)h(?P<level>[1-6])(?P<attributes>[^>]*+)>|(?P<image>img[^>]*+>)|"
    rf'code id="(?P<code_nonce>{_NONCE})(?P<code>\d+)"></code>|'
    rf'a (?:(?!href)[a-z-]++="[^"]*+" )*+href="(?P<link_nonce>{_NONCE})(?P<link>\d+)(?="))'
)
"""What the HTML is cut at. Everything begins with `<`, so that a search goes from tag to tag."""
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_TAG = re.compile(r"<[^>]*+>")
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|"
    r"section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*+>"
)
_FOOTNOTE = re.compile(r'<sup class="footnote-reference">[\s\S]*?</sup>|<a href="" class="footnote-back"[\s\S]*?</a>')
"""What leads to a footnote and back belongs to no word."""
_SCHEME = re.compile(r"#gh-(light|dark)-mode-only$")
"""How GitHub marks a picture for one of the colour schemes."""
_UNTITLED = "section"


@dataclass(slots=True)
class _Open:
    """A heading that is being read."""

    level: int
    start: int
    """Index among the pieces of its start tag."""
    attributes: str
    html: list[str] = field(default_factory=list)


class _Cutter:
    """Goes over the HTML once, from one heading, link, image or code block to the next."""

    def __init__(self, html: str, ledger: Ledger, dialect: Dialect, text: str) -> None:
        self.html = html
        self.text = text
        self.ledger = ledger
        self.dialect = dialect
        self.pieces: list[str | Link | Image] = []
        self.words: list[str] = []
        """HTML of the section so far, code blocks put back."""
        self.sections: list[Section] = []
        self.headings: list[Heading] = []
        self.open: list[_Open] = []
        self.ids: set[str] = set()
        self.counts: dict[str, int] = {}
        """Slug -> the last number put behind it."""
        self.coloured = 0
        """Characters of code so far."""
        self.title = ""
        self.lifted = not dialect.lift_title

    def cut(self) -> Body:
        """The body."""
        html = self.html
        at = 0
        for found in _TOKEN.finditer(html):
            # Of a link's tag all but the address stays.
            self._text(html[at : found.start("link_nonce") if found["link"] else found.start()])
            at = found.end()
            if found["level"]:
                self._heading(found)
            elif found["image"]:
                self._image(found["image"])
            elif found["code"]:
                self._code(found)
            else:
                self._link(found)
        self._text(html[at:])
        self._end_section()
        ids = self.ids | self.ledger.anchors
        return Body.of(
            (_to_own_anchor(piece, ids) if isinstance(piece, Link) else piece for piece in self.pieces),
            title=self.title,
            headings=tuple(self.headings),
            anchors=frozenset(ids),
            sections=[section for section in self.sections if section.text or section.title],
            text=self.text,
            line=self.ledger.first_line,
        )

    def _text(self, html: str) -> None:
        if html:
            self.pieces.append(html)
            self.words.append(html)

    def _link(self, found: re.Match[str]) -> None:
        target = self.ledger.targets[int(found["link"])] if found["link_nonce"] == self.ledger.nonce else None
        if isinstance(target, Link):
            self.pieces.append(target)

    def _image(self, tag: str) -> None:
        values = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        source = values.pop("src", "")
        decorative = values.get("alt") == ""
        alt = values.pop("alt", "")
        number = source.removeprefix(self.ledger.nonce)
        target = self.ledger.targets[int(number)] if number.isdecimal() and number != source else None
        if isinstance(target, Image):
            kept = tuple((name, values[name]) for name in ("title", "width", "height") if name in values)
            scheme = _SCHEME.search(target.target)
            image = Image(target.target, alt, kept, target.line, decorative)
            self.pieces += [f'<span class="only-{scheme[1]}">', image, "</span>"] if scheme else [image]
        elif alt:
            self.pieces.append(alternative(alt))
            self.words.append(escape(alt, quote=False))

    def _code(self, found: re.Match[str]) -> None:
        code = self.ledger.codes[int(found["code"])]
        language = f' class="language-{escape(code.language)}"' if code.language else ""
        self.coloured += len(code.text)
        shown = highlight_lines(code.text, code.language if self.coloured <= MAX_HIGHLIGHTED else "", code.marked)
        self.pieces.append(f"<code{language}>{shown}</code>")
        self.words.append(escape(code.text, quote=False))

    def _heading(self, found: re.Match[str]) -> None:
        level = min(6, int(found["level"]) + self.dialect.demote)
        if not found["close"]:
            self._end_section()
            self.open.append(_Open(level, len(self.pieces), found["attributes"]))
            self.pieces.append("")
            return
        if not self.open:
            return
        opened = self.open.pop()
        html = "".join(self.words)
        text = plain(html)
        if self._lift(opened, found, text):
            return
        chosen = self._id(opened.attributes, plain(emoji.by_name(html)))
        rest = re.sub(r' id="[^"]*"', "", opened.attributes)
        self.pieces[opened.start] = f'<h{opened.level} id="{escape(chosen)}"{rest}>'
        self.pieces.append(f"</h{opened.level}>")
        self.headings.append(Heading(opened.level, text, chosen))
        self._begin_section(chosen, text)

    def _lift(self, opened: _Open, found: re.Match[str], text: str) -> bool:
        """Take the heading out if it is the title; images in it stay."""
        if self.lifted:
            return False
        self.lifted = True
        before = "".join(piece for piece in self.pieces[: opened.start] if isinstance(piece, str)).strip()
        if (
            found["level"] != "1"
            or before
            or not text
            or any(not isinstance(piece, str) for piece in self.pieces[: opened.start])
        ):
            return False
        self.title = text
        images = [piece for piece in self.pieces[opened.start :] if isinstance(piece, Image)]
        self.pieces[opened.start :] = ["<p>", *images, "</p>\n"] if images else []
        self._begin_section("", "")
        return True

    def _id(self, attributes: str, text: str) -> str:
        """The id that the author chose, else GitHub's slug; with a number behind it when it is taken."""
        chosen = next((unescape(value) for name, value in _ATTRIBUTE.findall(attributes) if name == "id"), "")
        base = chosen or slug(text) or _UNTITLED
        if base.startswith(self.dialect.reserved_starts):
            base = AUTHOR_ID + base
        name = base
        while name in self.ids or name in self.dialect.reserved_ids or name in self.ledger.anchors:
            self.counts[base] = count = self.counts.get(base, 0) + 1
            name = f"{base}-{count}"
        self.ids.add(name)
        return name

    def _begin_section(self, chosen: str, title: str) -> None:
        self.words.clear()
        self.sections.append(Section(chosen, title, ""))

    def _end_section(self) -> None:
        text = plain("".join(self.words))
        self.words.clear()
        if self.sections:
            last = self.sections[-1]
            self.sections[-1] = Section(last.id, last.title, f"{last.text} {text}".strip())
        elif text:
            self.sections.append(Section("", "", text))


def cut(html: str, ledger: Ledger, dialect: Dialect, text: str) -> Body:
    """Sanitised HTML, made of the Markdown `text`, as a body with holes."""
    return _Cutter(html, ledger, dialect, text).cut()


def plain(html: str) -> str:
    """What a reader sees of sanitised HTML: words with single spaces."""
    if "<" in html:
        html = _FOOTNOTE.sub("", html) if "footnote" in html else html
        html = _TAG.sub("", _BLOCK_TAG.sub(" ", html))
    return " ".join(unescape(html).split() if "&" in html else html.split())


def slug(text: str) -> str:
    """The anchor that GitHub makes of a heading: lower case, no punctuation, hyphens for spaces."""
    return "".join([_slug_mark(mark) for mark in text.lower()])


def _slug_mark(mark: str) -> str:
    if mark.isalnum() or mark in "-_":
        return mark
    if mark == " ":
        return "-"
    return mark if unicodedata.category(mark) in ("Mn", "Mc", "Pc", "Nl", "No") else ""


def _to_own_anchor(link: Link, ids: set[str]) -> Link:
    name = link.target[1:]
    if link.target.startswith("#") and name not in ids and AUTHOR_ID + name in ids:
        return Link(f"#{AUTHOR_ID}{name}", link.line)
    return link
