"""What a preview serves: the files of the last good build from memory, and what of them changed since a page was read.

An address is a key, never a path on disk, so that a request can reach nothing but the site's own files.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
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

_BUILD = re.compile(r"[0-9]{1,18}")
"""The number of a build; Python refuses to read one of thousands of digits."""
_WATCHED = 500
"""How many files of those asked for last are compared after a build; any other counts as changed."""
_HELD = 64
"""How many of the files asked for last stay in memory, so that many slow readers of one share it."""


_LATE = urls.SEARCH_TEXT.rpartition("/")[0] + "/"
"""Where the files stand that a build makes last."""
_PATIENCE = 60.0
"""Seconds for which a reader of these waits for them."""
_REMEMBERED = 8
"""How many builds of a file are told apart."""


class Edition:
    """The files of one build, some of them changed since."""

    def __init__(
        self,
        number: int,
        artifacts: Iterable[Artifact],
        changed: Mapping[str, bytes] = MappingProxyType({}),
        copied: Copies | None = None,
        *,
        whole: bool = True,
    ) -> None:
        """Until it is `whole`, who asks for what comes last waits for `complete`."""
        self.number = number
        self._whole = threading.Event()
        if whole:
            self._whole.set()
        self._copied = copied
        """What is kept of the files that are copied; None as long as they are read where they stand."""
        self._built: dict[str, Artifact] = {}
        for artifact in artifacts:
            self._built.setdefault(artifact.path, artifact)
        self._changed = changed
        self._files = self._built | {path: replace(self._built[path], content=changed[path]) for path in changed}
        self.tag = lru_cache(_WATCHED)(self._tag)
        """Differs from that of another build if what a reader gets at a path does; empty if that is nothing."""
        self.read = lru_cache(_HELD)(self._read)
        """The bytes of a file; None if there is none of that path, or it has gone. Raises `UnmadeError`."""

    def __contains__(self, path: str) -> bool:
        return self._file(path) is not None

    def complete(self, artifacts: Iterable[Artifact]) -> None:
        """Add what was made last, and let those have it who wait."""
        for artifact in artifacts:
            self._built.setdefault(artifact.path, artifact)
            self._files.setdefault(artifact.path, artifact)
        self._whole.set()

    def _file(self, path: str) -> Artifact | None:
        if path not in self._files and path.startswith(_LATE):
            self._whole.wait(_PATIENCE)
        return self._files.get(path)

    def _read(self, path: str) -> bytes | None:
        artifact = self._file(path)
        try:
            return content_of(artifact) if artifact else None
        except SiteError:
            return None

    def with_changed(self, number: int, files: Mapping[str, bytes]) -> Edition:
        """The same site with other content in a few files."""
        return Edition(number, self._built.values(), {**self._changed, **files}, self._copied)

    def keep(self, before: Edition) -> None:
        """Hold the files that are copied, as they are now or as `before` has them, whatever stands there later."""
        if self._copied is not None:
            return
        sources = {path: one.content for path, one in self._built.items() if isinstance(one.content, Path)}
        self._copied = copies(sources.values(), before._copied or {})
        for path, source in sources.items():
            if source in self._copied:
                self._built[path] = replace(self._built[path], content=self._copied[source].content)
                self._files[path] = self._built[path]

    def view(self, path: str) -> PageView | None:
        """What a page was made of in the build, whatever of its text has changed since."""
        recipe = self._recipe(path)
        view = recipe.gather() if recipe and recipe.worded else None
        return view if isinstance(view, PageView) else None

    def drawn(self, _before: Worded, now: Worded, _settings: Settings) -> Mapping[str, bytes | Problem]:
        """The files of the page that a view makes."""
        recipe = self._recipe(urls.output_path(now.address))
        return recipe.make(now) if recipe else {}

    def _recipe(self, path: str) -> Recipe | None:
        artifact = self._built.get(path)
        return artifact.content if artifact and isinstance(artifact.content, Recipe) else None

    def samples(self, paths: Iterable[str]) -> list[str]:
        """Those of the paths that have a file, and a page of each template: where a fault of a template shows."""
        chosen = dict.fromkeys(path for path in paths if path in self._files)
        kinds: dict[str, str] = {}
        for path, artifact in self._files.items():
            if isinstance(artifact.content, Recipe) and artifact.content.kind:
                kinds.setdefault(artifact.content.kind, path)
        return list(chosen | dict.fromkeys(kinds.values()))

    def fault(self, path: str) -> Problem | None:
        """Why the file at a path cannot be made, if it can't."""
        try:
            self.read(path)
        except UnmadeError as fault:
            return fault.problem
        return None

    def _tag(self, path: str) -> bytes:
        artifact = self._file(path) or self._files.get(urls.NOT_FOUND)
        if artifact is None:
            return b""
        if key := Batch([artifact]).key():
            return key
        try:
            return digest(self.read(artifact.path) or b"")
        except UnmadeError as fault:
            return digest(str(fault.problem))


@dataclass(frozen=True, slots=True)
class State:
    """What an open page has to know."""

    build: str
    """Names the build whose site is served; another one for each build, and for each start of the preview."""
    problems: tuple[Problem, ...] = ()
    """What holds a newer site back, or is wrong with the one that is served; empty when all is well."""
    held_back: bool = False
    """Whether the site that is served is an earlier one, since the newest failed."""


@dataclass
class Site:
    """The edition that is served now, and what of it has been read."""

    started: str = field(default_factory=lambda: f"{time.time_ns():x}")
    edition: Edition = field(default_factory=lambda: Edition(0, ()))
    _asked: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """By path, the tag of what was asked for in each of the last builds in which it was."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, artifacts: Iterable[Artifact]) -> Edition:
        """What could be shown next, once it is complete or before."""
        return Edition(self.edition.number + 1, artifacts, whole=False)

    @property
    def asked(self) -> tuple[str, ...]:
        """The files that were asked for last, the latest first."""
        with self._lock:
            return tuple(reversed(self._asked))

    def show(self, edition: Edition) -> None:
        """Serve this from now on. Requests under way end with what they began with."""
        edition.keep(self.edition)
        self.edition = edition

    def note(self, edition: Edition, path: str) -> None:
        """Somebody has read this file of this edition, or found that there is none."""
        tag = edition.tag(path)
        with self._lock:
            self._remember(edition, path, tag)

    def _had(self, path: str, build: int) -> bytes | None:
        """The tag of what was read at a path last in a build or before it; None if that isn't known."""
        return next((tag for number, tag in reversed(self._asked.get(path, {}).items()) if number <= build), None)

    def _remember(self, edition: Edition, path: str, tag: bytes) -> None:
        tags = self._asked.pop(path, {}) | {edition.number: tag}
        self._asked[path] = dict(sorted(tags.items())[-_REMEMBERED:])
        while len(self._asked) > _WATCHED:
            del self._asked[next(iter(self._asked))]

    def build_of(self, edition: Edition) -> str:
        """The name of a build among those of all previews."""
        return f"{self.started}.{edition.number}"

    def changed(self, since: str, paths: Sequence[str]) -> bool:
        """Whether one of these files has changed since a build; yes if that isn't known."""
        started, _, number = since.partition(".")
        if started != self.started or not _BUILD.fullmatch(number):
            return True
        edition, before = self.edition, int(number)
        now = {path: edition.tag(path) for path in paths}
        with self._lock:
            same = all(self._had(path, before) == tag for path, tag in now.items())
            # Whoever finds nothing changed goes on from this build.
            for path in paths if same else ():
                self._remember(edition, path, now[path])
        return not same
