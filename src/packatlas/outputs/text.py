"""`search/text.json` and `search/text-….json`: what the search box needs to find pages by what they say.

Shape of `search/text.json`, version 2, read by `assets/search-text.js`, whose `TextIndex` is this same description.
Pages are known by number: packs come first, in the order of `search/packs.json`, then releases that have a page of
their own, in the same order, then plain pages.

| key        | what                                                                                                 |
|------------|------------------------------------------------------------------------------------------------------|
| `version`  | number of this shape; the script refuses any other                                                   |
| `edition`  | that of the `search/packs.json` whose packs these pages begin with                                   |
| `pages`    | how many pages there are                                                                             |
| `releases` | list of `[place of the pack, number of its releases that have a page]`, for packs that have any      |
| `entries`  | how many pages an entries file covers                                                                |
| `fillers`  | list of words that are in no shard                                                                   |
| `starts`   | the start of each shard, in order: it holds the terms from there up to the next start                |

A shard is `search/text-HEX.json`, HEX being its start in UTF-8 as hexadecimal digits.

| key       | what                                                                                                  |
|-----------|-------------------------------------------------------------------------------------------------------|
| `edition` | as above                                                                                              |
| `terms`   | its terms in order, with blanks between                                                               |
| `places`  | the pages of each of those terms, with blanks between, each written as `shards.encode` describes      |

`search/pages-N.json` is a list of the address and title of each page after the packs, from N × `entries` on. Only pages
that are shown as results are looked up there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from packatlas import urls
from packatlas.cache import Cache
from packatlas.catalog import Catalog
from packatlas.model import Artifact, Pack
from packatlas.outputs import page_index
from packatlas.outputs.files import json_file, json_text, text_file
from packatlas.outputs.passages import TextPage, text_pages
from packatlas.outputs.search import VERSION, edition
from packatlas.outputs.shards import Shard, TextIndex
from packatlas.outputs.terms import FILLERS

ENTRIES = 64
"""Pages after the packs that share a file, so that it is small enough to be fetched for a single result."""


def text(catalog: Catalog, jobs: int, cache: Cache) -> tuple[Artifact, ...]:
    """The shards of the index of texts, what leads to them, and how the pages they find are called."""
    pages = text_pages(catalog)
    this = edition(catalog)
    found = list(TextIndex(page_index.found(pages, jobs, cache), jobs).shards())
    directory = {
        "version": VERSION,
        "edition": this,
        "pages": len(pages),
        "releases": _releases(catalog, pages),
        "entries": ENTRIES,
        "fillers": sorted(FILLERS),
        "starts": [shard.start for shard in found],
    }
    return (json_file(urls.SEARCH_TEXT, directory), *(shard_file(shard, this) for shard in found), *_entries(pages))


def _releases(catalog: Catalog, pages: Sequence[TextPage]) -> list[list[int]]:
    counts = Counter(page.subject[0].name for page in pages if isinstance(page.subject, tuple))
    return [[place, counts[pack.name]] for place, pack in enumerate(catalog.packs) if counts[pack.name]]


def shard_file(shard: Shard, this: str) -> Artifact:
    """The file of a shard, of the edition `this`."""
    terms, places = zip(*shard.entries, strict=True) if shard.entries else ((), ())
    content = {"edition": this, "terms": " ".join(terms), "places": " ".join(places)}
    return json_file(urls.search_shard(shard.start), content)


def _entries(pages: Sequence[TextPage]) -> Iterator[Artifact]:
    entries = [[quote(page.address), page.title] for page in pages if not isinstance(page.subject, Pack)]
    for number, start in enumerate(range(0, len(entries), ENTRIES)):
        yield text_file(urls.search_entries(number), json_text(entries[start : start + ENTRIES]))
