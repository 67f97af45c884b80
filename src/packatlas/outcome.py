"""How a command ends: what it tells about problems, and its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from packatlas.errors import Problem, Severity

if TYPE_CHECKING:
    from packatlas.report import Summary

DONE, FAULTY, MISUSED, BROKEN, INTERRUPTED, UNREAD, ENDED = 0, 1, 2, 70, 130, 141, 143
"""Exit codes; 70 is EX_SOFTWARE of sysexits.h, the last three are what a shell reports for signals."""


def verdict(problems: Sequence[Problem], *, strict: bool) -> int:
    """The exit code of a build: errors make it faulty, with `strict` warnings too."""
    return FAULTY if any(strict or problem.severity is Severity.ERROR for problem in problems) else DONE


def report(problems: Sequence[Problem], form: str, summary: Summary | None) -> None:
    """Problems for people go to standard error, documents for programs to standard output."""
    from packatlas import report

    if form == "json":
        click.echo(report.as_json(problems, summary))
    elif form == "sarif":
        click.echo(report.as_sarif(problems))
    elif form == "gitlab":
        click.echo(report.as_gitlab(problems))
    elif form == "github" and problems:
        click.echo(report.as_github(problems))
    elif form == "text":
        tell_problems(problems)


def tell_problems(problems: Sequence[Problem]) -> None:
    """Problems for people."""
    from packatlas.report import problem_text, style_for

    for line in problem_text(problems, style_for(sys.stderr, os.environ)):
        print(line, file=sys.stderr)
