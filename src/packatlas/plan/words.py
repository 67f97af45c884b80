"""How the site says things: names of clouds, add-on types, statuses and ranges, for people."""

from __future__ import annotations

from datetime import date

from packatlas.model import Component, Constraint, ConstraintType, Release, Resource, Status
from packatlas.policy import Cover, Shield, Standing, add_months
from packatlas.schema.vocabulary import CLOUDS
from packatlas.settings import Policy
from packatlas.suggest import day

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
_BARE = {
    Cover.UNCOVERED: "Not verified yet",
    Cover.OLDER: "Older release",
    Cover.EARLY: "Pre-release",
}
"""What stands where a release of a verified pack has no shield."""


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


def release_shield(release: Release, standing: Standing, as_of: date) -> str:
    """The words of one release's shield, or of its having none; `standing` is its own."""
    if standing.cover is Cover.RETIRED:
        return STATUSES[release.status]
    bare = _BARE.get(standing.cover) if standing.cover else None
    return bare or shield(standing, as_of)


def fate(status: Status, since: date | None, policy: Policy) -> tuple[str, ...]:
    """What a status means, and what comes next, in sentences; none for an active release."""
    if status is Status.ACTIVE:
        return ()
    if status is Status.DEPRECATED:
        end = f" on {day(add_months(since, policy.deprecated_months))}" if since else ""
        return ("It still works, but gets no more updates.", f"It will be disabled{end}.")
    if status is Status.DISABLED:
        end = f" on {day(add_months(since, policy.disabled_months))}" if since else ""
        return ("New profiles cannot use it; clusters that have it keep running.", f"It will be deleted{end}.")
    return ("It is no longer offered; this page stays for those who still run it.",)


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
    """A least amount with its unit; where components are named, the platform counts it from their values."""
    name = {"cpu": "CPU", "memory": "Memory", "diskSize": "Disk"}[need.type]
    if need.components:
        return f"{name}: {'; '.join(_component(part) for part in need.components)}"
    if need.minimum is None:
        return f"{name}: an amount that the release does not state"
    if need.type == "cpu":
        return f"{name}: {need.minimum / 1000:g} {'core' if need.minimum == 1000 else 'cores'}"
    return f"{name}: {need.minimum:,} {'MiB' if need.type == 'memory' else 'GB'}"


def _component(part: Component) -> str:
    """What one workload asks for, named by the values that say how much."""
    amount = f"the value {part.request}" if part.request else "what its values ask for"
    times = f", times the value {part.replicas}" if part.replicas else ""
    where = {"all": " on every node", "master": " on control plane nodes", "worker": " on worker nodes"}
    return amount + times + where.get(part.schedule, "")


def count(number: int, one: str, many: str = "") -> str:
    """`1 pack`, `2 packs`, `1,204 packs`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
