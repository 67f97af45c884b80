"""The values of a report with the way to each, read by what is expected of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from packatlas.findings import Finding, Rating, advisory_id
from packatlas.json_loader import Number
from packatlas.tree import FORBIDDEN, Steps
from packatlas.wording import quoted

LONGEST = 200
"""Characters of a name or version that are kept."""
MOST_FINDINGS = 100_000
"""Entries that a report may have; the largest real ones have a tenth."""
_YEARS = range(1970, 2100)


class WrongError(Exception):
    """A value is not what the scanner's format has there."""

    def __init__(self, steps: Steps, message: str, code: str = "PA202") -> None:
        super().__init__(message)
        self.steps = steps
        self.code = code


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the way to it from the root of its report. What is missing and what is null are the same."""

    value: object
    steps: Steps = ()

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def at(self, *keys: str) -> Node:
        """The value at some keys below this one, which has to be an object."""
        here = self
        for key in keys:
            below = here._object().get(key)
            here = Node(below, (*here.steps, key))
        return here

    def items(self) -> Iterator[Node]:
        """What is in this list; nothing where there is none."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self._not("a list")
        for number, item in enumerate(self.value):
            yield Node(item, (*self.steps, number))

    def objects(self) -> Iterator[Node]:
        """The same, of which each has to be an object."""
        for item in self.items():
            if not isinstance(item.value, dict):
                raise item._not("an object")
            yield item

    def each(self, key: str) -> Iterator[Node]:
        """The objects of the list at a key."""
        return self.at(key).objects()

    def texts(self, key: str) -> Iterator[str]:
        """The texts of the list at a key."""
        return (item.plain() for item in self.at(key).items())

    def text(self, *keys: str) -> str:
        """A text, as one line of a bounded length; empty where there is none."""
        return self.at(*keys).plain()

    def plain(self) -> str:
        """This value as `text` has it."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str) or isinstance(self.value, Number):
            raise self._not("a text")
        return " ".join(FORBIDDEN.sub("\ufffd", self.value[: 2 * LONGEST]).split())[:LONGEST]

    def moment(self, *keys: str) -> str:
        """A time as `Report.finished` has it; empty for none, and for the zero that stands for an unknown one."""
        found = self.at(*keys)
        text = found.plain()
        if not text:
            return ""
        try:
            when = datetime.fromisoformat(text)
            when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
        except (ValueError, OverflowError):
            if text.startswith("0001-01-01"):
                return ""
            raise WrongError(found.steps, f"{_dotted(found.steps)} is {quoted(text)} and no time") from None
        return f"{when:%Y-%m-%dT%H:%M:%SZ}" if when.year in _YEARS else ""

    def _object(self) -> dict[str, object]:
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self._not("an object")
        return self.value

    def _not(self, wanted: str) -> WrongError:
        return WrongError(self.steps, f"{_dotted(self.steps)} is {_kind(self.value)} and should be {wanted}")


def _kind(value: object) -> str:
    if isinstance(value, Number):
        return "a number"
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a truth value"}
    return kinds.get(type(value), "null")


def _dotted(steps: Steps) -> str:
    """The way to a value as people write it, `Results[0].Vulnerabilities`; what jq takes."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{quoted(step)[1:-1]}" for step in steps)
    return "".join(parts).lstrip(".") or "it"


def finding(node: Node, id: str, **known: object) -> Finding:
    """A finding that has to have an identifier."""
    if not id:
        raise WrongError(node.steps, f"{_dotted(node.steps)} has no identifier")
    return Finding(id=advisory_id(id), **known)  # type: ignore[arg-type]


def aliases(names: Iterable[str]) -> tuple[str, ...]:
    """The names that may be another one of a vulnerability; a vendor's bulletin covers many."""
    return tuple(name for name in names if name.startswith(("CVE-", "GHSA-")))


def rating(text: str) -> Rating:
    """A rating in any case; a word that nobody knows is an unknown one."""
    try:
        return Rating(text.lower())
    except ValueError:
        return Rating.UNKNOWN


def bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """Those that differ; raises WrongError where there are more than any scanner would write."""
    if len(findings) > MOST_FINDINGS:
        raise WrongError((), f"it has more than {MOST_FINDINGS:,} findings", "PA207")
    return tuple(dict.fromkeys(findings))
