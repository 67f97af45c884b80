"""PA125, PA208: conditions of the policy that don't hold, where the catalog wants a report and no amber shield."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.checks.ways import way_out
from packatlas.errors import Problem, Severity
from packatlas.model import Verification
from packatlas.policy import Broken, Condition
from packatlas.rules import Rule
from packatlas.settings import Settings

PROMISE = Rule(
    "PA125",
    Severity.ERROR,
    "A verified pack breaks the publisher's promise. Its shield stays green because `late_update`, `missing_cis` or "
    "`no_active_release` under `policy` in `catalog.yaml` wants it so. With `lapse` it would be amber: PA110.",
    "policy: {missing_cis: warn}  # and a verified operating system without a CIS benchmark",
    "verification: {cis: {benchmark: CIS Ubuntu Linux 22.04 LTS, version: 2.0.0, level: 1}, …}",
    lighter=Severity.WARNING,
)
HOTFIX = Rule(
    "PA208",
    Severity.ERROR,
    "The publisher promises urgent fixes once a week. `policy.open_critical` in `catalog.yaml` says whether the shield "
    "turns amber for a late one, which PA110 reports, or whether it is this warning or this error.",
    "a report that has shown the same critical vulnerability, with a fix, for two weeks",
    "a release that fixes it, with a report that shows it",
    "text",
    lighter=Severity.WARNING,
)
RULES: tuple[Rule, ...] = (PROMISE, HOTFIX)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """One problem for each condition that a verified pack doesn't meet and that leaves its shield as it is."""
    return tuple(
        _problem(pack.name, pack.verification, one)
        for pack in catalog.packs
        if pack.verification
        for one in catalog.standings[pack.name].broken
        if one.consequence != "lapse"
    )


def _problem(name: str, record: Verification, one: Broken) -> Problem:
    urgent = one.condition is Condition.HOTFIX
    said = one.sentence.rstrip(".")
    message = f"'{name}' waits for a hotfix: {said}" if urgent else f"'{name}' breaks the promise: {said}"
    lighter = one.consequence == "warn"
    return (HOTFIX if urgent else PROMISE).problem(
        message, record.location, way_out(one.condition, record), lighter=lighter
    )
