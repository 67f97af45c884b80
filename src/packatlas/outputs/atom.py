"""Atom feeds (RFC 4287): entries with lasting ids, and a day on which a feed was updated that moves only with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from packatlas import urls
from packatlas.model import Artifact
from packatlas.outputs.files import without_controls
from packatlas.settings import Settings

NEWEST = 50
"""How many entries a feed has at most."""
_NOTHING_YET = date(1970, 1, 1)
"""Updated of a feed without entries: a day that never moves."""
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_NO_HOST = "packatlas.invalid"
"""Names the feed of a site whose address is not known; `.invalid` belongs to nobody (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What tells one feed from another."""

    address: str
    page: str
    """Address of the page that it belongs to."""
    thing: str
    """What its lasting id is made of."""
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened."""

    thing: str
    """What its lasting id is made of: names of things, never words that may change."""
    title: str
    day: date
    address: str
    category: str
    summary: str


def atom(of: Feed, entries: Sequence[Entry], settings: Settings) -> Artifact:
    """A feed of the newest entries, which come newest first. Without a base URL its links are relative to itself."""
    newest = entries[:NEWEST]
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _text(root, "id", _tag_uri(settings, of.thing))
    _text(root, "title", of.title)
    if of.subtitle:
        _text(root, "subtitle", of.subtitle)
    _text(root, "updated", _instant(newest[0].day if newest else _NOTHING_YET))
    _text(SubElement(root, "author"), "name", settings.publisher or settings.title)
    for rel, type, target in (("self", "application/atom+xml", of.address), ("alternate", "text/html", of.page)):
        SubElement(root, "link", {"rel": rel, "type": type, "href": _href(settings, of, target)})
    for one in newest:
        _entry(root, one, of, settings)
    indent(root, " ")
    return Artifact(of.address, tostring(root, "utf-8", xml_declaration=True) + b"\n")


def _entry(root: Element, one: Entry, of: Feed, settings: Settings) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "id", _tag_uri(settings, one.thing))
    _text(entry, "title", one.title)
    _text(entry, "updated", _instant(one.day))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _href(settings, of, one.address)})
    SubElement(entry, "category", {"term": one.category})
    if one.summary:
        _text(entry, "summary", one.summary)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = without_controls(text)


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _href(settings: Settings, of: Feed, address: str) -> str:
    return urls.absolute(settings.base_url, address) if settings.base_url else urls.relative(of.address, address)


def _tag_uri(settings: Settings, thing: str) -> str:
    """A lasting id (RFC 4151) out of the site's host and the names of things, never out of words that may change."""
    try:
        host = urlsplit(settings.base_url).hostname or ""
    except ValueError:
        host = ""
    authority = host if _HOST.fullmatch(host) else _NO_HOST
    return f"tag:{authority},2026:{quote(settings.base_path + thing, safe='/')}"
