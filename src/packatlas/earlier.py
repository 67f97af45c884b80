"""What has changed since an earlier build: if nothing has, its outcome is known without reading anything.

What a build reads and what it wrote are compared by size, times and inode of every file, which only somebody can fool
who sets the clock back; `--no-cache` is for those who fear them.
"""

from __future__ import annotations

import os
import stat
import time
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packatlas.cache import Cache, StaleError, digest, freeze, thaw
from packatlas.errors import Problem
from packatlas.footprint import Footprint
from packatlas.standing import SIGHT, Ledger

_SHELF = "outcomes"
"""Shelf of the cache: what builds came to. How all files looked after the last of them stands on `SIGHT`."""
_LEDGER = b"ledger"
"""What the shelf `SIGHT` has beside it: the state of the ledger then."""
_SITES = "sites"
"""Shelf of how the last site looked that was written to a folder."""
_GRAIN = 50_000_000
"""Nanoseconds by which the clock of a file system may lag behind; no change within them can be told apart."""
_KEPT = 8
"""How many outcomes are kept: of builds with and without an option."""
_FIGURES = 6
"""How many figures stand behind a file's path."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What files look like from outside, before any is read."""

    folders: tuple[str, ...]
    """All files below these are meant, and so is a `history.json` beside them; a file may be named, too."""
    lines: tuple[str, ...]
    """Each file with its figures, in an order that depends on their names alone."""
    newest: int
    """The latest change of any of them, in nanoseconds since 1970."""
    at: int
    """When they were looked at, likewise."""

    @property
    def state(self) -> bytes:
        """A digest of all of it."""
        return digest("\n".join(self.lines))

    @property
    def settled(self) -> bool:
        """Whether a later change would be seen: not while files have just been saved."""
        return self.newest + _GRAIN < self.at


def look(folders: Iterable[Path]) -> Sight:
    """See what stands in folders."""
    # Links stay in their names, so that one that leads elsewhere later is seen.
    return _look(tuple(sorted({str(folder.absolute()) for folder in folders})))


def _look(folders: tuple[str, ...]) -> Sight:
    at = time.time_ns()
    return Sight(folders, *_state(folders), at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to."""

    figures: tuple[object, ...]
    """Its summary, field by field."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier build of the same wish."""

    outcome: Outcome
    site: Footprint
    """How its site looked when it was written."""
    wish: str
    folders: tuple[str, ...]
    """Where its input files stood."""
    state: bytes
    """Of all of those then."""


@dataclass(frozen=True, slots=True)
class News:
    """What has changed in the input since an earlier build."""

    sight: Sight
    """How its files look now."""
    changed: tuple[Path, ...]
    """Those whose content has changed, none of them new and none gone."""


def recall(wish: str, root: Path, cache: Cache) -> Earlier | None:
    """The last build of this wish into the folder `root`; None if it isn't known."""
    kept = cache.shelf(_SHELF).get(digest(wish))
    if kept is None:
        return None
    try:
        folders, state, standing, figures, problems = thaw(kept)
        site = _site(str(root), cache)
    except (StaleError, ValueError, TypeError):
        return None
    return Earlier(Outcome(figures, problems), site, wish, folders, state) if site.state == standing else None


def news_since(known: Earlier, cache: Cache) -> News | None:
    """What has changed since, unless it is more than what input files hold."""
    sight = _look(known.folders)
    changed = () if sight.state == known.state else _edited(known.wish, known.state, sight, cache)
    return None if changed is None else News(sight, changed)


def _site(root: str, cache: Cache) -> Footprint:
    """How a site looked when it was written; raises `StaleError`, ValueError or TypeError."""
    paths, marks = thaw(cache.shelf(_SITES).get(digest(root), b""))
    return Footprint(root, tuple(paths.split("\n")), array("q", marks))


def _edited(wish: str, state: bytes, now: Sight, cache: Cache) -> tuple[Path, ...] | None:
    """The files whose figures alone differ from how they were; None if more does, or it isn't known what stood."""
    kept = cache.shelf(SIGHT)
    lines = kept.get(digest(wish), b"").decode("utf-8", "surrogateescape").split("\n")
    if len(lines) != len(now.lines) or digest("\n".join(lines)) != state or kept.get(_LEDGER) != Ledger(cache).state:
        return None
    pairs = [(before, after) for before, after in zip(lines, now.lines, strict=True) if before != after]
    if any(_path(before) != _path(after) for before, after in pairs):
        return None
    return tuple(Path(_path(after)) for _, after in pairs)


def keep(wish: str, sight: Sight, site: Footprint, outcome: Outcome, cache: Cache) -> None:
    """Keep what a build came to, where a later change would be seen."""
    others = {key: value for key, value in cache.shelf(_SHELF).items() if key != digest(wish)}
    lines: dict[bytes, bytes] = {}
    if sight.settled:
        kept = freeze((sight.folders, sight.state, site.state, outcome.figures, outcome.problems))
        others = {digest(wish): kept, **dict(list(others.items())[: _KEPT - 1])}
        seen = "\n".join(sight.lines).encode("utf-8", "surrogateescape")
        lines = {digest(wish): seen, _LEDGER: Ledger(cache).state}
    cache.keep(_SHELF, others)
    cache.keep(SIGHT, lines)
    last = {digest(site.root): freeze(("\n".join(site.paths), site.marks.tobytes()))}
    sites = {key: value for key, value in cache.shelf(_SITES).items() if key not in last}
    cache.keep(_SITES, {**last, **dict(list(sites.items())[: _KEPT - 1])})


def _path(line: str) -> str:
    return line.rsplit(" ", _FIGURES)[0]


def _state(folders: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """How every file below the folders looks from outside, and the latest change of any."""
    found, newest = list[str](), 0
    for folder in folders:
        pending = [folder]
        found.append(_signature(folder, folder))
        newest = max(newest, _change_of(folder))
        found.append(_signature(f"{folder}/../history.json", "history.json"))
        while pending:
            place = pending.pop()
            try:
                with os.scandir(place) as entries:
                    inside = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in entries)
            except OSError:
                found.append(f"{place} cannot be read")
                continue
            for name, status in inside:
                if stat.S_ISDIR(status.st_mode):
                    if not name.startswith("."):
                        pending.append(f"{place}/{name}")
                    continue
                newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
                found.append(f"{place}/{name} {_figures(status)}")
                if stat.S_ISLNK(status.st_mode):
                    found.append(_signature(f"{place}/{name}", name))
    return tuple(found), newest


def _change_of(path: str) -> int:
    """When a file was changed last, in nanoseconds since 1970; 0 for what is no file."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of many files takes time
    except OSError:
        return 0
    return 0 if stat.S_ISDIR(status.st_mode) else max(status.st_mtime_ns, status.st_ctime_ns)


def _signature(path: str, name: str) -> str:
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of many files takes time
    except OSError:
        return f"{name} isn't there"
    return name if stat.S_ISDIR(status.st_mode) else f"{name} {_figures(status)}"


def _figures(status: os.stat_result) -> str:
    return (
        f"{status.st_mode} {status.st_nlink} {status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
    )
