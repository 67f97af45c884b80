"""How large pictures are, and that a damaged one is no reason to stop."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from packatlas.sources.pixels import raster_size, svg_size

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}/>'


def raster(kind: str, **options: object) -> bytes:
    """A picture of 300 by 7 pixels."""
    out = BytesIO()
    Image.new("RGB", (300, 7), "white").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        raster("PNG"),
        raster("GIF"),
        raster("JPEG"),
        raster("JPEG", progressive=True, exif=b"Exif\0\0" + b"x" * 9000),
        raster("WEBP"),
        raster("WEBP", lossless=True),
        raster("WEBP", exif=b"Exif\0\0abc"),
    ],
    ids=["png", "gif", "jpeg", "progressive jpeg with a preface", "webp", "lossless webp", "extended webp"],
)
def test_the_size_of_a_raster_picture(data: bytes) -> None:
    assert raster_size(data) == (300, 7)
    assert all(raster_size(data[:end]) in (None, (300, 7)) for end in range(min(len(data), 60)))


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="7px"', (300, 7)),
        ('width="29.6" height=" 7 " viewBox="0 0 1 1"', (30, 7)),
        ('viewBox="0 0 300 7"', (300, 7)),
        ('viewBox="-5,-5,300,7"', (300, 7)),
        ('width="100%" height="7" viewBox="0 0 60 20"', (60, 20)),
        ('width="300"', None),
        ('width="2em" height="7"', None),
        ('viewBox="0 0 0 7"', None),
        ('viewBox="0 0 1e400 inf"', None),
        ("", None),
    ],
)
def test_the_size_of_a_drawing(attributes: str, size: tuple[int, int] | None) -> None:
    assert svg_size(SVG.format(attributes).encode()) == size


STARTS = (b"\x89PNG", b"GIF8", b"RIFF\0\0\0\0WEBPVP8L", b"RIFF\0\0\0\0WEBPVP8X", b"\xff\xd8")


@given(st.sampled_from(STARTS), st.binary())
def test_no_bytes_raise(start: bytes, rest: bytes) -> None:
    found = raster_size(start + rest)
    assert found is None or min(found) > 0
