"""Rules: every code is explained, a catalog may weigh them, and what guards readers can't be turned off."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent

import pytest

from packatlas.configuration import load_settings
from packatlas.errors import Location, Problem, Severity, SiteError
from packatlas.report.rules import rule_list, rule_markdown, rule_text, rules_json
from packatlas.rulebook import CHAPTERS, CHECKS, RULES, weighed
from packatlas.rules import Rule
from tests.conftest import ROOT

PLACE = Location("content/a.md", 1)
LINK = Problem("PA100", "dead", PLACE, Severity.WARNING)
CLAIM = Problem("PA116", "claims", PLACE, Severity.ERROR)
MISSPELT = Problem("PA009", "unknown key", PLACE, Severity.ERROR)


def levels_of(tmp_path: Path, text: str) -> dict[str, Severity | None]:
    (tmp_path / "catalog.yaml").write_text(text)
    return dict(load_settings(tmp_path).levels)


def test_a_catalog_weighs_codes(tmp_path: Path) -> None:
    stated = levels_of(tmp_path, "checks:\n  PA100: error\n  PA042: off\n  PA120: Warning\n  PA110: info\n")
    assert stated == {
        "PA100": Severity.ERROR, "PA042": None, "PA120": Severity.WARNING, "PA110": Severity.INFO
    }  # fmt: skip


def test_nothing_is_weighed_otherwise_unless_stated() -> None:
    assert weighed((LINK, CLAIM, MISSPELT), {}) == (LINK, CLAIM, MISSPELT)


@pytest.mark.parametrize("level", Severity)
def test_a_finding_gets_the_weight_that_the_catalog_states(level: Severity) -> None:
    assert [problem.severity for problem in weighed((LINK, CLAIM), {"PA100": level})] == [level, Severity.ERROR]


def test_a_finding_that_is_turned_off_is_not_told() -> None:
    assert weighed((LINK, CLAIM), {"PA100": None}) == (CLAIM,)


def test_an_error_that_leaves_something_out_stays_one() -> None:
    warning = Problem("PA082", "disagree", PLACE, Severity.WARNING)
    error = Problem("PA082", "disagree", PLACE, Severity.ERROR)
    assert weighed((warning, error), {"PA082": None}) == (error,)
    assert [one.severity for one in weighed((warning, error), {"PA082": Severity.INFO})] == ["info", "error"]


@pytest.mark.parametrize(
    ("code", "allowed"),
    [("PA100", "off info warning error"), ("PA116", "warning error"), ("PA045", "warning error"), ("PA021", "error")],
)
def test_what_guards_readers_has_a_lowest_weight(code: str, allowed: str, tmp_path: Path) -> None:
    assert RULES[code].levels == tuple(allowed.split())
    for level in ("off", "info", "warning", "error"):
        text = f"checks: {{{code}: {level}}}\n"
        if level in allowed.split():
            assert code in levels_of(tmp_path, text)
        else:
            with pytest.raises(SiteError) as caught:
                levels_of(tmp_path, text)
            assert [problem.code for problem in caught.value.problems] == ["PA170"]


@pytest.mark.parametrize(
    "text", ["checks: []", "checks: {PA100: [off]}", "checks: {PA100: maybe}", "checks: {PA999: off}"]
)
def test_a_wrong_list_of_weights_is_an_error_of_the_settings(text: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError):
        levels_of(tmp_path, text)


def test_errors_that_no_check_finds_are_never_light() -> None:
    for chapter in CHAPTERS:
        for rule in chapter.rules:
            if chapter is not CHECKS and rule.severity is Severity.ERROR and rule.lighter is None:
                assert rule.levels == ("error",)


def test_the_weights_that_users_see_are_those_of_the_rules() -> None:
    told = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("sites*/*/expected*/problems.txt"))
    told += "".join(path.read_text("utf-8") for path in (ROOT / "tests/sites_invalid").glob("*/expected.txt"))
    seen = set(re.findall(r" (PA\d{3}) (error|warning|info): ", told)) - {("PA100", "error")}  # weighed by its catalog
    assert len(seen) > 40
    for code, weight in seen:
        assert weight in (RULES[code].severity, RULES[code].lighter), code


@pytest.mark.parametrize("one", RULES.values(), ids=RULES.keys())
def test_a_rule_is_explained_in_whole_sentences(one: Rule) -> None:
    assert one.why.endswith(".")
    assert one.title in rule_text(one)
    assert one.bad in rule_markdown(one)
    assert indent(one.bad, "    ") in rule_text(one)
    assert all(line.isprintable() for line in rule_text(one).split("\n"))


def test_the_list_has_every_code_once() -> None:
    listed = re.findall(r"^  (PA\d{3})  ", "\n".join(rule_list()), re.MULTILINE)
    assert sorted(listed) == sorted(RULES)


def test_programs_get_every_part_of_a_rule() -> None:
    (record,) = json.loads(rules_json([RULES["PA103"]]))["rules"]
    assert record["code"] == "PA103"
    assert record["check"] is True
    assert record["severity"] == "warning"
    assert record["lighter"] == "info"
    assert record["levels"] == ["off", "info", "warning", "error"]
    assert record["bad"] == "![](layers.png)"
