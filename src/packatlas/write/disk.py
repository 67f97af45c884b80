"""What an all-or-nothing write asks of the file system: a lock, a folder beside, a switch.

The lock is `flock` on the output folder itself, so that nothing is left lying about and a killed process frees it.
Since a switch puts another folder in that place, a builder also locks the folder that it prepares: whatever stands at
the output's path is locked until the builder is done, and what bears our mark beside it then belongs to a dead one.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

INSIDE = ".packatlas-new-"
"""Start of the name of a staging folder inside an output folder that cannot be switched."""
PATIENCE = 30.0
"""Seconds to wait for another build that is writing the same folder: many times what a write takes."""
_PAUSE = 0.02
_EXCHANGE = 2
_AT_FDCWD = -100


class BusyError(Exception):
    """Another process has been writing the folder for longer than we wait."""


class UnswitchableError(Exception):
    """The folder cannot be replaced as a whole: a mount point, or a parent folder that may not be written."""


@contextmanager
def held(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold `folder` for this process alone; it is made when missing. What dead builds left is mended and cleared away.

    Raises `BusyError` when another process doesn't let go within `patience` seconds, and `OSError`.
    """
    existed = folder.exists()
    descriptor, exclusive = _acquire(folder, time.monotonic() + patience)
    try:
        if exclusive:
            _clear_leftovers(folder)
        yield
    except BaseException:
        if not existed:
            with suppress(OSError):
                folder.rmdir()
        raise
    finally:
        os.close(descriptor)


def _acquire(folder: Path, deadline: float) -> tuple[int, bool]:
    """A descriptor that holds the lock, and whether the file system knows locks at all (some network ones don't)."""
    while True:
        if folder.exists() or not _gap(folder):
            _made(folder)
            with suppress(FileNotFoundError):
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                locked = _try_lock(descriptor)
                if locked is not False and _stands_at(descriptor, folder):
                    return descriptor, locked is True
                os.close(descriptor)
        if time.monotonic() > deadline:
            raise BusyError
        time.sleep(_PAUSE)


def _made(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            folder.chmod(0o755)


def _try_lock(descriptor: int) -> bool | None:
    """True: ours; False: another's; None: this file system has no such locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _stands_at(descriptor: int, folder: Path) -> bool:
    ours, there = os.fstat(descriptor), folder.stat()
    return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)


def _gap(folder: Path) -> bool:
    """Whether a builder stands between the two renames of the slow switch; if it died there, the old folder returns."""
    for old in _siblings(folder, "old"):
        descriptor = os.open(old, os.O_RDONLY | os.O_DIRECTORY)
        try:
            if _try_lock(descriptor) is False:
                return True
            if not folder.exists():
                old.rename(folder)
        finally:
            os.close(descriptor)
    return False


def _siblings(folder: Path, kind: str) -> list[Path]:
    return sorted(folder.parent.glob(f"{escape(_mark(folder, kind))}*"))


def _mark(folder: Path, kind: str) -> str:
    return f".{folder.name}.packatlas-{kind}-"


def _clear_leftovers(folder: Path) -> None:
    for leftover in (*_siblings(folder, "new"), *_siblings(folder, "old"), *folder.glob(f"{INSIDE}*")):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """An empty folder next to `folder`, locked, to be switched into its place; gone afterwards, whatever it then holds.

    Raises `UnswitchableError` when there can be none on the same file system.
    """
    if folder.is_mount():
        raise UnswitchableError
    try:
        stage = Path(tempfile.mkdtemp(prefix=_mark(folder, "new"), dir=folder.parent))
    except OSError as fault:
        if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG):
            raise UnswitchableError from fault
        raise
    descriptor = os.open(stage, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _try_lock(descriptor)
        stage.chmod(folder.stat().st_mode & 0o7777)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        os.close(descriptor)


@contextmanager
def inside(folder: Path) -> Iterator[Path]:
    """An empty folder in `folder`, gone afterwards."""
    stage = Path(tempfile.mkdtemp(prefix=INSIDE, dir=folder))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def switch(stage: Path, folder: Path) -> None:
    """Let `stage` and `folder` change places: in one step where the system can, else by two renames.

    Raises `UnswitchableError` with nothing changed when `folder` is a mount point that didn't look like one.
    """
    try:
        if not _exchange(stage, folder):
            two_renames(stage, folder)
    except OSError as fault:
        if fault.errno in (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM):
            raise UnswitchableError from fault
        raise


def _exchange(stage: Path, folder: Path) -> bool:
    """Linux's `renameat2` with RENAME_EXCHANGE: no moment without a site. False where it isn't to be had."""
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    if function(_AT_FDCWD, os.fsencode(stage), _AT_FDCWD, os.fsencode(folder), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(folder))


def two_renames(stage: Path, folder: Path) -> None:
    """Between the two renames there is no site; a builder that dies there is mended by the next one (`_gap`)."""
    old = folder.with_name(_mark(folder, "old") + stage.name.rpartition("-")[2])
    folder.rename(old)
    try:
        stage.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def make_folder(path: str | Path) -> None:
    """A folder with mode 0755 whatever the umask, and those above it; nothing if it is there."""
    try:
        _make_one(path)
    except FileNotFoundError:
        make_folder(os.path.dirname(path) or ".")  # noqa: PTH120
        # Where the system says so again, as below /proc, there can be no folder.
        _make_one(path)


def _make_one(path: str | Path) -> None:
    # Strings here and below: a `Path` for each of 100,000 files takes seconds.
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        # Another process may have made it, too.
        return
    else:
        os.chmod(path, 0o755)  # noqa: PTH101, S103


def put(path: str | Path, content: bytes) -> None:
    """A new file with mode 0644 whatever the umask, and the folders above it.

    Raises `FileExistsError` rather than touch a file that is there.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(path, flags, 0o644)
    except FileNotFoundError:
        make_folder(os.path.dirname(path) or ".")  # noqa: PTH120
        descriptor = os.open(path, flags, 0o644)
    try:
        os.fchmod(descriptor, 0o644)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def carry(source: str, target: str) -> None:
    """Give `source` a second name; a copy where the file system has no hard links. Symbolic links stay links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as fault:
        if fault.errno not in (errno.EPERM, errno.ENOTSUP, errno.EXDEV, errno.EMLINK, errno.ENOSYS, errno.EACCES):
            raise
        shutil.copy2(source, target, follow_symlinks=False)
