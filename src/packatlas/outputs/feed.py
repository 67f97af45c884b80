"""`feed.xml`: the newest events of the site, of each layer and of each pack as Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.model import Artifact, Pack
from packatlas.outputs.atom import NEWEST, Entry, Feed, atom
from packatlas.plan.cards import make_cards
from packatlas.plan.updates import events
from packatlas.plan.views import Event, PageView, UpdatesView
from packatlas.settings import Settings


def feeds(catalog: Catalog, pages: Iterable[PageView], settings: Settings) -> tuple[Artifact, ...]:
    """The feed of the whole site, of each layer and of each pack; nothing when the site has no updates page.

    Without a base URL their links are relative to the feed itself. A feed counts as updated on the day of its newest
    entry, so that it changes only when it says something new.
    """
    updates = next((page for page in pages if isinstance(page, UpdatesView)), None)
    if updates is None:
        return ()
    happened = events(catalog, make_cards(catalog, settings.as_of), settings.as_of)
    by_layer: dict[str, list[Event]] = defaultdict(list)
    by_pack: dict[str, list[Event]] = defaultdict(list)
    for event in happened:
        by_layer[event.card.layer].append(event)
        by_pack[event.card.name].append(event)
    whole = Feed(urls.FEED, updates.address, "", f"{settings.title}: updates", settings.description)
    return (
        _feed(whole, happened, settings),
        *(_feed(_of_layer(shelf, catalog), by_layer[shelf.layer.value], settings) for shelf in catalog.shelves),
        *(_feed(_of_pack(pack), by_pack[pack.name], settings) for pack in catalog.packs),
    )


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
