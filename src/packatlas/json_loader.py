"""JSON with the place of every value, read as strictly as its standard (RFC 8259) is written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

from packatlas.errors import Location, Problem
from packatlas.tree import DEPTH_LIMIT, FORBIDDEN, SCALAR_LIMIT, Spot, Steps, Tree, Value, checked_text, position
from packatlas.wording import quoted

_LOOKED_THROUGH = 4 * 1024 * 1024
"""Characters in which the place of a fault is looked for."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)


class Number(str):
    """A number as the text it was written as."""

    __slots__ = ()


class _NotANumberError(ValueError):
    """A number that JSON doesn't have."""


class _RepeatedError(ValueError):
    """A key stands twice in one object."""


class _Repeated(dict[str, object]):
    """An object in which a key stands twice."""

    keys_twice: tuple[str, ...] = ()


def load(text: str, path: str) -> tuple[Tree, tuple[Problem, ...]]:
    """Read a JSON text. Never raises; a tree of None stands for a text that cannot be read."""
    raw, problem = _parsed(text, path, _pairs)
    if problem:
        return _nothing(path), (problem,)
    tree = Tree(None, path, lambda: dict(_spots(text)))
    walker = _Walker(tree)
    tree.data = walker.value(raw, ())
    return tree, tuple(walker.problems)


def load_values(text: str, path: str) -> tuple[object, Problem | None]:
    """The values of a long JSON text that a program wrote and of which little is wanted, or why it cannot be read.

    They are as `json` gives them, but for numbers, which are a `Number`. A key that stands twice in one object is no
    value that anybody could mean; `place_of` says where a value stands.
    """
    return _parsed(text, path, _unique)


def place_of(text: str, path: str, steps: Steps) -> Location:
    """Where a value of a valid JSON text stands; only the file where that is far down a very long one."""
    try:
        for here, spot in _spots(text[:_LOOKED_THROUGH]):
            if here == steps:
                return Location(path, spot.line, spot.column)
    except ValueError:
        pass  # the text was cut within a key
    return Location(path)


def _parsed(
    text: str, path: str, pairs: Callable[[list[tuple[str, object]]], dict[str, object]]
) -> tuple[object, Problem | None]:
    number = lru_cache(maxsize=1024)(Number)  # a text of nothing but numbers would take sixty times its size
    try:
        read = json.loads(text, object_pairs_hook=pairs, parse_int=number, parse_float=number, parse_constant=_constant)
    except json.JSONDecodeError as fault:
        return None, _syntax(fault, text, path)
    except _NotANumberError as fault:
        place = position(text, max(text.find(str(fault)), 0))
        message = f"{fault} is not a JSON number"
        return None, Problem("PA062", message, Location(path, *place), hint="write a number, or null")
    except _RepeatedError as fault:
        return None, Problem("PA063", f"the key {quoted(str(fault))} stands twice in one object", Location(path))
    except RecursionError:
        return None, _too_deep(path)
    return read, None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedError(next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1))
    return found


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = _Repeated(pairs)
    if len(found) < len(pairs):
        times = Counter(name for name, _ in pairs)
        found.keys_twice = tuple(sorted(name for name, count in times.items() if count > 1))
    return found


def _constant(name: str) -> object:
    raise _NotANumberError(name)


def _nothing(path: str) -> Tree:
    return Tree(None, path, lambda: {})


def _too_deep(path: str) -> Problem:
    message = f"values are nested more than {DEPTH_LIMIT} deep"
    return Problem("PA006", message, Location(path), hint="make the file flatter")


def _syntax(fault: json.JSONDecodeError, text: str, path: str) -> Problem:
    before = text[: fault.pos].rstrip()
    line, column = fault.lineno, fault.colno
    words, hint = fault.msg[:1].lower() + fault.msg[1:], ""
    trailing = before.endswith(",") and text[fault.pos : fault.pos + 1] in ("}", "]")
    if trailing or fault.msg.startswith("Illegal trailing"):
        words, hint = "a comma before a closing bracket", "delete the comma"
    elif text[fault.pos : fault.pos + 1] in ("'", "/", "#"):
        hint = "JSON has double quotes only, and no comments"
    elif not text.strip():
        words = "the file is empty"
    return Problem("PA062", f"this is not valid JSON: {words}", Location(path, line, column), hint=hint)


class _Walker:
    """Turns what `json` gives into a tree's values: numbers and truth values as texts, nulls absent."""

    def __init__(self, tree: Tree) -> None:
        self.problems: list[Problem] = []
        self._tree = tree

    def value(self, raw: object, steps: Steps) -> Value:
        """The value at `steps`, checked; recursion ends at the depth limit."""
        if len(steps) > DEPTH_LIMIT:
            if not any(problem.code == "PA006" for problem in self.problems):
                self.problems.append(_too_deep(self._tree.path))
            return None
        if isinstance(raw, dict):
            return self._mapping(raw, steps)
        if isinstance(raw, list):
            return [self.value(item, (*steps, number)) for number, item in enumerate(raw)]
        if isinstance(raw, bool):
            return "true" if raw else "false"
        return None if raw is None else self._text(str(raw), steps)

    def _mapping(self, raw: dict[str, object], steps: Steps) -> dict[str, Value]:
        for name in getattr(raw, "keys_twice", ()):
            place = self._tree.key_at((*steps, name))
            message = f"the key {quoted(name)} stands here twice"
            self.problems.append(Problem("PA063", message, place, hint="the last one counts; keep one"))
        values = {self._text(name, steps): self.value(item, (*steps, name)) for name, item in raw.items()}
        return {name: value for name, value in values.items() if value is not None}

    def _text(self, text: str, steps: Steps) -> str:
        if FORBIDDEN.search(text) or len(text) > SCALAR_LIMIT:
            text, problems = checked_text(text, self._tree.value_at(steps))
            self.problems += problems
        return text


def _spots(text: str) -> Iterator[tuple[Steps, Spot]]:
    """Where every value of a valid JSON text stands; of a key that stands twice, the last comes last."""
    stack: list[tuple[str, int | str]] = []
    key: tuple[str, int, int] | None = None
    line, line_start, seen = 1, 0, 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if newlines := text.count("\n", seen, start):
            line += newlines
            line_start = text.rfind("\n", seen, start) + 1
        seen = start
        column, word = start - line_start + 1, token[0]
        if word == ":":
            continue
        if word == ",":
            kind, at = stack[-1]
            stack[-1] = (kind, at + 1 if isinstance(at, int) else at)
            key = None
        elif word in "}]":
            stack.pop()
            key = None
        elif stack and stack[-1][0] == "{" and key is None:
            key = (json.loads(word, strict=False), line, column)
            stack[-1] = ("{", key[0])
        else:
            key_line, key_column = (key[1], key[2]) if key else (line, column)
            yield tuple(step for _, step in stack), Spot(line, column, key_line, key_column)
            if word in "{[":
                stack.append((word, "" if word == "{" else 0))
                key = None
