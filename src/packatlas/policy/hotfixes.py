"""The promise of weekly hotfixes: which critical vulnerabilities wait for one, and since when that is too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from packatlas.findings import Finding, Rating, Scan
from packatlas.settings import Policy
from packatlas.wording import day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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


def next_weekday(after: date, name: str) -> date:
    """The first day of this name after a day."""
    return after + timedelta(days=(WEEKDAYS.index(name) - after.weekday() - 1) % 7 + 1)
