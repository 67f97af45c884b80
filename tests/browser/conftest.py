"""A real Chromium, and the sample catalog served as it would be in production."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from packatlas.build import build
from packatlas.configuration import load_settings
from packatlas.headers import SECURITY_HEADERS
from tests.conftest import ROOT

BASE_PATH = "/docs/catalog/"
"""The site is served below a path, as under a larger site; nothing on a page may count on the root."""

SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))
"""Widths with schemes: what depends on one does not depend on the other, so that two of the four say all."""

FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
"""Wait until what has happened is drawn."""
PLACE = f"{FRAME}.then(() => {FRAME}).then(() => scrollY)"
"""Where the page stands two frames later: an address with a section is scrolled to, which takes a while."""
UNTIL = "new Promise(done => { const look = () => %s ? done(true) : setTimeout(look, 20); look(); })"
"""Wait for what no locator can: Playwright's own way of waiting for it needs `eval`, which the policy forbids."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the folder below the base path with the site's own headers."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(BASE_PATH):
            return ""
        file = Path(super().translate_path("/" + path.removeprefix(BASE_PATH)))
        if file.suffix == ".js" and not file.exists():
            # Tests import a module by its plain name, without the digest that its folder has.
            file = next(file.parent.glob(f"scripts-*/{file.name}"), file)
        return str(file)

    def end_headers(self) -> None:
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a folder while it is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{BASE_PATH}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker; closed with the last of them, since its event loop disturbs others."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    installed = next((path for name in names if (path := shutil.which(name))), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=installed, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of this repository's own catalog, built for the base path and served."""
    output = tmp_path_factory.mktemp("site") / "build"
    settings = load_settings(ROOT / "content")
    build(replace(settings, output=output, base_url=f"https://packs.example{BASE_PATH}", as_of=date(2026, 11, 23)))
    with serving(output) as address:
        yield address


@pytest.fixture(scope="session")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the test site `documentation`, which has every form that a plain page can have, served."""
    output = tmp_path_factory.mktemp("documentation") / "build"
    settings = load_settings(ROOT / "tests/sites/documentation/content")
    build(replace(settings, output=output, base_url=f"https://packs.example{BASE_PATH}", as_of=date(2026, 11, 23)))
    with serving(output) as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh tab at desktop width."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def visit(page: Page, address: str) -> None:
    """Open an address and wait until its scripts have run, all that they asked for is there, and nothing moves.

    That is what the browser's "networkidle" waits for, and half a second more each time.
    """
    asked: list[Request] = []
    ended: list[Request] = []
    page.on("request", begun := lambda request: asked.append(request))
    page.on("requestfinished", done := lambda request: ended.append(request))
    page.on("requestfailed", done)
    page.goto(address)
    before = (0, -1.0)
    while (now := (len(asked), page.evaluate(PLACE))) != before or len(ended) < len(asked):
        before = now
    page.remove_listener("request", begun)
    page.remove_listener("requestfinished", done)
    page.remove_listener("requestfailed", done)
