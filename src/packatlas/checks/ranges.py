"""PA111: a constraint that no release of the pack it names can meet.

Why it matters: a reader who follows it can never build the profile.

Bad: `min: "9.0"` when the newest release is 3.31.4. Good: a range that at least one release lies in.
"""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Constraint, ConstraintType, Status
from packatlas.settings import Settings


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """One warning for each constraint of a release still in use that nothing in the catalog satisfies."""
    problems = []
    for pack in catalog.packs:
        for release in pack.releases:
            if release.status in (Status.DISABLED, Status.DELETED):
                continue
            problems += [
                Problem(
                    "PA111",
                    f"no release of '{need.pack}' lies between {need.min or 'any'} and {need.max or 'any'}, "
                    f"which {pack.name} {release.version} needs",
                    need.location,
                    Severity.WARNING,
                    "correct the range, or add a release of that pack",
                )
                for need in release.requires
                if need.type is ConstraintType.REQUIRED and _impossible(need, catalog)
            ]
    return tuple(problems)


def _impossible(need: Constraint, catalog: Catalog) -> bool:
    target = catalog.by_name.get(catalog.aliases.get(need.pack, need.pack))
    if target is None or not target.releases or not (need.min or need.max):
        return False
    return not any(release.version.within(need.min, need.max) for release in target.releases)
