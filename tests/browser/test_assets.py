"""Minified scripts and styles mean in a real Chromium what they meant as written."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from packatlas.model import Artifact
from packatlas.resources import default_assets, published_assets
from packatlas.settings import Settings

pytestmark = pytest.mark.browser

RULES = """
(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  // A custom property keeps its blanks, which mean nothing there either.
  return [...sheet.cssRules].map((rule) => rule.cssText.replace(/\\s*([,()])\\s*/g, '$1'));
}
"""


def test_the_style_has_the_rules_that_were_written(page: Page) -> None:
    sheets = sorted((default_assets() / "styles").iterdir())
    (published,) = (file for file in published_assets(Settings())[1] if file.path.startswith("assets/style-"))
    written = page.evaluate(RULES, "".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
    assert page.evaluate(RULES, text(published)) == written
    assert len(written) > 100


def test_every_script_is_read_without_complaint(page: Page, sample: str) -> None:
    page.goto(sample)
    scripts = [file.path for file in published_assets(Settings())[1] if file.path.endswith(".js")]
    assert len(scripts) > 4
    for script in scripts:
        page.evaluate("(address) => import(address)", sample + script)


def text(file: Artifact) -> str:
    assert isinstance(file.content, bytes)
    return file.content.decode("utf-8")
