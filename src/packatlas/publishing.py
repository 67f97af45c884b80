"""What `packatlas publish` and `packatlas build --offline-zip` do with their options."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path

import click

from packatlas import earlier, offline, publish
from packatlas.build import STAGES, Result, build
from packatlas.cache import Cache
from packatlas.earlier import Earlier
from packatlas.errors import Problem, SiteError, in_order
from packatlas.footprint import Footprint
from packatlas.options import Choices, processors
from packatlas.outcome import DONE, ENDED, MISUSED, Manner
from packatlas.publish import Left, Published
from packatlas.report import StageBar, Summary, safe, summarize
from packatlas.report.summary import again
from packatlas.resources import all_inputs
from packatlas.settings import Settings

Outcome = tuple[Published | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Way:
    """How a site gets to a place that is taken."""

    publish: Callable[[Result, Settings, Cache], Outcome]
    stands: Path | None = None
    """Where the site stands once it is published; None where nobody could tell by looking whether it still does."""
    standing: Callable[[Settings], Published | None] = lambda _settings: None
    """What readers get already, if it is whole."""


def publish_to_folder(choices: Choices, folder: Path, manner: Manner) -> int:
    """Publish to a folder that a web server reads; the exit code."""

    @contextmanager
    def taken(settings: Settings) -> Iterator[Way]:
        choices.expect_apart(settings, folder)
        with publish.held(folder, settings) as place:
            current = place.root / publish.CURRENT
            yield Way(partial(publish.into_place, place), current, partial(publish.standing, place))

    return _publish(choices, manner, folder.as_posix(), taken)


def publish_to_branch(choices: Choices, branch: str, remote: str, manner: Manner) -> int:
    """Publish to a branch, pushed if there is a remote; the exit code."""
    target = publish.Target(branch, remote)

    @contextmanager
    def taken(settings: Settings) -> Iterator[Way]:
        base = publish.opened(target, settings)
        yield Way(lambda result, settings, _cache: publish.to_branch(base, target, result, settings))

    return _publish(choices, manner, f"the branch {branch}", taken)


def roll_back(folder: Path) -> int:
    """Let readers of a folder get the release before the current one again; the exit code."""
    done = publish.roll_back(folder, Settings(jobs=processors()))
    click.echo(f"Readers of {safe(folder.as_posix())} get release {done.release[:12]} again")
    return DONE


def build_with_zip(choices: Choices, file: Path, manner: Manner) -> tuple[tuple[Problem, ...], Summary]:
    """What a build comes to that makes a zip too, unless it has errors."""
    begun, known = time.monotonic(), None
    settings, cache = choices.settings(), Cache(choices.cache)
    offline.check_place(file, settings)
    with StageBar(manner.bar, STAGES) as progress:
        result = build(settings, progress=progress, cache=cache)
        cache.save()
        if manner.verdict(result.problems) == DONE:
            known = offline.write_zip(result.artifacts, file, settings)
    summary = summarize(result, time.monotonic() - begun, choices.output.as_posix())
    return result.problems, replace(summary, zipped=file.as_posix() if known else None, zip_sha256=known)


def _publish(
    choices: Choices, manner: Manner, shown: str, taken: Callable[[Settings], AbstractContextManager[Way]]
) -> int:
    """Build, and publish what was built unless it has errors. The place is taken before, so that nobody overtakes."""
    try:
        settings, cache = replace(choices.settings(), publishing=True), Cache(choices.cache)
        with _cleaning_up(), taken(settings) as way:
            done = _again(choices, manner, settings, way, cache) or _published(
                choices, manner, settings, way, cache, shown
            )
            cache.save()
    except SiteError as fault:
        manner.report(in_order(fault.problems), None)
        return MISUSED
    problems, summary, left = done
    manner.report(problems, summary, "Nothing is published; checked")
    if manner.for_people and not manner.quiet:
        for release in left:
            click.echo(f"Left alone: releases/{release.name}, {release.why}")
    return manner.verdict(problems)


_Done = tuple[Sequence[Problem], Summary, tuple[Left, ...]]
"""What is wrong, the figures, and the releases that were left alone."""


def _again(choices: Choices, manner: Manner, settings: Settings, way: Way, cache: Cache) -> _Done | None:
    """What a publish comes to that would publish again what stands there, whole: then nothing need be built."""
    begun = time.monotonic()
    known = earlier.recall(_wish(choices), way.stands.absolute(), cache) if way.stands else None
    if known is None or not _stands_unchanged(known, settings, cache) or manner.verdict(known.outcome.problems) != DONE:
        return None
    standing = way.standing(settings)
    if standing is None:
        return None
    summary = again(known.outcome.figures, time.monotonic() - begun, 0)
    return known.outcome.problems, replace(summary, switched=False, previous=standing.previous or None), standing.left


def _published(choices: Choices, manner: Manner, settings: Settings, way: Way, cache: Cache, shown: str) -> _Done:
    begun, published = time.monotonic(), None
    sight = earlier.look(all_inputs(settings))
    with StageBar(manner.bar, (*STAGES, "Publishing")) as progress:
        result = build(settings, writing=False, trying=False, progress=progress, cache=cache)
        problems: Sequence[Problem] = in_order((*result.problems, *publish.clashes(result)))
        if manner.verdict(problems) == DONE:
            progress("Publishing")
            published, faults = way.publish(result, settings, cache)
            problems = in_order((*problems, *faults))
    summary = summarize(replace(result, problems=tuple(problems)), time.monotonic() - begun, shown, published)
    if published and way.stands and choices.cache:
        outcome = earlier.Outcome(astuple(summary), tuple(problems))
        earlier.keep(_wish(choices), sight, Footprint.of_all(str(way.stands.absolute())), outcome, cache)
    return problems, summary, published.left if published else ()


def _stands_unchanged(known: Earlier, settings: Settings, cache: Cache) -> bool:
    with known.site.compared(settings.jobs) as stands:
        news = earlier.news_since(known, cache)
        return news is not None and not news.changed and stands()


def _wish(choices: Choices) -> str:
    return f"publish {choices.wish()}"


@contextmanager
def _cleaning_up() -> Iterator[None]:
    """SIGTERM ends the work as an exception does, so that nothing half done is left lying about."""
    before = signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(ENDED))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
