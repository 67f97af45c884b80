"""What `packatlas publish` and `packatlas build --offline-zip` do with their options."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from packatlas import offline, publish
from packatlas.build import Result, build
from packatlas.cache import Cache
from packatlas.errors import Problem, SiteError, in_order
from packatlas.options import Choices, processors
from packatlas.outcome import DONE, ENDED, MISUSED, report, verdict
from packatlas.report import StageBar, Summary, safe, style_for, summarize, summary_text
from packatlas.settings import Settings

Publish = Callable[[Result, Settings], tuple[publish.Published | None, tuple[Problem, ...]]]


def publish_to_folder(choices: Choices, folder: Path, form: str) -> int:
    """Publish to a folder that a web server reads; the exit code."""

    @contextmanager
    def taken(settings: Settings) -> Iterator[Publish]:
        with publish.held(folder, settings) as place:
            yield lambda result, settings: publish.into_place(place, result, settings)

    return _publish(choices, form, folder.as_posix(), taken)


def publish_to_branch(choices: Choices, branch: str, remote: str, form: str) -> int:
    """Publish to a branch, pushed if there is a remote; the exit code."""
    target = publish.Target(branch, remote)

    @contextmanager
    def taken(settings: Settings) -> Iterator[Publish]:
        base = publish.opened(target, settings)
        yield lambda result, settings: publish.to_branch(base, target, result, settings)

    return _publish(choices, form, f"the branch {branch}", taken)


def roll_back(folder: Path) -> int:
    """Let readers of a folder get the release before the current one again; the exit code."""
    done = publish.roll_back(folder, Settings(jobs=processors()))
    click.echo(f"Readers of {safe(folder.as_posix())} get release {done.release[:12]} again")
    return DONE


def build_with_zip(choices: Choices, file: Path) -> tuple[tuple[Problem, ...], Summary]:
    """What a build comes to that makes a zip too, unless it has errors."""
    begun, known = time.monotonic(), None
    settings, cache = choices.settings(), Cache(choices.cache)
    with StageBar(sys.stderr) as progress:
        result = build(settings, progress=progress, cache=cache)
        cache.save()
        if verdict(result.problems, strict=choices.strict) == DONE:
            known = offline.write_zip(result.artifacts, file, settings)
    summary = summarize(result, time.monotonic() - begun, choices.output.as_posix())
    return result.problems, replace(summary, zipped=file.as_posix() if known else None, zip_sha256=known)


def _publish(
    choices: Choices, form: str, shown: str, taken: Callable[[Settings], AbstractContextManager[Publish]]
) -> int:
    """Build, and publish what was built unless it has errors. The place is taken before, so that nobody overtakes."""
    begun = time.monotonic()
    published = None
    try:
        settings, cache = replace(choices.settings(), publishing=True), Cache(choices.cache)
        with _cleaning_up(), taken(settings) as publish_it, StageBar(sys.stderr) as progress:
            result = build(settings, writing=False, trying=False, progress=progress, cache=cache)
            problems: Sequence[Problem] = in_order((*result.problems, *publish.clashes(result)))
            if verdict(problems, strict=choices.strict) == DONE:
                progress("Publishing")
                published, faults = publish_it(result, settings)
                problems = in_order((*problems, *faults))
                cache.save()
    except SiteError as fault:
        report(in_order(fault.problems), form, None)
        return MISUSED
    result = replace(result, problems=tuple(problems))
    summary = summarize(result, time.monotonic() - begun, shown, published)
    report(problems, form, summary)
    if form in ("text", "github"):
        click.echo(summary_text(summary, style_for(sys.stdout, os.environ), "Nothing is published; checked"))
        for name in published.left if published else ():
            click.echo(f"Left alone: releases/{name}, which has files that packatlas didn't make")
    return verdict(problems, strict=choices.strict)


@contextmanager
def _cleaning_up() -> Iterator[None]:
    """SIGTERM ends the work as an exception does, so that nothing half done is left lying about."""
    before = signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(ENDED))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
