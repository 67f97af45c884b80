"""Every kind of page in a real browser: no faults, no violations, light, readable for everyone on any screen."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect

from packatlas.build import build
from packatlas.settings import Settings
from tests.browser.conftest import BASE_PATH, SCREENS, serving, visit

pytestmark = pytest.mark.browser

KINDS = {
    "home": "sample:",
    "list": "sample:packs/",
    "second page of a list": "long:packs/page/2/",
    "layer": "sample:layers/addon/",
    "type": "sample:types/monitoring/",
    "tags": "sample:tags/",
    "tag": "sample:tags/cloud/",
    "verified": "sample:verified/",
    "updates": "sample:updates/",
    "lifecycle": "sample:lifecycle/",
    "security": "sample:security/",
    "issue": "sample:security/CVE-2026-90001/",
    "pack": "sample:packs/cni-calico/",
    "community pack": "sample:packs/antrea/",
    "release": "sample:packs/ubuntu-vsphere/22.04/",
    "page": "sample:guides/what-verified-means/",
    "page of every form": "documentation:guides/install/",
    "page in a large folder": "long:big/p150/",
    "folder": "sample:docs/",
    "missing": "sample:404.html",
}
"""One address for each kind of page: which site, and where in it."""
FRAMED = ("home", "list", "verified", "security", "pack", "page of every form", "folder")
"""Those that have controls or colours of their own."""
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
"""All rules are applied, and what they forbid is listed in full: not also what was found in order."""
FIRST_VISIT_BYTES = 60_000


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a catalog with so many packs and pages that lists go on over several pages."""
    folder = tmp_path_factory.mktemp("long")
    for number in range(260):
        _write(folder / f"content/packs/p{number:03}.md", f"---\nlayer: addon\n---\n# Pack {number}\n\nWords on it.\n")
    for number in range(300):
        _write(folder / f"content/big/p{number:03}.md", f"# Page {number}\n\nWords.\n\n## One\n\nA.\n\n## Two\n\nB.\n")
    made = Settings(content=folder / "content", output=folder / "build", as_of=date(2026, 11, 23))
    build(replace(made, base_url=f"https://packs.example{BASE_PATH}"))
    with serving(folder / "build") as address:
        yield address


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def sites(sample: str, documentation: str, long: str) -> Mapping[str, str]:
    return {"sample": sample, "documentation": documentation, "long": long}


@pytest.fixture(params=list(KINDS))
def address(request: pytest.FixtureRequest, sites: Mapping[str, str]) -> str:
    """The address of each kind of page in turn."""
    site, _, path = KINDS[request.param].partition(":")
    return sites[site] + path


@pytest.fixture(params=FRAMED)
def framed(request: pytest.FixtureRequest, sites: Mapping[str, str]) -> str:
    """The address of each kind of page that has controls of its own."""
    site, _, path = KINDS[request.param].partition(":")
    return sites[site] + path


def complaints(page: Page) -> list[str]:
    """Collects what the browser complains of from now on: errors, failed requests, policy violations."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(f"failed: {request.url}") if not _left(request) else None)
    page.on("response", lambda answer: found.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    return found


def _left(request: Request) -> bool:
    """Whether nobody wants the answer any more, since the page was left."""
    return request.failure == "net::ERR_ABORTED"


def wide(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


# --- Every kind of page --------------------------------------------------------------------------------------------


def test_a_page_loads_light_without_a_complaint_and_without_a_jump(address: str, page: Page) -> None:
    found = complaints(page)
    sizes: list[int] = []

    def weigh(answer: Response) -> None:
        sizes.append(len(gzip.compress(answer.body(), 6)))

    page.on("response", weigh)
    page.add_init_script(
        """window.jumps = [];
        new PerformanceObserver((list) => {
          for (const jump of list.getEntries()) window.jumps.push(
            [jump.value, jump.startTime, ...jump.sources.map(({ node }) => node?.outerHTML?.slice(0, 90))]);
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address, wait_until="networkidle")
        if width == 1280:
            assert sum(sizes) < FIRST_VISIT_BYTES
        if page.evaluate("window.jumps") != []:
            # A machine that is busy may draw half a page first. What moves by itself moves every time.
            page.reload(wait_until="networkidle")
            assert page.evaluate("window.jumps") == [], width
    assert found == []
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize(
    ("kind", "screen"), [*((kind, SCREENS[0]) for kind in KINDS), *((kind, SCREENS[1]) for kind in FRAMED)]
)
def test_no_accessibility_violation(
    sites: Mapping[str, str], chromium: Browser, kind: str, screen: tuple[int, Literal["light", "dark"]]
) -> None:
    context = chromium.new_context(reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.set_viewport_size({"width": screen[0], "height": 900})
    page.emulate_media(color_scheme=screen[1])
    site, _, path = KINDS[kind].partition(":")
    visit(page, sites[site] + path)
    results: dict[str, Any] = Axe().run(page, options=WCAG).response
    context.close()
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in results["violations"]] == []


def test_a_page_fits_every_width_and_size_of_type(address: str, page: Page) -> None:
    visit(page, address)
    found = {}
    for width, size in ((320, 100), (1280, 100), (1280, 200), (390, 200), (768, 130)):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("(size) => { document.documentElement.style.fontSize = `${size}%`; }", size)
        found[width, size] = wide(page)
    assert {at: pixels for at, pixels in found.items() if pixels > 0} == {}


def test_every_control_works_under_the_policy(framed: str, page: Page) -> None:
    found = complaints(page)
    visit(page, framed)
    page.get_by_role("button", name="light and dark").click()
    for button in page.locator("main button:visible:not([disabled])").all():
        if button.is_visible():
            button.click()
            page.keyboard.press("Escape")
    page.locator("#pa-search").fill("calico")
    expect(page.locator("#pa-search-results [role=option], .search-more").first).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#pa-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#pa-menu")).to_be_hidden()
    assert found == []


def test_the_focus_is_always_seen(framed: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, framed)
    unseen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        seen: list[Any] = page.evaluate(
            """() => {
              const at = document.activeElement;
              const drawn = [null, '::after'].some((part) => {
                const style = getComputedStyle(at, part);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
              });
              const { top, bottom, left, right } = at.getBoundingClientRect();
              const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
              return [at === document.body || (drawn && inside), at.outerHTML.slice(0, 90)];
            }"""
        )
        unseen += [] if seen[0] else [seen[1]]
    assert unseen == []


@pytest.mark.parametrize("kind", ["home", "list", "pack", "page", "page of every form", "folder", "updates"])
def test_readable_without_script(sites: Mapping[str, str], chromium: Browser, kind: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    site, _, path = KINDS[kind].partition(":")
    page.goto(sites[site] + path)
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
    page.goto(sample + KINDS[kind].removeprefix("sample:"))
    expect(page.locator("main").get_by_text("CVE-2026-900").first).to_be_visible()
    controls = page.locator("main button:visible").count()
    context.close()
    assert controls == 0


def test_a_heading_sorts_its_table_both_ways_from_the_keyboard(sample: str, page: Page) -> None:
    visit(page, sample + "packs/ubuntu-vsphere/22.04/")
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
    visit(page, sample)
    page.keyboard.press("/")
    page.keyboard.type("CVE-2026-90001")
    results = page.locator("#pa-search-results [role=option]")
    expect(results.filter(has_text="CVE-2026-90001").first).to_be_visible()
    expect(results.filter(has_text="Ubuntu for vSphere").first).to_be_visible()
    page.locator("#pa-search-results a[href*='security/CVE-2026-90001/']").first.click()
    expect(page.locator("h1")).to_contain_text("CVE-2026-90001")


# --- The frame of all pages ----------------------------------------------------------------------------------------


@pytest.fixture
def forced(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of a reader who has chosen a few strong colours for everything."""
    context = chromium.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def test_what_is_current_is_told_from_the_rest_in_forced_colours(forced: BrowserContext, documentation: str) -> None:
    page = forced.new_page()
    visit(page, documentation + "guides/install/")
    script = "([one, other]) => [one, other].map((at) => getComputedStyle(document.querySelector(at)).backgroundColor)"
    for one, other in (
        ("#pa-side [aria-current]", "#pa-side a:not([aria-current])"),
        ("#pa-toc [aria-current]", "#pa-toc a:not([aria-current])"),
        ("[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]"),
    ):
        chosen, plain = page.evaluate(script, [one, other])
        assert chosen != plain, one


def test_nothing_moves_for_those_who_asked_for_less_motion(sample: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, sample)
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter((at) => {
          const style = getComputedStyle(at);
          const duration = Math.max(...style.transitionDuration.split(',').map(parseFloat));
          return duration > 0 || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
        }).map((at) => at.outerHTML.slice(0, 80))"""
    )
    assert moving == []


@pytest.mark.parametrize("opening", ["/", "Control+k"])
def test_search_finds_a_pack_from_the_keyboard(sample: str, page: Page, opening: str) -> None:
    visit(page, sample + "guides/what-verified-means/")
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
    visit(page, sample)
    page.keyboard.press("/")
    page.keyboard.type("qqqqqqqq")
    expect(page.locator("#pa-search-results")).to_contain_text("No pack")


def test_the_scheme_can_be_switched_and_stays(sample: str, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    visit(page, sample)
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="light and dark").click()
    dark = page.evaluate(colour)
    visit(page, sample + "packs/cni-calico/")
    assert light != dark
    assert page.evaluate(colour) == dark
    page.get_by_role("button", name="light and dark").click()
    assert page.evaluate(colour) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == dark, "the system's choice is followed again"


def test_keyboard_users_can_skip_to_the_content(sample: str, page: Page) -> None:
    visit(page, sample + "packs/cni-calico/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("Skip")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))


def test_a_page_that_has_moved_says_so_where_nothing_leads_on(documentation: str, chromium: Browser) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.route("**/guides/install/*", lambda route: route.fulfill(status=204))
    page.goto(documentation + "was/", wait_until="commit")
    expect(page.get_by_role("heading", name="This page has moved")).to_be_visible()
    results: dict[str, Any] = Axe().run(page, options=WCAG).response
    context.close()
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in results["violations"]] == []
