"""What was saved and isn't in the site yet, from the thread that notices it to the one that builds."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path


class Saved:
    """Files by the time at which they were saved, counted from 1."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[Path | None, int] = {}
        """None stands for files that nobody knows."""
        self._last = 0

    def add(self, paths: Sequence[Path]) -> None:
        """These were saved; without a path, nobody knows which."""
        with self._lock:
            self._last += 1
            self._times |= dict.fromkeys(paths or (None,), self._last)

    def after(self, time: int) -> tuple[tuple[Path, ...], int]:
        """What was saved after a time, and till when that is; no paths where it isn't known which."""
        with self._lock:
            found = [path for path, saved in self._times.items() if saved > time]
            return (() if None in found else tuple(path for path in found if path)), self._last

    def done(self, time: int) -> None:
        """What was saved up to a time is in the site, or is the reason why there is no newer one."""
        with self._lock:
            self._times = {path: saved for path, saved in self._times.items() if saved > time}

    def __bool__(self) -> bool:
        return bool(self._times)
