"""Checks of a finished catalog: each finds its fault, at its place, and is silent about what is sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from packatlas.catalog import assemble
from packatlas.checks import run_checks
from packatlas.errors import Location, Problem, Severity
from packatlas.findings import Finding, Rating, Report, Scan
from packatlas.model import Constraint, ConstraintType, Image, Link, Pack, Page, Status, Verification
from packatlas.settings import Policy, Settings
from tests.factories import body, pack, page, release

SETTINGS = Settings(as_of=date(2026, 11, 23))
RECORD = Location("content/packs/addon/demo.md", 5, 3)


def findings(*packs: Pack, pages: tuple[Page, ...] = ()) -> list[tuple[str, Location]]:
    catalog, _ = assemble(packs, pages, (), SETTINGS)
    return [(problem.code, problem.location) for problem in run_checks(catalog, SETTINGS)]


def constrained(low: str, high: str, **changes: Any) -> Pack:
    need = Constraint("kubernetes", None, ConstraintType.REQUIRED, low, high, RECORD)
    return pack(releases=(release(requires=(need,), **changes),))


KUBERNETES = pack("kubernetes", releases=(release("1.33.4"), release("1.31.12")))


def test_a_sound_catalog_has_no_findings() -> None:
    sound = page(body=body(pieces=("<p>", Link("../packs/addon/demo.md#releases", 3), "</p>")))
    assert findings(pack(), pages=(sound,)) == []


@pytest.mark.parametrize(
    ("hole", "code"),
    [(Link("gone.md", 7), "PA100"), (Link("#nowhere", 7), "PA100"), (Image("gone.png", "A net", (), 7), "PA101")],
)
def test_what_leads_nowhere_is_reported_with_its_line(hole: Link | Image, code: str) -> None:
    broken = page("guides/a", body=body(pieces=("<p>", hole, "</p>")))
    assert findings(pages=(broken,)) == [(code, Location("content/guides/a.md", 7))]


def test_links_of_a_readme_are_reported_in_the_readme() -> None:
    place = Location("registry/demo-1.0.0/pack.json", 1)
    found = release(body=body(pieces=(Link("docs/x.md", 4),)), location=place, registry="central")
    assert findings(pack(releases=(found,))) == [("PA100", Location("registry/demo-1.0.0/README.md", 4))]


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 9, 1), "PA110"), (date(2026, 11, 1), None), (date(2027, 1, 1), "PA112")]
)
def test_shields_that_lapsed_or_lie_ahead(day: date, expected: str | None) -> None:
    found = findings(pack(verification=Verification(day, "Example Platform Team", location=RECORD)))
    assert found == ([(expected, RECORD)] if expected else [])


@pytest.mark.parametrize(("low", "high"), [("1.34", ""), ("", "1.30"), ("1.32.0", "1.33.0")])
def test_a_range_that_no_release_lies_in(low: str, high: str) -> None:
    assert findings(constrained(low, high), KUBERNETES) == [("PA111", RECORD)]


@pytest.mark.parametrize(("low", "high"), [("", ""), ("1.30", "1.33"), ("1.31.12", "1.31.12")])
def test_a_range_that_can_be_met(low: str, high: str) -> None:
    assert findings(constrained(low, high), KUBERNETES) == []


def test_releases_out_of_use_may_need_what_is_gone() -> None:
    assert findings(constrained("1.34", "", status=Status.DELETED), KUBERNETES) == []


def test_problems_have_a_way_out() -> None:
    late = pack(verification=Verification(date(2026, 9, 1), "Example Platform Team", location=RECORD))
    catalog, _ = assemble((late, constrained("9", ""), KUBERNETES), (), (), SETTINGS)
    found: tuple[Problem, ...] = run_checks(catalog, SETTINGS)
    assert found
    assert all(problem.hint for problem in found)


def test_a_text_full_of_dead_links_is_told_in_short() -> None:
    dead = tuple(Link(f"gone-{number}.md", number + 1) for number in range(80))
    catalog, _ = assemble((), (page("guides/a", body=body(pieces=dead)),), (), SETTINGS)
    found = run_checks(catalog, SETTINGS)
    assert len(found) == 51
    assert found[-1].message == "30 more links and images of this text lead nowhere"


# --- Security reports ------------------------------------------------------------------------------------------------


def scanned(seen: date, finished: str = "2026-11-20T00:00:00Z", **changes: Any) -> Pack:
    found = Finding("CVE-2026-1", "openssl", "3.0.1", Rating.CRITICAL, True, ("3.0.2",), seen=seen)
    report = Report("Trivy", Location("content/security/demo/1.0.0.json"), finished=finished)
    record = Verification(date(2026, 11, 18), "Team", location=RECORD)
    return pack(verification=record, releases=(release(scan=Scan((found,), (report,))),), **changes)


@pytest.mark.parametrize(
    ("consequence", "expected"),
    [
        ("lapse", ("PA110", Severity.WARNING)),
        ("warn", ("PA208", Severity.WARNING)),
        ("error", ("PA208", Severity.ERROR)),
    ],
)
def test_a_late_hotfix_is_reported_as_the_publisher_wants_it(consequence: Any, expected: tuple[str, Severity]) -> None:
    settings = replace(SETTINGS, policy=Policy(open_critical=consequence))
    catalog, _ = assemble((scanned(date(2026, 11, 2)),), (), (), settings)
    (problem,) = run_checks(catalog, settings)
    assert (problem.code, problem.severity) == expected
    assert problem.location == RECORD
    assert "CVE-2026-1" in problem.message
    assert problem.hint == "release a fix, or a newer scan that shows it"


@pytest.mark.parametrize("consequence", ["lapse", "warn", "error"])
def test_a_hotfix_that_is_not_due_yet_is_no_finding(consequence: Any) -> None:
    settings = replace(SETTINGS, policy=Policy(open_critical=consequence))
    catalog, _ = assemble((scanned(date(2026, 11, 20)),), (), (), settings)
    assert run_checks(catalog, settings) == ()


def test_community_packs_promise_no_hotfixes() -> None:
    community = replace(scanned(date(2026, 1, 1)), verification=None)
    settings = replace(SETTINGS, policy=Policy(open_critical="error"))
    catalog, _ = assemble((community,), (), (), settings)
    assert run_checks(catalog, settings) == ()


@pytest.mark.parametrize(("finished", "codes"), [("2026-11-24T23:00:00Z", []), ("2026-11-25T00:00:00Z", ["PA209"])])
def test_a_report_from_the_future_is_reported(finished: str, codes: list[str]) -> None:
    found = findings(scanned(date(2026, 11, 20), finished))
    assert found == [(code, Location("content/security/demo/1.0.0.json")) for code in codes]
