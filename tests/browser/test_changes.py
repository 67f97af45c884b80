"""The page of what changed, as it is published, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from packatlas import publish
from packatlas.build import build
from packatlas.cache import Cache
from packatlas.configuration import load_settings
from tests.browser.conftest import serving
from tests.browser.test_site import WCAG
from tests.conftest import ROOT

pytestmark = pytest.mark.browser


def publish_sample(folder: Path, day: int, assets: Path | None = None) -> None:
    """The sample catalog as of a day in November."""
    sample = load_settings(ROOT / "content")
    settings = replace(sample, as_of=date(2026, 11, day), assets=assets, publishing=True)
    with publish.held(folder, settings) as place:
        done, problems = publish.into_place(place, build(settings, writing=False, trying=False), settings, Cache())
    assert done, problems


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The sample catalog, published on two days: the address at which it is served, and the folder."""
    folder = tmp_path_factory.mktemp("public")
    publish_sample(folder, 22)
    publish_sample(folder, 23)
    with serving(folder / "current") as address:
        yield address, folder


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_what_changed_is_told_without_a_barrier(
    chromium: Browser, published: tuple[str, Path], width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(published[0])
    page.locator("footer").get_by_role("link", name="What changed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed")
    expect(page.get_by_role("heading", name="Files")).to_be_visible()
    results: dict[str, Any] = Axe().run(page, options=WCAG).response
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert [rule["id"] for rule in results["violations"]] == []
    assert overflow <= 0


def test_a_page_that_was_open_before_a_switch_goes_on_after_it(
    page: Page, published: tuple[str, Path], tmp_path: Path
) -> None:
    """It fetches the scripts of its own release, wherever `current` leads meanwhile."""
    address, folder = published
    page.goto(address)
    before = {path.name for path in (folder / "current/assets").iterdir()}
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/99-own.css").write_text("a { color: red }")
    (tmp_path / "search-text.js").write_text("throw new Error('of another release');")
    publish_sample(folder, 23, tmp_path)
    assert before < {path.name for path in (folder / "current/assets").iterdir()}
    page.get_by_role("combobox").fill("cilium hubble")
    found = page.get_by_role("group", name="In the text").get_by_role("option").first
    expect(found.locator("mark").first).to_be_visible()
