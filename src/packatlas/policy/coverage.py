"""Which releases a verification speaks of, and which one its shield stands for."""

from __future__ import annotations

from packatlas.findings import Scan
from packatlas.model import Pack, Release, Status
from packatlas.policy.shields import Standing


def beside_shield(pack: Pack, whole: Standing) -> Release | None:
    """The release that is named where a pack's shield stands: its bearer if there is one, else the latest.

    A version that nobody has verified yet, beside a green shield, would read as if somebody had.
    """
    return (shielded(pack) if whole.shield.verified else None) or pack.latest


def shielded(pack: Pack) -> Release | None:
    """The release that a pack's shield stands for: of the active ones that its verification covers, the newest.

    A stable release goes before any pre-release. None for a pack without a verification, or where it covers nothing.
    """
    if pack.verification is None:
        return None
    covered = [release for release in pack.releases if release.status is Status.ACTIVE and covers(pack, release)]
    return min(covered, key=lambda release: not release.version.stable, default=None)


def promised_scan(pack: Pack) -> Scan | None:
    """The scan that the promise of a pack is measured by: that of the release which bears its shield, if any does."""
    release = shielded(pack) or pack.latest
    return release.scan if release else None


def covers(pack: Pack, release: Release) -> bool:
    """Whether a verification speaks of a release; for a pack without one there is nothing to speak of.

    What a registry adds after the verification of a pack, or without a date, nobody has verified yet. A signed
    statement speaks of its own release and of no other.
    """
    record = pack.verification
    if record is None or release.verification:
        return True
    if record.statement:
        return False
    return not release.registry or (release.released is not None and release.released <= record.verified_on)


def is_verified(pack: Pack) -> bool:
    """Whether anything of a pack is verified, current or not."""
    return pack.verification is not None or any(release.verification for release in pack.releases)


def newer_unsigned(pack: Pack) -> Release | None:
    """The newest active stable release above the signed one that readers see first, if nobody has signed it."""
    latest = pack.latest
    if latest is None or latest.verification is None:
        return None
    stable = (release for release in pack.releases if release.version.stable and release.status is Status.ACTIVE)
    newest = next(stable, latest)
    return newest if newest.verification is None and newest.version > latest.version else None
