"""What a pack's page offers to take along, in a real browser: its Markdown, its badge, its facts for search engines."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visit
from tests.browser.test_site import complaints

pytestmark = pytest.mark.browser

PACK = "packs/cni-calico/"
ORIGIN_WIDE = ["clipboard-read", "clipboard-write"]


def test_facts_for_search_engines_stand_in_the_page_without_a_violation(sample: str, page: Page) -> None:
    found = complaints(page)
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('violated ' + e.violatedDirective))"
    )
    visit(page, sample + PACK)
    stated = page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(stated or "")["@graph"][0]["name"] == "Calico"
    assert found == []


@pytest.mark.parametrize("address", [PACK, "guides/what-verified-means/"])
def test_a_page_is_copied_as_markdown(sample: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context(permissions=ORIGIN_WIDE)
    page = context.new_page()
    found = complaints(page)
    visit(page, sample + address)
    button = page.get_by_role("button", name="Copy as Markdown")
    button.click()
    expect(page.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    written = page.request.get(f"{sample}{address}index.md").text()
    expect(button).to_be_visible()
    context.close()
    assert copied == written
    assert copied.startswith("# ")
    assert found == []


def test_a_page_whose_markdown_cannot_be_had_says_so(sample: str, chromium: Browser) -> None:
    context = chromium.new_context(permissions=ORIGIN_WIDE)
    page = context.new_page()
    page.route("**/index.md", lambda route: route.fulfill(status=503))
    visit(page, sample + PACK)
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("button", name="Not allowed", exact=True)).to_be_visible()
    context.close()


def test_the_markdown_is_a_link_without_script(sample: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample + PACK)
    link = page.get_by_role("link", name="This page as Markdown")
    expect(link).to_be_visible()
    answer = page.request.get(sample + PACK + (link.get_attribute("href") or "").removeprefix(f"../../{PACK}"))
    context.close()
    assert answer.headers["content-type"].startswith("text/markdown")


def test_the_badge_is_drawn_on_its_pack_and_on_a_page_of_its_own(sample: str, page: Page) -> None:
    found = complaints(page)
    visit(page, sample + PACK)
    badge = page.locator(".badge img")
    badge.scroll_into_view_if_needed()
    expect(badge).to_have_js_property("complete", True)
    assert badge.evaluate("image => [image.naturalHeight, image.naturalWidth > 60]") == [24, True]
    assert found == []
    page.goto(sample + "badges/cni-calico.svg")
    assert page.evaluate("document.documentElement.getAttribute('aria-label')") == "Calico: Verified"
    assert [complaint for complaint in found if "violates" in complaint] == []


def test_the_lines_to_embed_a_badge_unfold_and_can_be_copied(sample: str, chromium: Browser) -> None:
    context = chromium.new_context(permissions=ORIGIN_WIDE)
    page = context.new_page()
    visit(page, sample + PACK)
    page.get_by_text("Embed this badge").click()
    page.locator(".badge .copyable").first.hover()
    page.locator(".badge .copy").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert copied.startswith("[![Calico: verification](https://packs.example/docs/catalog/badges/cni-calico.svg)]")
