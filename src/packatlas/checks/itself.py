"""PA114: packs that need, replace or rename themselves."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import ConstraintType, Pack
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA114",
    Severity.WARNING,
    "It says nothing, and sends a reader round in a circle. What a pack can be upgraded from is stated with `type: "
    "upgrade`.",
    "name: cni-calico\nreplaced_by: cni-calico",
    "name: cni-calico\nreplaced_by: cni-calico-v2",
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each pack that names itself where another one belongs."""
    return tuple(problem for pack in catalog.packs for problem in _of_pack(pack, catalog))


def _of_pack(pack: Pack, catalog: Catalog) -> list[Problem]:
    problems = []
    circle = _successors(pack, catalog)
    if circle and circle[-1] == pack.name:
        way = " -> ".join((pack.name, *circle))
        problems.append(
            RULE.problem(f"'{pack.name}' is replaced by itself: {way}", pack.location, "name its successor")
        )
    if pack.name in pack.aliases:
        problems.append(RULE.problem(f"'{pack.name}' is an alias of itself", pack.location, "remove it from 'aliases'"))
    for release in pack.releases:
        need = next((need for need in release.requires if _own(need.pack, pack, catalog) and _binds(need.type)), None)
        if need is not None:
            message = f"{pack.name} {release.version} states the constraint '{need.type}' on itself"
            problems.append(RULE.problem(message, need.location, "remove it, or give it the type 'upgrade'"))
            break
    return problems


def _binds(kind: ConstraintType) -> bool:
    return kind is not ConstraintType.UPGRADE


def _own(name: str, pack: Pack, catalog: Catalog) -> bool:
    return catalog.aliases.get(name, name) == pack.name


def _successors(pack: Pack, catalog: Catalog) -> list[str]:
    """The pack that replaces this one, the one that replaces that, and so on, until one stands there twice."""
    found: list[str] = []
    one: Pack | None = pack
    while one is not None and one.replaced_by:
        name = catalog.aliases.get(one.replaced_by, one.replaced_by)
        if name in found:
            break
        found.append(name)
        if name == pack.name:
            break
        one = catalog.by_name.get(name)
    return found
