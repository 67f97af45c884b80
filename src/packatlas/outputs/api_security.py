"""What programs read of vulnerabilities: `api/v1/security.json`, the findings of each release, what changed.

Where no report was read there is `null`: never a 0 that nobody counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.findings import SERIOUS, Finding, Rating, Report, Scan
from packatlas.history import Change
from packatlas.issues import Issue, Place
from packatlas.model import Artifact, Pack, Release
from packatlas.outputs.files import json_file
from packatlas.plan import words
from packatlas.plan.changes import changes
from packatlas.plan.rows import release_address
from packatlas.settings import Settings

SCHEMA = "packatlas/v1"
"""The same as that of all files below `api/v1/`."""


def api_security(catalog: Catalog, settings: Settings) -> Iterator[Artifact]:
    """The files on vulnerabilities; the one on changes only where an earlier publish is named."""
    yield json_file(urls.API_SECURITY, _overview(catalog, settings))
    for pack, release, scan in _scanned(catalog):
        address = urls.api_findings(pack.name, release.version.text)
        yield json_file(address, _findings(pack, release, scan), release.location)
    if settings.previous:
        yield json_file(urls.API_CHANGES, _changes(catalog, settings))


def summary(pack: Pack, release: Release, base_url: str) -> dict[str, Any] | None:
    """What a release's own file says of its vulnerabilities; None where no report was read."""
    scan = release.scan
    if scan is None:
        return None
    return {
        **_figures(scan),
        "reports": [_report(report) for report in scan.reports],
        "findings": urls.absolute(base_url, urls.api_findings(pack.name, release.version.text)),
    }


def _scanned(catalog: Catalog) -> Iterator[tuple[Pack, Release, Scan]]:
    for pack in catalog.packs:
        for release in pack.releases:
            if release.scan:
                yield pack, release, release.scan


def _figures(scan: Scan) -> dict[str, Any]:
    return {
        "counts": {rating.value: number for rating, number in scan.counts.items()},
        "fixable": scan.fixable,
        "scanned_on": scan.day.isoformat() if scan.day else None,
        "database_on": scan.database.isoformat() if scan.database else None,
        "of_packages": scan.of_packages,
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "scanner": report.scanner,
        "version": report.version,
        "subject": report.subject,
        "finished": report.finished or None,
        "database_on": report.database.isoformat() if report.database else None,
        "of_packages": report.of_packages,
        "gaps": report.gaps,
        "registry": report.registry,
    }


def _findings(pack: Pack, release: Release, scan: Scan) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": pack.name,
        "version": release.version.text,
        "findings": [_finding(finding) for finding in scan.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "aliases": finding.aliases,
        "rating": finding.rating.value,
        "package": finding.package,
        "installed": finding.version,
        "fixable": finding.fixable,
        "fixed_in": finding.fixed_in,
        "since": finding.seen.isoformat() if finding.seen else None,
    }


# --- The whole catalog -----------------------------------------------------------------------------------------------


def _overview(catalog: Catalog, settings: Settings) -> dict[str, Any]:
    latest = [(pack, pack.latest) for pack in catalog.packs if pack.latest]
    scans = [release.scan for _, release in latest if release.scan]
    total = sum((Counter(scan.counts) for scan in scans), Counter[Rating]())
    return {
        "schema": SCHEMA,
        "as_of": settings.as_of.isoformat(),
        "url": urls.absolute(settings.base_url, urls.SECURITY),
        "feed": urls.absolute(settings.base_url, urls.SECURITY_FEED) if settings.previous else None,
        "packs": len(catalog.packs),
        "scanned": len(scans),
        "counts": {rating.value: total[rating] for rating in Rating} if scans else None,
        "fixable": sum(scan.fixable for scan in scans) if scans else None,
        "unknown": [pack.name for pack in catalog.packs if not (pack.latest and pack.latest.scan)],
        "releases": [_release(pack, release, scan, settings) for pack, release, scan in _scanned(catalog)],
        "issues": [_issue(issue, catalog, settings) for issue in catalog.issues],
    }


def _release(pack: Pack, release: Release, scan: Scan, settings: Settings) -> dict[str, Any]:
    version = release.version.text
    return {
        "name": pack.name,
        "version": version,
        "latest": release is pack.latest,
        **_figures(scan),
        "serious": _serious(scan),
        "url": urls.absolute(settings.base_url, release_address(pack, release)),
        "api": urls.absolute(settings.base_url, urls.api_release(pack.name, version)),
    }


def _serious(scan: Scan) -> list[dict[str, Any]]:
    """Critical and high ones, each once; of those critical ones that have a fix also since when that was known."""
    found: dict[str, dict[str, Any]] = {}
    for one in scan.findings:
        if one.rating in SERIOUS:
            since = one.seen if one.rating is Rating.CRITICAL and one.fixable else None
            entry = {"id": one.id, "rating": one.rating.value, "since": since.isoformat() if since else None}
            found.setdefault(one.id, entry)
    return list(found.values())


def _issue(issue: Issue, catalog: Catalog, settings: Settings) -> dict[str, Any]:
    page = catalog.issue_pages.get(issue.id)
    return {
        "id": issue.id,
        "aliases": issue.aliases,
        "rating": issue.rating.value if issue.open else None,
        "fixable": issue.fixable,
        "open": _by_pack(issue.open),
        "fixed": _by_pack(issue.fixed),
        "url": urls.absolute(settings.base_url, urls.issue(page)) if page else None,
    }


def _by_pack(places: Iterable[Place]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in places:
        found.setdefault(place.pack.name, []).append(place.release.version.text)
    return found


# --- What changed ----------------------------------------------------------------------------------------------------


def _changes(catalog: Catalog, settings: Settings) -> dict[str, Any]:
    before = catalog.published
    return {
        "schema": SCHEMA,
        "as_of": settings.as_of.isoformat(),
        "previous": before.as_of.isoformat() if before else None,
        "changes": [_change(change, catalog, settings) for change in changes(catalog, settings)],
    }


def _change(change: Change, catalog: Catalog, settings: Settings) -> dict[str, Any]:
    known = change.pack in catalog.by_name
    return {
        "day": change.day.isoformat(),
        "kind": change.kind.value,
        "pack": change.pack,
        "title": change.title,
        "version": change.version,
        "words": words.change(change),
        "issues": change.issues,
        "more": change.more,
        "url": urls.absolute(settings.base_url, urls.pack(change.pack) if known else urls.SECURITY),
    }
