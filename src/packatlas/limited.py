"""Work on what strangers wrote, by processes that the system ends when one item takes too long."""

from __future__ import annotations

import mmap
import signal
import struct
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from packatlas.errors import SiteError
from packatlas.workers import MOST_SHARES, numbers, received, started, taken

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Unpacked = TypeVar("Unpacked")
_PLACE = struct.Struct("<II")
"""Which item a process is at: the number of its share, and the place in it."""
_OVERDUE = "overdue"


def limited(
    work: Callable[[Item], Outcome],
    shares: Sequence[Sequence[Item]],
    jobs: int,
    seconds: float,
    meanwhile: Callable[[], object],
    unpacked: Callable[[Outcome], Unpacked],
) -> list[list[Unpacked | None]]:
    """`work` of each item of each share, in order, by `jobs` other processes. Raises like `workers.shared`.

    This one does `meanwhile` until they answer, and then what `unpacked` does with each outcome.

    None for an item that takes more than `seconds` of a processor's time: seconds of the clock would depend on what
    else the machine does.
    """
    found: dict[int, list[Unpacked | None]] = {}
    late: set[tuple[int, int]] = set()
    while left := [number for number in range(len(shares)) if number not in found]:
        late |= _round(work, shares, left[:MOST_SHARES], late, found, jobs, seconds, meanwhile, unpacked)
    return [found[number] for number in range(len(shares))]


def _round(
    work: Callable[[Item], Outcome],
    shares: Sequence[Sequence[Item]],
    left: Sequence[int],
    late: set[tuple[int, int]],
    found: dict[int, list[Unpacked | None]],
    jobs: int,
    seconds: float,
    meanwhile: Callable[[], object],
    unpacked: Callable[[Outcome], Unpacked],
) -> set[tuple[int, int]]:
    """Put what shares come to into `found`; the items that took too long, whose shares have to be done again."""
    spots = [mmap.mmap(-1, _PLACE.size) for _ in range(jobs)]

    def outcome(spot: mmap.mmap, number: int, place: int) -> Outcome | None:
        if (number, place) in late:
            return None
        _PLACE.pack_into(spot, 0, number, place)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        done = work(shares[number][place])
        signal.setitimer(signal.ITIMER_PROF, 0)
        return done

    def run(job: int, tokens: int, pipe: Connection) -> None:
        for number in taken(tokens):
            pipe.send((number, [outcome(spots[job], number, place) for place in range(len(shares[number]))]))
        pipe.send(None)

    overdue = set[tuple[int, int]]()
    with numbers(left) as tokens, started(run, tokens, jobs) as crew:
        meanwhile()
        busy = dict(zip(crew.processes, spots, strict=True))
        while busy:
            for pipe in [pipe for pipe in wait(list(busy)) if isinstance(pipe, Connection)]:
                answer = _answer(pipe, crew.processes[pipe])
                if isinstance(answer, tuple):
                    found[answer[0]] = [None if one is None else unpacked(one) for one in answer[1]]
                    continue
                spot = busy.pop(pipe)
                if answer == _OVERDUE:
                    overdue.add(_PLACE.unpack_from(spot))
    return overdue


def _answer(pipe: Connection, process: BaseProcess) -> Any:
    """The number of a share and what it came to, None at the end, or `_OVERDUE`."""
    try:
        return received(pipe)
    except SiteError:
        process.join()
        if process.exitcode == -signal.SIGPROF:
            return _OVERDUE
        raise
