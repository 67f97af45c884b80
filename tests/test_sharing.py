"""What a page offers beyond its reader: social cards, facts for search engines, feeds, search, a badge to embed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from packatlas.catalog import assemble
from packatlas.making import made
from packatlas.markdown import parse as parse_markdown
from packatlas.model import Artifact, Pack
from packatlas.model import Image as ShownImage
from packatlas.outputs import opensearch, social
from packatlas.plan.pack_views import LinkedData
from packatlas.settings import Settings
from tests.factories import pack, page
from tests.stages import beside_html, html_pages, plan
from tests.test_outputs import CALICO, KUBERNETES, SETTINGS, SITE

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
HOSTILE = "</script><script>alert(1)</script><!-- & ' \" ]]> \u2028"


def drawn(packs: Sequence[Pack] = (CALICO, KUBERNETES), changed: Settings = SETTINGS) -> dict[str, BeautifulSoup]:
    catalog, _ = assemble(packs, [page()], (), changed)
    artifacts, problems = made(html_pages(plan(catalog, changed)[0], changed))
    assert problems == ()
    return {
        file.path: BeautifulSoup(file.content, "html.parser")
        for file in artifacts
        if isinstance(file.content, bytes) and file.path.endswith(".html")
    }


def published(packs: Sequence[Pack] = (CALICO, KUBERNETES), changed: Settings = SETTINGS) -> dict[str, Artifact]:
    catalog, _ = assemble(packs, [page()], (), changed)
    files, problems = made(beside_html(catalog, plan(catalog, changed)[0], changed))
    assert problems == ()
    return {file.path: file for file in files}


def meta(html: BeautifulSoup) -> dict[str, str]:
    return {str(one.get("property") or one.get("name")): str(one["content"]) for one in html.select("meta[content]")}


# --- The head of a page --------------------------------------------------------------------------------------------


def test_a_page_that_is_shared_shows_its_title_line_and_picture() -> None:
    files = published()
    for path, html in drawn().items():
        if html.select("meta[http-equiv]"):
            continue
        stated = meta(html)
        assert stated["og:title"], path
        assert stated["og:url"].startswith(SITE)
        assert stated["og:image"].removeprefix(SITE) in files
        assert stated["twitter:card"] == "summary_large_image"
    pages = drawn()
    assert meta(pages["packs/cni-calico/index.html"])["og:image"] == f"{SITE}social/cni.png"
    assert meta(pages["packs/cni-calico/3.31.4/index.html"])["og:image"] == f"{SITE}social/cni.png"
    assert meta(pages["layers/k8s/index.html"])["og:image"] == f"{SITE}social/k8s.png"
    assert meta(pages["index.html"])["og:image"] == f"{SITE}social/site.png"
    assert meta(pages["packs/cni-calico/index.html"])["og:description"] == "Network and policy."


def test_what_needs_the_sites_address_is_left_out_without_one() -> None:
    unknown = replace(SETTINGS, base_url="")
    for html in drawn(changed=unknown).values():
        assert not [name for name in meta(html) if name.startswith(("og:", "twitter:"))]
        assert not html.select("link[rel=search], script[type='application/ld+json'], #badge")
    assert not [path for path in published(changed=unknown) if path.startswith(("social/", "opensearch"))]


def test_feeds_and_markdown_are_found_from_the_head() -> None:
    files = published()
    calico = drawn()["packs/cni-calico/index.html"]
    feeds = [str(one["href"]) for one in calico.select("link[type='application/atom+xml']")]
    assert feeds == ["../../feed.xml", "../../packs/cni-calico/feed.xml", "../../layers/cni/feed.xml"]
    assert {feed.removeprefix("../../") for feed in feeds} <= set(files)
    for path, html in drawn().items():
        text = [str(one["href"]) for one in html.select("link[type='text/markdown']")]
        if text:
            own = path.removesuffix("index.html") + "index.md"
            assert text == ["../" * own.count("/") + own]
            assert own in files
    assert not drawn()["404.html"].select("link[type='text/markdown']")


# --- JSON-LD -------------------------------------------------------------------------------------------------------


def linked(html: BeautifulSoup) -> dict[str, Any]:
    (script,) = html.select("script[type='application/ld+json']")
    return {one["@type"]: one for one in json.loads(script.text)["@graph"]}


def test_search_engines_read_what_a_pack_is_and_the_way_to_it() -> None:
    found = linked(drawn()["packs/cni-calico/index.html"])
    software = found["SoftwareApplication"]
    assert (software["name"], software["softwareVersion"]) == ("Calico", "3.31.4")
    assert software["url"] == f"{SITE}packs/cni-calico/"
    assert software["dateModified"] == "2026-10-10"
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Packs", "Packs", "Network", "Calico"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert steps[-1]["item"] == f"{SITE}packs/cni-calico/"
    release = linked(drawn()["packs/cni-calico/3.31.4/index.html"])["BreadcrumbList"]["itemListElement"]
    assert release[-1] == {
        "@type": "ListItem",
        "position": 5,
        "name": "Calico 3.31.4",
        "item": f"{SITE}packs/cni-calico/3.31.4/",
    }


@given(st.text())
def test_no_fact_ends_the_element_that_it_stands_in(text: str) -> None:
    printed = LinkedData({"x": text}).__html__()
    assert not set("<>&") & set(printed)
    assert json.loads(printed) == {"x": text}


def test_a_hostile_title_stays_a_text_everywhere_in_the_head() -> None:
    html = drawn([replace(CALICO, title=HOSTILE, description=HOSTILE)])["packs/cni-calico/index.html"]
    assert linked(html)["SoftwareApplication"]["name"] == HOSTILE
    assert meta(html)["og:title"] == HOSTILE
    assert [one for one in html.find_all("script") if not one.get("src")] == html.select(
        "script[type='application/ld+json']"
    )


# --- Badge ---------------------------------------------------------------------------------------------------------


def test_the_lines_to_embed_a_badge_show_it_and_lead_to_the_pack() -> None:
    html = drawn()["packs/cni-calico/index.html"]
    markdown, own = (code.text for code in html.select(".badge pre code"))
    body, problems = parse_markdown(markdown, "readme.md")
    assert problems == ()
    (image,) = (piece for piece in body.pieces if isinstance(piece, ShownImage))
    assert (image.target, image.alt) == (f"{SITE}badges/cni-calico.svg", "Calico: verification")
    link, picture = BeautifulSoup(own, "html.parser").a, BeautifulSoup(own, "html.parser").img
    assert link is not None
    assert picture is not None
    assert (link["href"], picture["src"]) == (f"{SITE}packs/cni-calico/", image.target)
    assert picture["alt"] == image.alt
    assert "badges/cni-calico.svg" in published()
    shown = html.select_one(".badge img")
    assert shown is not None
    assert (shown["src"], shown["alt"]) == ("../../badges/cni-calico.svg", "Calico: verification")


def test_the_lines_to_embed_never_state_what_may_change() -> None:
    html = drawn()["packs/cni-calico/index.html"]
    assert all("Verified" not in code.text for code in html.select(".badge pre code"))


# --- Social cards --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Packs", "W" * 200, "Übersicht 中文", "", "\x00\ud800"])
def test_a_card_is_a_small_png_of_the_right_size_whatever_it_says(title: str) -> None:
    made = social.draw(social.Card(title, title, title, (1,)))
    with Image.open(BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(made) < 20_000


def test_cards_of_different_layers_differ_and_stay_the_same() -> None:
    cards = {path: file.content for path, file in published().items() if path.startswith("social/")}
    assert set(cards) == {f"social/{name}.png" for name in ("site", "os", "k8s", "cni", "csi", "addon")}
    assert len(set(cards.values())) == 6
    social.draw.cache_clear()
    assert {path: published()[path].content for path in cards} == cards


def test_the_typeface_has_every_letter_that_is_drawn() -> None:
    font = ImageFont.load_default(34)
    assert hasattr(font, "getmask")
    missing = bytes(font.getmask("\uffff"))
    assert [letter for letter in sorted(social.LETTERS) if bytes(font.getmask(letter)) == missing] == []


def test_a_line_never_runs_into_the_stack() -> None:
    with Image.open(BytesIO(social.draw(social.Card("W" * 90, "W" * 90, "W" * 90, ())))) as picture:
        between = picture.convert("RGB").crop((790, 0, 845, 630))
        assert between.getcolors() == [(55 * 630, (16, 26, 42))]


# --- OpenSearch ----------------------------------------------------------------------------------------------------


def test_a_browser_can_search_the_packs() -> None:
    file = published()["opensearch.xml"].content
    assert isinstance(file, bytes)
    root = ElementTree.fromstring(file)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    (target,) = (one for one in root.iter(f"{OPENSEARCH}Url") if one.get("type") == "text/html")
    assert target.get("template") == f"{SITE}packs/?q={{searchTerms}}"
    link = drawn()["index.html"].select_one("link[rel=search]")
    assert link is not None
    assert link["href"] == "opensearch.xml"


@given(st.text())
@settings(max_examples=30)
def test_the_search_description_keeps_to_its_limits(title: str) -> None:
    (file,) = opensearch.opensearch(replace(SETTINGS, title=title))
    assert isinstance(file.content, bytes)
    root = ElementTree.fromstring(file.content)
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    assert len(root.findtext(f"{OPENSEARCH}LongName") or "") <= 48
    assert len(root.findtext(f"{OPENSEARCH}Description") or "") <= 1024


def test_a_pack_of_nothing_can_be_shared_too() -> None:
    html = drawn([pack("bare", releases=(), description="", title="Bare")])["packs/bare/index.html"]
    assert "og:description" not in meta(html)
    assert "softwareVersion" not in linked(html)["SoftwareApplication"]
