"""What one problem code means to an author: why it matters, what to write instead, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass

from packatlas.codes import CODES
from packatlas.errors import Location, Problem, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One problem code, explained."""

    code: str
    severity: Severity
    """How much it weighs unless the catalog says otherwise; where it has two weights, the heavier one."""
    why: str
    """Why it matters to a reader or an author, and what becomes of what is at fault: whole sentences."""
    bad: str = ""
    """An example of what is reported; empty where none fits on a few lines."""
    good: str = ""
    """The same done right."""
    language: str = "yaml"
    """What the examples are written in."""
    lighter: Severity | None = None
    """The weight where the fault is not the publisher's own, in a registry for instance; None: the same."""
    lowest: Severity | None = None
    """The least weight that a catalog may give it; None: it may be turned off."""

    @property
    def title(self) -> str:
        """What is wrong, in a few words: those of the table of codes."""
        return CODES[self.code]

    @property
    def levels(self) -> tuple[str, ...]:
        """The weights that a catalog may give it, lightest first."""
        names = ("off", "info", "warning", "error")
        return names[names.index(self.lowest) :] if self.lowest else names

    def problem(
        self,
        message: str,
        location: Location,
        hint: str = "",
        *,
        related: tuple[Location, ...] = (),
        lighter: bool = False,
    ) -> Problem:
        """A fault of this kind, with its usual weight, or with its lighter one."""
        severity = self.lighter if lighter and self.lighter else self.severity
        return Problem(self.code, message, location, severity, hint, related)


def refusal(
    code: str, why: str, bad: str = "", good: str = "", language: str = "yaml", *, lighter: Severity | None = None
) -> Rule:
    """The rule of an error because of which something is left out or not done at all: it stays one.

    With a `lighter` weight, the catalog may change that one.
    """
    return Rule(code, Severity.ERROR, why, bad, good, language, lighter, None if lighter else Severity.ERROR)
