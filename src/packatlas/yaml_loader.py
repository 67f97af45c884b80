"""YAML on libyaml, made safe: every fault with its place, and no feature that surprises a reader of the file.

The events of libyaml's parser are put together here, without recursion, because its own composer would silently
take the last of two equal keys, follow aliases and descend as deep as a file asks it to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from packatlas.errors import Location, Problem
from packatlas.tree import DEPTH_LIMIT, FORBIDDEN, SCALAR_LIMIT, Spot, Steps, Tree, Value, checked_text, position
from packatlas.wording import quoted

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TOO_DEEP, _FLATTER = f"values are nested more than {DEPTH_LIMIT} deep", "make the file flatter"
_HINTS = {
    "mapping values are not allowed": "put quotes around a value that contains ': '",
    "cannot start any token": "indent with spaces, not tabs, and quote values that start with a special character",
    "could not find expected ':'": "a key is followed by a colon and a space",
    "did not find expected key": "check the indentation, and quote values that contain quotes or ': '",
    "expected ',' or": "close the bracket that was opened before",
    "unexpected end of stream": "close the quotes that were opened before",
    "control characters are not allowed": "delete the invisible character",
}


def load(text: str, path: str, first_line: int = 1) -> tuple[Tree, tuple[Problem, ...]]:
    """Read one YAML document; `first_line` is the line of the file that `text` starts on.

    Never raises. What could be read before a fault is in the tree; keys without a value count as absent.
    """
    builder = _Builder(path, first_line)
    try:
        for event in _events(text):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.YAMLError as fault:
        builder.problems.append(_syntax(fault, text, path, first_line))
    spots = builder.spots
    return Tree(builder.root, path, lambda: spots), tuple(builder.problems)


def _events(text: str) -> Iterator[Event]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


def _syntax(fault: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    words = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "it cannot be read"
    if mark:
        location = Location(path, mark.line + first_line, mark.column + 1)
    else:
        control = FORBIDDEN.search(text)
        line, column = position(text, control.start()) if control else (1, 1)
        location = Location(path, line + first_line - 1, column)
    # libyaml has a limit of its own, and reads so far ahead that it may meet that before we meet ours.
    if "nesting depth" in words:
        return Problem("PA006", _TOO_DEEP, location, hint=_FLATTER)
    hint = next((hint for part, hint in _HINTS.items() if part in words), "")
    return Problem("PA003", f"this is not valid YAML: {words}", location, hint=hint)


@dataclass(slots=True)
class _Level:
    """A mapping or list that is being filled."""

    value: dict[str, Value] | list[Value]
    steps: Steps
    key: tuple[str, Location] | None = None
    keys: dict[str, Location] = field(default_factory=dict)
    ignored: bool = False
    """Whether it hangs on something that was refused, and goes nowhere."""
    refused: bool = False
    """Whether the key that waits for its value was refused."""


class _Builder:
    """Takes events one by one and grows a tree."""

    def __init__(self, path: str, first_line: int) -> None:
        self.root: Value = None
        self.spots: dict[Steps, Spot] = {}
        self.problems: list[Problem] = []
        self.stopped = False
        self._path = path
        self._first = first_line
        self._levels: list[_Level] = []
        self._documents = 0

    def take(self, event: Event) -> None:
        """Add one event; sets `stopped` when no more should come."""
        if isinstance(event, NodeEvent):
            self._node(event)
        elif isinstance(event, CollectionEndEvent):
            self._levels.pop()
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                hint = "remove the line '---' and what follows"
                self._stop("PA005", "a second YAML document starts here", event, hint)

    def _node(self, event: NodeEvent) -> None:
        self._check_features(event)
        level = self._levels[-1] if self._levels else None
        if level and isinstance(level.value, dict) and level.key is None:
            self._key(level, event)
            return
        value = self._value(event)
        ignored = self._place(level, event, value)
        if isinstance(value, dict | list):
            self._open(value, level, ignored, event)

    def _check_features(self, event: NodeEvent) -> None:
        """Refuse what makes a file mean something else than it shows."""
        if isinstance(event, AliasEvent):
            self._report("PA005", f"the alias '*{event.anchor}' is not allowed", event, "write the value out")
            return
        if event.anchor is not None:
            hint = "write the value out where it is used"
            self._report("PA005", f"the anchor '&{event.anchor}' is not allowed", event, hint)
        tag = getattr(event, "tag", None)
        if tag is not None:
            hint = "remove it; quotes make a value a text"
            self._report("PA005", f"the tag {quoted(tag)} is not allowed", event, hint)

    def _key(self, level: _Level, event: NodeEvent) -> None:
        location = self._location(event)
        if not isinstance(event, ScalarEvent):
            if not isinstance(event, AliasEvent):
                self._stop("PA005", "a key has to be a plain text", event, "put quotes around a key with brackets")
            level.key, level.refused = ("", location), True
            return
        name = event.value
        if name == "<<" and event.implicit[0]:
            self._report("PA005", "the merge key '<<' is not allowed", event, "write the keys out")
            level.key, level.refused = ("", location), True
            return
        if name in level.keys:
            first = level.keys[name]
            message, hint = f"the key {quoted(name)} stands here twice", f"first in line {first.line}; keep one"
            self.problems.append(Problem("PA004", message, location, hint=hint, related=(first,)))
        name = self._checked(name, event)
        level.keys.setdefault(name, location)
        level.key = (name, location)

    def _value(self, event: NodeEvent) -> Value:
        if isinstance(event, MappingStartEvent):
            return {}
        if isinstance(event, SequenceStartEvent):
            return []
        if not isinstance(event, ScalarEvent) or (event.implicit[0] and event.value in _NULLS):
            return None
        return self._checked(event.value, event)

    def _place(self, level: _Level | None, event: NodeEvent, value: Value) -> bool:
        """Put a value where it belongs; True when it belongs nowhere."""
        here = self._location(event)
        if level is None:
            self.root = value
            self.spots[()] = Spot(here.line, here.column, here.line, here.column)
            return False
        if isinstance(level.value, list):
            steps: Steps = (*level.steps, len(level.value))
            level.value.append(value)
            key = here
        else:
            name, key = level.key or ("", here)
            refused = level.refused
            level.key, level.refused = None, False
            steps = (*level.steps, name)
            if refused or level.ignored or name in level.value or steps in self.spots:
                return True
            if value is not None:
                level.value[name] = value
        if not level.ignored:
            self.spots[steps] = Spot(here.line, here.column, key.line, key.column)
        return level.ignored

    def _open(self, value: dict[str, Value] | list[Value], level: _Level | None, ignored: bool, event: Event) -> None:
        steps: Steps = ()
        if level is not None:
            last = len(level.value) - 1 if isinstance(level.value, list) else next(reversed(level.value), "")
            steps = (*level.steps, last)
        self._levels.append(_Level(value, steps, ignored=ignored))
        if len(self._levels) > DEPTH_LIMIT:
            self._stop("PA006", _TOO_DEEP, event, _FLATTER)

    def _checked(self, text: str, event: Event) -> str:
        if FORBIDDEN.search(text) or len(text) > SCALAR_LIMIT:
            text, problems = checked_text(text, self._location(event))
            self.problems += problems
        return text

    def _location(self, event: Event) -> Location:
        mark = event.start_mark
        return Location(self._path, mark.line + self._first, mark.column + 1) if mark else Location(self._path)

    def _report(self, code: str, message: str, event: Event, hint: str) -> None:
        self.problems.append(Problem(code, message, self._location(event), hint=hint))

    def _stop(self, code: str, message: str, event: Event, hint: str) -> None:
        self._report(code, message, event, hint)
        self.stopped = True
