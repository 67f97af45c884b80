"""Time the list of all packs in a real Chromium: a key, a choice, another order, another look, and scrolling.

Run it by hand: `python -m tests.benchmarks.facets_speed [--packs 10000] [--tries 200] [--slower 1]`. What is timed is
the script's whole answer to one event, with the style and layout of the page that it leaves behind; painting comes on
top. Beside the time that went by stands the time that the page itself worked, which other programs on the machine
don't add to. `--slower 4` makes the browser as slow as a phone.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from packatlas import urls
from packatlas.catalog import Catalog
from tests import large_list
from tests.browser.conftest import serving

TIMED = """
([act, value]) => {
  const query = document.getElementById('pa-query'), sorting = document.getElementById('pa-sort');
  const acts = {
    type() {
      query.value = value;
      query.dispatchEvent(new Event('input', { bubbles: true }));
    },
    press: () => document.querySelectorAll(value[0])[value[1]].click(),
    sort() {
      sorting.value = value;
      sorting.dispatchEvent(new Event('change', { bubbles: true }));
    },
    scroll() {
      scrollTo({ top: value * document.body.scrollHeight, behavior: 'instant' });
      dispatchEvent(new Event('scroll'));
    },
  };
  const begin = performance.now();
  acts[act]();
  document.body.getBoundingClientRect();
  return performance.now() - begin;
}
"""
CHOICES, LOOKS = "#pa-facets input", "#pa-looks button"
WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
Act = tuple[str, object]


def keys(catalog: Catalog, draw: random.Random) -> Iterator[Act]:
    """Names, typed letter by letter."""
    while True:
        name = draw.choice(catalog.packs).name
        yield from (("type", name[:length]) for length in range(1, min(12, len(name)) + 1))


def choices(count: int, draw: random.Random) -> Iterator[Act]:
    """Any choice, on or off."""
    while True:
        yield "press", [CHOICES, draw.randrange(count)]


def in_turn(act: str, *values: object) -> Iterator[Act]:
    """The same few again and again."""
    while True:
        yield from ((act, value) for value in values)


def places(draw: random.Random) -> Iterator[Act]:
    """Anywhere in the list."""
    while True:
        yield "scroll", draw.random()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=10_000)
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--slower", type=float, default=1)
    options = parser.parse_args()
    catalog = large_list.catalog(options.packs)
    with tempfile.TemporaryDirectory() as scratch:
        folder = large_list.written(catalog, Path(scratch))
        for address in (urls.SEARCH, urls.FACETS):
            content = (folder / address).read_bytes()
            print(f"{address}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} compressed")
        with sync_playwright() as driver, serving(folder) as site:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            tools = page.context.new_cdp_session(page)
            tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            tools.send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
            page.goto(site + urls.PACKS, wait_until="networkidle")
            measure(page, tools, catalog, options.tries)
            browser.close()


def measure(page: Page, tools: CDPSession, catalog: Catalog, tries: int) -> None:
    """The table of figures, in milliseconds."""
    draw = random.Random(20261101)
    count = page.locator(CHOICES).count()
    print(f"{'':20}{'went by: median':>16}{'95%':>8}{'most':>8}{'worked: median':>18}{'95%':>8}{'most':>8}")

    def row(what: str, acts: Iterator[Act], before: Callable[[], object] = lambda: None) -> None:
        before()
        figures = [timed(page, tools, next(acts)) for _ in range(tries)]
        columns = [part for side in zip(*figures, strict=True) for part in spread(side)]
        print(f"{what:20}{columns[0]:16.1f}{columns[1]:8.1f}{columns[2]:8.1f}", end="")
        print(f"{columns[3]:18.1f}{columns[4]:8.1f}{columns[5]:8.1f}")

    def afresh() -> None:
        page.goto(page.url.partition("?")[0], wait_until="networkidle")

    row("a key", keys(catalog, draw))
    row("a choice", choices(count, draw), afresh)
    row("a key with choices", keys(catalog, draw))
    row("another order", in_turn("sort", "name", "released", "verified", "stack"), afresh)
    row("another look", in_turn("press", [LOOKS, 1], [LOOKS, 0]), afresh)
    row("a jump", places(draw), afresh)
    print(f"{page.locator('*').count():,} elements in the page at the end")


def timed(page: Page, tools: CDPSession, act: Act) -> tuple[float, float]:
    """How long a step took, and how long the page worked on it."""
    before = worked(tools)
    took: float = page.evaluate(TIMED, list(act))
    return took, worked(tools) - before


def worked(tools: CDPSession) -> float:
    """Milliseconds of script, style and layout so far."""
    metrics = tools.send("Performance.getMetrics")["metrics"]
    return 1000 * sum(float(metric["value"]) for metric in metrics if metric["name"] in WORK)


def spread(figures: tuple[float, ...]) -> tuple[float, float, float]:
    """Median, 95th percentile and the most."""
    in_order = sorted(figures)
    return statistics.median(figures), in_order[int(0.95 * (len(in_order) - 1))], in_order[-1]


if __name__ == "__main__":
    main()
