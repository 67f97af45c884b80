"""The marks of verification, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packatlas.settings import Consequence


class Shield(StrEnum):
    """The mark of verification that a reader sees."""

    CURRENT = "current"
    """Green: verified, and its update is not due yet."""
    DUE = "due"
    """Green: verified, its next update is due soon."""
    OVERDUE = "overdue"
    """Amber: verified, but the promise has lapsed."""
    NONE = "none"
    """No shield: a community pack."""

    @property
    def verified(self) -> bool:
        """Whether a shield, green or amber, is drawn at all."""
        return self is not Shield.NONE


class Cover(StrEnum):
    """How one release stands below its pack's shield, of which one release is the bearer."""

    COMMUNITY = "community"
    """The pack has no shield at all."""
    BEARER = "bearer"
    """The shield stands for this release."""
    OLDER = "older"
    """The shield stands for a newer one."""
    EARLY = "early"
    """A pre-release of what comes after the bearer."""
    UNCOVERED = "uncovered"
    """The verification doesn't speak of it."""
    OWN = "own"
    """It has a shield of its own, from its own signed statement."""
    RETIRED = "retired"
    """Deprecated, disabled or deleted: nobody keeps it up to date."""


class Condition(StrEnum):
    """What a verified pack has to meet to keep its shield."""

    STATEMENT = "statement"
    """Its signed statement is still valid by its own words."""
    UPDATE = "update"
    """It was verified again in time."""
    HARDENING = "hardening"
    """A CIS benchmark is on record, where its layer needs one."""
    OFFER = "offer"
    """It has a release that is active."""
    HOTFIX = "hotfix"
    """No critical vulnerability with a fix is open past a hotfix day."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A condition that doesn't hold on the day of the build."""

    condition: Condition
    sentence: str
    consequence: Consequence


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pack or a release stands with the publisher's promise on the day of the build."""

    shield: Shield
    reasons: tuple[str, ...]
    """Full sentences that explain the shield, the deciding one first; each can be read by itself."""
    due: date | None = None
    """The last day on which the verification counts as current; None without a shield."""
    broken: tuple[Broken, ...] = ()
    """The conditions that don't hold, whatever follows from it."""
    cover: Cover | None = None
    """For a release: its place below its pack's shield. None for a pack."""
