"""What changed in the trust in packs since the site was published last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packatlas.catalog import Catalog
from packatlas.findings import SERIOUS
from packatlas.history import Change, Kind, Published, PublishedPack
from packatlas.model import Pack
from packatlas.policy import Shield
from packatlas.settings import Settings

KEPT = 200
"""Changes that are carried on from one publish to the next."""
NAMED = 20
"""Vulnerabilities that one change names."""


def changes(catalog: Catalog, settings: Settings) -> tuple[Change, ...]:
    """The newest changes, those since the last publish first, in the order of the catalog; nothing without one."""
    before = catalog.published
    if before is None:
        return ()
    new = [
        change
        for pack in catalog.packs
        for change in (*_shield(pack, before, catalog, settings), *_vulnerabilities(pack, before, settings))
    ]
    gone = [old for name, old in sorted(before.packs.items()) if name not in catalog.by_name]
    new += [_change(Kind.LOST, old.name, old.title, old.version, settings) for old in gone if _verified(old)]
    return tuple(dict.fromkeys((*new, *before.changes)))[:KEPT]


def _verified(old: PublishedPack | None) -> bool:
    return old is not None and old.shield != Shield.NONE.value


def _shield(pack: Pack, before: Published, catalog: Catalog, settings: Settings) -> Iterator[Change]:
    old, now = before.packs.get(pack.name), catalog.standings[pack.name].shield
    was_amber = old is not None and old.shield == Shield.OVERDUE.value
    version = pack.latest.version.text if pack.latest else ""
    kind = None
    if not _verified(old) or old is None:
        kind = Kind.GAINED if now.verified else None
    elif not now.verified:
        kind = Kind.LOST
    elif now is Shield.OVERDUE:
        kind = None if was_amber else Kind.LAPSED
    elif was_amber or _newer(pack, old):
        kind = Kind.RENEWED
    if kind:
        yield _change(kind, pack.name, pack.title, version, settings)


def _newer(pack: Pack, old: PublishedPack) -> bool:
    record = pack.verification
    return record is not None and (old.verified_on is None or record.verified_on > old.verified_on)


def _vulnerabilities(pack: Pack, before: Published, settings: Settings) -> Iterator[Change]:
    """What the latest release has, and the latest release of that time had not; and the other way round."""
    latest, old = pack.latest, before.packs.get(pack.name)
    if latest is None or latest.scan is None:
        return
    now = {one.id: None for one in latest.scan.findings if one.rating in SERIOUS}
    known = before.serious.get((pack.name, old.version)) if old else None
    version = latest.version.text
    if opened := [id for id in now if id not in (known or ())]:
        yield _change(Kind.OPENED, pack.name, pack.title, version, settings, opened)
    if closed := sorted(id for id in known or () if id not in now):
        yield _change(Kind.CLOSED, pack.name, pack.title, version, settings, closed)


def _change(kind: Kind, name: str, title: str, version: str, settings: Settings, issues: Iterable[str] = ()) -> Change:
    several = tuple(issues)
    return Change(settings.as_of, kind, name, title, version, several[:NAMED], max(0, len(several) - NAMED))
