"""PA111: constraints that no release can meet."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Constraint, ConstraintType, Pack, Release, Status
from packatlas.rules import Rule
from packatlas.settings import Settings
from packatlas.versions import Version, parse_range

RULE = Rule(
    "PA111",
    Severity.WARNING,
    "A reader who follows it can never build the profile: the lowest version is above the highest, or no release of "
    "the other pack lies between the two.",
    'requires: [{pack: kubernetes, min: "1.35", max: "1.30"}]',
    'requires: [{pack: kubernetes, min: "1.30", max: "1.35"}]',
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each constraint, and each range of Kubernetes versions, of a release still in use that nothing satisfies."""
    return tuple(
        problem
        for pack in catalog.packs
        for release in pack.releases
        if release.status not in (Status.DISABLED, Status.DELETED)
        for problem in _of_release(pack, release, catalog)
    )


def _of_release(pack: Pack, release: Release, catalog: Catalog) -> Iterator[Problem]:
    stated = parse_range(release.kubernetes) if release.kubernetes else None
    if stated and stated.impossible:
        message = f"{pack.name} {release.version} needs Kubernetes '{release.kubernetes}', a range without a version"
        yield RULE.problem(message, release.location, "write the lower bound first, such as '>=1.30 <1.35'")
    for need in release.requires:
        if need.min and need.max and not Version(need.min).within("", need.max):
            message = (
                f"{pack.name} {release.version} states '{need.pack}' between {need.min} and {need.max}, "
                "a range that ends before it begins"
            )
            yield RULE.problem(message, need.location, "swap 'min' and 'max'")
        elif need.type is ConstraintType.REQUIRED and _unmet(need, catalog):
            message = (
                f"no release of '{need.pack}' lies between {need.min or 'any'} and {need.max or 'any'}, "
                f"which {pack.name} {release.version} needs"
            )
            yield RULE.problem(message, need.location, "correct the range, or add a release of that pack")


def _unmet(need: Constraint, catalog: Catalog) -> bool:
    target = catalog.by_name.get(catalog.aliases.get(need.pack, need.pack))
    if target is None or not target.releases or not (need.min or need.max):
        return False
    return not any(release.version.within(need.min, need.max) for release in target.releases)
