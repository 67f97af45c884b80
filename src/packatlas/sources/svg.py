"""Whether an SVG is a picture and nothing else: no script, no events, nothing fetched from elsewhere.

A site serves an author's pictures from its own origin, and an SVG that is opened by itself is a document that may act.
"""

from __future__ import annotations

import re
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow",
    "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    "filter", "g", "image", "line", "linearGradient", "marker", "mask", "metadata", "path", "pattern", "polygon",
    "polyline", "radialGradient", "rect", "solidColor", "stop", "style", "svg", "switch", "symbol", "text",
    "textPath", "title", "tspan", "use", "view",
})  # fmt: skip
_ACTING = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2001/xml-events", "http://www.w3.org/1998/Math/MathML")
"""Namespaces whose elements act, or may, inside an SVG; those of drawing programs don't."""
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_FETCHING_STYLE = re.compile(
    r"@import|expression\s*\(|javascript:|behaviou?r\s*:|\\|url\((?!\s*['\"]?\s*#)"
    r"|(?<![\w-])(?:-webkit-)?(?:image|image-set|cross-fade|src)\(",
    re.IGNORECASE,
)
_LINKING = frozenset({"href", "src", "action", "formaction", "base"})


class _ActiveError(Exception):
    """What makes an SVG more than a picture."""


def fault(data: bytes) -> tuple[str, int]:
    """Why an SVG may not be shown, and in which line; an empty reason when it may."""
    parser = expat.ParserCreate(namespace_separator=" ")
    watch = _Watch()
    parser.StartDoctypeDeclHandler = watch.doctype
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.CharacterDataHandler = watch.text
    parser.ProcessingInstructionHandler = watch.instruction
    try:
        parser.Parse(data, True)
    except _ActiveError as active:
        return str(active), parser.CurrentLineNumber
    except (expat.ExpatError, ValueError, LookupError) as broken:
        return f"it is not well-formed: {broken}", parser.CurrentLineNumber
    return "", 0


class _Watch:
    """Sees every part of a document and raises at the first that acts."""

    def __init__(self) -> None:
        self._depth = 0
        self._style: list[str] | None = None

    def doctype(self, *_parts: object) -> None:
        raise _ActiveError("it has a DOCTYPE, which can define entities; delete that line")

    def instruction(self, target: str, _data: str) -> None:
        raise _ActiveError(f"it has a processing instruction <?{target}…?>")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if self._depth == 0 and (space, name) != (_SVG, "svg"):
            raise _ActiveError(f'it does not begin with <svg xmlns="{_SVG}">')
        if (space in ("", _SVG) and name not in _ELEMENTS) or space in _ACTING:
            raise _ActiveError(f"the element <{name}> is not allowed")
        if self._style is not None:
            raise _ActiveError(f"the element <{name}> stands within its style")
        for attribute, value in attributes.items():
            _check_attribute(*attribute.rpartition(" ")[::2], value)
        self._depth += 1
        if name == "style":
            self._style = []

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._style is None or tag.rpartition(" ")[2] != "style":
            return
        if _FETCHING_STYLE.search("".join(self._style)):
            raise _ActiveError("its style fetches something from elsewhere")
        self._style = None

    def text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)


def _check_attribute(space: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise _ActiveError(f"the event handler '{name}' is not allowed")
    if name in _LINKING and not _INSIDE.match(value):
        raise _ActiveError(f"'{name}' points out of the picture")
    may_be_style = name == "style" or "url(" in value.lower() or ("(" in value and not space)
    if may_be_style and _FETCHING_STYLE.search(value):
        raise _ActiveError(f"'{name}' fetches something from elsewhere")
