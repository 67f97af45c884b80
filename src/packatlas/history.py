"""What an earlier publish of the same site said, and what has changed since: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What may happen to the trust in a pack between two publishes."""

    GAINED = "gained"
    """It has a shield now."""
    LOST = "lost"
    """It has none any more."""
    LAPSED = "lapsed"
    """Its shield turned amber."""
    RENEWED = "renewed"
    """It was verified again, or its shield is green again."""
    OPENED = "opened"
    """Its latest release has serious vulnerabilities that were not known of before."""
    CLOSED = "closed"
    """Its latest release has serious vulnerabilities no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a pack between two publishes."""

    day: date
    """That of the publish that noticed it."""
    kind: Kind
    pack: str
    title: str
    version: str = ""
    """The latest release at that time; empty if there was none."""
    issues: tuple[str, ...] = ()
    """The vulnerabilities that it is about, the worst first."""
    more: int = 0
    """How many there were beside those."""


@dataclass(frozen=True, slots=True)
class PublishedPack:
    """A pack as it stood."""

    name: str
    title: str
    shield: str
    """`current`, `due`, `overdue` or `none`."""
    verified_on: date | None
    version: str
    """The latest release; empty if there was none."""


@dataclass(frozen=True, slots=True)
class Published:
    """What an earlier publish said."""

    as_of: date
    packs: Mapping[str, PublishedPack]
    serious: Mapping[tuple[str, str], frozenset[str]]
    """For each pack and version on which there were reports, its critical and high vulnerabilities."""
    seen: Mapping[tuple[str, str], Mapping[str, date]] = field(default_factory=dict)
    """For each pack and version the critical vulnerabilities with a fix, and since when that was known."""
    changes: tuple[Change, ...] = ()
    """What had changed up to then, the newest first."""
