"""The policy clock: shields and lifecycles on given days."""

from __future__ import annotations

from datetime import date

import pytest

from packatlas.model import Benchmark, Layer, Status, Verification
from packatlas.policy import Cover, Shield, add_months, covers, on_day, release_standings, shielded, standing
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


def test_when_an_update_is_due_every_sentence_still_says_what_it_means() -> None:
    newest = release("2.0.0", registry="central", released=date(2026, 10, 2))
    made = pack(verification=RECORD, releases=(newest, release("1.0.0")))
    assert standing(made, Policy(), date(2026, 11, 20)).reasons == (
        "Example Platform Team verified this pack on 1 October 2026.",
        "The verification doesn't cover the latest release, 2.0.0, which came later; "
        "the newest release that it covers is 1.0.0.",
        "The next update is due by 26 November 2026.",
    )
    assert "doesn't cover" in standing(made, Policy(), date(2026, 12, 20)).reasons[2]


def test_a_pack_of_which_nothing_is_active_any_more_has_no_green_shield() -> None:
    made = pack(verification=RECORD, releases=(release("1.0.0", status=Status.DEPRECATED),))
    found = standing(made, Policy(), RECORD.verified_on)
    assert found.shield is Shield.OVERDUE
    assert found.reasons[0] == "None of its releases is active any more: the last one, 1.0.0, is deprecated."


# --- Releases ------------------------------------------------------------------------------------------------------

STRANGER = release("3.0.0", registry="central", released=date(2026, 10, 2))
UNDATED = release("2.9.0", registry="central")
EARLY = release("2.1.0-rc.1")
BEARER = release("2.0.0")
OLD = release("1.0.0")
GONE = release("0.9.0", status=Status.DISABLED, since=date(2026, 9, 1))


def test_one_release_bears_the_shield_and_the_others_say_why_not() -> None:
    made = pack(verification=RECORD, releases=(STRANGER, UNDATED, EARLY, BEARER, OLD, GONE))
    whole = standing(made, Policy(), RECORD.verified_on)
    found = release_standings(made, whole)
    assert shielded(made) is BEARER
    assert [one.cover for one in found] == [
        Cover.UNCOVERED, Cover.UNCOVERED, Cover.EARLY, Cover.BEARER, Cover.OLDER, Cover.RETIRED,
    ]  # fmt: skip
    assert [one.shield.verified for one in found] == [False, False, False, True, False, False]
    assert (found[3].shield, found[3].reasons, found[3].due) == (whole.shield, whole.reasons, whole.due)
    assert [one.reasons[0] for one in found if one.cover is not Cover.BEARER] == [
        "The pack's verification doesn't cover this release: it came later. "
        "The newest release that it covers is 2.0.0.",
        "The pack's verification doesn't cover this release: it has no date. "
        "The newest release that it covers is 2.0.0.",
        "This is a pre-release: the shield of the pack stands for 2.0.0.",
        "This is an older release: the shield of the pack stands for 2.0.0.",
        "This release has been disabled since 1 September 2026 and gets no more updates.",
    ]


def test_an_old_release_without_a_date_is_old_and_not_waiting_to_be_verified() -> None:
    made = pack(verification=RECORD, releases=(BEARER, release("1.0.0", registry="central")))
    found = release_standings(made, standing(made, Policy(), RECORD.verified_on))
    assert [one.cover for one in found] == [Cover.BEARER, Cover.OLDER]


def test_a_pre_release_bears_the_shield_where_nothing_is_stable() -> None:
    assert shielded(pack(verification=RECORD, releases=(EARLY,))) is EARLY


@pytest.mark.parametrize("record", [None, Verification(date(2026, 12, 1), "Team")])
def test_without_a_verification_that_counts_no_release_has_a_shield(record: Verification | None) -> None:
    made = pack(verification=record, releases=(BEARER, OLD, GONE))
    found = release_standings(made, standing(made, Policy(), date(2026, 11, 1)))
    assert {(one.cover, one.shield) for one in found} == {(Cover.COMMUNITY, Shield.NONE)}


def test_where_the_verification_covers_nothing_no_release_bears_the_shield() -> None:
    made = pack(verification=RECORD, releases=(STRANGER,))
    (found,) = release_standings(made, standing(made, Policy(), RECORD.verified_on))
    assert (shielded(made), found.cover) == (None, Cover.UNCOVERED)
    assert "newest" not in found.reasons[0]
