"""Checks of a finished catalog: one file each, with its rules and one function `(catalog, settings) -> problems`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Protocol

from packatlas import workers
from packatlas.catalog import Catalog
from packatlas.checks import (
    alternatives,
    backwards,
    claims,
    completeness,
    conditions,
    evidence,
    future,
    itself,
    links,
    logos,
    overdue,
    publisher,
    ranges,
    references,
    scan_dates,
    since,
    successor,
)
from packatlas.errors import Problem
from packatlas.rules import Rule
from packatlas.settings import Settings


class Check(Protocol):
    """What each of these modules is."""

    RULES: tuple[Rule, ...]
    """The codes that it reports, explained."""

    def check(self, catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
        """Its findings."""


_WORTH_SHARING = 200
"""Packs from which on a second process pays."""
CHECKS: tuple[Check, ...] = (
    # Those that read every text come first, so that two processes end together.
    claims,
    links,
    completeness,
    alternatives,
    references,
    ranges,
    itself,
    successor,
    overdue,
    conditions,
    scan_dates,
    future,
    evidence,
    publisher,
    logos,
    backwards,
    since,
)
RULES: tuple[Rule, ...] = tuple(sorted((rule for check in CHECKS for rule in check.RULES), key=lambda rule: rule.code))


def run_checks(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """All findings of all checks, each with its usual weight."""
    with begun_checks(catalog, settings) as findings:
        return findings()


@contextmanager
def begun_checks(catalog: Catalog, settings: Settings) -> Iterator[Callable[[], tuple[Problem, ...]]]:
    """The same, which other processes begin to look for before this one asks."""

    def findings(check: Check) -> tuple[Problem, ...]:
        return check.check(catalog, settings)

    jobs = settings.jobs if workers.worthwhile(settings.jobs, len(catalog.packs), _WORTH_SHARING) else 1
    with workers.begun(findings, CHECKS, jobs) as outcomes:
        yield lambda: tuple(chain.from_iterable(outcomes()))
