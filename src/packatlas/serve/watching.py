"""Notice what is saved below a few folders, which may come and go."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import watchfiles

_QUIET = 15
"""Milliseconds without a further change after which a build begins: editors save in several steps."""
_PATIENCE = 600
"""Milliseconds after which it begins in any case."""
_GLANCE = 1000
"""Milliseconds after which a folder that has come or gone is noticed."""
LONGEST = 2 * _GLANCE / 1000
"""Seconds within which a watch notices that it shall end."""

Folders = Callable[[], Sequence[Path]]
Changed = Callable[[Sequence[Path]], None]
"""Told the files that were saved, came or went; none where it isn't known which."""
State = frozenset[tuple[str, str, int, int]]
_Present = dict[Path, tuple[int, int]]
"""Folders that are there, each with its device and number: another folder may stand at the same path later."""


def watch(folders: Folders, changed: Changed, ended: threading.Event, seen: State | None = None) -> None:
    """Call `changed` after each change below the folders, and when one comes, goes or is replaced, until `ended`.

    `seen` is what `changed` already knows, so that what was saved before the watch began isn't lost.
    """
    while not ended.is_set():
        watched = _present(folders())
        if not watched:
            ended.wait(_GLANCE / 1000)
            continue
        # One that goes just now is missed by the next look.
        with _held(watched), suppress(FileNotFoundError):
            _watch_these(watched, folders, changed, ended, seen)
        seen = None


def _watch_these(
    watched: _Present, folders: Folders, changed: Changed, ended: threading.Event, seen: State | None
) -> None:
    """Watch until others stand there: the system reports on a folder wherever it is moved, not on a path."""
    fresh = True
    for changes in watchfiles.watch(
        *watched,
        debounce=_PATIENCE,
        step=_QUIET,
        stop_event=ended,
        rust_timeout=_GLANCE,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if changes or (fresh and state_of([*watched]) != seen):
            changed(sorted({Path(path) for _, path in changes}))
        fresh = False
        if _present(folders()) != watched:
            return


@contextmanager
def _held(folders: Iterable[Path]) -> Iterator[None]:
    """Keep the folders open, so that none that is made later gets the number of one that was removed."""
    descriptors = list[int]()
    try:
        for folder in folders:
            with suppress(OSError):
                descriptors.append(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _present(folders: Sequence[Path]) -> _Present:
    found: _Present = {}
    for folder in sorted({folder.resolve() for folder in folders}):
        with suppress(OSError):
            status = folder.stat()
            if stat.S_ISDIR(status.st_mode):
                found[folder] = (status.st_dev, status.st_ino)
    return found


def state_of(folders: Sequence[Path]) -> State:
    """Every file below the folders with its size and time of change."""
    found = set()
    for folder in _present(folders):
        for parent, _, names in os.walk(folder):
            for name in names:
                with suppress(OSError):
                    status = (Path(parent) / name).lstat()
                    found.add((parent, name, status.st_size, status.st_mtime_ns))
    return frozenset(found)
