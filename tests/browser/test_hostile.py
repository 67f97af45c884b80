"""Hostile texts in a real Chromium, without the policy that would stop them: nothing runs, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from packatlas.build import build
from packatlas.options import Choices
from tests.browser.conftest import serving, visit
from tests.hostile import article_of, catalog_of, put, texts
from tests.site_builds import AS_OF, files_of

pytestmark = pytest.mark.browser

HOOKS = """
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
  window[name] = (...what) => { window.ran(`${name}: ${what[0]}`); return null; };
addEventListener('error', (event) => { if (event.message) window.ran(`error: ${event.message}`); });
"""
"""What the texts call when they get to run; where hooks don't reach, the browser's own dialogs are noticed."""
POKE = """
() => {
  const events = ['mouseover', 'mouseenter', 'pointerover', 'focus', 'blur', 'error', 'load', 'toggle', 'input',
                  'scroll', 'animationstart', 'beforetoggle', 'wheel', 'copy', 'submit'];
  for (const element of document.querySelectorAll('article *, main *'))
    for (const event of events) element.dispatchEvent(new Event(event));
  for (const link of document.querySelectorAll('article a, main a')) {
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
  }
}
"""
"""Does to every element what a reader, or the network, could do."""
ODD = """
() => {
  const found = [];
  const acting = /^on|^(style|srcdoc|srcset|formaction|action|ping|background|poster)$/i;
  const schemes = ['http:', 'https:', 'mailto:', 'tel:', ':'];
  for (const element of document.querySelectorAll('article *')) {
    const name = element.tagName;
    for (const { name: key } of element.attributes) if (acting.test(key)) found.push(`${name} ${key}`);
    if (element.protocol && !schemes.includes(element.protocol)) found.push(element.getAttribute('href'));
    if (element.namespaceURI !== document.body.namespaceURI) found.push(`<${name}> of another language`);
    const { position } = getComputedStyle(element);
    if (position !== 'static') found.push(`<${name}> is ${position}`);
  }
  return found;
}
"""
TOGETHER = 60
"""Articles in one document; the static tests show that none reaches out of its own element."""


@dataclass
class Watch:
    """A tab in which whatever acts is noticed."""

    page: Page
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Addresses outside of the site that were asked for."""


def watched(context: BrowserContext, site: str) -> Watch:
    watch = Watch(context.new_page())
    own = "/".join(site.split("/")[:3]) + "/"

    def answer(route: Route) -> None:
        address = route.request.url
        if address.startswith(own):
            route.fallback()
            return
        watch.asked.append(address)
        route.abort()

    def dismiss(dialog: Dialog) -> None:
        watch.ran.append(dialog.message)
        dialog.dismiss()

    context.route("**/*", answer)
    watch.page.expose_function("ran", lambda what: watch.ran.append(what))
    watch.page.add_init_script(HOOKS)
    watch.page.on("pageerror", lambda error: watch.ran.append(str(error)))
    watch.page.on("dialog", dismiss)
    return watch


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that ignores the site's policy."""
    made = chromium.new_context(bypass_csp=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def hostile(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The site in which every position holds a hostile text: its address, and its pages by path."""
    site = tmp_path_factory.mktemp("hostile")
    catalog_of(texts(corpus), site)
    choices = Choices(site / "content", site / "build", (site / "registry",), as_of=AS_OF, jobs=1)
    build(choices.settings())
    written = {path: html.decode() for path, html in files_of(site / "build").items() if path.endswith(".html")}
    with serving(site / "build") as address:
        yield address, written


def test_what_runs_is_noticed(context: BrowserContext) -> None:
    """The watch itself: a page that does all of it."""
    watch = watched(context, "http://none.invalid/")
    watch.page.set_content(
        "<article><img src=x onerror=alert(1)><a href='javascript:alert(2)'>a</a><p onwheel=alert(3)>b</p>"
        "<img src=http://elsewhere.invalid/x.png><svg></svg></article>"
    )
    watch.page.evaluate(POKE)
    assert {"1", "3"} <= {said[-1] for said in watch.ran}
    assert "http://elsewhere.invalid/x.png" in watch.asked
    assert {"IMG onerror", "P onwheel", "javascript:alert(2)"} <= set(watch.page.evaluate(ODD))


def test_no_text_runs_in_any_position(hostile: tuple[str, dict[str, str]], context: BrowserContext) -> None:
    address, pages = hostile
    articles = [(path, article) for path, html in pages.items() if (article := article_of(html))]
    assert len(articles) > 1_300
    watch = watched(context, address)
    found: dict[str, list[str]] = {}
    for start in range(0, len(articles), TOGETHER):
        batch = articles[start : start + TOGETHER]
        watch.page.goto(address + "packs/text-0/", wait_until="commit")
        watch.page.set_content(_document([article for _, article in batch]))
        odd = watch.page.evaluate(ODD)
        watch.page.evaluate(POKE)
        if odd or watch.ran or watch.asked:
            found[f"{batch[0][0]} to {batch[-1][0]}"] = [*odd, *watch.ran, *watch.asked]
            watch.ran.clear()
            watch.asked.clear()
        assert watch.page.locator("body > article").count() == len(batch)
    assert found == {}


def _document(articles: list[str]) -> str:
    inside = "".join(f'<article class="prose">{article}</article>' for article in articles)
    return f"<!doctype html><html><body>{inside}</body></html>"


KINDS = ["packs/text-", r"packs/folder-\d+/index", r"packs/folder-\d+/1", "index", "tags/", "updates/"]


@pytest.mark.parametrize("kind", KINDS)
def test_whole_pages_stay_whole(hostile: tuple[str, dict[str, str]], context: BrowserContext, kind: str) -> None:
    """With the site's own scripts at work on hostile titles, labels and headings."""
    address, pages = hostile
    watch = watched(context, address)
    chosen = [path for path in pages if re.match(kind, path)]
    for path in chosen[:: len(chosen) // 3 + 1]:
        watch.page.goto(address + path.removesuffix("index.html"), wait_until="load")
        watch.page.evaluate(POKE)
        frame = watch.page.evaluate("[...document.body.children].map((element) => element.tagName.toLowerCase())")
        assert frame == ["svg", "a", "header", "main", "footer"], path
    assert (watch.ran, watch.asked) == ([], [])


def test_results_of_the_search_box_are_words(tmp_path: Path, context: BrowserContext) -> None:
    titles = [
        "<img src=x onerror=alert(1)> zebra",
        "</span><script>alert(2)</script> zebra",
        '"><svg/onload=alert(3)> zebra',
    ]
    for number, title in enumerate(titles):
        front = f"layer: cni\ntitle: '{title}'\ndescription: '{title}'\nreleases: [{{version: 1.0}}]"
        put(tmp_path / f"content/packs/zebra-{number}.md", f"---\n{front}\n---\nWords.\n")
    build(Choices(tmp_path / "content", tmp_path / "build", as_of=AS_OF, jobs=1).settings())
    with serving(tmp_path / "build") as address:
        watch = watched(context, address)
        visit(watch.page, address)
        watch.page.locator("#pa-search").fill("zebra")
        results = watch.page.locator("#pa-search-results [role=option]")
        expect(results).to_have_count(3)
        said = [result.inner_text() for result in results.all()]
        assert all(any(title in text for text in said) for title in titles)
        assert watch.page.locator("#pa-search-results :is(img, script, svg:has(*))").count() == 0
    assert (watch.ran, watch.asked) == ([], [])
