"""What the views of packs and releases are made from, beside the pack itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from packatlas.catalog import Catalog
from packatlas.links import LinkIndex
from packatlas.model import Pack
from packatlas.plan.cards import Cards, card, make_cards
from packatlas.policy import Standing
from packatlas.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The whole catalog, seen from one of its packs."""

    catalog: Catalog
    cards: Cards
    index: LinkIndex
    settings: Settings

    @classmethod
    def of(cls, catalog: Catalog, settings: Settings) -> Context:
        """All that is made once for all pages."""
        return cls(catalog, make_cards(catalog, settings.as_of), LinkIndex(catalog, settings.base_url), settings)

    def with_pack(self, pack: Pack, standing: Standing) -> Context:
        """The same with other facts of a pack that the catalog has; its links lead where they led before."""
        catalog = self.catalog.with_pack(pack, standing)
        cards = {**self.cards, pack.name: card(pack, catalog, self.settings.as_of)}
        return replace(self, catalog=catalog, cards=cards)
