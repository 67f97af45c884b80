"""Which security report speaks of which release, and what all of them say of it together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from packatlas.errors import Location, Problem, Severity
from packatlas.findings import Report, scan_of
from packatlas.model import Pack, Release
from packatlas.suggest import did_you_mean, near_name
from packatlas.versions import Version
from packatlas.wording import quoted

FOLDER = "security/"
"""Below each source; `security/NAME/VERSION.json` or `security/NAME/VERSION/….json` names a release by its path."""


def attach(
    packs: Sequence[Pack],
    aliases: Mapping[str, str],
    reports: Iterable[Report],
    seen: Mapping[tuple[str, str], Mapping[str, date]],
) -> tuple[list[Pack], list[Problem]]:
    """Packs whose releases have their scans, and a problem for each report or name of one that leads nowhere.

    A report is on the release that its path names, and on those whose page names it. A registry speaks of its own
    releases only, and of those only where the content folder has no report. `seen` is what an earlier publish says of
    when vulnerabilities became known: by pack and version, then by their identifiers.
    """
    shelf = _Shelf(reports, aliases, seen)
    attached = [
        pack.with_releases(tuple(shelf.attached(pack.name, release) for release in pack.releases)) for pack in packs
    ]
    return attached, [*shelf.missing(packs), *shelf.astray(packs)]


class _Shelf:
    """The reports of all sources, and which of them speak of something."""

    def __init__(
        self,
        reports: Iterable[Report],
        aliases: Mapping[str, str],
        seen: Mapping[tuple[str, str], Mapping[str, date]],
    ) -> None:
        self._seen = seen
        self._reports = sorted(reports, key=lambda report: report.location)
        self._named = {report.place: report for report in self._reports if not report.registry}
        self._by_release: dict[tuple[str, Version], list[Report]] = defaultdict(list)
        self._used: set[Location] = set()
        for report in self._reports:
            if found := target(report.place):
                name, version = found
                self._by_release[aliases.get(name, name), Version(version)].append(report)

    def attached(self, name: str, release: Release) -> Release:
        """A release with what is said of it."""
        asked = (self._named[path] for path, _location in release.reports if path in self._named)
        by_path = self._by_release.get((name, release.version), ())
        speaking = {
            report.location: report
            for report in (*asked, *by_path)
            if not report.registry or report.registry == release.registry
        }
        self._used |= set(speaking)
        own = [report for report in speaking.values() if not report.registry]
        counting = own or list(speaking.values())
        if not counting:
            return release
        return replace(release, scan=scan_of(counting, self._seen.get((name, release.version.text), {})))

    def missing(self, packs: Iterable[Pack]) -> Iterator[Problem]:
        """What pages name and nobody has, or could not read."""
        for pack in packs:
            for release in pack.releases:
                for path, location in release.reports:
                    if path in self._named:
                        continue
                    hint = near_name(path, self._named) or f"put it below {FOLDER} and write its path from there on"
                    message = f"there is no security report {quoted(path)} that could be read"
                    yield Problem("PA204", message, location, hint=hint)

    def astray(self, packs: Iterable[Pack]) -> Iterator[Problem]:
        """Reports that speak of no release of the catalog."""
        versions = {pack.name: [release.version.text for release in pack.releases] for pack in packs}
        for report in self._reports:
            if report.location in self._used:
                continue
            name, version = target(report.place) or ("", "")
            if name in versions:
                whose = f"of the registry '{report.registry}' " if report.registry else ""
                message = f"the pack '{name}' has no release {quoted(version)} {whose}that this report could be on"
                hint = did_you_mean(version, versions[name])
            else:
                message, hint = "this report is on no release of the catalog", near_name(name, versions)
            hint = hint or f"call it {FOLDER}NAME/VERSION.json, or name it with 'scan:' on a pack's page"
            yield Problem("PA203", message, report.location, Severity.WARNING, hint)


def target(place: str) -> tuple[str, str] | None:
    """The pack and version that the path of a report names."""
    parts = PurePosixPath(place).parts
    if len(parts) == 3:
        return parts[1], parts[2][: -len(".json")]
    return (parts[1], parts[2]) if len(parts) == 4 else None
