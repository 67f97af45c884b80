"""What a page consists of, read from HTML: the same for the reference renderer's and for ours."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import cmarkgfm  # type: ignore[import-untyped]
from bs4 import BeautifulSoup
from bs4.element import Tag
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

from packatlas.markdown import parse, place
from packatlas.model import Link, Picture

SCHEMES = ("http", "https", "mailto", "tel")
_ALERT = re.compile(r"^\s*\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", re.IGNORECASE)
_COLONS = re.compile(r":::+[a-z]*")


def reference(text: str) -> str:
    """HTML as GitHub's own renderer makes it, raw HTML left in. GitHub puts emoji in behind it."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    html: str = cmarkgfm.github_flavored_markdown_to_html(text.removeprefix("\ufeff"), options=options)
    return html


def ours(text: str) -> str:
    """HTML as packatlas makes it, with every target as the author wrote it."""
    body, _ = parse(text, "page.md")
    return str(place(body, _as_written, lambda image: Picture(image.target)))


def _as_written(link: Link) -> str:
    return link.target.replace("#user-content-", "#")


def structure(html: str) -> dict[str, Any]:
    """Headings, list items, tables, code, links, images and text of a page, without what differs on purpose.

    Alerts and admonitions count by their content, and links and images only with an allowed scheme.
    """
    soup = BeautifulSoup(html, "lxml")
    for extra in soup.select(".admonition-title, .image-alt, .footnote-back, [data-footnote-backref]"):
        extra.decompose()
    for emoji in soup.select('span[title^=":"]'):
        emoji.replace_with(str(emoji["title"]))
    for number in soup.select(".footnote-reference, .footnote-ref"):
        number.replace_with(f"[{number.get_text()}]")
    for quote in soup.find_all("blockquote"):
        _drop_alert_mark(quote)
    return {
        "headings": [(found.name, squeezed(found)) for found in soup.find_all(re.compile("^h[1-6]$"))],
        "items": [(len(found.find_parents(["ul", "ol"])), squeezed(found)) for found in soup.find_all("li")],
        "starts": [found.get("start", "1") for found in soup.find_all("ol")],
        "tables": [
            [len(row.find_all(["td", "th"])) for row in found.find_all("tr")] for found in soup.find_all("table")
        ],
        "cells": [squeezed(found) for found in soup.find_all(["td", "th"])],
        "code": [found.get_text() for found in soup.find_all("pre")],
        "links": [unquote(str(found["href"])) for found in soup.select("a[href]") if _allowed(str(found["href"]))],
        "images": [unquote(str(found["src"])) for found in soup.select("img[src]") if _allowed(str(found["src"]))],
        "text": squeezed(soup),
    }


def squeezed(element: Tag) -> str:
    """Text without white space, and without the colons of admonitions."""
    return _COLONS.sub("", re.sub(r"\s+", "", element.get_text()))


def differences(text: str) -> dict[str, tuple[Any, Any]]:
    """What of a page's structure is not as in the reference: (reference, ours) by name."""
    expected, found = structure(reference(text)), structure(ours(text))
    return {name: (expected[name], found[name]) for name in expected if expected[name] != found[name]}


def _drop_alert_mark(quote: Tag) -> None:
    for text in quote.find_all(string=True):
        if text.strip():
            text.replace_with(_ALERT.sub("", str(text)))
            return


def _allowed(address: str) -> bool:
    scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", address)
    return scheme is None or scheme[1].lower() in SCHEMES
