"""Frontmatter is told from text, with the lines of the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.documents import split


def test_a_page_is_split_and_its_lines_are_kept() -> None:
    page, problems = split("---\ntitle: Calico\nlayer: cni\n---\n\n# Calico\n\nText\n", "p.md")
    assert (page.front.data, page.text, page.first_line, problems) == (
        {"title": "Calico", "layer": "cni"}, "\n# Calico\n\nText\n", 5, (),
    )  # fmt: skip
    assert str(page.front.key_at(("layer",))) == "p.md:3:1"


@pytest.mark.parametrize(
    "text", ["", "Text", "# T\n\n---\na: b\n---\n", "----\na: b\n----\n", "***\nx\n", " ---\na: 1\n---"]
)
def test_a_page_without_frontmatter_is_all_text(text: str) -> None:
    page, problems = split(text, "p.md")
    assert (page.front.data, page.text, page.first_line, problems) == ({}, text, 1, ())


def test_a_rule_further_down_is_text() -> None:
    page, _ = split("---\na: 1\n---\none\n\n---\n\ntwo", "p.md")
    assert (page.text, page.first_line) == ("one\n\n---\n\ntwo", 4)


@pytest.mark.parametrize("text", ["---\n---\nText", "---\n# nothing\n---\nText", "---  \n\n--- \nText"])
def test_empty_frontmatter_is_no_fault(text: str) -> None:
    page, problems = split(text, "p.md")
    assert (page.front.data, page.text, problems) == ({}, "Text", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: x\n\nText\n", "p.md:1 PA001 error: the frontmatter that starts here has no end (close it with"),
        ("\n\n---\ntitle: x\n---\n", "p.md:3 PA001 error: frontmatter has to start on the first line of the file"),
        ("+++\ntitle = 1\n+++\n", "p.md:1 PA002 error: frontmatter that starts with '+++' is not read"),
        (";;;\n{}\n;;;\n", "p.md:1 PA002 error: frontmatter that starts with ';;;' is not read"),
        ("---json\n{}\n---\n", "p.md:1 PA002 error: frontmatter that starts with '---json' is not read"),
        ('{\n  "title": 1\n}\n', "p.md:1 PA002 error: frontmatter that starts with '{' is not read"),
        ("---\n- a\n---\n", "p.md:2:1 PA008 error: the frontmatter is not a list of keys and values"),
        ("---\n\nA rule first.\n\n---\n", "p.md:3:1 PA008 error: the frontmatter is not a list of keys and values"),
        ("---\nb: 1\na: x: y\n---\n", "p.md:3:5 PA003 error: this is not valid YAML"),
    ],
)
def test_what_was_meant_as_frontmatter_and_is_none_is_named(text: str, expected: str) -> None:
    _, (problem,) = split(text, "p.md")
    assert str(problem).startswith(expected)
    assert problem.hint


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(0, 99), max_size=4), st.text(max_size=60)
)
def test_no_line_is_lost(front: dict[str, int], body: str) -> None:
    body = body.replace("\r", "")
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    text = f"---\n{head}---\n{body}"
    page, _ = split(text, "p.md")
    assert page.front.data == {key: str(value) for key, value in front.items()}
    assert "\n".join(text.split("\n")[page.first_line - 1 :]) == page.text == body
