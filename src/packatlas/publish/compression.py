"""`.gz` and `.br` beside a file, for web servers that send what is compressed already; the same bytes each time."""

from __future__ import annotations

import zlib
from hashlib import sha256

import brotli

from packatlas.media_types import is_text, media_type

GZIP, BROTLI = ".gz", ".br"
ENDINGS = (GZIP, BROTLI)
_LEAST = 1024
"""Bytes: a smaller file fits into one packet of the network either way."""
_QUALITY = 8
"""Of 11: the highest take thirty times as long and save a tenth."""
_BEST = 11
"""For the few files that every visitor loads."""
_LOADED_BY_ALL = "assets/"
_GZIP_WINDOW = zlib.MAX_WBITS | 16


def is_worth_compressing(path: str, size: int) -> bool:
    """Whether a file may have compressed doubles."""
    return size >= _LEAST and is_text(media_type(path))


def compressed(path: str, content: bytes, ending: str) -> bytes | None:
    """A file's content compressed as `ending` says; None where that isn't smaller."""
    made = _gzip(content) if ending == GZIP else _brotli(path, content)
    return made if len(made) < len(content) else None


def _gzip(content: bytes) -> bytes:
    """With zlib itself, which writes neither a time nor a name, instead of `gzip`, whose header differs by version."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _GZIP_WINDOW)
    return compressor.compress(content) + compressor.flush()


def _brotli(path: str, content: bytes) -> bytes:
    quality = _BEST if path.startswith(_LOADED_BY_ALL) else _QUALITY
    made: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality)
    return made


def holds(double: bytes, ending: str, size: int, digest: str) -> bool:
    """Whether a compressed double says what the file says. No more than the file's own size is ever unpacked."""
    try:
        if ending == GZIP:
            unpacker = zlib.decompressobj(_GZIP_WINDOW)
            content = unpacker.decompress(double, size + 1)
            whole = unpacker.eof and not unpacker.unused_data
        else:
            reader = brotli.Decompressor()
            content = reader.process(double, output_buffer_limit=size + 1)
            whole = reader.is_finished()
    except (zlib.error, brotli.error):
        return False
    return whole and len(content) == size and sha256(content).hexdigest() == digest
