"""Reports of vulnerability scanners: Trivy's JSON and Grype's JSON into one frozen `Report`.

Which scanner wrote a report is told by its shape. A report of which a part is wrong is not used at all: a figure that
may be too low is worse than none.
"""

from __future__ import annotations

from dataclasses import replace

from packatlas import json_loader
from packatlas.errors import Location, Problem, Severity
from packatlas.findings import Report
from packatlas.scans import foreign, grype, trivy
from packatlas.scans.values import Node, WrongError

_AGAIN = "let the scanner write it anew"
_FORMATS = (trivy, grype)


def read(text: str, path: str) -> tuple[Report | None, tuple[Problem, ...]]:
    """What a scanner's report says, or why it is not used. Never raises."""
    raw, fault = json_loader.load_values(text, path)
    if fault:
        return None, (_unreadable(fault, text),)
    root = Node(raw)
    reader = next((one for one in _FORMATS if one.detect(root)), None)
    if reader is None:
        message, hint = foreign.described(root)
        return None, (Problem("PA201", message, Location(path), hint=hint),)
    try:
        report = reader.read(root)
    except WrongError as wrong:
        place = json_loader.place_of(text, path, wrong.steps)
        return None, (Problem(wrong.code, f"this {reader.NAME} report is not sound: {wrong}", place, hint=_AGAIN),)
    return replace(report, location=Location(path)), _doubts(report, path)


def _unreadable(fault: Problem, text: str) -> Problem:
    if fault.code != "PA062":
        return replace(fault, hint=fault.hint or _AGAIN)
    cut_in_a_text = "unterminated string" in fault.message
    if cut_in_a_text or _offset(text, fault.location) >= len(text.rstrip()):
        message, hint = "this security report ends too early", f"{_AGAIN}, and look whether the disk was full"
    else:
        message = f"this security report is not JSON: {fault.message.partition(': ')[2] or fault.message}"
        hint = "let the scanner write to a file by itself (--output FILE), so that nothing else gets in"
    return replace(fault, code="PA200", message=message, hint=hint)


def _offset(text: str, place: Location) -> int:
    """Where a place is in a text."""
    start = 0
    for _ in range(place.line - 1):
        start = text.find("\n", start) + 1
    return start + max(place.column - 1, 0)


def _doubts(report: Report, path: str) -> tuple[Problem, ...]:
    """What lets a sound report say less than it seems to."""
    found = []
    if not report.of_packages:
        message = "this report speaks of no packages, so that no vulnerability in it means little"
        hint = "let the scanner look for vulnerabilities, such as with `trivy image --scanners vuln`"
        found.append(Problem("PA205", message, Location(path), Severity.WARNING, hint))
    if report.gaps:
        many = "one part" if report.gaps == 1 else f"{report.gaps} parts"
        message = f"the scanner could not look into {many} of what this report is on"
        found.append(Problem("PA206", message, Location(path), Severity.WARNING, _AGAIN))
    return tuple(found)
