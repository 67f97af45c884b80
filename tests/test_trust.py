"""Signed statements: what makes a shield, and everything that must not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas.errors import Problem, Severity
from packatlas.model import Layer, Verification
from packatlas.policy import Cover, Shield, release_standings
from packatlas.settings import Policy
from packatlas.trust.descriptor import canonical, facts
from packatlas.trust.envelope import read_envelope, text
from packatlas.trust.refusal import RefusedError
from tests.factories import release
from tests.judging import AS_OF, debian, judged, ubuntu
from tests.mutations import same_but_for_white_space, structurally_mutated
from tests.statement_attacks import ATTACKS
from tests.statements import (
    FACTS,
    Attack,
    changed,
    envelope,
    file,
    key,
    keyid,
    on_statement,
    statement,
    trust,
)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


GOOD = on_statement("", statement())

# --- What makes a shield --------------------------------------------------------------------------------------------


def test_the_facts_of_a_release_are_those_that_the_documentation_names() -> None:
    found = ubuntu()
    assert facts(found, found.releases[0]) == FACTS


def test_a_good_statement_makes_a_shield_and_every_figure_comes_from_it() -> None:
    catalog, problems = judged(GOOD)
    standing = catalog.standings["ubuntu"]
    assert problems == ()
    assert (standing.shield, standing.due) == (Shield.CURRENT, date(2026, 12, 27))
    assert standing.reasons == (
        "alice@example verified this release on 1 November 2026, in a signed statement.",
        "The pack is hardened to the CIS Ubuntu Linux 22.04 LTS Benchmark v2.0.0, level 1: "
        "270 checks passed, 0 failed, 12 did not apply.",
        "The scan of 1 November 2026 found 11 known vulnerabilities: 3 medium, 8 low; 0 with a fix.",
        "The next update is due by 27 December 2026.",
    )


def test_a_statement_speaks_of_its_release_alone() -> None:
    catalog, _ = judged(GOOD)
    newer, older = catalog.by_name["ubuntu"].releases
    assert newer.verification is not None
    assert newer.verification.source == "statement"
    assert older.verification is None
    whole = catalog.standings["ubuntu"]
    standings = release_standings(catalog.by_name["ubuntu"], whole, Policy(), AS_OF)
    assert [(one.cover, one.shield) for one in standings] == [
        (Cover.BEARER, Shield.CURRENT), (Cover.UNCOVERED, Shield.NONE),
    ]  # fmt: skip
    assert catalog.standings["debian"].shield is Shield.NONE


def test_each_signed_release_has_a_shield_of_its_own() -> None:
    older = {**FACTS, "version": "20.04", "kubernetes": ""}
    ended = file(statement(older, subject="pack:os/ubuntu@20.04", validUntil="2026-11-10T00:00:00Z"))
    catalog, problems = judged(Attack("", {**GOOD.files, "ubuntu/20.04.json": ended}))
    found = catalog.by_name["ubuntu"]
    standings = release_standings(found, catalog.standings["ubuntu"], Policy(), AS_OF)
    assert problems == ()
    assert [(one.cover, one.shield) for one in standings] == [
        (Cover.BEARER, Shield.CURRENT), (Cover.OWN, Shield.OVERDUE),
    ]  # fmt: skip


def test_what_nobody_signed_cannot_take_the_place_of_what_somebody_did() -> None:
    late = release("99.0.0", registry="central", released=date(2026, 11, 1))
    catalog, problems = judged(GOOD, replace(ubuntu(), releases=(late, *ubuntu().releases)))
    found = catalog.by_name["ubuntu"]
    assert problems == ()
    assert found.latest is not None
    assert found.latest.version.text == "22.04"
    assert catalog.standings["ubuntu"].shield is Shield.CURRENT
    whole = catalog.standings["ubuntu"]
    assert "The newer release 99.0.0 is not signed." in whole.reasons
    assert release_standings(found, whole, Policy(), AS_OF)[0].cover is Cover.UNCOVERED


def test_without_a_statement_there_is_no_shield_and_no_problem() -> None:
    catalog, problems = judged(Attack("", {}))
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.NONE


@pytest.mark.parametrize(
    ("day", "shield", "first"),
    [
        (date(2026, 12, 13), Shield.CURRENT, "alice@example verified"),
        (date(2026, 12, 14), Shield.DUE, "alice@example verified"),
        (date(2026, 12, 27), Shield.DUE, "alice@example verified"),
        (date(2026, 12, 28), Shield.OVERDUE, "Its signed statement expired on 27 December 2026"),
        (date(2027, 6, 1), Shield.OVERDUE, "Its signed statement expired on 27 December 2026"),
    ],
)
def test_an_expired_statement_is_amber_with_its_date_even_when_its_key_has_expired_too(
    day: date, shield: Shield, first: str
) -> None:
    catalog, problems = judged(GOOD, as_of=day)
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is shield
    assert catalog.standings["ubuntu"].reasons[0].startswith(first)


def test_a_statement_may_end_before_the_policy_does() -> None:
    early = on_statement("", statement(validUntil="2026-11-10T12:00:00Z"))
    catalog, problems = judged(early)
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.OVERDUE
    assert catalog.standings["ubuntu"].due == date(2026, 11, 10)


def test_a_long_statement_doesn_t_outlast_the_promise() -> None:
    patient = on_statement("", statement(timeCreated="2026-08-01T00:00:00Z", scan=scan("2026-08-01T00:00:00Z")))
    catalog, problems = judged(patient)
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.OVERDUE
    assert "Its update is overdue" in catalog.standings["ubuntu"].reasons[0]


def scan(day: str) -> object:
    whole = statement()["predicate"]["scan"]
    return {**whole, "finishedOn": day, "scanner": {**whole["scanner"], "db": {"lastUpdate": day}}}


def test_two_keys_meet_a_threshold_of_two() -> None:
    both = on_statement("", statement(), "alice", "bob", trust_file=trust(key("alice"), key("bob"), threshold=2))
    catalog, problems = judged(both)
    record = catalog.by_name["ubuntu"].releases[0].verification
    assert problems == ()
    assert record is not None
    assert record.by == "alice@example and bob@example"


@pytest.mark.parametrize(
    "pattern", ["*", "pack:*", "pack:os/*", "pack:os/ubuntu", "pack:*/ubu?tu", "pack:os/ubuntu@22.*"]
)
def test_a_pattern_of_packs_reaches_what_it_says(pattern: str) -> None:
    catalog, problems = judged(on_statement("", statement(), trust_file=trust(key("alice", packs=[pattern]))))
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.CURRENT


def test_a_pattern_of_names_cannot_be_met_by_a_version() -> None:
    odd = replace(ubuntu(), releases=(release("1-lts"),))
    stated = {**FACTS, "version": "1-lts", "kubernetes": ""}
    value = file(statement(stated, subject="pack:os/ubuntu@1-lts"))
    case = Attack("", {"ubuntu/1-lts.json": value}, trust(key("alice", packs=["pack:os/*-lts"])))
    catalog, problems = judged(case, odd)
    assert codes(problems) == ["PA195"]
    assert catalog.standings["ubuntu"].shield is Shield.NONE


def test_what_others_add_to_a_statement_is_passed_over() -> None:
    value = statement()
    value["predicate"] |= {"x-ticket": 17.5, "facts": FACTS}
    value["predicate"]["verifier"]["policy"] = {"uri": "https://packs.example/policy"}
    catalog, problems = judged(on_statement("", value))
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.CURRENT


def test_prose_and_the_lifecycle_may_change() -> None:
    newer, older = ubuntu().releases
    told = replace(newer, notes="Now with more words.", links=(("Docs", "https://packs.example/"),))
    words = replace(ubuntu(), description="Other words.", tags=("linux",), aliases=("ubu",), releases=(told, older))
    catalog, problems = judged(GOOD, words, debian())
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.CURRENT


def test_the_clock_is_never_earlier_than_the_newest_statement() -> None:
    """Whoever sets the day back must not bring an expired shield to life."""
    short = file(statement(validUntil="2026-11-05T00:00:00Z"))
    stated = {
        **FACTS,
        "name": "debian",
        "title": "Debian",
        "publisher": "",
        "version": "12",
        "kubernetes": "",
        "clouds": [],
    }
    fresh = file(statement(stated, subject="pack:os/debian@12", timeCreated="2026-11-20T00:00:00Z"))
    case = Attack("", {"ubuntu/22.04.json": short, "debian/12.json": fresh})
    catalog, problems = judged(case, as_of=date(2026, 11, 2))
    assert codes(problems) == ["PA197"]
    assert "build `--as-of` that day or later" in problems[0].hint
    assert catalog.standings["ubuntu"].shield is Shield.OVERDUE
    assert catalog.standings["debian"].shield is Shield.NONE


# --- What must not make one ------------------------------------------------------------------------------------------


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 44


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_a_statement_makes_no_shield_and_is_named(name: str) -> None:
    case = ATTACKS[name]
    catalog, problems = judged(case)
    assert {one.shield for one in catalog.standings.values()} == {Shield.NONE}
    assert [release for pack in catalog.packs for release in pack.releases if release.verification] == []
    assert case.code in codes(problems)
    for problem in problems:
        assert problem.severity is Severity.ERROR
        assert problem.location.path.startswith("attestations/")
        assert problem.hint
        assert problem.message.isprintable()


def test_a_verification_in_frontmatter_is_an_error_and_makes_no_shield() -> None:
    claimed = replace(ubuntu(), verification=Verification(date(2026, 11, 1), "Mallory"))
    catalog, problems = judged(Attack("", {}), claimed)
    assert codes(problems) == ["PA193"]
    assert catalog.standings["ubuntu"].shield is Shield.NONE


def test_a_refusal_says_which_fact_has_changed() -> None:
    value = statement(changed(FACTS, "kubernetes", to=">=1.20"), facts=changed(FACTS, "kubernetes", to=">=1.20"))
    _, problems = judged(on_statement("", value))
    assert "'kubernetes' ('>=1.20', now '>=1.30 <1.35')" in problems[0].message


def test_an_older_statement_is_refused_even_where_the_facts_have_gone_back_with_it() -> None:
    _, problems = judged(ATTACKS["an older one beside a newer"])
    assert sorted(codes(problems)) == ["PA196", "PA199"]
    assert any("a newer statement" in problem.message for problem in problems)


def test_a_fact_that_changes_takes_the_shield_away() -> None:
    """Each fact of the list, one at a time."""
    newer, older = ubuntu().releases
    others = (
        replace(ubuntu(), title="Kubernetes"),
        replace(ubuntu(), layer=Layer.CNI),
        replace(ubuntu(), publisher="Mallory"),
        replace(ubuntu(), clouds=("aws",)),
        replace(ubuntu(), architectures=("arm64",)),
        replace(ubuntu(), fips=True),
        *(
            replace(ubuntu(), releases=(replace(newer, **change), older))
            for change in (
                {"kubernetes": ">=1.0"},
                {"released": date(2026, 11, 20)},
                {"clouds": ("gcp",)},
                {"fixes": ("CVE-2026-12345",)},
                {"charts": ("charts/evil.tgz",)},
                {"manifests": ("manifests/evil.yaml",)},
                {"artifacts": (("values.yaml", "0" * 64),)},
            )
        ),
    )
    for other in others:
        catalog, problems = judged(GOOD, other)
        assert catalog.standings["ubuntu"].shield is Shield.NONE
        assert codes(problems) == ["PA196"]


@pytest.mark.parametrize("odd", ["half \ud800", "\x1b[31mred\x1b[0m", "\u202eltr", "x" * 10_000])
def test_facts_that_no_statement_can_be_on_are_told_in_words_that_a_terminal_can_show(odd: str) -> None:
    value = statement(facts=FACTS)
    catalog, problems = judged(on_statement("", value), replace(ubuntu(), publisher=odd))
    assert codes(problems) == ["PA196"]
    assert catalog.standings["ubuntu"].shield is Shield.NONE
    assert problems[0].message.isprintable()
    assert len(problems[0].message) < 500


# --- Laws ------------------------------------------------------------------------------------------------------------

BYTES = file(statement())
VALUES = envelope(statement())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_of_changed_bytes_only_white_space_is_accepted(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(BYTES)))
    gone = data.draw(st.integers(0, 3))
    new = data.draw(st.binary(max_size=3) | st.sampled_from([b" ", b"\n", b"{", b'"', b",", b"0", b"=", b"\\"]))
    mutated = BYTES[:at] + new + BYTES[at + gone :]
    _, problems = judged(Attack("", {"ubuntu/22.04.json": mutated}))
    assert bool(problems) or same_but_for_white_space(mutated, BYTES)


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_of_changed_values_none_is_accepted(random: Random) -> None:
    mutated = structurally_mutated(VALUES, random)
    _, problems = judged(Attack("", {"ubuntu/22.04.json": json.dumps(mutated).encode()}))
    assert bool(problems) or mutated == VALUES


@settings(deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))  # fmt: skip
def test_canonical_json_is_json_of_the_same_value(value: object) -> None:
    try:
        found = canonical(value)
    except ValueError:
        assert "\\ud" in json.dumps(value)
        return
    assert json.loads(found) == value
    assert canonical(json.loads(found)) == found


def test_an_envelope_is_written_as_it_is_read() -> None:
    found = read_envelope(BYTES)
    assert read_envelope(text(found).encode()) == found
    assert json.loads(text(found)) == VALUES


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_envelope_or_refused(data: bytes) -> None:
    with pytest.raises(RefusedError):
        read_envelope(data)


def test_the_policy_counts_in_signed_catalogs_too() -> None:
    bare = statement(properties=["PACK_BUILT_BY_PUBLISHER"])
    del bare["predicate"]["hardening"]
    del bare["predicate"]["scan"]
    catalog, problems = judged(on_statement("", bare))
    assert problems == ()
    assert catalog.standings["ubuntu"].shield is Shield.OVERDUE
    assert "no CIS benchmark" in catalog.standings["ubuntu"].reasons[0]
    assert Policy().update_weeks == 8


def test_key_ids_of_tests_are_no_real_ones() -> None:
    assert keyid("alice") != keyid("bob")
