"""`feed.xml`: the newest events of the site, of each layer and of each pack as Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.model import Artifact, Pack
from packatlas.outputs.atom import NEWEST, Entry, Feed, atom
from packatlas.outputs.files import later_at
from packatlas.plan.cards import Cards
from packatlas.plan.updates import events, events_of
from packatlas.plan.views import Event, Planned, UpdatesView
from packatlas.settings import Settings


def feeds(catalog: Catalog, cards: Cards, pages: Iterable[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """The feed of the whole site, of each layer and of each pack; nothing when the site has no updates page.

    Without a base URL their links are relative to the feed itself. A feed counts as updated on the day of its newest
    entry, so that it changes only when it says something new.
    """
    updates = next((page for page in pages if page.kind is UpdatesView), None)
    if updates is None:
        return ()
    whole = Feed(urls.FEED, updates.address, "", f"{settings.title}: updates", settings.description)
    layers = {shelf.layer.value: _of_layer(shelf, catalog) for shelf in catalog.shelves}

    def made() -> Iterator[Artifact]:
        happened = events(catalog, cards, settings.as_of)
        yield _feed(whole, happened, settings)
        for layer, of in layers.items():
            here = (event for event in happened if event.card.layer == layer)
            yield _feed(of, [*islice(here, NEWEST)], settings)

    return (
        *later_at([urls.FEED, *(of.address for of in layers.values())], made),
        *(
            file
            for pack in catalog.packs
            for file in later_at([urls.pack_feed(pack.name)], partial(_pack_feed, pack, catalog, cards, settings))
        ),
    )


def _pack_feed(pack: Pack, catalog: Catalog, cards: Cards, settings: Settings) -> tuple[Artifact]:
    return (_feed(_of_pack(pack), events_of(pack, catalog, cards, settings.as_of), settings),)


def _of_layer(shelf: Shelf, catalog: Catalog) -> Feed:
    layer, own = shelf.layer, catalog.layers[shelf.layer]
    return Feed(urls.layer_feed(layer), urls.layer(layer), urls.layer(layer), f"{own.title}: updates", own.description)


def _of_pack(pack: Pack) -> Feed:
    page = urls.pack(pack.name)
    return Feed(urls.pack_feed(pack.name), page, page, f"{pack.title}: updates", pack.description)


def _feed(of: Feed, happened: Sequence[Event], settings: Settings) -> Artifact:
    return atom(of, [_entry(event) for event in happened[:NEWEST]], settings)


def _entry(event: Event) -> Entry:
    subject = f"{event.card.title} {event.version}" if event.version else event.card.title
    # A release happens once; a verification again and again, of a pack or of one release.
    when = event.day.isoformat() if event.kind == "verified" else ""
    what = "/".join(part for part in (event.version, when) if part)
    fixes = f"Fixes {', '.join(fix.title for fix in event.fixes)}." if event.fixes else ""
    return Entry(
        thing=f"{urls.pack(event.card.name)}{event.kind}/{what}",
        title=f"{subject}: {event.words}",
        day=event.day,
        address=event.address,
        category=event.kind,
        summary=" ".join(part for part in (event.notes, fixes) if part) or event.card.description,
    )
