"""Security issues across the catalog: in which releases each one is open, and which releases fix it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from packatlas.findings import SERIOUS, Aliases, Finding, Rating, advisory_id, natural
from packatlas.model import Pack, Release

MOST_PAGES = 1000
"""Issues that have a page of their own; the others stand on the pages of their releases and in the API."""
_SAFE = re.compile(r"CVE-\d{4}-\d{4,19}|GHSA(-[0-9a-z]{4}){3}")
"""Identifiers that can be a part of an address."""


@dataclass(frozen=True, slots=True)
class Place:
    """A release in which an issue is open, or that fixes it."""

    pack: Pack
    release: Release
    findings: tuple[Finding, ...] = ()
    """What the reports on the release say of it; nothing for a release that says it fixes it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A vulnerability as the whole catalog knows it."""

    id: str
    aliases: tuple[str, ...]
    rating: Rating
    """The highest that any report gives."""
    open: tuple[Place, ...]
    """In the order of the catalog, of a pack the newest release first."""
    fixed: tuple[Place, ...]
    """Likewise the releases that state it among their `fixes`."""

    @property
    def serious(self) -> bool:
        """Whether it is critical or high somewhere."""
        return self.rating in SERIOUS

    @property
    def fixable(self) -> bool:
        """Whether some package that has it has a version without it."""
        return any(finding.fixable for place in self.open for finding in place.findings)


def issues(packs: Iterable[Pack]) -> tuple[Issue, ...]:
    """All that reports and releases name, the worst first.

    An advisory that covers several CVEs is an issue itself, and each of those CVEs is open where it is.
    """
    places = [(pack, release) for pack in packs for release in pack.releases]
    found = [finding for _, release in places if release.scan for finding in release.scan.findings]
    aliases = Aliases(found)
    open_in: dict[str, list[Place]] = defaultdict(list)
    fixed_in: dict[str, list[Place]] = defaultdict(list)
    for pack, release in places:
        by_id: dict[str, list[Finding]] = defaultdict(list)
        for finding in release.scan.findings if release.scan else ():
            for id in _covered(finding, aliases):
                by_id[id].append(finding)
        for id, several in by_id.items():
            open_in[id].append(Place(pack, release, tuple(several)))
        for id in dict.fromkeys(aliases.canonical(advisory_id(name)) for name in release.fixes):
            fixed_in[id].append(Place(pack, release))
    names = _names(found, aliases)
    made = (_issue(id, names.get(id, set()), open_in[id], fixed_in[id]) for id in {**open_in, **fixed_in})
    return tuple(sorted(made, key=lambda issue: (issue.rating.rank, not issue.fixable, natural(issue.id))))


def paged(several: Sequence[Issue]) -> dict[str, str]:
    """The issues that have pages, by all of their names: those that a release fixes, then the worst that are open."""
    known = [issue for issue in several if (issue.fixed or issue.serious) and _SAFE.fullmatch(issue.id)]
    chosen = sorted(known, key=lambda issue: not issue.fixed)[:MOST_PAGES]
    by_alias = {alias: issue.id for issue in reversed(chosen) for alias in issue.aliases if _SAFE.fullmatch(alias)}
    return by_alias | {issue.id: issue.id for issue in chosen}


def _covered(finding: Finding, aliases: Aliases) -> Iterator[str]:
    id = aliases.canonical(finding.id)
    yield id
    if not id.startswith("CVE-"):
        yield from (name for name in finding.aliases if name.startswith("CVE-"))


def _names(found: Iterable[Finding], aliases: Aliases) -> dict[str, set[str]]:
    """Other identifiers of each issue."""
    names: dict[str, set[str]] = defaultdict(set)
    for finding in found:
        for name in finding.names:
            names[aliases.canonical(name)].add(name)
    return names


def _issue(id: str, names: set[str], open_in: list[Place], fixed_in: list[Place]) -> Issue:
    ratings = [finding.rating for place in open_in for finding in place.findings]
    return Issue(
        id=id,
        aliases=tuple(sorted(names - {id}, key=natural)),
        rating=min(ratings, key=lambda rating: rating.rank, default=Rating.UNKNOWN),
        open=tuple(open_in),
        fixed=tuple(fixed_in),
    )
