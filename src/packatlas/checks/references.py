"""PA085: references to packs that the catalog doesn't have."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas.catalog import Catalog
from packatlas.errors import Location, Problem, Severity
from packatlas.model import ConstraintType, Pack
from packatlas.rules import Rule
from packatlas.settings import Settings
from packatlas.suggest import near_name

RULE = Rule(
    "PA085",
    Severity.ERROR,
    "A reader is sent to a pack that isn't here, and can't build the profile. In a registry it is a warning: the other "
    "pack may stand in another registry.",
    "requires: [{pack: kuberntes, layer: k8s}]",
    "requires: [{pack: kubernetes, layer: k8s}]",
    lighter=Severity.WARNING,
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Constraints and successors that name a missing pack; each name once a pack."""
    known = {**catalog.by_name, **catalog.aliases}
    problems = []
    for pack in catalog.packs:
        told = set[str]()
        for name, verb, location, foreign in _references(pack):
            if name in known or name in told:
                continue
            told.add(name)
            message = f"'{pack.name}' {verb} '{name}', which this catalog doesn't have"
            hint = near_name(name, known) or "add that pack, or remove the reference"
            problems.append(RULE.problem(message, location, hint, lighter=foreign))
    return tuple(problems)


def _references(pack: Pack) -> Iterator[tuple[str, str, Location, bool]]:
    """Name, what it is to this pack, where that is said, and whether a registry says it."""
    if pack.replaced_by:
        yield pack.replaced_by, "is replaced by", pack.location, False
    for release in pack.releases:
        for need in release.requires:
            if need.type is ConstraintType.REQUIRED:
                yield need.pack, "needs", need.location, bool(release.registry) or pack.origin == "registry"
