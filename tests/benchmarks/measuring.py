"""Run a program with all that it starts, and tell what it took: time, processor, memory."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_GLANCE = 0.05
"""Seconds between two looks at the memory, at least; a look takes no more than a thirtieth of the time."""
_FAREWELL = 30
"""Seconds in which a server that is asked to end has to end."""


class FailedError(Exception):
    """A program did not do what it is measured at; the text goes into the table."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took, with everything that it started."""

    seconds: float
    cpu: float
    """Processor seconds."""
    largest: float
    """Peak megabytes of the largest process."""
    together: float
    """Peak megabytes of all processes at the same time; what they share counts once."""
    others: float
    """Processors that other programs kept busy meanwhile, on average: what makes the seconds too many."""


class Running:
    """A program that runs in a session of its own, so that all it starts is found, and ends with it."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._log = folder.with_name(f"{folder.name}.log")
        self._ended = threading.Event()
        self._together = 0.0
        self.begun, self._busy = time.perf_counter(), _busy()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def wait(self, limit: float) -> Cost:
        """What it took, once it has ended; it is ended at the limit."""
        timer = threading.Timer(limit, self.kill)
        timer.start()
        try:
            return self._wait()
        except KeyboardInterrupt:
            self.kill()
            raise
        finally:
            timer.cancel()

    def _wait(self) -> Cost:
        _, status, used = os.wait4(self._process.pid, 0)
        seconds = time.perf_counter() - self.begun
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._ended.set()
        self._watch.join()
        # A peak between two looks is known of the largest process alone.
        largest, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
        others = max(0.0, _busy() - self._busy - cpu) / seconds
        return Cost(seconds, cpu, largest, max(largest, self._together), others)

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    @property
    def said(self) -> str:
        """The end of what it wrote."""
        return self._log.read_text("utf-8", "replace")[-2000:]

    def cpu(self) -> float:
        """Processor seconds so far, of processes that run and of what they waited for."""
        return sum(sum(map(int, fields[11:15])) for _, fields in self._members()) / TICKS

    def end(self) -> Cost:
        """Ask it to end, and make it."""
        self._signal(signal.SIGINT)
        cost = self.wait(_FAREWELL)
        self.kill()
        return cost

    def kill(self) -> None:
        """End it, and all that it started."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _look(self) -> None:
        pause = _GLANCE
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            self._together = max(self._together, sum(_megabytes(process) for process, _ in self._members()))
            pause = max(_GLANCE, 30 * (time.perf_counter() - begun))

    def _members(self) -> Iterator[tuple[Path, list[str]]]:
        """The processes of the session, each with what its `stat` says after the name (proc(5))."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == self._process.pid:
                    yield process, fields


def _busy() -> float:
    """Seconds of all processors since the machine started in which they worked (proc(5))."""
    with suppress(OSError):
        user, nice, system, _idle, _waiting, *interrupts = (
            Path("/proc/stat").read_text().partition("\n")[0].split()[1:8]
        )
        return sum(map(int, (user, nice, system, *interrupts))) / TICKS
    return 0.0


def _megabytes(process: Path) -> float:
    """Its memory, what it shares with others by its part."""
    with suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
