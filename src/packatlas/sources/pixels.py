"""How large a picture is, read from its first bytes, so that pages can keep its place free while it loads."""

from __future__ import annotations

import re
from typing import Literal
from xml.parsers import expat

Size = tuple[int, int]
"""Width and height in pixels."""

HEAD = 64 * 1024
"""Bytes of a raster picture that are looked at; its size stands within them but for a JPEG with a very long preface."""
_LARGEST = 65_535
_LENGTH = re.compile(r"\s*+(\d+(?:\.\d*)?|\.\d+)(?:px)?\s*+", re.ASCII)
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""JPEG markers between those of frames that begin something else: ITU T.81, table B.1."""


def raster_size(data: bytes) -> Size | None:
    """The size of a PNG, GIF, WebP or JPEG by its beginning; None for other formats and for what makes no sense."""
    try:
        return _sensible(_stated(data))
    except IndexError:
        return None


def svg_size(data: bytes) -> Size | None:
    """The size of a well-formed SVG: its width and height in pixels, else those of its `viewBox`."""
    root: dict[str, str] = {}
    parser = expat.ParserCreate()

    def start(_tag: str, attributes: dict[str, str]) -> None:
        root.update(attributes)
        parser.StartElementHandler = None

    parser.StartElementHandler = start
    parser.Parse(data, True)
    stated = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    lengths = [found[1] for found in stated if found] if all(stated) else re.split(r"[\s,]+", root.get("viewBox", ""))
    try:
        width, height = (round(float(length)) for length in lengths[-2:])
    except (ValueError, OverflowError):
        return None
    return _sensible((width, height))


def _sensible(size: Size | None) -> Size | None:
    return size if size and all(0 < length <= _LARGEST for length in size) else None


def _stated(data: bytes) -> Size | None:
    if data.startswith(b"\x89PNG"):
        return _numbers(data, 16, 4, "big")
    if data.startswith(b"GIF8"):
        return _numbers(data, 6, 2, "little")
    if data.startswith(b"RIFF"):
        return _webp(data)
    return _jpeg(data) if data.startswith(b"\xff\xd8") else None


def _numbers(data: bytes, at: int, length: int, order: Literal["big", "little"]) -> Size:
    """Two numbers of `length` bytes, one behind the other."""
    if len(data) < at + 2 * length:
        raise IndexError
    middle = at + length
    return int.from_bytes(data[at:middle], order), int.from_bytes(data[middle : middle + length], order)


def _webp(data: bytes) -> Size | None:
    """As the WebP container has it (RFC 9649, 2.5 to 2.7)."""
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = _numbers(data, 26, 2, "little")
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        low, high = _numbers(data, 21, 2, "little")
        bits = high << 16 | low
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width, height = _numbers(data, 24, 3, "little")
        return width + 1, height + 1
    return None


def _jpeg(data: bytes) -> Size | None:
    """The size in the first frame header, past the segments before it."""
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = _numbers(data, at + 5, 2, "big")
            return width, height
        else:
            at += 2 + (data[at + 2] << 8 | data[at + 3])
    return None
