"""Which pages have which term: found out by several processes, and only of pages that say something new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from packatlas import workers
from packatlas.cache import Cache, digest
from packatlas.outputs.common_terms import CommonTerms
from packatlas.outputs.passages import TextPage
from packatlas.outputs.shards import Found, joined, places
from packatlas.outputs.terms import PageTerms, pack, page_terms, unpack
from packatlas.store import Store

_STORE = "terms"
"""Store of what pages are found by, each by a digest of its texts."""
_WORTH_SHARING = 100
"""Pages from which on a second process pays."""
_FACTS = 1000
"""What the facts of a page count for beside the bytes of its prose, where the work is shared."""


def found(pages: Sequence[TextPage], jobs: int, cache: Cache) -> Found:
    """Where each term of the pages is found, which are numbered in their order."""
    kept = cache.store(_STORE)

    def some(share: range) -> tuple[Found, dict[bytes, bytes | None]]:
        known: dict[bytes, bytes | None] = {}
        return places((_terms(pages[number], kept, known) for number in share), share.start), known

    parts = workers.in_processes(some, _shares(pages, jobs))
    known = {key: terms for _, some in parts for key, terms in some.items()}
    kept.restock(known, {key: terms for key, terms in known.items() if terms is not None})
    all_of_them = joined([part for part, _ in parts])
    CommonTerms(cache).begin(all_of_them)
    return all_of_them


def _terms(page: TextPage, kept: Store, known: dict[bytes, bytes | None]) -> PageTerms:
    """What a page is found by, from what is kept if it is there; `known` gets what is fresh by its key, or None."""
    key = _key(page)
    if packed := kept.get(key):
        try:
            terms = unpack(packed)
        except ValueError:
            pass
        else:
            known[key] = None
            return terms
    terms = page_terms(page.fields())
    known[key] = pack(terms)
    return terms


def _key(page: TextPage) -> bytes:
    facts = (f"{field.weight} {field.section}\n{field.text}" for field in page.facts())
    return digest(page.body.packed if page.body else b"", *facts)


def _shares(pages: Sequence[TextPage], jobs: int) -> list[range]:
    """Runs of pages with about equal amounts of text, one a process."""
    if not pages or not workers.worthwhile(jobs, len(pages), _WORTH_SHARING):
        return [range(len(pages))]
    weights = list(accumulate(_FACTS + len(page.body.packed if page.body else b"") for page in pages))
    return list(_runs(weights, jobs))


def _runs(weights: Sequence[int], jobs: int) -> Iterator[range]:
    """Of what weighs so much up to the end of each place, runs of about equal weight."""
    start = 0
    for job in range(1, jobs + 1):
        end = start
        while end < len(weights) and weights[end] <= weights[-1] * job / jobs:
            end += 1
        yield range(start, end)
        start = end
