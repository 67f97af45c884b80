"""Reports of Trivy and Grype in all their shapes, and what happens with those that are none."""

from __future__ import annotations

import copy
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas import scans
from packatlas.errors import Problem, Severity
from packatlas.findings import Finding, Rating, Report, distinct
from tests.scan_reports import grype, independent_count, match, trivy, vulnerability

FILE = "content/security/app/1.0.json"


def outcome(report: Any) -> tuple[Report | None, tuple[Problem, ...]]:
    return scans.read(report if isinstance(report, str) else json.dumps(report, indent=1), FILE)


def read(report: Any) -> Report:
    found, problems = outcome(report)
    assert problems == ()
    assert found is not None
    return found


def refused(report: Any) -> Problem:
    found, problems = outcome(report)
    assert found is None
    (problem,) = problems
    assert problem.severity is Severity.ERROR
    assert problem.location.path == FILE
    assert problem.hint
    return problem


def ids(report: Any) -> list[str]:
    return [finding.id for finding in distinct(read(report).findings)]


# --- Trivy -----------------------------------------------------------------------------------------------------------


def test_trivy_says_who_scanned_what_and_when() -> None:
    report = read(trivy(vulnerability()))
    assert (report.scanner, report.version, report.subject) == ("Trivy", "0.65.0", "registry.example/app:1")
    assert report.finished == "2026-11-20T02:10:11Z"
    assert report.database is None
    assert report.findings == (
        Finding("CVE-2026-1", "openssl", "3.0.1", Rating.HIGH, fixable=True, fixed_in=("3.0.2",)),
    )


@pytest.mark.parametrize(
    ("changes", "fixable", "fixed_in"),
    [
        ({"FixedVersion": "3.0.2, 3.1.4"}, True, ("3.0.2", "3.1.4")),
        ({"FixedVersion": ""}, False, ()),
        ({"FixedVersion": None, "Status": "will_not_fix"}, False, ()),
    ],
)
def test_trivy_names_fixed_versions_in_one_text(
    changes: dict[str, Any], fixable: bool, fixed_in: tuple[str, ...]
) -> None:
    (finding,) = read(trivy(vulnerability(**changes))).findings
    assert (finding.fixable, finding.fixed_in) == (fixable, fixed_in)


@pytest.mark.parametrize(
    ("word", "rating"),
    [
        ("CRITICAL", Rating.CRITICAL),
        ("Negligible", Rating.NEGLIGIBLE),
        ("UNKNOWN", Rating.UNKNOWN),
        ("", Rating.UNKNOWN),
        ("MODERATE", Rating.UNKNOWN),
        (None, Rating.UNKNOWN),
    ],
)
def test_ratings_are_read_in_any_case_and_others_are_unknown(word: str | None, rating: Rating) -> None:
    assert read(trivy(vulnerability(Severity=word))).findings[0].rating is rating
    assert read(grype(match(severity=word))).findings[0].rating is rating


def test_one_vulnerability_in_several_targets_counts_once() -> None:
    results = trivy(vulnerability())["Results"] * 2
    assert ids(trivy(Results=results)) == ["CVE-2026-1"]


@pytest.mark.parametrize("nothing", [{"Results": None}, {"Results": []}, {"Results": [{"Target": "x"}]}])
def test_nothing_found_is_no_finding(nothing: dict[str, Any]) -> None:
    assert read(trivy(**nothing)).findings == ()
    assert read(trivy(**nothing)).of_packages


def test_what_vex_took_out_does_not_count() -> None:
    modified = {"Type": "vulnerability", "Status": "not_affected", "Finding": vulnerability("CVE-2026-2")}
    results = [{"Target": "x", "Class": "os-pkgs", "Vulnerabilities": None, "ExperimentalModifiedFindings": [modified]}]
    assert ids(trivy(Results=results)) == []


def test_vendor_ids_are_aliases_only_where_they_are_advisories_of_github() -> None:
    one = vulnerability(VendorIDs=["GHSA-cfh5-3ghh-wfjx", "RHSA-2026:1"])
    other = vulnerability("CVE-2026-2", VendorIDs=["RHSA-2026:1"])
    alias = vulnerability("GHSA-cfh5-3ghh-wfjx", Severity="LOW")
    assert ids(trivy(one, other, alias)) == ["CVE-2026-1", "CVE-2026-2"]


def test_trivy_before_its_schema_wrote_a_list() -> None:
    legacy = [
        {"Target": "app (alpine 3.12)", "Type": "alpine", "Vulnerabilities": [vulnerability()]},
        {"Target": "package-lock.json", "Vulnerabilities": None},
    ]
    assert ids(legacy) == ["CVE-2026-1"]
    assert (read(legacy).version, read(legacy).finished) == ("", "")
    assert ids(legacy[1:]) == []


@pytest.mark.parametrize("key", ["Resources", "Findings", "Vulnerabilities"])
def test_trivy_on_a_cluster_lists_resources(key: str) -> None:
    resources = [
        {"Kind": "Deployment", "Name": name, "Results": [{"Target": "x", "Vulnerabilities": [vulnerability(id)]}]}
        for name, id in (("a", "CVE-2026-1"), ("b", "CVE-2026-2"), ("c", "CVE-2026-1"))
    ]
    assert ids({"ClusterName": "c1", key: resources}) == ["CVE-2026-1", "CVE-2026-2"]
    assert read({"ClusterName": "c1", key: resources}).subject == "c1"


def test_what_trivy_could_not_scan_is_told() -> None:
    resources = [{"Kind": "Pod", "Name": "a", "Error": "no such image"}, {"Kind": "Pod", "Name": "b", "Error": "x"}]
    report, problems = outcome({"ClusterName": "c1", "Resources": resources})
    assert report is not None
    assert report.gaps == 2
    assert [(one.code, one.severity) for one in problems] == [("PA206", Severity.WARNING)]


def test_a_predicate_for_cosign_has_the_report_within() -> None:
    predicate = {
        "invocation": {"uri": ""},
        "scanner": {"uri": "pkg:github/aquasecurity/trivy@dev", "version": "0.66.0", "result": trivy(vulnerability())},
        "metadata": {"scanStartedOn": "2026-11-21T00:00:00Z", "scanFinishedOn": "2026-11-21T00:05:00Z"},
    }
    report = read(predicate)
    assert (report.version, report.day, len(report.findings)) == ("0.66.0", date(2026, 11, 21), 1)


@pytest.mark.parametrize("kind", ["config", "secret", "license"])
def test_a_report_on_something_else_than_packages_is_doubted(kind: str) -> None:
    report, problems = outcome(trivy(Results=[{"Target": "Dockerfile", "Class": kind}]))
    assert report is not None
    assert not report.of_packages
    assert [(one.code, one.severity) for one in problems] == [("PA205", Severity.WARNING)]


def test_a_report_on_configuration_and_packages_is_not_doubted() -> None:
    assert read(trivy(Results=[{"Target": "a", "Class": "config"}, {"Target": "b", "Class": "lang-pkgs"}])).of_packages


# --- Grype -----------------------------------------------------------------------------------------------------------


def test_grype_says_who_scanned_what_and_when_with_which_list() -> None:
    report = read(grype(match()))
    assert (report.scanner, report.version, report.subject) == ("Grype", "0.96.0", "registry.example/app:1")
    assert (report.day, report.database) == (date(2026, 11, 20), date(2026, 11, 19))
    assert report.findings == (
        Finding("CVE-2026-1", "openssl", "3.0.1", Rating.HIGH, fixable=True, fixed_in=("3.0.2",)),
    )


@pytest.mark.parametrize(
    ("db", "day"),
    [
        ({"built": "2026-11-18T01:00:00Z", "schemaVersion": 5}, date(2026, 11, 18)),
        ({"dataAge": "2026-11-17T01:00:00Z", "schemaVersion": 2}, date(2026, 11, 17)),
        ({"built": "0001-01-01T00:00:00Z"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_day_of_grypes_list_has_had_several_places(db: dict[str, Any] | None, day: date | None) -> None:
    assert read(grype(descriptor={"name": "grype", "version": "[not provided]", "db": db})).database == day
    assert read(grype(descriptor={"name": "grype", "version": "[not provided]", "db": db})).version == ""


@pytest.mark.parametrize("target", ["/some/path", {"userInput": "/some/path"}])
def test_what_grype_scanned_is_an_image_or_a_path(target: object) -> None:
    assert read(grype(source={"type": "directory", "target": target})).subject == "/some/path"


@pytest.mark.parametrize(
    ("fix", "fixable"),
    [
        ({"versions": ["1"], "state": "fixed"}, True),
        ({"versions": [], "state": "fixed"}, True),
        ({"versions": [], "state": "wont-fix"}, False),
        ({"versions": None, "state": "unknown"}, False),
        (None, False),
    ],
)
def test_grype_states_whether_there_is_a_fix(fix: object, fixable: bool) -> None:
    assert read(grype(match(fix=fix))).findings[0].fixable is fixable


def test_grype_finds_one_vulnerability_under_two_names() -> None:
    ghsa = match("GHSA-cfh5-3ghh-wfjx", related=("CVE-2026-1",), severity="Critical")
    (finding,) = distinct(read(grype(ghsa, match())).findings)
    assert (finding.names, finding.rating) == (("CVE-2026-1", "GHSA-cfh5-3ghh-wfjx"), Rating.CRITICAL)


def test_an_advisory_of_a_distribution_is_not_one_of_its_cves() -> None:
    elsa = match("ELSA-2026-1", related=("CVE-2026-1", "CVE-2026-2"))
    assert ids(grype(elsa, match())) == ["CVE-2026-1", "ELSA-2026-1"]


def test_grypes_first_versions_wrote_a_list_and_one_fixed_version() -> None:
    first = [
        {
            "vulnerability": {"id": "CVE-2026-1", "fixedInVersion": "the-next", "cvssV3": {"baseScore": 4}},
            "matchDetails": {"matcher": "dpkg-matcher"},
            "artifact": {"name": "openssl", "version": "3.0.1", "locations": [{"layerIndex": 0}]},
        }
    ]
    (finding,) = read(first).findings
    assert (finding.rating, finding.fixed_in) == (Rating.UNKNOWN, ("the-next",))
    assert ids({"matches": first, "image": {"tags": ["app:1"]}}) == ["CVE-2026-1"]


# --- What is no report -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "PA200", "ends too early"),
        ('{"SchemaVersion": 2, "Results": [', "PA200", "ends too early"),
        ('{"SchemaVersion": 2, "ArtifactName": "a', "PA200", "ends too early"),
        ("2026-11-20T04:10:11Z INFO Detected OS\n{}", "PA200", "not JSON"),
        ('{"a": 1} {"b": 2}', "PA200", "extra data"),
        ('{"a": NaN}', "PA200", "NaN"),
        ('{"Results": [], "ArtifactName": "a", "Results": []}', "PA063", "'Results' stands twice"),
        ("[" * 100_000, "PA006", "deep"),
        ("null", "PA201", "no security report"),
        ("7", "PA201", "no security report"),
        ('"x"', "PA201", "no security report"),
        ("[]", "PA201", "empty list"),
        ("{}", "PA201", "no security report"),
        ("[1, 2]", "PA201", "no security report"),
        ('{"SchemaVersion": 2}', "PA201", "no security report"),
        ('{"matches": []}', "PA201", "no security report"),
        ('{"bomFormat": "CycloneDX", "vulnerabilities": []}', "PA201", "CycloneDX"),
        ('{"spdxVersion": "SPDX-2.3"}', "PA201", "SPDX"),
        ('{"version": "2.1.0", "runs": []}', "PA201", "SARIF"),
        ('{"vulnerabilities": ["CVE-2026-1"], "misconfigurations": []}', "PA201", "no security report"),
        ('{"ID": "k8s-cis", "Title": "CIS", "Results": []}', "PA201", "no security report"),
    ],
)
def test_what_is_no_report_is_named_with_a_way_out(text: str, code: str, words: str) -> None:
    problem = refused(text)
    assert problem.code == code
    assert words in problem.message


@pytest.mark.parametrize(
    ("report", "words", "line"),
    [
        (trivy(Results={}), "Results is an object and should be a list", '"Results": {}'),
        (trivy(Results=[1]), "Results[0] is a number and should be an object", "1"),
        (trivy(Results=[{"Vulnerabilities": "none"}]), "should be a list", '"Vulnerabilities": "none"'),
        (trivy(vulnerability(VulnerabilityID=7)), "is a number and should be a text", '"VulnerabilityID": 7,'),
        (trivy(vulnerability(""), vulnerability()), "Vulnerabilities[0] has no identifier", "{"),
        (trivy(vulnerability(), {"PkgName": "x"}), "Vulnerabilities[1] has no identifier", "{"),
        (trivy(vulnerability(Severity=["HIGH"])), "Severity is a list and should be a text", '"Severity": ['),
        (trivy(vulnerability(VendorIDs="GHSA-1")), "is a text and should be a list", '"VendorIDs": "GHSA-1"'),
        (trivy(CreatedAt="yesterday"), "CreatedAt is 'yesterday' and no time", '"CreatedAt": "yesterday",'),
        (trivy(CreatedAt=True), "CreatedAt is a truth value and should be a text", '"CreatedAt": true,'),
        ([{"Target": "a"}, 7], "[1] is a number and should be an object", "7"),
        ([match(), {"vulnerability": {"id": 7}}], "[1].vulnerability.id is a number", '"id": 7'),
        (
            {"scanner": {"result": trivy(Results="none")}},
            "scanner.result.Results is a text and should be a list",
            '"Results": "none"',
        ),
        (grype(match(), matches={}), "matches is an object and should be a list", '"matches": {},'),
        (grype({"vulnerability": "x"}), "vulnerability is a text and should be an object", '"vulnerability": "x"'),
        (grype(descriptor=[]), "descriptor is a list and should be an object", '"descriptor": []'),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_nothing_is_counted(report: Any, words: str, line: str) -> None:
    problem = refused(report)
    assert problem.code == "PA202"
    assert words in problem.message
    assert json.dumps(report, indent=1).splitlines()[problem.location.line - 1].strip() == line


def test_another_schema_is_another_format() -> None:
    problem = refused(trivy(SchemaVersion=3))
    assert (problem.code, problem.location.line) == ("PA201", 2)
    assert "SchemaVersion" in problem.message


def test_names_are_bounded_and_hide_nothing() -> None:
    (finding,) = read(trivy(vulnerability(PkgName="a\u202eb\n  c" + "x" * 9999))).findings
    assert finding.package.startswith("a\ufffdb c")
    assert len(finding.package) == 200


def test_more_findings_than_a_scanner_would_write_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("packatlas.scans.values.MOST_FINDINGS", 3)
    assert len(ids(trivy(*(vulnerability(f"CVE-2026-{n}") for n in range(3))))) == 3
    assert refused(trivy(*(vulnerability(f"CVE-2026-{n}") for n in range(4)))).code == "PA207"


@pytest.mark.parametrize("report", [trivy(vulnerability()), grype(match(related=("GHSA-1",)))], ids=["trivy", "grype"])
def test_a_report_that_is_cut_short_is_never_counted(report: Any) -> None:
    text = json.dumps(report, indent=1)
    for end in range(len(text)):
        assert refused(text[:end]).code == "PA200"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a JSON value with every key into it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([trivy(vulnerability(VendorIDs=["GHSA-1"])), grype(match(related=("GHSA-1",)))]), JSON, st.data()
)
def test_any_value_in_any_place_is_read_or_refused(report: Any, value: Any, data: st.DataObject) -> None:
    changed = copy.deepcopy(report)
    container, key = data.draw(st.sampled_from(places(changed)))
    container[key] = value
    found, problems = outcome(changed)
    assert (found is None) == any(one.severity is Severity.ERROR for one in problems)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    found, problems = outcome(value)
    assert (found is None) == any(one.severity is Severity.ERROR for one in problems)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found, problems = outcome(text)
    assert (found is None) == any(one.severity is Severity.ERROR for one in problems)


# --- Reports that nobody here wrote ----------------------------------------------------------------------------------

NO_REPORTS = {
    "stereoscope-fixture-image-simple.json": "PA200",
    "conda-cyclonedx.json": "PA201",
    "conda-spdx.json": "PA201",
    "summary-ids.json": "PA201",
}
"""Files among the scanners' own that are no reports: an archive, bills of materials, a list of ids."""


def test_the_scanners_own_reports_are_counted_as_somebody_else_would(corpus: Path) -> None:
    files = sorted((corpus / "reports").glob("*/*.json"))
    assert len(files) > 30
    total = 0
    for file in files:
        text = file.read_text("utf-8", errors="replace")
        found, problems = scans.read(text, file.name)
        if file.name in NO_REPORTS:
            assert (found, [one.code for one in problems]) == (None, [NO_REPORTS[file.name]]), file.name
            continue
        assert found is not None, problems
        counts = {rating.value: 0 for rating in Rating}
        for finding in distinct(found.findings):
            counts[finding.rating.value] += 1
        assert counts == independent_count(json.loads(text)), file.name
        assert found.scanner.lower() == file.parent.name
        total += sum(counts.values())
    assert total > 50


def test_the_scanners_own_reports_cut_short_are_never_counted(corpus: Path) -> None:
    chance = random.Random(7)
    for file in sorted((corpus / "reports").glob("*/*.json")):
        text = file.read_text("utf-8", errors="replace").rstrip()
        for _ in range(5):
            found, problems = scans.read(text[: chance.randrange(len(text))], file.name)
            assert found is None
            assert [one.code for one in problems] == ["PA200"]


@pytest.mark.parametrize("report", [trivy(vulnerability()), grype(match())])
def test_the_independent_count_can_disagree(report: Any) -> None:
    assert independent_count(report)["high"] == 1
    assert sum(independent_count(report).values()) == 1
