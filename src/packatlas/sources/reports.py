"""Security reports: the JSON files below `security/`, in the content folder as in a registry. None is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from packatlas.documents import Document
from packatlas.errors import Location, Problem
from packatlas.settings import Limits
from packatlas.sources.folder import Entry, read_text

FOLDER = "security/"


def is_report(place: str) -> bool:
    """Whether a file of a source is a report, by its path below the source."""
    return place.startswith(FOLDER) and place.lower().endswith(".json")


def read(entries: Iterable[Entry], limits: Limits, registry: str = "") -> tuple[list[Document], list[Problem]]:
    """The reports of one source; one that is too large, or no text, is a problem."""
    documents, problems = list[Document](), list[Problem]()
    room = limits.all_reports_bytes
    for entry in sorted(entries, key=lambda entry: entry.place):
        room -= entry.size
        if room < 0:
            message = f"the security reports of this source are larger than {limits.all_reports_bytes // 1024} KiB"
            hint = "keep only the newest report of each release"
            problems.append(Problem("PA024", message, Location(entry.shown), hint=hint))
            break
        text, problem = read_text(entry, limits.report_bytes)
        if problem:
            problems.append(_no_text(problem))
        elif text is not None:
            documents.append(Document.of(entry.shown, entry.place, "report", text, registry=registry))
    return documents, problems


def _no_text(problem: Problem) -> Problem:
    """Control characters in what should be JSON mean that it is another kind of file."""
    if problem.code != "PA007":
        return problem
    message, hint = "this security report is no text", "let the scanner write it anew as JSON"
    return replace(problem, code="PA200", message=message, hint=hint)
