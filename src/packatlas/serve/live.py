"""What open pages are told: a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from packatlas.errors import Problem
from packatlas.serve.site import State

_PULSE = 15.0
"""Seconds after which a stream says something even if nothing happens, so that it is noticed when nobody listens."""
_TOLD = 20
"""How many problems a page shows; the terminal has all."""
_RETRY = 1000
"""Milliseconds after which a page looks again for a preview that has ended."""


class Live:
    """The state that pages are told: each stream sends the newest one whenever its reader is ready for more.

    Nothing is queued for a reader, however slow it is.
    """

    def __init__(self) -> None:
        self._state = State("")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()
        self._ended = False

    def tell(self, state: State) -> None:
        """Let all open pages know; from any thread."""
        self._state = state
        self._wake_up()

    def end(self) -> None:
        """Close all streams; from any thread."""
        self._ended = True
        self._wake_up()

    async def stream(self) -> AsyncIterator[bytes]:
        """The events for one page: the state now, and each newer one."""
        self._loop = asyncio.get_running_loop()
        news = asyncio.Event()
        self._waiting.add(news)
        try:
            yield b"retry: %d\n\n" % _RETRY
            told = None
            while not self._ended:
                news.clear()
                state = self._state
                yield b": still here\n\n" if state is told else event(state)
                told = state
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), _PULSE)
        finally:
            self._waiting.discard(news)

    def _wake_up(self) -> None:
        if self._loop:
            # The loop may have been closed since.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._set_all)

    def _set_all(self) -> None:
        for news in self._waiting:
            news.set()


def event(state: State) -> bytes:
    """The state as one event."""
    shown = {
        "edition": state.edition,
        "heldBack": state.held_back,
        "problems": [_shown(problem) for problem in state.problems[:_TOLD]],
        "more": max(0, len(state.problems) - _TOLD),
    }
    return f"data: {json.dumps(shown)}\n\n".encode()


def _shown(problem: Problem) -> dict[str, str]:
    return {
        "place": str(problem.location),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }
