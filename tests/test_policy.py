"""The policy clock: shields and lifecycles on given days."""

from __future__ import annotations

from datetime import date

import pytest

from packatlas.model import Benchmark, Layer, Status, Verification
from packatlas.policy import Shield, add_months, covers, on_day, standing
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
