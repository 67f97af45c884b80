"""Problems for programs: JSON of our own, GitHub's annotations, GitLab's code quality report, SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from packatlas import __version__
from packatlas.codes import CODES
from packatlas.errors import Location, Problem, Severity
from packatlas.report.summary import Summary
from packatlas.report.terminal import safe

JSON_VERSION = 1


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
        "message": _text(problem.message),
        "hint": _text(problem.hint),
        **_place(problem.location),
        "related": [_place(place) for place in problem.related],
    }


def _place(place: Location) -> dict[str, Any]:
    return {"path": _text(place.path), "line": place.line, "column": place.column}


def _text(text: str) -> str:
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
    return f"::{problem.severity} {listed}::{_data(_words(problem))}"


def _data(text: str) -> str:
    return safe(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _words(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def as_gitlab(problems: Iterable[Problem]) -> str:
    """A code quality report, which GitLab shows beside the changed lines of a merge request.

    Its fingerprint tells a fault from others, and stays when lines above it come or go.
    """
    return json.dumps([_quality(problem) for problem in problems], indent=2)


def _quality(problem: Problem) -> dict[str, Any]:
    place, words = problem.location, _text(_words(problem))
    known = sha256(f"{problem.code}\0{_text(place.path)}\0{words}".encode()).hexdigest()
    return {
        "description": words,
        "check_name": problem.code,
        "fingerprint": known,
        "severity": "major" if problem.severity is Severity.ERROR else "minor",
        "location": {"path": _text(place.path), "lines": {"begin": max(place.line, 1)}},
    }


def as_sarif(problems: Sequence[Problem]) -> str:
    """SARIF 2.1.0 (OASIS), as code scanning services read it: one run, one rule for each code that occurs."""
    codes = sorted({problem.code for problem in problems})
    rules = [{"id": code, "shortDescription": {"text": CODES.get(code, code)}} for code in codes]
    driver = {"name": "packatlas", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in problems],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2)


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity.value,
        "message": {"text": _text(_words(problem))},
        "locations": [_physical(problem.location)],
    }
    if problem.related:
        result["relatedLocations"] = [_physical(place) for place in problem.related]
    return result


def _physical(place: Location) -> dict[str, Any]:
    path = PurePosixPath(place.path or ".")
    uri = quote(str(path).encode("utf-8", "surrogateescape"))
    physical: dict[str, Any] = {"artifactLocation": {"uri": f"file://{uri}" if path.is_absolute() else uri}}
    if place.line:
        physical["region"] = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    return {"physicalLocation": physical}
