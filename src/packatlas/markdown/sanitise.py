"""The one pass through the sanitiser (nh3) that every page takes: an allow-list of elements and attributes.

What is ours carries the page's nonce, a digest of its text that the text can't contain; what is not loses its classes,
its ids get a prefix, and its addresses become holes like those of Markdown links.
"""

from __future__ import annotations

from collections.abc import Callable

import nh3

from packatlas.markdown.ledger import Ledger, LimitError
from packatlas.markdown.rawhtml import TAGS

PREFIX = "user-content-"
"""Before every id that the author wrote in HTML, so that none takes the place of one of the site's."""
MAX_NESTING = 200
"""Elements of an author's HTML inside each other."""

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
    **{tag: {"align"} for tag in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "thead", "tbody")},
}
_OURS_ONLY = frozenset({"class", "role", "aria-label"})
_NUMBERS = frozenset({"width", "height", "start", "value", "span", "colspan", "rowspan"})
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
_CLOSED_BY_OTHERS = frozenset(
    {
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt",
        "rp",
    }
)  # fmt: skip


def clean(html: str, ledger: Ledger) -> str:
    """Safe HTML, in which nothing but the placeholders of links, images and code carries the nonce."""
    if ledger.tags > MAX_NESTING:
        _check_depth(html)
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
    chosen = PREFIX + value
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


def _check_depth(html: str) -> None:
    """Refuse HTML so deep that building its tree would take long."""
    depth = 0
    for part in html.split("<")[1:]:
        closing = part.startswith("/")
        end = 1 if closing else 0
        start = end
        while end < len(part) and end < 24 and part[end].isalnum():
            end += 1
        name = part[start:end].lower()
        if name not in TAGS or name in _VOID or name in _CLOSED_BY_OTHERS:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_NESTING:
            raise LimitError(f"HTML elements are nested more than {MAX_NESTING} deep", 0)
