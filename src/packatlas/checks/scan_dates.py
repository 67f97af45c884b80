"""PA209: security reports that are dated after the day of the build."""

from __future__ import annotations

from datetime import timedelta

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.rules import Rule
from packatlas.settings import Settings
from packatlas.wording import day

_LEEWAY = timedelta(days=1)
"""Clocks differ, and so do the days of time zones."""


RULE = Rule(
    "PA209",
    Severity.WARNING,
    "A report of tomorrow looks fresher than it is, and goes before every true one.",
    '{"CreatedAt": "2062-10-10T00:00:00Z"}',
    '{"CreatedAt": "2026-10-10T00:00:00Z"}',
    "json",
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One warning for each report from the future."""
    return tuple(
        RULE.problem(
            f"this report was finished on {day(report.day)}, which is still ahead",
            report.location,
            "correct the clock of the machine that scans, and let it scan again",
        )
        for pack in catalog.packs
        for release in pack.releases
        if release.scan
        for report in release.scan.reports
        if report.day and report.day > settings.as_of + _LEEWAY
    )
