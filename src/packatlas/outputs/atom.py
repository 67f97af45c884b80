"""Atom feeds (RFC 4287): entries with lasting ids, and a day on which a feed was updated that moves only with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from packatlas import urls
from packatlas.model import Artifact
from packatlas.outputs.files import text_file, without_controls
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
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>",
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f" <id>{_text(_tag_uri(settings, of.thing))}</id>",
        f" <title>{_text(of.title)}</title>",
        *([f" <subtitle>{_text(of.subtitle)}</subtitle>"] if of.subtitle else ()),
        f" <updated>{_instant(newest[0].day if newest else _NOTHING_YET)}</updated>",
        f" <author>\n  <name>{_text(settings.publisher or settings.title)}</name>\n </author>",
        f' <link rel="self" type="application/atom+xml" href={_value(_href(settings, of, of.address))} />',
        f' <link rel="alternate" type="text/html" href={_value(_href(settings, of, of.page))} />',
        *(line for one in newest for line in _entry(one, of, settings)),
        "</feed>\n",
    ]
    return text_file(of.address, "\n".join(lines))


def _entry(one: Entry, of: Feed, settings: Settings) -> Iterator[str]:
    yield " <entry>"
    yield f"  <id>{_text(_tag_uri(settings, one.thing))}</id>"
    yield f"  <title>{_text(one.title)}</title>"
    yield f"  <updated>{_instant(one.day)}</updated>"
    yield f'  <link rel="alternate" type="text/html" href={_value(_href(settings, of, one.address))} />'
    yield f"  <category term={_value(one.category)} />"
    if one.summary:
        yield f"  <summary>{_text(one.summary)}</summary>"
    yield " </entry>"


def _text(text: str) -> str:
    return escape(without_controls(text), {"\r": "&#13;"})


def _value(text: str) -> str:
    return quoteattr(without_controls(text))


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
