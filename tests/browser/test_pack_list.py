"""The list of all packs in a real browser: narrowed, sorted, shared, scrolled, by keyboard, without script."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from packatlas.catalog import Catalog
from packatlas.model import Pack, Status
from packatlas.policy import Shield
from packatlas.versions import Version, parse_range
from tests import large_list
from tests.browser.conftest import FRAME, SCREENS, UNTIL, serving, visit
from tests.browser.test_site import WCAG, complaints

pytestmark = pytest.mark.browser

FOUND = "#pa-found"
CARDS = "#pa-pack-list .card"
NOT_STATED = "not-stated"
PATCHES = {f"1.{minor}": [Version(f"1.{minor}.{patch}") for patch in range(10)] for minor in range(20, 36)}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Three hundred packs that differ in everything."""
    return large_list.catalog(300)


@pytest.fixture(scope="module")
def several(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of their list."""
    with serving(large_list.written(catalog, tmp_path_factory.mktemp("several"))) as site:
        yield f"{site}packs/"


@pytest.fixture
def listing(several: str, page: Page) -> Iterator[Callable[[str], Page]]:
    """Opens the list with a query; there must not be a single complaint by the end of the test."""
    found = complaints(page)

    def opened(query: str = "") -> Page:
        page.goto(several + query)
        expect(page.locator("#pa-facets input").first).to_be_attached()
        return page

    yield opened
    page.wait_for_load_state("networkidle")
    assert found == []


def choice(page: Page, group: str, value: str) -> Any:
    return page.locator(f"#pa-facets input[name='{group}'][value='{value}']")


def unfold(page: Page) -> None:
    """Let the choices of every group be seen."""
    page.evaluate("for (const fold of document.querySelectorAll('#pa-facets details')) fold.open = true")


# --- The same by other means: what each pack answers, read from the catalog -----------------------------------------


Answers = dict[str, dict[str, set[str]]]
"""By the pack's name and the group."""


@pytest.fixture(scope="module")
def said(catalog: Catalog) -> Answers:
    """The choices of every pack in every group."""
    clouds = {cloud for pack in catalog.packs for cloud in pack.clouds}
    return {pack.name: answers(pack, catalog, clouds) for pack in catalog.packs}


def answers(pack: Pack, catalog: Catalog, clouds: set[str]) -> dict[str, set[str]]:
    shields = {Shield.CURRENT: "verified", Shield.DUE: "due", Shield.OVERDUE: "due", Shield.NONE: "community"}
    found = {
        "layer": {pack.layer.shelf.value},
        "type": {pack.addon_type} if pack.addon_type else set(),
        "shield": {shields[catalog.standings[pack.name].shield]},
        "cloud": clouds if "all" in pack.clouds else set(pack.clouds),
        "arch": set(pack.architectures),
        "fips": {"yes" if pack.fips else "no"} if pack.fips is not None else set(),
        "lifecycle": {pack.latest.status.value} if pack.latest else set(),
        "kubernetes": minors(pack),
        "publisher": {re.sub(r"\W+", "-", pack.publisher.lower())} if pack.publisher else set(),
    }
    return {group: values or {NOT_STATED} for group, values in found.items()}


def minors(pack: Pack) -> set[str]:
    """The minors of which at least one of the first patches is supported by a release still in use."""
    found = set()
    usable = [release for release in pack.releases if release.status in (Status.ACTIVE, Status.DEPRECATED)]
    for release in usable or pack.releases:
        if supported := parse_range(release.kubernetes):
            found |= {minor for minor, patches in PATCHES.items() if any(patch in supported for patch in patches)}
        elif pack.layer.value == "k8s":
            found.add(".".join(release.version.text.split(".")[:2]))
    return found


def passing(said: Answers, chosen: dict[str, set[str]], but: str = "") -> list[str]:
    """Packs that have one of the chosen values in each group, one group left out."""
    return [
        name
        for name, own in said.items()
        if all(own[group] & values for group, values in chosen.items() if group != but)
    ]


def shown_counts(page: Page) -> dict[str, dict[str, int]]:
    """What stands beside each choice."""
    counts: dict[str, dict[str, int]] = page.evaluate(
        """() => {
            const counts = {};
            for (const { name, value, parentElement } of document.querySelectorAll('#pa-facets input'))
                (counts[name] ??= {})[value] = Number(parentElement.lastElementChild.textContent.replaceAll(',', ''));
            return counts;
        }"""
    )
    return counts


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_what_the_catalog_has(listing: Callable[[str], Page], said: Answers, seed: int) -> None:
    draw = random.Random(seed)
    chosen = {}
    for group in draw.sample(sorted(next(iter(said.values()))), draw.randrange(5)):
        offered = sorted(set().union(*(own[group] for own in said.values())))
        chosen[group] = set(draw.sample(offered, min(len(offered), draw.choice((1, 2)))))
    page = listing("?" + "&".join(f"{group}={value}" for group in chosen for value in sorted(chosen[group])))
    expect(page.locator(FOUND)).to_have_text(f"{len(passing(said, chosen))} of 300 packs")
    for group, counts in shown_counts(page).items():
        others = [said[name][group] for name in passing(said, chosen, but=group)]
        assert counts == {value: sum(value in own for own in others) for value in counts}, group
        assert all(own & set(counts) for own in others), "a pack that no choice leads to"


def test_a_choice_gives_what_stands_beside_it(listing: Callable[[str], Page]) -> None:
    page = listing("")
    unfold(page)
    before = shown_counts(page)
    choice(page, "layer", "cni").check()
    expect(page.locator(FOUND)).to_have_text(f"{before['layer']['cni']} of 300 packs")
    choice(page, "layer", "csi").check()
    expect(page.locator(FOUND)).to_have_text(f"{before['layer']['cni'] + before['layer']['csi']} of 300 packs")
    within = shown_counts(page)
    choice(page, "fips", "yes").check()
    expect(page.locator(FOUND)).to_have_text(f"{within['fips']['yes']} of 300 packs")
    choice(page, "layer", "cni").uncheck()
    choice(page, "layer", "csi").uncheck()
    choice(page, "fips", "yes").uncheck()
    expect(page.locator(FOUND)).to_have_text("300 of 300 packs")
    assert shown_counts(page) == before


def test_what_would_give_nothing_is_still_there_in_the_background(listing: Callable[[str], Page]) -> None:
    page = listing("?layer=os")
    line = choice(page, "type", "ingress").locator("..")
    expect(line).to_be_visible()
    expect(line).to_contain_text("0")
    expect(line).to_have_class("none")
    expect(choice(page, "type", NOT_STATED).locator("..")).not_to_have_class("none")


# --- The address ---------------------------------------------------------------------------------------------------


def test_everything_stands_in_the_address_and_comes_back_from_there(listing: Callable[[str], Page]) -> None:
    page = listing("?utm=kept")
    choice(page, "layer", "addon").check()
    choice(page, "type", "security").check()
    choice(page, "type", "ingress").check()
    page.fill("#pa-query", "operator")
    expect(page).to_have_url(re.compile("q=operator"))
    page.select_option("#pa-sort", "name")
    page.get_by_role("button", name="Table").click()
    expect(page).to_have_url(re.compile("view=table"))
    asked = sorted(parse_qsl(urlsplit(page.url).query))
    assert asked == sorted([
        ("utm", "kept"), ("layer", "addon"), ("type", "security"), ("type", "ingress"),
        ("q", "operator"), ("sort", "name"), ("view", "table"),
    ])  # fmt: skip
    said = page.locator(FOUND).text_content() or ""
    names = page.locator(".dense tbody a").all_text_contents()
    page.reload()
    expect(page.locator(FOUND)).to_have_text(said)
    expect(choice(page, "type", "ingress")).to_be_checked()
    expect(page.locator("#pa-query")).to_have_value("operator")
    expect(page.locator("#pa-sort")).to_have_value("name")
    expect(page.get_by_role("button", name="Table")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".dense tbody a").all_text_contents() == names


def test_a_choice_is_a_step_in_the_history_and_typing_is_none(listing: Callable[[str], Page]) -> None:
    page = listing("")
    steps = page.evaluate("history.length")
    choice(page, "layer", "addon").check()
    addons = page.locator(FOUND).text_content() or ""
    page.locator("#pa-query").press_sequentially("gateway")
    expect(page).to_have_url(re.compile("q=gateway"))
    choice(page, "shield", "community").check()
    narrow = page.locator(FOUND).text_content() or ""
    assert page.evaluate("history.length") == steps + 2
    page.go_back()
    expect(choice(page, "shield", "community")).not_to_be_checked()
    expect(page.locator("#pa-query")).to_have_value("gateway")
    page.go_back()
    expect(page.locator(FOUND)).to_have_text("300 of 300 packs")
    expect(page.locator("#pa-query")).to_have_value("")
    page.go_forward()
    expect(page.locator("#pa-query")).to_have_value("gateway")
    page.go_forward()
    expect(page.locator(FOUND)).to_have_text(narrow)
    assert addons != narrow


def test_coming_back_from_a_pack_leads_to_where_the_reader_was(sample: str, page: Page) -> None:
    page.goto(f"{sample}packs/?layer=addon&layer=csi")
    expect(page.locator(FOUND)).to_have_text(re.compile("^33 of"))
    page.evaluate("scrollTo({ top: 1500, behavior: 'instant' })")
    page.evaluate(UNTIL % "history.state === 1500")
    name = page.evaluate("document.elementFromPoint(400, 500).closest('.card').dataset.name")
    link = page.locator(f"[data-name={name}] a")
    link.click()
    page.wait_for_url(f"**/packs/{name}/")
    page.go_back()
    page.evaluate(UNTIL % "scrollY === 1500")
    expect(link).to_be_in_viewport()


def test_back_after_a_choice_leads_to_where_the_reader_was(listing: Callable[[str], Page]) -> None:
    page = listing("")
    page.evaluate("scrollTo({ top: 5000, behavior: 'instant' })")
    page.evaluate(UNTIL % "history.state === 5000")
    choice(page, "shield", "verified").check()
    expect(page.locator(FOUND)).to_be_in_viewport()
    page.go_back()
    page.evaluate(UNTIL % "scrollY === 5000")
    expect(page.locator(f"{CARDS}:nth-child(9)").first).to_be_attached()


def test_values_that_nothing_has_do_no_harm_and_can_be_removed(listing: Callable[[str], Page]) -> None:
    page = listing("?cloud=atlantis&layer=cni&layer=%3Cimg%20src%3Dx%3E&sort=shoe-size&view=hologram")
    total = shown_counts(page)["layer"]["cni"]
    expect(page.locator(FOUND)).to_have_text(f"{total} of 300 packs")
    expect(page.locator("#pa-sort")).to_have_value("stack")
    unknown = page.get_by_role("button", name="Cloud: atlantis (no pack has it)")
    expect(page.get_by_role("button", name="Layer: <img src=x> (no pack has it)")).to_be_visible()
    unknown.click()
    expect(unknown).to_have_count(0)
    expect(page).not_to_have_url(re.compile("atlantis"))
    expect(page.locator(FOUND)).to_have_text(f"{total} of 300 packs")


# --- Words and orders ----------------------------------------------------------------------------------------------


def test_words_are_ranked_as_in_the_search_box(sample: str, page: Page) -> None:
    page.goto(f"{sample}packs/?q=calicoo")
    first = page.locator(f"{CARDS} code")
    expect(first.first).to_have_text("cni-calico")
    page.fill("#pa-search", "prom")
    boxed = page.locator("#pa-search-results .search-result__name")
    expect(boxed.first).to_have_text(re.compile("^prometheus"))
    names = [name for name in boxed.all_text_contents() if name.startswith("prometheus")]
    page.fill("#pa-query", "prom")
    expect(page.locator("#pa-sort")).to_have_value("relevance")
    expect(first.first).to_have_text(names[0])
    assert first.all_text_contents()[: len(names)] == names


def test_words_of_descriptions_are_found(sample: str, page: Page) -> None:
    page.goto(f"{sample}packs/?q=plain+routing")
    expect(page.locator(f"{CARDS} code").first).to_have_text("cni-calico")


def test_without_words_there_is_no_best_match(sample: str, page: Page) -> None:
    page.goto(f"{sample}packs/?sort=relevance")
    expect(page.locator(FOUND)).to_have_text("55 of 55 packs")
    expect(page.locator("#pa-sort")).to_have_value("stack")
    expect(page.locator("#pa-sort option[value=relevance]")).to_be_disabled()
    page.fill("#pa-query", "vault")
    expect(page.locator("#pa-sort")).to_have_value("relevance")
    page.fill("#pa-query", "")
    expect(page.locator("#pa-sort")).to_have_value("stack")


def newest(pack: Pack) -> str:
    return max((str(release.released) for release in pack.releases if release.released), default="")


ORDERS: dict[str, Callable[[Pack], Any]] = {
    "name": lambda pack: pack.title.lower(),
    "released": lambda pack: [-ord(char) for char in newest(pack)] or [0],
    "verified": lambda pack: -pack.verification.verified_on.toordinal() if pack.verification else 0,
    "stack": lambda _pack: 0,
}


@pytest.mark.parametrize("order", ORDERS)
def test_packs_are_sorted(listing: Callable[[str], Page], catalog: Catalog, order: str) -> None:
    page = listing("?view=table")
    page.select_option("#pa-sort", order)
    expected = [pack.name for pack in sorted(catalog.packs, key=ORDERS[order])]
    rows = page.locator(".dense tbody code")
    expect(rows.first).to_have_text(expected[0])
    seen = rows.all_text_contents()
    assert len(seen) > 15
    assert seen == expected[: len(seen)]


# --- Chips, and what to do when nothing is found --------------------------------------------------------------------


def test_filters_in_use_can_be_removed_one_by_one_or_all(listing: Callable[[str], Page]) -> None:
    page = listing("?layer=addon&shield=verified&shield=due&q=a&view=table&sort=name")
    chips = page.get_by_role("list", name="Filters in use").get_by_role("button")
    expect(chips).to_have_text(["Layer: Add-on", "Shield: Verified", "Shield: Due soon or overdue", "Clear all"])
    page.get_by_role("button", name="Shield: Verified").click()
    expect(chips).to_have_text(["Layer: Add-on", "Shield: Due soon or overdue", "Clear all"])
    expect(page.get_by_role("button", name="Shield: Due soon")).to_be_focused()
    expect(choice(page, "shield", "verified")).not_to_be_checked()
    page.get_by_role("button", name="Clear all").click()
    expect(chips).to_have_count(0)
    expect(page.locator(FOUND)).to_be_focused()
    expect(page.locator(FOUND)).to_have_text("300 of 300 packs")
    expect(page).to_have_url(re.compile(r"packs/\?view=table&sort=name$"))


def test_what_arrives_later_leaves_the_focus_where_it_is(listing: Callable[[str], Page], page: Page) -> None:
    held = hold(page, "summaries-*.json")
    listing("?layer=addon&shield=verified&shield=due&q=sentence&view=table")
    before = page.locator(FOUND).text_content() or ""
    page.get_by_role("button", name="Shield: Verified").focus()
    release(page, held)
    expect(page.locator(FOUND)).not_to_have_text(before)
    expect(page.get_by_role("button", name="Shield: Verified")).to_be_focused()


def test_what_arrives_later_leaves_the_focus_in_an_empty_list(listing: Callable[[str], Page], page: Page) -> None:
    held = hold(page, "summaries-*.json")
    listing("?layer=os&type=ingress&q=sentence")
    ways = page.locator(".empty").get_by_role("button")
    before = ways.first.text_content() or ""
    ways.first.focus()
    release(page, held)
    expect(ways.first).not_to_have_text(before)
    expect(ways.first).to_be_focused()


def test_an_empty_list_says_what_leaving_out_a_filter_would_give(listing: Callable[[str], Page], said: Answers) -> None:
    chosen = {"layer": {"os"}, "type": {"ingress"}, "fips": {"yes"}}
    page = listing("?layer=os&type=ingress&fips=yes")
    expect(page.locator(FOUND)).to_have_text("0 of 300 packs")
    ways = page.locator(".empty").get_by_role("button")
    titles = {"layer": "Layer", "type": "Add-on type", "fips": "FIPS"}
    gives = {group: len(passing(said, chosen, but=group)) for group in chosen}
    expect(ways).to_have_text(
        [f"Without {titles[group]}: {count} pack{'' if count == 1 else 's'}" for group, count in gives.items()]
    )
    page.get_by_role("button", name="Without Add-on type").click()
    expect(page.locator(FOUND)).to_have_text(f"{gives['type']} of 300 packs")
    expect(page.locator(FOUND)).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?layer=os&fips=yes$"))


def test_words_can_be_what_finds_nothing(listing: Callable[[str], Page]) -> None:
    page = listing("?q=qqqqqqqqqq&layer=cni")
    total = shown_counts(page)["layer"]
    assert set(total.values()) == {0}
    page.get_by_role("button", name=re.compile("^Without words: ")).click()
    expect(page.locator("#pa-query")).to_have_value("")
    expect(page.locator(FOUND)).to_have_text(re.compile("^[1-9]"))


# --- Cards and the table -------------------------------------------------------------------------------------------

SAID = """
cards => cards.map(card => {
  const copy = card.cloneNode(true);
  copy.querySelector('p')?.remove();
  for (const name of ['aria-posinset', 'aria-setsize']) copy.removeAttribute(name);
  for (const hidden of copy.querySelectorAll('.status-active, .status-not-stated')) hidden.remove();
  for (const empty of copy.querySelectorAll('.version:empty')) empty.remove();
  for (const image of copy.querySelectorAll('img')) image.removeAttribute('loading');
  copy.querySelector('.glyph').classList.remove('glyph-');
  return copy.outerHTML.replace(/>\\s+/g, '>').replace(/\\s+</g, '<');
})
"""


def test_cards_of_the_script_are_those_of_the_plain_page(sample: str, chromium: Browser) -> None:
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{sample}packs/")
    written: list[str] = plain.locator(CARDS).evaluate_all(SAID)
    plain.context.close()
    context = chromium.new_context(viewport={"width": 1280, "height": 9000})
    page = context.new_page()
    page.goto(f"{sample}packs/?sort=name")
    expect(page.locator(CARDS)).to_have_count(len(written))
    made: list[str] = page.locator(CARDS).evaluate_all(SAID)
    context.close()
    assert sorted(made) == sorted(written)


def test_the_way_to_sort_is_a_plain_choice(listing: Callable[[str], Page]) -> None:
    # Headings that sort a table have an arrow, which a class of the same name once gave to this too.
    label = listing("").locator("label", has_text="Sort by")
    assert label.evaluate("label => getComputedStyle(label, '::after').content") == "none"


def test_the_table_is_a_table(listing: Callable[[str], Page], catalog: Catalog) -> None:
    page = listing("?layer=k8s&view=table")
    table = page.get_by_role("table")
    kubernetes = [pack for pack in catalog.packs if pack.layer.value == "k8s"]
    expect(table).to_have_attribute("aria-rowcount", str(len(kubernetes) + 1))
    headers = ["Pack", "Kind", "Shield", "Version", "Kubernetes", "Last release", "Verified on"]
    expect(table.get_by_role("columnheader")).to_have_text(headers)
    row = table.get_by_role("row").nth(1)
    expect(row).to_have_attribute("aria-rowindex", "2")
    expect(row.get_by_role("rowheader")).to_contain_text(kubernetes[0].name)
    expect(row.get_by_role("cell").first).to_have_text("Kubernetes")
    days = table.locator(".released")
    expect(days).to_have_text([newest(pack) for pack in kubernetes][: days.count()])
    page.get_by_role("button", name="Cards").click()
    expect(table).to_have_count(0)
    expect(page.locator(CARDS).first).to_be_visible()


def test_layers_are_headings_of_the_list(listing: Callable[[str], Page], catalog: Catalog) -> None:
    page = listing("")
    headings = page.locator("#pa-pack-list h2")
    expect(headings).to_have_count(5)
    expect(headings.nth(2)).to_have_text(re.compile(r"Network\s+\d+ packs"))
    assert headings.nth(2).get_by_role("link").get_attribute("href") == "../layers/cni/"
    choice(page, "layer", "cni").check()
    expect(headings).to_have_count(1)
    page.select_option("#pa-sort", "released")
    expect(headings).to_have_text([re.compile("Sorted by last release")])


# --- By keyboard, on a phone, for those who listen ------------------------------------------------------------------


def test_the_list_can_be_used_by_keyboard_alone(listing: Callable[[str], Page]) -> None:
    page = listing("")
    choice(page, "layer", "os").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(choice(page, "layer", "k8s")).to_be_checked()
    expect(choice(page, "layer", "k8s")).to_be_focused()
    page.locator("#pa-query").focus()
    page.keyboard.type("a")
    for name in ("sort", "Cards", "Table"):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_have_attribute("name", "sort") if name == "sort" else expect(focused).to_have_text(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?view=table"])
def test_tab_reaches_every_pack_in_order(listing: Callable[[str], Page], catalog: Catalog, query: str) -> None:
    page = listing(query)
    links = page.locator(f"{CARDS} a, .dense tbody a")
    links.first.focus()
    expected = [pack.name for pack in catalog.packs[:60]]
    reached: list[str] = []
    while len(reached) < len(expected):
        name = page.evaluate("document.activeElement.closest('[data-name]')?.dataset.name")
        reached += [name] if name else []  # headings of layers lie between
        page.keyboard.press("Tab")
        page.evaluate(FRAME)
    assert reached == expected
    place = "aria-rowindex" if query else "aria-posinset"
    expect(page.locator(f"[{place}='{40 if query else 5}']").first).to_be_attached()


def test_the_number_of_packs_is_announced(listing: Callable[[str], Page]) -> None:
    page = listing("")
    status = page.get_by_role("status").filter(has_text="packs")
    expect(status).to_have_text("300 of 300 packs")
    page.fill("#pa-query", "vault")
    expect(status).to_have_text(re.compile(r"^\d{1,2} of 300 packs$"))


@pytest.fixture
def phone(chromium: Browser, several: str) -> Iterator[Page]:
    """The list on a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    found = complaints(page)
    visit(page, several)
    yield page
    context.close()
    assert found == []


def test_filters_open_in_a_drawer_on_a_phone(phone: Page) -> None:
    opener = phone.get_by_role("button", name="Filters")
    expect(phone.locator("#pa-facets")).to_be_hidden()
    opener.press("Enter")
    drawer = phone.get_by_role("dialog", name="Filters")
    expect(drawer).to_be_visible()
    inside = "document.getElementById('pa-drawer').contains(document.activeElement)"
    phone.keyboard.press("Tab")
    assert phone.evaluate(inside)
    drawer.get_by_label("Network").check()
    expect(drawer.get_by_role("status")).to_have_text(re.compile(r"^\d{1,2} of 300 packs$"))
    phone.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()
    expect(opener).to_have_accessible_name(re.compile(r"Filters\s*\(1\)"))
    expect(phone.locator(FOUND)).to_have_text(re.compile(r"^\d{1,2} of 300 packs$"))
    opener.tap()
    drawer.get_by_role("button", name="Clear all").tap()
    drawer.get_by_role("button", name="Show packs").tap()
    expect(drawer).to_be_hidden()
    expect(phone.locator(FOUND)).to_have_text("300 of 300 packs")


def test_targets_are_large_enough(phone: Page) -> None:
    visit(phone, phone.url + "?layer=cni&cloud=nowhere")
    expect(phone.locator(".use").first).to_be_visible()
    phone.get_by_role("button", name="Filters").tap()
    unfold(phone)
    small = phone.evaluate(
        """() => [...document.querySelectorAll('#pa-browse :is(button, label, summary, select, input[type=search])')]
            .filter(control => control.checkVisibility())
            .map(control => [control.outerHTML, control.getBoundingClientRect()])
            .filter(([, { width, height }]) => width < 24 || height < 24)"""
    )
    assert small == []


STATES = {
    "narrowed": "?layer=addon&cloud=aws&cloud=nowhere&q=pro",
    "table": "?view=table&sort=name",
    "empty": "?layer=os&type=ingress",
}


@pytest.mark.parametrize(
    ("state", "width", "scheme"),
    [*((state, *screen) for state, screen in product(STATES, SCREENS)), ("drawer", 390, "dark")],
)
def test_no_accessibility_violation(
    several: str, chromium: Browser, state: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    visit(page, several + STATES.get(state, ""))
    unfold(page)
    if state == "drawer":
        page.get_by_role("button", name="Filters").click()
    results: dict[str, Any] = Axe().run(page, options=WCAG).response
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in results["violations"]] == []
    assert overflow <= 0, "the page scrolls sideways"


# --- Before the script, without it, and when it fails ---------------------------------------------------------------


def hold(page: Page, files: str = "facets.json") -> list[Route]:
    """Keep files of the search index back."""
    held: list[Route] = []
    page.route(f"**/{files}", lambda route: held.append(route))
    return held


def release(page: Page, held: list[Route]) -> None:
    """Let them go, once one is asked for, and wait until the script has taken over."""
    while not held:
        page.evaluate(FRAME)
    page.route("**/*.json", lambda route: route.continue_())
    for route in held:
        route.continue_()
    expect(page.locator("#pa-facets input").first).to_be_attached()


SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
  .observe({ type: 'layout-shift', buffered: true });
"""


@pytest.mark.parametrize("query", ["", "?layer=cni&q=a", "?view=table", "?layer=os&type=ingress"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_when_the_script_takes_over(several: str, chromium: Browser, width: int, query: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    held = hold(page)
    page.goto(several + query)
    expect(page.locator(CARDS).first).to_be_visible()
    page.evaluate(FRAME)
    release(page, held)
    page.wait_for_load_state("networkidle")
    page.evaluate(FRAME)
    shifts = page.evaluate("shifts")
    context.close()
    assert sum(shifts) < 0.001


def test_cards_that_stand_in_the_page_stay_and_keep_the_focus(several: str, page: Page) -> None:
    held = hold(page)
    page.goto(several)
    page.locator(f"{CARDS} a").nth(4).focus()
    name = page.evaluate("document.activeElement.textContent")
    release(page, held)
    expect(page.locator(":focus")).to_have_text(name)


def test_what_is_typed_before_the_lists_are_there_counts(several: str, page: Page) -> None:
    held = hold(page)
    page.goto(several)
    page.fill("#pa-query", "vault")
    release(page, held)
    expect(page.locator(FOUND)).to_have_text(re.compile(r"^\d{1,2} of 300 packs$"))
    expect(page.locator("#pa-query")).to_have_value("vault")


@pytest.mark.parametrize("width", [1280, 390])
def test_without_script_the_list_is_plain_and_leads_to_shorter_ones(sample: str, chromium: Browser, width: int) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{sample}packs/")
    expect(page.locator(CARDS)).to_have_count(55)
    expect(page.locator(":is(button, input, select, dialog, #pa-found):visible").locator("visible=true")).to_have_count(
        0 if width > 1000 else 1  # the menu's own button, which works without script
    )
    lists = page.get_by_role("navigation", name="Narrower lists").get_by_role("link")
    addresses = [link.get_attribute("href") or "" for link in lists.all()]
    assert {"../layers/cni/", "../types/logging/", "../tags/edge/", "../tags/", "../verified/"} <= set(addresses)
    network = page.get_by_role("link", name=re.compile("^Network"))
    count = int(network.first.locator("span").text_content() or "0")
    network.first.click()
    expect(page.locator(".card")).to_have_count(count)
    context.close()


def test_lists_that_do_not_load_are_said_and_the_plain_list_stays(several: str, page: Page) -> None:
    page.route("**/facets.json", lambda route: route.fulfill(status=503))
    page.goto(several)
    expect(page.locator(FOUND)).to_have_text("The filters could not be loaded.")
    expect(page.locator("#pa-query")).to_be_hidden()
    expect(page.locator(CARDS)).to_have_count(240)
    expect(page.get_by_role("navigation", name="Narrower lists")).to_be_visible()


def test_lists_of_another_edition_are_refused(several: str, page: Page) -> None:
    page.route("**/facets.json", lambda route: route.fulfill(body='{"version": 1, "edition": "old", "groups": []}'))
    page.goto(several)
    expect(page.locator(FOUND)).to_have_text("The filters could not be loaded.")


# --- Ten thousand ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Catalog]]:
    """The address of a list of ten thousand packs, and the packs."""
    catalog = large_list.catalog(10_000)
    with serving(large_list.written(catalog, tmp_path_factory.mktemp("many"))) as site:
        yield f"{site}packs/", catalog


IN_VIEW = """
[...document.querySelectorAll('#pa-pack-list [data-name]')]
  .map(item => item.getBoundingClientRect())
  .some(({ top, bottom }) => top < innerHeight / 2 && bottom > 0)
"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("query", ["", "?sort=name", "?view=table"])
def test_ten_thousand_packs_are_scrolled_through(
    many: tuple[str, Catalog], chromium: Browser, query: str, width: int
) -> None:
    address, catalog = many
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    found = complaints(page)
    page.goto(address + query)
    expect(page.locator(FOUND)).to_have_text("10,000 of 10,000 packs")
    expect(page.locator("#pa-facets input").first).to_be_attached()
    items = page.locator("#pa-pack-list [data-name]")
    packs = sorted(catalog.packs, key=ORDERS["name"]) if "name" in query else catalog.packs
    for share in (0.1, 0.5, 0.73, 0.2, 1):
        page.evaluate("share => scrollTo({ top: share * document.body.scrollHeight, behavior: 'instant' })", share)
        page.evaluate(UNTIL % IN_VIEW)
        assert items.count() < 150
    last = page.locator(f"[data-name='{packs[-1].name}']")
    expect(last).to_be_in_viewport()
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(page.locator(f"[data-name='{packs[0].name}']")).to_be_in_viewport()
    context.close()
    assert found == []
