"""PA112, PA121: verifications and releases that are dated after the day of the build."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack
from packatlas.rules import Rule
from packatlas.settings import Settings

VERIFICATION = Rule(
    "PA112",
    Severity.WARNING,
    "Nobody can have verified a pack tomorrow. Until that day the pack has no shield.",
    "verification: {verified_on: 2062-10-12, by: Example Platform Team}",
    "verification: {verified_on: 2026-10-12, by: Example Platform Team}",
)
RELEASE = Rule(
    "PA121",
    Severity.WARNING,
    "A reader is offered as the latest release what isn't out yet, or its date is a slip.",
    'releases: [{version: "3.31.4", released: 2062-10-10}]',
    'releases: [{version: "3.31.4", released: 2026-10-10}]',
)
RULES: tuple[Rule, ...] = (VERIFICATION, RELEASE)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One warning for each day that lies ahead; a status may begin on one, a release and a verification can't."""
    return tuple(problem for pack in catalog.packs for problem in _of_pack(pack, settings))


def _of_pack(pack: Pack, settings: Settings) -> Iterator[Problem]:
    record, today = pack.verification, settings.as_of
    if record and record.verified_on > today:
        message = f"the verification of '{pack.name}' is dated {record.verified_on}, after {today}"
        yield VERIFICATION.problem(message, record.location, "correct `verified_on`, or build `--as-of` a later day")
    for release in pack.releases:
        if release.released and release.released > today:
            message = f"the release {pack.name} {release.version} is dated {release.released}, after {today}"
            yield RELEASE.problem(message, release.location, "correct `released`, or build `--as-of` a later day")
