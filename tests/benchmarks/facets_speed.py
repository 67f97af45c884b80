"""Time the list of all packs in a real Chromium: a key, a choice, another order, another look, and scrolling.

Run it by hand: `python -m tests.benchmarks.facets_speed [--packs 10000] [--tries 200] [--slower 1]`. What is timed is
the script's whole answer to one event, with the style and layout of the page that it leaves behind; painting comes on
top. `--slower 4` makes the browser as slow as a phone.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from packatlas import urls
from tests import large_list
from tests.browser.conftest import serving

MEASURE = """
async (tries) => {
  const names = (await (await fetch('../search/packs.json')).json()).names;
  const query = document.getElementById('pa-query');
  let state = 20261101;
  const below = (end) => {  // xorshift, so that every run draws the same
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return (state >>> 0) % end;
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const figures = [];
  const measure = async (what, act) => {
    const times = [];
    for (let round = 0; round < tries; round++) {
      const begin = performance.now();
      act(round);
      document.body.getBoundingClientRect();
      times.push(performance.now() - begin);
      await frame();
    }
    const first = times[0];
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.floor(share * (times.length - 1))];
    figures.push([what, first, at(0.5), at(0.95), at(1)]);
  };
  const type = (text) => {
    query.value = text;
    query.dispatchEvent(new Event('input'));
  };
  let name = '', length = 0;
  const key = () => {
    if (length >= Math.min(12, name.length)) [name, length] = [names[below(names.length)], 0];
    type(name.slice(0, ++length));
  };
  await measure('a key', key);
  type('');
  const boxes = [...document.querySelectorAll('#pa-facets input')];
  await measure('a choice', () => boxes[below(boxes.length)].click());
  document.querySelector('.use-all')?.click();
  const choose = (value) => {
    const sorting = document.getElementById('pa-sort');
    sorting.value = value;
    sorting.dispatchEvent(new Event('change'));
  };
  await measure('another order', (round) => choose(['name', 'released', 'verified', 'stack'][round % 4]));
  await measure('another look', (round) => document.querySelectorAll('#pa-looks button')[1 - round % 2].click());
  document.querySelectorAll('#pa-looks button')[0].click();
  await measure('a key with choices', (round) => round % 3 ? key() : boxes[below(boxes.length)].click());
  type('');
  document.querySelector('.use-all')?.click();
  const end = document.documentElement.scrollHeight;
  const steps = [];
  for (let round = 0; round < tries; round++) {
    scrollTo({ top: below(end), behavior: 'instant' });
    await new Promise(requestAnimationFrame);
    const begin = performance.now();
    await new Promise(requestAnimationFrame);
    steps.push(performance.now() - begin);
  }
  steps.sort((a, b) => a - b);
  const at = (share) => steps[Math.floor(share * (steps.length - 1))];
  figures.push(['frame after a jump', steps[0], at(0.5), at(0.95), at(1)]);
  return [figures, document.querySelectorAll('*').length];
}
"""


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
        report(*measured(folder, options.tries, options.slower))


def measured(folder: Path, tries: int, slower: float) -> Any:
    """What Chromium times."""
    with sync_playwright() as driver, serving(folder) as site:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(site + urls.PACKS)
        page.wait_for_selector("#pa-facets input")
        result = page.evaluate(MEASURE, tries)
        browser.close()
    return result


def report(figures: Any, elements: int) -> None:
    """The table of figures."""
    print(f"{elements} elements in the page at the end")
    print(f"{'':24}{'first ms':>10}{'median ms':>11}{'95% ms':>9}{'most ms':>9}")
    for what, first, median, slow, most in figures:
        print(f"{what:24}{first:10.2f}{median:11.2f}{slow:9.2f}{most:9.2f}")


if __name__ == "__main__":
    main()
