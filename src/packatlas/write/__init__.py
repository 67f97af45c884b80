"""Artifacts -> the output folder: all or nothing, only what changed, and nothing that packatlas didn't make.

The new tree is built beside the old one, unchanged files as further names of the same file, and then the two change
places in one step. A reader, a crash or a full disk meets the old site or the new one, never a mix. Where a folder
can't be replaced as a whole (a mount point, a parent folder that may not be written), everything is staged first, on
the same file system, and then moved file by file: a crash within that last step leaves whole files of both builds, and
the next build mends it.

Whether a file is unchanged is decided by its bytes, not by the times or digests on record: a file that was altered by
hand is put right. Since the output folder becomes another folder, what holds on to the old one (a shell that stands in
it, a container that has it mounted) has to look again.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packatlas.errors import reason_of
from packatlas.model import Artifact
from packatlas.settings import Settings
from packatlas.write import disk, folder
from packatlas.write.claims import MANIFEST, clashes, settle
from packatlas.write.folder import Holdings, Record

__all__ = ["MANIFEST", "Written", "clashes", "write"]


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
    whole: bool = True
    """False when the folder couldn't be switched as a whole and was changed file by file."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What has to be done to the output folder."""

    claims: dict[str, Artifact]
    kept: Record
    """Files that are already as they should be."""
    fresh: tuple[str, ...]
    """Paths of the files to be written."""
    stale: tuple[str, ...]


def write(artifacts: Sequence[Artifact], settings: Settings) -> Written:
    """Make the output folder hold exactly the artifacts, beside files of the user's own such as `CNAME` or `.git`.

    Of two artifacts for one path the first is written; `clashes` reports the other. Raises `SiteError` when the output
    folder cannot be used; what stood there is then still whole.
    """
    output = folder.usable(settings)
    claims = settle(artifacts)[0]
    try:
        with disk.held(output):
            return _update(claims, folder.survey(output, settings), settings)
    except disk.BusyError:
        raise folder.refusal("PA185", "another packatlas is writing here", settings, "wait for it to end") from None
    except OSError as fault:
        message = f"cannot write the site: {reason_of(fault)}"
        raise folder.refusal("PA184", message, settings, "make room, or give another folder with -o") from fault


def _update(claims: dict[str, Artifact], holdings: Holdings, settings: Settings) -> Written:
    folder.check_room(claims, holdings, settings)
    kept = {path: entry for path in claims if (entry := folder.unchanged(claims[path], holdings))}
    fresh = tuple(sorted(claims.keys() - kept.keys()))
    stale = tuple(sorted((holdings.owned & holdings.files.keys()) - claims.keys()))
    whole = True
    if fresh or stale or not _on_record(kept, holdings):
        change = _Change(claims, kept, fresh, stale)
        try:
            _at_once(change, holdings)
        except disk.UnswitchableError:
            whole = False
            _one_by_one(change, holdings)
    return Written(holdings.root, fresh, len(kept), stale, whole)


def _on_record(kept: Record, holdings: Holdings) -> bool:
    return MANIFEST in holdings.files and (holdings.root / MANIFEST).read_bytes() == folder.manifest(kept)


def _at_once(change: _Change, holdings: Holdings) -> None:
    """Build the whole tree beside the output folder and let the two change places."""
    foreign = holdings.foreign_folders
    with disk.beside(holdings.root) as stage:
        for path in sorted(folder.folders_of(change.claims) | foreign):
            (stage / path).mkdir()
            (stage / path).chmod(0o755)
        for path in dict.fromkeys((*holdings.foreign, *change.kept)):
            disk.carry(holdings.root / path, stage / path)
        record = change.kept | {path: _put(stage / path, change.claims[path]) for path in change.fresh}
        disk.put(stage / MANIFEST, folder.manifest(record))
        for path in foreign:
            (stage / path).chmod(holdings.folders[path].st_mode & 0o7777)
        disk.flush(stage)
        disk.switch(stage, holdings.root)


def _one_by_one(change: _Change, holdings: Holdings) -> None:
    """Stage what is fresh inside the output folder, then move it into place.

    While this lasts the record names the files of both builds, so that the next one knows all of them for packatlas's.
    """
    root = holdings.root
    with disk.inside(root) as stage:
        record = dict(change.kept)
        for number, path in enumerate(change.fresh):
            record[path] = _put(stage / str(number), change.claims[path])
        both = dict.fromkeys(holdings.owned, (0, "")) | record
        for name, text in (("both", both), ("record", record)):
            disk.put(stage / name, folder.manifest(text))
        disk.flush(stage)
        (stage / "both").replace(root / MANIFEST)
        needed = folder.folders_of(change.claims)
        gone = holdings.owned - change.claims.keys()
        in_the_way = {path for path in gone if path in needed or folder.folders_of([path]) & change.claims.keys()}
        _remove(in_the_way, needed, holdings)
        for path in sorted(needed - holdings.folders.keys()):
            (root / path).mkdir()
            (root / path).chmod(0o755)
        for number, path in enumerate(change.fresh):
            (stage / str(number)).replace(root / path)
        _remove(gone - in_the_way, needed, holdings)
        (stage / "record").replace(root / MANIFEST)
    disk.flush(root)


def _put(path: Path, artifact: Artifact) -> tuple[int, str]:
    content = folder.content_of(artifact)
    disk.put(path, content)
    return folder.entry(content)


def _remove(paths: Set[str], needed: Set[str], holdings: Holdings) -> None:
    """Remove files that stood there, and the folders that only held them."""
    for path in paths & holdings.files.keys():
        (holdings.root / path).unlink(missing_ok=True)
    emptied = (folder.folders_of(paths) & holdings.folders.keys()) - needed - holdings.foreign_folders
    for path in sorted(emptied, reverse=True):
        with suppress(OSError):
            (holdings.root / path).rmdir()
