"""Share work among processes that are forked, so that nothing has to be sent to them, only back."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from typing import TypeVar

from packatlas.errors import NOWHERE, Problem, SiteError

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def available() -> bool:
    """Whether this system can fork: without, work is done in one process."""
    return "fork" in multiprocessing.get_all_start_methods()


def worthwhile(jobs: int, items: int, least: int) -> bool:
    """Whether so many items are worth the start of other processes, which only a process of a single thread may do."""
    return jobs > 1 and items >= least and available() and threading.active_count() == 1


def in_processes(work: Callable[[Item], Outcome], shares: Sequence[Item]) -> list[Outcome]:
    """`work` of each share, in order: the first in this process, each other in one of its own.

    What `work` returns has to be picklable; what it raises is raised here. Raises SiteError when a process dies.
    """
    context = multiprocessing.get_context("fork")
    others = [_start(context, work, share) for share in shares[1:]]
    try:
        outcomes = [work(share) for share in shares[:1]]
        outcomes += [_received(pipe) for _process, pipe in others]
    finally:
        for process, pipe in others:
            pipe.close()
            process.terminate()
            process.join()
    return outcomes


def _start(
    context: ForkContext, work: Callable[[Item], Outcome], share: Item
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(work, share, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _run(work: Callable[[Item], Outcome], share: Item, pipe: Connection) -> None:
    try:
        pipe.send((work(share), None))
    except Exception as fault:
        pipe.send((None, fault))
    finally:
        pipe.close()


def _received(pipe: Connection) -> Outcome:  # type: ignore[type-var]
    try:
        outcome, fault = pipe.recv()
    except EOFError:
        message = "a worker process was ended from outside, perhaps for want of memory"
        raise SiteError(Problem("PA172", message, NOWHERE, hint="try again with --jobs 1")) from None
    if fault is not None:
        raise fault
    return outcome  # type: ignore[no-any-return]
