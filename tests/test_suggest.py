"""Hints name what was probably meant."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.suggest import did_you_mean, near_name


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


LETTERS = st.text("abcé-0", min_size=1, max_size=8)


@given(LETTERS, st.lists(LETTERS, max_size=20))
def test_names_that_are_passed_over_are_not_near(word: str, names: list[str]) -> None:
    near = difflib.get_close_matches(word, [name for name in names if abs(len(name) - len(word)) <= 2], n=1, cutoff=0.7)
    assert near_name(word, names) == (f"did you mean '{near[0]}'?" if near else "")
