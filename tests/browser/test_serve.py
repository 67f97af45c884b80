"""The preview in a real Chromium: it reloads what has changed and nothing else, and shows what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_site import WCAG
from tests.previewing import preview_of, states, until

pytestmark = pytest.mark.browser

CALICO = "content/packs/cni/cni-calico.md"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A catalog and the address of its preview."""
    folder = tmp_path / "catalog"
    with preview_of(folder) as address:
        yield folder, address


@pytest.fixture
def catalog(running: tuple[Path, str]) -> Path:
    """The catalog's folder."""
    return running[0]


@pytest.fixture
def calico(chromium: Browser, running: tuple[Path, str]) -> Iterator[Page]:
    """The page of a pack, with a mark that a reload wipes away; whatever the browser complains of is a fault."""
    context = chromium.new_context(viewport={"width": 900, "height": 400})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{running[1]}packs/cni-calico/")
    mark(page)
    yield page
    context.close()
    assert faults == []


def mark(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.mark = 'here'")


def expect_reloaded(page: Page) -> None:
    expect(page.locator("html[data-mark]")).to_have_count(0)


def expect_as_it_was(page: Page) -> None:
    expect(page.locator("html[data-mark]")).to_have_count(1)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def faults(page: Page) -> Any:
    return page.locator("packatlas-faults section")


def test_the_page_that_is_shown_reloads_where_its_reader_was(calico: Page, catalog: Path) -> None:
    (catalog / CALICO).write_text((catalog / CALICO).read_text() + "\nWords.\n" * 60)
    # All of them, so that no further reload is on its way.
    expect(calico.get_by_text("Words.", exact=True)).to_have_count(60)
    calico.wait_for_load_state()
    mark(calico)
    calico.evaluate("scrollTo({ top: 500, behavior: 'instant' })")
    edit(catalog / CALICO, "Words.", "First words.")
    expect(calico.get_by_text("First words.")).to_have_count(1)
    expect_reloaded(calico)
    assert until(lambda: calico.evaluate("scrollY") == 500)


def test_a_page_that_has_not_changed_stays_and_still_hears_of_the_next_change(calico: Page, catalog: Path) -> None:
    page = catalog / "content/packs/os/ubuntu-vsphere.md"
    with calico.expect_response(lambda answer: "/changed?" in answer.url) as asked:
        page.write_text(page.read_text() + "\nMore words.\n")
    assert asked.value.json()["changed"] is False
    expect_as_it_was(calico)
    (catalog / CALICO).write_text((catalog / CALICO).read_text() + "\nLast words.\n")
    expect(calico.get_by_text("Last words.")).to_have_count(1)


def test_a_new_style_is_put_on(calico: Page, catalog: Path) -> None:
    (catalog / "assets/styles").mkdir(parents=True, exist_ok=True)
    (catalog / "assets/styles/99-own.css").write_text("h1 { letter-spacing: 7px }")
    expect(calico.locator("h1")).to_have_css("letter-spacing", "7px")


def test_a_list_reloads_when_its_data_changes(calico: Page, catalog: Path, running: tuple[Path, str]) -> None:
    calico.goto(f"{running[1]}packs/?q=calico")
    edit(catalog / CALICO, "title: Calico", "title: Project Calico")
    expect(calico.get_by_role("link", name="Project Calico").first).to_be_visible()
    edit(catalog / CALICO, "title: Project Calico", "title: Calico")
    expect(calico.get_by_role("link", name="Project Calico")).to_have_count(0)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (CALICO, "layer: cni", "layer: cin", [f"{CALICO}:", "cin", "Fix: did you mean"]),
        ("content/catalog.yaml", "title:", "titel:", ["content/catalog.yaml:", "titel", "Fix: did you mean"]),
        ("content/catalog.yaml", "title:", "title: [", ["content/catalog.yaml:"]),
        ("templates/pack.html", "{# #}", "\n{% if %}", ["templates/pack.html:2"]),
        (
            "templates/pack.html",
            "{# #}",
            "\n\n{{ page.nothing }}",
            ["templates/pack.html:3", "Fix: templates get only"],
        ),
    ],
)
def test_a_fault_is_shown_over_the_last_good_site_until_it_is_mended(
    calico: Page, catalog: Path, file: str, old: str, new: str, words: list[str]
) -> None:
    if file.startswith("templates"):
        (catalog / file).write_text('{% extends "layout.html" %}{% block main %}<h1>Own Calico</h1>{# #}{% endblock %}')
        expect(calico.locator("h1")).to_have_text("Own Calico")
        mark(calico)
    title = calico.locator("h1").inner_text()
    edit(catalog / file, old, new)
    for word in [*words, "What you see is the last good site."]:
        expect(faults(calico)).to_contain_text(word)
    expect_as_it_was(calico)
    calico.reload()
    expect(calico.locator("h1")).to_have_text(title)
    expect(faults(calico)).to_contain_text(words[0])
    edit(catalog / file, new, old)
    expect(faults(calico)).to_have_count(0)


def test_what_is_wrong_can_be_read_by_everyone_and_put_away(
    calico: Page, catalog: Path, running: tuple[Path, str]
) -> None:
    for width in (1280, 320):
        calico.set_viewport_size({"width": width, "height": 600})
        edit(catalog / CALICO, "layer: cni", "layer: cin")
        expect(calico.get_by_role("alert")).to_contain_text("1 error")
        results: dict[str, Any] = Axe().run(calico, options=WCAG).response
        assert [rule["id"] for rule in results["violations"]] == []
        overflow = calico.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0
        calico.get_by_role("button", name="Close").focus()
        calico.keyboard.press("Escape")
        expect(faults(calico)).to_have_count(0)
        edit(catalog / CALICO, "layer: cin", "layer: cni")
        # As long as the same is wrong, who has put it away isn't told it again.
        next(state for state in states(running[1]) if not state["problems"])
        expect(calico.get_by_role("alert")).to_have_count(0)


def test_a_page_that_nobody_sees_gives_its_connection_back(chromium: Browser, running: tuple[Path, str]) -> None:
    context = chromium.new_context()
    pages = [context.new_page() for _ in range(8)]
    for page in pages:
        page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.away })")
        page.goto(f"{running[1]}packs/cni-calico/")
        page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    expect(pages[-1].locator("h1")).to_contain_text("Calico")
    context.close()
