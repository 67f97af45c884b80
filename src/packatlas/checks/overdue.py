"""PA110: verified packs whose promise has lapsed, so that their shield is amber."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.checks.ways import way_out
from packatlas.errors import Problem, Severity
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA110",
    Severity.WARNING,
    "An amber shield tells readers that the publisher is late, or that a condition of the policy has lapsed.",
    "verification: {verified_on: 2026-08-01, by: Example Platform Team}  # under a policy of eight weeks",
    "verification: {verified_on: 2026-11-16, by: Example Platform Team}",
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """One warning for each amber shield, with all that made it so."""
    return tuple(
        RULE.problem(
            f"the shield of '{pack.name}' is amber: {' '.join(one.sentence for one in lapsed)}".rstrip("."),
            pack.verification.location,
            way_out(lapsed[0].condition, pack.verification),
        )
        for pack in catalog.packs
        if pack.verification
        if (lapsed := [one for one in catalog.standings[pack.name].broken if one.consequence == "lapse"])
    )
