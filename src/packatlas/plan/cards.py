"""Packs as list entries: made once, shown on many pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Layer, Pack, Status
from packatlas.plan import words
from packatlas.plan.views import Card, Ref, ShieldView
from packatlas.policy import beside_shield

Cards = Mapping[str, Card]
"""By the pack's name."""


def make_cards(catalog: Catalog, as_of: date) -> Cards:
    """One card for each pack, in the order of the catalog."""
    return {pack.name: card(pack, catalog, as_of) for pack in catalog.packs}


def card(pack: Pack, catalog: Catalog, as_of: date) -> Card:
    """The entry of one pack."""
    standing = catalog.standings[pack.name]
    latest = beside_shield(pack, standing)
    return Card(
        name=pack.name,
        title=pack.title,
        address=urls.pack(pack.name),
        layer=pack.layer.shelf.value,
        kind=kind(pack, catalog),
        description=pack.description,
        logo=urls.logo(pack.name, pack.logo) if pack.logo else "",
        shield=ShieldView(standing.shield.value, words.shield(standing, as_of)),
        version=latest.version.text if latest else "",
        status=words.STATUSES[latest.status] if latest and latest.status is not Status.ACTIVE else "",
        due=standing.due,
    )


def kind(pack: Pack, catalog: Catalog) -> str:
    """Where a pack belongs, in one or two words: its add-on type if it has one, or else its layer."""
    if pack.layer is Layer.ADDON and pack.addon_type:
        return words.addon_type(pack.addon_type)
    return catalog.layers[pack.layer].title


def trail(pack: Pack, catalog: Catalog) -> tuple[Ref, ...]:
    """The way from the home page to a pack, the pack left out."""
    steps = [Ref("Packs", urls.PACKS), Ref(catalog.layers[pack.layer.shelf].title, urls.layer(pack.layer))]
    if pack.layer is Layer.ADDON and pack.addon_type:
        steps.append(Ref(words.addon_type(pack.addon_type), urls.addon_type(pack.addon_type)))
    return tuple(steps)


def known(name: str, catalog: Catalog) -> Ref:
    """A pack by its name or alias, with its address if this catalog has it."""
    pack = catalog.by_name.get(catalog.aliases.get(name, name))
    return Ref(pack.title, urls.pack(pack.name)) if pack else Ref(name, None)
