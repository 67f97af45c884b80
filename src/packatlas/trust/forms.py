"""Look through a JSON value for what it has to hold; every fault is kept with its way, and none is raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from packatlas.suggest import did_you_mean
from packatlas.tree import Steps
from packatlas.trust.strict import moment
from packatlas.wording import quoted

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
"""RFC 3986, section 3: a scheme and what follows it, in the characters that a URI may have."""
_TEXT_LIMIT = 500
_Item = TypeVar("_Item")


class Form:
    """The faults of one value so far, and the readers that find them. After a fault a reader gives an empty value."""

    def __init__(self) -> None:
        self.faults: list[tuple[Steps, str, str]] = []
        """The way to a value, what is wrong with it, and the way out."""

    def fault(self, steps: Steps, message: str, hint: str = "") -> None:
        """Note a fault of the value at `steps`."""
        self.faults.append((steps, message, hint))

    def object(self, value: Any, steps: Steps, keys: Iterable[str], *, others: bool = False) -> dict[str, Any]:
        """An object that has all these `keys`; one that ends with `?` may be left out. `others` are passed over."""
        if not isinstance(value, dict):
            self.fault(steps, f"{_name(steps)} is {_kind(value)}, not an object")
            return {}
        names = {key.rstrip("?"): key.endswith("?") for key in keys}
        for key, optional in names.items():
            if not optional and key not in value:
                self.fault(steps, f"the key '{key}' is missing{_inside(steps)}")
        for key in value if not others else ():
            if key not in names:
                self.fault((*steps, key), f"unknown key {quoted(key)}{_inside(steps)}", did_you_mean(key, names))
        return value

    def items(self, value: Any, steps: Steps, read: Callable[[Any, Steps], _Item], most: int) -> tuple[_Item, ...]:
        """A list of one to `most` items, each read by `read`."""
        if not isinstance(value, list):
            self.fault(steps, f"{_name(steps)} is {_kind(value)}, not a list")
            return ()
        if not 1 <= len(value) <= most:
            self.fault(steps, f"{_name(steps)} has {len(value)} items, not 1 to {most}")
            return ()
        return tuple(read(item, (*steps, number)) for number, item in enumerate(value))

    def text(self, value: Any, steps: Steps) -> str:
        """A text of one line that isn't empty."""
        if not isinstance(value, str):
            self.fault(steps, f"{_name(steps)} is {_kind(value)}, not a text")
        elif not value.strip() or len(value) > _TEXT_LIMIT or value != " ".join(value.split()):
            self.fault(steps, f"{_name(steps)} is not a text of one line and at most {_TEXT_LIMIT} characters")
        else:
            return value
        return ""

    def number(self, value: Any, steps: Steps, low: int = 0, high: int = 1_000_000_000) -> int:
        """A whole number, written without point or exponent."""
        if type(value) is not int:
            self.fault(steps, f"{_name(steps)} is {_kind(value)}, not a whole number")
        elif not low <= value <= high:
            self.fault(steps, f"{_name(steps)} is {value}, not {low} to {high}")
        else:
            return value
        return low

    def moment(self, value: Any, steps: Steps) -> datetime | None:
        """A time in UTC."""
        found = moment(value) if isinstance(value, str) else None
        if found is None:
            hint = "write it in UTC, as 2026-11-01T00:00:00Z"
            self.fault(steps, f"{_name(steps)} is not a time: {_shown(value)}", hint)
        return found

    def digest(self, value: Any, steps: Steps) -> str:
        """64 hexadecimal digits in small letters."""
        if isinstance(value, str) and _HEX.fullmatch(value):
            return value
        self.fault(steps, f"{_name(steps)} is not 64 hexadecimal digits in small letters: {_shown(value)}")
        return ""

    def uri(self, value: Any, steps: Steps) -> str:
        """An absolute URI."""
        if isinstance(value, str) and len(value) <= _TEXT_LIMIT and _URI.fullmatch(value):
            return value
        self.fault(steps, f"{_name(steps)} is not a URI: {_shown(value)}")
        return ""


def _name(steps: Steps) -> str:
    """The way to a value as people write it; list positions count from 1."""
    parts = (f"[{step + 1}]" if isinstance(step, int) else f".{quoted(step)[1:-1]}" for step in steps)
    return f"'{''.join(parts).lstrip('.')}'" if steps else "the whole"


def _inside(steps: Steps) -> str:
    return f" in {_name(steps)}" if steps else ""


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return "null"


def _shown(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else _kind(value)
