"""How a site looks from outside: the figures of each of its files, by which any later change of one is noticed.

A change that leaves size, times and inode as they were would take somebody who sets the clock back.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from packatlas import workers
from packatlas.cache import digest

_WORTH_SHARING = 5_000
"""Files from which on a second process pays."""
_TURNS = 8
"""How often each process takes some of the files, so that all end together whenever they begin."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """The files of a site, each with a mark that its figures come to."""

    root: str
    paths: tuple[str, ...]
    """Below the root; an empty one is the root itself."""
    marks: array[int]

    @classmethod
    def of(cls, root: str, paths: Iterable[str], jobs: int = 1) -> Footprint:
        """How files look now."""
        named = tuple(paths)

        def some(share: Sequence[str]) -> array[int]:
            return array("q", (mark_of(os.lstat(f"{root}/{path}")) for path in share))

        jobs = _jobs(jobs, len(named))
        return cls(root, named, sum(workers.shared(some, workers.cut(named, jobs, 1), jobs), array("q")))

    @classmethod
    def of_all(cls, root: str) -> Footprint:
        """How a folder with everything in it looks now."""
        return cls.of(root, ("", *sorted(_below(root))))

    @property
    def state(self) -> bytes:
        """A digest of all of it."""
        return digest(self.root, "\n".join(self.paths), self.marks.tobytes())

    @contextmanager
    def compared(self, jobs: int) -> Iterator[Callable[[], bool]]:
        """Whether all files look as they did, which other processes begin to find out before it is asked."""

        def some(places: Sequence[int]) -> bool:
            root, paths, marks = self.root, self.paths, self.marks
            try:
                return all(mark_of(os.lstat(f"{root}/{paths[place]}")) == marks[place] for place in places)
            except OSError:
                return False

        jobs = _jobs(jobs, len(self.paths))
        with workers.begun(some, workers.cut(range(len(self.paths)), jobs, _TURNS), jobs) as outcomes:
            yield lambda: all(outcomes())

    def holds(self, path: str) -> bool:
        """Whether a file is one of these and looks as it did."""
        try:
            return self.marks[self.paths.index(path)] == mark_of(os.lstat(f"{self.root}/{path}"))
        except (ValueError, OSError):
            return False

    def renewed(self, changed: Collection[str]) -> Footprint:
        """The same site after some of its files have changed."""
        marks = array("q", self.marks)
        for place, path in enumerate(self.paths):
            if path in changed:
                marks[place] = mark_of(os.lstat(f"{self.root}/{path}"))
        return Footprint(self.root, self.paths, marks)


def _jobs(jobs: int, files: int) -> int:
    return jobs if workers.worthwhile(jobs, files, _WORTH_SHARING) else 1


def mark_of(status: os.stat_result) -> int:
    """What the figures of a file come to."""
    # Of numbers the hash is the same in every process.
    return hash(
        (
            status.st_mode,
            status.st_nlink,
            status.st_ino,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
        )
    )


def _below(root: str) -> Iterator[str]:
    for parent, _, names in os.walk(root):
        yield from (os.path.relpath(f"{parent}/{name}", root) for name in names)
