"""The policy clock: what the publisher's promise says of one pack on one day. Pure; the day is an argument."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from packatlas.model import Layer, Pack, Release, Status, Verification
from packatlas.settings import Policy
from packatlas.suggest import day

HARDENED_LAYERS = frozenset({Layer.KERNEL, Layer.OS, Layer.K8S})
"""Layers whose verified packs are hardened to a CIS benchmark."""


class Shield(StrEnum):
    """The mark of verification that a reader sees."""

    CURRENT = "current"
    """Green: verified, and its update is not due yet."""
    DUE = "due"
    """Green: verified, its next update is due soon."""
    OVERDUE = "overdue"
    """Amber: verified, but the promise has lapsed."""
    NONE = "none"
    """No shield: a community pack."""

    @property
    def verified(self) -> bool:
        """Whether a shield, green or amber, is drawn at all."""
        return self is not Shield.NONE


class Cover(StrEnum):
    """How one release stands below its pack's shield, of which one release is the bearer."""

    COMMUNITY = "community"
    """The pack has no shield at all."""
    BEARER = "bearer"
    """The shield stands for this release."""
    OLDER = "older"
    """The shield stands for a newer one."""
    EARLY = "early"
    """A pre-release of what comes after the bearer."""
    UNCOVERED = "uncovered"
    """The verification doesn't speak of it."""
    RETIRED = "retired"
    """Deprecated, disabled or deleted: nobody keeps it up to date."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pack or a release stands with the publisher's promise on the day of the build."""

    shield: Shield
    reasons: tuple[str, ...]
    """Full sentences that explain the shield, the deciding one first; each can be read by itself."""
    due: date | None = None
    """The last day on which the verification counts as current; None without a shield."""
    cover: Cover | None = None
    """For a release: its place below its pack's shield. None for a pack."""


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(pack: Pack, policy: Policy, as_of: date) -> Standing:
    """Which shield a pack has on a day, and why."""
    record = pack.verification
    if record is None:
        return Standing(Shield.NONE, ("This is a community pack: the publisher of this catalog has not verified it.",))
    if record.verified_on > as_of:
        ahead = f"Its verification is dated {day(record.verified_on)}, which is still ahead."
        return Standing(Shield.NONE, (ahead,))
    due = record.verified_on + timedelta(weeks=policy.update_weeks)
    base = (f"{record.by} verified this pack on {day(record.verified_on)}.", *_newer_sentences(pack))
    hardened, next_update = _hardening_sentences(record), f"The next update is due by {day(due)}."
    if as_of > due:
        weeks = (as_of - record.verified_on).days // 7
        overdue = (
            f"Its update is overdue: it was last verified {weeks} weeks ago, on {day(record.verified_on)}, "
            f"and verified packs are updated within {policy.update_weeks} weeks."
        )
        return Standing(Shield.OVERDUE, (overdue, *base, *hardened), due)
    if lapsed := _missing_hardening(pack, record) or _end_of_life(pack):
        return Standing(Shield.OVERDUE, (lapsed, *base, *hardened), due)
    if as_of > record.verified_on + timedelta(weeks=policy.due_soon_weeks):
        return Standing(Shield.DUE, (*base, next_update, *hardened), due)
    return Standing(Shield.CURRENT, (*base, *hardened, next_update), due)


def release_standings(pack: Pack, whole: Standing) -> tuple[Standing, ...]:
    """How each release of a pack stands, in their order; `whole` is how the pack does.

    One release bears the pack's shield. The promise is to keep a pack up to date, which nobody does for an old
    release, and a verification says nothing of what came after it.
    """
    bearer = shielded(pack)
    return tuple(_release_standing(pack, release, bearer, whole) for release in pack.releases)


def _release_standing(pack: Pack, release: Release, bearer: Release | None, whole: Standing) -> Standing:
    if not whole.shield.verified:
        return replace(whole, cover=Cover.COMMUNITY)
    if release.status is not Status.ACTIVE:
        return _bare(Cover.RETIRED, f"This release {how_it_is(release)} and gets no more updates.")
    if bearer is not None and release.version < bearer.version:
        return _bare(Cover.OLDER, f"This is an older release: the shield of the pack stands for {bearer.version}.")
    if not covers(pack, release):
        why = "it came later" if release.released else "it has no date"
        newest = f" The newest release that it covers is {bearer.version}." if bearer else ""
        return _bare(Cover.UNCOVERED, f"The pack's verification doesn't cover this release: {why}.{newest}")
    if release is bearer or bearer is None:
        return replace(whole, cover=Cover.BEARER)
    return _bare(Cover.EARLY, f"This is a pre-release: the shield of the pack stands for {bearer.version}.")


def _bare(cover: Cover, reason: str) -> Standing:
    return Standing(Shield.NONE, (reason,), cover=cover)


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


def covers(pack: Pack, release: Release) -> bool:
    """Whether a pack's verification speaks of a release; for a pack without one there is nothing to speak of.

    What a registry adds after the verification, or without a date, nobody has verified yet.
    """
    record = pack.verification
    if record is None or not release.registry:
        return True
    return release.released is not None and release.released <= record.verified_on


def _newer_sentences(pack: Pack) -> tuple[str, ...]:
    latest = pack.latest
    if latest is None or covers(pack, latest):
        return ()
    why, bearer = ("came later" if latest.released else "has no date"), shielded(pack)
    newest = f"; the newest release that it covers is {bearer.version}" if bearer else ""
    return (f"The verification doesn't cover the latest release, {latest.version}, which {why}{newest}.",)


def _hardening_sentences(record: Verification) -> tuple[str, ...]:
    if record.cis is None:
        return ()
    level = f", level {record.cis.level}" if record.cis.level else ""
    version = f" v{record.cis.version}" if record.cis.version else ""
    return (f"The pack is hardened to the {record.cis.name}{version} benchmark{level}.",)


def _missing_hardening(pack: Pack, record: Verification) -> str:
    if pack.layer not in HARDENED_LAYERS or record.cis is not None:
        return ""
    return "It has no CIS benchmark on record, which verified packs of its layer need."


def _end_of_life(pack: Pack) -> str:
    latest = pack.latest
    if latest is None or latest.status is Status.ACTIVE:
        return ""
    return f"None of its releases is active any more: the last one, {latest.version}, is {latest.status.value}."


def how_it_is(release: Release) -> str:
    """The status of a release as the middle of a sentence: `has been disabled since 1 May 2026`."""
    if release.since is None:
        return f"is {release.status.value}"
    if release.status is Status.DELETED:
        return f"was deleted on {day(release.since)}"
    return f"has been {release.status.value} since {day(release.since)}"


def on_day(release: Release, policy: Policy, as_of: date) -> Release:
    """The release with the status that the lifecycle gives it on a day.

    Deprecated releases are disabled, and disabled ones deleted, when their time is over; a change that is still
    ahead leaves the release active.
    """
    status, since = release.status, release.since
    if since is None or status is Status.ACTIVE:
        return release
    if since > as_of and status is Status.DEPRECATED:
        return replace(release, status=Status.ACTIVE)
    if status is Status.DEPRECATED and (next_day := add_months(since, policy.deprecated_months)) <= as_of:
        status, since = Status.DISABLED, next_day
    if status is Status.DISABLED and (next_day := add_months(since, policy.disabled_months)) <= as_of:
        status, since = Status.DELETED, next_day
    return replace(release, status=status, since=since)
