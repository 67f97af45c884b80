"""Everything beside the pages: the files that programs and the search box read. Pure functions of the catalog and the pages."""

from __future__ import annotations

from collections.abc import Sequence

from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.outputs.api import api
from packatlas.outputs.assets import assets
from packatlas.outputs.feed import feed
from packatlas.outputs.files import places
from packatlas.outputs.hosting import hosting
from packatlas.outputs.search import search
from packatlas.outputs.sitemap import sitemap
from packatlas.plan.views import PageView
from packatlas.settings import Settings


def outputs(catalog: Catalog, pages: Sequence[PageView], settings: Settings) -> tuple[Artifact, ...]:
    """All files that are no pages."""
    addresses, files = assets(settings)
    return (
        *api(catalog, places(pages, settings), settings),
        *feed(pages, settings),
        *sitemap(pages, settings),
        *search(catalog, settings),
        *hosting(addresses, settings),
        *files,
    )
