"""What Docusaurus adds to Markdown: admonitions, components, imports, comments and fence options."""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = {
    "note": "note",
    "secondary": "note",
    "tip": "tip",
    "hint": "tip",
    "success": "tip",
    "info": "info",
    "important": "info",
    "warning": "warning",
    "caution": "warning",
    "attention": "warning",
    "danger": "danger",
    "error": "danger",
}
"""Admonition kind as written -> the one of five that it is drawn as."""
ALERTS = {"note": "note", "tip": "tip", "important": "info", "warning": "warning", "caution": "danger"}
"""GitHub's alerts; its caution is the gravest kind."""

_OPEN = re.compile(
    r"(:{3,})[ \t]*+([A-Za-z][\w-]*+)(?=[\s\[{]|$)[ \t]*+(?:\[((?:[^\]\\]|\\.)*+)\]|(\{[^{}]*+\}))?+(.*)$"
)
_CLOSE = re.compile(r"(:{3,})[ \t]*+$")
_BINDING = r"(?:[\w$]+|\*\s+as\s+[\w$]+|\{[^{}]*\})"
_IMPORT = re.compile(
    rf"import\s+(?:(?:type\s+)?{_BINDING}(?:\s*,\s*{_BINDING})?\s*\bfrom\s*|(?:type\s+)?\{{[^{{}}]*\}}\s*from\s*)?"
    r"(?:'[^'\n]+'|\"[^\"\n]+\")[ \t]*;?[ \t]*(?:\n|$)"
)
_EXPORT = re.compile(
    r"export\s+(?:(?:const|let|var)\s+[\w$]+\s*(?::[^=\n]+)?=|(?:default\s+)?(?:async\s+)?function\b[^\n]*\(|"
    r"(?:default\s+)?class\s+[\w$]+|default\s+(?:[\w$]+\s*;|\{|\(|\[)|\{[^{}]*\}|\*\s)"
)
_TAB_VALUE = re.compile(r"\{([^{}]*)\}")
_TAB_FIELD = re.compile(r"\b(label|value)\s*:\s*(?:'([^']*)'|\"([^\"]*)\")")
_COMMENT_LINE = re.compile(
    r"\s*(?:#|//|--|;|%|<!--|/\*|\{\s*/\*)\s*highlight-(next-line|start|end)\s*(?:-->|\*/\s*\}?)?\s*$"
)
_RANGES = re.compile(r"\{([\d\s,-]+)\}")
_TITLE = re.compile(r"""\btitle=(?:"([^"]*)"|'([^']*)')""")
_MAX_STATEMENT_LINES = 60
_MAX_RANGES = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line of an admonition."""

    colons: int
    kind: str
    title: str


def admonition(line: str) -> Opening | None:
    """`:::note[Title]`, `:::note Title`, `::: tip`; None if the line opens no admonition."""
    found = _OPEN.match(line)
    if found is None:
        return None
    colons, kind, bracketed, _, rest = found.groups()
    return Opening(len(colons), kind.lower(), bracketed if bracketed is not None else rest.strip())


def closing(line: str) -> int:
    """The number of colons in a line of nothing but colons; 0 for any other line."""
    found = _CLOSE.match(line)
    return len(found[1]) if found else 0


def statement_lines(lines: list[str], at: int) -> int:
    """How many lines from `at` on are one ES import or export; 0 for prose."""
    head = lines[at]
    if head.startswith("import"):
        found = _IMPORT.match("\n".join(lines[at : at + _MAX_STATEMENT_LINES]))
        return found[0].rstrip("\n").count("\n") + 1 if found else 0
    if not _EXPORT.match("\n".join(lines[at : at + 3])):
        return 0
    end = at
    while end < len(lines) and lines[end].strip():
        end += 1
    return end - at


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """What stands behind the opening of a code fence."""

    language: str = ""
    title: str = ""
    marked: frozenset[int] = frozenset()


def fence_info(info: str, length: int) -> FenceInfo:
    """Language, title and marked lines of a fence of `length` lines; other options are ignored."""
    info = info.strip()
    if not info:
        return FenceInfo()
    language = info.split(None, 1)[0]
    language = "" if language.startswith("{") or "=" in language else language.partition("{")[0]
    title = _TITLE.search(info)
    ranges = _RANGES.search(info)
    words = (title[1] or title[2] or "") if title else ""
    return FenceInfo(language, words, _lines(ranges[1], length) if ranges else frozenset())


def _lines(ranges: str, length: int) -> frozenset[int]:
    """`2,4-6` as a set of line numbers, none above `length`."""
    chosen: set[int] = set()
    for part in ranges.split(",")[:_MAX_RANGES]:
        first, _, last = part.strip().partition("-")
        if first.isdecimal() and (last.isdecimal() or not last):
            stop = min(int(last[:9] or first[:9]), length)
            chosen.update(range(int(first[:9]), stop + 1))
    return frozenset(chosen)


def magic_comments(lines: list[str], marked: frozenset[int]) -> tuple[list[str], frozenset[int]]:
    """Take `highlight-next-line` and `highlight-start`/`-end` comments out and mark the lines they mean."""
    if not any("highlight-" in line for line in lines):
        return lines, marked
    kept: list[str] = []
    chosen = set(marked)
    following = inside = False
    for line in lines:
        found = _COMMENT_LINE.match(line) if "highlight-" in line else None
        if found:
            following = found[1] == "next-line"
            inside = found[1] == "start" or (inside and following)
            continue
        kept.append(line)
        if following or inside:
            chosen.add(len(kept))
        following = False
    return kept, frozenset(chosen)


def tab_labels(attributes: str) -> dict[str, str]:
    """Labels by value, from `values={[{label: 'A', value: 'a'}]}` of a `<Tabs>` tag."""
    labels: dict[str, str] = {}
    for entry in _TAB_VALUE.findall(attributes):
        fields = {name: single or double for name, single, double in _TAB_FIELD.findall(entry)}
        if len(fields) == 2:
            labels[fields["value"]] = fields["label"]
    return labels
