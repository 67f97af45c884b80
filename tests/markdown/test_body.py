"""Bodies: titles, ids, sections, holes and what the page around makes of them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from packatlas.markdown import Dialect, parse, place
from packatlas.model import Body, Heading, Image, Link, Picture, Section


def body(text: str, **dialect: object) -> Body:
    return parse(text, "page.md", dialect=Dialect(**dialect))[0]  # type: ignore[arg-type]


def html(made: Body) -> str:
    return str(place(made, lambda link: link.target, lambda image: Picture(image.target)))


def test_a_leading_title_is_lifted() -> None:
    made = body("# The *title*\n\nText\n\n# Next", lift_title=True)
    assert made.title == "The title"
    assert made.headings == (Heading(1, "Next", "next"),)
    assert made.sections == (Section("", "", "Text"), Section("next", "Next", ""))


def test_only_a_leading_first_level_heading_is_the_title() -> None:
    for text in ("## A\n\n# B", "text\n\n# B", "[x](y)\n\n# B", "![x](y)\n# B"):
        made = body(text, lift_title=True)
        assert made.title == ""
        assert "B" in [heading.text for heading in made.headings]


def test_an_image_in_the_title_stays() -> None:
    made = body("# ![logo](a.png) Name", lift_title=True)
    assert made.title == "Name"
    assert html(made).startswith('<p><img src="a.png" alt="logo"')


def test_raw_html_headings_are_titles_too() -> None:
    assert body("<h1 align='center'>Name</h1>\n\ntext", lift_title=True).title == "Name"


def test_headings_are_lowered_to_the_sixth_level() -> None:
    made = body("# a\n\n##### b\n\n###### c", demote=2)
    assert [heading.level for heading in made.headings] == [3, 6, 6]
    assert '<h3 id="a">a</h3>' in html(made)


def test_reserved_ids_get_a_number() -> None:
    made = body("# Releases\n\n# Releases\n\n# X {#values}", reserved_ids=frozenset({"releases", "values"}))
    assert [heading.id for heading in made.headings] == ["releases-1", "releases-2", "values-1"]


def test_anchors_are_headings_and_prefixed_ids() -> None:
    assert body("# A\n\n<a id='b'></a> <a name='c'></a>").anchors == {"a", "user-content-b", "user-content-c"}


def test_sections_say_what_the_reader_sees() -> None:
    made = body(
        "before &amp; **b**old\n\n# One\n\n- a\n- b\n\n| c | d |\n|---|---|\n| e |\n\n"
        "```yaml\nkey: value\n```\n\n![alt](x.png)<!-- no -->\n\n## Two\n\n> [!TIP]\n> f"
    )
    assert made.sections == (
        Section("", "", "before & bold"),
        Section("one", "One", "a b c d e key: value"),
        Section("two", "Two", "Tip f"),
    )


def test_links_and_images_are_holes_with_lines() -> None:
    made, _ = parse("a\n\n[b](c.md#d 'T')\nand ![e](f.png 'U')\n\n<img src='g' width='8'>", "page.md", first_line=10)
    holes = [piece for piece in made.pieces if not isinstance(piece, str)]
    assert holes == [
        Link("c.md#d", 12),
        Image("f.png", "e", (("title", "U"),), 13),
        Image("g", "", (("width", "8"),), 0),
    ]


def test_a_link_without_an_address_keeps_its_text() -> None:
    made = body("[*a*](b 'T') c")
    assert place(made, lambda _: None, lambda _: None) == '<p><a title="T"><em>a</em></a> c</p>'


def test_an_image_without_an_address_is_its_alternative_text() -> None:
    made = body("![a & b](c) ![](d)")
    assert place(made, lambda _: None, lambda _: None) == '<p><span class="image-alt">a &amp; b</span> </p>'


def test_resolved_addresses_are_escaped() -> None:
    made = body("[a](b) ![c](d)")
    shown = place(made, lambda _: '/x "y"?a&b=<é>', lambda _: Picture("/i'j"))
    assert 'href="/x%20%22y%22?a&amp;b=%3C%C3%A9%3E"' in shown
    assert 'src="/i&#x27;j"' in shown


def test_a_fragment_leads_to_the_author_s_own_anchor() -> None:
    made = body("<a name='x'></a>\n\n[a](#x) [b](#y)\n\n# Y")
    assert [piece.target for piece in made.pieces if isinstance(piece, Link)] == ["#user-content-x", "#y"]


def test_byte_order_mark_nul_and_half_characters() -> None:
    assert html(body("\ufeff# a\0\ud800")) == '<h1 id="a">a\ufffd?</h1>'


def test_nothing_of_nothing() -> None:
    assert body("") == Body()
    assert body(" \n\n") == Body()


def test_a_heading_cannot_take_an_id_of_the_page_around_it() -> None:
    dialect = Dialect(reserved_ids=frozenset({"contents"}), reserved_starts=("pa-",))
    body, _ = parse("## Contents\n\n## x {#pa-toc}\n\n## pa-search\n", "page.md", 1, dialect)
    assert [heading.id for heading in body.headings] == ["contents-1", "user-content-pa-toc", "user-content-pa-search"]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "&#x202E;", "&#8238;"])
def test_what_reverses_words_is_left_out_with_one_warning(mark: str) -> None:
    made, problems = parse(f"# A {mark}title\n\n{mark}text{mark}", "page.md", 5, Dialect(lift_title=True))
    assert (made.title, html(made)) == ("A title", "\n<p>text</p>")
    (problem,) = problems
    assert str(problem).startswith("page.md:5 PA007 warning: the invisible character U+20")


def test_emoji_and_references_in_code_stay_as_they_are() -> None:
    made, problems = parse("\U0001f468\u200d\U0001f4bb `&#x202e;`", "page.md")
    assert html(made) == "<p>\U0001f468\u200d\U0001f4bb <code>&amp;#x202e;</code></p>"
    assert problems == ()


def test_a_picture_keeps_its_place_free_while_it_loads() -> None:
    made = body('![a](b.png)<img src=b.png width=50><img src=b.png height=80><img src=b.png width="50%">')
    shown = place(made, lambda link: link.target, lambda image: Picture(image.target, (300, 40)))
    sizes = [(found.get("width"), found.get("height")) for found in BeautifulSoup(shown, "html.parser")("img")]
    assert sizes == [("300", "40"), ("50", "7"), ("600", "80"), ("50%", None)]
