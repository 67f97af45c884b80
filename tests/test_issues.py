"""Each vulnerability across the catalog: where it is open, which releases fix it, which of them have pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from packatlas import issues as module
from packatlas.findings import Finding, Rating, Report, scan_of
from packatlas.issues import Issue, Place, issues, paged
from packatlas.model import Pack, Release
from tests.factories import pack, release

GHSA = "GHSA-cfh5-3ghh-wfjx"


def finding(id: str = "CVE-2026-1000", rating: Rating = Rating.HIGH, **changes: Any) -> Finding:
    return replace(Finding(id, "openssl", "3.0.1", rating), **changes)


def scanned(version: str, *findings: Finding, **changes: Any) -> Release:
    return release(version, scan=scan_of([Report("Trivy", findings=findings)]), **changes)


def names(places: tuple[Place, ...]) -> list[str]:
    return [f"{place.pack.name} {place.release.version}" for place in places]


def found(*packs: Pack) -> dict[str, Issue]:
    return {issue.id: issue for issue in issues(packs)}


def test_an_issue_knows_where_it_is_open_and_what_fixes_it() -> None:
    one = pack("a", releases=(scanned("2.0", fixes=("CVE-2026-1000",)), scanned("1.0", finding())))
    other = pack("b", releases=(scanned("1.0", finding(rating=Rating.LOW)), release("0.9", fixes=("cve-2026-1000",))))
    issue = found(one, other)["CVE-2026-1000"]
    assert names(issue.open) == ["a 1.0", "b 1.0"]
    assert names(issue.fixed) == ["a 2.0", "b 0.9"]
    assert issue.rating is Rating.HIGH
    assert [place.findings[0].rating for place in issue.open] == [Rating.HIGH, Rating.LOW]


def test_aliases_are_one_issue_across_releases_and_in_what_authors_write() -> None:
    one = pack("a", releases=(scanned("2.0", finding(aliases=(GHSA,))), release("1.0", fixes=(GHSA,))))
    other = pack("b", releases=(scanned("1.0", finding(GHSA)),))
    (issue,) = found(one, other).values()
    assert (issue.id, issue.aliases) == ("CVE-2026-1000", (GHSA,))
    assert (names(issue.open), names(issue.fixed)) == (["a 2.0", "b 1.0"], ["a 1.0"])


def test_each_cve_of_an_advisory_is_open_where_the_advisory_is() -> None:
    advisory = finding("ELSA-2026-1", aliases=("CVE-2026-1000", "CVE-2026-2000"))
    known = found(pack("a", releases=(scanned("1.0", advisory),)))
    assert {id: names(issue.open) for id, issue in known.items()} == {
        "ELSA-2026-1": ["a 1.0"],
        "CVE-2026-1000": ["a 1.0"],
        "CVE-2026-2000": ["a 1.0"],
    }


def test_the_worst_comes_first_and_what_nobody_found_last() -> None:
    several = (
        finding("CVE-2026-3000", Rating.LOW),
        finding("CVE-2026-2000", Rating.CRITICAL),
        finding("CVE-2026-1000", Rating.CRITICAL, fixable=True),
    )
    known = issues((pack("a", releases=(scanned("1.0", *several, fixes=("CVE-2020-1000",)),)),))
    assert [issue.id for issue in known] == ["CVE-2026-1000", "CVE-2026-2000", "CVE-2026-3000", "CVE-2020-1000"]


def test_issues_that_are_serious_or_fixed_have_pages() -> None:
    several = (
        finding("CVE-2026-1000", Rating.HIGH, aliases=(GHSA, "GO-2026-1/../x")),
        finding("CVE-2026-2000", Rating.MEDIUM),
        finding("ELSA-2026-1", Rating.CRITICAL),
        finding("CVE-2026-1/../../index", Rating.CRITICAL),
    )
    pages = paged(issues((pack("a", releases=(scanned("1.0", *several, fixes=("CVE-2026-3000",)),)),)))
    assert pages == {"CVE-2026-1000": "CVE-2026-1000", GHSA: "CVE-2026-1000", "CVE-2026-3000": "CVE-2026-3000"}


def test_there_are_at_most_so_many_pages_and_fixes_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAGES", 2)
    several = [finding(f"CVE-2026-{number}", Rating.CRITICAL) for number in range(1000, 1009)]
    pages = paged(issues((pack("a", releases=(scanned("1.0", *several, fixes=("CVE-2020-1000",)),)),)))
    assert list(pages) == ["CVE-2020-1000", "CVE-2026-1000"]


def test_a_catalog_without_reports_and_fixes_has_no_issues() -> None:
    assert issues((pack("a"),)) == ()
