"""The policy clock: what the publisher's promise says of one pack on one day. Pure; the day is an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from packatlas.findings import Scan
from packatlas.model import Pack, Release, Status, Verification
from packatlas.policy import sentences
from packatlas.policy.conditions import broken, promised
from packatlas.policy.coverage import (
    beside_shield,
    covers,
    is_verified,
    newer_unsigned,
    promised_scan,
    shielded,
)
from packatlas.policy.hotfixes import WEEKDAYS, Hotfix, hotfix, next_weekday
from packatlas.policy.lifecycle import add_months, how_it_is, on_day, steps
from packatlas.policy.shields import Broken, Condition, Cover, Shield, Standing
from packatlas.settings import Policy
from packatlas.wording import day

__all__ = [
    "WEEKDAYS",
    "Broken",
    "Condition",
    "Cover",
    "Hotfix",
    "Shield",
    "Standing",
    "add_months",
    "beside_shield",
    "covers",
    "hotfix",
    "how_it_is",
    "is_verified",
    "newer_unsigned",
    "next_weekday",
    "on_day",
    "promised_scan",
    "release_standings",
    "shielded",
    "standing",
    "steps",
]


def standing(pack: Pack, policy: Policy, as_of: date) -> Standing:
    """Which shield a pack has on a day, and why."""
    record = pack.verification
    if record is None:
        return Standing(Shield.NONE, sentences.community(pack))
    return _judged(pack, record, promised_scan(pack), sentences.newer(pack), policy, as_of)


def _judged(
    pack: Pack, record: Verification, scan: Scan | None, more: tuple[str, ...], policy: Policy, as_of: date
) -> Standing:
    """What a verification is worth on a day, with the security reports read; `more` are sentences that go with it."""
    if record.verified_on > as_of:
        ahead = f"Its verification is dated {day(record.verified_on)}, which is still ahead."
        return Standing(Shield.NONE, (ahead,))
    kept_until = promised(pack, record, policy)
    due = min(kept_until, record.valid_until or kept_until)
    urgent = hotfix(scan, policy, as_of)
    faults = tuple(broken(pack, record, urgent, policy, as_of))
    lapsed = tuple(one.sentence for one in faults if one.consequence == "lapse")
    base = (*lapsed, sentences.verified(record), *more)
    base += tuple(one.sentence for one in faults if one.consequence != "lapse")
    proven = [*sentences.hardening(record), *sentences.scanned(record, scan, urgent)]
    proven = [sentence for sentence in proven if sentence not in base]
    next_update = (f"The next update is due by {day(due)}.",) if as_of <= due else ()
    if lapsed:
        return Standing(Shield.OVERDUE, (*base, *proven), due, faults)
    if as_of > due - policy.pace(pack.layer.value, pack.layer.shelf.value).notice:
        return Standing(Shield.DUE, (*base, *next_update, *proven), due, faults)
    return Standing(Shield.CURRENT, (*base, *proven, *next_update), due, faults)


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
