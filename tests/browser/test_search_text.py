"""Words in the text of pages: the case file over the sample catalog, and the second section of the search box."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from packatlas.outputs.terms import joined, parts, terms, tokens
from tests.browser.test_search_box import BOX, OPTION, chosen, home
from tests.conftest import ROOT

__all__ = ["home"]

pytestmark = pytest.mark.browser

PAGES = "#pa-search-results [role=group][aria-label='In the text'] [role=option]"
PACKS = "#pa-search-results [role=group][aria-label='Packs'] [role=option]"
FIRST = 3
LOOK = """
async ([root, query]) => {
  const { searchText, passage } = await import(`${root}assets/search-text.js`);
  const { Engine } = await import(`${root}assets/search-engine.js`);
  const load = async (name) => (await fetch(`${root}search/${name}`)).json();
  window.engine ??= new Engine(await load('packs.json'));
  const { pages, total, described, marks } = await searchText(query, window.engine, load, 5);
  const found = await Promise.all(pages.map(([address]) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', root + address);
    request.responseType = 'document';
    request.onload = () => resolve([address, passage(request.response, marks).id]);
    request.send();
  })));
  return { total, found, described: described.map((pack) => window.engine.index.names[pack]) };
}
"""


CUT = """
async ([root, text]) => {
  const { cut } = await import(`${root}assets/search-text.js`);
  return cut(text, []);
}
"""


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the table below a heading of the case file, by the names of their columns."""
    text = (ROOT / "tests" / "cases" / "search-text.md").read_text(encoding="utf-8")
    lines = [line for line in text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines() if line]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


@pytest.fixture(scope="module")
def tab(chromium: Browser, sample: str) -> Iterator[Page]:
    """A page of the sample catalog to ask from."""
    context = chromium.new_context()
    made = context.new_page()
    made.goto(sample)
    yield made
    context.close()


@pytest.mark.parametrize("case", table("Queries"), ids=lambda case: case["query"])
def test_a_query_finds_a_section(tab: Page, sample: str, case: dict[str, str]) -> None:
    found = tab.evaluate(LOOK, [sample, case["query"]])["found"][:FIRST]
    wanted = (case["page"], case["section"] if case["section"] != "-" else "")
    assert wanted in [(address, heading) for address, heading in found]


@pytest.mark.parametrize(
    "query", ["", "the", "-._", "\n\0\ud83d", "a" * 5000, "\\*+?[(", "!", "İ ß ﬁ", "." * 300, "9.9.9-"]
)
def test_odd_queries_are_answered(tab: Page, sample: str, query: str) -> None:
    assert tab.evaluate(LOOK, [sample, query])["total"] >= 0


def test_terms_are_cut_as_the_index_cuts_them(tab: Page, sample: str) -> None:
    written = (
        "externalTrafficPolicy hubble.relay.enabled v1.16.6 3.30.2-rev2 CVE-2024-3094 HTTPRoute KUBE_CONFIG Éß x-1-2"
    )
    for token in tokens(written):
        (asked,) = tab.evaluate(CUT, [sample, token])
        assert asked["whole"] == joined(token)
        assert asked["parts"] == parts(token)


@pytest.mark.parametrize("written", ["日本語ガイド", "Kubernetes集群入門", "한국어 guide", "Straße nach Überlingen"])
def test_words_of_other_languages_are_cut_as_the_index_cuts_them(tab: Page, sample: str, written: str) -> None:
    wanted = [term for token in tokens(written) for term in terms(token)]
    assert [asked["whole"] for asked in tab.evaluate(CUT, [sample, written])] == wanted


def test_packs_whose_descriptions_have_all_the_words_are_told(tab: Page, sample: str) -> None:
    described = tab.evaluate(LOOK, [sample, "routing overlay"])["described"]
    assert "cni-calico" in described
    assert "cni-calico" not in tab.evaluate(LOOK, [sample, "routing overlay multipath"])["described"]


@pytest.mark.parametrize(
    ("misspelt", "page"),
    [
        ("externalTraficPolicy", "packs/nginx/"),
        ("multipaht", "packs/csi-trident/"),
        ("scheduled retenion", "packs/loki/"),
    ],
)
def test_a_misspelt_word_that_is_nowhere_finds_the_one_that_is_meant(
    tab: Page, sample: str, misspelt: str, page: str
) -> None:
    assert page in [address for address, _ in tab.evaluate(LOOK, [sample, misspelt])["found"][:FIRST]]


def test_numbers_are_never_taken_for_others(tab: Page, sample: str) -> None:
    assert tab.evaluate(LOOK, [sample, "3.31.5"])["total"] == 0


def test_texts_of_other_packs_are_refused(tab: Page, sample: str) -> None:
    message = tab.evaluate(
        """async (root) => {
            const { searchText } = await import(`${root}assets/search-text.js`);
            const engine = { titles: [], index: { names: [], edition: 'one' } };
            return searchText('calico', engine, async () => ({ edition: 'another' }), 5).catch((error) => error.name);
        }""",
        sample,
    )
    assert message == "RangeError"


def test_pages_come_below_packs_with_their_words_marked(home: Page) -> None:
    home.fill(BOX, "cilium hubble")
    first = home.locator(PAGES).first
    expect(first).to_have_attribute("href", "./packs/cni-cilium-oss/#parameters")
    expect(first.locator(".search-result__title mark")).to_have_text("Cilium")
    expect(first.locator(".search-result__summary mark", has_text="cilium.hubble").first).to_be_visible()
    expect(home.locator(OPTION).first).to_have_attribute("href", "./packs/cni-cilium-oss/")
    expect(home.get_by_role("status")).to_contain_text(" in the text")
    groups = home.locator("#pa-search-results [role=group]")
    assert [group.get_attribute("aria-label") for group in groups.all()] == ["Packs", "In the text"]


def test_a_result_leads_to_the_nearest_heading(home: Page) -> None:
    home.fill(BOX, "strictARP")
    expect(home.locator(PAGES).first.locator("mark")).to_have_text("strictARP")
    home.press(BOX, "Enter")
    home.wait_for_url("**/packs/lb-metallb-helm/#prerequisites")


def test_the_arrows_go_through_both_sections(home: Page) -> None:
    home.fill(BOX, "calico")
    expect(home.locator(PAGES).first).to_be_visible()
    expect(home.locator(PAGES).last.locator(".search-result__summary")).not_to_be_empty()
    addresses = [option.get_attribute("href") for option in home.locator(OPTION).all()]
    seen = []
    for _ in addresses:
        home.press(BOX, "ArrowDown")
        seen.append(chosen(home))
    assert seen == addresses
    home.press(BOX, "ArrowDown")
    assert chosen(home) == addresses[0]


def test_a_choice_stays_when_pages_are_added_below(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    held: list[Route] = []
    page.route("**/text.json", lambda route: held.append(route))
    with page.expect_request("**/text.json"):
        page.fill(BOX, "calico")
    page.press(BOX, "ArrowDown")
    before = chosen(page)
    held[0].continue_()
    expect(page.locator(PAGES).first).to_be_visible()
    assert chosen(page) == before is not None
    page.close()


def test_both_counts_are_announced(home: Page) -> None:
    home.fill(BOX, "strictARP")
    expect(home.get_by_role("status")).to_have_text("No pack found for “strictARP”; 1 page in the text")
    home.fill(BOX, "zzzzzzzz")
    expect(home.get_by_role("status")).to_have_text("No pack found for “zzzzzzzz”; nothing in the text")
    expect(home.locator(OPTION)).to_have_count(0)


def test_texts_are_fetched_after_a_pause_and_once(home: Page) -> None:
    fetched: list[str] = []
    home.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    home.focus(BOX)
    home.keyboard.type("strictAR", delay=10)
    expect(home.locator(PAGES)).to_have_count(1)
    home.keyboard.type("P")
    expect(home.get_by_role("status")).to_contain_text("strictARP”; 1 page")
    texts = [name for name in fetched if name.startswith(("text", "search-text"))]
    assert len(texts) == len(set(texts))
    assert len([name for name in texts if name.startswith("text-")]) <= 4


def test_an_index_of_texts_that_does_not_load_is_said_and_packs_stay(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    page.route("**/text.json", lambda route: route.abort())
    page.fill(BOX, "calico")
    expect(page.locator(".search-more")).to_contain_text("The text of pages could not be searched")
    expect(page.locator(PACKS).first).to_contain_text("Calico")
    page.unroute("**/text.json")
    page.fill(BOX, "calic")
    expect(page.locator(PAGES).first).to_be_visible()
    page.close()


def test_what_comes_after_escape_does_not_open_the_results_again(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    held: list[Route] = []
    page.route("**/text.json", lambda route: held.append(route))
    with page.expect_request("**/text.json"):
        page.fill(BOX, "calico")
    page.press(BOX, "Escape")
    with page.expect_response("**/text-*.json"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#pa-search-results")).to_be_hidden()
    page.close()


def test_shards_of_another_edition_are_not_mixed_in(chromium: Browser, sample: str) -> None:
    page = chromium.new_page()
    page.goto(sample)
    other = '{"edition": "another", "terms": "strictarp", "places": "5^^"}'
    page.route("**/text-*.json", lambda route: route.fulfill(body=other, content_type="application/json"))
    page.fill(BOX, "strictARP")
    expect(page.locator(".search-more")).to_contain_text("The catalog has been published anew")
    expect(page.locator(PAGES)).to_have_count(0)
    page.unroute("**/text-*.json")
    page.get_by_role("button", name="Reload the page").click()
    expect(page.locator(BOX)).to_have_value("")
    page.close()


def test_markup_in_a_text_is_shown_as_text(home: Page) -> None:
    home.fill(BOX, "details kbd")
    expect(home.locator(PAGES).first.locator(".search-result__summary")).not_to_be_empty()
    expect(home.locator("#pa-search-results details, #pa-search-results kbd")).to_have_count(0)
