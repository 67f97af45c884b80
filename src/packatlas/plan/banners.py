"""The warning above a pack or a release that is on its way out."""

from __future__ import annotations

from packatlas.model import Pack, Release, Status
from packatlas.plan import words
from packatlas.plan.cards import known
from packatlas.plan.context import Context
from packatlas.plan.pack_views import Banner
from packatlas.plan.rows import release_address
from packatlas.plan.views import Ref
from packatlas.policy import beside_shield, how_it_is
from packatlas.settings import Policy


def pack_banner(pack: Pack, context: Context) -> Banner | None:
    """For a pack that has a successor, or of which no release is active any more."""
    successor = known(pack.replaced_by, context.catalog) if pack.replaced_by else None
    latest = pack.latest
    if latest is not None and latest.status is not Status.ACTIVE:
        return _banner("pack", latest, successor, context.settings.policy)
    if successor is None:
        return None
    return Banner("This pack is replaced", ("New profiles should use its successor.",), successor)


def release_banner(pack: Pack, release: Release, context: Context) -> Banner | None:
    """For a release that is no longer active."""
    if release.status is Status.ACTIVE:
        return None
    successor = known(pack.replaced_by, context.catalog) if pack.replaced_by else None
    better = beside_shield(pack, context.catalog.standings[pack.name])
    if successor is None and better is not None and better is not release and better.status is Status.ACTIVE:
        successor = Ref(f"{pack.title} {better.version}", release_address(pack, better))
    return _banner("release", release, successor, context.settings.policy)


def _banner(what: str, release: Release, successor: Ref | None, policy: Policy) -> Banner:
    lines = words.fate(release.status, release.since, policy)
    return Banner(f"This {what} {how_it_is(release)}", lines, successor)
