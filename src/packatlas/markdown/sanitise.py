"""The one pass through the sanitiser (nh3) that every page takes: an allow-list of elements and attributes.

What is ours carries the page's nonce, a digest of its text that the text can't contain; what is not loses its classes,
its ids get a prefix, and its addresses become holes like those of Markdown links.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import nh3

from packatlas.markdown.ledger import Ledger, LimitError
from packatlas.markdown.rawhtml import TAGS
from packatlas.model import AUTHOR_ID

MAX_NESTING = 200
"""Elements of an author's HTML inside each other."""
MAX_REPEATED = 50_000
"""Formatting elements that a parser opens again because their author never closed them."""

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "title", "dir", "lang", "role", "aria-label"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"align", "valign", "colspan", "rowspan"},
    "th": {"align", "valign", "colspan", "rowspan", "scope"},
    "col": {"span", "align"},
    "colgroup": {"span", "align"},
    "details": {"open"},
    "div": {"align", "data-group"},
    "section": {"data-value"},
    **{tag: {"align"} for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "thead", "tbody")},
}
_FORMATTING = frozenset(
    {"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"},
)
_ALIKE = 3
"""How many equal formatting elements a parser keeps open at most."""
_FEW = 3
"""With no more tags than this, nothing can be deep or repeat itself often."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^>]*)")
_OURS_ONLY = frozenset({"class", "role", "aria-label", "data-group", "data-value"})
_NUMBERS = frozenset({"width", "height", "start", "value", "span", "colspan", "rowspan"})
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
_CLOSED_BY_OTHERS = frozenset(
    {
        "a", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt",
        "rp",
    }
)  # fmt: skip


def clean(html: str, ledger: Ledger) -> str:
    """Safe HTML, in which nothing but the placeholders of links, images and code carries the nonce."""
    if ledger.tags > _FEW:
        _check_effort(html)
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_attribute_filter(ledger),
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _attribute_filter(ledger: Ledger) -> Callable[[str, str, str], str | None]:
    nonce = ledger.nonce
    size = len(nonce)

    def kept(tag: str, name: str, value: str) -> str | None:
        if value.startswith(nonce):
            return value if name in ("href", "src") or (tag == "code" and name == "id") else value[size:]
        if name in _OURS_ONLY or nonce in value:
            return None
        if name in ("id", "name"):
            return _anchor(value, ledger)
        if name == "href":
            return ledger.link(_plain_path(value)) or None
        if name == "src":
            return ledger.image(_plain_path(value)) or None
        if name in _NUMBERS:
            return value if value.rstrip("%px").isdecimal() and len(value) < 7 else None
        return value

    return kept


def _anchor(value: str, ledger: Ledger) -> str | None:
    """An author's id with its prefix; nothing if it is empty, holds a space, or is taken."""
    chosen = AUTHOR_ID + value
    if not value or any(mark.isspace() for mark in value) or chosen in ledger.anchors:
        return None
    ledger.anchors.add(chosen)
    return chosen


def _plain_path(value: str) -> str:
    """The path that a JSX expression such as `{useBaseUrl('/img/a.png')}` is about."""
    if not value.startswith("{"):
        return value
    for quote in "'\"`":
        parts = value.split(quote)
        if len(parts) >= 3:
            return parts[1]
    return ""


def _check_effort(html: str) -> None:
    """Refuse HTML whose tree would take long to build: too deep, or with open formatting in too many blocks.

    A parser opens every formatting element that is still open again in each block that follows (HTML standard,
    "reconstruct the active formatting elements"), up to three of those that are alike: what stays open multiplies.
    """
    opened: dict[str, list[str]] = {}
    alike: Counter[str] = Counter()
    depth = repeated = effort = 0
    for closing, written, attributes in _TAG.findall(html):
        name = written.lower()
        tag = name + attributes
        if name not in TAGS or name in _VOID:
            continue
        if closing:
            if stack := opened.get(name):
                depth -= 1
                last = stack.pop()
                alike[last] -= 1
                repeated -= name in _FORMATTING and alike[last] < _ALIKE
            continue
        effort += repeated
        if effort > MAX_REPEATED:
            raise LimitError(f"HTML elements that are never closed would be repeated {MAX_REPEATED} times", 0)
        if name in _CLOSED_BY_OTHERS:
            continue
        repeated += name in _FORMATTING and alike[tag] < _ALIKE
        alike[tag] += 1
        opened.setdefault(name, []).append(tag)
        depth += 1
        if depth > MAX_NESTING:
            raise LimitError(f"HTML elements are nested more than {MAX_NESTING} deep", 0)
