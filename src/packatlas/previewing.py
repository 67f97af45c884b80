"""What `packatlas serve` does with its options."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from packatlas import heap, serve
from packatlas.amend import amend
from packatlas.build import Draft, Result, complete, draft, redraw
from packatlas.cache import Cache
from packatlas.errors import Problem, SiteError, in_order
from packatlas.glimpse import glimpse
from packatlas.options import Choices
from packatlas.outcome import DONE, tell_own_fault, tell_problems
from packatlas.report import style_for, summarize, summary_text
from packatlas.serve.site import Edition
from packatlas.settings import Settings, real
from packatlas.standing import LEDGER, Amended


class Maker:
    """Makes draft after draft for a preview, each with what the one before it knows."""

    def __init__(self, choices: Choices, cache: Cache) -> None:
        self.settings = choices.settings()
        """What is wanted, as far as it could be read last."""
        self.address = ""
        """Where the preview is."""
        self._choices = choices
        self._cache = cache
        self._last: Draft | None = None
        self._has_all = False
        """Whether the last draft has all that was saved before it."""
        self._finished: tuple[Draft, Result] | None = None
        """The last draft that was finished, and what it came to."""

    def make(self, changed: Sequence[Path] = ()) -> Draft:
        """The first half of a build after a change of these files; without any, nobody knows of which."""
        # Until this has come to an end, nobody knows whether the last draft has everything.
        had_all, self._has_all = self._has_all, False
        before, self.settings = self.settings, self._choices.settings()
        if self._last and had_all and self.settings == before and _is_look(changed, before):
            self._last = redraw(self._last)
        else:
            self._finished = None
            # Later builds run beside the server's threads, where a fork isn't safe.
            jobs = self.settings.jobs if threading.current_thread() is threading.main_thread() else 1
            wanted = replace(self.settings, base_url=self.address, jobs=jobs)
            self._last = draft(wanted, self._cache, before=self._last)
        self._has_all = True
        return self._last

    def amend(self, changed: Sequence[Path], edition: Edition, problems: tuple[Problem, ...]) -> Amended | None:
        """What comes of a change of these files, if it is one of words alone."""
        amended = amend(changed, edition, problems, self._cache)
        # The last draft doesn't have these words.
        self._has_all = self._has_all and amended is None
        return amended

    def finish(self, drafted: Draft) -> Result:
        """The second half of a build; another look of pages has nothing to do with it."""
        if self._finished and self._finished[0].sources is drafted.sources:
            before, result = self._finished
            late = result.artifacts[len(before.artifacts) :]
            result = replace(result, artifacts=(*drafted.artifacts, *late))
        else:
            result = complete(drafted, self._cache)
        self._finished = drafted, result
        return result


@heap.rarely_collected()
def preview(choices: Choices, port: int, *, exact: bool, opening: bool) -> int:
    """Build, serve, and build again when something is saved, until interrupted; the exit code."""
    cache = Cache(choices.cache)
    maker = Maker(choices, cache)

    def folders() -> list[Path]:
        return list(maker.settings.inputs)

    def ready() -> None:
        click.echo(f"Serving {maker.address} (Ctrl-C ends it)")
        if opening:
            webbrowser.open(maker.address)

    def save() -> None:
        # What a preview knows of its site is of no use to a build, and a build's own may be newer.
        cache.save(leaving=LEDGER)

    site, live = serve.Site(), serve.Live()
    loop = serve.Preview(site, live, maker.make, maker.finish, _tell, maker.amend, glimpse)
    with serve.listen(port, exact=exact) as server:
        maker.address = serve.address(server)
        try:
            serve.run(server, site, live, loop, folders, ready, save)
        except KeyboardInterrupt:
            click.echo()
        finally:
            save()
    return DONE


def _is_look(changed: Sequence[Path], settings: Settings) -> bool:
    """Whether files were saved of which only the look of pages depends, and none else."""
    folders = [real(folder) for folder in (settings.templates, settings.assets) if folder]
    return bool(changed) and all(any(path.is_relative_to(folder) for folder in folders) for path in changed)


def _tell(outcome: Result | Exception, seconds: float, shown: bool) -> None:
    if isinstance(outcome, SiteError):
        tell_problems(in_order(outcome.problems))
    elif isinstance(outcome, Exception):
        tell_own_fault(outcome)
    else:
        tell_problems(outcome.problems)
        click.echo(summary_text(summarize(outcome, seconds), style_for(sys.stdout, os.environ), "Built"))
    if not shown:
        click.echo("The last good site stays up.")
