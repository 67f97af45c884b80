"""Many values in one file, each found by its key and read when it is asked for.

A file begins with a mark, which says who may believe it, and a digest of its table of contents; the table has a digest
of each value. So a file that is damaged or of another program is as good as none, a damaged value likewise, and to
find one value takes no look at the others.
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, NamedTuple

from packatlas import regular

_SIZE = 16
"""Bytes of a digest."""
_HEAD = struct.Struct(f"<{_SIZE}s{_SIZE}sQ")
"""The mark, the digest of the table, and how long the table is."""
_ROW = struct.Struct(f"<{_SIZE}sIQ")
"""Of each value its digest, and how long key and value are; the key follows."""
_PORTION = 1 << 20
"""Bytes that are copied at once."""


class _Place(NamedTuple):
    digest: bytes
    start: int
    length: int


class Store:
    """The values of one file, or of none. What is put in stands in a file without a name until it is saved."""

    def __init__(self, path: Path | None, mark: bytes) -> None:
        self._path = path
        self._mark = _digest(mark)
        self._fresh: dict[bytes, bytes] = {}
        """What could be written nowhere."""
        self._places: dict[bytes, _Place] = {}
        self._file = -1
        self._changed = False
        self.version = b""
        """Differs for stores that hold different things; empty if nothing is held, or nowhere but in memory."""
        if path:
            with suppress(OSError):
                self._look(regular.opened(path))

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)

    @property
    def keys(self) -> frozenset[bytes]:
        """Everything that something is kept by."""
        return frozenset(self._fresh.keys() | self._places.keys())

    def get(self, key: bytes) -> bytes | None:
        """What is kept by a key; None if nothing is, or nothing that can be believed."""
        if key in self._fresh:
            return self._fresh[key]
        place = self._places.get(key)
        if place is None:
            return None
        try:
            value = os.pread(self._file, place.length, place.start)
        except OSError:
            return None
        return value if _digest(value) == place.digest else None

    def restock(self, keys: Collection[bytes], fresh: Mapping[bytes, bytes]) -> None:
        """Keep exactly these keys: what is fresh, and the rest as it is."""
        if not fresh and self.keys == set(keys):
            return
        values = {key: value for key in keys if (value := fresh.get(key, self._fresh.get(key))) is not None}
        places = {key: place for key in keys if key not in values and (place := self._places.get(key))}
        self._changed = True
        try:
            with tempfile.TemporaryFile() as stream:
                self._write(stream, values, places)
                stream.flush()
                self._look(os.dup(stream.fileno()))
        except OSError:
            self._fresh, self._places, self.version = values, places, b""

    def save(self) -> None:
        """Put what has changed into place in one step, so that who ends halfway leaves the earlier file.

        Raises OSError when the folder can't be written.
        """
        if self._path is None or not self._changed or self._fresh:
            return
        with regular.replacing(self._path) as stream, os.fdopen(os.dup(self._file), "rb") as source:
            source.seek(0)
            shutil.copyfileobj(source, stream, _PORTION)
        self._changed = False

    def _look(self, file: int) -> None:
        """Go on with this file, as far as its table of contents can be believed."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._fresh, self.version = file, {}, b""
        self._places = self._table()

    def _table(self) -> dict[bytes, _Place]:
        head = os.pread(self._file, _HEAD.size, 0)
        if len(head) < _HEAD.size:
            return {}
        mark, digest, length = _HEAD.unpack(head)
        if mark != self._mark or length > os.fstat(self._file).st_size:
            return {}
        table = os.pread(self._file, length, _HEAD.size)
        if _digest(table) != digest:
            return {}
        self.version = digest
        found: dict[bytes, _Place] = {}
        at, start = 0, _HEAD.size + length
        while at < length:
            check, key, value = _ROW.unpack_from(table, at)
            at += _ROW.size
            found[table[at : at + key]] = _Place(check, start, value)
            at, start = at + key, start + value
        return found

    def _write(self, stream: IO[bytes], values: Mapping[bytes, bytes], places: Mapping[bytes, _Place]) -> None:
        rows = [(key, _digest(value), len(value)) for key, value in values.items()]
        rows += [(key, place.digest, place.length) for key, place in places.items()]
        table = b"".join(_ROW.pack(digest, len(key), length) + key for key, digest, length in rows)
        stream.write(_HEAD.pack(self._mark, _digest(table), len(table)))
        stream.write(table)
        stream.writelines(values.values())
        stream.writelines(os.pread(self._file, place.length, place.start) for place in places.values())


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()
