"""Keep what templates are compiled to, as Python keeps that of modules: in a folder that belongs to this user alone.

It is code, so it is never kept in a folder that pipelines share, such as the cache of a catalog.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from packatlas import regular
from packatlas.cache import DIGEST_SIZE, digest, program


class _KeptCode(BytecodeCache):
    """What this version of the program compiled. What is damaged or can't be read or written is let be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """By which the code of a template is kept, whatever bytes its path has."""
        return digest(name, filename or "").hex()

    def get_source_checksum(self, source: str) -> str:
        """A checksum for all that a template's code comes from."""
        return digest(program(), source).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code, if it is there and whole: code with a wrong bit could do anything."""
        with suppress(OSError):
            data = regular.read(self._folder / bucket.key)
            if data[:DIGEST_SIZE] == digest(data[DIGEST_SIZE:]):
                bucket.bytecode_from_string(data[DIGEST_SIZE:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code for next time; in one step, so that who reads it meanwhile gets all of it."""
        code = bucket.bytecode_to_string()
        with suppress(OSError), regular.replacing(self._folder / bucket.key) as stream:
            stream.write(digest(code) + code)


def kept_code() -> BytecodeCache | None:
    """Where Jinja finds the code of templates; None where no folder is to be had that others can't write to."""
    if not hasattr(os, "getuid"):
        return None
    try:
        folder = Path(tempfile.gettempdir()) / f"packatlas-code-{os.getuid()}"
        with suppress(FileExistsError):
            folder.mkdir(0o700)
        status = folder.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077
    return _KeptCode(folder) if ours else None
