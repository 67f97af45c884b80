"""Put a release together: further names for what is unchanged, new files for the rest, and all of it read back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from packatlas import urls, workers
from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.publish.compression import ENDINGS, compressed, holds, is_worth_compressing
from packatlas.publish.files import paths_below, read_file
from packatlas.publish.manifest import Entry, Manifest, manifest_text
from packatlas.write import disk

_WORTH_FORKING = 200
"""Fewer files than this are written faster than processes start."""
_MODE = 0o644
Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release to be."""

    entry: Entry
    content: bytes | Path

    def read(self) -> bytes:
        """Its bytes; raises `SiteError` when its source has gone since the build read it."""
        if isinstance(self.content, bytes):
            return self.content
        try:
            return self.content.read_bytes()
        except OSError as fault:
            message = f"cannot read the source of {self.entry.path!r}: {reason_of(fault)}"
            raise _lost(message, self.content.as_posix()) from fault


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a release is put together, and what of it is there already."""

    root: Path
    before: Path | None
    """The folder of the release before, whose files of the same digest are used again."""
    known: Mapping[str, Entry]
    """The files of that release by path."""
    stamp: int
    """The time that new files get, in seconds."""
    claimed: frozenset[str]
    """All paths of the release, so that no compressed double takes the place of a file."""


def put_together(stage: Stage, files: Sequence[File], manifest: Manifest, jobs: int) -> None:
    """Fill an empty folder with a release, flush it, and compare every file with the manifest.

    Raises `OSError`, and `SiteError` when a file doesn't hold what it should even when written anew.
    """
    for path in sorted({parent for file in files for parent in _parents(file.entry.path)}):
        (stage.root / path).mkdir()
        (stage.root / path).chmod(0o755)
    text = manifest_text(manifest)
    record = File(Entry(urls.MANIFEST, sha256(text).hexdigest(), len(text)), text)
    everything = [*files, record]
    _spread(everything, jobs, partial(_place, stage))
    disk.flush(stage.root)
    if any(_spread(everything, jobs, partial(_mended, stage))):
        disk.flush(stage.root)
    _expect_nothing_else(stage, everything)


def damaged(release: Path, manifest: Manifest, jobs: int) -> str:
    """The path of the first file of a release that isn't as its manifest says; empty when all are."""
    claimed = frozenset(manifest.by_path)
    found = _spread(manifest.files, jobs, lambda entry: "" if _is_whole(release, entry, claimed) else entry.path)
    return next((path for path in found if path), "")


def _parents(path: str) -> Iterator[str]:
    """`a/b/c` -> `a/b`, `a`."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _place(stage: Stage, file: File) -> None:
    known = stage.known.get(file.entry.path)
    _put_with_doubles(stage, file, same=known is not None and known.sha256 == file.entry.sha256)


def _put_with_doubles(stage: Stage, file: File, *, same: bool) -> None:
    """A file and what it is compressed; lent by the release before where that has the `same` content."""
    path = file.entry.path
    content: bytes | None = None
    if not (same and _linked(stage, path)):
        content = file.read()
        _put(stage, path, content)
    if not is_worth_compressing(path, file.entry.size):
        return
    for ending in ENDINGS:
        if path + ending in stage.claimed or (same and _linked(stage, path + ending)):
            continue
        content = file.read() if content is None else content
        if double := compressed(path, content, ending):
            _put(stage, path + ending, double)


def _linked(stage: Stage, path: str) -> bool:
    """Whether the file of the release before could be given one more name; what it holds is looked at later."""
    if stage.before is None:
        return False
    try:
        os.link(stage.before / path, stage.root / path, follow_symlinks=False)
    except OSError:
        # Not there, another's, on another disk, too many names already: written anew, for whichever reason.
        return False
    return True


def _put(stage: Stage, path: str, content: bytes) -> None:
    disk.put(stage.root / path, content)
    os.utime(stage.root / path, (stage.stamp, stage.stamp))


def _mended(stage: Stage, file: File) -> bool:
    """Whether a file had to be written anew since what the release before lent wasn't what its manifest says."""
    if _is_whole(stage.root, file.entry, stage.claimed):
        return False
    for path in (file.entry.path, *(file.entry.path + ending for ending in ENDINGS)):
        if path == file.entry.path or path not in stage.claimed:
            (stage.root / path).unlink(missing_ok=True)
    _put_with_doubles(stage, file, same=False)
    if not _is_whole(stage.root, file.entry, stage.claimed):
        raise _lost(f"{file.entry.path!r} doesn't hold what was written", str(stage.root))
    return True


def _is_whole(root: Path, entry: Entry, claimed: frozenset[str]) -> bool:
    content = _content(root / entry.path, entry.size)
    if content is None or len(content) != entry.size or sha256(content).hexdigest() != entry.sha256:
        return False
    if not is_worth_compressing(entry.path, entry.size):
        return True
    for ending in ENDINGS:
        if entry.path + ending in claimed or not os.path.lexists(root / (entry.path + ending)):
            continue
        double = _content(root / (entry.path + ending), entry.size)
        if double is None or not holds(double, ending, entry.size, entry.sha256):
            return False
    return True


def _content(path: Path, size: int) -> bytes | None:
    """The bytes of a regular file that everybody may read; not more than one too many."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return read_file(path, size + 1) if status.st_mode & 0o7777 == _MODE else None


def _expect_nothing_else(stage: Stage, files: Sequence[File]) -> None:
    own = {file.entry.path for file in files}
    doubles = {path + ending for path in own for ending in ENDINGS}
    if others := sorted(paths_below(stage.root) - own - doubles):
        raise _lost(f"{others[0]!r} was put among the files of the release by somebody else", str(stage.root))


def _lost(message: str, place: str) -> SiteError:
    return SiteError(Problem("PA203", message, Location(place), hint="publish again"))


def _spread(items: Sequence[Item], jobs: int, work: Callable[[Item], Outcome]) -> list[Outcome]:
    """`work` over all items, in several processes where that pays; the outcomes in no certain order."""
    if jobs <= 1 or len(items) < _WORTH_FORKING or not workers.available():
        return [work(item) for item in items]
    shares = [items[start::jobs] for start in range(jobs)]
    done = workers.in_processes(lambda share: [work(item) for item in share], shares)
    return [outcome for share in done for outcome in share]
