"""The home page: the stack, drawn from applications down to the operating system."""

from __future__ import annotations

from collections.abc import Sequence

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.errors import NOWHERE
from packatlas.links import LinkIndex
from packatlas.model import Layer
from packatlas.plan import articles
from packatlas.plan.cards import Cards
from packatlas.plan.lists import type_counts
from packatlas.plan.views import Event, HomeView, Slab
from packatlas.settings import Settings

_FIRST = 6
"""How many packs each layer shows."""
_RECENT = 6


def home_view(
    catalog: Catalog, cards: Cards, events: Sequence[Event], index: LinkIndex, settings: Settings
) -> HomeView:
    """The front door. The words of the content folder's `index.md`, if any, stand on it."""
    own = articles.home_page(catalog)
    return HomeView(
        address=urls.HOME,
        template="home.html",
        title=own.title if own and own.title else settings.title,
        description=(own.description if own else "") or settings.description,
        location=own.location if own else NOWHERE,
        slabs=tuple(_slab(shelf, catalog, cards) for shelf in reversed(catalog.shelves)),
        packs=len(catalog.packs),
        verified=sum(shelf.verified for shelf in catalog.shelves),
        releases=sum(len(pack.releases) for pack in catalog.packs),
        recent=tuple(events[:_RECENT]),
        prose=articles.prose(own, index) if own else None,
        source=own.source if own else "",
    )


def _slab(shelf: Shelf, catalog: Catalog, cards: Cards) -> Slab:
    found = [cards[pack.name] for pack in shelf.packs]
    best = sorted(found, key=lambda card: (bool(card.status), card.shield.state == "none", not card.logo))
    return Slab(
        layer=shelf.layer.value,
        title=catalog.layers[shelf.layer].title,
        line=catalog.layers[shelf.layer].description,
        address=urls.layer(shelf.layer),
        total=len(shelf.packs),
        verified=shelf.verified,
        packs=tuple(best[:_FIRST]),
        types=type_counts(shelf.packs) if shelf.layer is Layer.ADDON else (),
    )
