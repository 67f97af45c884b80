"""Checks of a finished catalog: each is one file with one function `(catalog, settings) -> problems`."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.checks import future, hotfixes, links, overdue, ranges, scan_dates
from packatlas.errors import Problem
from packatlas.settings import Settings

CHECKS = (
    links.check,
    overdue.check,
    hotfixes.check,
    scan_dates.check,
    future.check,
    ranges.check,
)


def run_checks(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """All findings of all checks."""
    return tuple(problem for check in CHECKS for problem in check(catalog, settings))
