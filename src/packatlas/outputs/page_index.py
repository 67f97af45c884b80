"""Which pages have which term: found out by several processes, and only of pages that say something new."""

from __future__ import annotations

from collections.abc import Sequence

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
_TURNS = 4
"""In how many turns each process takes its pages: each is a part of the index that has to be joined to the others."""


def found(pages: Sequence[TextPage], jobs: int, cache: Cache) -> Found:
    """Where each term of the pages is found, which are numbered in their order."""
    kept = cache.store(_STORE)

    def some(share: Sequence[int]) -> tuple[Found, dict[bytes, bytes | None]]:
        known: dict[bytes, bytes | None] = {}
        return places((_terms(pages[number], kept, known) for number in share), share[0]), known

    jobs = jobs if workers.worthwhile(jobs, len(pages), _WORTH_SHARING) else 1
    parts = workers.shared(some, workers.cut(range(len(pages)), jobs, _TURNS if jobs > 1 else 1), jobs)
    known = {key: terms for _, some in parts for key, terms in some.items()}
    kept.restock(known, {key: terms for key, terms in known.items() if terms is not None})
    parts.reverse()
    # Each part goes as soon as it is joined to the others.
    all_of_them = joined(parts.pop()[0] for _ in range(len(parts)))
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
