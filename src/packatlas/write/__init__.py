"""Artifacts -> the output folder: all or nothing, only what changed, and nothing that packatlas didn't make.

The new tree is built beside the old one, unchanged files as further names of the same file, and then the two change
places in one step. A reader, a crash or a full disk meets the old site or the new one, never a mix. Where a folder
can't be replaced as a whole (a mount point, a parent folder that may not be written), everything is staged first, on
the same file system, and then moved file by file: a crash within that last step leaves whole files of both builds, and
the next build mends it.

Whether a file is unchanged is decided by its bytes, or by a cache that knows what it was made of and how it looked from
outside when it was written: a file that was altered by hand is put right. Since the output folder becomes another
folder, what holds on to the old one (a shell that stands in it, a container that has it mounted) has to look again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from packatlas.cache import Cache
from packatlas.errors import Problem, reason_of
from packatlas.footprint import Footprint
from packatlas.making import Batch, Made, each
from packatlas.model import Artifact
from packatlas.settings import Settings
from packatlas.write import disk, folder
from packatlas.write.claims import MANIFEST, clashes, settle
from packatlas.write.folder import Holdings, Record
from packatlas.write.memory import Memory, remember

__all__ = ["MANIFEST", "Written", "clashes", "exchange", "write"]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did."""

    folder: Path
    """The output folder, symbolic links resolved."""
    written: tuple[str, ...]
    """Paths of new and changed files, sorted."""
    unchanged: int
    removed: tuple[str, ...]
    """Paths of files of an earlier build that are gone, sorted."""
    footprint: Footprint
    """How the site looks now."""
    whole: bool = True
    """False when the folder couldn't be switched as a whole and was changed file by file."""
    problems: tuple[Problem, ...] = ()
    """Why some files could not be made; they are not in the folder."""


class _Put(NamedTuple):
    """What became of one file."""

    entry: tuple[int, str]
    key: bytes
    """What it was made of; empty if that isn't known."""
    fresh: bool = False
    """Whether it is new or changed, and stands in the stage."""
    view: bytes = b""
    """What a page was made of, to be kept for an edit of its text; empty if that is kept already."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What has to be done to the output folder."""

    record: Record
    """Every file of the new site."""
    keys: dict[str, bytes]
    """What those were made of whose recipe says so."""
    fresh: tuple[str, ...]
    """Paths of those that are new or changed, and stand in the stage."""
    stale: tuple[str, ...]
    """Paths of files of an earlier build that the new site doesn't have."""
    problems: tuple[Problem, ...]
    views: dict[str, bytes]
    """What pages with a text were made of, as far as that is new."""

    @property
    def kept(self) -> list[str]:
        """Paths of files that are already as they should be."""
        fresh = set(self.fresh)
        return [path for path in self.record if path not in fresh]


def write(artifacts: Sequence[Artifact], settings: Settings, cache: Cache | None = None) -> Written:
    """Make the output folder hold exactly the artifacts, beside files of the user's own such as `CNAME` or `.git`.

    Recipes are made here, each in the process that writes its file. Of two artifacts for one path the first is written;
    `clashes` reports the other. What `cache` knows to be made of the same already is neither made nor read again.
    Raises `SiteError` when the output folder cannot be used; what stood there is then still whole.
    """
    output = folder.usable(settings)
    claims = settle(artifacts)[0]
    with _held(output, settings.output):
        return _update(claims, folder.survey(output, settings), settings, cache or Cache())


def exchange(files: Mapping[str, bytes], output: Path) -> None:
    """Put other content into files of a site that stand in the output folder; nothing else changes there.

    Each file is whole at any moment, old or new. They change one by one, so this is for files none of which needs the
    new content of another. Raises `SiteError` when the output folder cannot be written.
    """
    root = output.resolve()
    with _held(root, output), disk.inside(root) as stage:
        record = (root / MANIFEST).read_bytes()
        for path, content in files.items():
            disk.put(stage / path, content)
        disk.put(stage / MANIFEST, folder.amended(record, {path: folder.entry(files[path]) for path in files}))
        for path in (*files, MANIFEST):
            (stage / path).replace(root / path)


@contextmanager
def _held(output: Path, named: Path) -> Iterator[None]:
    """The output folder for this process alone; raises `SiteError` when it isn't to be had, or a write fails."""
    try:
        with disk.held(output):
            yield
    except disk.BusyError:
        raise folder.refusal("PA185", "another packatlas is writing here", named, "wait for it to end") from None
    except OSError as fault:
        message = f"cannot write the site: {reason_of(fault)}"
        raise folder.refusal("PA184", message, named, "make room, or give another folder with -o") from fault


def _update(claims: dict[str, Artifact], holdings: Holdings, settings: Settings, cache: Cache) -> Written:
    folder.check_room(claims, holdings, settings)
    memory = Memory.of(holdings, cache)
    whole = True
    try:
        with disk.beside(holdings.root) as stage:
            change = _staged(claims, holdings, memory, stage, settings.jobs)
            if _needed(change, holdings):
                _at_once(change, holdings, stage)
    except disk.UnswitchableError:
        whole = False
        with disk.inside(holdings.root) as stage:
            change = _staged(claims, holdings, memory, stage, settings.jobs)
            if _needed(change, holdings):
                _one_by_one(change, holdings, stage)
    footprint = remember(holdings.root, change.record, change.keys, change.views, cache, settings.jobs)
    kept = len(change.record) - len(change.fresh)
    return Written(holdings.root, change.fresh, kept, change.stale, footprint, whole, change.problems)


def _staged(claims: dict[str, Artifact], holdings: Holdings, memory: Memory, stage: Path, jobs: int) -> _Change:
    """Put every file that is new or changed into the stage."""

    def put(batch: Batch) -> list[_Put | Problem]:
        gathered = batch.printed()
        key = batch.key(gathered)
        known = [memory.made_of(key, artifact.path) for artifact in batch.artifacts] if key else []
        worded = bool(batch.recipe and batch.recipe.worded)
        if known and None not in known and (not worded or memory.has_view(batch.artifacts[0].path, key)):
            return [_Put(entry, key) for entry in known if entry]
        made = batch.made()
        outcomes = [settled(artifact.path, made[artifact.path], key) for artifact in batch.artifacts]
        first = outcomes[0]
        if worded and isinstance(first, _Put):
            outcomes[0] = first._replace(view=zlib.compress(gathered, 1))
        return outcomes

    def settled(path: str, content: Made, key: bytes) -> _Put | Problem:
        if isinstance(content, Problem):
            return content
        entry = folder.entry(content)
        if memory.holds(entry, path) or folder.unchanged(path, content, holdings):
            return _Put(entry, key)
        disk.put(f"{stage}/{path}", content)
        return _Put(entry, key, fresh=True)

    outcomes = each(tuple(claims.values()), jobs, put, relieved=not memory.files)
    done = [(path, outcome) for path, outcome in zip(claims, outcomes, strict=True) if isinstance(outcome, _Put)]
    record = {path: outcome.entry for path, outcome in done}
    return _Change(
        record,
        {path: outcome.key for path, outcome in done if outcome.key},
        tuple(sorted(path for path, outcome in done if outcome.fresh)),
        tuple(sorted((holdings.owned & holdings.files.keys()) - record.keys())),
        tuple(dict.fromkeys(outcome for outcome in outcomes if isinstance(outcome, Problem))),
        {path: outcome.view for path, outcome in done if outcome.view},
    )


def _needed(change: _Change, holdings: Holdings) -> bool:
    if change.fresh or change.stale or MANIFEST not in holdings.files:
        return True
    return (holdings.root / MANIFEST).read_bytes() != folder.manifest(change.record)


def _at_once(change: _Change, holdings: Holdings, stage: Path) -> None:
    """Complete the tree beside the output folder and let the two change places."""
    foreign = holdings.foreign_folders
    for path in sorted(folder.folders_of(change.record) | foreign):
        disk.make_folder(f"{stage}/{path}")
    for path in dict.fromkeys((*holdings.foreign, *change.kept)):
        disk.carry(f"{holdings.root}/{path}", f"{stage}/{path}")
    disk.put(stage / MANIFEST, folder.manifest(change.record))
    for path in foreign:
        (stage / path).chmod(holdings.folders[path].st_mode & 0o7777)
    disk.switch(stage, holdings.root)


def _one_by_one(change: _Change, holdings: Holdings, stage: Path) -> None:
    """Move what is fresh from the stage inside the output folder into place.

    While this lasts the record names the files of both builds, so that the next one knows all of them for packatlas's.
    """
    root = holdings.root
    both = dict.fromkeys(holdings.owned, (0, "")) | change.record
    disk.put(stage / f"{MANIFEST}-both", folder.manifest(both))
    disk.put(stage / MANIFEST, folder.manifest(change.record))
    (stage / f"{MANIFEST}-both").replace(root / MANIFEST)
    needed = folder.folders_of(change.record)
    gone = holdings.owned - change.record.keys()
    in_the_way = {path for path in gone if path in needed or folder.folders_of([path]) & change.record.keys()}
    _remove(in_the_way, needed, holdings)
    for path in sorted(needed - holdings.folders.keys()):
        disk.make_folder(root / path)
    for path in change.fresh:
        (stage / path).replace(root / path)
    _remove(gone - in_the_way, needed, holdings)
    (stage / MANIFEST).replace(root / MANIFEST)


def _remove(paths: Set[str], needed: Set[str], holdings: Holdings) -> None:
    """Remove files that stood there, and the folders that only held them."""
    for path in paths & holdings.files.keys():
        (holdings.root / path).unlink(missing_ok=True)
    emptied = (folder.folders_of(paths) & holdings.folders.keys()) - needed - holdings.foreign_folders
    for path in sorted(emptied, reverse=True):
        with suppress(OSError):
            (holdings.root / path).rmdir()
