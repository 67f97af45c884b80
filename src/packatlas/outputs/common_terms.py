"""All pages of the terms of which the index lists only those that say most: what an edit of one page needs of them."""

from __future__ import annotations

import zlib
from array import array

from packatlas.cache import Cache
from packatlas.outputs.shards import MOST_PAGES, Found
from packatlas.standing import COMMON


class CommonTerms:
    """Those of the last index that was made, and what has changed in them since."""

    def __init__(self, cache: Cache) -> None:
        self._store = cache.store(COMMON)
        self._fresh: dict[bytes, bytes] = {}

    def begin(self, found: Found) -> None:
        """Keep those of a new index."""
        common = {
            term: places for term, places in found.items() if not isinstance(places, int) and len(places) > MOST_PAGES
        }
        kept = {_key(term): zlib.compress(places.tobytes(), 1) for term, places in common.items()}
        self._store.restock(kept, kept)

    def moved(self, term: str, old: int | None, new: int | None) -> array[int] | None:
        """All places of a term with `new` instead of `old`, either of which may be missing; None if it isn't known."""
        kept = self._fresh.get(_key(term)) or self._store.get(_key(term))
        if kept is None:
            return None
        places = array("Q", zlib.decompress(kept))
        if old is not None and old not in places:
            return None
        now = array("Q", sorted({*places, *(() if new is None else (new,))} - (set() if old is None else {old})))
        self._fresh[_key(term)] = zlib.compress(now.tobytes(), 1)
        return now

    def save(self) -> None:
        """Keep what has changed."""
        if self._fresh:
            self._store.restock(self._store.keys | self._fresh.keys(), self._fresh)


def _key(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
