"""What a whole build leaves in the cache on where each text stands, so that a text can be changed alone."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packatlas.cache import DIGEST_SIZE, Cache, StaleError, digest, freeze, thaw
from packatlas.errors import Problem
from packatlas.model import Body, Pack, Page
from packatlas.settings import Settings

PARSED = "parsed"
"""Store of what documents came to."""
SIGHT = "sight"
"""Shelf of how all files looked when what is kept here was found out."""
VIEWS = "views"
"""Store of what pages with texts were made of, by what `view_key` gives."""
COMMON = "common"
"""Store of the places of each term that more pages have than the index lists, by the term."""
_SHELVES = _TEXTS, _NAMES, _INDEX, _SETTINGS, _AMENDED = "texts", "names", "index", "settings", "amended"
"""Shelves: where each text stands, all of their names, the lengths of the index, and what was changed alone since."""
_STORES = (VIEWS, COMMON)
LEDGER = frozenset({SIGHT, *_SHELVES, *_STORES})
"""Everything that is only of use together with the rest of what the same build left."""
_ONLY = b"-"
"""The key of a shelf that holds one thing."""

Facts = tuple[tuple[str, int, int], ...]
"""Other texts that a page is found by, each with its weight and section."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a text is shown and found."""

    head: bytes
    """A digest of what stands above it in its file."""
    shown: str
    """The path of its file, as messages show it."""
    key: bytes
    """What its document came to is kept by this."""
    pages: tuple[str, ...]
    """Files of the pages that show it."""
    number: int = -1
    """Of the page that is found by it, in the index of texts; negative if none is."""
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a document came to."""

    outcome: Pack | Page
    problems: tuple[Problem, ...]
    """What is wrong with it by itself."""

    def beside(self, path: str, head: str) -> tuple[Problem, ...]:
        """What is wrong with anything but its text: with what stands above it in its file at `path`, or elsewhere."""
        lines = head.count("\n")
        return tuple(one for one in self.problems if one.location.path != path or one.location.line <= lines)


@dataclass(frozen=True, slots=True)
class Amended:
    """A site after texts have changed alone."""

    files: Mapping[str, bytes]
    """Those of the site's files that are others now."""
    problems: tuple[Problem, ...]
    """Everything that is wrong with the catalog now."""


def body_of(outcome: object) -> Body | None:
    """The text of what a document came to."""
    return outcome.body if isinstance(outcome, Pack | Page) else None


def owner_of(outcome: object) -> str:
    """The pack or page whose text it is: the pack's name, or the page's source."""
    return outcome.name if isinstance(outcome, Pack) else outcome.source if isinstance(outcome, Page) else ""


def name_of(owner: str, body: Body) -> bytes:
    """Of a text among those of its owner: two that are alike there aren't told apart."""
    return digest(owner, body.packed)


def view_key(path: str, made_of: bytes) -> bytes:
    """By which it is kept what the page in a file was made of; `made_of` is the key of the page itself."""
    return path.encode() + made_of


def path_of(key: bytes) -> bytes:
    """The path that went into `view_key`."""
    return key[:-DIGEST_SIZE]


class Ledger:
    """The same, kept in a cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    @property
    def state(self) -> bytes:
        """A digest of all of it: builds that ran at once or were ended may leave files that don't belong together."""
        return digest(*map(self._cache.version, _SHELVES), *(self._cache.store(name).version for name in _STORES))

    def begin(self, texts: Mapping[str, Standing], names: frozenset[bytes], settings: Settings) -> None:
        """Keep what a whole build found out: `texts` by the path of their files.

        What stood somewhere after another build is not what these texts are edits of any more.
        """
        self._cache.keep(SIGHT, {})
        self._cache.keep(_TEXTS, {_key(path): freeze(_fields(standing)) for path, standing in texts.items()})
        self._cache.keep(_NAMES, dict.fromkeys(sorted(names), b""))
        self._cache.keep(_SETTINGS, {_ONLY: freeze(settings)})
        self._cache.keep(_AMENDED, {})

    def index(self) -> tuple[bytes, bytes]:
        """Terms and sizes of the index of texts, as they were kept; raises KeyError."""
        kept = self._cache.shelf(_INDEX)
        return kept[b"terms"], kept[b"sizes"]

    def keep_index(self, terms: bytes, sizes: bytes) -> None:
        """Keep these."""
        self._cache.keep(_INDEX, {b"terms": terms, b"sizes": sizes})

    def settings(self) -> Settings:
        """Those of the build; raises KeyError or `StaleError`."""
        found: Settings = thaw(self._cache.shelf(_SETTINGS)[_ONLY])
        return found

    def standing(self, path: Path) -> Standing:
        """Where the text of a file stands; raises KeyError, `StaleError` or TypeError if it isn't known."""
        return Standing(*thaw(self._cache.shelf(_TEXTS)[_key(str(path))]))

    def known(self, path: Path, standing: Standing) -> Known:
        """What its document comes to in the site as it stands; raises likewise."""
        amended = self._cache.shelf(_AMENDED).get(_key(str(path)))
        return _known(thaw(amended)) if amended else self.first(standing)

    def first(self, standing: Standing) -> Known:
        """What it came to in the whole build; raises likewise."""
        return _known(thaw(self._cache.store(PARSED).get(standing.key) or b""))

    def knows(self, owner: str, body: Body) -> bool:
        """Whether the owner has or had a text that says just the same."""
        amended = (thaw(kept) for kept in self._cache.shelf(_AMENDED).values())
        return name_of(owner, body) in self._cache.shelf(_NAMES) or any(
            body_of(other[0]) == body and owner_of(other[0]) == owner for other in amended
        )

    def amend(self, outcomes: Mapping[Path, Known]) -> None:
        """Keep what documents come to whose text was changed alone."""
        changed = {_key(str(path)): freeze((known.outcome, known.problems)) for path, known in outcomes.items()}
        self._cache.keep(_AMENDED, {**self._cache.shelf(_AMENDED), **changed})


def _known(kept: Sequence[Any]) -> Known:
    outcome, problems = kept[:2]
    if not isinstance(outcome, Pack | Page):
        raise StaleError
    return Known(outcome, tuple(problems))


def _fields(standing: Standing) -> tuple[object, ...]:
    return standing.head, standing.shown, standing.key, standing.pages, standing.number, standing.facts


def _key(path: str) -> bytes:
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - a Path for each of many files takes time
