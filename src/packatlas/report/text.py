"""Problems and summaries as lines of text."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from packatlas.errors import Location, Problem, Severity
from packatlas.report.summary import Summary
from packatlas.report.terminal import PLAIN, Style, safe

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_WIDTH = 100
"""Characters of a source line that are shown."""
_LONGEST = 1000
"""Characters of a message that are shown: it may quote content of any length."""
_LARGEST = 4 * 1024 * 1024
"""Bytes of a file that is opened to show a line of it."""


def problem_text(problems: Iterable[Problem], style: Style = PLAIN) -> Iterator[str]:
    """One line a problem, `path:line:column CODE severity: message (hint)`; with excerpts, the source line below it."""
    for problem in problems:
        yield _line(problem, style)
        if style.excerpts:
            yield from _excerpt(problem.location, style)
            yield from (style.paint(f"      see also {safe(str(place))}", "dim") for place in problem.related)
    _lines_of.cache_clear()


def _line(problem: Problem, style: Style) -> str:
    weight = style.paint(problem.severity, _COLOURS[problem.severity], "bold")
    hint = style.paint(f" ({_short(problem.hint)})", "cyan") if problem.hint else ""
    place = style.paint(safe(str(problem.location)), "bold") + " " if problem.location.path else ""
    return f"{place}{problem.code} {weight}: {_short(problem.message)}{hint}"


def _short(text: str) -> str:
    return safe(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _excerpt(place: Location, style: Style) -> Iterator[str]:
    lines = _lines_of(place.path) if place.line else ()
    if not 0 < place.line <= len(lines):
        return
    line, column = lines[place.line - 1], place.column
    start = max(0, column - _WIDTH // 2)
    shown = "".join(c if c.isprintable() else " " for c in line[start : start + _WIDTH]).rstrip()
    if not shown:
        return
    number = f"{place.line:>5} | "
    yield style.paint(number, "dim") + shown
    if 0 < column <= len(line):
        yield style.paint(" " * len(number) + " " * (column - 1 - start) + "^", "red")


@lru_cache(maxsize=1)
def _lines_of(path: str) -> tuple[str, ...]:
    """Lines of a regular file of sane size; nothing for anything else, and nothing that could block."""
    try:
        status = os.stat(path)  # noqa: PTH116 -- a Path would fail differently on a NUL
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return ()
        return tuple(Path(path).read_text("utf-8", "replace").split("\n"))
    except (OSError, ValueError):
        return ()


def summary_text(summary: Summary, style: Style = PLAIN, verb: str = "Checked") -> str:
    """The end of a build in two lines; `verb` says what was done when no folder was written."""
    found = (
        f"{_count(summary.packs, 'pack')} ({summary.verified} verified), {_count(summary.releases, 'release')}, "
        f"{_count(summary.pages, 'page')} in {summary.seconds:.1f} s"
    )
    if summary.output is None:
        done = f"{verb} {found}"
    else:
        verb = "Published" if summary.release else "Built"
        done = (
            f"{verb} {found}: {_count(summary.written, 'file')} written, {summary.unchanged} unchanged, "
            f"{summary.removed} removed in {safe(summary.output)}"
        )
        if not summary.whole:
            done += "\nThe folder couldn't be switched as a whole (a mount point?): it was changed file by file"
        if summary.zipped:
            done += f"\nA copy for disks in {safe(summary.zipped)}, SHA-256 {summary.zip_sha256}"
        if summary.release:
            news = "" if summary.switched else ", which readers get already"
            done += f"\nRelease {summary.release[:12]}{news}"
    return f"{done}\n{_verdict(summary, style)}"


def _verdict(summary: Summary, style: Style) -> str:
    counts = (
        (Severity.ERROR, _count(summary.errors, "error")),
        (Severity.WARNING, _count(summary.warnings, "warning")),
        (Severity.INFO, _count(summary.infos, "piece of advice", "pieces of advice")),
    )
    told = [style.paint(text, _COLOURS[severity]) for severity, text in counts if not text.startswith("0 ")]
    way_out = style.paint(" (`packatlas checks CODE` explains a code)", "dim") if told else ""
    others = [(summary.elsewhere_errors, "error"), (summary.elsewhere_warnings, "warning")]
    elsewhere = " and ".join(_count(number, noun) for number, noun in others if number)
    if not elsewhere:
        return ", ".join(told) + way_out or style.paint("No problems", "green")
    here = ", ".join(told) or style.paint("No problems here", "green")
    return f"{here}; elsewhere, not touched by this change: {elsewhere}{way_out}"


def _count(number: int, noun: str, nouns: str = "") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {nouns or noun + 's'}"
