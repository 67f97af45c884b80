"""Keep what templates are compiled to, as Python keeps that of modules: in a folder that belongs to this user alone.

It is code, so it is never kept in a folder that pipelines share, such as the cache of a catalog.
"""

from __future__ import annotations

from contextlib import suppress

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from packatlas.cache import digest, program


class _KeptCode(FileSystemBytecodeCache):
    """What Jinja keeps, of this version of the program alone. What can't be read or written is let be."""

    def get_source_checksum(self, source: str) -> str:
        """A checksum for all that a template's code comes from."""
        return digest(program(), source).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code, if it is there."""
        try:
            super().load_bytecode(bucket)
        # A damaged file may raise anything: what precedes the code in it is a pickle.
        except Exception:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code for next time."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_code() -> FileSystemBytecodeCache | None:
    """Where Jinja finds the code of templates; None where no folder is to be had that others can't write to."""
    try:
        return _KeptCode()
    except (OSError, RuntimeError):
        return None
