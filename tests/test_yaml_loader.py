"""YAML is read without surprises, and every fault has its place."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from packatlas import yaml_loader
from packatlas.tree import DEPTH_LIMIT, SCALAR_LIMIT


def told(text: str, first_line: int = 1) -> list[str]:
    """The problems of a text, as a reader sees them."""
    return [str(problem) for problem in yaml_loader.load(text, "f.yaml", first_line)[1]]


@pytest.mark.parametrize(
    "text", ["1.10", "22.04", "0o17", "1_000", "yes", "no", "on", "true", "2026-10-12", "1e3", ".5"]
)
def test_scalars_keep_their_text(text: str) -> None:
    tree, problems = yaml_loader.load(f"value: {text}", "f.yaml")
    assert (tree.data, problems) == ({"value": text}, ())


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_a_key_without_a_value_is_absent(text: str) -> None:
    assert yaml_loader.load(f"value: {text}\nother: x", "f.yaml")[0].data == {"other": "x"}


@pytest.mark.parametrize("text", ["<<: {a: 1}\nb: 2", "? *x\n: {a: 1}\nb: 2"])
def test_what_a_refused_key_holds_is_not_taken(text: str) -> None:
    assert yaml_loader.load(text, "f.yaml")[0].data == {"b": "2"}


def test_a_quoted_null_is_a_text() -> None:
    assert yaml_loader.load("a: 'null'\nb: ''", "f.yaml")[0].data == {"a": "null", "b": ""}


def test_the_place_of_values_and_keys_counts_from_the_line_of_the_file() -> None:
    tree, _ = yaml_loader.load("title: x\nreleases:\n  - version: 1.10\n    fixes: [a, b]\n", "f.md", 2)
    assert str(tree.value_at(("releases", 0, "version"))) == "f.md:4:14"
    assert str(tree.key_at(("releases", 0, "version"))) == "f.md:4:5"
    assert str(tree.value_at(("releases", 0, "fixes", 1))) == "f.md:5:16"
    assert str(tree.value_at(("releases", 0, "unknown", "deeper"))) == "f.md:4:5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1 PA004 error: the key 'a' stands here twice (first in line 1; keep one)"),
        ("x: {a: 1, a: 2}", "f.yaml:1:11 PA004 error: the key 'a' stands here twice (first in line 1; keep one)"),
        ("a: &x 1", "f.yaml:1:4 PA005 error: the anchor '&x' is not allowed (write the value out where it is used)"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1 PA005 error: a second YAML document starts here"),
        ("<<: {a: 1}", "f.yaml:1:1 PA005 error: the merge key '<<' is not allowed (write the keys out)"),
        ("a: !!python/object:os.system x", "f.yaml:1:4 PA005 error: the tag 'tag:yaml.org,2002:python/object:os.syst"),
        ("a: !!int 3", "f.yaml:1:4 PA005 error: the tag 'tag:yaml.org,2002:int' is not allowed"),
        ("? [a]\n: b", "f.yaml:1:3 PA005 error: a key has to be a plain text"),
        ("a: b: c", "f.yaml:1:5 PA003 error: this is not valid YAML: mapping values are not allowed in this context"),
        ("\ta: 1", "f.yaml:1:1 PA003 error: this is not valid YAML: found character that cannot start any token"),
        ('a: "b', "f.yaml:1:6 PA003 error: this is not valid YAML: found unexpected end of stream"),
        ("a: 1\nb: x\x00y", "f.yaml:2:5 PA003 error: this is not valid YAML: control characters are not allowed"),
        ("a: ok\nb: pre\u202egnp", "f.yaml:2:4 PA007 error: the invisible or control character U+202E"),
        ('a: "\\u2066x"', "f.yaml:1:4 PA007 error: the invisible or control character U+2066"),
        ("a\u200b: 1", "f.yaml:1:1 PA007 error: the invisible or control character U+200B"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, expected: str) -> None:
    found = told(text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_an_alias_is_named_and_means_nothing() -> None:
    tree, problems = yaml_loader.load("a: &x [1]\nb: *x", "f.yaml")
    assert [(p.code, p.location.line) for p in problems] == [("PA005", 1), ("PA005", 2)]
    assert tree.data == {"a": ["1"]}


def test_every_fault_is_found_in_one_pass() -> None:
    assert [line[:17] for line in told("a: &x 1\na: 2\nb: !t 3\nc: \u202e")] == [
        "f.yaml:1:4 PA005 ", "f.yaml:2:1 PA004 ", "f.yaml:3:4 PA005 ", "f.yaml:4:4 PA007 ",
    ]  # fmt: skip


def test_of_two_equal_keys_the_first_counts_wholly() -> None:
    tree, _ = yaml_loader.load("a: {x: 1}\na: {y: {z: 2}}\nb: 3", "f.yaml")
    assert tree.data == {"a": {"x": "1"}, "b": "3"}
    assert str(tree.value_at(("a", "y", "z"))) == "f.yaml:1:4"


def test_a_repeated_key_names_the_first_place() -> None:
    (problem,) = yaml_loader.load("a: 1\na: 2", "f.yaml", 5)[1]
    assert [str(place) for place in problem.related] == ["f.yaml:5:1"]


@pytest.mark.parametrize("text", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000, '{"a":' * 10_000])
def test_deep_nesting_ends_in_one_problem(text: str) -> None:
    assert [line.split(" ")[1] for line in told(text)] == ["PA006"]


def test_what_is_nested_less_than_the_limit_is_read() -> None:
    assert told("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT) == []


def test_a_huge_value_is_refused() -> None:
    tree, problems = yaml_loader.load("a: " + "x" * (SCALAR_LIMIT + 1), "f.yaml")
    assert [problem.code for problem in problems] == ["PA006"]
    assert tree.data == {"a": "x" * SCALAR_LIMIT}


def test_forbidden_characters_never_reach_the_values() -> None:
    assert yaml_loader.load('a: "x\\u202ey\\0"', "f.yaml")[0].data == {"a": "x\ufffdy\ufffd"}


_plain = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=20)
_values = st.recursive(
    _plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_plain, inner, max_size=3), max_leaves=12
)


@given(_values)
def test_whatever_texts_are_written_come_back(value: object) -> None:
    written = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    tree, problems = yaml_loader.load(written, "f.yaml")
    assert (tree.data, problems) == (value, ())


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    yaml_loader.load(text.encode("utf-8", "replace").decode(), "f.yaml")
