"""What a preview serves: the files of the last good build from memory, and what of them changed since a page was read.

An address is a key, never a path on disk, so that a request can reach nothing but the site's own files.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
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

_BUILD = re.compile(r"[0-9]{1,18}")
"""The number of a build; Python refuses to read one of thousands of digits."""
_WATCHED = 500
"""How many files of those asked for last are compared after a build; any other counts as changed."""
_HELD = 64
"""How many of the files asked for last stay in memory, so that many slow readers of one share it."""


class Edition:
    """The files of one build, some of them changed since."""

    def __init__(
        self,
        number: int,
        artifacts: Iterable[Artifact],
        changed: Mapping[str, bytes] = MappingProxyType({}),
        copied: Copies | None = None,
    ) -> None:
        self.number = number
        self._copied = copied
        """What is kept of the files that are copied; None as long as they are read where they stand."""
        self._built: dict[str, Artifact] = {}
        for artifact in artifacts:
            self._built.setdefault(artifact.path, artifact)
        self._changed = changed
        self._files = self._built | {path: replace(self._built[path], content=changed[path]) for path in changed}
        self.read = lru_cache(_HELD)(partial(_read, self._files))
        """The bytes of a file; None if there is none of that path, or it has gone. Raises `UnmadeError`."""

    def __contains__(self, path: str) -> bool:
        return path in self._files

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

    def tag(self, path: str) -> bytes:
        """Differs from that of another build if what a reader gets there does; empty if that is nothing."""
        path = path if path in self._files else urls.NOT_FOUND
        artifact = self._files.get(path)
        if artifact is None:
            return b""
        if key := Batch([artifact]).key():
            return key
        try:
            return digest(self.read(path) or b"")
        except UnmadeError as fault:
            return digest(str(fault.problem))


def _read(files: Mapping[str, Artifact], path: str) -> bytes | None:
    artifact = files.get(path)
    try:
        return content_of(artifact) if artifact else None
    except SiteError:
        return None


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
class _Asked:
    """What was asked for: its tag when it was, and the last build that changed it."""

    tag: bytes
    changed: int = 0


@dataclass
class Site:
    """The edition that is served now, and what of it has been read."""

    started: str = field(default_factory=lambda: f"{time.time_ns():x}")
    edition: Edition = field(default_factory=lambda: Edition(0, ()))
    _asked: dict[str, _Asked] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, artifacts: Iterable[Artifact]) -> Edition:
        """What could be shown next."""
        return Edition(self.edition.number + 1, artifacts)

    @property
    def asked(self) -> tuple[str, ...]:
        """The files that were asked for last, the latest first."""
        with self._lock:
            return tuple(reversed(self._asked))

    def show(self, edition: Edition) -> None:
        """Serve this from now on. Requests under way end with what they began with."""
        edition.keep(self.edition)
        with self._lock:
            for path, asked in self._asked.items():
                tag = edition.tag(path)
                if tag != asked.tag:
                    asked.tag, asked.changed = tag, edition.number
            self.edition = edition

    def note(self, edition: Edition, path: str) -> None:
        """Somebody has read this file of this edition, or found that there is none."""
        tag = edition.tag(path)
        with self._lock:
            if edition is not self.edition:
                return
            asked = self._asked.pop(path, None) or _Asked(tag)
            self._asked[path] = asked
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
        with self._lock:
            known = [self._asked.get(path) for path in paths]
            return any(each is None or each.changed > int(number) for each in known)
