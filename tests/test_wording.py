"""Words for people."""

from __future__ import annotations

from datetime import date

import pytest

from packatlas.wording import day, quoted


@pytest.mark.parametrize(
    ("value", "shown"),
    [("plain", "'plain'"), ("a\nb\x1b[31m", r"'a\u000ab\u001b[31m'"), ("x" * 99, "'" + "x" * 59 + "…'")],
)
def test_a_quoted_value_is_one_short_printable_line(value: str, shown: str) -> None:
    assert quoted(value) == shown


def test_a_day_is_spelt_in_english_everywhere() -> None:
    assert day(date(2026, 10, 1)) == "1 October 2026"
