"""What a statement says beyond the facts: hardening, and a scan for vulnerabilities, from what tools reported."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from packatlas import scans
from packatlas.errors import NOWHERE, Location, Problem, Severity, SiteError, reason_of
from packatlas.findings import Rating, distinct
from packatlas.sources.folder import decode
from packatlas.trust.statement import SEVERITIES

_SCANNERS = {"Trivy": "pkg:github/aquasecurity/trivy", "Grype": "pkg:github/anchore/grype"}
_SEVERITY = {Rating.NEGLIGIBLE: "low"}
"""A statement has no word for what only Grype tells from low."""
_LEVEL = re.compile(r"Level [12]\b")
_LARGEST = 64 * 1024 * 1024


def evidence(
    scan: Path | None,
    cis: tuple[str, str, str] | None,
    results: tuple[int, int, int] | None,
    report: Path | None,
) -> dict[str, Any]:
    """`hardening` and `scan` of a statement, as far as there are any. Raises `SiteError` for what can't be meant."""
    found: dict[str, Any] = {}
    if cis:
        found["hardening"] = _hardening(cis, results, report)
    elif results or report:
        raise _fault("the result of a CIS benchmark without the benchmark", "name it with --cis")
    if scan:
        found["scan"] = _scan(scan)
    return found


def _scan(path: Path) -> dict[str, Any]:
    """What a report of Trivy or Grype comes to, counted by the rule that the pages of the catalog follow."""
    data, here = _read(path), Location(path.as_posix())
    text, problem = decode(data, path.as_posix())
    report, problems = scans.read(text, path.as_posix())
    doubts = [problem] if problem else list(problems)
    if report is None or doubts:
        # What the pages only warn of is no ground for a signature either.
        raise SiteError(*(replace(one, severity=Severity.ERROR) for one in doubts))
    if not report.finished:
        hint = "let the scanner write its whole report, in the form of today"
        raise SiteError(Problem("PA174", "the report doesn't say when it was made", here, hint=hint))
    found = distinct(report.findings)
    counts = Counter(_SEVERITY.get(one.rating, one.rating.value) for one in found)
    scanner: dict[str, Any] = {"uri": _SCANNERS[report.scanner]}
    if report.version:
        scanner["version"] = report.version
    if report.database:
        scanner["db"] = {"lastUpdate": f"{report.database}T00:00:00Z"}
    return {
        "scanner": scanner,
        "finishedOn": report.finished,
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "fixable": sum(one.fixable for one in found),
        "report": {"digest": {"sha256": hashlib.sha256(data).hexdigest()}},
    }


def _hardening(cis: tuple[str, str, str], results: tuple[int, int, int] | None, report: Path | None) -> dict[str, Any]:
    name, version, profile = (" ".join(part.split()) for part in cis)
    if not _LEVEL.search(profile):
        raise _fault(f"the profile '{profile}' names no level", "write it as 'Level 1 - Server'")
    stated: dict[str, Any] = {"benchmark": name, "version": version, "profile": profile}
    if results:
        stated |= dict(zip(("passed", "failed", "notApplicable"), results, strict=True))
    if report:
        stated["report"] = {"digest": {"sha256": hashlib.sha256(_read(report)).hexdigest()}}
    return stated


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as fault:
        place = Location(path.as_posix())
        raise SiteError(Problem("PA174", f"the report cannot be read: {reason_of(fault)}", place)) from fault
    if len(data) > _LARGEST:
        raise _fault("the report is larger than 64 MiB", "sign its summary instead")
    return data


def _fault(message: str, hint: str) -> SiteError:
    return SiteError(Problem("PA174", message, NOWHERE, hint=hint))
