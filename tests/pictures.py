"""Take the pictures of the README again: `python -m tests.pictures`, on a machine with Chromium."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from packatlas.build import build
from packatlas.configuration import load_settings
from tests.browser.conftest import serving
from tests.conftest import ROOT

FOLDER = ROOT / ".github" / "pictures"
PICTURES: tuple[tuple[str, str, int, int, Literal["light", "dark"]], ...] = (
    ("home-light", "", 1280, 900, "light"),
    ("home-dark", "", 1280, 900, "dark"),
    ("pack-light", "packs/cni-calico/", 1280, 900, "light"),
    ("pack-phone", "packs/loki/", 390, 844, "dark"),
)
"""Name, address, width and height in CSS pixels, colour scheme."""


def take(browser: Browser, site: str) -> None:
    """One picture a row, as a reader first sees the page."""
    for name, address, width, height, scheme in PICTURES:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.goto(site + address, wait_until="networkidle")
        page.screenshot(path=FOLDER / f"{name}.png")
        page.close()


def main() -> None:
    """Build the sample catalog as of the day of its texts, and take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as driver:
        output = Path(scratch) / "build"
        build(replace(load_settings(ROOT / "content"), output=output, as_of=date(2026, 11, 23)))
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        with serving(output) as site:
            take(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
