"""HTML and JSX as authors write them: what is a tag, which HTML block begins (CommonMark 0.31, 4.6 and 6.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

_ATTRIBUTE = r"(?:[ \t\n\v\f\r]++[A-Za-z_:][\w:.\-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)"
_NAME = r"[A-Za-z][A-Za-z0-9\-]*+"
TAG = re.compile(rf"<(?:{_NAME}{_ATTRIBUTE}*+\s*+/?>|/{_NAME}\s*+>)", re.ASCII)
_BRACES = r"\{(?:[^{}]++|\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\})*+\}"
_JSX_PLAIN = r"[^\s\"'=<>`{}]++|'[^']*+'|\"[^\"]*+\""
_JSX_ATTRIBUTE = rf"(?:\s++(?:[A-Za-z_:][\w:.\-]*+(?:\s*+=\s*+(?:{_JSX_PLAIN}|{_BRACES}))?+|{_BRACES}))"
_JSX_TAG = re.compile(
    rf"<(?:(?P<close>/)(?P<closed>[A-Za-z][A-Za-z0-9.\-]*+)|(?P<opened>[A-Za-z][A-Za-z0-9.\-]*+)"
    rf"(?P<attributes>{_JSX_ATTRIBUTE}*+)\s*+(?P<alone>/)?)\s*+>"
)
_JSX_VALUE = re.compile(
    rf"(?P<lead>\s++)(?:(?P<name>[A-Za-z_:][\w:.\-]*+)\s*+=\s*+)?"
    rf"(?:(?P<braces>{_BRACES})|'(?P<single>[^']*+)'|\"(?P<double>[^\"]*+)\")"
)
_LITERAL = re.compile(r"\{\s*+(?:'(?P<single>[^'{}\n]*+)'|\"(?P<double>[^\"{}\n]*+)\"|`(?P<back>[^`${}\n]*+)`)\s*+\}")
_EXPRESSIONS = re.compile(rf"{_LITERAL.pattern}|\{{/\*[\s\S]*?\*/\}}")
_QUOTED = re.compile(r"['\"`]([^'\"`]++)['\"`]")

_KEPT = ("src", "href", "width", "height", "alt", "title")
_NO_NAMES: Mapping[str, str] = MappingProxyType({})

_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|source|summary|table|tbody|td|tfoot|th|thead|title|"
    "tr|track|ul"
)
_START = re.compile(
    rf"<(?:(?P<verbatim>(?:script|pre|style|textarea)(?:[\s>]|$))|(?P<comment>!--)|(?P<instruction>\?)|"
    rf"(?P<cdata>!\[CDATA\[)|(?P<declaration>![A-Za-z])|(?P<block>/?(?:{_BLOCK_NAMES})(?:\s|/?>|$)))",
    re.IGNORECASE,
)
_KINDS = {"verbatim": 1, "comment": 2, "instruction": 3, "declaration": 4, "cdata": 5, "block": 6}
_ALONE = re.compile(rf"(?:{TAG.pattern})[ \t]*+$", re.ASCII)
_ENDS = {
    1: re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    2: re.compile("-->"),
    3: re.compile(r"\?>"),
    4: re.compile(">"),
    5: re.compile(r"\]\]>"),
}

_MARKUP = re.compile(
    r"<!--(?>-?>|[\s\S]*?-->|[\s\S]*+\Z)|</?+(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+(?:>|(?P<rest>[\s\S]*+\Z))"
)

TAGS = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
        "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
        "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
        "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
        "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    }
)  # fmt: skip
"""Elements that a page may hold."""

HTML_NAMES = frozenset(
    {
        "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont",
        "bdi", "bdo", "big", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col",
        "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em",
        "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3",
        "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "ins",
        "kbd", "label", "legend", "li", "link", "main", "map", "mark", "marquee", "menu", "meta", "meter", "nav",
        "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param",
        "picture", "plaintext", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "search", "section",
        "select", "slot", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg",
        "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt",
        "u", "ul", "var", "video", "wbr", "xmp", "math",
    }
)  # fmt: skip
_CAMEL_HTML = frozenset(
    {
        "a", "b", "br", "center", "code", "del", "details", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "span", "strong", "sub", "summary", "sup", "u", "ul",
    }
)  # fmt: skip
"""HTML that authors begin with a capital, and that no component library has as a component of another meaning."""

_SHOWN_AS_TEXT = frozenset(
    {"title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext"}
)
_PRE_LINE = re.compile(r"<pre(?:\s[^<>]*+)?+>\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that may be JSX: its attributes may be expressions in braces."""

    name: str
    attributes: str
    """As written; read them with `attributes`."""
    closes: bool
    alone: bool
    end: int
    """Where it ends in the text."""


def jsx_tag(text: str, at: int = 0) -> Tag | None:
    """The tag at `at`, HTML or JSX; None if there is none."""
    found = _JSX_TAG.match(text, at)
    if found is None:
        return None
    closes = found["closed"] is not None
    name = found["closed"] if closes else found["opened"]
    return Tag(name, found["attributes"] or "", closes, found["alone"] is not None, found.end())


def block_kind(line: str, interrupts: bool) -> int:
    """Which of the seven kinds of HTML block the line begins; 0 for none. Kind 7 can't interrupt a paragraph."""
    found = _START.match(line)
    if found:
        return _KINDS[found.lastgroup or "block"]
    return 7 if not interrupts and _ALONE.match(line) else 0


def block_ends(kind: int, line: str) -> bool:
    """Whether a block of kind 1 to 5 ends on this line."""
    end = _ENDS.get(kind)
    return end is not None and end.search(line) is not None


def is_component(name: str) -> bool:
    """Whether a tag name is a JSX component: a capital first, and not HTML in another spelling."""
    if not name[:1].isupper():
        return False
    lower = name.lower()
    return lower not in _CAMEL_HTML and not (name.isupper() and lower in HTML_NAMES)


def attributes(source: str, names: Mapping[str, str] = _NO_NAMES) -> dict[str, str]:
    """Names and plain values of a JSX tag's attributes.

    An expression counts by the text quoted in it, by the number that it is, or by the path of an imported name.
    """
    values: dict[str, str] = {}
    for found in _JSX_VALUE.finditer(source):
        if found["name"]:
            values[found["name"]] = _value(found, names)
    return values


def has_flag(source: str, name: str) -> bool:
    """Whether a JSX tag has an attribute that stands alone, such as `default`, or is `{true}`."""
    flags = _JSX_VALUE.sub(lambda found: f" {found['name']}" if found["braces"] == "{true}" else "", source)
    return name in flags.split()


def _value(found: re.Match[str], names: Mapping[str, str]) -> str:
    braces = found["braces"]
    if braces is None:
        return found["single"] if found["single"] is not None else found["double"]
    quoted = _QUOTED.search(braces)
    if quoted:
        return quoted[1]
    inner = braces[1:-1].strip()
    return inner if inner.isdecimal() else names.get(inner.removesuffix(".default"), "")


def literal(text: str, at: int) -> tuple[str, int] | None:
    """The text of an expression that is nothing but a quoted text, such as `{' '}`, and where it ends."""
    found = _LITERAL.match(text, at)
    return (_literal(found), found.end()) if found else None


def _literal(found: re.Match[str]) -> str:
    return found["single"] or found["double"] or found["back"] or ""


def plain_attributes(source: str, names: Mapping[str, str]) -> str:
    """A tag with its JSX expressions gone, but for paths and sizes: `src={…}`, `href={…}`, `width={300}`."""

    def plain(found: re.Match[str]) -> str:
        if found["braces"] is None:
            return found[0]
        value = _value(found, names) if found["name"] in _KEPT else ""
        return f'{found["lead"]}{found["name"]}="{value}"' if value and '"' not in value else ""

    return _JSX_VALUE.sub(plain, source)


def tidy(source: str, names: Mapping[str, str] = _NO_NAMES, *, mdx: bool = False) -> str:
    """Author's HTML made fit for the sanitiser: only complete tags of elements that are allowed are left of it.

    `names` are the paths of what an MDX page imports.

    The tags that GitHub shows as text (GFM 0.29, 6.11) are shown as text, and so is a tag that doesn't end in this
    block: it would swallow what follows. Comments go.
    """
    if "={" in source:
        source = _JSX_TAG.sub(lambda tag: plain_attributes(tag[0], names), source)
    if mdx and "{" in source:
        source = _EXPRESSIONS.sub(lambda found: escape(_literal(found), quote=False), source)
    if "pre" in source.lower():
        source = _PRE_LINE.sub(r"\g<0>\n", source)  # the sanitiser takes the first line end off
    return _MARKUP.sub(_tidied, source)


def _tidied(found: re.Match[str]) -> str:
    name = found["name"]
    if name is None:
        return ""
    if found["rest"] is not None:
        return found[0].replace("<", "&lt;")
    if name.lower() in _SHOWN_AS_TEXT:
        return "&lt;" + found[0][1:]
    return found[0] if name.lower() in TAGS else ""
