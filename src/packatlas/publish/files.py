"""Files and folders of a place that strangers may have put things into: nothing is followed, nothing blocks."""

from __future__ import annotations

import ctypes
import os
import shutil
from contextlib import suppress
from pathlib import Path

from packatlas import regular


def read_file(path: Path, limit: int = -1) -> bytes | None:
    """The bytes of a regular file, or the first of them; None for anything else, such as a link or a pipe."""
    try:
        return regular.read(path, limit)
    except OSError:
        return None


def remove(path: Path) -> None:
    """Remove whatever stands there; links are not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def paths_below(root: Path) -> set[str]:
    """Everything below a folder that is no folder, by its path; links are not followed."""
    found: set[str] = set()
    for parent, folders, names in os.walk(root):
        within = os.path.relpath(parent, root)
        start = "" if within == "." else f"{within}/"
        links = [name for name in folders if Path(parent, name).is_symlink()]
        found.update(start + name for name in (*names, *links))
    return found


def flush(folder: Path) -> None:
    """Return once everything written on this file system so far would survive a power cut.

    One `syncfs` costs a few milliseconds where one `fsync` a file would cost seconds for a large site.
    """
    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if function is None:
            os.sync()
        elif function(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)
