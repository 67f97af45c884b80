"""Ask the search box of a big site what administrators ask, and measure what a reader waits for, in a real Chromium.

Run it by hand on what `field_site` made: `python -m tests.benchmarks.search_site FOLDER/site`. It types each line of
`field_queries.md` and counts how many of the right answers are in place; it adds up what a query fetches, compressed
as a web server would; it times every keystroke up to the next frame; and it measures the wait for the first result
over a slow network (150 ms for a round trip, 200 kB/s), without anything fetched before.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import os
import re
import shutil
import statistics
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from packatlas.headers import SECURITY_HEADERS

QUERIES = Path(__file__).with_name("field_queries.md")
BOX = "#pa-search"
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
FIRST_OF_ALL, FIVE, IN_TEXT = 3, 5, 3
SETTLED = """() => {
  const said = document.querySelector('search [role=status]')?.textContent ?? '';
  const pages = [...document.querySelectorAll('#pa-search-results [aria-label="In the text"] a')];
  const told = (page) => page.querySelector('.search-result__summary')?.textContent;
  return /in the text|text of pages/.test(said) && pages.every(told);
}"""
FOUND = """() => ['Packs', 'In the text'].map((group) => {
  const links = document.querySelectorAll(`#pa-search-results [aria-label="${group}"] a`);
  return [...links].map((link) => link.getAttribute('href')).filter((address) => !address.includes('?'));
})"""
KEYSTROKES = """async ([names]) => {
  const box = document.getElementById('pa-search'), panel = document.getElementById('pa-search-results');
  const { port1, port2 } = new MessageChannel();
  const times = [];
  for (const name of names) {
    for (let end = 1; end <= name.length; end++) {
      box.value = name.slice(0, end);
      const begin = performance.now();
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(0); });
      panel.getBoundingClientRect();
      times.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }
  return times;
}"""


@dataclass(frozen=True, slots=True)
class Query:
    """A line of the list of queries."""

    text: str
    where: str
    expected: str
    kind: str


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site with its own headers, compressed, and keeps count."""

    sent: dict[str, int] = {}  # noqa: RUF012 -- one count for a whole run

    def do_GET(self) -> None:
        """Answer with the file, compressed."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            self.send_error(404)
            return
        content = _compressed(file)
        self.sent[self.path] = len(content)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@functools.lru_cache(maxsize=10_000)
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6)


def queries() -> list[Query]:
    """All lines of the list."""
    lines = [line for line in QUERIES.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [Query(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines[2:]]


def facts(site: Path) -> dict[str, dict[str, Any]]:
    """What the rules of some queries ask of a pack."""
    index = json.loads((site / "search" / "packs.json").read_text(encoding="utf-8"))

    def coded(key: str, place: int) -> Any:
        return index[key]["table"][index[key]["of"][place]]

    return {
        name: {
            "layer": coded("layers", place)[0],
            "type": coded("types", place).lower().replace(" ", "-"),
            "verified": coded("shields", place)[0] != "none",
            "start": name[0],
            "clouds": {cloud.replace(" ", "-") for cloud in coded("clouds", place)},
        }
        for place, name in enumerate(index["names"])
    }


def meets(pack: dict[str, Any], rule: str) -> bool:
    """Whether a pack is as a rule such as `layer=cni verified` says."""
    for part in rule.split():
        key, _, value = part.partition("=")
        if key == "cloud":
            good = not pack["clouds"].isdisjoint((value, "All-clouds"))
        else:
            good = pack[key] == value if value else pack["verified"] is (key == "verified")
        if not good:
            return False
    return True


def in_place(query: Query, packs: list[str], pages: list[str], known: dict[str, dict[str, Any]]) -> bool:
    """Whether a right answer stands where it is expected."""
    names = [link.split("packs/")[1].strip("/") for link in packs]
    wanted = {part.strip() for part in query.expected.split(",")}
    if query.where == "text":
        found = [link.removeprefix("./").replace("#", "+") for link in pages[:IN_TEXT]]
        return any(
            link == page or ("+" not in page and link.startswith(f"{page}+")) for page in wanted for link in found
        )
    if query.where == "all":
        return len(names) > 0 and all(meets(known[name], query.expected) for name in names[:FIRST_OF_ALL])
    return bool(wanted & set(names[: FIVE if query.where == "five" else 1]))


def ask_all(page: Page, known: dict[str, dict[str, Any]]) -> None:
    """Type every query and print the misses and the sums."""
    hits: dict[str, list[bool]] = {}
    costs = []
    for query in queries():
        Handler.sent.clear()
        page.fill(BOX, "")
        page.fill(BOX, query.text)
        with contextlib.suppress(Exception):
            page.wait_for_function(SETTLED, timeout=4_000)
        packs, pages = page.evaluate(FOUND)
        costs.append(sum(Handler.sent.values()))
        good = in_place(query, packs, pages, known)
        hits.setdefault("text" if query.where == "text" else "packs", []).append(good)
        if not good:
            shown = pages[:IN_TEXT] if query.where == "text" else packs[:FIVE]
            print(f"  missed: {query.text!r} ({query.where}) wants {query.expected}; got {[*map(_short, shown)]}")
    for kind, all_ in hits.items():
        print(f"{kind}: {sum(all_)} of {len(all_)} in place")
    costs.sort()
    slow = costs[len(costs) * 95 // 100]
    print(f"bytes a query fetches: median {statistics.median(costs):,.0f}, 95% {slow:,}, most {costs[-1]:,}")


def _short(link: str) -> str:
    return link.removeprefix("./packs/").rstrip("/")


def wait_for_first(browser: Browser, address: str, query: str) -> None:
    """How long after the first key the first result stands there, over the slow network, and what was sent by then."""
    waits, sent = [], {}
    for _ in range(5):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        client.send("Network.emulateNetworkConditions", SLOW)
        Handler.sent.clear()
        wait = page.evaluate(
            """async ([query]) => {
              const box = document.getElementById('pa-search');
              const begin = performance.now();
              box.focus();
              box.value = query;
              box.dispatchEvent(new InputEvent('input', { bubbles: true }));
              const found = '#pa-search-results [aria-label=Packs] a';
              while (!document.querySelector(found)) await new Promise((resolve) => setTimeout(resolve, 4));
              return performance.now() - begin;
            }""",
            [query],
        )
        sent = {path: size for path, size in Handler.sent.items() if not re.search("summaries|text", path)}
        waits.append(wait)
        context.close()
    print(f"first result for {query!r}: median {statistics.median(waits):,.0f} ms, most {max(waits):,.0f} ms")
    print(
        f"  {sum(sent.values()):,} bytes: "
        + ", ".join(f"{path.rpartition('/')[2]} {size:,}" for path, size in sent.items())
    )


def keystrokes(page: Page, names: list[str]) -> None:
    """How long a key takes until the new results are laid out."""
    page.fill(BOX, "a")
    page.wait_for_selector("#pa-search-results a")
    times = sorted(page.evaluate(KEYSTROKES, [names]))
    print(
        f"{len(times)} keystrokes: median {statistics.median(times):.1f} ms, "
        f"95% {times[len(times) * 95 // 100]:.1f} ms, most {times[-1]:.1f} ms"
    )


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a site while it is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    options = parser.parse_args()
    known = facts(options.site)
    print(f"{len(known):,} packs")
    with serving(options.site) as address, sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        wait_for_first(browser, address, "c")
        wait_for_first(browser, address, "cert-manager")
        page = browser.new_page()
        page.goto(address)
        asked = [query.text for query in queries() if query.where != "text"]
        keystrokes(page, asked[::4])
        ask_all(page, known)
        browser.close()


if __name__ == "__main__":
    main()
