"""Markdown that the program writes: texts come out of the reference renderer as they went in."""

from __future__ import annotations

from bs4 import BeautifulSoup
from cmarkgfm import github_flavored_markdown_to_html  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from packatlas.outputs import marks

# Texts without what nobody can see, and without the addresses that GitHub makes links of.
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")) | st.just(" "), max_size=60)
TRICKY = st.text(st.sampled_from("`*_[]()<>&;#|~!\\-+=:.1a \"'"), max_size=30)


def shown(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(github_flavored_markdown_to_html(markdown), "html.parser")


def flat(text: str) -> str:
    return " ".join(text.split())


@example("# not a heading")
@example("C #")
@example("1. not a list")
@example("1) not a list")
@example("- no")
@example("+ no")
@example("a_b_c __d__")
@example("&amp; &copy; &#65;")
@example("<script>alert(1)</script>")
@example("[x](javascript:alert(1))")
@example("~~gone~~")
@example("===")
@example("---")
@example("One.\n\n## Shield\n\nVerified")
@given(TEXT | TRICKY)
def test_a_line_is_read_as_the_text_that_it_is(text: str) -> None:
    for markdown in (f"# {marks.line(text)}", f"> {marks.line(text)}", f"- {marks.line(text)}"):
        page = shown(markdown)
        assert flat(page.text) == flat(text)
        assert len(page.find_all(["h1", "blockquote", "li"])) == 1
        assert not page.find_all(["em", "strong", "code", "del", "script", "h2", "hr", "ol"])


@example("a|b")
@example("`")
@example("a``b`")
@example("a\\|b")
@example("a\\\\")
@given(TEXT | TRICKY)
def test_code_is_read_as_the_text_that_it_is_in_a_cell(text: str) -> None:
    table = shown(marks.table(("x", "y"), [(marks.code(text), marks.line(text))]))
    cells = [flat(cell.text) for cell in table.find_all("td")]
    assert cells == [flat(text), flat(text)]


@given(st.text(st.sampled_from("`~a\n "), max_size=30))
def test_a_block_ends_where_its_text_ends(text: str) -> None:
    page = shown(f"{marks.block(text, 'hcl')}\n\nafter")
    assert [paragraph.text for paragraph in page.find_all("p")] == ["after"]
    code = page.code
    assert code is not None
    assert code.text.rstrip("\n") == text.rstrip("\n")


@given(st.text(st.sampled_from("()<> \\[]\"'ab%/:#"), max_size=30))
def test_no_address_ends_its_link_early(target: str) -> None:
    page = shown(f"{marks.link('x', 'https://e.example/' + target)}")
    (link,) = page.find_all("a")
    assert flat(page.text) == "x"
    assert str(link["href"]).startswith("https://e.example/")


@example("2.1.0")
@example("#")
@given(TEXT | TRICKY)
def test_the_words_of_a_link_are_the_text_that_they_are(text: str) -> None:
    page = shown(f"- {marks.link(text, 'https://e.example/')}")
    assert flat(page.text) == flat(text)
    assert len(page.find_all("a")) == 1
