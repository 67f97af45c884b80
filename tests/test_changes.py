"""What changed since the last publish: shields and serious vulnerabilities, as values, JSON and a feed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from packatlas.build import build
from packatlas.catalog import Catalog, assemble
from packatlas.findings import Finding, Rating, Report
from packatlas.history import Change, Kind, Published, PublishedPack
from packatlas.model import Artifact, Pack, Verification
from packatlas.outputs.api_security import api_security
from packatlas.outputs.security_feed import security_feed
from packatlas.plan.changes import KEPT, NAMED, changes
from packatlas.settings import Settings
from tests.factories import pack, release
from tests.scan_reports import trivy, vulnerability
from tests.site_builds import files_of

TODAY = date(2026, 11, 23)
BEFORE = TODAY - timedelta(days=7)
SETTINGS = Settings(title="Packs", base_url="https://packs.example/docs/", as_of=TODAY, previous=Path("published"))
ATOM = "{http://www.w3.org/2005/Atom}"


def verified(days: int) -> Verification:
    return Verification(TODAY - timedelta(days=days), "Team")


def was(shield: str = "current", days: int = 20, **changes: Any) -> PublishedPack:
    """How the pack `demo` stood a week ago."""
    plain = PublishedPack("demo", "Demo", shield, TODAY - timedelta(days=days) if shield != "none" else None, "1.0.0")
    return replace(plain, **changes)


def before(*packs: PublishedPack, **changes: Any) -> Published:
    return replace(Published(BEFORE, {one.name: one for one in packs}, {}), **changes)


def report(*ids: str, rating: Rating = Rating.CRITICAL) -> Report:
    findings = tuple(Finding(id, "openssl", "3.0.1", rating) for id in ids)
    return Report("Trivy", finished="2026-11-20T00:00:00Z", findings=findings, place="security/demo/1.0.0.json")


def catalog(published: Published | None, *reports: Report, **pack_changes: Any) -> Catalog:
    several = [pack("demo", **pack_changes)] if pack_changes.pop("present", True) else []
    return assemble(several, (), (), SETTINGS, (), reports, published)[0]


def kinds(published: Published | None, *reports: Report, **pack_changes: Any) -> list[str]:
    return [change.kind.value for change in changes(catalog(published, *reports, **pack_changes), SETTINGS)]


@pytest.mark.parametrize(
    ("old", "verification", "expected"),
    [
        (was("none"), verified(3), ["gained"]),
        (None, verified(3), ["gained"]),
        (was(), None, ["lost"]),
        (was("due", 54), verified(61), ["lapsed"]),
        (was("overdue", 61), verified(61), []),
        (was(), verified(20), []),
        (was(days=50), verified(3), ["renewed"]),
        (was("overdue", 70), verified(3), ["renewed"]),
        (was("overdue", 20), verified(20), ["renewed"]),
        (was("due", 50), verified(50), []),
        (was("none"), None, []),
        (None, None, []),
    ],
)
def test_what_happened_to_a_shield(
    old: PublishedPack | None, verification: Verification | None, expected: list[str]
) -> None:
    assert kinds(before(*([old] if old else [])), verification=verification) == expected


def test_a_pack_that_is_gone_has_lost_its_shield() -> None:
    gone = was(name="gone", title="Gone")
    (change,) = changes(catalog(before(gone, was("none"))), SETTINGS)
    assert (change.kind, change.pack, change.title) == (Kind.LOST, "gone", "Gone")
    assert kinds(before(was("none", name="gone"))) == []


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        ({"CVE-1"}, ("CVE-1",), []),
        ({"CVE-1"}, ("CVE-1", "CVE-2"), [("opened", ("CVE-2",))]),
        ({"CVE-1"}, (), [("closed", ("CVE-1",))]),
        ({"CVE-1"}, ("CVE-2",), [("opened", ("CVE-2",)), ("closed", ("CVE-1",))]),
        (None, ("CVE-1",), [("opened", ("CVE-1",))]),
        (None, (), []),
    ],
)
def test_what_happened_to_serious_vulnerabilities(
    known: set[str] | None, now: tuple[str, ...], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    serious = {} if known is None else {("demo", "1.0.0"): frozenset(known)}
    found = changes(catalog(before(was("none"), serious=serious), report(*now)), SETTINGS)
    assert [(change.kind.value, change.issues) for change in found] == expected


def test_a_new_release_is_compared_with_the_one_before_it() -> None:
    serious = {("demo", "0.9.0"): frozenset({"CVE-1", "CVE-2"})}
    old = was("none", version="0.9.0")
    (change,) = changes(catalog(before(old, serious=serious), report("CVE-1")), SETTINGS)
    assert (change.kind, change.version, change.issues) == (Kind.CLOSED, "1.0.0", ("CVE-2",))


def test_harmless_vulnerabilities_and_missing_reports_are_no_news() -> None:
    serious = {("demo", "1.0.0"): frozenset({"CVE-1"})}
    assert kinds(before(was("none")), report("CVE-2", rating=Rating.MEDIUM)) == []
    assert kinds(before(was("none"), serious=serious)) == [], "what is no longer known has not been mended"


def test_a_change_names_some_vulnerabilities_and_counts_the_rest() -> None:
    many = report(*(f"CVE-2026-{number}" for number in range(1000, 1000 + NAMED + 7)))
    (change,) = changes(catalog(before(was("none")), many), SETTINGS)
    assert (len(change.issues), change.more) == (NAMED, 7)


def test_older_changes_are_carried_on_and_the_oldest_dropped() -> None:
    old = tuple(Change(BEFORE, Kind.OPENED, "x", "X", "1", (f"CVE-{number}",)) for number in range(KEPT))
    found = changes(catalog(before(was("none"), changes=old), verification=verified(3)), SETTINGS)
    assert [found[0].kind, *found[1:]] == [Kind.GAINED, *old[:-1]]


def test_without_an_earlier_publish_nothing_is_known_to_have_changed() -> None:
    assert kinds(None, report("CVE-1"), verification=verified(3)) == []


# --- The files -------------------------------------------------------------------------------------------------------


def written(published: Published | None, settings: Settings = SETTINGS, *reports: Report) -> dict[str, bytes]:
    made = catalog(published, *reports, verification=verified(3))
    files: list[Artifact] = [*api_security(made, settings), *security_feed(made, settings)]
    return {file.path: file.content for file in files if isinstance(file.content, bytes)}


def entries(files: dict[str, bytes]) -> list[dict[str, str]]:
    root = ElementTree.fromstring(files["security/feed.xml"])
    return [
        {child.tag.removeprefix(ATOM): child.text or child.get("href") or child.get("term") or "" for child in entry}
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_the_feed_says_what_changed_with_lasting_ids() -> None:
    files = written(before(was("none")), SETTINGS, report("CVE-2026-1"))
    gained, opened = entries(files)
    assert gained["title"] == "Demo: shield gained"
    assert gained["link"] == "https://packs.example/docs/packs/demo/#shield"
    assert gained["updated"] == "2026-11-23T00:00:00Z"
    assert opened["title"] == "Demo: 1 serious vulnerability found in 1.0.0"
    assert (opened["summary"], opened["category"]) == ("CVE-2026-1", "opened")
    assert opened["id"].startswith("tag:packs.example,2026:/docs/security/2026-11-23/opened/demo/")
    assert written(before(was("none")), SETTINGS, report("CVE-2026-1")) == files


def test_changes_of_one_kind_and_day_have_different_ids() -> None:
    old = tuple(Change(BEFORE, Kind.OPENED, "demo", "Demo", "1", (id,)) for id in ("CVE-1", "CVE-2"))
    found = [entry["id"] for entry in entries(written(before(was("current", 3), changes=old)))]
    assert len(set(found)) == len(found) == 2


def test_the_feed_leads_to_the_page_of_the_whole_for_a_pack_that_is_gone() -> None:
    gone = entries(written(before(was(name="gone", title="Gone"), was("current", 3))))
    assert [entry["link"] for entry in gone] == ["https://packs.example/docs/security/"]


def test_no_feed_is_made_where_no_earlier_publish_is_named() -> None:
    files = written(None, replace(SETTINGS, previous=None))
    assert "security/feed.xml" not in files
    assert "api/v1/changes.json" not in files
    assert json.loads(files["api/v1/security.json"])["feed"] is None


def test_an_empty_feed_never_moves() -> None:
    later = replace(SETTINGS, as_of=TODAY + timedelta(days=1))
    assert written(None)["security/feed.xml"] == written(None, later)["security/feed.xml"]


# --- From publish to publish -----------------------------------------------------------------------------------------


def published(folder: Path, day: int, to: str, previous: str = "", *ids: str) -> dict[str, bytes]:
    """A site of one pack with a report, built on a day in November, into a folder of its own."""
    content = folder / "content"
    (content / "packs").mkdir(parents=True, exist_ok=True)
    (content / "packs/demo.md").write_text(
        '---\nlayer: addon\ndescription: A demo.\nreleases: [{version: "1.0"}]\n---\nWords.\n', "utf-8"
    )
    (content / "security/demo").mkdir(parents=True, exist_ok=True)
    text = json.dumps(trivy(*(vulnerability(id) for id in ids), CreatedAt=f"2026-11-{day:02}T00:00:00Z"))
    (content / "security/demo/1.0.json").write_text(text, "utf-8")
    settings = Settings(
        content=content,
        output=folder / to,
        as_of=date(2026, 11, day),
        previous=folder / previous if previous else None,
    )
    result = build(settings)
    assert {problem.code for problem in result.problems} == {"PA120"}  # no logo
    return files_of(folder / to)


def test_a_feed_carries_on_from_publish_to_publish(tmp_path: Path) -> None:
    published(tmp_path, 2, "first", "", "CVE-2026-1000")
    second = published(tmp_path, 9, "second", "first", "CVE-2026-1000", "CVE-2026-2000")
    third = published(tmp_path, 16, "third", "second", "CVE-2026-2000")
    assert [entry["title"] for entry in entries(second)] == ["Demo: 1 serious vulnerability found in 1.0"]
    assert [(entry["title"], entry["updated"][:10]) for entry in entries(third)] == [
        ("Demo: 1 serious vulnerability gone from 1.0", "2026-11-16"),
        ("Demo: 1 serious vulnerability found in 1.0", "2026-11-09"),
    ]
    assert entries(third)[1]["id"] == entries(second)[0]["id"]


def test_to_build_again_from_its_own_site_changes_nothing(tmp_path: Path) -> None:
    published(tmp_path, 2, "first", "", "CVE-2026-1000")
    second = published(tmp_path, 9, "second", "first", "CVE-2026-2000")
    again = published(tmp_path, 9, "again", "second", "CVE-2026-2000")
    assert {path for path in second if again[path] != second[path]} == {"api/v1/changes.json"}
    assert json.loads(again["api/v1/changes.json"])["changes"] == json.loads(second["api/v1/changes.json"])["changes"]


def test_when_a_fix_became_known_is_carried_on(tmp_path: Path) -> None:
    published(tmp_path, 2, "first")
    content = tmp_path / "content/security/demo/1.0.json"
    critical = vulnerability("CVE-2026-1000", Severity="CRITICAL")
    seen = []
    for day, to, previous in ((9, "second", "first"), (16, "third", "second")):
        content.write_text(json.dumps(trivy(critical, CreatedAt=f"2026-11-{day:02}T00:00:00Z")), "utf-8")
        settings = Settings(
            content=tmp_path / "content",
            output=tmp_path / to,
            as_of=date(2026, 11, day),
            previous=tmp_path / previous,
        )
        (scan,) = (one.scan for one in build(settings).catalog.packs[0].releases)
        assert scan is not None
        seen.append(scan.findings[0].seen)
    assert seen == [date(2026, 11, 9), date(2026, 11, 9)]


def test_packs_are_told_apart(tmp_path: Path) -> None:
    several: list[Pack] = [pack("a", verification=verified(3)), pack("b", releases=(release("2.0"),))]
    made = assemble(several, (), (), SETTINGS, (), (), before())[0]
    assert [(change.pack, change.version) for change in changes(made, SETTINGS)] == [("a", "1.0.0")]
