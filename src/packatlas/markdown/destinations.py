"""Link destinations, titles and labels, and link reference definitions (CommonMark 0.31, 4.7 and 6.3)."""

from __future__ import annotations

import re
from html.entities import html5

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
ENTITY = re.compile(r"&(?:#[Xx]([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\[^\n])*+)>")
_BARE = re.compile(r"[^()\\\x00-\x20\x7f]*+")
_STEP = re.compile(r"\\[!-/:-@\[-`{-~]|[^()\x00-\x20\x7f]")
_SPACE = re.compile(r"[ \t\n\v\f\r]*+")
_TITLE = re.compile(
    r"\"((?:[^\"\\]|\\[\s\S])*+)\"|'((?:[^'\\]|\\[\s\S])*+)'|\(((?:[^()\\]|\\[\s\S])*+)\)"
)  # fmt: skip
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\[\s\S]){0,999}+)\]")
_BREAK = re.compile(r"[ \t]*+\n?[ \t]*+")
_LINE_END = re.compile(r"[ \t]*+(?:\n|$)")
_MAX_PARENTHESES = 32


def character(found: re.Match[str]) -> str:
    """The text that an entity stands for, or the entity itself when there is none of that name."""
    hexadecimal, decimal, name = found.groups()
    if name:
        return html5.get(name + ";", found[0])
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return chr(code)


def resolve(text: str) -> str:
    """Text with entities and backslash escapes resolved, as in destinations, titles and fence infos."""
    if "\\" not in text:
        return ENTITY.sub(character, text) if "&" in text else text
    parts: list[str] = []
    at = 0
    for found in _ESCAPED.finditer(text):
        parts += (ENTITY.sub(character, text[at : found.start()]), found[1])
        at = found.end()
    parts.append(ENTITY.sub(character, text[at:]))
    return "".join(parts)


def normal(label: str) -> str:
    """A label as labels are compared: case folded, white space collapsed."""
    return " ".join(label.split()).casefold()


def destination(text: str, at: int) -> tuple[str, int] | None:
    """The raw destination at `at` and where it ends; empty only when it stands in `<>` or before `)`."""
    if text.startswith("<", at):
        angled = _ANGLED.match(text, at)
        return (angled[1], angled.end()) if angled else None
    end = _bare(text, at)
    return None if end < 0 else (text[at:end], end)


def _bare(text: str, at: int) -> int:
    """End of a destination without angle brackets: balanced parentheses, no space or control character; or -1."""
    depth = 0
    size = len(text)
    while True:
        found = _BARE.match(text, at)
        at = found.end() if found else at
        if at >= size:
            return at if not depth else -1
        mark = text[at]
        if mark == "(":
            depth += 1
            if depth > _MAX_PARENTHESES:
                return -1
        elif mark == ")":
            if not depth:
                return at
            depth -= 1
        elif mark == "\\":
            step = _STEP.match(text, at)
            at = step.end() - 1 if step else at
        else:
            return -1 if depth else at
        at += 1


def title(text: str, at: int) -> tuple[str, int] | None:
    """The raw title at `at`, without its quotes, and where it ends."""
    found = _TITLE.match(text, at)
    if found is None:
        return None
    return found[found.lastindex or 1], found.end()


def inline_target(text: str, at: int) -> tuple[str, str, int] | None:
    """Destination, title and end of `(destination "title")` at `at`; None if it isn't one."""
    start = _skip(text, at + 1)
    found = destination(text, start)
    if found is None:
        return None
    raw, end = found
    after = _skip(text, end)
    heading = title(text, after) if after > end else None
    words = ""
    if heading:
        words, after = heading
        after = _skip(text, after)
    if not text.startswith(")", after):
        return None
    return resolve(raw), resolve(words), after + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def label(text: str, at: int) -> tuple[str, int] | None:
    """The label `[…]` at `at` and where it ends."""
    found = _LABEL.match(text, at)
    return (found[1], found.end()) if found else None


def definitions(text: str, references: dict[str, tuple[str, str]]) -> str:
    """Take the link reference definitions off the front of a paragraph; the first of a label counts."""
    at = 0
    while text.startswith("[", at):
        found = _definition(text, at)
        if found is None:
            break
        name, target, words, at = found
        references.setdefault(name, (target, words))
    return text[at:] if at else text


def _definition(text: str, at: int) -> tuple[str, str, str, int] | None:
    """Label, destination, title and end of one definition."""
    named = label(text, at)
    if named is None or not text.startswith(":", named[1]) or not named[0].strip():
        return None
    start = _between(text, named[1] + 1)
    found = destination(text, start)
    if found is None or (found[1] == start):
        return None
    raw, end = found
    after = _between(text, end)
    words = title(text, after) if after > end else None
    if words:
        ending = _LINE_END.match(text, words[1])
        if ending:
            return normal(named[0]), resolve(raw), resolve(words[0]), ending.end()
    ending = _LINE_END.match(text, end)
    if ending is None:
        return None
    return normal(named[0]), resolve(raw), "", ending.end()


def _between(text: str, at: int) -> int:
    """Past spaces and at most one line end."""
    found = _BREAK.match(text, at)
    return found.end() if found else at
