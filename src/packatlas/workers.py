"""Share work among processes that are forked, so that nothing has to be sent to them, only back.

Work is cut into shares, and whichever process is free takes the next one.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from packatlas.errors import NOWHERE, Problem, SiteError

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
_TOKEN = 4
"""Bytes of the number of a share, as it stands in a pipe until a process takes it."""
_LEG = 2
"""How many shares a process does before another one takes over."""
MOST_SHARES = 8_000
"""A pipe surely holds the numbers of so many."""


def worthwhile(jobs: int, items: int, least: int) -> bool:
    """Whether so many items are worth the start of other processes, which only a process of a single thread may do."""
    return jobs > 1 and items >= least and threading.active_count() == 1 and _can_fork()


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def cut(items: Sequence[Item], jobs: int, turns: int, least: int = 1) -> list[Sequence[Item]]:
    """Runs of items that stand together, so many that each of `jobs` processes takes about so many turns.

    Fewer if a run had less than `least` items.
    """
    size = max(least, -(-len(items) // (jobs * turns)))
    return [items[start : start + size] for start in range(0, len(items), size)]


def shared(work: Callable[[Item], Outcome], shares: Sequence[Item], jobs: int) -> list[Outcome]:
    """`work` of each share, at most `MOST_SHARES`, in order: by this process and by others, `jobs` in all.

    What `work` returns has to be picklable; what it raises is raised here. Raises SiteError when a process dies.
    """
    with begun(work, shares, jobs) as outcomes:
        return outcomes()


@contextmanager
def begun(work: Callable[[Item], Outcome], shares: Sequence[Item], jobs: int) -> Iterator[Callable[[], list[Outcome]]]:
    """The same, which the others begin at once; this process takes part when it asks for the outcomes."""
    if jobs <= 1 or len(shares) <= 1:
        yield lambda: [work(share) for share in shares]
        return

    def take(_job: int, tokens: int, pipe: Connection) -> None:
        pipe.send([(number, work(shares[number])) for number in taken(tokens)])

    with numbers(range(len(shares))) as tokens, started(take, tokens, jobs - 1) as crew:

        def outcomes() -> list[Outcome]:
            found = {number: work(shares[number]) for number in taken(tokens)}
            for pipe in crew.processes:
                found.update(received(pipe))
            return [found[number] for number in range(len(shares))]

        yield outcomes


def relayed(work: Callable[[Item], Outcome], shares: Sequence[Item], jobs: int) -> list[Outcome]:
    """`work` of each share like `shared`, all of it by others, who take turns: each does a few shares, and ends.

    What a process only reads becomes its own page by page, since Python writes down beside each value how often it is
    referred to. So nobody reads for long: where all is read by everyone, each would soon hold all of it.
    """
    if jobs <= 1 or len(shares) <= 1:
        return [work(share) for share in shares]

    def run(_job: int, tokens: int, pipe: Connection) -> None:
        pipe.send([(number, work(shares[number])) for number in islice(taken(tokens), _LEG)])

    found = dict[int, Outcome]()
    with numbers(range(len(shares))) as tokens, started(run, tokens, jobs) as crew:
        while crew.processes:
            for pipe in [pipe for pipe in wait(list(crew.processes)) if isinstance(pipe, Connection)]:
                done = received(pipe)
                crew.end(pipe)
                found.update(done)
                # One who found nothing to do any more needs no successor.
                if done:
                    crew.start()
    return [found[number] for number in range(len(shares))]


@contextmanager
def numbers(shares: Sequence[int]) -> Iterator[int]:
    """A file descriptor from which processes take the numbers of shares."""
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as stream:
            stream.write(b"".join(number.to_bytes(_TOKEN, "little") for number in shares))
        yield reading
    finally:
        os.close(reading)


def taken(tokens: int) -> Iterator[int]:
    """The numbers that this process gets, until there are none."""
    while token := os.read(tokens, _TOKEN):
        yield int.from_bytes(token, "little")


Run = Callable[[int, int, Connection], None]
"""What a process does: given its number, where it takes shares, and the pipe through which it answers."""


class Crew:
    """Processes that run at the same time, each by its pipe."""

    def __init__(self, run: Run, tokens: int) -> None:
        self.processes: dict[Connection, BaseProcess] = {}
        self._run = run
        self._tokens = tokens

    def start(self, job: int = 0) -> None:
        """One more, with a number of its own where that matters."""
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        # Whoever holds the end where answers are read never finds out that nobody reads them.
        unused = (ours, *self.processes)
        process = context.Process(target=_run, args=(self._run, job, self._tokens, theirs, unused), daemon=True)
        with _uninterrupted():
            process.start()
            self.processes[ours] = process
        theirs.close()

    def end(self, pipe: Connection) -> None:
        """One less: it has answered, or nobody waits for its answer any more."""
        pipe.close()
        process = self.processes.pop(pipe)
        process.terminate()
        process.join()


@contextmanager
def started(run: Run, tokens: int, count: int) -> Iterator[Crew]:
    """So many processes that run; those that are left are ended afterwards."""
    crew = Crew(run, tokens)
    # What is there already is left alone by the collection of garbage, so that the processes go on to share it.
    gc.freeze()
    try:
        for job in range(count):
            crew.start(job)
        yield crew
    finally:
        gc.unfreeze()
        for pipe in list(crew.processes):
            crew.end(pipe)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits: it goes to all processes of a terminal, and the one that starts others is the one that ends them.

    Those that are started meanwhile never hear of it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(run: Run, job: int, tokens: int, pipe: Connection, unused: Sequence[Connection]) -> None:
    for other in unused:
        other.close()
    try:
        run(job, tokens, pipe)
    except Exception as fault:
        with suppress(OSError):
            pipe.send(fault)
    finally:
        pipe.close()


def received(pipe: Connection) -> Any:
    """What a process answered; raises what it raised, and SiteError when it has died."""
    try:
        answer = pipe.recv()
    except EOFError:
        message = "a worker process was ended from outside, perhaps for want of memory"
        raise SiteError(Problem("PA172", message, NOWHERE, hint="try again with --jobs 1")) from None
    if isinstance(answer, Exception):
        raise answer
    return answer
