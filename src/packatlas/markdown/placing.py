"""A body on a page: its holes filled with the addresses that the page needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from packatlas.model import Body, Image, Link, Picture

_UNSAFE_IN_URL = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
_HREF = ' href="'


def alternative(alt: str) -> str:
    """What stands for an image that is not shown."""
    return f'<span class="image-alt">{escape(alt, quote=False)}</span>' if alt else ""


def place(body: Body, link: Callable[[Link], str | None], image: Callable[[Image], Picture | None]) -> Markup:
    """The body's HTML for one page.

    `link` gives the address of a link, `image` what an image is, as the page needs it. None for a link leaves its text
    without an address, None for an image leaves its alternative text.
    """
    out: list[str] = []
    unlinked = False
    for piece in body.pieces:
        if isinstance(piece, str):
            out.append(piece[1:] if unlinked else piece)
            unlinked = False
        elif isinstance(piece, Link):
            address = link(piece)
            if address is None:
                out[-1] = out[-1].removesuffix(_HREF)
                unlinked = True
            else:
                out.append(_address(address))
        else:
            picture = image(piece)
            out.append(alternative(piece.alt) if picture is None else _element(piece, picture))
    return Markup("".join(out))


def _element(image: Image, picture: Picture) -> str:
    values = {"src": _address(picture.address), "alt": escape(image.alt)}
    values |= {name: escape(value) for name, value in _with_size(dict(image.attributes), picture).items()}
    attributes = "".join(f' {name}="{value}"' for name, value in values.items())
    return f'<img{attributes} loading="lazy" decoding="async">'


def _with_size(stated: dict[str, str], picture: Picture) -> dict[str, str]:
    """An image's attributes with both width and height, so that a browser keeps its place free while it loads.

    An author who states one of them gets the other in proportion; one in percent is left alone.
    """
    if picture.size is None or not all(stated.get(name, "1").isdecimal() for name in ("width", "height")):
        return stated
    width, height = picture.size
    if "width" in stated:
        width, height = int(stated["width"]), round(height * int(stated["width"]) / width)
    elif "height" in stated:
        width, height = round(width * int(stated["height"]) / height), int(stated["height"])
    return {"width": str(width), "height": str(height)} | stated


def _address(address: str) -> str:
    """An address fit for an attribute: what a URL can't hold is percent-encoded."""
    return escape(_UNSAFE_IN_URL.sub(lambda found: quote(found[0], errors="replace"), address))
