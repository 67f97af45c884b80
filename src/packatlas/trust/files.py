"""What is read from disk for signed trust, not yet looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file `<name>/<version>.json` of the folder of statements."""

    path: str
    """As messages show it."""
    name: str
    version: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TrustInputs:
    """The trust file and every statement, in a fixed order."""

    path: str
    """Of the trust file, as messages show it."""
    data: bytes
    statements: tuple[StatementFile, ...] = ()
