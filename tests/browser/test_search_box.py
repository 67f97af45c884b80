"""The search box of the sample catalog, used by keyboard, by pointer and by a screen reader's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import SCREENS
from tests.browser.test_site import WCAG

pytestmark = pytest.mark.browser

BOX = "#pa-search"
OPTION = "#pa-search-results [role=option]"


@pytest.fixture
def home(sample: str, page: Page) -> Iterator[Page]:
    """The home page, which must not have a single complaint by the end of the test."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.goto(sample)
    yield page
    assert found == []


def chosen(page: Page) -> str | None:
    """Address of the result that a screen reader says is chosen."""
    active = page.get_attribute(BOX, "aria-activedescendant")
    return page.get_attribute(f"#{active}[aria-selected=true]", "href") if active else None


def test_typing_finds_a_pack_with_its_shield(home: Page) -> None:
    home.fill(BOX, "calico")
    first = home.locator(OPTION).first
    expect(first.locator(".search-result__title")).to_have_text("Calico")
    expect(first.locator(".search-result__name")).to_have_text("cni-calico")
    expect(first.locator(".shield")).to_contain_text("Verified")
    expect(first.locator("mark").first).to_have_text("Calico")
    expect(first.locator(".search-result__summary")).not_to_be_empty()
    expect(first).to_have_attribute("href", "./packs/cni-calico/")


def test_the_index_is_fetched_when_the_box_is_first_used(home: Page) -> None:
    fetched: list[str] = []
    home.on(
        "request", lambda request: fetched.append(request.url.rpartition("/")[2]) if "search" in request.url else None
    )
    home.wait_for_load_state("networkidle")
    assert fetched == []
    home.focus(BOX)
    home.fill(BOX, "vault")
    expect(home.locator(OPTION).first).to_contain_text("Vault")
    assert fetched[0] == "packs.json"
    assert fetched.count("packs.json") == 1


@pytest.mark.parametrize("keys", ["/", "Control+k", "Meta+k"])
def test_a_key_leads_to_the_box(home: Page, keys: str) -> None:
    home.keyboard.press(keys)
    expect(home.locator(BOX)).to_be_focused()
    expect(home.locator(BOX)).to_have_value("")


def test_a_slash_can_be_typed(home: Page) -> None:
    home.focus(BOX)
    home.keyboard.type("a/b")
    expect(home.locator(BOX)).to_have_value("a/b")


def test_the_arrows_choose_and_enter_goes_there(home: Page) -> None:
    home.fill(BOX, "csi")
    expect(home.get_by_role("status")).to_contain_text("in the text")
    expect(home.locator(OPTION).last.locator(".search-result__summary")).not_to_be_empty()
    addresses = [option.get_attribute("href") for option in home.locator(OPTION).all()]
    assert len(addresses) > 2
    assert chosen(home) is None
    steps = {"ArrowDown": 0, "ArrowUp": -1, "Home": 0, "End": -1}
    for key, place in steps.items():
        home.press(BOX, key)
        assert chosen(home) == addresses[place], key
    home.press(BOX, "ArrowDown")
    assert chosen(home) == addresses[0]
    home.press(BOX, "ArrowDown")
    home.press(BOX, "Enter")
    home.wait_for_url(f"**/{(addresses[1] or '').removeprefix('./')}")


def test_enter_without_a_choice_takes_the_first_result(home: Page) -> None:
    home.fill(BOX, "cni-calico")
    expect(home.locator(OPTION).first).to_be_visible()
    home.press(BOX, "Enter")
    home.wait_for_url("**/packs/cni-calico/")


def test_results_lead_there_from_deeper_pages(home: Page, sample: str) -> None:
    home.goto(f"{sample}packs/cni-calico/")
    home.fill(BOX, "vault")
    home.locator(OPTION).first.click()
    home.wait_for_url("**/packs/vault/")


def test_escape_closes_the_results_and_keeps_the_words(home: Page) -> None:
    home.fill(BOX, "calico")
    expect(home.locator("#pa-search-results")).to_be_visible()
    home.press(BOX, "Escape")
    expect(home.locator("#pa-search-results")).to_be_hidden()
    expect(home.locator(BOX)).to_have_value("calico")
    expect(home.locator(BOX)).to_have_attribute("aria-expanded", "false")


def test_escape_returns_the_focus_to_where_it_was(home: Page) -> None:
    link = home.get_by_role("link", name="Verified", exact=True).first
    link.focus()
    home.keyboard.press("/")
    expect(home.locator(BOX)).to_be_focused()
    home.keyboard.type("calico")
    expect(home.locator(OPTION).first).to_be_visible()
    home.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(home.locator("#pa-search-results")).to_be_hidden()


def test_escape_leaves_the_box_when_nothing_had_the_focus_before(home: Page) -> None:
    home.keyboard.press("Control+k")
    expect(home.locator(BOX)).to_be_focused()
    home.keyboard.press("Escape")
    expect(home.locator(BOX)).not_to_be_focused()


def test_all_that_were_found_are_one_key_away(home: Page) -> None:
    home.fill(BOX, "k")
    last = home.locator("#pa-search-results [aria-label=Packs] a").last
    expect(last).to_contain_text("for “k”")
    expect(last).to_have_attribute("href", "./packs/?q=k")
    expect(last).to_have_attribute("role", "option")


def test_fast_typing_leaves_nothing_stale(home: Page) -> None:
    home.focus(BOX)
    for name in ("vault", "cilium", "calico"):
        home.fill(BOX, "")
        home.keyboard.type(name)
    expect(home.get_by_role("status")).to_contain_text("in the text")
    expect(home.locator(OPTION).first).to_contain_text("Calico")
    expect(home.locator("#pa-search-results")).not_to_contain_text("Vault")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_open_results_are_accessible(
    chromium: Browser, sample: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(sample)
    page.fill(BOX, "k")
    expect(page.get_by_role("status")).to_contain_text("in the text")
    page.press(BOX, "ArrowDown")
    found = Axe().run(page, context="search", options=WCAG)
    assert found.response["violations"] == []
    context.close()


def test_on_a_phone_the_results_fill_the_screen(chromium: Browser, sample: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{sample}packs/cni-calico/")
    page.tap(BOX)
    page.keyboard.type("a")
    expect(page.locator(OPTION).first).to_be_visible()
    sheet = page.locator("search").bounding_box()
    assert sheet == {"x": 0, "y": 0, "width": 390, "height": 844}
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(OPTION).first).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#pa-search-results")).to_be_hidden()
    expect(page.get_by_role("button", name="Close")).to_be_hidden()
    context.close()


def test_leaving_the_box_closes_the_results(home: Page) -> None:
    home.fill(BOX, "calico")
    expect(home.locator(OPTION).first).to_be_visible()
    home.press(BOX, "Tab")
    expect(home.locator("#pa-search-results")).to_be_hidden()


def test_the_box_is_a_combobox_that_says_what_it_found(home: Page) -> None:
    box = home.get_by_role("combobox", name="Search packs")
    box.fill("calico")
    expect(box).to_have_attribute("aria-expanded", "true")
    results = home.get_by_role("listbox", name="Results")
    expect(results.get_by_role("option").first).to_contain_text("Calico")
    assert box.get_attribute("aria-controls") == results.get_attribute("id")
    expect(home.get_by_role("status")).to_contain_text("found")
    box.fill("zzzzzzzz")
    expect(home.get_by_role("status")).to_contain_text("No pack found for “zzzzzzzz”")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_what_is_typed_is_never_markup(home: Page) -> None:
    home.fill(BOX, "<img src=x onerror=alert(1)>zz")
    expect(home.locator(".search-more")).to_contain_text("No pack found for “<img src=x onerror=alert(1)>zz”")
    expect(home.locator("#pa-search-results img")).to_have_count(0)


def test_words_of_a_summary_find_a_pack(home: Page) -> None:
    home.fill(BOX, "calico")
    summary = home.locator(OPTION).first.locator(".search-result__summary")
    expect(summary).not_to_be_empty()
    home.fill(BOX, " ".join((summary.text_content() or "").split()[:4]))
    expect(home.locator(OPTION).first).to_have_attribute("href", "./packs/cni-calico/")


def test_an_index_that_does_not_load_is_said_and_tried_again(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    page.route("**/packs.json", lambda route: route.abort())
    page.fill(BOX, "calico")
    expect(page.get_by_role("status")).to_contain_text("The list of packs could not be loaded. Are you online?")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.unroute("**/packs.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(OPTION).first).to_contain_text("Calico")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.close()


def test_enter_tries_again(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    page.route("**/packs.json", lambda route: route.abort())
    page.fill(BOX, "calico")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.unroute("**/packs.json")
    page.press(BOX, "Enter")
    expect(page.locator(OPTION).first).to_contain_text("Calico")
    page.close()


def test_scripts_that_do_not_load_are_said_and_tried_again(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    page.route("**/search-box.js*", lambda route: route.abort())
    page.fill(BOX, "calico")
    expect(page.locator("#pa-search-results")).to_contain_text("Search could not be loaded")
    page.unroute("**/search-box.js*")
    page.fill(BOX, "calic")
    expect(page.locator(OPTION).first).to_contain_text("Calico")
    page.close()


def test_an_index_of_another_version_asks_for_the_page_anew(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    page.route("**/packs.json", lambda route: route.fulfill(json={"version": 99}))
    page.fill(BOX, "calico")
    expect(page.get_by_role("status")).to_contain_text("The catalog has been published anew")
    page.unroute("**/packs.json")
    page.get_by_role("button", name="Reload the page").click()
    expect(page.locator(BOX)).to_have_value("")
    page.close()


def asked_early(page: Page, sample: str) -> list[Route]:
    """Type into the box before the list of packs has come; it is held back until it is let go."""
    page.goto(sample)
    held: list[Route] = []
    page.route("**/packs.json", lambda route: held.append(route))
    page.fill(BOX, "vault")
    expect(page.locator(".search-more")).to_contain_text("Loading")
    return held


def test_enter_before_anything_is_there_waits_for_the_first_result(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    held = asked_early(page, sample)
    page.press(BOX, "Enter")
    held[0].continue_()
    page.wait_for_url("**/packs/vault/")
    page.close()


def test_a_slow_index_answers_what_stands_in_the_box_by_then(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    held = asked_early(page, sample)
    page.fill(BOX, "calico")
    held[0].continue_()
    expect(page.locator(OPTION).first).to_contain_text("Calico")
    expect(page.locator(BOX)).to_have_value("calico")
    page.close()
