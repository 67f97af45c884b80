"""Plain pages in a real browser: tabs, pictures, contents, copying, printing, and all of it without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import visit
from tests.browser.test_site import complaints

pytestmark = pytest.mark.browser

INSTALL = "guides/install/"


@pytest.fixture
def install(documentation: str, page: Page) -> Iterator[Page]:
    """The page with every form, which must not have a single complaint by the end of the test."""
    found = complaints(page)
    visit(page, documentation + INSTALL)
    yield page
    assert found == []


def tab(page: Page, group: int, name: str) -> Locator:
    """A tab of one of the page's sets, by the order in which they stand."""
    return page.locator(".tabs").nth(group).get_by_role("tab", name=name, exact=True)


def shown(page: Page, text: str) -> Locator:
    return page.get_by_text(text, exact=True)


# --- Tabs ----------------------------------------------------------------------------------------------------------


def test_the_default_tab_is_shown_at_first(install: Page) -> None:
    expect(tab(install, 0, "Azure")).to_have_attribute("aria-selected", "true")
    expect(shown(install, "Words for Azure.")).to_be_visible()
    expect(shown(install, "Words for AWS.")).to_be_hidden()
    expect(install).to_have_url(re.compile(r"/install/$"))


def test_sets_of_one_group_change_together_and_the_address_remembers(install: Page, documentation: str) -> None:
    tab(install, 0, "AWS").click()
    expect(shown(install, "Words for AWS.")).to_be_visible()
    expect(shown(install, "The tool for AWS.")).to_be_visible()
    expect(shown(install, "With Helm.")).to_be_visible()
    expect(install).to_have_url(documentation + INSTALL + "?cloud=aws")
    install.reload()
    expect(shown(install, "Words for AWS.")).to_be_visible()
    expect(shown(install, "The tool for AWS.")).to_be_visible()
    assert install.evaluate("localStorage.length + sessionStorage.length") == 0


def test_several_groups_stand_in_the_address_side_by_side(install: Page, documentation: str) -> None:
    tab(install, 2, "Flux").click()
    tab(install, 3, "Zsh").click()
    tab(install, 1, "AWS").click()
    expect(install).to_have_url(documentation + INSTALL + "?tab=flux&shell=zsh&cloud=aws")
    install.goto(documentation + INSTALL + "?tab=flux&shell=zsh&cloud=none")
    expect(shown(install, "With Flux.")).to_be_visible()
    expect(shown(install, "In Zsh.")).to_be_visible()
    expect(shown(install, "Words for Azure.")).to_be_visible()


def test_back_and_forward_go_through_what_was_chosen(install: Page, documentation: str) -> None:
    tab(install, 0, "AWS").click()
    tab(install, 2, "Flux").click()
    expect(install).to_have_url(re.compile("tab=flux"))
    install.go_back()
    expect(shown(install, "With Helm.")).to_be_visible()
    expect(shown(install, "Words for AWS.")).to_be_visible()
    install.go_back()
    expect(shown(install, "Words for Azure.")).to_be_visible()
    install.go_forward()
    expect(shown(install, "Words for AWS.")).to_be_visible()


def test_tabs_by_keyboard(install: Page) -> None:
    tab(install, 0, "Azure").focus()
    for key, name in (("ArrowRight", "AWS"), ("ArrowLeft", "Azure"), ("Home", "AWS"), ("End", "Azure")):
        install.keyboard.press(key)
        expect(tab(install, 0, name)).to_be_focused()
        expect(tab(install, 0, name)).to_have_attribute("aria-selected", "true")
    install.keyboard.press("Tab")
    expect(tab(install, 0, "AWS")).not_to_be_focused()


def test_a_section_in_a_tab_can_be_linked_to(install: Page, documentation: str) -> None:
    install.goto(documentation + INSTALL + "?cloud=aws#zones-of-azure")
    expect(shown(install, "More words for Azure.")).to_be_visible()
    expect(install.locator("#zones-of-azure")).to_be_in_viewport()
    tab(install, 0, "AWS").click()
    expect(install).to_have_url(documentation + INSTALL + "?cloud=aws")
    install.get_by_role("link", name="Zones of Azure", exact=True).click()
    expect(install.locator("#zones-of-azure")).to_be_in_viewport()


def test_search_in_the_page_finds_what_a_tab_hides(install: Page) -> None:
    expect(install.locator(".tab", has_text="Words for AWS.")).to_have_attribute("hidden", "until-found")


def test_the_tab_that_was_chosen_stays_where_it_is(install: Page) -> None:
    install.set_viewport_size({"width": 1280, "height": 500})
    chosen = tab(install, 1, "AWS")
    chosen.scroll_into_view_if_needed()
    before = chosen.bounding_box()
    chosen.click()
    expect(shown(install, "Words for AWS.")).to_be_attached()
    after = chosen.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 1


# --- Pictures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closing", ["Escape", "Enter", "click"])
def test_a_picture_opens_in_full_size_and_gives_the_focus_back(install: Page, closing: str) -> None:
    button = install.get_by_role("button", name="Enlarge: The stack, as bars")
    button.focus()
    install.keyboard.press("Enter")
    dialog = install.get_by_role("dialog", name="The stack, as bars")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(dialog.get_by_role("img")).to_have_js_property("complete", True)
    if closing == "click":
        dialog.get_by_role("img").click()
    else:
        install.keyboard.press(closing)
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_only_large_pictures_open_and_none_that_is_a_link(install: Page) -> None:
    names = [found.get_attribute("aria-label") for found in install.locator(".zoom").all()]
    assert names == ["Enlarge: The stack, as bars", "Enlarge: For both schemes", "Enlarge: For both schemes"]


def test_a_picture_for_each_scheme(install: Page) -> None:
    light, dark = install.locator(".only-light img"), install.locator(".only-dark img")
    install.emulate_media(color_scheme="light")
    expect(light).to_be_visible()
    expect(dark).to_be_hidden()
    install.get_by_role("button", name="light and dark").click()
    expect(light).to_be_hidden()
    expect(dark).to_be_visible()
    install.get_by_role("button", name="light and dark").click()
    install.emulate_media(color_scheme="dark")
    expect(dark).to_be_visible()


def test_a_file_of_any_name_is_shown(install: Page) -> None:
    small = install.get_by_role("img", name="A small one")
    small.scroll_into_view_if_needed()
    expect(small).to_have_js_property("naturalWidth", 24)


# --- The contents of the page --------------------------------------------------------------------------------------


def current(page: Page) -> Locator:
    return page.locator("#pa-toc [aria-current]")


def test_the_contents_follow_the_reading(install: Page) -> None:
    install.set_viewport_size({"width": 1280, "height": 600})
    expect(current(install)).to_have_text("Clouds")
    install.mouse.move(640, 300)
    seen = ["Clouds"]
    for _ in range(80):
        install.mouse.wheel(0, 40)
        install.wait_for_timeout(20)
        seen.append(current(install).inner_text())
    expect(current(install)).to_have_text("The end")
    steps = [name for before, name in zip(["", *seen], seen, strict=False) if name != before]
    assert steps == ["Clouds", "Zones of Azure", "Tools", "Pictures", "A table", "The end"]
    assert install.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2")


@pytest.mark.parametrize("name", ["A table", "The end", "Clouds"])
def test_the_section_that_was_chosen_is_the_current_one_all_the_way(install: Page, name: str) -> None:
    install.set_viewport_size({"width": 1280, "height": 1600})
    install.evaluate(
        """() => {
          window.marks = [];
          new MutationObserver((found) => {
            const marked = found.filter(({ target }) => target.hasAttribute('aria-current'));
            window.marks.push(...marked.map(({ target }) => target.textContent));
          }).observe(document.getElementById('pa-toc'), { subtree: true, attributes: true });
        }"""
    )
    install.locator("#pa-toc").get_by_role("link", name=name, exact=True).click()
    expect(current(install)).to_have_text(name)
    install.wait_for_timeout(1000)
    assert set(install.evaluate("window.marks")) <= {name}


# --- The rest ------------------------------------------------------------------------------------------------------


def test_code_is_copied_as_it_stands(install: Page, documentation: str) -> None:
    install.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=documentation.split("/docs/")[0])
    install.locator(".copyable").first.hover()
    button = install.locator(".copyable .copy").first
    button.click()
    expect(button).to_have_text("Copied")
    assert install.evaluate("navigator.clipboard.readText()").startswith("a: 1 # a comment")
    expect(button).to_have_text("Copy")


def test_a_footnote_and_the_way_back(install: Page) -> None:
    install.get_by_role("link", name="Footnote 1").nth(1).click()
    expect(install.locator("#user-content-fn-1")).to_be_in_viewport()
    install.get_by_role("link", name="Back to reference 1-2").click()
    expect(install.locator("#user-content-fnref-1-2")).to_be_in_viewport()


def test_folders_of_the_navigation_open_and_close(install: Page) -> None:
    side = install.locator("#pa-side")
    expect(side.get_by_role("link", name="Page one")).to_be_hidden()
    side.get_by_text("Deep", exact=True).click()
    side.get_by_role("link", name="Page one").click()
    expect(install.get_by_role("heading", name="Page one", level=1)).to_be_visible()
    expect(side.get_by_role("link", name="Page one")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("old", ["old/start/", "was/", "start.html", "guides/setup/"])
@pytest.mark.parametrize("script", [True, False])
def test_an_old_address_leads_on_with_query_and_section(
    documentation: str, chromium: Browser, old: str, script: bool
) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    found = complaints(page)
    page.goto(f"{documentation}{old}?cloud=aws#tools")
    own = "#clouds" if old == "old/start/" else ""
    page.wait_for_url(documentation + INSTALL + ("?cloud=aws#tools" if script else own))
    expect(page.get_by_role("heading", name="Install", level=1)).to_be_visible()
    context.close()
    assert [line for line in found if not line.startswith("failed")] == []


def test_on_paper_everything_can_be_read(install: Page) -> None:
    install.emulate_media(media="print", color_scheme="dark")
    for text in ("Words for AWS.", "Words for Azure.", "With Flux.", "In Zsh.", "Folded words."):
        expect(shown(install, text)).to_be_visible()
        box = shown(install, text).bounding_box()
        assert box is not None
        assert box["height"] > 10
    expect(install.locator(".tab-label", has_text="Flux")).to_be_visible()
    expect(install.locator(".only-light img")).to_be_visible()
    for gone in (".sidebar", ".toc", ".tab-list", ".copy", ".menu", ".find", ".neighbours"):
        expect(install.locator(gone).first).to_be_hidden()
    assert install.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pdf = install.pdf()
    assert pdf.startswith(b"%PDF")


def test_without_script_every_tab_can_be_read_and_nothing_pretends(documentation: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(documentation + INSTALL)
    for text in ("AWS", "Words for AWS.", "The tool for Azure.", "With Flux.", "In Zsh."):
        expect(page.get_by_text(text, exact=True).first).to_be_visible()
    page.get_by_text("More", exact=True).click()
    expect(shown(page, "Folded words.")).to_be_visible()
    page.locator("#pa-side").get_by_text("Deep", exact=True).click()
    expect(page.locator("#pa-side").get_by_role("link", name="Page two")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    context.close()
