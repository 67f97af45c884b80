"""Signed JSON, read more strictly than a JSON parser does: what two readers could understand differently is refused.

A value is read into plain Python values: objects, lists, texts, whole and broken numbers, truth values and null.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from packatlas.tree import FORBIDDEN
from packatlas.wording import quoted

DEPTH_LIMIT = 16
"""Objects and lists in one another; a statement of packatlas has five."""
_NUMBER_LIMIT = 32
"""Characters of one number."""
_LARGEST = 2**53 - 1
"""Beyond it readers round whole numbers differently: RFC 8785, 3.2.2.3."""
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z", re.ASCII)
_YEARS = range(1970, 2100)


class UnsoundError(ValueError):
    """Why a text cannot be used: the end of a sentence that begins with what it is."""


def read_json(data: bytes) -> Any:
    """The value of a JSON text (RFC 8259); raises `UnsoundError` for what is none, or not the same to every reader."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise UnsoundError(f"is not UTF-8 at byte {fault.start + 1}") from None
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_broken, parse_constant=_constant
        )
    except json.JSONDecodeError as fault:
        words = fault.msg[:1].lower() + fault.msg[1:]
        raise UnsoundError(f"is not JSON: {words} in line {fault.lineno}, column {fault.colno}") from None
    except RecursionError:
        raise UnsoundError(f"is nested more than {DEPTH_LIMIT} deep") from None
    _walk(value, 0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise UnsoundError(f"has the key {quoted(twice)} twice")
    return found


def _whole(text: str) -> int:
    if len(text) > _NUMBER_LIMIT or abs(int(text)) > _LARGEST:
        raise UnsoundError(f"has a number that not every reader can hold: {quoted(text)}")
    return int(text)


def _broken(text: str) -> float:
    if len(text) > _NUMBER_LIMIT or not math.isfinite(float(text)):
        raise UnsoundError(f"has a number that not every reader can hold: {quoted(text)}")
    return float(text)


def _constant(name: str) -> Any:
    raise UnsoundError(f"has {name}, which is no JSON number")


def _walk(value: Any, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise UnsoundError(f"is nested more than {DEPTH_LIMIT} deep")
    if isinstance(value, str):
        if found := FORBIDDEN.search(value):
            raise UnsoundError(f"has the invisible or control character U+{ord(found[0]):04X} in a text")
    elif isinstance(value, dict):
        for name, item in value.items():
            _walk(name, depth)
            _walk(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _walk(item, depth + 1)


def moment(text: str) -> datetime | None:
    """A time as in-toto writes it, `2026-11-01T00:00:00Z` (RFC 3339 in UTC); None if it is none."""
    found = _MOMENT.fullmatch(text)
    try:
        when = datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
    if found is None or when is None or when.year not in _YEARS:
        return None
    return when.replace(microsecond=int((found[2] or "").ljust(6, "0")[:6]))


def written(when: datetime) -> str:
    """A time as `moment` reads it, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
