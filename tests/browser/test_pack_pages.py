"""The pages of packs and releases in a real browser: the reader's place, copies, search in values, no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from packatlas.build import build
from packatlas.configuration import load_settings
from packatlas.settings import RegistrySource
from tests.browser.conftest import BASE_PATH, SCREENS, UNTIL, serving, visit
from tests.browser.test_site import WCAG, complaints

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 800}
VALUES = "pack:\n  content:\n    images:\n    - image: r.example/tide:1\n# Where the gauge hangs.\nplace: pier\n"
LONG = VALUES + "".join(f"key{n}: value\n" for n in range(6000)) + "last: treasure\n"
README = "\n\n".join(f"## Part {n}\n\n" + "Words of a longer text that fill a line or two. " * 40 for n in range(5))
PAGE = """\
---
title: Tide Gauge
name: tide-gauge
layer: addon
addon_type: monitoring
publisher: Acme
license: Apache-2.0
verification: {verified_on: 2026-11-16, by: Acme}
releases:
- {version: "2.0.0", released: 2026-11-02, fixes: [CVE-2026-1234], notes: Warns earlier.}
- {version: "0.9.0", released: 2025-11-02, status: deleted, since: 2026-06-02}
---
Measures tides.
"""


def folder(root: Path, version: str, values: str, **changes: object) -> None:
    """One release of the registry."""
    place = root / f"tide-gauge-{version}"
    place.mkdir(parents=True)
    stated = {"name": "tide-gauge", "displayName": "Tide Gauge", "version": version, "layer": "addon", **changes}
    (place / "pack.json").write_text(json.dumps(stated))
    (place / "README.md").write_text(README)
    (place / "values.yaml").write_text(values)
    presets = [{"name": name, "displayName": name, "group": "Size", "add": f"size: {name}\n"} for name in ("a", "b")]
    (place / "presets.yaml").write_text(json.dumps({"presets": presets}))
    (place / "schema.yaml").write_text("""place: {schema: '{{ required | format "${string}" | hints "Where" }}'}\n""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A catalog of one pack with releases of every kind."""
    root = tmp_path_factory.mktemp("packs")
    (root / "content/packs").mkdir(parents=True)
    (root / "content/packs/tide-gauge.md").write_text(PAGE)
    for number in range(10):
        folder(root / "registry", f"1.{number}.0", VALUES)
    folder(root / "registry", "2.0.0", LONG)
    folder(root / "registry", "2.1.0", VALUES)
    folder(root / "registry", "0.9.0", VALUES)
    folder(root / "registry", "0.8.0", VALUES, annotations={"system_state": "deprecated"})
    settings = replace(
        load_settings(root / "content"),
        registries=(RegistrySource(root / "registry", "Central"),),
        output=root / "build",
        base_url=f"https://packs.example{BASE_PATH}",
        as_of=date(2026, 11, 23),
    )
    build(settings)
    with serving(root / "build") as address:
        yield address + "packs/tide-gauge/"


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def context(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that may read the clipboard, wide or narrow."""
    made = chromium.new_context(viewport=request.param, permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.close()


def top(page: Page, name: str) -> float:
    """How far below the top of the window an element begins."""
    found: float = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", name)
    return found


def copied(page: Page) -> str:
    found: str = page.evaluate("navigator.clipboard.readText()")
    return found


# --- The reader's place ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["values", "readme", "part-3"])
def test_a_release_that_is_chosen_opens_where_the_reader_was(context: BrowserContext, site: str, section: str) -> None:
    page = context.new_page()
    visit(page, f"{site}1.5.0/")
    page.evaluate(
        """id => scrollBy({top: document.getElementById(id).getBoundingClientRect().top - 123,
                                     behavior: 'instant'})""",
        section,
    )
    before = top(page, section)
    page.locator("#pa-chooser summary").click()
    page.locator("#pa-chooser a", has_text="1.4.0").click()
    expect(page.locator("h1")).to_contain_text("1.4.0")
    page.evaluate(UNTIL % f"Math.abs(document.getElementById('{section}').getBoundingClientRect().top - {before}) < 2")
    assert abs(top(page, section) - before) < 2


def test_the_place_is_kept_by_keyboard_and_a_missing_section_falls_back(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    visit(page, f"{site}1.4.0/#install")
    page.locator("#pa-chooser summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pa-chooser a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#pa-chooser a").first).to_be_hidden()
    expect(page.locator("#pa-chooser summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#pa-chooser a", has_text="0.9.0").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("0.9.0")
    expect(page.locator("#install")).to_have_count(0)
    page.evaluate(UNTIL % "scrollY > 100")
    expect(page.locator("#shield")).to_be_attached()


def test_from_the_top_a_release_opens_at_the_top(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    visit(page, site)
    page.locator("#pa-chooser summary").click()
    page.locator("#pa-chooser a", has_text="1.4.0").click()
    expect(page.locator("h1")).to_contain_text("1.4.0")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("scrollY") == 0


def test_the_bar_stays_in_sight_and_covers_no_heading(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    visit(page, f"{site}#images")
    bar = page.locator(".pagebar").bounding_box()
    assert bar is not None
    assert bar["y"] <= 1
    assert top(page, "images") >= bar["height"]
    page.get_by_role("button", name="On this page").click()
    expect(page.locator("#pa-toc")).to_be_visible()
    page.locator("#pa-toc a", has_text="Presets").click()
    expect(page.locator("#pa-toc")).to_be_hidden()
    expect(page).to_have_url(re.compile("#presets$"))
    context.close()


def test_a_folded_release_is_unfolded_when_it_is_linked_to(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    visit(page, f"{site}#release-0.8.0")
    expect(page.locator("#release-0\\.8\\.0")).to_be_in_viewport()


# --- Copying ---------------------------------------------------------------------------------------------------------


def copy(page: Page, block: str) -> str:
    frame = page.locator(block)
    frame.hover()
    frame.locator(".copy").click()
    expect(frame.locator(".copy")).to_have_text("Copied")
    return copied(page)


def test_each_kind_of_block_can_be_copied(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    visit(page, f"{site}1.4.0/")
    assert copy(page, ".tab:nth-of-type(2) .copyable >> nth=0").startswith('data "spectrocloud_pack" "tide-gauge"')
    page.get_by_role("tab", name="Profile JSON").click()
    assert json.loads(copy(page, ".tab:visible .copyable"))["spec"]["template"]["packs"][0]["values"] == VALUES
    assert copy(page, "#pa-values") == VALUES
    assert copy(page, "section[aria-labelledby=images] .copyable") == "r.example/tide:1"
    page.locator("summary", has_text="Embed this badge").click()
    assert copy(page, ".badge .copyable >> nth=0").startswith(
        "[![Tide Gauge 1.4.0: verification](https://packs.example/"
    )


def test_what_is_too_long_for_the_page_is_copied_whole(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    visit(page, f"{site}2.0.0/")
    assert "treasure" not in page.locator("#pa-values").inner_text()
    assert copy(page, "#pa-values") == LONG
    page.get_by_role("tab", name="Profile JSON").click()
    assert json.loads(copy(page, ".tab:visible .copyable"))["spec"]["template"]["packs"][0]["values"] == LONG


@pytest.mark.parametrize(
    ("link", "name"), [("values.yaml", "tide-gauge-2.0.0-values.yaml"), ("profile.json", "tide-gauge-2.0.0.json")]
)
def test_files_are_downloaded_under_a_name_that_says_what_they_are(
    context: BrowserContext, site: str, link: str, name: str
) -> None:
    page = context.new_page()
    visit(page, f"{site}2.0.0/")
    page.get_by_role("tab", name="Profile JSON").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"Download {link}").click()
    assert waiting.value.suggested_filename == name
    text = waiting.value.path().read_text()
    assert (text == LONG) if link == "values.yaml" else (json.loads(text)["metadata"]["name"] == "tide-gauge")


# --- Search in the values --------------------------------------------------------------------------------------------


def test_values_are_searched_without_leaving_the_page(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    found = complaints(page)
    visit(page, f"{site}1.4.0/#values")
    field, count = page.locator("#pa-seek"), page.locator("#pa-seek-count")
    expect(page.get_by_role("button", name="Next match")).to_be_disabled()
    field.fill("IMAGE")
    expect(count).to_have_text("1 of 2")
    field.press("Enter")
    expect(count).to_have_text("2 of 2")
    field.press("Enter")
    expect(count).to_have_text("1 of 2")
    page.get_by_role("button", name="Previous match").click()
    expect(count).to_have_text("2 of 2")
    marked = "[...CSS.highlights.get('pa-found')].map(range => range.toString())"
    assert page.evaluate(marked) == ["image", "image"]
    field.fill("r.example/tide:1\n")
    expect(count).to_have_text("1 of 1")
    field.fill("nothing of that")
    expect(count).to_have_text("No match")
    field.fill("")
    expect(count).to_have_text("")
    assert found == []


def test_a_search_reaches_what_the_page_leaves_out(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    visit(page, f"{site}2.0.0/#values")
    page.locator("#pa-seek").fill("treasure")
    expect(page.locator("#pa-seek-count")).to_have_text("1 of 1")
    page.evaluate(UNTIL % "document.querySelector('#pa-values pre').scrollTop > 1000")
    whole: str = page.evaluate("document.querySelector('#pa-values code').textContent")
    assert whole == LONG
    assert copy(page, "#pa-values") == LONG


# --- For every reader ------------------------------------------------------------------------------------------------

PAGES = {"pack": "", "release": "1.4.0/", "verified": "2.0.0/", "deprecated": "0.8.0/", "deleted": "0.9.0/"}


@pytest.mark.parametrize(
    ("kind", "width", "scheme"),
    [*((kind, *SCREENS[0]) for kind in PAGES), *((kind, *SCREENS[1]) for kind in ("pack", "verified"))],
)
def test_no_accessibility_violation(
    site: str, chromium: Browser, kind: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    visit(page, site + PAGES[kind])
    for folded in page.locator("main details:not(.chooser)").all():
        folded.evaluate("element => element.setAttribute('open', '')")
    # Thousands of lines, each like those of the other pages, would be looked at for half a minute.
    part = {"exclude": ["#pa-values"]} if kind == "verified" else None
    whole: dict[str, Any] = Axe().run(page, context=part, options=WCAG).response
    page.locator(".chooser summary").click()
    expect(page.locator(".chooser-list")).to_be_visible()
    chooser: dict[str, Any] = Axe().run(page, context={"include": [".chooser"]}, options=WCAG).response
    context.close()
    violations = [*whole["violations"], *chooser["violations"]]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_scrolls_sideways(site: str, chromium: Browser, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in PAGES.values():
        visit(page, site + path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_loads_without_a_complaint(context: BrowserContext, site: str, kind: str) -> None:
    page = context.new_page()
    found = complaints(page)
    page.goto(site + PAGES[kind], wait_until="networkidle")
    assert found == []


def test_without_script_everything_is_there_to_be_read_and_taken(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(f"{site}2.0.0/")
    expect(page.locator("button:visible, input:visible")).to_have_count(0)
    for label in ("Terraform", "Profile JSON", "By hand"):
        expect(page.locator(".tab", has_text=label).first).to_be_visible()
    page.locator("#pa-chooser summary").click()
    page.locator("#pa-chooser a", has_text="1.9.0").click()
    expect(page.locator("h1")).to_contain_text("1.9.0")
    expect(page.get_by_role("link", name="Download values.yaml")).to_be_visible()
    context.close()


def test_nothing_moves_while_the_page_loads(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => moved += entry.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"{site}1.4.0/", wait_until="networkidle")
    assert page.evaluate("moved") < 0.02
    context.close()
