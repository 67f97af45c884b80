"""Random changes of a signed statement."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, "", "x", "\u0000", "\u202e", [], {}, [[]], {"sig": ""}, "=" * 8, 10**30,
)  # fmt: skip
_BYTES = (
    b" ",
    b"\n",
    b"\t",
    b"\r",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b",",
    b":",
    b"\\",
    b"/",
    b"=",
    b"-",
    b"_",
    b"0",
    b"A",
)


def same_but_for_white_space(one: bytes, other: bytes) -> bool:
    """Whether two envelopes differ in nothing but what JSON takes for white space; no text of theirs has any."""
    return _bare(one) == _bare(other)


def _bare(data: bytes) -> bytes:
    return data.translate(None, b" \t\r\n")


def mutated_bytes(data: bytes, random: Random) -> bytes:
    """One to three bytes put in, taken out, exchanged or repeated."""
    for _ in range(random.randint(1, 3)):
        at, other = random.randrange(len(data) + 1), random.randrange(len(data) + 1)
        low, high = min(at, other), max(at, other)
        kind = random.randrange(7)
        if kind == 0:
            data = data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + random.choice(_BYTES) + data[at:]
        elif kind == 2:
            data = data[:at] + data[at + random.randint(1, 4) :]
        elif kind == 3 and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
        elif kind == 4:
            data = data[:high] + data[low : low + 40] + data[high:]
        elif kind == 5:
            data = data[:low] + data[high:] if high - low < 60 else data[:at]
        else:
            data = data[:low] + data[low:high][::-1] + data[high:] if high - low < 6 else data[:at] + b" " + data[at:]
    return data


def structurally_mutated(value: Any, random: Random) -> Any:
    """The same values with one to three of them exchanged, removed, repeated or moved."""
    whole = copy.deepcopy(value)
    for _ in range(random.randint(1, 3)):
        place = random.choice(_containers(whole))
        _change(place, random)
    return whole


def _containers(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(one for item in inside for one in _containers(item))] if isinstance(value, dict | list) else []


def _change(place: Any, random: Random) -> None:
    if isinstance(place, list):
        at = random.randrange(len(place) + 1)
        if place and random.random() < 0.5:
            place[at - 1] = copy.deepcopy(random.choice((*_ODD, *place)))
        else:
            place.insert(at, copy.deepcopy(random.choice((*_ODD, *place))))
        return
    name = random.choice([*place, "extra"])
    kind = random.randrange(5)
    if kind == 0:
        place.pop(name, None)
    elif kind == 1:
        place[name] = copy.deepcopy(random.choice(_ODD))
    elif kind == 2:
        place[random.choice([*place, "extra", name.upper(), f"{name} "])] = copy.deepcopy(place.get(name))
    elif kind == 3 and isinstance(place.get(name), str) and place[name]:
        at = random.randrange(len(place[name]))
        place[name] = place[name][:at] + random.choice("Aa09+/=-_ ") + place[name][at + random.randint(0, 1) :]
    else:
        place[name] = [place.get(name)]
