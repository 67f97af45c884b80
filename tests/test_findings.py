"""A vulnerability counts once: by id, package and version, with its aliases, at its highest rating."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.errors import Location
from packatlas.findings import Finding, Rating, Report, advisory_id, distinct, natural, scan_of

GHSA, OTHER_GHSA = "GHSA-cfh5-3ghh-wfjx", "GHSA-hv5j-3h9f-99c2"


def found(id: str = "CVE-2026-1", **changes: Any) -> Finding:
    return replace(Finding(id, "openssl", "3.0.1", Rating.HIGH), **changes)


def report(*findings: Finding, day: int | None = 1, **changes: Any) -> Report:
    when = f"2026-11-{day:02}T12:00:00Z" if day else ""
    plain = Report("Trivy", Location(f"security/{day}.json"), subject="image", finished=when, findings=findings)
    return replace(plain, **changes)


def ids(*findings: Finding) -> list[str]:
    return [one.id for one in distinct(findings)]


@pytest.mark.parametrize(
    ("others", "count"),
    [
        ((found(),), 1),
        ((found(package="libssl"),), 2),
        ((found(version="3.0.2"),), 2),
        ((found("CVE-2026-2"),), 2),
        ((found("CVE-2026-2"), found("CVE-2026-2", package="libssl"), found()), 3),
    ],
)
def test_a_vulnerability_counts_once_for_each_package_and_version(others: tuple[Finding, ...], count: int) -> None:
    assert len(distinct((found(), *others))) == count


def test_of_several_ratings_the_highest_counts_and_any_fix_is_a_fix() -> None:
    several = (
        found(rating=Rating.UNKNOWN),
        found(rating=Rating.CRITICAL, fixed_in=("3.0.10", "3.0.9"), fixable=True),
        found(rating=Rating.LOW, fixed_in=("3.0.9",), fixable=True),
    )
    assert distinct(several) == (found(rating=Rating.CRITICAL, fixable=True, fixed_in=("3.0.9", "3.0.10")),)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        # an advisory and its CVE, whoever names the other
        ((found(GHSA, aliases=("CVE-2026-1",)), found()), ["CVE-2026-1"]),
        ((found(GHSA), found(aliases=(GHSA,))), ["CVE-2026-1"]),
        # an advisory alone is known by its CVE, or by itself
        ((found(GHSA, aliases=("CVE-2026-1",)),), ["CVE-2026-1"]),
        ((found(GHSA),), [GHSA]),
        # another list's id, by way of the advisory
        ((found("GO-2026-1", aliases=(GHSA,)), found(GHSA, aliases=("CVE-2026-1",))), ["CVE-2026-1"]),
        ((found("GO-2026-1", aliases=(GHSA,)), found(GHSA)), [GHSA]),
        ((found("GO-2026-1", aliases=(GHSA,)),), [GHSA]),
        ((found(OTHER_GHSA, aliases=(GHSA,)), found(GHSA, aliases=("CVE-2026-1",))), ["CVE-2026-1"]),
        # of several within reach, the one that it names itself
        (
            (found("ELSA-1", aliases=("CVE-2026-1", GHSA)), found(GHSA, aliases=("CVE-2026-2",))),
            ["CVE-2026-1", "CVE-2026-2"],
        ),
        # two CVEs are never one, not even where an advisory names both
        (
            (found(GHSA, aliases=("CVE-2026-1", "CVE-2026-2")), found("CVE-2026-1"), found("CVE-2026-2")),
            ["CVE-2026-1", "CVE-2026-2", GHSA],
        ),
        ((found(aliases=(GHSA,)), found("CVE-2026-2", aliases=(GHSA,))), ["CVE-2026-1", "CVE-2026-2"]),
        # what is an alias is one also where only another package's finding says so
        ((found(GHSA, aliases=("CVE-2026-1",), package="a"), found(GHSA), found()), ["CVE-2026-1", "CVE-2026-1"]),
    ],
)
def test_aliases_are_one(findings: tuple[Finding, ...], expected: list[str]) -> None:
    assert ids(*findings) == expected


def test_a_long_chain_of_aliases_is_one_and_takes_no_long_time() -> None:
    chain = [found(f"GHSA-{number}", aliases=(f"GHSA-{number + 1}",)) for number in range(20_000)]
    assert ids(*chain) == ["GHSA-0"]
    assert ids(*chain, found("GHSA-20000", aliases=("CVE-2026-1",))) == ["CVE-2026-1"]


def test_all_names_are_kept() -> None:
    (one,) = distinct((found(GHSA, aliases=("CVE-2026-1",)), found("GO-2026-1", aliases=(GHSA,))))
    assert one.names == ("CVE-2026-1", GHSA, "GO-2026-1")


def test_the_worst_stands_first_then_what_can_be_fixed_then_by_number() -> None:
    several = (
        found("CVE-2026-10", rating=Rating.LOW),
        found("CVE-2026-9", rating=Rating.LOW),
        found("CVE-2026-11", rating=Rating.LOW, fixable=True),
        found("CVE-2026-12", rating=Rating.CRITICAL),
        found("CVE-2026-13", rating=Rating.UNKNOWN),
    )
    assert ids(*several) == ["CVE-2026-12", "CVE-2026-11", "CVE-2026-9", "CVE-2026-10", "CVE-2026-13"]


NAMES = st.sampled_from(["CVE-2026-1", "CVE-2026-2", GHSA, OTHER_GHSA, "GO-2026-1", "ELSA-1"])
FINDINGS = st.builds(
    Finding,
    NAMES,
    st.sampled_from(["a", "b"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(Rating),
    st.booleans(),
    st.sampled_from([(), ("1.1",)]),
    st.lists(st.sampled_from(["CVE-2026-1", "CVE-2026-2", GHSA, OTHER_GHSA]), max_size=2, unique=True).map(tuple),
)


@given(st.lists(FINDINGS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(findings: list[Finding], chance: Any) -> None:
    expected = distinct(findings)
    chance.shuffle(findings)
    assert distinct(findings) == expected


@given(st.lists(FINDINGS, max_size=8))
def test_counting_twice_changes_nothing_and_loses_no_cve(findings: list[Finding]) -> None:
    once = distinct(findings)
    assert distinct((*findings, *findings)) == once
    places = {(one.id, one.package, one.version) for one in once}
    assert len(places) == len(once)
    assert {(f.id, f.package, f.version) for f in findings if f.id.startswith("CVE-")} <= places


@given(st.lists(st.text(alphabet="aB1²٣0-", max_size=6)))
def test_any_text_has_a_place_in_the_natural_order(texts: list[str]) -> None:
    assert sorted(sorted(texts), key=natural) == sorted(sorted(texts, reverse=True), key=lambda t: (natural(t), t))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("cve-2026-1", "CVE-2026-1"),
        ("ghsa-CFH5-3ghh-wfjx", GHSA),
        ("RHSA-2020:0001", "RHSA-2020:0001"),
        ("openSUSE-SU-2020:0062-1", "openSUSE-SU-2020:0062-1"),
    ],
)
def test_ids_are_spelt_as_their_publishers_do(written: str, read: str) -> None:
    assert advisory_id(written) == read


# --- Several reports on one release ----------------------------------------------------------------------------------


def test_of_one_scanner_and_subject_the_newest_report_counts() -> None:
    scan = scan_of([report(found(), day=1), report(found("CVE-2026-2"), day=8)])
    assert [one.id for one in scan.findings] == ["CVE-2026-2"]
    assert [(one.day, one.findings) for one in scan.reports] == [(date(2026, 11, 8), ())]


def test_reports_on_several_images_and_of_several_scanners_all_count() -> None:
    scan = scan_of(
        [
            report(found(), day=1),
            report(found(), found("CVE-2026-2"), day=2, subject="another image"),
            report(found("CVE-2026-3"), day=3, scanner="Grype"),
        ]
    )
    assert [one.id for one in scan.findings] == ["CVE-2026-1", "CVE-2026-2", "CVE-2026-3"]
    assert len(scan.reports) == 3
    assert scan.day == date(2026, 11, 1), "it holds as of its oldest part"


def test_reports_that_do_not_say_what_they_are_on_all_count() -> None:
    one = report(found(), subject="", location=Location("a.json"))
    other = report(found("CVE-2026-2"), subject="", location=Location("b.json"))
    assert len(scan_of([one, other]).findings) == 2


def test_a_report_without_a_date_goes_before_none_with_one() -> None:
    assert scan_of([report(found(), day=None), report(day=1)]).findings == ()
    assert scan_of([report(found(), day=None)]).day is None


def test_older_reports_tell_since_when_a_fix_is_known() -> None:
    unfixed, fixed = found(), found(fixable=True)
    scan = scan_of([report(unfixed, day=1), report(fixed, day=8), report(fixed, day=15)])
    assert [one.seen for one in scan.findings] == [date(2026, 11, 8)]


def test_counts_name_every_rating() -> None:
    counts = scan_of([report(found(), found("CVE-2026-2", rating=Rating.LOW, fixable=True))]).counts
    assert dict(counts) == {rating: int(rating in (Rating.HIGH, Rating.LOW)) for rating in Rating}
    assert scan_of([report(found(), found("CVE-2026-2", fixable=True))]).fixable == 1
