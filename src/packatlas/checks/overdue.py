"""PA110: a verified pack whose promise has lapsed, so that its shield is amber.

Why it matters: an amber shield tells readers that the publisher is late. Update the pack and its `verified_on`.

Bad: `verified_on` nine weeks ago under a policy of eight. Good: a date within the policy's weeks.
"""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack, Status
from packatlas.policy import Shield, Standing, hotfix, promised_scan
from packatlas.settings import Settings


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One warning for each amber shield."""
    return tuple(
        Problem(
            "PA110",
            f"the shield of '{pack.name}' is amber: {standing.reasons[0]}".rstrip("."),
            pack.verification.location,
            Severity.WARNING,
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
