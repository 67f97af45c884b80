"""PA113: packs on their way out that name no successor."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Status
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA113",
    Severity.WARNING,
    "A reader learns that the pack goes away, and not where to go. Where there is no successor, say so in the text and "
    "turn this off.",
    'releases: [{version: "0.10.0", status: deprecated, since: 2026-10-01}]',
    'replaced_by: cni-calico\nreleases: [{version: "0.10.0", status: deprecated, since: 2026-10-01}]',
    lighter=Severity.INFO,
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each pack without an active release that isn't replaced by another one."""
    return tuple(
        RULE.problem(
            f"'{pack.name}' is {latest.status} as a whole and names no successor",
            latest.location,
            "name one with 'replaced_by'",
            lighter=pack.origin == "registry",
        )
        for pack in catalog.packs
        if (latest := pack.latest) and latest.status is not Status.ACTIVE and not pack.replaced_by
    )
