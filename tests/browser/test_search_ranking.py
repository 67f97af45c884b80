"""The search engine by itself, in a real Chromium: every line of `cases/search.md`, and laws of misspelt words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from packatlas.catalog import assemble
from packatlas.making import content_of
from packatlas.model import Benchmark, Layer, Pack, Verification
from packatlas.outputs.search import search
from packatlas.settings import Settings
from tests.conftest import ROOT
from tests.factories import pack

pytestmark = pytest.mark.browser

VERIFIED = Verification(date(2026, 10, 20), "Example Platform Team", Benchmark("CIS"))


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the table below a heading of the case file, by the names of their columns."""
    text = (ROOT / "tests" / "cases" / "search.md").read_text(encoding="utf-8")
    lines = [line for line in text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines() if line]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def stated(row: dict[str, str]) -> Pack:
    return pack(
        row["name"],
        title=row["title"],
        layer=Layer(row["layer"]),
        addon_type=row["type"],
        verification=VERIFIED if row["verified"] else None,
        aliases=tuple(row["aliases"].split()),
        tags=tuple(row["tags"].split()),
        description=row["description"],
    )


@pytest.fixture(scope="module")
def engine(chromium: Browser, sample: str) -> Iterator[Page]:
    """A page on which `engine` finds the packs of the case file."""
    settings = Settings(as_of=date(2026, 11, 1))
    catalog, problems = assemble([stated(row) for row in table("Packs")], (), (), settings)
    assert problems == ()
    index, summaries = (json.loads(content_of(file)) for file in search(catalog, settings))
    context = chromium.new_context()
    page = context.new_page()
    page.goto(sample)
    page.evaluate(
        """async ([url, index, summaries]) => {
            const { Engine, edits } = await import(url);
            window.edits = edits;
            window.engine = new Engine(index);
            window.engine.describe(0, summaries);
        }""",
        [f"{sample}assets/search-engine.js", index, summaries],
    )
    yield page
    context.close()


def find(engine: Page, query: str) -> list[str]:
    names: list[str] = engine.evaluate(
        "(query) => engine.search(query, 10).packs.map((place) => engine.index.names[place])", query
    )
    return names


@pytest.mark.parametrize("case", table("Queries"), ids=lambda case: case["query"])
def test_a_query_finds_first(engine: Page, case: dict[str, str]) -> None:
    found = find(engine, case["query"])
    if case["finds first"] == "(nothing)":
        assert found == []
    else:
        wanted = case["finds first"].split(", ")
        assert found[: len(wanted)] == wanted


def test_every_name_title_and_alias_finds_its_pack_first(engine: Page) -> None:
    for row in table("Packs"):
        for spelling in (row["name"], row["name"].upper(), row["name"].replace("-", ""), *row["aliases"].split()):
            assert find(engine, spelling)[0] == row["name"], spelling


def test_an_index_of_another_version_is_refused(engine: Page) -> None:
    message = engine.evaluate(
        """() => {
            try { new engine.constructor({ ...engine.index, version: 1 }); } catch (error) { return error.message; }
        }"""
    )
    assert message == "search index of version 1, not 2"


@pytest.mark.parametrize(
    ("a", "b", "most", "beginning", "count"),
    [
        ("loki", "loki", 2, False, 0),
        ("loki", "lok", 2, False, 1),
        ("loki", "xloki", 2, False, 1),
        ("loki", "lxki", 2, False, 1),
        ("loki", "olki", 2, False, 1),
        ("loki", "olik", 2, False, 2),
        ("loki", "vault", 2, False, 3),
        ("loki", "lokistack", 2, False, 3),
        ("loki", "lokistack", 2, True, 0),
        ("lkoi", "lokistack", 2, True, 1),
        ("lokis", "lok", 1, True, 2),
        ("a" * 300, "a" * 299 + "b", 2, False, 1),
    ],
)
def test_typos_are_counted(engine: Page, a: str, b: str, most: int, beginning: bool, count: int) -> None:
    assert engine.evaluate("(asked) => edits(...asked)", [a, b, most, beginning]) == count


@pytest.mark.parametrize("query", ["a" * 5000, " ".join("abcdefghijklmnop"), "\n\0\ud83d", "İ ß ﬁ", "\\*+?[", "é" * 40])
def test_odd_queries_are_answered(engine: Page, query: str) -> None:
    answer: Any = engine.evaluate("(query) => engine.search(query, 10)", query)
    assert answer["total"] >= len(answer["packs"])
