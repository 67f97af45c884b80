"""Hints name what was probably meant."""

from __future__ import annotations

import pytest

from packatlas.suggest import did_you_mean, quoted


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("netwrok", "did you mean 'cni'?"),
        ("Network", "did you mean 'cni'?"),
        ("csii", "did you mean 'csi'?"),
        ("qqqq", "one of cni, csi"),
    ],
)
def test_the_nearest_choice_is_named_or_all_of_a_few(word: str, hint: str) -> None:
    assert did_you_mean(word, ["cni", "csi"], {"Network": "cni", "storage": "csi"}) == hint


def test_nothing_is_said_when_there_are_many_and_none_is_near() -> None:
    assert did_you_mean("qqqq", [f"choice-{number}" for number in range(20)]) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [("plain", "'plain'"), ("a\nb\x1b[31m", r"'a\u000ab\u001b[31m'"), ("x" * 99, "'" + "x" * 59 + "…'")],
)
def test_a_quoted_value_is_one_short_printable_line(value: str, shown: str) -> None:
    assert quoted(value) == shown
