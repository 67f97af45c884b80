"""PA124: releases of a registry with two logos."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Release
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA124",
    Severity.INFO,
    "Only one is shown, the first by its name; the other may be the one that was meant.",
    "calico-3.31.4/logo.png and calico-3.31.4/logo.svg",
    "calico-3.31.4/logo.svg",
    "text",
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each folder of a registry that holds more than one logo."""
    return tuple(
        RULE.problem(
            f"there are {len(logos)} logos: {', '.join(logos)}", release.location, f"keep one; {logos[0]} counts"
        )
        for pack in catalog.packs
        for release in pack.releases
        if len(logos := _logos(release)) > 1
    )


def _logos(release: Release) -> list[str]:
    return sorted(file.path for file in release.files if file.path.lower().startswith("logo.") and "/" not in file.path)
