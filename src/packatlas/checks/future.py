"""PA112: a verification that is dated after the day of the build.

Why it matters: nobody can have verified a pack tomorrow. Until that day the pack has no shield.

Bad: `verified_on: 2062-10-12`. Good: the day on which the pack was verified.
"""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.settings import Settings


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One warning for each verification that lies ahead."""
    return tuple(
        Problem(
            "PA112",
            f"the verification of '{pack.name}' is dated {record.verified_on}, after {settings.as_of}",
            record.location,
            Severity.WARNING,
            "correct `verified_on`, or build `--as-of` a later day",
        )
        for pack in catalog.packs
        if (record := pack.verification) and record.verified_on > settings.as_of
    )
