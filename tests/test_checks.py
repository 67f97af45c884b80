"""Checks of a finished catalog: each finds its fault, at its place, and is silent about what is sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from packatlas import checks
from packatlas.catalog import assemble
from packatlas.checks import CHECKS, run_checks
from packatlas.errors import Location, Problem, Severity
from packatlas.findings import Finding, Rating, Report, Scan
from packatlas.markdown import parse
from packatlas.model import Body, Constraint, ConstraintType, Image, Link, Pack, Page, StaticFile, Status, Verification
from packatlas.settings import Policy, Settings
from tests import factories
from tests.factories import body, page, release

SETTINGS = Settings(as_of=date(2026, 11, 23), publisher="Example Platform Team")
RECORD = Location("content/packs/addon/demo.md", 5, 3)
FOLDER = Location("registry/demo-1.0.0/pack.json", 1)
VERIFIED = Verification(date(2026, 11, 1), "Example Platform Team", evidence="https://e.example/1", location=RECORD)


def pack(name: str = "demo", **changes: Any) -> Pack:
    """A pack that no check finds fault with."""
    return factories.pack(name, **{"body": body(), "logo": Path("logo.svg"), **changes})


def told(*packs: Pack, pages: tuple[Page, ...] = ()) -> tuple[Problem, ...]:
    catalog, _ = assemble(packs, pages, (), SETTINGS)
    return run_checks(catalog, SETTINGS)


def findings(*packs: Pack, pages: tuple[Page, ...] = ()) -> list[tuple[str, Location]]:
    return [(problem.code, problem.location) for problem in told(*packs, pages=pages)]


def need(name: str, kind: ConstraintType = ConstraintType.REQUIRED, low: str = "", high: str = "") -> Constraint:
    return Constraint(name, None, kind, low, high, RECORD)


def constrained(low: str, high: str, **changes: Any) -> Pack:
    return pack(releases=(release(requires=(need("kubernetes", low=low, high=high),), **changes),))


def from_registry(**changes: Any) -> Pack:
    return pack(
        origin="registry", source="", **{"releases": (release(location=FOLDER, registry="central"),), **changes}
    )


KUBERNETES = pack("kubernetes", releases=(release("1.33.4"), release("1.31.12")))


def test_a_sound_catalog_has_no_findings() -> None:
    sound = page(body=body(pieces=("<p>", Link("../packs/addon/demo.md#releases", 3), "</p>")))
    assert findings(pack(), pack("checked", verification=VERIFIED), from_registry(name="other"), pages=(sound,)) == []


def test_every_check_is_asked() -> None:
    helpers = {"texts", "units", "ways", "wordings"}
    names = {module.name for module in iter_modules(checks.__path__)} - helpers
    assert {check.__name__.rpartition(".")[2] for check in CHECKS} == names  # type: ignore[attr-defined]
    assert len(CHECKS) == len(names)


# --- Links and images ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hole", "code"),
    [
        (Link("gone.md", 7), "PA100"),
        (Link("#nowhere", 7), "PA102"),
        (Link("../packs/addon/demo.md#nowhere", 7), "PA102"),
        (Image("gone.png", "A net", (), 7), "PA101"),
    ],
)
def test_what_leads_nowhere_is_reported_with_its_line(hole: Link | Image, code: str) -> None:
    broken = page("guides/a", body=body(pieces=("<p>", hole, "</p>")))
    assert findings(pack(), pages=(broken,)) == [(code, Location("content/guides/a.md", 7))]


def test_links_of_a_readme_are_reported_in_the_readme() -> None:
    found = release(body=body(pieces=(Link("docs/x.md", 4),)), location=FOLDER, registry="central")
    assert findings(pack(releases=(found,))) == [("PA100", Location("registry/demo-1.0.0/README.md", 4))]


def test_a_text_full_of_dead_links_is_told_in_short() -> None:
    dead = tuple(Link(f"gone-{number}.md", number + 1) for number in range(80))
    found = told(pages=(page("guides/a", body=body(pieces=dead)),))
    assert len(found) == 51
    assert found[-1].message == "30 more links and images of this text lead nowhere"


def written(text: str) -> Body:
    return parse(text, "content/guides/a.md")[0]


@pytest.mark.parametrize(
    "text",
    ["![](https://a.example/b.png)", "Words ![ ](https://a.example/b.png)", '<img src="https://a.example/b.png">'],
)
def test_an_image_without_words_is_reported(text: str) -> None:
    assert findings(pages=(page("guides/a", body=written(text)),)) == [("PA103", Location("content/guides/a.md", 1))]


@pytest.mark.parametrize(
    "text",
    [
        "![A net](https://a.example/b.png)",
        '<img src="https://a.example/b.png" alt="">',
        "<img src='https://a.example/b.png' alt>",
        '<img alt="A net" src="https://a.example/b.png">',
    ],
)
def test_an_image_may_say_that_it_only_decorates(text: str) -> None:
    assert findings(pages=(page("guides/a", body=written(text)),)) == []


def test_an_image_of_a_readme_is_others_to_mend() -> None:
    found = release(body=written("![](https://a.example/b.png)"), location=FOLDER, registry="central")
    (problem,) = told(from_registry(releases=(found,)))
    assert (problem.code, problem.severity) == ("PA103", Severity.INFO)


# --- Shields ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 9, 1), "PA110"), (date(2026, 11, 1), None), (date(2027, 1, 1), "PA112")]
)
def test_shields_that_lapsed_or_lie_ahead(day: date, expected: str | None) -> None:
    found = findings(pack(verification=replace(VERIFIED, verified_on=day)))
    assert found == ([(expected, RECORD)] if expected else [])


def test_a_verification_shows_its_evidence() -> None:
    assert findings(pack(verification=replace(VERIFIED, evidence=""))) == [("PA115", RECORD)]


@pytest.mark.parametrize(
    ("publisher", "severity"),
    [
        ("Example Platform Team", Severity.WARNING),
        ("example  platform team", Severity.WARNING),
        ("Exаmple Platform Team", Severity.ERROR),  # Cyrillic а
        ("Example\u200bPlatform Team", Severity.ERROR),
        ("Example-Platform-Team.", Severity.ERROR),
        ("ＥＸＡＭＰＬＥ Platform Team", Severity.ERROR),
    ],
)
def test_the_publishers_name_is_not_for_all(publisher: str, severity: Severity) -> None:
    (problem,) = told(pack(publisher=publisher))
    assert (problem.code, problem.severity) == ("PA117", severity)


@pytest.mark.parametrize("changes", [{"publisher": "Another Team"}, {"publisher": ""}])
def test_other_names_are_for_all(changes: dict[str, Any]) -> None:
    assert findings(pack(**changes)) == []


def test_a_verified_pack_bears_the_publishers_name() -> None:
    assert findings(pack(publisher="Example Platform Team", verification=VERIFIED)) == []


# --- What a pack needs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high"), [("1.34", ""), ("", "1.30"), ("1.32.0", "1.33.0"), ("1.33", "1.31"), ("1.33.5", "1.33.4")]
)
def test_a_range_that_no_release_lies_in(low: str, high: str) -> None:
    assert findings(constrained(low, high), KUBERNETES) == [("PA111", RECORD)]


@pytest.mark.parametrize(("low", "high"), [("", ""), ("1.30", "1.33"), ("1.31.12", "1.31.12"), ("1.33.4", "1.33")])
def test_a_range_that_can_be_met(low: str, high: str) -> None:
    assert findings(constrained(low, high), KUBERNETES) == []


def test_an_optional_range_may_miss_and_may_not_end_before_it_begins() -> None:
    missing = need("kubernetes", ConstraintType.OPTIONAL, "1.40", "")
    backwards = need("kubernetes", ConstraintType.OPTIONAL, "1.34", "1.30")
    assert findings(pack(releases=(release(requires=(missing,)),)), KUBERNETES) == []
    assert findings(pack(releases=(release(requires=(backwards,)),)), KUBERNETES) == [("PA111", RECORD)]


@pytest.mark.parametrize(("text", "found"), [(">=1.35 <1.30", True), (">=1.30 <1.35", False), ("1.33", False)])
def test_a_range_of_kubernetes_that_ends_before_it_begins(text: str, found: bool) -> None:
    stated = release(kubernetes=text, location=RECORD)
    assert findings(pack(releases=(stated,))) == ([("PA111", RECORD)] if found else [])


def test_releases_out_of_use_may_need_what_is_gone() -> None:
    assert (
        findings(constrained("1.34", "", status=Status.DELETED, since=date(2026, 1, 1)), pack("kubernetes"))[1:] == []
    )


def test_a_missing_pack_is_reported_once_with_a_near_name() -> None:
    stated = (release("1.0.0", requires=(need("kubernets"),)), release("1.1.0", requires=(need("kubernets"),)))
    (problem,) = told(pack(releases=stated), KUBERNETES)
    assert (problem.code, problem.severity, problem.location) == ("PA085", Severity.ERROR, RECORD)
    assert problem.hint == "did you mean 'kubernetes'?"


def test_a_registry_may_need_what_another_one_has() -> None:
    stated = release(requires=(need("elsewhere"),), registry="central")
    (problem,) = told(from_registry(releases=(stated,)))
    assert (problem.code, problem.severity) == ("PA085", Severity.WARNING)


def test_an_optional_or_excluded_pack_may_be_missing() -> None:
    stated = release(requires=(need("other", ConstraintType.OPTIONAL), need("rival", ConstraintType.NOT_SUPPORTED)))
    assert findings(pack(releases=(stated,))) == []


def test_an_unknown_successor_is_reported() -> None:
    assert [code for code, _ in findings(pack(replaced_by="gone"))] == ["PA085"]


@pytest.mark.parametrize(
    "changes",
    [
        {"replaced_by": "demo"},
        {"replaced_by": "old-demo", "aliases": ("old-demo",)},
        {"aliases": ("demo",)},
        {"releases": (release(requires=(need("demo"),)),)},
        {"releases": (release(requires=(need("demo", ConstraintType.NOT_SUPPORTED),)),)},
    ],
)
def test_a_pack_that_points_at_itself(changes: dict[str, Any]) -> None:
    assert [code for code, _ in findings(pack(**changes))] == ["PA114"]


def test_packs_that_replace_each_other() -> None:
    found = told(pack("a", replaced_by="b"), pack("b", replaced_by="c"), pack("c", replaced_by="a"))
    assert found[0].message == "'a' is replaced by itself: a -> b -> c -> a"
    assert [problem.code for problem in found] == ["PA114"] * 3
    assert told(pack("d", replaced_by="e"), pack("e", replaced_by="f"), pack("f")) == ()


def test_an_upgrade_is_from_itself() -> None:
    stated = release("2.0.0", requires=(need("demo", ConstraintType.UPGRADE, "1.0", "1.9"),))
    assert findings(pack(releases=(stated, release("1.0.0")))) == []


# --- What a pack tells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"body": None}, [("PA118", Severity.WARNING)]),
        ({"description": ""}, [("PA119", Severity.WARNING)]),
        ({"logo": None}, [("PA120", Severity.INFO)]),
    ],
)
def test_what_a_page_lacks(changes: dict[str, Any], expected: list[tuple[str, Severity]]) -> None:
    assert [(problem.code, problem.severity) for problem in told(pack(**changes))] == expected


def test_the_first_sentence_of_a_text_is_no_description_that_its_author_wrote() -> None:
    derived = pack(body=written("Calico connects pods and more."), described=False)
    assert [code for code, _ in findings(derived)] == ["PA119"]
    assert told(replace(derived, origin="registry")) == told(replace(derived, described=True)) == ()


def test_what_a_registry_lacks_is_advice() -> None:
    found = told(from_registry(body=None, description="", logo=None))
    assert {(problem.code, problem.severity) for problem in found} == {
        ("PA118", Severity.INFO), ("PA119", Severity.INFO), ("PA120", Severity.INFO)
    }  # fmt: skip


def test_a_folder_with_two_logos() -> None:
    files = tuple(StaticFile(path, Path(path), FOLDER) for path in ("logo.png", "Logo.svg", "docs/logo.png", "a.png"))
    (problem,) = told(from_registry(releases=(release(location=FOLDER, registry="central", files=files),)))
    assert (problem.code, problem.message) == ("PA124", "there are 2 logos: Logo.svg, logo.png")
    assert told(from_registry(releases=(release(location=FOLDER, registry="central", files=files[1:]),))) == ()


# --- Dates and versions -------------------------------------------------------------------------------------------


def test_a_release_of_tomorrow() -> None:
    ahead = release(released=date(2026, 11, 24), location=RECORD)
    assert findings(pack(releases=(ahead,))) == [("PA121", RECORD)]
    assert findings(pack(releases=(replace(ahead, released=SETTINGS.as_of),))) == []


def dated(*versions: tuple[str, int]) -> Pack:
    """Releases with the day of November on which each came out."""
    return pack(releases=tuple(release(text, released=date(2026, 11, day), location=RECORD) for text, day in versions))


@pytest.mark.parametrize(
    "versions",
    [
        [("3.31.4", 1), ("3.31.3", 2)],
        [("3.30.2-rev2", 1), ("3.30.2", 2)],
        [("1.0.0", 1), ("1.0.0-rc.1", 2)],
        [("3.31.5", 1), ("3.31.4", 1), ("3.31.3", 2)],
    ],
)
def test_versions_that_go_backwards(versions: list[tuple[str, int]]) -> None:
    assert findings(dated(*versions)) == [("PA122", RECORD)]


@pytest.mark.parametrize(
    "versions",
    [
        [("3.31.4", 2), ("3.31.3", 1)],
        [("3.31.4", 1), ("3.31.3", 1)],
        [("3.31.4", 1), ("3.30.9", 2)],
        [("4.0.0", 1), ("3.31.5", 2)],
    ],
)
def test_versions_that_go_on_and_older_lines_that_are_kept(versions: list[tuple[str, int]]) -> None:
    assert findings(dated(*versions)) == []


@pytest.mark.parametrize("status", [Status.DEPRECATED, Status.DISABLED])
def test_a_status_has_its_day(status: Status) -> None:
    last = release("1.0.0", status=status, location=RECORD)
    assert findings(pack(releases=(release("2.0.0"), last))) == [("PA123", RECORD)]
    assert findings(pack(releases=(release("2.0.0"), replace(last, since=date(2026, 11, 1))))) == []
    assert findings(pack(releases=(release("2.0.0"), replace(last, registry="central")))) == []


def test_a_deprecated_pack_names_its_successor() -> None:
    last = release(status=Status.DEPRECATED, since=date(2026, 11, 1), location=RECORD)
    assert findings(pack(releases=(last,))) == [("PA113", RECORD)]
    assert findings(pack(releases=(last,), replaced_by="other"), pack("other")) == []
    assert findings(pack(releases=(last, release("0.9.0")))) == []


def test_problems_have_a_way_out() -> None:
    late = pack(verification=replace(VERIFIED, verified_on=date(2026, 9, 1), evidence=""))
    found = told(
        late, constrained("9", ""), KUBERNETES, pack("x", body=None, description="", logo=None, aliases=("x",))
    )
    assert len(found) > 4
    assert all(problem.hint for problem in found)


# --- Security reports ------------------------------------------------------------------------------------------------


def scanned(seen: date, finished: str = "2026-11-20T00:00:00Z", **changes: Any) -> Pack:
    found = Finding("CVE-2026-1", "openssl", "3.0.1", Rating.CRITICAL, True, ("3.0.2",), seen=seen)
    report = Report("Trivy", Location("content/security/demo/1.0.0.json"), finished=finished)
    record = replace(VERIFIED, verified_on=date(2026, 11, 18))
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
