"""Problems for programs: JSON of our own, GitHub's annotations, GitLab's code quality report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from packatlas.codes import CODES
from packatlas.errors import Location, Problem, Severity
from packatlas.report.summary import Summary
from packatlas.report.terminal import safe

JSON_VERSION = 1
_WEIGHTS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_json(problems: Sequence[Problem], summary: Summary | None) -> str:
    """Everything in one document; `summary` is null when the build couldn't begin."""
    document = {
        "version": JSON_VERSION,
        "problems": [_problem(problem) for problem in problems],
        "summary": asdict(summary) if summary else None,
    }
    return json.dumps(document, indent=2)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "name": CODES.get(problem.code, ""),
        "severity": problem.severity.value,
        "message": plain(problem.message),
        "hint": plain(problem.hint),
        **_place(problem.location),
        "related": [_place(place) for place in problem.related],
    }


def _place(place: Location) -> dict[str, Any]:
    return {"path": plain(place.path), "line": place.line, "column": place.column}


def plain(text: str) -> str:
    """Undecodable bytes of file names as `\\udc80`, which every JSON reader takes."""
    return text.encode("utf-8", "backslashreplace").decode()


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands, one a line, that GitHub Actions shows beside the changed lines of a pull request.

    Escaping as in the `@actions/core` toolkit: `%` everywhere, `:` and `,` in the values of properties too. Line ends
    and whatever else doesn't print is shown as an escape, since a log is read in terminals as well.
    """
    return "\n".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    place = problem.location
    properties = {"file": place.path, "line": place.line, "col": place.column, "title": problem.code}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{_COMMANDS[problem.severity]} {listed}::{_data(words_of(problem))}"


def _data(text: str) -> str:
    return safe(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def words_of(problem: Problem) -> str:
    """What is wrong, with the way out in brackets."""
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def as_gitlab(problems: Iterable[Problem]) -> str:
    """A code quality report, which GitLab shows beside the changed lines of a merge request.

    Its fingerprint tells a fault from others, and stays when lines above it come or go.
    """
    return json.dumps([_quality(problem) for problem in problems], indent=2)


def _quality(problem: Problem) -> dict[str, Any]:
    place, words = problem.location, plain(words_of(problem))
    known = sha256(f"{problem.code}\0{plain(place.path)}\0{words}".encode()).hexdigest()
    return {
        "description": words,
        "check_name": problem.code,
        "fingerprint": known,
        "severity": _WEIGHTS[problem.severity],
        "location": {"path": plain(place.path), "lines": {"begin": max(place.line, 1)}},
    }
