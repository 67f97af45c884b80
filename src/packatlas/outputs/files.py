"""The few lines that all files for programs share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from packatlas.errors import NOWHERE, Location
from packatlas.model import Artifact, Recipe

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may contain, not even escaped (section 2.2, `Char`)."""


def without_controls(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def json_file(path: str, value: Mapping[str, Any], location: Location = NOWHERE) -> Artifact:
    """A JSON file in UTF-8, as short as it gets; keys stay in the order in which they are given."""
    return text_file(path, json_text(value), location)


def json_text(value: Any) -> str:
    """JSON without needless blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def later(places: Iterable[tuple[str, Location]], make: Callable[[], Iterable[Artifact]]) -> Iterator[Artifact]:
    """Small files that are made together once they are needed: their paths with what asked for them, and all of them.

    `make` gives an artifact with its bytes for each path.
    """
    recipe = Recipe(make, lambda made: {each.path: each.content for each in made})
    for path, location in places:
        yield Artifact(path, recipe, location)


def later_at(paths: Iterable[str], make: Callable[[], Iterable[Artifact]]) -> Iterator[Artifact]:
    """The same of files that nobody's input asked for by itself."""
    return later([(path, NOWHERE) for path in paths], make)


def text_file(path: str, text: str, location: Location = NOWHERE) -> Artifact:
    """A text file in UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return Artifact(path, text.encode("utf-8", "replace"), location)
