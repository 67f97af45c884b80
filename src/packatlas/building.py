"""What `packatlas build` and `packatlas check` do with their options.

What only a build needs that has something to do is imported then, so that one that has nothing to do is quick.
"""

from __future__ import annotations

import time
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packatlas import earlier, heap
from packatlas.cache import Cache
from packatlas.earlier import Earlier
from packatlas.errors import Problem, SiteError, in_order
from packatlas.options import Choices, processors
from packatlas.outcome import MISUSED, Manner
from packatlas.report.summary import again
from packatlas.settings import resolved
from packatlas.standing import Amended

if TYPE_CHECKING:
    from packatlas.report import Summary


@heap.rarely_collected()
def build_or_check(
    choices: Choices, manner: Manner, *, writing: bool, changed_since: str = "", offline_zip: Path | None = None
) -> int:
    """What `packatlas build` does, or, without `writing`, `packatlas check`; the exit code."""
    try:
        if offline_zip:
            from packatlas.publishing import build_with_zip

            problems, summary = build_with_zip(choices, offline_zip, manner)
        else:
            problems, summary = _outcome(choices, manner, writing=writing, changed_since=changed_since)
    except SiteError as fault:
        manner.report(in_order(fault.problems), None)
        return MISUSED
    manner.report(problems, summary)
    return manner.verdict(problems)


def _outcome(
    choices: Choices, manner: Manner, *, writing: bool, changed_since: str
) -> tuple[tuple[Problem, ...], Summary]:
    """What a build comes to: from the cache, where it would do again what it did before."""
    begun = time.monotonic()
    cache, wish = Cache(choices.cache), choices.wish()
    output = resolved(choices.output, "PA180", home=True) if writing else None
    done = earlier.recall(wish, output, cache) if output else None
    if done:
        now = _amended(done, choices, cache)
        if now:
            cache.save()
            return now.problems, again(done.outcome.figures, time.monotonic() - begun, len(now.files))
        # What an edit left there that came to nothing is no part of a whole build.
        cache = Cache(choices.cache)
    from packatlas.build import STAGES, build
    from packatlas.report import StageBar, summarize
    from packatlas.resources import all_inputs
    from packatlas.revisions import touched_since

    settings = choices.settings()
    touched = touched_since(changed_since, settings) if changed_since else None
    # A check writes nothing at all.
    keeping = writing and choices.cache
    sight = earlier.look(all_inputs(settings)) if keeping else None
    with StageBar(manner.bar, STAGES) as progress:
        result = build(settings, writing=writing, keeping=bool(keeping), progress=progress, cache=cache)
    found = result.problems
    if touched:
        result = replace(result, problems=touched.problems(found, result.catalog))
    summary = summarize(result, time.monotonic() - begun, choices.output.as_posix(), found=found)
    if sight and result.written:
        outcome = earlier.Outcome(astuple(summary), result.problems)
        earlier.keep(wish, sight, result.written.footprint, outcome, cache)
        cache.save()
    return result.problems, summary


def _amended(done: Earlier, choices: Choices, cache: Cache) -> Amended | None:
    """What brought an earlier build's site up to date; None where all of it must be built."""
    with done.site.compared(choices.jobs or processors()) as stands:
        news = earlier.news_since(done, cache)
        if news is None or not news.changed:
            return Amended({}, done.outcome.problems) if news and stands() else None
        if not news.sight.settled:
            return None
        from packatlas.amend import amend
        from packatlas.standing_site import StandingSite
        from packatlas.write import MANIFEST, exchange

        now = amend(news.changed, StandingSite(done.site, cache), done.outcome.problems, cache)
        if now is None or not stands():
            return None
    exchange(now.files, choices.output.absolute())
    footprint, outcome = done.site.renewed({*now.files, MANIFEST}), replace(done.outcome, problems=now.problems)
    earlier.keep(choices.wish(), news.sight, footprint, outcome, cache)
    return now
