"""Put a release together: further names for what is unchanged, new files for the rest, and all of it read back.

What an earlier publish made of the same is known by its digest, so that it need not be made to be given one more name.
That is a guess like any other: every file is read back and compared with its digest before readers get it.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from packatlas import making, workers
from packatlas.cache import Cache, digest
from packatlas.errors import Location, Problem, SiteError, UnmadeError
from packatlas.model import Artifact
from packatlas.publish.compression import ENDINGS, compressed, holds, is_worth_compressing
from packatlas.publish.files import paths_below, read_file
from packatlas.publish.manifest import Entry, Manifest, entry_of
from packatlas.write import disk

_WORTH_FORKING = 200
"""Fewer files than this are read faster than processes start."""
_TURNS = 10
_MODE = 0o644
_SHELF = "published"
_SIZE = struct.Struct("<Q")
Content = Callable[[], bytes]
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
    made: Mapping[bytes, bytes]
    """Size and SHA-256 of the files of the publish before by what each was made of: see `remember`."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that stands in the stage."""

    entry: Entry
    artifact: Artifact
    key: bytes = b""
    """What it was made of; empty if that isn't known."""


def fill(stage: Stage, artifacts: Iterable[Artifact], jobs: int) -> tuple[tuple[Staged, ...], tuple[Problem, ...]]:
    """Put every file of a build into the stage, and why some can't be made. Raises `OSError` and `SiteError`."""

    def put(batch: making.Batch) -> list[tuple[Entry, bytes] | Problem]:
        key, made = batch.key(), cache(batch.made)
        return [placed(artifact.path, digest(key, artifact.path) if key else b"", made) for artifact in batch.artifacts]

    def placed(path: str, key: bytes, made: Callable[[], Mapping[str, making.Made]]) -> tuple[Entry, bytes] | Problem:
        def content() -> bytes:
            found = made()[path]
            if isinstance(found, Problem):
                raise UnmadeError(found)
            return found

        try:
            entry = _made_before(stage, path, key) or entry_of(path, content())
            _place(stage, entry, content)
        except UnmadeError as fault:
            return fault.problem
        return entry, key

    wanted = tuple(artifacts)
    outcomes = tuple(zip(wanted, making.each(wanted, jobs, put), strict=True))
    staged = tuple(Staged(done[0], artifact, done[1]) for artifact, done in outcomes if not isinstance(done, Problem))
    return staged, tuple(dict.fromkeys(outcome for _, outcome in outcomes if isinstance(outcome, Problem)))


def made_before(cache: Cache) -> Mapping[bytes, bytes]:
    """What a cache knows of the publish before."""
    return cache.shelf(_SHELF)


def remember(staged: Iterable[Staged], cache: Cache) -> None:
    """Keep what was made of what for the next publish."""
    kept = {each.key: _SIZE.pack(each.entry.size) + bytes.fromhex(each.entry.sha256) for each in staged if each.key}
    cache.keep(_SHELF, kept)


def _made_before(stage: Stage, path: str, key: bytes) -> Entry | None:
    kept = stage.made.get(key, b"") if key else b""
    return Entry(path, kept[_SIZE.size :].hex(), *_SIZE.unpack_from(kept)) if kept else None


def add(stage: Stage, entry: Entry, content: bytes) -> Staged:
    """Put one more file into the stage."""
    _place(stage, entry, lambda: content)
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


def _place(stage: Stage, entry: Entry, content: Content, *, lending: bool = True) -> None:
    """A file and what it is compressed, lent by the release before where that has the same content, else made."""
    path, known = entry.path, stage.known.get(entry.path)
    same = lending and known is not None and known.sha256 == entry.sha256
    if not (same and _lent(stage, path)):
        _put(stage, path, content())
    if not is_worth_compressing(path, entry.size):
        return
    for ending in ENDINGS:
        if path + ending in stage.claimed or (same and _lent(stage, path + ending)):
            continue
        if double := compressed(path, content(), ending):
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
    _place(stage, staged.entry, cache(partial(making.content_of, staged.artifact)), lending=False)
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
    return SiteError(Problem("PA223", message, Location(stage.root.parent.parent.as_posix()), hint="publish again"))


def _spread(items: Sequence[Item], jobs: int, work: Callable[[Item], Outcome]) -> list[Outcome]:
    """`work` over all items, in their order, in several processes where that pays."""
    if not workers.worthwhile(jobs, len(items), _WORTH_FORKING):
        return [work(item) for item in items]
    done = workers.shared(lambda share: [work(item) for item in share], workers.cut(items, jobs, _TURNS), jobs)
    return [outcome for share in done for outcome in share]
