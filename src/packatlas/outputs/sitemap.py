"""`sitemap.xml` and `robots.txt`: where search engines find every page (sitemaps.org protocol 0.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from xml.sax.saxutils import escape

from packatlas import urls
from packatlas.model import Artifact
from packatlas.outputs.files import text_file
from packatlas.plan.views import MissingView, Planned, RedirectView
from packatlas.settings import Settings

LIMIT = 50_000
"""URLs that the protocol allows in one file."""
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(pages: Iterable[Planned], settings: Settings, limit: int = LIMIT) -> tuple[Artifact, ...]:
    """The sitemap and its pointer; the protocol asks for full URLs, so that without a base URL there is no sitemap."""
    robots = "User-agent: *\nAllow: /\n"
    if not settings.base_url:
        return (text_file(urls.ROBOTS, robots),)
    robots += f"\nSitemap: {urls.absolute(settings.base_url, urls.SITEMAP)}\n"
    listed = sorted(
        ((page.address, page.updated) for page in pages if page.kind not in (MissingView, RedirectView)),
        key=itemgetter(0),
    )
    return (text_file(urls.ROBOTS, robots), *_sitemaps(listed, settings.base_url, limit))


def _sitemaps(listed: Sequence[tuple[str, date | None]], base_url: str, limit: int) -> tuple[Artifact, ...]:
    """One sitemap, or parts of it with an index under its name."""
    if len(listed) <= limit:
        return (_document(urls.SITEMAP, "urlset", "url", listed, base_url),)
    starts = range(0, len(listed), limit)
    parts = tuple(
        _document(f"sitemap-{number}.xml", "urlset", "url", listed[start : start + limit], base_url)
        for number, start in enumerate(starts, 1)
    )
    return (_document(urls.SITEMAP, "sitemapindex", "sitemap", [(part.path, None) for part in parts], base_url), *parts)


def _document(path: str, root: str, item: str, listed: Iterable[tuple[str, date | None]], base_url: str) -> Artifact:
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{root} xmlns="{_XMLNS}">']
    for address, updated in listed:
        changed = f"<lastmod>{updated.isoformat()}</lastmod>" if updated else ""
        lines.append(f"<{item}><loc>{escape(urls.absolute(base_url, address))}</loc>{changed}</{item}>")
    return text_file(path, "\n".join([*lines, f"</{root}>", ""]))
