"""Measure the index of texts: what it costs to build, what a query fetches, and whether the right page comes first.

Run it by hand: `python -m tests.benchmarks.text_search [--packs 10000] [--tries 30]`. The pages are those of
`corpus_pages`, each with a section of made-up words, a CVE id and versions of its own; every fifth pack has values with
parameters of its own. A query is answered right if one of the first three results has what the query was drawn
from. The ranking runs in a real Chromium, on files that were never fetched before for each query.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from packatlas import markdown, workers
from packatlas.cache import Cache
from packatlas.catalog import Catalog, assemble
from packatlas.errors import Location
from packatlas.making import content_of
from packatlas.model import Body, Layer, Pack, Release, Section
from packatlas.outputs import shard_edits
from packatlas.outputs.common_terms import CommonTerms
from packatlas.outputs.passages import text_pages
from packatlas.outputs.search import edition, search
from packatlas.outputs.shards import TextIndex, places
from packatlas.outputs.terms import FILLERS, page_terms, terms, tokens
from packatlas.outputs.text import shard_file, text
from packatlas.settings import Settings
from packatlas.versions import Version
from tests.benchmarks.corpus_pages import LAYERS, texts

ASSETS = Path(__file__).parents[2] / "assets"
SETTINGS = Settings(as_of=date(2026, 11, 1))
FIRST = 3
SYLLABLES = [consonant + vowel for consonant in "bdklmnrt" for vowel in "aeiou"]
MEASURE = """
async ([base, queries]) => {
  const { searchText } = await import(`${base}search-text.js`);
  const { Engine } = await import(`${base}search-engine.js`);
  const engine = new Engine(await (await fetch(`${base}packs.json`)).json());
  const answers = [];
  for (const query of queries) {
    const fetched = new Map();
    const load = (name) => {
      if (!fetched.has(name)) fetched.set(name, fetch(base + name).then((answer) => answer.json()));
      return fetched.get(name);
    };
    await searchText(query, engine, load, 5);
    const begin = performance.now();
    const { pages, total } = await searchText(query, engine, load, 5);
    const took = performance.now() - begin;
    answers.push({ pages: pages.map(([address]) => address), total, took, fetched: [...fetched.keys()] });
  }
  return answers;
}
"""


def word(draw: random.Random) -> str:
    """A word that nobody has written before."""
    return "".join(draw.choices(SYLLABLES, k=draw.choice((3, 4))))


def packs(count: int) -> list[Pack]:
    """A pack for each text, its Markdown read by the real parser."""
    readmes = texts(count)

    def read(share: list[str]) -> list[Body]:
        return [markdown.parse(readme, "README.md", 1, markdown.Dialect())[0] for readme in share]

    jobs = os.cpu_count() or 1
    bodies: list[Body] = [Body()] * count
    for start, share in enumerate(workers.shared(read, [readmes[start::jobs] for start in range(jobs)], jobs)):
        bodies[start::jobs] = share
    draw = random.Random(20261101)
    return [pack(number, body, draw) for number, body in enumerate(bodies)]


def pack(number: int, body: Body, draw: random.Random) -> Pack:
    """A pack with a text, and with something of its own of each kind."""
    place = Location(f"pack-{number}")
    own = Section("own", word(draw).title(), " ".join(word(draw) for _ in range(20)))
    keys = [f"  {word(draw)}:\n    {word(draw)}{word(draw).title()}: true\n" for _ in range(40)]
    latest = Release(
        Version(f"{2 + number // 1000}.{number % 1000}.{draw.randrange(20)}"),
        place,
        fixes=(f"CVE-2026-{10_000 + number}",),
        values="".join(("controller:\n", *keys)) if number % 5 == 0 else "",
    )
    layer = Layer(LAYERS[number % len(LAYERS)])
    sections = Body.of(sections=(*body.sections, own))
    return Pack(
        f"pack-{number:05}", f"Pack {number}", layer, place, "page", description=f"What pack {number} is for.",
        releases=(latest, Release(Version("1.0.0"), place)), body=sections, source=f"{number}.md",
    )  # fmt: skip


def queries(of: list[Pack], tries: int) -> Iterator[tuple[str, str, set[str]]]:
    """What kind of query, the query, and the names of the packs that are right."""
    draw = random.Random(20261102)
    by_section = [
        (pack.name, said(f"{part.title} {part.text}")) for pack in of for part in (pack.body or Body()).sections
    ]
    by_section += [(pack.name, said(pack.releases[0].values)) for pack in of]
    for _ in range(tries):
        chosen = draw.choice(of)
        latest, own = chosen.releases[0], (chosen.body or Body()).sections[-1]
        yield "CVE id", latest.fixes[0], {chosen.name}
        yield "version", latest.version.text, {pack.name for pack in of if pack.releases[0].version == latest.version}
        single = draw.choice(own.text.split())
        yield "word of one page", single, having([single], by_section)
        begun = single[: max(4, len(single) - 2)]
        yield "prefix", begun, {name for name, has in by_section if any(term.startswith(begun) for term in has)}
        for kind, count in (("two words of a section", 2), ("three words of a section", 3)):
            asked = some_words(chosen, count, draw)
            yield kind, " ".join(asked), having(asked, by_section)
    for valued in draw.sample([pack for pack in of if pack.releases[0].values], tries):
        lines = valued.releases[0].values.splitlines()[1:]
        at = draw.randrange(0, len(lines), 2)
        above, leaf = lines[at].strip(" :"), lines[at + 1].strip().removesuffix(": true")
        yield "parameter, dotted", f"controller.{above}.{leaf}", {valued.name}
        yield "parameter, leaf", leaf, {other.name for other in of if f" {leaf}:" in other.releases[0].values}


def some_words(chosen: Pack, count: int, draw: random.Random) -> list[str]:
    """Different words that stand in one section."""
    while True:
        section = draw.choice((chosen.body or Body()).sections)
        words = sorted(
            {word for word in tokens(section.text) if word.isalpha() and len(word) > 4 and word.lower() not in FILLERS}
        )
        if len(words) >= count:
            return draw.sample(words, count)


def having(asked: list[str], by_section: list[tuple[str, set[str]]]) -> set[str]:
    """Names of the packs with a section that has all of these words."""
    return {name for name, has in by_section if has.issuperset(word.lower() for word in asked)}


def said(content: str) -> set[str]:
    """All terms of a text."""
    return {term for token in tokens(content) for term in terms(token)}


def build(of: list[Pack]) -> dict[str, bytes]:
    """The files of the index; prints what they cost."""
    catalog, _ = assemble(of, (), (), SETTINGS)
    pages = len(text_pages(catalog))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    terms.cache_clear()
    started, cpu = time.perf_counter(), time.process_time()
    made = text(catalog, 1, Cache())
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{pages} pages of {len(of)} packs: {seconds * 1000 / pages:.2f} ms a page, {cpu * 1000 / pages:.2f} of CPU")
    print(f"memory {before:.0f} MB with all pages, {peak:.0f} MB after the index")
    index = search(catalog, SETTINGS)[0]
    files = {file.path.removeprefix("search/"): content_of(file) for file in made}
    sizes = {name: len(gzip.compress(data, 6)) for name, data in files.items()}
    shards = sorted(size for name, size in sizes.items() if name.startswith("text-"))
    raw = sum(len(data) for name, data in files.items())
    print(f"directory {sizes['text.json']:,} bytes compressed; all {raw:,} bytes, {sum(sizes.values()):,} compressed")
    print(
        f"{len(shards)} shards, compressed: median {statistics.median(shards):,.0f}, "
        f"95% {shards[len(shards) * 95 // 100]:,}, most {shards[-1]:,}"
    )
    edit(catalog)
    return files | {"packs.json": content_of(index)}


def edit(catalog: Catalog) -> None:
    """Print what it takes to bring the index up to date when one page says something else."""
    pages = [page for page in text_pages(catalog) if isinstance(page.subject, Pack)]
    said = [page_terms(page.fields()) for page in pages]
    this = edition(catalog)
    made = [shard_file(shard, this) for shard in TextIndex(places(said)).shards()]
    standing = {file.path: content_of(file) for file in made}
    common = CommonTerms(Cache())
    common.begin(places(said))
    index = shard_edits.Index(shard_edits.lengths_of(standing.values()), common)
    for kind in ("a sentence more at its end", "a section more at its beginning"):
        new = Section("new", "", "A few words that nobody has written before.")
        times = []
        for number in range(0, len(pages), len(pages) // 20):
            pack = pages[number].subject
            assert isinstance(pack, Pack)
            sections = (pack.body or Body()).sections
            body = Body.of(sections=(*sections, new) if kind.startswith("a sentence") else (new, *sections))
            begin = time.process_time()
            after = page_terms(replace(pages[number], subject=replace(pack, body=body)).fields())
            files = shard_edits.edit(number, said[number], after, index, standing.get)
            times.append(((time.process_time() - begin) * 1000, len(files or ())))
            shard_edits.edit(number, after, said[number], index, {**standing, **(files or {})}.get)
        times.sort()
        (median, shards), (most, _) = times[len(times) // 2], times[-1]
        print(f"one page edited, {kind}: median {median:.0f} ms of CPU for {shards} shards, most {most:.0f} ms")
    begin = time.process_time()
    for file in search(catalog, SETTINGS):
        content_of(file)
    print(f"index of packs with all summaries: {(time.process_time() - begin) * 1000:.0f} ms of CPU")


def measured(files: dict[str, bytes], asked: list[str]) -> Any:
    """What Chromium finds, fetches and takes."""
    with sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        base = "http://packs.example/"
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.route(
            "**/*.json",
            lambda route: route.fulfill(
                body=files[route.request.url.removeprefix(base)], content_type="application/json"
            ),
        )
        page.route(
            "**/*.js",
            lambda route: route.fulfill(
                path=ASSETS / route.request.url.removeprefix(base), content_type="text/javascript"
            ),
        )
        page.goto(base)
        found = page.evaluate(MEASURE, [base, asked])
        browser.close()
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=10_000)
    parser.add_argument("--tries", type=int, default=30)
    options = parser.parse_args()
    of = packs(options.packs)
    files = build(of)
    cases = list(queries(of, options.tries))
    answers = measured(files, [query for _, query, _ in cases])
    report(cases, answers, {name: len(gzip.compress(data, 6)) for name, data in files.items()})


def report(cases: list[tuple[str, str, set[str]]], answers: Any, sizes: dict[str, int]) -> None:
    """A line for each kind of query, and the misses."""
    print(f"{'':28}{'right':>10}{'bytes, median':>16}{'most':>10}{'ms, median':>13}{'95%':>8}")
    for kind in dict.fromkeys(kind for kind, _, _ in cases):
        some = [(query, right, answer) for (of, query, right), answer in zip(cases, answers, strict=True) if of == kind]
        fetched = sorted(sum(sizes[name] for name in answer["fetched"]) for _, _, answer in some)
        took = sorted(answer["took"] for _, _, answer in some)
        missed = [
            query
            for query, right, answer in some
            if not right & {page.split("/")[1] for page in answer["pages"][:FIRST]}
        ]
        print(
            f"{kind:28}{len(some) - len(missed):5}/{len(some):<4}{statistics.median(fetched):16,.0f}{fetched[-1]:10,}"
            f"{statistics.median(took):13.1f}{took[len(took) * 95 // 100]:8.1f}"
        )
        for query in missed[:5]:
            print(f"    missed: {query}")


if __name__ == "__main__":
    main()
