"""How long a preview takes to be ready, and to show what was saved: asked for over HTTP, as a browser asks."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.benchmarks.generators import Generator
from tests.benchmarks.measuring import FailedError, Running

_POLL = 0.002
"""Seconds between an answer and the next question."""
_GLANCE, _IDLE, _GLANCES = 0.5, 0.1, 2
"""A preview is at rest when it took no more than `_IDLE` processor seconds between each of so many looks."""


class Preview:
    """The preview of a generator, running in a project; it has to be ready within a limit."""

    def __init__(self, generator: Generator, project: Path, limit: float) -> None:
        port = _free_port()
        arguments = [part.replace("PORT", str(port)) for part in generator.serve]
        self._limit = limit
        self._draw = random.Random(20261101)
        self._connection = HTTPConnection("127.0.0.1", port, timeout=limit)
        self.running = Running([*generator.program, *arguments], project, generator.environment())

    def ready(self, address: str) -> float:
        """Seconds until it answers."""
        self._until(lambda: bool(self.page(address)), self.running.begun, self._limit, "not ready")
        return time.perf_counter() - self.running.begun

    def rest(self, limit: float) -> None:
        """Wait until nothing is left to do of what was saved before, and a little more, each time another."""
        deadline, quiet = time.perf_counter() + limit, 0
        while quiet < _GLANCES and time.perf_counter() < deadline:
            before = self.running.cpu()
            time.sleep(_GLANCE)
            quiet = quiet + 1 if self.running.cpu() - before <= _IDLE else 0
        # Who looks for changes in intervals would otherwise always be met at the same point of one.
        time.sleep(self._draw.random())

    def shows(self, address: str, marker: str, save: Callable[[], object], limit: float) -> float:
        """Seconds from saving a page that is open until its address answers with the marker."""
        self._connection.close()
        self._connection.timeout = limit
        self.page(address)
        begun = time.perf_counter()
        save()
        self._until(lambda: marker.encode() in self.page(address), begun, limit, "none")
        return time.perf_counter() - begun

    def page(self, address: str) -> bytes:
        """What stands at the address; nothing if nothing does."""
        with suppress(OSError, HTTPException):
            self._connection.request("GET", f"/{address}")
            answer = self._connection.getresponse()
            content = answer.read()
            return content if answer.status == 200 else b""
        self._connection.close()
        return b""

    def _until(self, happened: Callable[[], bool], begun: float, limit: float, missed: str) -> None:
        while not happened():
            if time.perf_counter() - begun > limit:
                raise FailedError(f"{missed} within {limit:g} s")
            time.sleep(_POLL)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
