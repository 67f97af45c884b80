"""The same catalog on a later day: what lapses lapses by itself, and every place says the same of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner

from packatlas.cli import cli
from packatlas.plan.cards import make_cards
from packatlas.plan.timeline import timeline
from packatlas.policy import add_months
from tests.conftest import ROOT
from tests.test_lifecycle import CALICO, OLD, TODAY, cataloged

NOW = date(2026, 11, 23)
LATER = NOW + timedelta(weeks=10)


def built(day: date, to: Path) -> Path:
    """The sample catalog as it is on a day."""
    done = CliRunner().invoke(
        cli,
        ["build", str(ROOT / "content"), "-o", str(to), "--as-of", day.isoformat(), "--no-cache", "-q"],
        standalone_mode=False,
    )
    assert done.return_value == 0, done.output
    return to


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(NOW, tmp_path_factory.mktemp("now") / "site")


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(LATER, tmp_path_factory.mktemp("later") / "site")


def pages() -> dict[str, dict[str, Any]]:
    """The frontmatter of every pack page of the sample, read without packatlas."""
    found = {}
    for path in sorted((ROOT / "content/packs").rglob("*.md")):
        front: dict[str, Any] = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        found[front.get("name", path.stem)] = front
    return found


def states(site: Path) -> dict[str, str]:
    index = json.loads((site / "api/v1/index.json").read_text("utf-8"))
    return {pack["name"]: pack["shield"] for pack in index["packs"]}


def soup(site: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((site / path / "index.html").read_text("utf-8"), "html.parser")


def said(site: Path, name: str) -> list[str]:
    """The sentences of the panel on a pack's page."""
    panel = soup(site, f"packs/{name}").select_one("section[aria-labelledby=shield]")
    assert panel is not None
    return [" ".join(line.text.split()) for line in panel.select("p:not(.trust-more)")]


@pytest.mark.parametrize("day", [NOW, LATER])
def test_exactly_the_overdue_shields_are_amber(day: date, now: Path, later: Path) -> None:
    site = now if day == NOW else later
    records = {name: front.get("verification") for name, front in pages().items()}
    verified = {name: record["verified_on"] for name, record in records.items() if record}
    overdue = {name for name, on in verified.items() if day > on + timedelta(weeks=8)}
    assert {name for name, state in states(site).items() if state == "overdue"} == overdue
    assert {name for name, state in states(site).items() if state != "none"} == set(verified)
    assert 0 < len(overdue) < len(verified) or day == LATER


def test_ten_weeks_later_every_page_says_why_its_shield_is_amber(later: Path) -> None:
    amber = [name for name, state in states(later).items() if state == "overdue"]
    assert len(amber) > 30
    for name in amber:
        page = soup(later, f"packs/{name}")
        assert page.select_one(".shield-overdue"), name
        assert page.select(".shield-current, .shield-due") == []
        assert page.find(string="Why this shield is amber"), name
        assert "Its update is overdue: it was last verified" in said(later, name)[0], name


@pytest.mark.parametrize("name", ["cni-calico", "loki", "ubuntu-vsphere", "antrea"])
def test_the_panel_the_api_and_the_command_line_say_the_same(name: str, later: Path) -> None:
    sentences = json.loads((later / f"api/v1/packs/{name}.json").read_text("utf-8"))["shield"]["reasons"]
    done = CliRunner().invoke(
        cli,
        ["explain", name, str(ROOT / "content"), "--as-of", LATER.isoformat(), "--format", "json"],
        standalone_mode=False,
    )
    assert json.loads(done.output)["shield"]["reasons"] == sentences
    assert said(later, name) == sentences


def test_releases_move_on_by_themselves(later: Path) -> None:
    moved = 0
    for name, front in pages().items():
        for stated in front.get("releases", []):
            if stated.get("status") != "deprecated" or add_months(stated["since"], 3) > LATER:
                continue
            file = later / f"api/v1/packs/{name}/{stated['version']}.json"
            gone = add_months(add_months(stated["since"], 3), 3) <= LATER
            assert json.loads(file.read_text("utf-8"))["status"] == ("deleted" if gone else "disabled")
            moved += 1
    assert moved > 5


def test_what_is_overdue_stands_first_on_the_page_of_verified_packs(later: Path) -> None:
    page = soup(later, "verified")
    groups = [heading["id"] for heading in page.select("section.group h2")]
    assert groups[0] == "overdue"
    assert page.select(".due-line .part-overdue")
    assert page.select("script[src], .due-line script") == page.select("head script[src]")


# --- The drawing -----------------------------------------------------------------------------------------------------


def test_the_drawing_has_every_shield_in_its_week() -> None:
    drawn = timeline(make_cards(cataloged(CALICO, OLD), TODAY).values(), TODAY)
    assert drawn is not None
    (bar,) = drawn.columns
    assert bar.state == "current"
    assert drawn.width / 7 * 5 < bar.x + drawn.today - drawn.width / 7 < bar.x + bar.width <= drawn.width
    assert [label.text for label in drawn.labels if label.text.isdecimal()] == ["1"]
    assert bar.y + bar.height == drawn.floor


def test_what_is_overdue_stands_left_of_today() -> None:
    catalog = cataloged(CALICO)
    day = TODAY + timedelta(weeks=20)
    cards = make_cards(catalog, TODAY)
    drawn = timeline(cards.values(), day)
    assert drawn is not None
    assert all(bar.x + bar.width < drawn.today for bar in drawn.columns)
    assert timeline(make_cards(cataloged(OLD), TODAY).values(), TODAY) is None
