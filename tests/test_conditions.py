"""The conditions of the promise: what breaks them, what follows, and that a page says so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from packatlas.catalog import assemble
from packatlas.checks import run_checks
from packatlas.cli import main
from packatlas.errors import Location, Severity
from packatlas.findings import Finding, Rating, Report, Scan
from packatlas.model import Benchmark, Layer, Status, Verification
from packatlas.policy import Condition, Shield, standing
from packatlas.settings import Consequence, Pace, Policy, Settings
from tests.factories import pack, release

DAY = date(2026, 11, 26)
RECORD = Verification(date(2026, 11, 18), "Team", evidence="https://e.example/", location=Location("p.md", 4))
CRITICAL = Scan(
    (Finding("CVE-1", "openssl", "3.0.1", Rating.CRITICAL, True, ("3.0.2",), seen=date(2026, 11, 2)),),
    (Report("Trivy", finished="2026-11-20T00:00:00Z"),),
)


def policy(key: str, consequence: Consequence) -> Policy:
    changes: dict[str, Any] = {key: consequence}
    return Policy(**changes)


LAPSING = {
    Condition.UPDATE: ("late_update", pack(verification=replace(RECORD, verified_on=date(2026, 8, 1)))),
    Condition.HARDENING: ("missing_cis", pack(layer=Layer.OS, verification=replace(RECORD, cis=None))),
    Condition.OFFER: (
        "no_active_release",
        pack(verification=RECORD, releases=(release(status=Status.DEPRECATED, since=date(2026, 10, 1)),)),
    ),
    Condition.HOTFIX: ("open_critical", pack(verification=RECORD, releases=(release(scan=CRITICAL),))),
}
"""For each condition its setting, and a pack that doesn't meet it on the day after the verification of `RECORD`."""


@pytest.mark.parametrize("consequence", ["lapse", "warn", "error"])
@pytest.mark.parametrize("condition", LAPSING)
def test_what_follows_is_the_publisher_s_choice_and_the_page_says_it_in_any_case(
    condition: Condition, consequence: Consequence
) -> None:
    key, made = LAPSING[condition]
    shield = standing(made, policy(key, consequence), DAY)
    (one,) = shield.broken
    assert (one.condition, one.consequence) == (condition, consequence)
    assert (shield.shield is Shield.OVERDUE) == (consequence == "lapse")
    assert shield.reasons.count(one.sentence) == 1


def test_every_condition_that_lapses_is_told() -> None:
    several = pack(layer=Layer.K8S, verification=replace(RECORD, verified_on=date(2026, 8, 1), cis=None))
    shield = standing(several, Policy(), DAY)
    assert [one.condition for one in shield.broken] == [Condition.UPDATE, Condition.HARDENING]
    assert [one.sentence for one in shield.broken] == [*shield.reasons[:2]]


def test_a_layer_may_have_update_times_of_its_own() -> None:
    own = Policy(layers=(Pace(4, 3, "k8s"),))
    record = Verification(date(2026, 11, 1), "Team", Benchmark("CIS", "1", 1))
    days = [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 30)]
    for layer, expected in (
        (Layer.K8S, ["current", "due", "due", "overdue"]),
        (Layer.OS, ["current", "current", "current", "current"]),
    ):
        made = pack(layer=layer, verification=record)
        assert [standing(made, own, day).shield.value for day in days] == expected
    late = standing(pack(layer=Layer.K8S, verification=record), own, days[-1])
    assert late.reasons[0].endswith("verified packs of its layer are updated within 4 weeks.")


def test_the_kernel_keeps_the_times_of_its_shelf() -> None:
    assert Policy(layers=(Pace(4, 3, "os"),)).pace("kernel", "os").update_weeks == 4
    assert Policy(layers=(Pace(4, 3, "os"), Pace(2, 1, "kernel"))).pace("kernel", "os").update_weeks == 2


@pytest.mark.parametrize(("consequence", "severity"), [("warn", Severity.WARNING), ("error", Severity.ERROR)])
@pytest.mark.parametrize("condition", LAPSING)
def test_what_doesn_t_lapse_is_reported_as_the_publisher_wants_it(
    condition: Condition, consequence: Consequence, severity: Severity
) -> None:
    key, made = LAPSING[condition]
    settings = Settings(as_of=DAY, policy=policy(key, consequence))
    catalog, _ = assemble((made,), (), (), settings)
    code = "PA208" if condition is Condition.HOTFIX else "PA125"
    (told,) = [problem for problem in run_checks(catalog, settings) if problem.code in ("PA110", "PA125", "PA208")]
    assert (told.code, told.severity, told.location) == (code, severity, RECORD.location)
    assert told.hint


@pytest.mark.parametrize(
    ("consequence", "expected"), [("lapse", []), ("warn", [Severity.WARNING]), ("error", [Severity.ERROR])]
)
def test_a_step_that_a_file_lags_behind_is_reported_where_the_publisher_wants_it(
    consequence: Consequence, expected: list[Severity]
) -> None:
    old = release("1.0.0", status=Status.DEPRECATED, since=date(2026, 8, 1), location=Location("p.md", 9))
    fresh = release("2.0.0", status=Status.DEPRECATED, since=date(2026, 11, 1))
    settings = Settings(as_of=DAY, policy=Policy(late_step=consequence))
    catalog, problems = assemble((pack(releases=(fresh, old)),), (), (), settings)
    assert catalog.by_name["demo"].releases[1].status is Status.DISABLED
    told = [problem for problem in problems if problem.code == "PA089"]
    assert [problem.severity for problem in told] == expected
    for problem in told:
        assert problem.message == "'demo' 1.0.0 is stated as deprecated, and has been disabled since 1 November 2026"
        assert problem.hint == "write `status: disabled` and `since: 2026-11-01`"


def test_catalog_yaml_states_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    content.mkdir()
    (content / "kubernetes.md").write_text(
        "---\ntitle: Kubernetes\nlayer: k8s\nverification: {verified_on: 2026-10-20, by: Team}\n"
        'releases: [{version: "1.33"}]\n---\nWords.\n'
    )
    states = []
    for said in ("{}", "{missing_cis: warn}", "{missing_cis: warn, layers: {k8s: {update_weeks: 4}}}"):
        (content / "catalog.yaml").write_text(f"policy: {said}\n")
        assert main(["build", "--as-of", "2026-11-18"]) == 0
        states.append(json.loads((tmp_path / "build/api/v1/packs/kubernetes.json").read_text())["shield"]["state"])
    assert states == ["overdue", "current", "overdue"]
    (content / "catalog.yaml").write_text("policy: {missing_cis: error}\n")
    assert main(["build", "--as-of", "2026-11-18"]) == 1
