"""What a preview serves: the files of the last good build from memory, and what of them changed since a page was read.

An address is a key, never a path on disk, so that a request can reach nothing but the site's own files.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from packatlas import urls
from packatlas.cache import digest
from packatlas.errors import Problem, SiteError, UnmadeError
from packatlas.making import Batch, content_of
from packatlas.model import Artifact, Recipe
from packatlas.plan.rewording import Worded
from packatlas.plan.views import PageView
from packatlas.serve.copies import Copies, copies
from packatlas.settings import Settings

_NUMBER = re.compile(r"[0-9]{1,18}")
"""That of an edition; Python refuses to read one of thousands of digits."""
_WATCHED = 500
"""How many files of those asked for last are compared with a new edition; any other counts as changed."""
_HELD = 64
"""How many of the files asked for last stay in memory, so that many slow readers of one share it."""


_LATE = urls.SEARCH_TEXT.rpartition("/")[0] + "/"
"""Where the files stand that a build makes last."""
_PATIENCE = 60.0
"""Seconds for which a reader of these waits for them."""
_REMEMBERED = 8
"""How many editions of a file are told apart."""


class Build:
    """The files of one build. Until it is `whole`, who asks for what comes last waits for `complete`."""

    def __init__(self, artifacts: Iterable[Artifact], *, whole: bool = True) -> None:
        self._files: dict[str, Artifact] = {}
        self._whole = threading.Event()
        self._copied: Copies | None = None
        """What is kept of the files that are copied; None as long as they are read where they stand."""
        self._add(artifacts)
        if whole:
            self._whole.set()

    def _add(self, artifacts: Iterable[Artifact]) -> None:
        for artifact in artifacts:
            self._files.setdefault(artifact.path, artifact)

    def complete(self, artifacts: Iterable[Artifact]) -> None:
        """Add what was made last, and let those have it who wait."""
        self._add(artifacts)
        self._whole.set()

    def file(self, path: str) -> Artifact | None:
        """What stands at a path, if anything does."""
        if path not in self._files and path.startswith(_LATE):
            self._whole.wait(_PATIENCE)
        return self._files.get(path)

    def recipe(self, path: str) -> Recipe | None:
        """By what the file at a path is made, if it is made."""
        artifact = self._files.get(path)
        return artifact.content if artifact and isinstance(artifact.content, Recipe) else None

    def keep(self, before: Build) -> None:
        """Hold the files that are copied, as they are now or as `before` has them, whatever stands there later."""
        if self._copied is not None:
            return
        sources = {path: one.content for path, one in self._files.items() if isinstance(one.content, Path)}
        self._copied = copies(sources.values(), before._copied or {})
        for path, source in sources.items():
            if source in self._copied:
                self._files[path] = replace(self._files[path], content=self._copied[source].content)

    def samples(self, paths: Iterable[str]) -> list[str]:
        """Those of the paths that have a file, and a page of each template: where a fault of a template shows."""
        chosen = dict.fromkeys(path for path in paths if path in self._files)
        kinds: dict[str, str] = {}
        for path, artifact in self._files.items():
            if isinstance(artifact.content, Recipe) and artifact.content.kind:
                kinds.setdefault(artifact.content.kind, path)
        return list(chosen | dict.fromkeys(kinds.values()))


class Edition:
    """What is served from one moment to the next: a build, and some of its files as they are since."""

    def __init__(self, build: Build, changed: Mapping[str, Artifact] = MappingProxyType({})) -> None:
        self.number = 0
        """Counts those that were shown; 0 until then."""
        self.build = build
        self._changed = changed
        # By functions that don't know the edition: in a circle it would stay until somebody looks for garbage.
        self._file = partial(_file, build, changed)
        self.read = lru_cache(_HELD)(partial(_read, self._file))
        """The bytes of a file; None if there is none of that path, or it has gone. Raises `UnmadeError`."""
        self.tag = lru_cache(_WATCHED)(partial(_tag, self._file, self.read))
        """Differs from that of another edition if what a reader gets at a path does; empty if that is nothing."""

    def __contains__(self, path: str) -> bool:
        return self._file(path) is not None

    def with_changed(self, files: Iterable[Artifact]) -> Edition:
        """The same site with these files in place of others, or beside them."""
        return Edition(self.build, {**self._changed, **{file.path: file for file in files}})

    def view(self, path: str) -> PageView | None:
        """What a page was made of in the build, whatever of its text has changed since."""
        recipe = self.build.recipe(path)
        view = recipe.gather() if recipe and recipe.worded else None
        return view if isinstance(view, PageView) else None

    def drawn(self, _before: Worded, now: Worded, _settings: Settings) -> Mapping[str, bytes | Problem]:
        """The files of the page that a view makes."""
        recipe = self.build.recipe(urls.output_path(now.address))
        return recipe.make(now) if recipe else {}

    def fault(self, path: str) -> Problem | None:
        """Why the file at a path cannot be made, if it can't."""
        try:
            self.read(path)
        except UnmadeError as fault:
            return fault.problem
        return None


def _file(build: Build, changed: Mapping[str, Artifact], path: str) -> Artifact | None:
    return changed.get(path) or build.file(path)


def _read(file: Callable[[str], Artifact | None], path: str) -> bytes | None:
    artifact = file(path)
    try:
        return content_of(artifact) if artifact else None
    except SiteError:
        return None


def _tag(file: Callable[[str], Artifact | None], read: Callable[[str], bytes | None], path: str) -> bytes:
    artifact = file(path) or file(urls.NOT_FOUND)
    if artifact is None:
        return b""
    if key := Batch([artifact]).key():
        return key
    try:
        return digest(read(artifact.path) or b"")
    except UnmadeError as fault:
        return digest(str(fault.problem))


@dataclass(frozen=True, slots=True)
class State:
    """What an open page has to know."""

    edition: str
    """Names what is served; another one whenever that may have changed, and for each start of the preview."""
    problems: tuple[Problem, ...] = ()
    """What holds a newer site back, or is wrong with the one that is served; empty when all is well."""
    held_back: bool = False
    """Whether the site that is served is an earlier one, since the newest failed."""


@dataclass
class Site:
    """The edition that is served now, and what of it has been read."""

    started: str = field(default_factory=lambda: f"{time.time_ns():x}")
    edition: Edition = field(default_factory=lambda: Edition(Build(())))
    _asked: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """By path, the tag of what was asked for in each of the last editions of which it was."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def asked(self) -> tuple[str, ...]:
        """The files that were asked for last, the latest first."""
        with self._lock:
            return tuple(reversed(self._asked))

    def show(self, edition: Edition) -> None:
        """Serve this from now on. Requests under way end with what they began with."""
        edition.build.keep(self.edition.build)
        edition.number = self.edition.number + 1
        self.edition = edition

    def note(self, edition: Edition, path: str) -> None:
        """Somebody has read this file of this edition, or found that there is none."""
        tag = edition.tag(path)
        with self._lock:
            self._remember(edition, path, tag)

    def _had(self, path: str, last: int) -> bytes | None:
        """The tag of what was read at a path last, in an edition or before it; None if that isn't known."""
        return next((tag for number, tag in reversed(self._asked.get(path, {}).items()) if number <= last), None)

    def _remember(self, edition: Edition, path: str, tag: bytes) -> None:
        tags = self._asked.pop(path, {}) | {edition.number: tag}
        self._asked[path] = dict(sorted(tags.items())[-_REMEMBERED:])
        while len(self._asked) > _WATCHED:
            del self._asked[next(iter(self._asked))]

    def name_of(self, edition: Edition) -> str:
        """The name of an edition among those of all previews."""
        return f"{self.started}.{edition.number}"

    def changed(self, since: str, paths: Sequence[str]) -> tuple[bool, str]:
        """Whether one of these files has changed since an edition, and in which: yes, if that isn't known."""
        edition = self.edition
        started, _, number = since.partition(".")
        if started != self.started or not _NUMBER.fullmatch(number):
            return True, self.name_of(edition)
        before = int(number)
        now = {path: edition.tag(path) for path in paths}
        with self._lock:
            same = all(self._had(path, before) == tag for path, tag in now.items())
            # Whoever finds nothing changed goes on from this edition.
            for path in paths if same else ():
                self._remember(edition, path, now[path])
        return not same, self.name_of(edition)
