"""`security/feed.xml`: shields gained, lost and renewed, vulnerabilities found and gone, from publish to publish."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.history import Change, Kind
from packatlas.model import Artifact
from packatlas.outputs.atom import Entry, Feed, atom
from packatlas.plan import words
from packatlas.plan.changes import changes
from packatlas.settings import Settings


def security_feed(catalog: Catalog, settings: Settings) -> Iterator[Artifact]:
    """The feed; nothing where no earlier publish is named, since nobody knows then what changed."""
    if settings.previous is None:
        return
    of = Feed(
        address=urls.SECURITY_FEED,
        page=urls.SECURITY,
        thing=urls.SECURITY,
        title=f"{settings.title}: security",
        subtitle="Shields gained, lost and renewed, vulnerabilities found and gone.",
    )
    yield atom(of, [_entry(change, catalog) for change in changes(catalog, settings)], settings)


def _entry(change: Change, catalog: Catalog) -> Entry:
    section = "vulnerabilities" if change.kind in (Kind.OPENED, Kind.CLOSED) else "shield"
    known = change.pack in catalog.by_name
    more = f" and {change.more:,} more" if change.more else ""
    return Entry(
        thing=f"{urls.SECURITY}{change.day.isoformat()}/{change.kind.value}/{change.pack}/{_digest(change)}",
        title=f"{change.title or change.pack}: {words.change(change)}",
        day=change.day,
        address=f"{urls.pack(change.pack)}#{section}" if known else urls.SECURITY,
        category=change.kind.value,
        summary=", ".join(change.issues) + more,
    )


def _digest(change: Change) -> str:
    """Tells two changes of one kind, pack and day apart."""
    said = "\n".join((change.version, *change.issues))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
