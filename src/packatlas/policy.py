"""The policy clock: what the publisher's promise says of one pack on one day. Pure; the day is an argument."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from packatlas.findings import Finding, Rating, Scan
from packatlas.model import Layer, Pack, Release, Status, Verification
from packatlas.settings import Policy
from packatlas.wording import day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
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
    OWN = "own"
    """It has a shield of its own, from its own signed statement."""
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
        return Standing(Shield.NONE, _community_sentences(pack))
    return _judged(pack, record, promised_scan(pack), _newer_sentences(pack), policy, as_of)


def _judged(
    pack: Pack, record: Verification, scan: Scan | None, more: tuple[str, ...], policy: Policy, as_of: date
) -> Standing:
    """What a verification is worth on a day, with the security reports read; `more` are sentences that go with it."""
    if record.verified_on > as_of:
        ahead = f"Its verification is dated {day(record.verified_on)}, which is still ahead."
        return Standing(Shield.NONE, (ahead,))
    promised = record.verified_on + timedelta(weeks=policy.update_weeks)
    due = min(promised, record.valid_until or promised)
    urgent = hotfix(scan, policy, as_of)
    base = (_verified_sentence(record), *more)
    hardened, next_update = _hardening_sentences(record), f"The next update is due by {day(due)}."
    proven = (*hardened, *_scan_sentences(record, scan, urgent))
    if as_of > due:
        late = (*_expired_sentences(record, as_of), *_overdue_sentences(record, promised, policy, as_of))
        return Standing(Shield.OVERDUE, (*late, *base, *proven), due)
    if lapsed := _missing_hardening(pack, record) or _end_of_life(pack):
        return Standing(Shield.OVERDUE, (lapsed, *base, *proven), due)
    if urgent and urgent.late and policy.open_critical == "lapse":
        return Standing(Shield.OVERDUE, (urgent.sentence(), *base, *proven[:-1]), due)
    if as_of > due - timedelta(weeks=policy.update_weeks - policy.due_soon_weeks):
        return Standing(Shield.DUE, (*base, next_update, *proven), due)
    return Standing(Shield.CURRENT, (*base, *proven, next_update), due)


def release_standings(pack: Pack, whole: Standing, policy: Policy, as_of: date) -> tuple[Standing, ...]:
    """How each release of a pack stands, in their order; `whole` is how the pack does.

    One release bears the pack's shield. The promise is to keep a pack up to date, which nobody does for an old
    release, and a verification says nothing of what came after it. A release with a statement of its own is judged
    by that.
    """
    bearer = shielded(pack)

    def of(release: Release) -> Standing:
        if release.verification and release is not bearer and release.status is Status.ACTIVE:
            own = _judged(pack, release.verification, release.scan, (), policy, as_of)
            return replace(own, cover=Cover.OWN)
        return _release_standing(pack, release, bearer, whole)

    return tuple(of(release) for release in pack.releases)


def _release_standing(pack: Pack, release: Release, bearer: Release | None, whole: Standing) -> Standing:
    if not whole.shield.verified:
        return replace(whole, cover=Cover.COMMUNITY)
    if release.status is not Status.ACTIVE:
        return _bare(Cover.RETIRED, f"This release {how_it_is(release)} and gets no more updates.")
    signed = pack.verification is not None and pack.verification.statement is not None
    if bearer is not None and release.version < bearer.version and not signed:
        return _bare(Cover.OLDER, f"This is an older release: the shield of the pack stands for {bearer.version}.")
    if not covers(pack, release):
        newest = f" The newest release that it covers is {bearer.version}." if bearer else ""
        if signed:
            newest = f" The newest signed release is {bearer.version}." if bearer else ""
            return _bare(Cover.UNCOVERED, f"Nobody has signed a statement on this release.{newest}")
        why = "it came later" if release.released else "it has no date"
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


@dataclass(frozen=True, slots=True)
class Hotfix:
    """Critical vulnerabilities of a release that have a fix, and when the promise wants them gone."""

    findings: tuple[Finding, ...]
    due: date
    """The first hotfix day after the oldest of them became known."""
    late: bool
    """Whether that day has passed."""

    def sentence(self) -> str:
        """What the promise says of them on the day of the build."""
        first = self.findings[0]
        more = len(self.findings) - 1
        which = f"{first.id} in {first.package} {first.version}".rstrip()
        which += f" and {more} more are" if more else " is"
        if self.late:
            return f"{which} critical, with a fix, and still open after the hotfix day of {day(self.due)}."
        return f"{which} critical, with a fix; the hotfix is due by {day(self.due)}."


def hotfix(scan: Scan | None, policy: Policy, as_of: date) -> Hotfix | None:
    """What a scan leaves to do by the promise of weekly hotfixes; None where there is nothing, or no scan.

    What no report dates counts as known since the day of the build.
    """
    urgent = [one for one in scan.findings if one.rating is Rating.CRITICAL and one.fixable] if scan else []
    if not urgent:
        return None
    urgent.sort(key=lambda one: one.seen or as_of)
    due = next_weekday(urgent[0].seen or as_of, policy.hotfix_day)
    return Hotfix(tuple(urgent), due, as_of > due)


def promised_scan(pack: Pack) -> Scan | None:
    """The scan that the promise of a pack is measured by: that of the release which bears its shield, if any does."""
    release = shielded(pack) or pack.latest
    return release.scan if release else None


def next_weekday(after: date, name: str) -> date:
    """The first day of this name after a day."""
    return after + timedelta(days=(WEEKDAYS.index(name) - after.weekday() - 1) % 7 + 1)


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


def _community_sentences(pack: Pack) -> tuple[str, ...]:
    latest = pack.latest
    signed = next((release for release in pack.releases if release.verification), None)
    if signed is None or latest is None:
        return ("This is a community pack: the publisher of this catalog has not verified it.",)
    return (
        f"Nobody has signed a statement on the latest release, {latest.version}.",
        f"There is one on {signed.version}, which is {signed.status.value}.",
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
        newer = newer_unsigned(pack)
        return (f"The newer release {newer.version} is not signed.",) if newer else ()
    if covers(pack, latest):
        return ()
    why, bearer = ("came later" if latest.released else "has no date"), shielded(pack)
    newest = f"; the newest release that it covers is {bearer.version}" if bearer else ""
    return (f"The verification doesn't cover the latest release, {latest.version}, which {why}{newest}.",)


def newer_unsigned(pack: Pack) -> Release | None:
    """The newest active stable release above the signed one that readers see first, if nobody has signed it."""
    latest = pack.latest
    if latest is None or latest.verification is None:
        return None
    stable = (release for release in pack.releases if release.version.stable and release.status is Status.ACTIVE)
    newest = next(stable, latest)
    return newest if newest.verification is None and newest.version > latest.version else None


def _hardening_sentences(record: Verification) -> tuple[str, ...]:
    if record.cis is None:
        return ()
    level = f", level {record.cis.level}" if record.cis.level else ""
    version = f" v{record.cis.version}" if record.cis.version else ""
    noun = "" if record.cis.name.casefold().endswith("benchmark") else " benchmark"
    hardened = f"The pack is hardened to the {record.cis.name}{version}{noun}{level}"
    if record.cis.results is None:
        return (f"{hardened}.",)
    passed, failed, other = record.cis.results
    return (f"{hardened}: {passed} checks passed, {failed} failed, {other} did not apply.",)


def _scan_sentences(record: Verification, scan: Scan | None, urgent: Hotfix | None) -> tuple[str, ...]:
    """What is known of vulnerabilities, what has to be mended soon at the end.

    By a shield that a statement makes, it alone may say that all is well; that something isn't, any report may.
    """
    if urgent:
        return (*_signed_scan_sentences(record), urgent.sentence())
    if record.statement:
        return _signed_scan_sentences(record)
    if scan is None or not scan.of_packages:
        return ()
    of = f" of {day(scan.day)}" if scan.day else ""
    return (f"The security scan{of} shows no critical vulnerability that has a fix.",)


def _signed_scan_sentences(record: Verification) -> tuple[str, ...]:
    if record.scan is None:
        return ()
    counts = dict(record.scan.counts)
    total = sum(counts.values())
    if not total:
        return (f"The scan of {day(record.scan.finished)} found no known vulnerability.",)
    found = ", ".join(f"{number:,} {severity}" for severity, number in counts.items() if number)
    known = "vulnerability" if total == 1 else "vulnerabilities"
    return (
        f"The scan of {day(record.scan.finished)} found {total:,} known {known}: {found}; "
        f"{record.scan.fixable:,} with a fix.",
    )


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
