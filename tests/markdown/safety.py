"""What no published body may hold, whatever its author wrote."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from packatlas.markdown import parse, place
from packatlas.model import Picture

ELEMENTS = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
        "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
        "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
        "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
        "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    }
)  # fmt: skip
ATTRIBUTES = frozenset(
    {
        "align", "alt", "aria-label", "class", "colspan", "data-group", "data-value",
        "decoding", "dir", "height", "href", "id", "lang", "loading",
        "name", "open", "reversed", "role", "rowspan", "scope", "span", "src", "start", "title", "type", "valign",
        "value", "width",
    }
)  # fmt: skip
_CLASSES = re.compile(
    r"admonition|note|tip|info|warning|danger|admonition-title|tabs|tab|tab-label|tab-shown|only-light|only-dark|task|task-box|done|highlight|code|"
    r"image-alt|plain|language-.*|footnote-reference|footnote-back|footnotes|[a-z][a-z0-9]?[a-z0-9]?"
)
_SCHEMES = ("http", "https", "mailto", "tel")


def unsafe(text: str) -> list[str]:
    """What is wrong with the HTML of a text; empty for every text."""
    body, _ = parse(text, "page.md")
    html = str(place(body, lambda link: link.target, lambda image: Picture(image.target)))
    return [*_faults(html), *_holes_missed(text)]


def _faults(html: str) -> list[str]:
    faults: list[str] = []
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name not in ELEMENTS:
            faults.append(f"<{element.name}>")
        for name, value in element.attrs.items():
            values = value if isinstance(value, list) else [value]
            if name not in ATTRIBUTES:
                faults.append(f"{element.name} {name}")
            if name == "class" and not all(_CLASSES.fullmatch(one) for one in values):
                faults.append(f"class {value}")
            if name in ("href", "src") and _scheme(str(value)) not in _SCHEMES:
                faults.append(f"{name} {value}")
            if name in ("id", "name") and element.name[0] != "h" and not str(value).startswith("user-content-"):
                faults.append(f"{name} {value}")
    return faults


def _scheme(address: str) -> str:
    """The scheme of an address as a browser reads it; `https` for a relative one."""
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", address.strip())
    return found[0].lower() if found else "https"


def _holes_missed(text: str) -> list[str]:
    """Addresses that don't go through the resolvers."""
    body, _ = parse(text, "page.md")
    html = place(body, lambda _: None, lambda _: None)
    return [str(element) for element in BeautifulSoup(html, "html.parser").select("[href], [src]")]
