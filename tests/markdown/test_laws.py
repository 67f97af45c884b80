"""What holds for every text."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas.markdown import Dialect, parse, place
from packatlas.model import Body, Link, Picture, Section
from tests.markdown.safety import unsafe

PARTS = (
    *"*_~`[]()<>!#&\\|-+=:{}\"'\t ",
    *("\n", "\n\n", "\n    ", "\n> ", "\n- ", "\n1. ", "\n```\n", "\n:::note\n", "\n:::\n", "| - |", "[x]: /u", "[x]"),
    *("<div>", "</div>", "<pre>", "<!--", "-->", "<b title=", "<Tabs>", "</Tabs>", "<TabItem label='a'>", "<Foo/>"),
    *(
        "<a href='",
        "javascript:",
        "<img src=x onerror=y>",
        "<script>",
        "<svg>",
        "<style>",
        "<table>",
        "<h2>",
        "<select>",
    ),
    *("[^1]", "\n[^1]: ", ":tada:", "{' '}", "<CodeBlock>", "</CodeBlock>", "<ThemedImage sources={{light: 'a'}} />"),
    *("https://a.b", "www.a.b", "a@b.co", "word", "é", "\u202e", "\0", "\r\n", "# ", "{#id}", "import a from 'b'\n"),
)
TEXTS = st.one_of(st.lists(st.sampled_from(PARTS), max_size=40).map("".join), st.text(max_size=200))


@settings(deadline=None)
@given(TEXTS)
def test_nothing_unsafe_comes_out(text: str) -> None:
    assert unsafe(text) == []


@settings(deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_body(text: str) -> None:
    assert parse(text, "page.md") == parse(text, "page.md")


@settings(deadline=None)
@given(TEXTS)
def test_line_ends_make_no_difference(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    assert parse(unix, "page.md")[0].sections == parse(unix.replace("\n", "\r\n"), "page.md")[0].sections


@settings(deadline=None)
@given(TEXTS, st.integers(0, 3))
def test_ids_are_unique_and_not_reserved(text: str, demote: int) -> None:
    reserved = frozenset({"word", "section"})
    body, _ = parse(text, "page.md", dialect=Dialect(demote=demote, reserved_ids=reserved))
    ids = [heading.id for heading in body.headings]
    assert len(ids) == len(set(ids))
    assert set(ids) <= body.anchors
    assert not set(ids) & reserved
    assert all(1 + demote <= heading.level <= 6 for heading in body.headings)


@settings(deadline=None)
@given(TEXTS)
def test_every_link_has_the_line_of_the_file(text: str) -> None:
    body, problems = parse(text, "page.md", first_line=5)
    last = 5 + text.count("\n") + text.count("\r")
    lines = [piece.line for piece in body.pieces if isinstance(piece, Link)]
    assert all(line == 0 or 5 <= line <= last for line in [*lines, *(problem.location.line for problem in problems)])


@settings(deadline=None)
@given(TEXTS)
def test_placing_leaves_no_mark_of_the_engine(text: str) -> None:
    body, _ = parse(text, "page.md")
    html = place(body, lambda _: "L", lambda _: Picture("I"))
    assert html.count('href="L"') == sum(isinstance(piece, Link) for piece in body.pieces)


ANY = st.text(st.characters(exclude_categories=()), max_size=8)


@given(
    st.lists(st.one_of(ANY.filter(bool), st.just(Link("a.md"))), max_size=6), st.lists(st.tuples(ANY, ANY, ANY)), ANY
)
def test_a_body_gives_back_the_words_that_it_was_made_of(
    pieces: list[str | Link], sections: list[tuple[str, str, str]], text: str
) -> None:
    """Whatever characters they have, halves of surrogate pairs too."""
    body = Body.of(pieces, sections=[Section(*one) for one in sections], text=text)
    runs = ["".join(map(str, run)) if kind is str else [*run] for kind, run in groupby(pieces, type)]
    expected = [one for run in runs for one in ([run] if isinstance(run, str) else run)]
    assert [*body.pieces] == expected
    assert [(one.id, one.title, one.text) for one in body.sections] == sections
    assert body.text == text
    assert (body == Body()) is not any((pieces, sections, text))
