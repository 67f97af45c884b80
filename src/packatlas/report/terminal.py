"""What may be sent to a terminal, and how it is coloured."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_COLOURS = {"red": 31, "yellow": 33, "green": 32, "cyan": 36, "bold": 1, "dim": 2}
_PATIENCE = 1.0
"""Seconds after which a build counts as long and its progress is shown."""


def safe(text: str) -> str:
    r"""The text with everything that doesn't print shown as an escape: `\x1b`, `\u202e`, `\n`.

    Messages quote hostile content; a terminal must not obey it, nor may it reorder or hide what a line says.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@dataclass(frozen=True, slots=True)
class Style:
    """How text is shown: coloured or not, with the lines that it speaks of or not."""

    colour: bool = False
    excerpts: bool = False
    """Show the source line below a problem."""

    def paint(self, text: str, *names: str) -> str:
        """The text in the named colours, if there is colour."""
        if not self.colour:
            return text
        return f"\x1b[{';'.join(str(_COLOURS[name]) for name in names)}m{text}\x1b[0m"


PLAIN = Style()
"""For pipes and files."""


def style_for(stream: TextIO | None, environment: Mapping[str, str]) -> Style:
    """Colour and excerpts for a terminal, plain lines for everything else; a stream that was closed is None.

    `NO_COLOR` (no-color.org) and `FORCE_COLOR` (force-color.org) count when they aren't empty; `NO_COLOR` wins.
    """
    terminal = stream is not None and stream.isatty()
    colour = terminal and environment.get("TERM") != "dumb"
    if environment.get("FORCE_COLOR"):
        colour = True
    if environment.get("NO_COLOR"):
        colour = False
    return Style(colour=colour, excerpts=terminal)


class StageBar:
    """A progress bar on a terminal, drawn only once a build takes long; call it with the stage that begins.

    It draws when it is called and starts no thread, since a build may fork.
    """

    def __init__(self, stream: TextIO | None, stages: Sequence[str]) -> None:
        """`stages` are all that will be told, in their order; without a stream nothing is drawn."""
        self._stream = stream
        self._stages = tuple(stages)
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """`stage` begins, or `done` of its `total` items are through."""
        if self._stream and self._stream.isatty() and time.monotonic() - self._begun >= _PATIENCE:
            self._draw(stage, self._stages.index(stage) + (done / total if total else 0))

    def _draw(self, stage: str, progress: float) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(file=self._stream), auto_refresh=False, transient=True)
            self._bar.start()
            self._task = self._bar.add_task(stage, total=len(self._stages))
        if self._task is not None:
            self._bar.update(self._task, description=stage, completed=progress)
            self._bar.refresh()

    def __enter__(self) -> StageBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
