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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pack stands with the publisher's promise on the day of the build."""

    shield: Shield
    reasons: tuple[str, ...]
    """Full sentences that explain the shield, the deciding one first."""
    due: date | None = None
    """The last day on which the verification counts as current; None for community packs."""


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(pack: Pack, policy: Policy, as_of: date) -> Standing:
    """Which shield a pack has on a day, and why."""
    record = pack.verification
    if record is None:
        return Standing(Shield.NONE, _community_sentences(pack))
    return _judged(pack, record, _newer_sentences(pack), policy, as_of)


def release_standing(pack: Pack, release: Release, policy: Policy, as_of: date) -> Standing:
    """Which shield one release has on a day, and why."""
    record = record_of(pack, release)
    if record is None:
        return Standing(Shield.NONE, ("Nobody has verified this release yet.",))
    return _judged(pack, record, (), policy, as_of)


def _judged(pack: Pack, record: Verification, more: tuple[str, ...], policy: Policy, as_of: date) -> Standing:
    """What a verification is worth on a day; `more` are sentences that go with it."""
    if record.verified_on > as_of:
        ahead = f"Its verification is dated {day(record.verified_on)}, which is still ahead."
        return Standing(Shield.NONE, (ahead,))
    promised = record.verified_on + timedelta(weeks=policy.update_weeks)
    due = min(promised, record.valid_until or promised)
    base = (_verified_sentence(record), *more, *_hardening_sentences(record), *_scan_sentences(record))
    if as_of > due:
        late = (*_expired_sentences(record, as_of), *_overdue_sentences(record, promised, policy, as_of))
        return Standing(Shield.OVERDUE, (*late, *base), due)
    lapsed = _missing_hardening(pack, record)
    if lapsed:
        return Standing(Shield.OVERDUE, (lapsed, *base), due)
    if as_of > due - timedelta(weeks=policy.update_weeks - policy.due_soon_weeks):
        soon = f"Its next update is due by {day(due)}."
        return Standing(Shield.DUE, (base[0], soon, *base[1:]), due)
    return Standing(Shield.CURRENT, (*base, f"Its next update is due by {day(due)}."), due)


def record_of(pack: Pack, release: Release) -> Verification | None:
    """The verification that speaks of a release: its own, or that of the whole pack.

    What a registry adds after the verification of a pack, or without a date, nobody has verified yet. A signed
    statement speaks of its own release and of no other.
    """
    if release.verification:
        return release.verification
    record = pack.verification
    if record is None or record.statement:
        return None
    known = release.released is not None and release.released <= record.verified_on
    return record if known or not release.registry else None


def covers(pack: Pack, release: Release) -> bool:
    """Whether a verification speaks of a release; for a pack that is not verified there is nothing to speak of."""
    return pack.verification is None or record_of(pack, release) is not None


def is_verified(pack: Pack) -> bool:
    """Whether anything of a pack is verified, current or not."""
    return pack.verification is not None or any(release.verification for release in pack.releases)


def _community_sentences(pack: Pack) -> tuple[str, ...]:
    signed = [release for release in pack.releases if release.verification]
    latest = pack.latest
    if not signed or latest is None:
        return ("This is a community pack: the publisher of this catalog has not verified it.",)
    newest = signed[0]
    when = f", on {day(newest.verification.verified_on)}" if newest.verification else ""
    return (
        f"Nobody has signed a statement on its latest release, {latest.version}.",
        f"Release {newest.version} has one{when}.",
    )


def _verified_sentence(record: Verification) -> str:
    if record.statement:
        return f"{record.by} verified this release on {day(record.verified_on)}, in a signed statement."
    return f"{record.by} verified this pack on {day(record.verified_on)}."


def _expired_sentences(record: Verification, as_of: date) -> tuple[str, ...]:
    if record.valid_until is None or as_of <= record.valid_until:
        return ()
    return (f"Its signed statement expired on {day(record.valid_until)}, and there is no newer one.",)


def _overdue_sentences(record: Verification, promised: date, policy: Policy, as_of: date) -> tuple[str, ...]:
    if as_of <= promised:
        return ()
    weeks = (as_of - record.verified_on).days // 7
    return (
        f"Its update is overdue: it was last verified {weeks} weeks ago, on {day(record.verified_on)}, "
        f"and verified packs are updated within {policy.update_weeks} weeks.",
    )


def _newer_sentences(pack: Pack) -> tuple[str, ...]:
    latest = pack.latest
    if latest is None:
        return ()
    if latest.verification:
        newer = (release for release in pack.releases if release.version > latest.version and release.version.stable)
        unsigned = next((release for release in newer if release.verification is None), None)
        return (f"The newer release {unsigned.version} is not signed.",) if unsigned else ()
    if covers(pack, latest):
        return ()
    why = "came later" if latest.released else "has no date"
    return (f"That doesn't cover its latest release, {latest.version}, which {why}.",)


def _hardening_sentences(record: Verification) -> tuple[str, ...]:
    if record.cis is None:
        return ()
    level = f", level {record.cis.level}" if record.cis.level else ""
    version = f" v{record.cis.version}" if record.cis.version else ""
    noun = "" if record.cis.name.casefold().endswith("benchmark") else " benchmark"
    hardened = f"It is hardened to the {record.cis.name}{version}{noun}{level}"
    if record.cis.results is None:
        return (f"{hardened}.",)
    passed, failed, other = record.cis.results
    return (f"{hardened}: {passed} checks passed, {failed} failed, {other} did not apply.",)


def _scan_sentences(record: Verification) -> tuple[str, ...]:
    """What the statement itself says of a scan; it alone may stand by a shield that a statement makes."""
    if record.scan is None:
        return ()
    counts = dict(record.scan.counts)
    total = sum(counts.values())
    found = ", ".join(f"{number} {severity}" for severity, number in counts.items() if number)
    known = (
        f"{total:,} known vulnerabilities: {found}; {record.scan.fixable} with a fix"
        if total
        else "no known vulnerability"
    )
    return (f"Its scan of {day(record.scan.finished)} found {known}.",)


def _missing_hardening(pack: Pack, record: Verification) -> str:
    if pack.layer not in HARDENED_LAYERS or record.cis is not None:
        return ""
    return "It has no CIS benchmark on record, which verified packs of its layer need."


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
