"""What every page shares: the head, the header and the footer; and how an address becomes an href."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from packatlas import __version__, urls
from packatlas.plan import navigation
from packatlas.plan.views import Ref
from packatlas.resources import published_assets
from packatlas.settings import Settings

_EXTERNAL = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteView:
    """The publisher's words and the addresses that all pages link to."""

    title: str
    description: str
    publisher: str
    notice: str
    repository: str
    navigation: tuple[Ref, ...]
    assets: Mapping[str, str]
    """Address of each asset by its name; `style` is the style sheet."""
    search: str
    """Address of the search index."""
    feed: str
    api: str
    opensearch: str
    """Address of the search description; empty without a base URL, which it needs."""
    changes: str
    """Address of the page of what changed; empty when there is none."""
    as_of: date
    version: str
    """The program's own."""


def site_view(settings: Settings) -> SiteView:
    """The shared part of all pages."""
    addresses, _ = published_assets(settings)
    return SiteView(
        title=settings.title,
        description=settings.description,
        publisher=settings.publisher,
        notice=settings.notice,
        repository=settings.repository,
        navigation=navigation.entries(settings),
        assets=addresses,
        search=urls.SEARCH,
        feed=urls.FEED,
        api=urls.API,
        opensearch=urls.OPENSEARCH if settings.base_url else "",
        changes=urls.CHANGES if settings.publishing else "",
        as_of=settings.as_of,
        version=__version__,
    )


def href(source: str, target: str, root: str | None = None) -> str:
    """An address as it has to be written on the page `source`, or below the path `root`; links elsewhere stay."""
    if _EXTERNAL.match(target):
        return target
    if root is None:
        return urls.relative(source, target)
    return root + urls.relative("", target).removeprefix("./")


def edit_link(settings: Settings, source: str) -> str:
    """Where a page's source can be edited; empty if it has none or the publisher gives no address."""
    return settings.edit_url.replace("{path}", quote(source)) if settings.edit_url and source else ""
