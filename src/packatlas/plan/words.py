"""How the site says things: names of clouds, add-on types, statuses and ranges, for people."""

from __future__ import annotations

from datetime import date

from packatlas.model import Constraint, ConstraintType, Resource, Status
from packatlas.policy import Shield, Standing
from packatlas.schema.vocabulary import CLOUDS

_SHORT_WORDS = frozenset({"ai", "api", "cd", "ci", "dns", "os", "ui"})
_NEEDS = {
    ConstraintType.REQUIRED: "Needs",
    ConstraintType.OPTIONAL: "Works with",
    ConstraintType.NOT_SUPPORTED: "Conflicts with",
    ConstraintType.UPGRADE: "Upgrades from",
}
STATUSES = {
    Status.ACTIVE: "Active",
    Status.DEPRECATED: "Deprecated",
    Status.DISABLED: "Disabled",
    Status.DELETED: "Deleted",
}


def cloud(slug: str) -> str:
    """A cloud's name; an unknown one is shown as it is written."""
    return CLOUDS.get(slug, slug)


def titled(slug: str) -> str:
    """`app-services` as `App Services`, `ai` as `AI`."""
    words = slug.replace("_", "-").split("-")
    return " ".join(word.upper() if word in _SHORT_WORDS else word[:1].upper() + word[1:] for word in words if word)


def addon_type(slug: str) -> str:
    """An add-on type's name; add-ons that state none are grouped as other ones."""
    return titled(slug) if slug else "Other"


def shield(standing: Standing, as_of: date) -> str:
    """The words of a shield. They stand beside its drawing, so that colour is never alone."""
    if standing.shield is Shield.OVERDUE and standing.due is not None and as_of <= standing.due:
        return "Verification lapsed"
    return {
        Shield.CURRENT: "Verified",
        Shield.DUE: "Verified, update due soon",
        Shield.OVERDUE: "Update overdue",
        Shield.NONE: "Community",
    }[standing.shield]


def why(standing: Standing) -> str:
    """The question that the sentences of a standing answer, as a heading."""
    return {Shield.NONE: "Why no shield", Shield.OVERDUE: "Why this shield is amber"}.get(
        standing.shield, "Why this shield"
    )


def need(constraint: Constraint) -> str:
    """What a constraint means, as the beginning of a line: `Needs`, `Conflicts with`."""
    return _NEEDS[constraint.type]


def versions(constraint: Constraint) -> str:
    """The versions that a constraint speaks of."""
    low, high = constraint.min, constraint.max
    if low and high:
        return low if low == high else f"{low} to {high}"
    if low:
        return f"{low} or newer"
    return f"up to {high}" if high else "any version"


def resource(need: Resource) -> str:
    """A least amount with its unit; the platform counts it itself where components are named."""
    name = {"cpu": "CPU", "memory": "Memory", "diskSize": "Disk"}[need.type]
    if need.components or need.minimum is None:
        return f"{name}: counted from the values of its components"
    if need.type == "cpu":
        return f"{name}: {need.minimum / 1000:g} cores"
    return f"{name}: {need.minimum:,} {'MiB' if need.type == 'memory' else 'GB'}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 pack`, `2 packs`, `1,204 packs`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
