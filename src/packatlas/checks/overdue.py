"""PA110: a verified pack whose promise has lapsed, so that its shield is amber.

Why it matters: an amber shield tells readers that the publisher is late. Update the pack and its `verified_on`.

Bad: `verified_on` nine weeks ago under a policy of eight. Good: a date within the policy's weeks.
"""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack, Status
from packatlas.policy import Shield, Standing
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
    if standing.due is not None and settings.as_of > standing.due:
        return "verify the pack again and set `verified_on`"
    if pack.latest and pack.latest.status is not Status.ACTIVE:
        return "add an active release, or take away its `verification`"
    return "state it in `verification`"
