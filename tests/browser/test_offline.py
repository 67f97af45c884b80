"""The copy for disks in a real Chromium, from `file://`: what can't be fetched there works all the same."""

from __future__ import annotations

import functools
import http.server
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from packatlas.build import build
from packatlas.configuration import load_settings
from packatlas.offline import write_zip
from tests.conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own catalog as it is after unpacking."""
    folder = tmp_path_factory.mktemp("disk with a blank")
    settings = replace(load_settings(ROOT / "content"), as_of=date(2026, 11, 23))
    write_zip(build(settings, writing=False).artifacts, folder / "catalog.zip", settings)
    with zipfile.ZipFile(folder / "catalog.zip") as packed:
        packed.extractall(folder)
    return folder / "catalog"


@pytest.fixture
def disk(chromium: Browser, copy: Path) -> Iterator[Page]:
    """The copy's home page in a fresh tab, where every complaint and every look elsewhere is a fault."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    # What is still being loaded when a page is left is no fault.
    page.on("requestfailed", lambda r: None if "ABORTED" in str(r.failure) else faults.append(f"{r.url}: {r.failure}"))
    page.on("request", lambda r: faults.append(r.url) if urlsplit(r.url).scheme not in ("file", "blob") else None)
    page.goto((copy / "index.html").as_uri())
    yield page
    context.close()
    assert faults == []


def test_pages_lead_to_each_other_and_the_list_of_packs_is_narrowed(disk: Page, copy: Path) -> None:
    disk.get_by_role("navigation", name="Site").get_by_role("link", name="Packs", exact=True).click()
    expect(disk).to_have_url((copy / "packs/index.html").as_uri())
    disk.get_by_role("searchbox", name="Find in this list").fill("calico")
    expect(disk.locator("main [role=status]").first).to_have_text(re.compile(r"^[1-9] of "))
    disk.locator("main").get_by_role("link", name="Calico").first.click()
    expect(disk).to_have_url((copy / "packs/cni-calico/index.html").as_uri())
    expect(disk.locator("h1")).to_contain_text("Calico")


def test_the_search_box_finds_packs_and_leads_there(disk: Page, copy: Path) -> None:
    expect(disk.get_by_role("combobox", name="Search packs")).to_be_visible()
    disk.keyboard.press("/")
    disk.keyboard.type("calcio")
    expect(disk.get_by_role("option").first).to_contain_text("cni-calico")
    disk.keyboard.press("Enter")
    expect(disk).to_have_url((copy / "packs/cni-calico/index.html").as_uri())


def test_the_search_box_finds_words_in_texts_with_excerpts(disk: Page, copy: Path) -> None:
    disk.goto((copy / "packs/vault/index.html").as_uri())
    disk.get_by_role("combobox", name="Search packs").fill("cilium hubble")
    found = disk.get_by_role("group", name="In the text").get_by_role("option").first
    expect(found.locator("mark").first).to_be_visible()
    found.click()
    expect(disk).to_have_url(re.compile(r"(?<!/vault)/index\.html(?:#.*)?$"))


def test_colours_are_switched_and_kept(disk: Page, copy: Path) -> None:
    disk.emulate_media(color_scheme="light")
    disk.get_by_role("button", name="Change between light and dark").click()
    expect(disk.locator("html")).to_have_attribute("data-theme", "dark")
    disk.goto((copy / "packs/index.html").as_uri())
    expect(disk.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_page_is_copied_as_markdown(chromium: Browser, disk: Page, copy: Path) -> None:
    disk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    disk.goto((copy / "packs/vault/index.html").as_uri())
    disk.get_by_role("button", name="Copy as Markdown").click()
    expect(disk.get_by_role("button", name="Copied")).to_be_visible()
    text = disk.evaluate("navigator.clipboard.readText()")
    assert text == (copy / "packs/vault/index.md").read_text("utf-8")


def test_an_old_name_leads_on(disk: Page, copy: Path) -> None:
    disk.goto((copy / "packs/calico/index.html").as_uri())
    expect(disk).to_have_url((copy / "packs/cni-calico/index.html").as_uri())


def test_every_page_opens_without_a_complaint(disk: Page, copy: Path) -> None:
    for path in sorted(copy.glob("*/**/index.html"))[::12]:
        disk.goto(path.as_uri())
        expect(disk.locator("h1").first).to_be_visible()


def test_without_javascript_it_is_read_all_the_same(chromium: Browser, copy: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((copy / "index.html").as_uri())
    page.locator("footer").get_by_role("link", name="All packs").click()
    expect(page).to_have_url((copy / "packs/index.html").as_uri())
    context.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def test_served_by_any_web_server_it_works_too(chromium: Browser, copy: Path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(copy)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/packs/index.html")
    page.get_by_role("combobox", name="Search packs").fill("calico")
    expect(page.get_by_role("option").first).to_contain_text("cni-calico")
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_link_leads_to_a_file_of_the_copy(copy: Path) -> None:
    dead = []
    for path in sorted(copy.rglob("*.html")):
        page = BeautifulSoup(path.read_text("utf-8"), "lxml")
        for element in page.select("[href], [src]"):
            target = urlsplit(str(element.get("href") or element.get("src")))
            if target.scheme or target.netloc or not target.path:
                continue
            if not (path.parent / unquote(target.path)).is_file():
                dead.append(f"{path.relative_to(copy)}: {target.path}")
    assert dead == []
