"""What a page says of the vulnerabilities of one release."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.findings import Finding, Rating, Report, Scan
from packatlas.model import Pack, Release
from packatlas.plan import words
from packatlas.plan.advisories import issue_ref
from packatlas.plan.pack_views import FindingRow, ReportRow, ScanPanel, Tally
from packatlas.wording import day

SHOWN = 100
"""Findings on the page of a release, so that the page stays light; all of them are in its JSON."""
_REPORTS = 40
ALWAYS = (Rating.CRITICAL, Rating.HIGH, Rating.MEDIUM, Rating.LOW)
"""Ratings that are named also where there is nothing of them."""
RATINGS = {rating: rating.value.capitalize() for rating in Rating}


def scan_panel(pack: Pack, release: Release | None, catalog: Catalog) -> ScanPanel | None:
    """What is known of a release; None in a catalog without any reports, where nothing would be known of any."""
    if release is None or not catalog.any_scan:
        return None
    scan, version = release.scan, release.version.text
    page = urls.release(pack.name, version) + "#vulnerabilities"
    if scan is None:
        unknown = "No security report on this release was read, so its vulnerabilities are not known."
        return ScanPanel(False, (unknown,), (), (), 0, (), "", page, version)
    tallies = tuple(Tally(r.value, RATINGS[r], n) for r, n in scan.counts.items() if n or r in ALWAYS)
    return ScanPanel(
        known=scan.of_packages,
        lines=tuple(_lines(scan)),
        tallies=tallies if scan.of_packages else (),
        rows=tuple(_row(finding, catalog) for finding in scan.findings[:SHOWN]),
        more=max(0, len(scan.findings) - SHOWN),
        reports=tuple(_report(report) for report in scan.reports[:_REPORTS]),
        json=urls.api_findings(pack.name, version),
        page=page,
        version=version,
    )


def _lines(scan: Scan) -> Iterator[str]:
    if not scan.of_packages:
        yield "The security reports on this release speak of no packages, so its vulnerabilities are not known."
        return
    total = len(scan.findings)
    when = f" as of {day(scan.day)}" if scan.day else ""
    if total:
        yield f"{words.count(total, 'open vulnerability', 'open vulnerabilities')}{when}, {scan.fixable:,} with a fix."
    else:
        yield f"No open vulnerability was found{when}."
    if scan.database:
        yield f"The scanner's list of vulnerabilities was of {day(scan.database)}."


def _row(finding: Finding, catalog: Catalog) -> FindingRow:
    return FindingRow(
        issue=issue_ref(finding.id, catalog),
        aliases=finding.aliases[:3],
        rating=finding.rating.value,
        label=RATINGS[finding.rating],
        rank=finding.rating.rank,
        package=finding.package,
        version=finding.version,
        fixed_in=fixed_in(finding),
    )


def fixed_in(finding: Finding) -> str:
    """The versions of a package without a vulnerability, or that there are some; empty where there is none."""
    return ", ".join(finding.fixed_in) or ("fixed" if finding.fixable else "")


def _report(report: Report) -> ReportRow:
    notes = []
    if not report.of_packages:
        notes.append("It speaks of no packages.")
    if report.gaps:
        notes.append(f"{words.count(report.gaps, 'part')} could not be scanned.")
    scanner = f"{report.scanner} {report.version}".rstrip()
    return ReportRow(scanner, report.subject, report.day, report.database, report.registry, tuple(notes))
