"""The steps of a release from active to deleted, by the calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from packatlas.model import Release, Status
from packatlas.settings import Policy
from packatlas.wording import day


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def how_it_is(release: Release) -> str:
    """The status of a release as the middle of a sentence: `has been disabled since 1 May 2026`."""
    if release.since is None:
        return f"is {release.status.value}"
    if release.status is Status.DELETED:
        return f"was deleted on {day(release.since)}"
    return f"has been {release.status.value} since {day(release.since)}"


def steps(release: Release, policy: Policy) -> Iterator[tuple[date, Status]]:
    """The days on which a release gets, or got, its present status and those that follow; none without a day."""
    status, since = release.status, release.since
    if since is None or status is Status.ACTIVE:
        return
    yield since, status
    if status is Status.DEPRECATED:
        status, since = Status.DISABLED, add_months(since, policy.deprecated_months)
        yield since, status
    if status is Status.DISABLED:
        yield add_months(since, policy.disabled_months), Status.DELETED


def on_day(release: Release, policy: Policy, as_of: date) -> Release:
    """The release with the status that the lifecycle gives it on a day.

    Deprecated releases are disabled, and disabled ones deleted, when their time is over; a deprecation that is still
    ahead leaves the release active until then.
    """
    if release.status is Status.DEPRECATED and release.since and release.since > as_of:
        return replace(release, status=Status.ACTIVE)
    passed = [(since, status) for since, status in steps(release, policy) if since <= as_of]
    return replace(release, since=passed[-1][0], status=passed[-1][1]) if passed else release
