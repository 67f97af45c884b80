"""Hints name what was probably meant."""

from __future__ import annotations

import pytest

from packatlas.suggest import did_you_mean


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
