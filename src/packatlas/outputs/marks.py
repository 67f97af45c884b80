"""Markdown written by the program: what a text says is never taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from packatlas.outputs.files import without_controls

_MARKS = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|(?<!\S)#+")
_AT_START = re.compile(r"[>+=-]|\d{1,9}(?=[.)])")
_RUNS = re.compile(r"`+")


def line(text: str) -> str:
    """A text on one line, to be read as it is by any Markdown reader."""
    flat = _inside(text)
    if found := _AT_START.match(flat):
        at = found.end() if found[0].isdecimal() else 0
        flat = f"{flat[:at]}\\{flat[at:]}"
    return flat


def _inside(text: str) -> str:
    """The same where a line doesn't begin with it."""
    flat = " ".join(without_controls(text).split())
    return _MARKS.sub(lambda found: "".join("\\" + char for char in found[0]), flat)


def code(text: str) -> str:
    """A text as inline code; what no table could hold as code is plain text."""
    flat = " ".join(without_controls(text).split())
    if not flat or "\\|" in flat:
        return line(flat)
    fence = "`" * (1 + max(map(len, _RUNS.findall(flat)), default=0))
    return f"{fence} {flat} {fence}" if "`" in flat else f"{fence}{flat}{fence}"


def block(text: str, language: str = "") -> str:
    """A text as a block of code."""
    fence = "`" * max(3, 1 + max(map(len, _RUNS.findall(text)), default=0))
    ending = "" if text.endswith("\n") else "\n"
    return f"{fence}{language}\n{text}{ending}{fence}"


def link(title: str, target: str) -> str:
    """A link; what could end its target early is encoded."""
    return f"[{_inside(title)}]({quote(target, safe='/:?#@!$&*+,;=%~_.-')})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in lines)


def items(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {text}" for text in lines)
