"""Put a release together: further names for what is unchanged, new files for the rest, and all of it read back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from packatlas import making, workers
from packatlas.errors import Location, Problem, SiteError, UnmadeError
from packatlas.model import Artifact
from packatlas.publish.compression import ENDINGS, compressed, holds, is_worth_compressing
from packatlas.publish.files import paths_below, read_file
from packatlas.publish.manifest import Entry, Manifest, entry_of
from packatlas.write import disk

_WORTH_FORKING = 200
"""Fewer files than this are read faster than processes start."""
_MODE = 0o644
Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a release is put together, and what of it is there already."""

    root: Path
    before: Path | None
    """The folder of the release before, whose files of the same content are used again."""
    known: Mapping[str, Entry]
    """The files of that release by path."""
    stamp: int
    """The time that new files get, in seconds."""
    claimed: frozenset[str]
    """All paths of the build, so that no compressed double takes the place of a file."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that stands in the stage."""

    entry: Entry
    artifact: Artifact


def fill(stage: Stage, artifacts: Iterable[Artifact], jobs: int) -> tuple[tuple[Staged, ...], tuple[Problem, ...]]:
    """Put every file of a build into the stage, and why some can't be made. Raises `OSError` and `SiteError`."""

    def put(artifact: Artifact) -> Entry | Problem:
        try:
            content = making.content_of(artifact)
        except UnmadeError as fault:
            return fault.problem
        entry = entry_of(artifact.path, content)
        _place(stage, entry, content)
        return entry

    wanted = tuple(artifacts)
    outcomes = tuple(zip(wanted, making.each(wanted, jobs, put), strict=True))
    staged = tuple(Staged(outcome, artifact) for artifact, outcome in outcomes if isinstance(outcome, Entry))
    return staged, tuple(dict.fromkeys(outcome for _, outcome in outcomes if isinstance(outcome, Problem)))


def add(stage: Stage, entry: Entry, content: bytes) -> Staged:
    """Put one more file into the stage."""
    _place(stage, entry, content)
    return Staged(entry, Artifact(entry.path, content))


def verify(stage: Stage, staged: Sequence[Staged], jobs: int) -> bool:
    """Compare every file with its entry; whether some had to be made anew since what was lent isn't what it should be.

    Raises `SiteError` when a file doesn't hold what was written even then, or when there is one too many.
    """
    mended = any(_spread(staged, jobs, partial(_mended, stage)))
    own = {each.entry.path for each in staged}
    doubles = {path + ending for path in own for ending in ENDINGS}
    if others := sorted(paths_below(stage.root) - own - doubles):
        raise _wrong(f"{others[0]!r} was put among the files of the release by somebody else", stage)
    return mended


def damaged(release: Path, manifest: Manifest, jobs: int) -> str:
    """The path of the first file of a release that isn't as its manifest says; empty when all are."""
    claimed = frozenset(manifest.by_path)
    found = _spread(manifest.files, jobs, lambda entry: "" if _is_whole(release, entry, claimed) else entry.path)
    return next((path for path in found if path), "")


def _place(stage: Stage, entry: Entry, content: bytes, *, lending: bool = True) -> None:
    """A file and what it is compressed, lent by the release before where that has the same content."""
    path, known = entry.path, stage.known.get(entry.path)
    same = lending and known is not None and known.sha256 == entry.sha256
    if not (same and _lent(stage, path)):
        _put(stage, path, content)
    if not is_worth_compressing(path, entry.size):
        return
    for ending in ENDINGS:
        if path + ending in stage.claimed or (same and _lent(stage, path + ending)):
            continue
        if double := compressed(path, content, ending):
            _put(stage, path + ending, double)


def _lent(stage: Stage, path: str) -> bool:
    """Whether the file of the release before could be given one more name; what it holds is looked at later."""
    if stage.before is None:
        return False
    source, target = stage.before / path, stage.root / path
    try:
        try:
            os.link(source, target, follow_symlinks=False)
        except FileNotFoundError:
            disk.make_folder(target.parent)
            os.link(source, target, follow_symlinks=False)
    except OSError:
        # Not there, another's, on another disk, too many names already: written anew, for whichever reason.
        return False
    return True


def _put(stage: Stage, path: str, content: bytes) -> None:
    disk.put(stage.root / path, content)
    os.utime(stage.root / path, (stage.stamp, stage.stamp))


def _mended(stage: Stage, staged: Staged) -> bool:
    path = staged.entry.path
    if _is_whole(stage.root, staged.entry, stage.claimed):
        return False
    for each in (path, *(path + ending for ending in ENDINGS if path + ending not in stage.claimed)):
        (stage.root / each).unlink(missing_ok=True)
    _place(stage, staged.entry, making.content_of(staged.artifact), lending=False)
    if not _is_whole(stage.root, staged.entry, stage.claimed):
        raise _wrong(f"{path!r} doesn't hold what was written", stage)
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


def _wrong(message: str, stage: Stage) -> SiteError:
    return SiteError(Problem("PA203", message, Location(stage.root.parent.parent.as_posix()), hint="publish again"))


def _spread(items: Sequence[Item], jobs: int, work: Callable[[Item], Outcome]) -> list[Outcome]:
    """`work` over all items, in several processes where that pays; the outcomes in no certain order."""
    if jobs <= 1 or len(items) < _WORTH_FORKING or not workers.available():
        return [work(item) for item in items]
    shares = [items[start::jobs] for start in range(jobs)]
    done = workers.in_processes(lambda share: [work(item) for item in share], shares)
    return [outcome for share in done for outcome in share]
