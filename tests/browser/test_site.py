"""The sample catalog in a real browser: no faults, no violations, light, readable for everyone."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

pytestmark = pytest.mark.browser

KINDS = {
    "home": "",
    "list": "packs/",
    "layer": "layers/addon/",
    "type": "types/monitoring/",
    "tags": "tags/",
    "verified": "verified/",
    "updates": "updates/",
    "security": "security/",
    "issue": "security/CVE-2026-90001/",
    "release": "packs/ubuntu-vsphere/22.04/",
    "pack": "packs/cni-calico/",
    "community pack": "packs/antrea/",
    "page": "guides/what-verified-means/",
    "missing": "404.html",
}
"""One address for each template."""
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FIRST_VISIT_BYTES = 60_000


def complaints(page: Page) -> list[str]:
    """Collects what the browser complains of from now on: errors, failed requests, policy violations."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(f"failed: {request.url}"))
    page.on("response", lambda answer: found.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_without_a_complaint(sample: str, page: Page, kind: str) -> None:
    found = complaints(page)
    page.goto(sample + KINDS[kind], wait_until="networkidle")
    assert found == []
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", KINDS)
def test_no_accessibility_violation(
    sample: str, chromium: Browser, kind: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    page.goto(sample + KINDS[kind], wait_until="networkidle")
    results: dict[str, Any] = Axe().run(page, options=WCAG).response
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in results["violations"]] == []
    assert overflow <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_visit_is_light(sample: str, page: Page, kind: str) -> None:
    import gzip

    sizes: list[int] = []

    def weigh(answer: Response) -> None:
        sizes.append(len(gzip.compress(answer.body(), 6)))

    page.on("response", weigh)
    page.goto(sample + KINDS[kind], wait_until="networkidle")
    assert sum(sizes) < FIRST_VISIT_BYTES


@pytest.mark.parametrize("kind", ["home", "list", "pack", "page"])
def test_readable_without_script(sample: str, chromium: Browser, kind: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample + KINDS[kind])
    expect(page.locator("main")).to_be_visible()
    links = page.locator("main a").count()
    hidden_controls = page.locator("button:visible, input:visible").count()
    context.close()
    assert links > 3
    assert hidden_controls == 0, "a control that does nothing without script is shown"


@pytest.mark.parametrize("kind", ["security", "issue", "release"])
def test_vulnerabilities_are_readable_without_script(sample: str, chromium: Browser, kind: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample + KINDS[kind])
    expect(page.locator("main").get_by_text("CVE-2026-900").first).to_be_visible()
    controls = page.locator("main button:visible").count()
    context.close()
    assert controls == 0


def test_a_heading_sorts_its_table_both_ways_from_the_keyboard(sample: str, page: Page) -> None:
    page.goto(sample + KINDS["release"], wait_until="networkidle")
    ratings = page.locator("table.sortable tbody td:nth-child(2)")
    expect(ratings).to_have_text(["High", "Medium", "Low", "Negligible"])
    heading = page.get_by_role("columnheader", name="Package")
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("table.sortable tbody td:nth-child(3)")).to_have_text(
        ["libc6", "login", "open-vm-tools", "zlib1g"]
    )
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    page.get_by_role("columnheader", name="Rating").get_by_role("button").click()
    expect(ratings).to_have_text(["High", "Medium", "Low", "Negligible"])
    expect(heading).not_to_have_attribute("aria-sort", re.compile("."))


def test_search_finds_a_vulnerability_and_what_it_is_in(sample: str, page: Page) -> None:
    page.goto(sample, wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("CVE-2026-90001")
    results = page.locator("#pa-search-results [role=option]")
    expect(results.filter(has_text="CVE-2026-90001").first).to_be_visible()
    expect(results.filter(has_text="Ubuntu for vSphere").first).to_be_visible()
    page.locator("#pa-search-results a[href*='security/CVE-2026-90001/']").first.click()
    expect(page.locator("h1")).to_contain_text("CVE-2026-90001")


@pytest.mark.parametrize("opening", ["/", "Control+k"])
def test_search_finds_a_pack_from_the_keyboard(sample: str, page: Page, opening: str) -> None:
    page.goto(sample + KINDS["page"], wait_until="networkidle")
    page.keyboard.press(opening)
    expect(page.locator("#pa-search")).to_be_focused()
    page.keyboard.type("calic")
    first = page.locator("#pa-search-results [role=option]").first
    expect(first).to_contain_text("Calico")
    expect(first).to_contain_text("Verified")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/packs/cni-calico/")


def test_search_says_when_nothing_is_found(sample: str, page: Page) -> None:
    page.goto(sample, wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("qqqqqqqq")
    expect(page.locator("#pa-search-results")).to_contain_text("No pack")


def test_the_scheme_can_be_switched_and_stays(sample: str, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(sample, wait_until="networkidle")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="light and dark").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto(sample + KINDS["pack"], wait_until="networkidle")
    assert before != after
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_keyboard_users_can_skip_to_the_content(sample: str, page: Page) -> None:
    page.goto(sample + KINDS["pack"], wait_until="networkidle")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("Skip")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))
