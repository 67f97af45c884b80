"""What `packatlas serve` does with its options."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from packatlas import heap, serve
from packatlas.amend import amend
from packatlas.build import Draft, Result, complete, draft
from packatlas.cache import Cache
from packatlas.errors import SiteError, in_order
from packatlas.glimpse import glimpse
from packatlas.options import Choices
from packatlas.outcome import DONE, tell_own_fault, tell_problems
from packatlas.report import style_for, summarize, summary_text
from packatlas.standing import LEDGER


@heap.rarely_collected()
def preview(choices: Choices, port: int, *, exact: bool, opening: bool) -> int:
    """Build, serve, and build again when something is saved, until interrupted; the exit code."""
    settings, address = choices.settings(), ""
    cache, last = Cache(choices.cache), None

    def make() -> Draft:
        nonlocal settings, last
        settings = choices.settings()
        # Later builds run beside the server's threads, where a fork isn't safe.
        jobs = settings.jobs if threading.current_thread() is threading.main_thread() else 1
        last = draft(replace(settings, base_url=address, jobs=jobs), cache, before=last)
        return last

    def finish(drafted: Draft) -> Result:
        return complete(drafted, cache)

    def folders() -> list[Path]:
        return list(settings.inputs)

    def ready() -> None:
        click.echo(f"Serving {address} (Ctrl-C ends it)")
        if opening:
            webbrowser.open(address)

    def save() -> None:
        # What a preview knows of its site is of no use to a build, and a build's own may be newer.
        cache.save(leaving=LEDGER)

    site, live = serve.Site(), serve.Live()
    loop = serve.Preview(site, live, make, finish, _tell, partial(amend, cache=cache), glimpse)
    with serve.listen(port, exact=exact) as server:
        address = serve.address(server)
        try:
            serve.run(server, site, live, loop, folders, ready, save)
        except KeyboardInterrupt:
            click.echo()
        finally:
            save()
    return DONE


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
