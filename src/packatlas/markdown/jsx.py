"""What MDX writes as JSX and still means as text or as a picture: imported pictures, `<ThemedImage>`, `<CodeBlock>`.

Nothing is run: an expression counts by the text, the path or the imported name that stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from textwrap import dedent

from packatlas.markdown.rawhtml import Tag, attributes

LIGHT, DARK = "#gh-light-mode-only", "#gh-dark-mode-only"
"""How an image says that it is for one of the schemes only; GitHub's own marks."""
SILENT = frozenset({"Tabs", "TabItem", "CodeBlock", "ThemedImage", "DocCardList", "TOCInline"})
"""Components whose meaning the page has, with or without them."""
_PICTURE = re.compile(r"[^\s?#]+\.(?:png|jpe?g|gif|webp|avif|svg|ico)(?:[?#]\S*)?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s*(?:'([^'\n]+)'|\"([^\"\n]+)\")")
_NAME = re.compile(r"import\s+(?:\*\s+as\s+)?([\w$]+)|\bReactComponent\s+as\s+([\w$]+)")
_SCHEME_SOURCE = re.compile(r"\b(light|dark)\s*:\s*(?:[\w$]+\(\s*)?(?:'([^'\n]*)'|\"([^\"\n]*)\"|`([^`\n]*)`|([\w$]+))")
_EXPRESSION = re.compile(
    r"\{\s*(?:`(?P<template>(?:[^`\\]|\\[\s\S])*+)`|'(?P<single>(?:[^'\\\n]|\\.)*+)'|"
    r"\"(?P<double>(?:[^\"\\\n]|\\.)*+)\"|(?P<name>[\w$]+))\s*\}"
)
_ESCAPE = re.compile(r"\\([\s\S])")
_ESCAPED = {"n": "\n", "t": "\t", "\n": ""}
_CLOSING = "</CodeBlock>"


def imported(statement: str) -> dict[str, str]:
    """Name -> path of what an ES import names: a picture, or a file that is imported as text."""
    source = _FROM.search(statement)
    if source is None:
        return {}
    path = (source[1] or source[2]).rpartition("!")[2]
    return {first or second: path for first, second in _NAME.findall(statement)}


def is_picture(path: str) -> bool:
    """Whether a path is that of a picture, by its ending."""
    return _PICTURE.fullmatch(path) is not None


def picture(tag: Tag, names: Mapping[str, str]) -> str:
    """The HTML of a component that shows a picture; empty for any other one."""
    values = attributes(tag.attributes, names)
    alt = values.get("alt") or values.get("title") or ""
    if tag.name == "ThemedImage":
        sources = {scheme: _path(parts, names) for scheme, *parts in _SCHEME_SOURCE.findall(tag.attributes)}
        light, dark = sources.get("light", ""), sources.get("dark", "")
        if light and dark and light != dark:
            return _image(light + LIGHT, alt, values) + _image(dark + DARK, alt, values)
        return _image(light or dark, alt, values) if light or dark else ""
    path = next((path for key in ("src", "img", "image") if is_picture(path := values.get(key, ""))), "")
    path = path or names.get(tag.name, "")
    return _image(path, alt, values) if is_picture(path) else ""


def _path(parts: list[str], names: Mapping[str, str]) -> str:
    *quoted, name = parts
    return next(filter(None, quoted), "") or names.get(name, "")


def _image(path: str, alt: str, values: Mapping[str, str]) -> str:
    sizes = "".join(f' {key}="{values[key]}"' for key in ("width", "height") if values.get(key, "").isdecimal())
    return f'<img src="{escape(path)}" alt="{escape(alt)}"{sizes}>'


def _quoted(found: re.Match[str]) -> str:
    text = next(found[kind] for kind in ("template", "single", "double") if found[kind] is not None)
    return _ESCAPE.sub(lambda escaped: _ESCAPED.get(escaped[1], escaped[1]), text)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A `<CodeBlock>` component."""

    text: str
    file: str
    """Path of a file that it shows instead of a text."""
    info: str
    """What would stand behind a fence."""
    lines: int
    """How many lines it takes."""
    tail: str
    """What stands behind it in its last line."""


def code_block(lines: list[str], at: int, tag: Tag, start: str, names: Mapping[str, str]) -> CodeBlock | None:
    """The component behind whose opening tag `start` stands, and then the lines from `at` on.

    None if it isn't closed.
    """
    end = at
    if _CLOSING not in start:
        end = next((number for number in range(at, len(lines)) if _CLOSING in lines[number]), -1) + 1
    taken = [start, *lines[at:end]]
    inside, closed, tail = "\n".join(taken).partition(_CLOSING)
    if not closed:
        return None
    values = attributes(tag.attributes, names)
    title = values.get("title", "").replace('"', "'")
    words = (values.get("language", ""), f'title="{title}"' if title else "", values.get("metastring", ""))
    found = _EXPRESSION.fullmatch(inside.strip())
    file = names.get(found["name"] or "", "") if found else ""
    text = inside if found is None or found["name"] else _quoted(found)
    return CodeBlock(
        dedent(text).strip("\n") if not file else "", file, " ".join(filter(None, words)), len(taken) - 1, tail
    )
