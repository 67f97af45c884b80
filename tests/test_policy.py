"""The policy clock: shields and lifecycles on given days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from packatlas.findings import Finding, Rating, Report, Scan
from packatlas.model import Benchmark, Layer, Pack, Status, Verification
from packatlas.policy import Shield, add_months, covers, hotfix, next_weekday, on_day, standing
from packatlas.settings import Policy
from tests.factories import pack, release

RECORD = Verification(date(2026, 10, 1), "Example Platform Team")


@pytest.mark.parametrize(
    ("day", "shield"),
    [
        (date(2026, 10, 1), Shield.CURRENT),
        (date(2026, 11, 12), Shield.CURRENT),
        (date(2026, 11, 13), Shield.DUE),
        (date(2026, 11, 26), Shield.DUE),
        (date(2026, 11, 27), Shield.OVERDUE),
    ],
)
def test_shield_by_age(day: date, shield: Shield) -> None:
    found = standing(pack(verification=RECORD), Policy(), day)
    assert found.shield is shield
    assert found.due == date(2026, 11, 26)


def test_overdue_says_since_when_and_by_which_promise() -> None:
    first = standing(pack(verification=RECORD), Policy(), date(2026, 12, 1)).reasons[0]
    assert "1 October 2026" in first
    assert "8 weeks" in first


def test_a_verification_that_lies_ahead_is_no_shield_yet() -> None:
    found = standing(pack(verification=RECORD), Policy(), date(2026, 9, 30))
    assert (found.shield, found.due) == (Shield.NONE, None)
    assert "ahead" in found.reasons[0]


def test_community_packs_have_no_shield() -> None:
    found = standing(pack(verification=None), Policy(), date(2026, 10, 1))
    assert (found.shield, found.due) == (Shield.NONE, None)


@pytest.mark.parametrize("layer", [Layer.OS, Layer.K8S, Layer.KERNEL])
def test_core_layers_need_a_benchmark(layer: Layer) -> None:
    without = standing(pack(layer=layer, verification=RECORD), Policy(), date(2026, 10, 2))
    hardened = Verification(RECORD.verified_on, RECORD.by, Benchmark("CIS Ubuntu Linux 22.04 LTS", "2.0.0", 1))
    with_it = standing(pack(layer=layer, verification=hardened), Policy(), date(2026, 10, 2))
    assert without.shield is Shield.OVERDUE
    assert "CIS" in without.reasons[0]
    assert with_it.shield is Shield.CURRENT
    assert any("v2.0.0 benchmark, level 1" in reason for reason in with_it.reasons)


@pytest.mark.parametrize(
    ("day", "status", "since"),
    [
        (date(2026, 1, 30), Status.ACTIVE, date(2026, 1, 31)),
        (date(2026, 1, 31), Status.DEPRECATED, date(2026, 1, 31)),
        (date(2026, 4, 29), Status.DEPRECATED, date(2026, 1, 31)),
        (date(2026, 4, 30), Status.DISABLED, date(2026, 4, 30)),
        (date(2026, 7, 30), Status.DELETED, date(2026, 7, 30)),
    ],
)
def test_lifecycle_moves_by_itself(day: date, status: Status, since: date) -> None:
    found = on_day(release("1.0.0", status=Status.DEPRECATED, since=date(2026, 1, 31)), Policy(), day)
    assert (found.status, found.since) == (status, since)


def test_a_status_without_a_date_stays() -> None:
    assert on_day(release("1.0.0", status=Status.DEPRECATED), Policy(), date(2030, 1, 1)).status is Status.DEPRECATED


def test_months_end_within_the_month() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("released", "covered"), [(date(2026, 9, 30), True), (date(2026, 10, 2), False), (None, False)]
)
def test_what_a_registry_adds_after_the_verification_is_not_covered(released: date | None, covered: bool) -> None:
    newest = release("2.0.0", registry="central", released=released)
    made = pack(verification=RECORD, releases=(newest,))
    assert covers(made, newest) is covered
    reasons = standing(made, Policy(), RECORD.verified_on).reasons
    assert any("latest release, 2.0.0" in reason for reason in reasons) is not covered


# --- The promise of hotfixes -----------------------------------------------------------------------------------------

FRIDAY = date(2026, 11, 20)
WEDNESDAY = date(2026, 11, 25)


def found(
    rating: Rating = Rating.CRITICAL, fixable: bool = True, seen: date | None = FRIDAY, id: str = "CVE-1"
) -> Finding:
    return Finding(id, "openssl", "3.0.1", rating, fixable, ("3.0.2",) if fixable else (), seen=seen)


def scan(*findings: Finding, of_packages: bool = True) -> Scan:
    return Scan(findings, (Report("Trivy", finished="2026-11-20T00:00:00Z", of_packages=of_packages),))


def with_scan(record: Scan | None) -> Pack:
    verification = Verification(date(2026, 11, 18), "Example Platform Team")
    return pack(verification=verification, releases=(release(scan=record),))


@pytest.mark.parametrize(
    ("day", "late"),
    [(FRIDAY, False), (date(2026, 11, 24), False), (WEDNESDAY, False), (date(2026, 11, 26), True)],
)
def test_a_critical_vulnerability_with_a_fix_has_time_until_the_next_hotfix_day(day: date, late: bool) -> None:
    urgent = hotfix(scan(found()), Policy(), day)
    assert urgent is not None
    assert (urgent.due, urgent.late) == (WEDNESDAY, late)
    shield = standing(with_scan(scan(found())), Policy(), day)
    assert shield.shield is (Shield.OVERDUE if late else Shield.CURRENT)
    assert any("CVE-1 in openssl 3.0.1 is critical, with a fix" in reason for reason in shield.reasons)
    assert ("open after the hotfix day of 25 November 2026" in shield.reasons[0]) is late


@pytest.mark.parametrize(
    "harmless",
    [scan(), scan(found(Rating.HIGH)), scan(found(fixable=False)), None],
    ids=["nothing", "high", "no fix", "no scan"],
)
def test_nothing_else_needs_a_hotfix(harmless: Scan | None) -> None:
    assert hotfix(harmless, Policy(), date(2027, 11, 23)) is None


def test_the_oldest_vulnerability_decides() -> None:
    several = scan(found(id="CVE-2"), found(seen=date(2026, 11, 3)))
    urgent = hotfix(several, Policy(), date(2026, 11, 5))
    assert urgent is not None
    assert (urgent.due, urgent.late) == (date(2026, 11, 4), True)
    assert urgent.sentence().startswith("CVE-1 in openssl 3.0.1 and 1 more are critical")


def test_what_no_report_dates_is_known_since_today() -> None:
    urgent = hotfix(scan(found(seen=None)), Policy(), date(2026, 12, 1))
    assert urgent is not None
    assert (urgent.due, urgent.late) == (date(2026, 12, 2), False)


@pytest.mark.parametrize(
    ("after", "name", "day"),
    [
        (FRIDAY, "wednesday", WEDNESDAY),
        (FRIDAY, "saturday", date(2026, 11, 21)),
        (FRIDAY, "friday", date(2026, 11, 27)),
        (WEDNESDAY, "tuesday", date(2026, 12, 1)),
    ],
)
def test_the_next_weekday_is_never_the_same_day(after: date, name: str, day: date) -> None:
    assert next_weekday(after, name) == day


@pytest.mark.parametrize("consequence", ["warn", "error"])
def test_the_shield_stays_where_the_publisher_wants_a_report_instead(consequence: Any) -> None:
    shield = standing(with_scan(scan(found())), Policy(open_critical=consequence), date(2026, 11, 26))
    assert shield.shield is Shield.CURRENT
    assert "still open" in shield.reasons[1]


def test_the_panel_says_what_a_scan_shows_and_nothing_without_one() -> None:
    said = standing(with_scan(scan()), Policy(), FRIDAY).reasons
    assert "Its security scan of 20 November 2026 shows no critical vulnerability that has a fix." in said
    for unknown in (None, scan(of_packages=False)):
        assert not any("scan" in reason for reason in standing(with_scan(unknown), Policy(), FRIDAY).reasons)
