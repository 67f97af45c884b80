"""PA209: a security report that is dated after the day of the build.

Why it matters: a report of tomorrow looks fresher than it is, and goes before every true one.

Bad: a report finished on 10 December in a build of 23 November. Good: the report as the scanner wrote it.
"""

from __future__ import annotations

from datetime import timedelta

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.settings import Settings
from packatlas.suggest import day

_LEEWAY = timedelta(days=1)
"""Clocks differ, and so do the days of time zones."""


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One warning for each report from the future."""
    return tuple(
        Problem(
            "PA209",
            f"this report was finished on {day(report.day)}, which is still ahead",
            report.location,
            Severity.WARNING,
            "correct the clock of the machine that scans, and let it scan again",
        )
        for pack in catalog.packs
        for release in pack.releases
        if release.scan
        for report in release.scan.reports
        if report.day and report.day > settings.as_of + _LEEWAY
    )
