"""What scanners found in a release: frozen values, and the rule by which a vulnerability is counted once.

The rule. A vulnerability counts once for each package and installed version that has it, whatever number of targets,
reports and scanners name it, at the highest rating that any of them gives. Identifiers are one where they are aliases.
A finding links its identifier with its aliases, in both directions and for all findings that are counted together.
Identifiers that are linked with one another and with exactly one CVE are that CVE; those that are linked with none are
one as well. Where they lead to several CVEs, an identifier is the one that it is linked with itself; an advisory of
several CVEs, such as those of Linux distributions, is none of them and counts by its own identifier. Two CVEs are never
one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from packatlas.errors import NOWHERE, Location

MOST_ALIASES = 40
"""Other identifiers that are kept of one finding; advisories of distributions name dozens of CVEs."""
_DIGITS = re.compile(r"(\d+)")


class Rating(StrEnum):
    """How severe a vulnerability is, the worst first: the union of what Trivy and Grype say."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEGLIGIBLE = "negligible"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


SERIOUS = frozenset({Rating.CRITICAL, Rating.HIGH})
_RANKS = {rating: rank for rank, rating in enumerate(Rating)}


@dataclass(frozen=True, slots=True)
class Finding:
    """A vulnerability in one version of a package."""

    id: str
    """The CVE where there is one, as `advisory_id` spells it."""
    package: str
    version: str
    """The installed one."""
    rating: Rating = Rating.UNKNOWN
    fixable: bool = False
    """Whether the package has a version without it."""
    fixed_in: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other identifiers, and the CVEs of an advisory that covers several; of one that a report states, CVE and GHSA."""
    seen: date | None = None
    """The first day on which a report is known to have shown it with a fix."""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that somebody may look for it by."""
        return (self.id, *self.aliases)


@dataclass(frozen=True, slots=True)
class Report:
    """What one file of a scanner says."""

    scanner: str
    """`Trivy` or `Grype`."""
    location: Location = NOWHERE
    version: str = ""
    """That of the scanner; empty if it isn't stated."""
    subject: str = ""
    """What was scanned, such as a container image; empty if it isn't stated."""
    finished: str = ""
    """In UTC as ISO 8601 has it, `2026-11-20T05:14:00Z`, so that texts compare like times; empty if it isn't stated."""
    database: date | None = None
    """The day of the scanner's list of vulnerabilities."""
    findings: tuple[Finding, ...] = ()
    """As the scanner lists them, without its repetitions; `distinct` says how they count."""
    of_packages: bool = True
    """False if it speaks of configuration, secrets or licences only: then none found doesn't mean none there."""
    gaps: int = 0
    """Parts that the scanner says it couldn't scan."""
    place: str = ""
    """Path below its source, which says what release it is on."""
    registry: str = ""
    """Name of the registry that it came from; empty for one of the content folder."""

    @property
    def day(self) -> date | None:
        """When it was finished."""
        return date.fromisoformat(self.finished[:10]) if self.finished else None


@dataclass(frozen=True, slots=True)
class Scan:
    """What all reports on a release say together."""

    findings: tuple[Finding, ...]
    """Each once, the worst first."""
    reports: tuple[Report, ...]
    """Those that count, without their findings."""

    @property
    def of_packages(self) -> bool:
        """Whether any report speaks of packages; if none does, no finding says nothing."""
        return any(report.of_packages for report in self.reports)

    @property
    def counts(self) -> Mapping[Rating, int]:
        """How many findings there are of each rating, none left out."""
        found = Counter(finding.rating for finding in self.findings)
        return {rating: found[rating] for rating in Rating}

    @property
    def fixable(self) -> int:
        """How many have a fix."""
        return sum(finding.fixable for finding in self.findings)

    @property
    def day(self) -> date | None:
        """The day for which it holds: that of the oldest report."""
        return min((report.day for report in self.reports if report.day), default=None)

    @property
    def database(self) -> date | None:
        """The day of the oldest list of vulnerabilities."""
        return min((report.database for report in self.reports if report.database), default=None)


# --- Identifiers -----------------------------------------------------------------------------------------------------


def advisory_id(text: str) -> str:
    """An identifier as its publisher spells it: `CVE-2026-12345`, `GHSA-jfh8-c2jp-5v3q`; others stay."""
    upper = text.upper()
    if upper.startswith("CVE-"):
        return upper
    return f"GHSA-{text[5:].lower()}" if upper.startswith("GHSA-") else text


class Aliases:
    """Which identifiers are one."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._links: dict[str, set[str]] = defaultdict(set)
        for finding in findings:
            for alias in finding.aliases:
                self._links[finding.id].add(alias)
                self._links[alias].add(finding.id)
        self._groups: dict[str, _Group] = {}

    def canonical(self, name: str) -> str:
        """The identifier that stands for all of its aliases."""
        if _is_cve(name):
            return name
        group = self._groups.get(name) or self._group(name)
        own = {other for other in self._links.get(name, ()) if _is_cve(other)}
        for candidates in (group.cves, own):
            if len(candidates) == 1:
                return min(candidates)
        return name if group.cves else group.first

    def _group(self, name: str) -> _Group:
        """All that is linked with a name, over others too but never over a CVE; found once for all of its members."""
        members, cves, waiting = {name}, set[str](), [name]
        while waiting:
            for other in self._links.get(waiting.pop(), ()):
                if _is_cve(other):
                    cves.add(other)
                elif other not in members:
                    members.add(other)
                    waiting.append(other)
        first = min(members, key=lambda other: (not other.startswith("GHSA-"), natural(other)))
        group = _Group(frozenset(cves), first)
        self._groups.update(dict.fromkeys(members, group))
        return group


@dataclass(frozen=True, slots=True)
class _Group:
    """Identifiers that are linked with one another."""

    cves: frozenset[str]
    """Those at the ends of the links."""
    first: str
    """The one that stands for all others where there is no CVE: a GHSA if there is one."""


def _is_cve(name: str) -> bool:
    return name.startswith("CVE-")


def natural(text: str) -> tuple[tuple[str, int, str], ...]:
    """A key by which `CVE-2026-9` comes before `CVE-2026-10`."""
    parts = _DIGITS.split(text)
    return tuple(("", int(part[:18]), part) if number % 2 else (part, 0, "") for number, part in enumerate(parts))


# --- Counting --------------------------------------------------------------------------------------------------------


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each vulnerability once by the rule above, the worst first; the order of what is given doesn't matter."""
    several = list(findings)
    aliases = Aliases(several)
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in several:
        groups[aliases.canonical(finding.id), finding.package, finding.version].append(finding)
    merged = (_merged(id, group) for (id, _package, _version), group in groups.items())
    return tuple(sorted(merged, key=_order))


def _merged(id: str, group: list[Finding]) -> Finding:
    names = {name for finding in group for name in finding.names} - {id}
    days = [finding.seen for finding in group if finding.seen]
    return replace(
        group[0],
        id=id,
        rating=min((finding.rating for finding in group), key=lambda rating: rating.rank),
        fixable=any(finding.fixable for finding in group),
        fixed_in=tuple(sorted({fix for finding in group for fix in finding.fixed_in}, key=natural)),
        aliases=tuple(sorted(names, key=natural)[:MOST_ALIASES]),
        seen=min(days, default=None),
    )


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.rating.rank, not finding.fixable, natural(finding.id), finding.package, natural(finding.version))


def scan_of(reports: Iterable[Report], seen: Mapping[str, date] = MappingProxyType({})) -> Scan:
    """What several reports on one release say together.

    Of the reports of one scanner on one subject the newest counts; older ones only tell since when something is known.
    A release is often many container images, and then there is a report for each: all of them count. `seen` has days on
    which vulnerabilities were known with a fix before all of these reports, by their identifiers.
    """
    ordered = sorted(reports, key=lambda report: (report.finished, report.location))
    newest = {(report.scanner, report.subject or report.location.path): report for report in ordered}
    counting = sorted(newest.values(), key=lambda report: (report.subject, report.scanner, report.location))
    first = _first_days(ordered)
    findings = [
        replace(finding, seen=first.get((finding.id, finding.package)))
        for report in counting
        for finding in report.findings
    ]
    counted = (
        replace(one, seen=_earliest(one.seen, seen.get(one.id))) if one.fixable else one for one in distinct(findings)
    )
    return Scan(tuple(counted), tuple(replace(report, findings=()) for report in counting))


def _first_days(ordered: Iterable[Report]) -> dict[tuple[str, str], date]:
    """The day of the first report that shows a vulnerability of a package with a fix."""
    first: dict[tuple[str, str], date] = {}
    for report in ordered:
        for finding in report.findings:
            if finding.fixable and report.day:
                first.setdefault((finding.id, finding.package), report.day)
    return first


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
