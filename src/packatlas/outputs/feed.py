"""`feed.xml`: the newest events of the updates page as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from packatlas import urls
from packatlas.model import Artifact
from packatlas.plan.views import Event, PageView, UpdatesView
from packatlas.settings import Settings

NEWEST = 50
"""How many entries the feed has at most."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may contain, not even escaped (section 2.2, `Char`)."""
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_NO_HOST = "packatlas.invalid"
"""Names the feed of a site whose address is not known; `.invalid` belongs to nobody (RFC 2606)."""


def feed(pages: Iterable[PageView], settings: Settings) -> tuple[Artifact, ...]:
    """The feed, or nothing when the site has no updates page.

    Without a base URL its links are relative to the feed itself, which stands at the root of the site. The feed
    counts as updated on the day of its newest entry, so that it changes only when it says something new.
    """
    updates = next((page for page in pages if isinstance(page, UpdatesView)), None)
    if updates is None:
        return ()
    events = [event for _, _, events in updates.months for event in events][:NEWEST]
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _text(root, "id", _tag_uri(settings, ""))
    _text(root, "title", f"{settings.title}: updates")
    if settings.description:
        _text(root, "subtitle", settings.description)
    _text(root, "updated", _instant(max((event.day for event in events), default=settings.as_of)))
    _text(SubElement(root, "author"), "name", settings.publisher or settings.title)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": _href(settings, urls.FEED)})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": _href(settings, updates.address)})
    for event in events:
        _entry(root, event, settings)
    indent(root, " ")
    return (Artifact(urls.FEED, tostring(root, "utf-8", xml_declaration=True) + b"\n"),)


def _entry(root: Element, event: Event, settings: Settings) -> None:
    entry = SubElement(root, "entry")
    subject = f"{event.card.title} {event.version}" if event.version else event.card.title
    what = event.version if event.kind != "verified" else event.day.isoformat()
    _text(entry, "id", _tag_uri(settings, f"{urls.pack(event.card.name)}{event.kind}/{what}"))
    _text(entry, "title", f"{subject}: {event.words}")
    _text(entry, "updated", _instant(event.day))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _href(settings, event.address)})
    SubElement(entry, "category", {"term": event.kind})
    fixes = f"Fixes {', '.join(fix.title for fix in event.fixes)}." if event.fixes else ""
    summary = " ".join(part for part in (event.notes, fixes) if part) or event.card.description
    if summary:
        _text(entry, "summary", summary)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _NOT_XML.sub("", text)


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _href(settings: Settings, address: str) -> str:
    return urls.absolute(settings.base_url, address) if settings.base_url else urls.relative(urls.FEED, address)


def _tag_uri(settings: Settings, thing: str) -> str:
    """A lasting id (RFC 4151) out of the site's host and the names of things, never out of words that may change."""
    try:
        host = urlsplit(settings.base_url).hostname or ""
    except ValueError:
        host = ""
    authority = host if _HOST.fullmatch(host) else _NO_HOST
    return f"tag:{authority},2026:{quote(settings.base_path + thing, safe='/')}"
