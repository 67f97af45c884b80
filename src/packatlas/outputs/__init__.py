"""Everything beside the pages: what programs and the search box read, each a pure function of catalog and pages."""

from __future__ import annotations

from collections.abc import Sequence

from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.outputs.api import api
from packatlas.outputs.assets import assets
from packatlas.outputs.feed import feed
from packatlas.outputs.hosting import hosting
from packatlas.outputs.search import search
from packatlas.outputs.sitemap import sitemap
from packatlas.outputs.static import static
from packatlas.plan.views import PageView
from packatlas.settings import Settings


def outputs(catalog: Catalog, pages: Sequence[PageView], settings: Settings) -> tuple[Artifact, ...]:
    """All files that are no pages."""
    addresses, files = assets(settings)
    return (
        *api(catalog, pages, settings),
        *feed(pages, settings),
        *sitemap(pages, settings),
        *search(catalog, settings),
        *hosting(addresses, settings),
        *files,
        *static(catalog),
    )
