"""Versions as packs really have them: their order, what is stable, ranges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.versions import Version, parse_range

ASCENDING = [
    "1.0.0-dev < 1.0.0-alpha.1 < 1.0.0-beta2 < 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0-rc.2 < 1.0.0",
    "20.04 < 22.04 < 24.04",
    "1.27.9 < 1.27.x < 1.28 < 1.33",
    "v1.8.7 < v1.12.0",
    "3.30.2 < 3.30.2-rev2 < 3.30.2-rev10 < 3.31.4",
    "2.0.1-up.1 < 2.0.2 < 2.0.2-up.3 < 2.0.2-up.4 < 2.1.0-up.2",
    "0.29.9 < 0.30.0 < 0.30.0-5.5.2026 < 0.30.1",
    "7.7.1908 < 20.09.0 < 23.01.0 < 25.7.0 < 25.10.0 < 26.1.0 < 26.04.4 < 26.4.5",
    "latest < 0.0.1",
    "1.0.0 < 1.0.0+build.2 < 1.0.0+build.10",
]


@pytest.mark.parametrize("line", ASCENDING)
def test_order(line: str) -> None:
    written = line.split(" < ")
    assert sorted(set(written), key=Version) == written


@pytest.mark.parametrize("pair", [("1.0", "1.0.0"), ("v1.12.0", "1.12"), ("26.04.4", "26.4.4")])
def test_same_version_written_differently(pair: tuple[str, str]) -> None:
    assert Version(pair[0]) == Version(pair[1])
    assert hash(Version(pair[0])) == hash(Version(pair[1]))


@pytest.mark.parametrize(
    ("text", "stable"),
    [
        ("1.0.0", True),
        ("3.30.2-rev2", True),
        ("1.27.x", True),
        ("1.0.0-rc.1", False),
        ("1.0rc1", False),
        ("edge", False),
    ],
)
def test_stable(text: str, stable: bool) -> None:
    assert Version(text).stable is stable


def test_real_versions_are_all_numbers_and_keep_the_order_of_their_dates(corpus: Path) -> None:
    history = json.loads((corpus / "pack-central/history.json").read_text())
    real: dict[str, list[tuple[str, Version]]] = {}
    for folder in sorted((corpus / "pack-central/packs").iterdir()):
        descriptor = json.loads((folder / "pack.json").read_text("utf-8-sig"))
        version = Version(descriptor["version"])
        assert version.key[0] == 1, descriptor["version"]
        real.setdefault(descriptor["name"], []).append((history[folder.name]["added"], version))
    # A registry is filled in the order of its releases, but for fixes of older lines.
    in_order = [
        [v.text for _, v in sorted(found, key=lambda pair: pair[0])] == [v.text for v in sorted(v for _, v in found)]
        for found in real.values()
        if len(found) > 1 and len({added for added, _ in found}) == len(found)
    ]
    assert sum(in_order) / len(in_order) > 0.9


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">=1.30 <1.35", ["1.30", "1.34.9"], ["1.29.9", "1.35.0"]),
        (">=1.30,<=1.34", ["1.34.9"], ["1.35.0"]),
        (">1.30", ["1.31.0"], ["1.30.5", "1.30"]),
        ("1.33", ["1.33.4"], ["1.34.0"]),
    ],
)
def test_ranges(text: str, inside: list[str], outside: list[str]) -> None:
    found = parse_range(text)
    assert found is not None
    assert all(Version(version) in found for version in inside)
    assert not any(Version(version) in found for version in outside)


@pytest.mark.parametrize(
    ("text", "meeting", "missing"),
    [
        (">=1.30 <1.33", ["1.30", "1.32"], ["1.29", "1.33", "2.30"]),
        (">=1.30.5 <=1.32", ["1.30", "1.32"], ["1.29", "1.33"]),
        (">1.30 <1.33.2", ["1.31", "1.33"], ["1.30", "1.34"]),
        (">1.30.1", ["1.30", "1.31"], ["1.29"]),
        ("<1.33.0", ["1.32"], ["1.33"]),
        ("1.31.4", ["1.31"], ["1.30", "1.32", "1.3"]),
        ("1.31", ["1.31"], ["1.30"]),
        ("1.27.x", ["1.27"], ["1.28"]),
        ("=1", ["1.0", "1.31"], ["2.0"]),
        (">=1.35 <1.30", [], ["1.29", "1.30", "1.34", "1.35"]),
    ],
)
def test_ranges_meet_lines_of_versions(text: str, meeting: list[str], missing: list[str]) -> None:
    found = parse_range(text)
    assert found is not None
    assert [minor for minor in meeting if not found.meets(minor)] == []
    assert [minor for minor in missing if found.meets(minor)] == []


@given(
    st.sampled_from((">=", ">", "<", "<=", "=")),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_a_range_meets_the_lines_of_its_versions(
    operator: str, bound: tuple[int, int], version: tuple[int, int]
) -> None:
    found = parse_range(f"{operator}1.{bound[0]}.{bound[1]}")
    assert found is not None
    if Version(f"1.{version[0]}.{version[1]}") in found:
        assert found.meets(f"1.{version[0]}")


@pytest.mark.parametrize("text", ["", "any", ">=", ">=x", "1.2 || 1.3"])
def test_what_is_no_range(text: str) -> None:
    assert parse_range(text) is None


@pytest.mark.parametrize(
    ("version", "low", "high", "expected"),
    [
        ("1.33.2", "1.30", "1.33", True),
        ("1.34.0", "1.30", "1.33", False),
        ("1.29.0", "1.30", "", False),
        ("3.31.4", "", "3.31.3", False),
        ("9", "", "", True),
    ],
)
def test_bounds_include_their_whole_line(version: str, low: str, high: str, expected: bool) -> None:
    assert Version(version).within(low, high) is expected


@given(st.lists(st.text("0123456789.-+vxrcupe", max_size=14), max_size=8))
def test_any_texts_have_one_order(texts: list[str]) -> None:
    forwards = [version.key for version in sorted(map(Version, texts))]
    backwards = [version.key for version in sorted(map(Version, reversed(texts)))]
    assert forwards == backwards


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_numbers_compare_as_numbers(left: list[int], right: list[int]) -> None:
    padded = (left + [0] * 4)[:4] < (right + [0] * 4)[:4]
    assert (Version(".".join(map(str, left))) < Version(".".join(map(str, right)))) is padded


def test_long_texts_are_read_at_once() -> None:
    # Patterns that try every split of a run of blanks would not end within a lifetime.
    assert parse_range(">=1.0," + " " * 1_000_000 + '!"') is None
    assert not Version("2.0").within("", "1." + "9" * 5_000)
