"""Which modules a script in JavaScript imports, and where it says so.

Only as much of the language is read as it takes to tell code from what only looks like it: comments, strings, templates
and regular expressions. What is not understood for sure is an error and never a guess: these scripts are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    |(?P<string>"(?:[^"\\\n]|\\.|\\\n)*"|'(?:[^'\\\n]|\\.|\\\n)*')
    |(?P<name>\#?[^\W\d][\w$]*|\$[\w$]*)
    |(?P<number>\.?\d[\w.]*)
    |(?P<mark>=>|\?\.(?!\d)|[{}()\[\];,<>=!+\-*%&|^~?:.@])""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_A_PATTERN = frozenset(
    [
        "return",
        "typeof",
        "instanceof",
        "in",
        "of",
        "new",
        "delete",
        "void",
        "throw",
        "case",
        "do",
        "else",
        "yield",
        "await",
    ]
)
"""Names after which a slash begins a regular expression; after any other value it divides."""


class ScriptError(ValueError):
    """What stands in a script isn't understood; the text says what and on which line."""


@dataclass(frozen=True, slots=True)
class Import:
    """The address of a module within a script."""

    start: int
    end: int
    """Where the address begins and ends, its quotes left out."""
    address: str


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


def imports(script: str) -> tuple[Import, ...]:
    """Every module that a script imports or exports from, at once or later, in order of place. Raises `ScriptError`."""
    tokens = [*_tokens(script), _Token("end", "", len(script))]
    found = []
    for place, token in enumerate(tokens):
        if token.kind != "name" or (place and tokens[place - 1].text in (".", "?.")):
            continue
        following = tokens[place + 1]
        if token.text == "import" and following.text != ":":
            found.append(_imported(tokens, place, script))
        elif token.text == "export" and following.text in ("{", "*") and (given := _given(tokens, place)):
            found.append(given)
    return tuple(found)


def _imported(tokens: Sequence[_Token], place: int, script: str) -> Import:
    token, following = tokens[place], tokens[place + 1]
    if following.kind == "string":
        return _address(following)
    if following.text == "(":
        given, end = tokens[place + 2], tokens[place + 3]
        if given.kind != "string" or end.text != ")":
            raise _unknown("an import() of something else than one plain string", token.start, script)
        return _address(given)
    if following.text == ".":
        raise _unknown("import.meta", token.start, script)
    for at in range(place + 1, len(tokens) - 1):
        if tokens[at].text == "from" and tokens[at + 1].kind == "string":
            return _address(tokens[at + 1])
        if tokens[at].text in (";", "(", "="):
            break
    raise _unknown("an import that names no module", token.start, script)


def _given(tokens: Sequence[_Token], place: int) -> Import | None:
    """The module that an `export { … }` or `export *` passes on, if it does."""
    at = place + 1
    if tokens[at].text == "{":
        while tokens[at].text != "}":
            at += 1
    else:
        while tokens[at].text not in ("from", ""):
            at += 1
        at -= 1
    passed_on = tokens[at + 1].text == "from" and tokens[at + 2].kind == "string"
    return _address(tokens[at + 2]) if passed_on else None


def _address(token: _Token) -> Import:
    return Import(token.start + 1, token.start + len(token.text) - 1, token.text[1:-1])


def _tokens(script: str, start: int = 0, *, inside: bool = False) -> Iterator[_Token]:
    """All that isn't blank; with `inside`, up to the brace that ends a part of a template."""
    at, depth, before = start, 0, _Token("", "", 0)
    while at < len(script):
        if script[at] == "`":
            end, within = _template(script, at)
            yield from within
            token = _Token("template", script[at:end], at)
        elif script[at] == "/" and script[at + 1 : at + 2] not in ("/", "*"):
            token = _slash(script, at, before)
        else:
            found = _TOKEN.match(script, at)
            if found is None:
                raise _unknown(f"the character {script[at]!r}", at, script)
            token = _Token(str(found.lastgroup), found[0], at)
        at += len(token.text)
        if token.kind == "blank":
            continue
        depth += (token.text == "{") - (token.text == "}")
        if inside and depth < 0:
            yield token
            return
        yield token
        before = token
    if inside:
        raise _unknown("a template without an end", start, script)


def _slash(script: str, at: int, before: _Token) -> _Token:
    """A regular expression where a value may begin, else a division."""
    divides = before.kind in ("string", "number", "template", "pattern") or before.text in (")", "]", "}")
    if divides or (before.kind == "name" and before.text not in _BEFORE_A_PATTERN):
        return _Token("mark", "/", at)
    found = _PATTERN.match(script, at)
    if not found:
        raise _unknown("a regular expression without an end", at, script)
    return _Token("pattern", found[0], at)


def _template(script: str, start: int) -> tuple[int, list[_Token]]:
    """Where a template ends, and what code stands within it."""
    at, within = start + 1, list[_Token]()
    while at < len(script):
        if script[at] == "`":
            return at + 1, within
        if script.startswith("${", at):
            *code, last = _tokens(script, at + 2, inside=True)
            within += code
            at = last.start + 1
        else:
            at += 2 if script[at] == "\\" else 1
    raise _unknown("a template without an end", start, script)


def _unknown(what: str, at: int, script: str) -> ScriptError:
    return ScriptError(f"line {script.count(chr(10), 0, at) + 1}: {what}")
