"""Pictures and downloads of the site that is served, kept so that it stays up whatever becomes of their sources."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packatlas import regular

ROOM = 64 << 20
"""Bytes that are kept of them in all. What is too much is read when it is asked for, if it is still there then."""
_GRAIN = 50_000_000
"""Nanoseconds by which the clock of a file system may lag behind; no change within them can be told apart."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a file held, and how it looked from outside."""

    content: bytes
    figures: tuple[int, ...]
    """Empty where a later change might not be seen in them."""


Copies = Mapping[Path, Copy]


def copies(sources: Iterable[Path], before: Copies, room: int = ROOM) -> Copies:
    """What files hold, the smallest first; those that look as they did `before` aren't read again."""
    found, kept = list[tuple[int, Path, os.stat_result]](), dict[Path, Copy]()
    for source in dict.fromkeys(sources):
        with suppress(OSError):
            status = source.lstat()
            found.append((status.st_size, source, status))
    for size, source, status in sorted(found, key=lambda each: each[:2]):
        room -= size
        if room < 0:
            break
        earlier = before.get(source)
        if earlier and earlier.figures == _figures(status):
            kept[source] = earlier
        else:
            with suppress(OSError):
                kept[source] = _read(source)
    return kept


def _read(source: Path) -> Copy:
    with os.fdopen(regular.opened(source), "rb") as stream:
        status = os.fstat(stream.fileno())
        settled = status.st_ctime_ns + _GRAIN < time.time_ns()
        # Not more than it said, since what still grows may grow beyond all room.
        return Copy(stream.read(status.st_size), _figures(status) if settled else ())


def _figures(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
