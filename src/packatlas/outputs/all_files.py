"""Everything beside the pages: what programs and the search box read, each a pure function of catalog and pages."""

from __future__ import annotations

from collections.abc import Sequence

from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.outputs import (
    api,
    api_description,
    api_security,
    badges,
    calendars,
    facets,
    feed,
    hosting,
    llms,
    opensearch,
    search,
    security_feed,
    sitemap,
    social,
    statements,
    static,
)
from packatlas.plan.cards import make_cards
from packatlas.plan.views import Planned
from packatlas.resources import published_assets
from packatlas.settings import Settings


def outputs(catalog: Catalog, pages: Sequence[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """All files that are no pages, but for the index of texts, which takes longer."""
    addresses, files = published_assets(settings)
    cards = make_cards(catalog, settings.as_of)
    return (
        *api.api(catalog, pages, settings),
        *api_security.api_security(catalog, settings),
        *api_description.api_description(settings),
        llms.llms(catalog, pages, settings),
        *statements.statements(catalog),
        *badges.badges(catalog, settings),
        *social.social(catalog, settings),
        *calendars.calendars(catalog, cards, settings),
        *feed.feeds(catalog, cards, pages, settings),
        *security_feed.security_feed(catalog, settings),
        *sitemap.sitemap(pages, settings),
        *opensearch.opensearch(settings),
        *search.search(catalog, settings),
        facets.facets(catalog, settings),
        *hosting.hosting(addresses, settings),
        *files,
        *static.static(catalog, pages),
    )
