"""PA123: releases with a status and without the day on which it began."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Status
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA123",
    Severity.WARNING,
    "Without that day the lifecycle stands still: nobody can say when the release is disabled or deleted.",
    'releases: [{version: "0.10.0", status: deprecated}]',
    'releases: [{version: "0.10.0", status: deprecated, since: 2026-10-01}]',
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each release of a page that is on its way out since nobody knows when; registries can't say it."""
    return tuple(
        RULE.problem(
            f"{pack.name} {release.version} is {release.status}, and nothing says since when",
            release.location,
            "add 'since:' with the day on which that began",
        )
        for pack in catalog.packs
        for release in pack.releases
        if release.status in (Status.DEPRECATED, Status.DISABLED) and release.since is None and not release.registry
    )
