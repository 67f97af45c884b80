"""Files where strangers may have put things: only regular ones are opened, no link is followed, nothing blocks.

A new one takes the place of another in one step.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class IrregularError(OSError):
    """What stands there is no regular file but a link, pipe, socket, device or folder."""


def opened(path: Path) -> int:
    """A descriptor of a regular file; raises OSError where there is none that may be read."""
    try:
        descriptor = os.open(path, _OPEN)
    except OSError as fault:
        # What the system says of links and of sockets.
        if fault.errno in (errno.ELOOP, errno.ENXIO):
            raise _irregular(path) from fault
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _irregular(path)
    return descriptor


def _irregular(path: Path) -> IrregularError:
    return IrregularError(errno.EINVAL, "this is no regular file", str(path))


def read(path: Path, first: int = -1) -> bytes:
    """The bytes of a regular file, or the first of them; raises OSError where there is none that may be read."""
    with os.fdopen(opened(path), "rb") as stream:
        return stream.read(first)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that stands at `path` once all of it is written, so that who ends halfway leaves what stood there."""
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
