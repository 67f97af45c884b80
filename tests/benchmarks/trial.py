"""One generator, put through everything that `scale` measures: cold, nothing changed, one page changed, live."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from tests.benchmarks.generators import SITE, Generator, save
from tests.benchmarks.live import Preview
from tests.benchmarks.measuring import Cost, FailedError, Running

KINDS = {"words": 10, "heading": 5, "fact": 5}
"""What an edit adds: a paragraph, a heading with one, or words in the description; and how many of each are live."""
BUILDS, CHANGES = 3, 5
"""How often a build is repeated, and how many pages of each kind are changed: more, for not all pages are alike."""
FEW = 1000
"""Packs up to which a cold build is repeated."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which something is given up; and isn't repeated any more."""

    build: float
    """Of a build, or until a preview is ready."""
    live: float
    """Until what was saved is served."""


@dataclass(slots=True)
class Figures:
    """What was found out; lists are empty where nothing was."""

    generator: str
    packs: int
    cold: list[Cost] = field(default_factory=list)
    warm: list[Cost] = field(default_factory=list)
    changed: dict[str, list[Cost]] = field(default_factory=dict)
    """Builds by the kind of edit before."""
    ready: float = 0.0
    live: dict[str, list[float]] = field(default_factory=dict)
    """Seconds from saved to served by the kind of edit."""
    preview: Cost | None = None
    files: int = 0
    megabytes: float = 0.0
    missing: dict[str, str] = field(default_factory=dict)
    """Why a step has no figures, by its name."""


class Trial:
    """A generator with so many packs, in a folder for its projects."""

    def __init__(self, generator: Generator, packs: int, scratch: Path, limits: Limits) -> None:
        self.generator, self.packs, self.scratch, self.limits = generator, packs, scratch, limits
        self.figures = Figures(generator.name, packs)
        self.project = scratch
        self._edits = count(1)

    def run(self) -> Figures:
        """All figures; a step that fails leaves its reason, and without a whole site there is nothing more to try."""
        changes = {kind: partial(self.change, kind) for kind in KINDS}
        steps: dict[str, Callable[[], None]] = {"cold": self.cold, "warm": self.warm, **changes, "live": self.preview}
        for name, step in steps.items():
            print(f"{self.generator.name}, {self.packs} packs: {name}", file=sys.stderr, flush=True)
            self._try(name, step)
            if "cold" in self.figures.missing:
                break
        return self.figures

    def cold(self) -> None:
        """Builds of projects that were never built, and the size of the site."""
        repeats = BUILDS if self.packs <= FEW else 1
        for number in range(repeats):
            # A folder that is removed would slow down the build after it, so each project is a new one.
            self.project = self.scratch / f"{self.generator.name}-{self.packs}-{number}"
            self.generator.prepare(self.project, self.packs)
            self.figures.cold.append(self._build())
        for path in (self.project / SITE).rglob("*"):
            if path.is_file():
                self.figures.files += 1
                self.figures.megabytes += path.stat().st_size / 1e6
        lacking = [number for number in range(self.packs) if not self._page(number).is_file()]
        if lacking:
            raise FailedError(f"{len(lacking)} pages lacking")

    def warm(self) -> None:
        """Builds with nothing to do."""
        _repeat(self._build, self.figures.warm, BUILDS, self.limits.build)

    def change(self, kind: str) -> None:
        """Builds after an edit of one page, each of another."""

        def once() -> Cost:
            number, marker, saving = self._edit(kind)
            saving()
            cost = self._build()
            if marker not in self._page(number).read_text("utf-8"):
                raise FailedError("the change is not in the page")
            return cost

        _repeat(once, self.figures.changed.setdefault(kind, []), CHANGES, self.limits.build)

    def preview(self) -> None:
        """A preview of the site that was built, and pages saved while it runs."""
        os.sync()
        preview = Preview(self.generator, self.project, self.limits.build)
        try:
            self.figures.ready = preview.ready(self.generator.address(0))
            for kind, times in KINDS.items():
                self._try(f"live {kind}", partial(self._save, preview, kind, times))
        finally:
            self.figures.preview = preview.running.end()

    def _save(self, preview: Preview, kind: str, times: int) -> None:
        def once() -> float:
            number, marker, saving = self._edit(kind)
            preview.rest(self.limits.live)
            return preview.shows(self.generator.address(number), marker, saving, self.limits.live)

        _repeat(once, self.figures.live.setdefault(kind, []), times, self.limits.live)

    def _try(self, name: str, step: Callable[[], None]) -> None:
        try:
            step()
        except FailedError as fault:
            self.figures.missing[name] = str(fault)

    def _build(self) -> Cost:
        os.sync()
        running = Running([*self.generator.program, *self.generator.build], self.project, self.generator.environment())
        cost = running.wait(self.limits.build)
        if cost.seconds > self.limits.build:
            raise FailedError(f"none within {self.limits.build:g} s")
        if running.exit_code:
            print(running.said, file=sys.stderr)
            raise FailedError("failed")
        return cost

    def _edit(self, kind: str) -> tuple[int, str, Callable[[], object]]:
        """A page that wasn't edited lately, a marker that was never used, and what saves it there."""
        edit = next(self._edits)
        number, marker = edit * 7919 % self.packs, f"marker{edit:05}"
        return number, marker, save(self.project / self.generator.source(number), number, kind, marker)

    def _page(self, number: int) -> Path:
        return self.project / SITE / self.generator.address(number) / "index.html"


def _repeat(once: Callable[[], T], found: list[T], times: int, limit: float) -> None:
    """So many times, or fewer where they take too long together; what is found before one fails stays found."""
    begun = time.perf_counter()
    while not found or (len(found) < times and time.perf_counter() - begun < limit):
        found.append(once())
