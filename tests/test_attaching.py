"""Which report is on which release, and what is said of those that are on none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from packatlas.catalog import Catalog, assemble
from packatlas.errors import Location, Problem, Severity
from packatlas.findings import Finding, Rating, Report, Scan
from packatlas.history import Published
from packatlas.model import Pack
from packatlas.settings import Settings
from tests.factories import pack, release

SETTINGS = Settings(as_of=date(2026, 11, 23))
CRITICAL = Finding("CVE-2026-1", "openssl", "3.0.1", Rating.CRITICAL, fixable=True)


def report(place: str, id: str = "CVE-2026-1", **changes: Any) -> Report:
    plain = Report(
        "Trivy",
        Location(f"{changes.get('registry') or 'content'}/{place}"),
        subject="image",
        finished="2026-11-20T00:00:00Z",
        findings=(replace(CRITICAL, id=id),),
        place=place,
    )
    return replace(plain, **changes)


def made(
    *reports: Report, packs: tuple[Pack, ...] = (), published: Published | None = None
) -> tuple[Catalog, list[Problem]]:
    several = packs or (pack("app", aliases=("old-app",), releases=(release("1.0"), release("2.0"))),)
    catalog, problems = assemble(several, (), (), SETTINGS, (), reports, published)
    return catalog, [one for one in problems if one.code.startswith("PA2")]


def scans(catalog: Catalog) -> dict[str, list[str] | None]:
    """What was found in each release of the first pack."""
    return {
        one.version.text: None if one.scan is None else [finding.id for finding in one.scan.findings]
        for one in catalog.packs[0].releases
    }


@pytest.mark.parametrize(
    "place",
    [
        "security/app/1.0.json",
        "security/app/1.0/any name.json",
        "security/old-app/1.0.json",
        "security/app/v1.0.0.json",
    ],
)
def test_the_path_of_a_report_says_what_it_is_on(place: str) -> None:
    catalog, problems = made(report(place))
    assert scans(catalog) == {"2.0": None, "1.0": ["CVE-2026-1"]}
    assert problems == []


def test_several_reports_on_one_release_are_counted_together() -> None:
    catalog, _ = made(
        report("security/app/1.0.json"),
        report("security/app/1.0/node.json", "CVE-2026-2", subject="node"),
        report("security/app/1.0/again.json", subject="node again"),
    )
    assert scans(catalog) == {"2.0": None, "1.0": ["CVE-2026-1", "CVE-2026-2"]}


def test_a_page_may_name_one_report_for_several_releases() -> None:
    named = (("security/base/image.json", Location("content/packs/app.md", 9)),)
    several = (pack("app", releases=(release("1.0", reports=named), release("2.0", reports=named))),)
    catalog, problems = made(report("security/base/image.json"), packs=several)
    assert scans(catalog) == {"2.0": ["CVE-2026-1"], "1.0": ["CVE-2026-1"]}
    assert problems == []


def test_a_report_that_a_page_names_and_nobody_has_is_an_error() -> None:
    here = Location("content/packs/app.md", 9)
    several = (pack("app", releases=(release("1.0", reports=(("security/base/imag.json", here),)),)),)
    catalog, problems = made(report("security/base/image.json"), packs=several)
    assert scans(catalog) == {"1.0": None}
    (missing,) = (one for one in problems if one.code == "PA204")
    assert (missing.location, missing.severity) == (here, Severity.ERROR)
    assert missing.hint == "did you mean 'security/base/image.json'?"


@pytest.mark.parametrize(
    ("place", "words", "hint"),
    [
        ("security/appp/1.0.json", "on no release of the catalog", "did you mean 'app'?"),
        ("security/app/1.1.json", "the pack 'app' has no release '1.1'", "did you mean '1.0'?"),
        ("security/app/nothing alike.json", "has no release 'nothing alike'", "one of 2.0, 1.0"),
        ("security/app.json", "on no release", "call it security/NAME/VERSION.json"),
        ("security/a/b/c/d.json", "on no release", "call it security/NAME/VERSION.json"),
    ],
)
def test_a_report_on_nothing_is_told_and_counts_nowhere(place: str, words: str, hint: str) -> None:
    catalog, problems = made(report(place))
    assert scans(catalog) == {"2.0": None, "1.0": None}
    assert [(one.code, one.severity) for one in problems] == [("PA203", Severity.WARNING)]
    assert words in problems[0].message
    assert hint in problems[0].hint


def test_a_registry_speaks_of_its_own_releases_only() -> None:
    several = (
        pack("app", releases=(release("1.0", registry="mine"), release("2.0", registry="other"), release("3.0"))),
    )
    reports = [report(f"security/app/{version}.json", registry="mine") for version in ("1.0", "2.0", "3.0")]
    catalog, problems = made(*reports, packs=several)
    assert scans(catalog) == {"3.0": None, "2.0": None, "1.0": ["CVE-2026-1"]}
    assert [one.message for one in problems] == [
        f"the pack 'app' has no release '{version}' of the registry 'mine' that this report could be on"
        for version in ("2.0", "3.0")
    ]


def test_the_publishers_own_report_goes_before_that_of_a_registry() -> None:
    several = (pack("app", releases=(release("1.0", registry="mine"),)),)
    catalog, problems = made(
        report("security/app/1.0.json", "CVE-2026-2", registry="mine", finished="2026-11-22T00:00:00Z"),
        report("security/app/1.0.json"),
        packs=several,
    )
    assert scans(catalog) == {"1.0": ["CVE-2026-1"]}
    assert problems == []


def test_an_earlier_publish_says_since_when_a_vulnerability_is_known() -> None:
    published = Published(date(2026, 11, 1), {}, {}, {("app", "1.0"): {"CVE-2026-1": date(2026, 10, 5)}})
    catalog, _ = made(report("security/app/1.0.json"), report("security/app/2.0.json"), published=published)
    seen = {
        one.version.text: [f.seen for f in scan.findings]
        for one in catalog.packs[0].releases
        if isinstance(scan := one.scan, Scan)
    }
    assert seen == {"1.0": [date(2026, 10, 5)], "2.0": [date(2026, 11, 20)]}


def test_the_order_of_reports_does_not_matter() -> None:
    several = [report("security/app/1.0/b.json"), report("security/app/1.0/a.json", "CVE-2026-2"), report("security/x")]
    assert made(*several)[0].packs == made(*reversed(several))[0].packs
    assert made(*several)[1] == made(*reversed(several))[1]
