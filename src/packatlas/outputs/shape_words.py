"""The words that the shapes of the API are written in: JSON Schema (2020-12) in small pieces."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]


def text(description: str = "") -> Shape:
    """A text."""
    return {"type": "string", **({"description": description} if description else {})}


def number(description: str = "") -> Shape:
    """A whole number from 0 on."""
    return {"type": "integer", "minimum": 0, **({"description": description} if description else {})}


def truth() -> Shape:
    """True or false."""
    return {"type": "boolean"}


def day(description: str) -> Shape:
    """A day, or null."""
    return {"type": ["string", "null"], "format": "date", "description": description}


def url(description: str) -> Shape:
    """An address."""
    return {"type": "string", "format": "uri-reference", "description": description}


def one_of(values: object, description: str = "") -> Shape:
    """One of some words."""
    known = [str(value) for value in values]  # type: ignore[attr-defined]
    return {"type": "string", "enum": known, **({"description": description} if description else {})}


def listed(item: Shape, description: str = "") -> Shape:
    """A list."""
    return {"type": "array", "items": item, **({"description": description} if description else {})}


def maybe(shape: Shape) -> Shape:
    """A value, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def record(description: str, /, **properties: Shape) -> Shape:
    """An object of which every key is always there."""
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
    }
