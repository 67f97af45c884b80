"""`social/`: the pictures that chats and networks show beside a shared link, 1200 by 630 pixels.

One for each layer and one for all other pages, not one a pack: drawing one takes about as long as all the rest of a
pack page, the networks keep a picture long after a shield has changed, and the pack's name and line stand beside it
anyway. Sixteen colours, so that a picture is small and quickly made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.plan import words
from packatlas.settings import Settings

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 630
"""Pixels, as the Open Graph protocol's readers like it."""
LETTERS = frozenset({*map(chr, range(0x20, 0x7F)), *"·“”"})
"""What the typeface that comes with Pillow can draw."""
_LEFT, _ROOM = 80, 690
_PAPER, _INK = (16, 26, 42), (255, 255, 255)
_TONES = 10
"""Steps from paper to ink; smooth letters need no more."""
_BARS = ((92, 200, 234), (85, 166, 234), (99, 144, 234), (123, 131, 228), (143, 123, 214))
"""Colours of the layers, applications first."""
_DIM = (38, 53, 74)
_PALETTE = (
    *(tuple(p + (i - p) * tone // (_TONES - 1) for p, i in zip(_PAPER, _INK, strict=True)) for tone in range(_TONES)),
    *_BARS,
    _DIM,
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture says."""

    site: str
    title: str
    line: str
    lit: tuple[int, ...]
    """Which bars of the stack are in colour, counted from the top."""


def social(catalog: Catalog, settings: Settings) -> Iterator[Artifact]:
    """The pictures; none without a base URL, since pages can only name them by their full address."""
    if not settings.base_url:
        return
    packs, verified = len(catalog.packs), sum(shelf.verified for shelf in catalog.shelves)
    every = tuple(range(len(_BARS)))
    whole = Card("", settings.title, _counts(packs, verified), every)
    yield Artifact(urls.social_card(""), draw(whole))
    for bar, shelf in enumerate(reversed(catalog.shelves)):
        title = catalog.layers[shelf.layer].title
        card = Card(settings.title, title, _counts(len(shelf.packs), shelf.verified), (bar,))
        yield Artifact(urls.social_card(shelf.layer.value), draw(card))


def _counts(packs: int, verified: int) -> str:
    return f"{words.count(packs, 'pack')}, {verified:,} verified"


@lru_cache(maxsize=16)
def draw(card: Card) -> bytes:
    """The picture as PNG. Lines that the built-in typeface has no letters for are left out."""
    from PIL import Image, ImageDraw

    grey = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(grey)
    _write(pen, card.site, 34, 150, 170)
    _write(pen, card.title, 84, 230, 255)
    _write(pen, card.line, 38, 376, 205)
    tones = grey.point([level * (_TONES - 1) // 255 for level in range(256)])
    picture = Image.frombytes("P", tones.size, tones.tobytes())
    picture.putpalette([part for colour in _PALETTE for part in colour])
    shapes = ImageDraw.Draw(picture)
    for bar in range(len(_BARS)):
        top = 125 + bar * 78
        colour = _TONES + bar if bar in card.lit else len(_PALETTE) - 1
        shapes.rounded_rectangle((850, top, 1120, top + 62), 8, fill=colour)
    file = BytesIO()
    picture.save(file, "PNG", bits=4)
    return file.getvalue()


def _write(pen: ImageDraw, text: str, size: int, top: int, level: int) -> None:
    """A line of text, made smaller until it fits, and cut if that is not enough."""
    from PIL import ImageFont

    line = " ".join(text.split())
    if not LETTERS.issuperset(line):
        return
    font = ImageFont.load_default(size)
    smallest = size * 3 // 5
    while size > smallest and font.getlength(line) > _ROOM:
        size -= 4
        font = ImageFont.load_default(size)
    if font.getlength(line) > _ROOM:
        while line and font.getlength(line + "...") > _ROOM:
            line = line[:-1]
        line = line.rstrip() + "..."
    pen.text((_LEFT, top), line, font=font, fill=level)
