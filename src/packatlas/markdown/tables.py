"""Tables (GFM 0.29, section 4.10): delimiter rows and the cells of a row."""

from __future__ import annotations

import re

_DELIMITER = re.compile(r"\|?+[ \t\v\f]*+:?+-++:?+[ \t\v\f]*+(?:\|[ \t\v\f]*+:?+-++:?+[ \t\v\f]*+)*+\|?+[ \t\v\f]*+$")
_CELL = re.compile(r"((?:[^|\\]++|\\\|?)*+)(\|[ \t\v\f]*+)?")
_ALIGNMENT = {(True, True): "center", (True, False): "left", (False, True): "right"}
MAX_EMPTY_CELLS = 200_000
"""Cells that short rows of one table may be filled up with."""


def alignments(line: str) -> list[str] | None:
    """One alignment a column (empty: none) if the line is a delimiter row."""
    if not _DELIMITER.match(line):
        return None
    return [_ALIGNMENT.get((cell[:1] == ":", cell[-1:] == ":"), "") for cell in cells(line)]


def cells(line: str) -> list[str]:
    r"""The cells of a row, trimmed, with `\|` as a plain pipe; none if the line is no row."""
    line = line.strip(" \t\v\f")
    if line == "|":
        return []
    if "\\" not in line:
        parts = line.split("|")
        if len(parts) > 1 and not parts[0]:
            del parts[0]
        if len(parts) > 1 and not parts[-1]:
            del parts[-1]
        return [part.strip(" \t\v\f") for part in parts]
    at = 1 if line.startswith("|") else 0
    found: list[str] = []
    while at < len(line):
        match = _CELL.match(line, at)
        if match is None or match.end() == at:
            break
        found.append(match[1].replace("\\|", "|").strip(" \t\v\f"))
        at = match.end()
    return found
