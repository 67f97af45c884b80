"""What happened to the catalog: releases, verifications and the steps of the lifecycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Pack, Status
from packatlas.plan import words
from packatlas.plan.advisories import fixes
from packatlas.plan.cards import Cards
from packatlas.plan.rows import release_address
from packatlas.plan.views import Event, UpdatesView
from packatlas.wording import MONTHS

SHOWN = 200
"""How many events the page shows; older ones stand on the pages of their packs."""


def events(catalog: Catalog, cards: Cards, as_of: date) -> tuple[Event, ...]:
    """Everything up to a day, newest first; of one day in the order of the catalog."""
    return _newest_first(event for pack in catalog.packs for event in _of(pack, catalog, cards) if event.day <= as_of)


def events_of(pack: Pack, catalog: Catalog, cards: Cards, as_of: date) -> tuple[Event, ...]:
    """The same of one pack."""
    return _newest_first(event for event in _of(pack, catalog, cards) if event.day <= as_of)


def _newest_first(found: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(found, key=lambda event: event.day, reverse=True))


def _of(pack: Pack, catalog: Catalog, cards: Cards) -> Iterator[Event]:
    card = cards[pack.name]
    if pack.verification and pack.verification.statement is None:
        day, address = pack.verification.verified_on, f"{card.address}#shield"
        yield Event(day, "verified", "Verified", card, "", address, f"By {pack.verification.by}.", ())
    for release in pack.releases:
        version, address = release.version.text, release_address(pack, release)
        if signed := release.verification:
            yield Event(signed.verified_on, "verified", "Verified", card, version, address, f"By {signed.by}.", ())
        if release.released:
            known = fixes(release.fixes, catalog)
            yield Event(release.released, "released", "Released", card, version, address, release.notes, known)
        if release.since and release.status is not Status.ACTIVE:
            status = release.status
            yield Event(release.since, status.value, words.STATUSES[status], card, version, address, "", ())


def updates_view(found: Sequence[Event]) -> UpdatesView:
    """The page of updates."""
    months = [
        (f"{MONTHS[month - 1]} {year}", f"{year}-{month:02}", tuple(members))
        for (year, month), members in groupby(found[:SHOWN], key=lambda event: (event.day.year, event.day.month))
    ]
    return UpdatesView(
        address=urls.UPDATES,
        template="updates.html",
        title="Updates",
        description="What was released, verified and deprecated, newest first.",
        months=tuple(months),
        more=max(0, len(found) - SHOWN),
    )
