"""PA110: verified packs whose promise has lapsed, so that their shield is amber."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack, Status
from packatlas.policy import Shield, Standing, hotfix, promised_scan
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


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One warning for each amber shield."""
    return tuple(
        RULE.problem(
            f"the shield of '{pack.name}' is amber: {standing.reasons[0]}".rstrip("."),
            pack.verification.location,
            _way_out(pack, standing, settings),
        )
        for pack in catalog.packs
        if (standing := catalog.standings[pack.name]).shield is Shield.OVERDUE and pack.verification
    )


def _way_out(pack: Pack, standing: Standing, settings: Settings) -> str:
    late = standing.due is not None and settings.as_of > standing.due
    signed = pack.verification is not None and pack.verification.statement is not None
    if late:
        return "verify it again and sign a new statement" if signed else "verify the pack again and set `verified_on`"
    if pack.latest and pack.latest.status is not Status.ACTIVE:
        return "add an active release, or take away its `verification`"
    urgent = hotfix(promised_scan(pack), settings.policy, settings.as_of)
    if urgent and urgent.late:
        return "release a fix, or a newer scan that shows it"
    return "sign a new statement that says so" if signed else "state it in `verification`"
