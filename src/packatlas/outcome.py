"""How a command ends: what it tells about problems, and its exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import click

from packatlas.errors import Problem, Severity

if TYPE_CHECKING:
    from packatlas.report import Summary

DONE, FAULTY, MISUSED, BROKEN, INTERRUPTED, UNREAD, ENDED = 0, 1, 2, 70, 130, 141, 143
"""Exit codes; 70 is EX_SOFTWARE of sysexits.h, the last three are what a shell reports for signals."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command was asked to tell what it came to."""

    form: str
    quiet: bool
    """Tell only what fails the command; a document for programs is complete all the same, since they choose."""
    strict: bool
    """Let warnings fail it too."""

    @property
    def for_people(self) -> bool:
        """Whether lines are told, not one document."""
        return self.form in ("text", "github")

    @property
    def bar(self) -> TextIO | None:
        """Where progress is drawn."""
        return None if self.quiet else sys.stderr

    def fails(self, problem: Problem) -> bool:
        """Whether the command fails because of a problem. What is told of it has no say in that."""
        return problem.severity is Severity.ERROR or (self.strict and problem.severity is Severity.WARNING)

    def verdict(self, problems: Sequence[Problem]) -> int:
        """The exit code."""
        return FAULTY if any(map(self.fails, problems)) else DONE

    def report(self, problems: Sequence[Problem], summary: Summary | None, nothing: str = "Checked") -> None:
        """Problems for people go to standard error, documents for programs and summaries to standard output.

        `nothing` begins the summary where nothing was written.
        """
        from packatlas import report

        told = [problem for problem in problems if self.fails(problem)] if self.quiet and self.for_people else problems
        if self.form == "json":
            click.echo(report.as_json(told, summary))
        elif self.form == "sarif":
            from packatlas.report.sarif import as_sarif

            click.echo(as_sarif(told))
        elif self.form == "gitlab":
            click.echo(report.as_gitlab(told))
        elif self.form == "github" and told:
            click.echo(report.as_github(told))
        elif self.form == "text":
            tell_problems(told)
        if summary and self.for_people and not self.quiet:
            click.echo(report.summary_text(summary, report.style_for(sys.stdout, os.environ), nothing))


def tell_problems(problems: Sequence[Problem]) -> None:
    """Problems for people."""
    from packatlas.report import problem_text, style_for

    lines = [*problem_text(problems, style_for(sys.stderr, os.environ))]
    if lines:
        # In one go: standard error is flushed at each print, which thousands of warnings would wait for.
        tell("\n".join(lines))


def tell(line: str) -> None:
    """A line on standard error, if there is one."""
    if sys.stderr:
        print(line, file=sys.stderr)


def tell_own_fault(fault: Exception) -> None:
    """A short word instead of a traceback, which is there for those who ask for it."""
    from packatlas.report import safe

    if os.environ.get("PACKATLAS_DEBUG"):
        traceback.print_exception(fault, file=sys.stderr)
        return
    tell(f"packatlas failed, and the fault is its own: {type(fault).__name__}: {safe(str(fault))}")
    tell("Please report it with what PACKATLAS_DEBUG=1 shows.")
