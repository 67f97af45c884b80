"""Whether a build would do again what an earlier one did: then its outcome is known without reading anything.

What a build reads and what it wrote are compared by size, times and inode of every file. A change that leaves all of
these as they were would take somebody who sets the clock back; `--no-cache` is for those who fear them.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packatlas.cache import Cache, StaleError, digest, freeze, thaw
from packatlas.errors import Problem

_SHELF = "outcomes"
_GRAIN = 50_000_000
"""Nanoseconds by which the clock of a file system may lag behind; no change within them can be told apart."""
_KEPT = 8
"""How many outcomes are kept: of builds with and without an option."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a build's inputs look like from outside, before any is read."""

    folders: tuple[str, ...]
    """All files below these are inputs, and so is a `history.json` beside them."""
    state: bytes
    newest: int
    """The latest change of any of them, in nanoseconds since 1970."""
    at: int
    """When they were looked at, likewise."""

    @property
    def settled(self) -> bool:
        """Whether a later change would be seen: not while files have just been saved."""
        return self.newest + _GRAIN < self.at


def look(folders: Iterable[Path]) -> Sight:
    """See what stands in the folders of a build's inputs."""
    named = tuple(sorted({str(folder.resolve()) for folder in folders}))
    at = time.time_ns()
    state, newest = _state(named)
    return Sight(named, state, newest, at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to."""

    figures: tuple[object, ...]
    """Its summary, field by field."""
    problems: tuple[Problem, ...]


def recall(wish: str, output: Path, cache: Cache) -> Outcome | None:
    """The outcome of an earlier build of the same wish, if neither its inputs nor its output have changed since."""
    kept = cache.shelf(_SHELF).get(digest(wish))
    if kept is None:
        return None
    try:
        folders, state, standing, figures, problems = thaw(kept)
    except (StaleError, ValueError, TypeError):
        return None
    if _state(folders)[0] != state or _state([str(output.resolve())])[0] != standing:
        return None
    return Outcome(figures, problems)


def keep(wish: str, sight: Sight, output: Path, outcome: Outcome, cache: Cache) -> None:
    """Keep what a build came to, where a later change would be seen."""
    others = {key: value for key, value in cache.shelf(_SHELF).items() if key != digest(wish)}
    if sight.settled:
        standing = _state([str(output.resolve())])[0]
        kept = freeze((sight.folders, sight.state, standing, outcome.figures, outcome.problems))
        others = {digest(wish): kept, **dict(list(others.items())[: _KEPT - 1])}
    cache.keep(_SHELF, others)


def _state(folders: Sequence[str]) -> tuple[bytes, int]:
    """A digest of how every file below the folders looks from outside, and the latest change of any."""
    found, newest = list[str](), 0
    for folder in folders:
        pending = [folder]
        found.append(_signature(folder, folder))
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
    return digest("\n".join(found)), newest


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
