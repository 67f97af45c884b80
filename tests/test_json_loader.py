"""JSON is read as strictly as its standard, and every fault has its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas import json_loader


def told(text: str) -> list[str]:
    return [str(problem) for problem in json_loader.load(text, "p.json")[1]]


def test_numbers_and_truth_values_are_texts_and_null_is_absent() -> None:
    tree, problems = json_loader.load('{"v": 1.10, "n": 12, "t": true, "x": null, "l": [false]}', "p.json")
    assert (tree.data, problems) == ({"v": "1.10", "n": "12", "t": "true", "l": ["false"]}, ())


def test_places_are_known_whatever_the_white_space() -> None:
    tree, _ = json_loader.load('{\n\t"a" : [1,\r\n {"b": "x\\"}"}],\n"c": {}}', "p.json")
    assert str(tree.value_at(("a", 1, "b"))) == "p.json:3:8"
    assert str(tree.key_at(("a", 1, "b"))) == "p.json:3:3"
    assert str(tree.key_at(("c",))) == "p.json:4:1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"a": 1,}',
            "p.json:1:9 PA062 error: this is not valid JSON: a comma before a closing bracket (delete the comma",
        ),
        (
            "[1,\n]",
            "p.json:2:1 PA062 error: this is not valid JSON: a comma before a closing bracket (delete the comma)",
        ),
        ("{'a': 1}", "p.json:1:2 PA062 error: this is not valid JSON: expecting property name"),
        ("", "p.json:1:1 PA062 error: this is not valid JSON: the file is empty"),
        ('{"a": NaN}', "p.json:1:7 PA062 error: NaN is not a JSON number"),
        ('{"a": 1, "b": 2, "a": 3}', "p.json:1:18 PA063 error: the key 'a' stands here twice (the last one counts"),
        ('{"a": "\\ud800"}', "p.json:1:7 PA007 error: the invisible or control character U+D800"),
        ('{"a": "\\u0000"}', "p.json:1:7 PA007 error: the invisible or control character U+0000"),
        ('{"x": {"a": "\\u202e"}}', "p.json:1:13 PA007 error: the invisible or control character U+202E"),
        ("[" * 100_000, "p.json PA006 error: values are nested more than 50 deep"),
        ("[" * 60 + "]" * 60, "p.json PA006 error: values are nested more than 50 deep"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, expected: str) -> None:
    found = told(text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_forbidden_characters_never_reach_the_values() -> None:
    assert json_loader.load('{"a": "x\\ud800"}', "p.json")[0].data == {"a": "x\ufffd"}


_texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=10)
_values = st.recursive(
    _texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3), max_leaves=12
)


@given(_values, st.sampled_from([None, 1, "\t"]))
def test_every_value_has_the_place_where_it_stands(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    tree, problems = json_loader.load(text, "p.json")
    assert (tree.data, problems) == (value, ())
    lines = text.split("\n")
    for spot in tree.spots.values():
        assert lines[spot.line - 1][spot.column - 1] in '"[{'
        assert lines[spot.key_line - 1][spot.key_column - 1] in '"[{'
    assert len(tree.spots) == _count(value)


def _count(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(_count(item) for item in value.values())
    return 1 + sum(_count(item) for item in value) if isinstance(value, list) else 1


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    json_loader.load(text, "p.json")
