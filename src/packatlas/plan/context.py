"""What the views of packs and releases are made from, beside the pack itself."""

from __future__ import annotations

from dataclasses import dataclass

from packatlas.catalog import Catalog
from packatlas.links import LinkIndex
from packatlas.plan.cards import Cards
from packatlas.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The whole catalog, seen from one of its packs."""

    catalog: Catalog
    cards: Cards
    index: LinkIndex
    settings: Settings
