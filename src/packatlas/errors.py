"""What goes wrong and where: every stage returns `Problem` values; only `SiteError` is raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs: an error fails the build, a warning only with `--strict`, a piece of advice never."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file, as a reader of the message would open it."""

    path: str
    """Path as the user would type it: relative to the working folder where possible, with forward slashes."""
    line: int = 0
    """1-based; 0 when the problem concerns the whole file."""
    column: int = 0
    """1-based; 0 when only the line is known."""

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


NOWHERE = Location("")
"""The location of what no file states."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the input: what it is, where it stands and how to mend it."""

    code: str
    """Stable code such as `PA012`; the table of codes is `CODES` in `codes.py`."""
    message: str
    """One sentence without a full stop, lower case first, naming the offending value."""
    location: Location
    severity: Severity = Severity.ERROR
    hint: str = ""
    """The way out, for instance "did you mean 'cni'?"; empty when the message says it all."""
    related: tuple[Location, ...] = ()
    """Other places of the same fault, for instance the first of two pages with one URL."""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.location} {self.code} {self.severity}: {self.message}{hint}"

    def as_warning(self) -> Problem:
        """The same problem, not stopping a build."""
        return replace(self, severity=Severity.WARNING)


def has_error(problems: Iterable[Problem]) -> bool:
    """Whether one of them is an error, and no warning or advice."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in the order in which they are reported: by place."""
    return tuple(sorted(set(problems), key=by_place))


def by_place(problem: Problem) -> tuple[Location, str, str]:
    """What problems are ordered by."""
    return problem.location, problem.code, problem.message


def reason_of(fault: OSError) -> str:
    """Why the system refused, as a part of a message: `permission denied`."""
    words = fault.strerror or str(fault) or "unknown reason"
    return words[:1].lower() + words[1:]


class SiteError(Exception):
    """What cannot go on at all: wrong settings, an unusable output folder. The command exits with 2."""

    def __init__(self, problem: Problem, *others: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.problems = (problem, *others)
        """All that has to be mended, such as every fault of one settings file."""

    def __reduce__(self) -> tuple[type[SiteError], tuple[Problem, ...]]:
        """How it comes back from a worker process."""
        return type(self), self.problems


class UnmadeError(Exception):
    """Why one file of the site can't be made; the others are."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
