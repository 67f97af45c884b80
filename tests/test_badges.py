"""Badges: a picture of how a pack stands that is safe, small and readable wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import Catalog, assemble
from packatlas.links import LinkIndex, Origin
from packatlas.making import made
from packatlas.model import Artifact, Body, Pack, Status, Verification
from packatlas.outputs.badges import Mark, badges, draw
from packatlas.settings import Settings
from tests.factories import pack, release

SETTINGS = Settings(base_url="https://packs.example/", as_of=date(2026, 11, 23))
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text")}


def of(catalog: Catalog, settings: Settings) -> tuple[Artifact, ...]:
    """The badges with their bytes."""
    files, problems = made(tuple(badges(catalog, settings)))
    assert problems == ()
    return files


def drawn(*packs: Pack) -> dict[str, str]:
    catalog, _ = assemble(packs, (), (), SETTINGS)
    return {file.path: file.content.decode() for file in of(catalog, SETTINGS) if isinstance(file.content, bytes)}


def verified(weeks: int) -> Verification:
    return Verification(SETTINGS.as_of - timedelta(weeks=weeks), "Team")


@pytest.mark.parametrize(
    ("changes", "words", "shielded"),
    [
        ({"verification": verified(1)}, "Verified", True),
        ({"verification": verified(7)}, "Verified, update due soon", True),
        ({"verification": verified(10)}, "Update overdue", True),
        ({}, "Community", False),
        ({"verification": verified(1), "releases": (release(status=Status.DEPRECATED),)}, "Deprecated", False),
    ],
)
def test_a_badge_says_in_words_how_the_pack_stands(changes: dict[str, object], words: str, shielded: bool) -> None:
    svg = ElementTree.fromstring(drawn(pack("demo", **changes))["badges/demo.svg"])
    assert [text.text for text in svg.iter(f"{SVG}text")] == ["Demo", words]
    assert (svg.get("role"), svg.get("aria-label")) == ("img", f"Demo: {words}")
    assert (svg.findtext(f"{SVG}title") or "").startswith(f"Demo: {words}. ")
    drawings = [group for group in svg.iter(f"{SVG}g") if group.get("fill") == "none"]
    assert bool(drawings) is shielded


def test_only_the_latest_release_wears_the_shield() -> None:
    old, gone = release("1.0"), release("0.9", status=Status.DELETED)
    files = drawn(pack("demo", releases=(release("2.0"), old, gone), verification=verified(1)))
    labels = {path: ElementTree.fromstring(svg).get("aria-label") for path, svg in files.items()}
    assert labels == {
        "badges/demo.svg": "Demo: Verified",
        "badges/demo/2.0.svg": "Demo 2.0: Verified",
        "badges/demo/1.0.svg": "Demo 1.0: Latest is 2.0",
        "badges/demo/0.9.svg": "Demo 0.9: Deleted",
    }


def test_a_release_that_came_after_the_verification_wears_no_shield() -> None:
    later = release("2.0", registry="central", released=SETTINGS.as_of)
    files = drawn(pack("demo", releases=(later, release("1.0")), verification=verified(1)))
    assert ElementTree.fromstring(files["badges/demo/2.0.svg"]).get("aria-label") == "Demo 2.0: Not verified yet"


@given(st.text(max_size=90), st.text(max_size=200), st.sampled_from(["current", "due", "overdue", "none", "retired"]))
def test_whatever_it_says_a_badge_is_small_shapes_and_words_only(subject: str, reason: str, state: str) -> None:
    text = draw(subject, Mark(state, "Verified, update due soon", reason))
    assert len(text.encode("utf-8", "replace")) < 2_000
    svg = ElementTree.fromstring(text.encode("utf-8", "replace"))
    assert {element.tag for element in svg.iter()} <= SHAPES
    for element in svg.iter():
        assert not {
            name for name in element.attrib if name.startswith(("on", "{")) or name in ("href", "style", "class")
        }


def test_a_long_title_leaves_the_version_whole() -> None:
    files = drawn(pack("demo", title="W" * 99, releases=(release("1.27.12-rev2"),)))
    (left, _) = ElementTree.fromstring(files["badges/demo/1.27.12-rev2.svg"]).iter(f"{SVG}text")
    assert (left.text or "").endswith("… 1.27.12-rev2")


def test_words_fit_into_the_room_that_is_drawn_for_them() -> None:
    svg = ElementTree.fromstring(draw("Prometheus Operator", Mark("current", "Verified")))
    room = float(svg.get("width", "0"))
    for text in svg.iter(f"{SVG}text"):
        assert 0 < float(text.get("x", "-1")) + float(text.get("textLength", "0")) < room


def test_yesterdays_badge_is_still_the_same_file_while_nothing_happens() -> None:
    calm = pack("demo", verification=verified(1))
    catalog, _ = assemble([calm], (), (), SETTINGS)
    tomorrow = replace(SETTINGS, as_of=SETTINGS.as_of + timedelta(days=1))
    later, _ = assemble([calm], (), (), tomorrow)
    assert of(catalog, SETTINGS) == of(later, tomorrow)


@pytest.mark.parametrize(
    "target",
    [
        "/badges/calico.svg", "badges/calico.svg", "../../badges/calico.svg", "../../../badges/calico/1.0.0.svg",
        "https://packs.example/badges/calico.svg", "//packs.example/badges/calico.svg", "/static/badges/calico.svg",
        "%2e%2e/badges/calico.svg", "\\badges\\calico.svg", "/badges/./calico.svg?x=1",
    ],
)  # fmt: skip
def test_content_can_neither_show_nor_link_a_badge(target: str) -> None:
    catalog, _ = assemble([pack("calico", verification=verified(1)), pack("fake")], (), (), SETTINGS)
    index = LinkIndex(catalog, SETTINGS.base_url)
    origin = Origin("packs/fake/", "packs/addon/fake.md", Body())
    assert index.image(target, origin).href is None
    assert index.link(target, origin).href is None
