"""Highlighted code: short classes, the text unchanged, never slow."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas.markdown.highlight import LEXERS, MAX_HIGHLIGHTED, highlight, highlight_lines, style_sheet


def test_yaml_keys_and_comments_have_classes() -> None:
    assert highlight("a: 1 # b\n", "YAML") == (
        '<span class="nt">a</span>: <span class="l">1</span> <span class="c1"># b</span>\n'
    )


@pytest.mark.parametrize("language", ["", "text", "klingon", "../x", "perl"])
def test_other_languages_are_plain(language: str) -> None:
    assert highlight("a < b\n", language) == "a &lt; b\n"


def test_a_large_block_is_plain() -> None:
    assert "<span" not in highlight("a: 1\n" * (MAX_HIGHLIGHTED // 5 + 1), "yaml")


@pytest.mark.parametrize("language", sorted(set(LEXERS.values())))
@settings(deadline=None, max_examples=30)
@given(text=st.text("ab:\"'#$(){}<>/*-=\\ \n\t", max_size=300))
def test_no_text_is_lost(language: str, text: str) -> None:
    assert BeautifulSoup(f"<pre>{highlight(text, language)}</pre>", "html.parser").get_text() == text


def test_long_code_is_highlighted_in_portions() -> None:
    code = "".join(f"key{number}: value\n\n\n" for number in range(1_000))
    shown = highlight(code, "yaml")
    assert shown.count('<span class="nt">key') == 1_000
    assert BeautifulSoup(f"<pre>{shown}</pre>", "html.parser").get_text() == code


def test_lines_are_marked_whole() -> None:
    shown = highlight_lines('a: "x\n  y"\nb: 2\n', "yaml", frozenset({2}))
    marks = BeautifulSoup(shown, "html.parser").find_all("mark")
    assert [mark.get_text() for mark in marks] == ['  y"\n']


def test_the_style_sheet_is_scoped() -> None:
    assert ".highlight .nt" in style_sheet("default")
