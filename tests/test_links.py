"""Where links and images of a body lead, and that content can't reach the site's own files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import assemble
from packatlas.errors import Location
from packatlas.links import LinkIndex, Origin, readme_origin
from packatlas.model import StaticFile
from packatlas.settings import Settings
from packatlas.urls import PACK_SECTION_IDS
from tests.factories import body, pack, page, release

HERE = Location("content", 1)
ODD = ("a b.pdf", "files/C# 50%20off.pdf", "images/#1 100%.png")
FILES = tuple(
    StaticFile(path, Path(path), HERE) for path in ("images/net.png", "img/stack.png", "packs/cni/calico.svg", *ODD)
)
CALICO = pack(
    "cni-calico",
    source="packs/cni/calico.md",
    aliases=("calico", "/integrations/calico"),
    body=body(anchors=frozenset({"setup", "user-content-raw"})),
)
PAGES = (
    page("guides/install", body=body(anchors=frozenset({"prerequisites"}))),
    page("guides/index"),
    page("index"),
    page("a/moved", slug="b/new"),
)
CATALOG, _ = assemble((CALICO,), PAGES, FILES, Settings(as_of=date(2026, 11, 23)))
INDEX = LinkIndex(CATALOG, "https://packs.example/docs/")
ON_PACK = Origin("packs/cni-calico/", "packs/cni/calico.md", CALICO.body or body(), PACK_SECTION_IDS)


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("../../guides/install.md", "../../guides/install/"),
        ("../../guides/install", "../../guides/install/"),
        ("/guides/install", "../../guides/install/"),
        ("/guides/install.md#prerequisites", "../../guides/install/#prerequisites"),
        ("../../guides/install.md#Prerequisites", "../../guides/install/#prerequisites"),
        ("/guides/", "../../guides/"),
        ("../../a/moved.md", "../../b/new/"),
        ("/b/new", "../../b/new/"),
        ("/guides/index.html", "../../guides/"),
        ("/", "../../"),
        ("/packs/", "../../packs/"),
        ("/packs/calico", "../../packs/cni-calico/"),
        ("/integrations/calico/", "../../packs/cni-calico/"),
        ("calico.md", "../../packs/cni-calico/"),
        ("#setup", "#setup"),
        ("#raw", "#user-content-raw"),
        ("#releases", "#releases"),
        ("calico.svg", "../../packs/cni/calico.svg"),
        ("/a%20b.pdf", "../../a%20b.pdf"),
        ("/files/C%23%2050%2520off.pdf", "../../files/C%23%2050%2520off.pdf"),
        ("/files/C# 50%20off.pdf", "../../files/C%23%2050%2520off.pdf"),
        ("https://kubernetes.io/docs?a=1#b", "https://kubernetes.io/docs?a=1#b"),
        ("//kubernetes.io/docs", "https://kubernetes.io/docs"),
        ("mailto:team@packs.example", "mailto:team@packs.example"),
        ("https://packs.example/docs/guides/install/", "https://packs.example/docs/guides/install/"),
        ("https://packs.example/other/", "https://packs.example/other/"),
    ],
)
def test_links(target: str, href: str) -> None:
    found = INDEX.link(target, ON_PACK)
    assert (found.href, found.fault) == (href, "")


@pytest.mark.parametrize(
    "target",
    [
        "../../guides/instal.md", "../../../../../etc/passwd", "/assets/shield-current.svg", "../../assets/style.css",
        "..\\..\\assets\\shield-current.svg", "/%61ssets/shield-current.svg", "https://packs.example/docs/assets/x.svg",
        "https://PACKS.example/docs/./assets/x.svg", "//packs.example/docs/assets/x.svg", "javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "https://[bad", "/guides/nothing", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_links_that_lead_nowhere_have_no_href_and_say_why(target: str) -> None:
    found = INDEX.link(target, ON_PACK)
    assert found.href is None
    assert found.fault


def test_a_near_page_is_offered() -> None:
    assert INDEX.near("../../guides/instal.md", ON_PACK) == "did you mean 'install.md'?"


def test_only_a_release_with_a_page_can_be_linked_to() -> None:
    told = pack("told", releases=(release("2.0", values="a: 1"), release("1.0")))
    index = LinkIndex(assemble((told,), (), (), Settings())[0])
    assert index.link("/packs/told/2.0/#values", ON_PACK).href == "../../packs/told/2.0/#values"
    assert index.link("/packs/told/1.0/", ON_PACK).href is None


def test_a_missing_section_is_reported_but_the_page_is_still_linked() -> None:
    found = INDEX.link("/guides/install.md#prerequisite", ON_PACK)
    assert found.href == "../../guides/install/#prerequisite"
    assert found.fault
    assert INDEX.near("/guides/install.md#prerequisite", ON_PACK) == "did you mean 'prerequisites'?"


@pytest.mark.parametrize(
    ("target", "src"),
    [
        ("calico.svg", "../../packs/cni/calico.svg"),
        ("/images/net.png", "../../images/net.png"),
        ("../../images/net.png", "../../images/net.png"),
        ("/static/img/stack.png", "../../img/stack.png"),
        ("/img/stack.png", "../../img/stack.png"),
        ("/images/%231%20100%25.png", "../../images/%231%20100%25.png"),
        ("/images/#1 100%.png", "../../images/%231%20100%25.png"),
    ],
)
def test_images(target: str, src: str) -> None:
    assert INDEX.image(target, ON_PACK).href == src


@pytest.mark.parametrize("target", ["https://img.example/x.png", "//img.example/x.png", "data:image/png;base64,AA"])
def test_remote_images_are_not_shown_and_that_is_no_fault(target: str) -> None:
    found = INDEX.image(target, ON_PACK)
    assert (found.href, found.fault) == (None, "")


@pytest.mark.parametrize(
    "target",
    ["/assets/shield-current.svg", "../../badges/cni-calico.svg", "missing.png", "../../../x.png", "/guides/install"],
)
def test_images_that_content_does_not_have(target: str) -> None:
    found = INDEX.image(target, ON_PACK)
    assert found.href is None
    assert found.fault


def test_a_readme_reaches_the_pictures_beside_it_and_nothing_else_of_its_folder() -> None:
    beside = (StaticFile("logo/x.png", Path("logo/x.png"), HERE, (30, 20)), StaticFile("#.png", Path("#.png"), HERE))
    found = release("1.0.0", body=body(), files=beside)
    origin = readme_origin("packs/demo/", pack("demo"), found)
    assert INDEX.image("./logo/x.png", origin).href == "../../packs/demo/1.0.0/logo/x.png"
    assert INDEX.image("./logo/x.png", origin).size == (30, 20)
    assert INDEX.image("%23.png", origin).href == "../../packs/demo/1.0.0/%23.png"
    assert INDEX.image("pack.json", origin).href is None
    assert INDEX.link("LICENSE", origin).href is None


@given(st.text("./\\#?%:a-z0 [", max_size=30) | st.text(max_size=20))
def test_no_target_leaves_the_site_or_raises(target: str) -> None:
    for found in (INDEX.link(target, ON_PACK), INDEX.image(target, ON_PACK)):
        if found.href is not None and "://" not in found.href:
            assert found.href.count("../") <= 2
            assert "assets/" not in found.href
