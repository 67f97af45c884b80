"""PA122: versions that go backwards: an older one released after a newer one of its minor line."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack, Release
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA122",
    Severity.WARNING,
    "Within a minor line patches follow one another. If one is dated after its follower, a date or a version is a "
    "slip, and the wrong release may be shown as the latest.",
    'releases:\n  - {version: "3.31.4", released: 2026-10-01}\n  - {version: "3.31.3", released: 2026-11-01}',
    'releases:\n  - {version: "3.31.4", released: 2026-11-01}\n  - {version: "3.31.3", released: 2026-10-01}',
    lighter=Severity.INFO,
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each release that is newer by its date and older by its version than another one of its line."""
    return tuple(problem for pack in catalog.packs for problem in _of_pack(pack))


def _of_pack(pack: Pack) -> Iterator[Problem]:
    earliest: dict[str, Release] = {}
    for release in pack.releases:  # newest version first
        if release.released is None:
            continue
        first = earliest.setdefault(release.version.minor, release)
        if first.released and release.released > first.released:
            yield RULE.problem(
                f"{pack.name} {release.version} is dated {release.released}, "
                f"and the newer {first.version} {first.released}",
                release.location,
                "correct one of the versions or dates",
                related=(first.location,),
                lighter=bool(release.registry),
            )
        elif first.released and release.released < first.released:
            earliest[release.version.minor] = release
