"""PA115: verifications without evidence."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA115",
    Severity.WARNING,
    "A shield without evidence has to be believed. With it, anybody can look at what was checked.",
    "verification: {verified_on: 2026-10-12, by: Example Platform Team}",
    "verification:\n  verified_on: 2026-10-12\n  by: Example Platform Team\n"
    "  evidence: https://evidence.example/cni-calico/3.31.4",
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each verification that leads to nothing behind it; a signed statement is evidence itself."""
    return tuple(
        RULE.problem(
            f"the verification of '{pack.name}' names no evidence",
            record.location,
            "add 'evidence:' with the address of a report",
        )
        for pack in catalog.packs
        if (record := pack.verification) and not record.evidence and record.statement is None
    )
