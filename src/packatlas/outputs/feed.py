"""`feed.xml`: the newest events of the site, of each layer and of each pack as Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.model import Artifact, Pack
from packatlas.outputs.files import without_controls
from packatlas.plan.cards import make_cards
from packatlas.plan.updates import events
from packatlas.plan.views import Event, PageView, UpdatesView
from packatlas.settings import Settings

NEWEST = 50
"""How many entries a feed has at most."""
_NOTHING_YET = date(1970, 1, 1)
"""Updated of a feed without entries: a day that never moves."""
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_NO_HOST = "packatlas.invalid"
"""Names the feed of a site whose address is not known; `.invalid` belongs to nobody (RFC 2606)."""


def feeds(catalog: Catalog, pages: Iterable[PageView], settings: Settings) -> tuple[Artifact, ...]:
    """The feed of the whole site, of each layer and of each pack; nothing when the site has no updates page.

    Without a base URL their links are relative to the feed itself. A feed counts as updated on the day of its newest
    entry, so that it changes only when it says something new.
    """
    updates = next((page for page in pages if isinstance(page, UpdatesView)), None)
    if updates is None:
        return ()
    happened = events(catalog, make_cards(catalog, settings.as_of), settings.as_of)
    by_layer: dict[str, list[Event]] = defaultdict(list)
    by_pack: dict[str, list[Event]] = defaultdict(list)
    for event in happened:
        by_layer[event.card.layer].append(event)
        by_pack[event.card.name].append(event)
    whole = _Feed(urls.FEED, updates.address, "", settings.title, settings.description)
    return (
        _feed(whole, happened, settings),
        *(_feed(_of_layer(shelf, catalog), by_layer[shelf.layer.value], settings) for shelf in catalog.shelves),
        *(_feed(_of_pack(pack), by_pack[pack.name], settings) for pack in catalog.packs),
    )


@dataclass(frozen=True, slots=True)
class _Feed:
    """What tells one feed from another."""

    address: str
    page: str
    """Address of the page that it belongs to."""
    thing: str
    """What its lasting id is made of."""
    title: str
    subtitle: str


def _of_layer(shelf: Shelf, catalog: Catalog) -> _Feed:
    layer, own = shelf.layer, catalog.layers[shelf.layer]
    return _Feed(urls.layer_feed(layer), urls.layer(layer), urls.layer(layer), own.title, own.description)


def _of_pack(pack: Pack) -> _Feed:
    page = urls.pack(pack.name)
    return _Feed(urls.pack_feed(pack.name), page, page, pack.title, pack.description)


def _feed(of: _Feed, happened: Sequence[Event], settings: Settings) -> Artifact:
    newest = happened[:NEWEST]
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _text(root, "id", _tag_uri(settings, of.thing))
    _text(root, "title", f"{of.title}: updates")
    if of.subtitle:
        _text(root, "subtitle", of.subtitle)
    _text(root, "updated", _instant(newest[0].day if newest else _NOTHING_YET))
    _text(SubElement(root, "author"), "name", settings.publisher or settings.title)
    for rel, type, target in (("self", "application/atom+xml", of.address), ("alternate", "text/html", of.page)):
        SubElement(root, "link", {"rel": rel, "type": type, "href": _href(settings, of, target)})
    for event in newest:
        _entry(root, event, of, settings)
    indent(root, " ")
    return Artifact(of.address, tostring(root, "utf-8", xml_declaration=True) + b"\n")


def _entry(root: Element, event: Event, of: _Feed, settings: Settings) -> None:
    entry = SubElement(root, "entry")
    subject = f"{event.card.title} {event.version}" if event.version else event.card.title
    # A release happens once; a verification again and again, of a pack or of one release.
    when = event.day.isoformat() if event.kind == "verified" else ""
    what = "/".join(part for part in (event.version, when) if part)
    _text(entry, "id", _tag_uri(settings, f"{urls.pack(event.card.name)}{event.kind}/{what}"))
    _text(entry, "title", f"{subject}: {event.words}")
    _text(entry, "updated", _instant(event.day))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _href(settings, of, event.address)})
    SubElement(entry, "category", {"term": event.kind})
    fixes = f"Fixes {', '.join(fix.title for fix in event.fixes)}." if event.fixes else ""
    summary = " ".join(part for part in (event.notes, fixes) if part) or event.card.description
    if summary:
        _text(entry, "summary", summary)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = without_controls(text)


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _href(settings: Settings, of: _Feed, address: str) -> str:
    return urls.absolute(settings.base_url, address) if settings.base_url else urls.relative(of.address, address)


def _tag_uri(settings: Settings, thing: str) -> str:
    """A lasting id (RFC 4151) out of the site's host and the names of things, never out of words that may change."""
    try:
        host = urlsplit(settings.base_url).hostname or ""
    except ValueError:
        host = ""
    authority = host if _HOST.fullmatch(host) else _NO_HOST
    return f"tag:{authority},2026:{quote(settings.base_path + thing, safe='/')}"
