"""The page that says what the shield means, and how every verified pack stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.plan import words
from packatlas.plan.cards import Cards
from packatlas.plan.lists import pager, split
from packatlas.plan.sharing import badge_pattern
from packatlas.plan.views import Card, Group, Share, VerifiedView
from packatlas.policy import Shield
from packatlas.settings import Settings

_STATES = (
    (Shield.OVERDUE, "Update overdue"),
    (Shield.DUE, "Update due soon"),
    (Shield.CURRENT, "Current"),
)


def verified_views(catalog: Catalog, cards: Cards, settings: Settings) -> Iterator[VerifiedView]:
    """The page, and those that follow it in a large catalog."""
    groups = tuple(_group(catalog, cards, state, title) for state, title in _STATES)
    parts = list(split(group for group in groups if group.cards))
    first = VerifiedView(
        address=urls.VERIFIED,
        template="verified.html",
        title="Verified packs",
        description=f"{words.count(sum(group.total for group in groups), 'pack')} with a shield, and what it means.",
        shares=tuple(_share(shelf, catalog, cards) for shelf in reversed(catalog.shelves) if shelf.packs),
        groups=(),
        total=len(catalog.packs),
        verified=sum(group.total for group in groups),
        update_weeks=settings.policy.update_weeks,
        due_soon_weeks=settings.policy.due_soon_weeks,
        as_of=settings.as_of,
        badge=badge_pattern(settings),
    )
    for number, part in enumerate(parts, start=1):
        yield replace(
            first,
            address=urls.numbered(urls.VERIFIED, number),
            title=first.title if number == 1 else f"{first.title}, page {number}",
            groups=part,
            pager=pager(urls.VERIFIED, number, len(parts)) if len(parts) > 1 else None,
        )


def _group(catalog: Catalog, cards: Cards, state: Shield, title: str) -> Group:
    """The packs of one state, the most urgent first."""
    found = [cards[pack.name] for pack in catalog.packs if cards[pack.name].shield.state == state.value]
    return Group(title, state.value, None, len(found), tuple(sorted(found, key=_due)))


def _due(card: Card) -> date:
    return card.due or date.max


def _share(shelf: Shelf, catalog: Catalog, cards: Cards) -> Share:
    states = [cards[pack.name].shield.state for pack in shelf.packs]
    return Share(
        title=catalog.layers[shelf.layer].title,
        layer=shelf.layer.value,
        address=urls.layer(shelf.layer),
        total=len(states),
        verified=shelf.verified,
        current=states.count(Shield.CURRENT.value),
        due=states.count(Shield.DUE.value),
        overdue=states.count(Shield.OVERDUE.value),
    )
