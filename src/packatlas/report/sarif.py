"""Problems as SARIF 2.1.0 (OASIS), for code scanning services: one run, one rule for each code that occurs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from packatlas import __version__
from packatlas.errors import Location, Problem, Severity
from packatlas.report.formats import plain, words_of
from packatlas.report.rules import rule_markdown, rule_text
from packatlas.rulebook import RULES

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
"""What code scanning sorts by."""
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
"""What paths are relative to, as code scanning calls it: the folder that the command ran in."""


def as_sarif(problems: Sequence[Problem]) -> str:
    """The whole document. Every result has a place and a fingerprint that outlives moved lines."""
    codes = sorted({problem.code for problem in problems})
    places = {code: place for place, code in enumerate(codes)}
    seen = Counter[tuple[str, str, str]]()
    run = {
        "tool": {
            "driver": {
                "name": "packatlas",
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, places[problem.code], seen) for problem in problems],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    title = rule.title[:1].upper() + rule.title[1:]
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule_text(rule), "markdown": rule_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["packatlas"],
            "problem.severity": _SEVERITIES[rule.severity],
        },
    }


def _result(problem: Problem, rule: int, seen: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": plain(words_of(problem))},
        "locations": [_physical(problem.location)],
        "partialFingerprints": {"packatlas/v1": _fingerprint(problem, seen)},
    }
    if problem.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": "see also"}, **_physical(place)}
            for number, place in enumerate(problem.related)
        ]
    return result


def _fingerprint(problem: Problem, seen: Counter[tuple[str, str, str]]) -> str:
    """The same for the same fault of a file after lines were added above it; equal faults are numbered."""
    what = (problem.code, problem.location.path, problem.message)
    seen[what] += 1
    text = "\0".join((*what, str(seen[what])))
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _physical(place: Location) -> dict[str, Any]:
    path = PurePosixPath(place.path or ".")
    uri = quote(str(path).encode("utf-8", "surrogateescape"))
    artifact = {"uri": f"file://{uri}"} if path.is_absolute() else {"uri": uri}
    if not path.is_absolute() and ".." not in path.parts:
        artifact["uriBaseId"] = _ROOT
    # Services show no result without a line: what concerns a whole file is shown at its first one.
    region = {"startLine": place.line or 1} | ({"startColumn": place.column} if place.line and place.column else {})
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
