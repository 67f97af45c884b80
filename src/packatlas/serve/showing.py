"""What a preview shows: the last good site, with a glimpse of what was saved since, and what is wrong.

Files are noticed by one thread and built by another; here the two meet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from packatlas.errors import Problem, UnmadeError
from packatlas.model import Artifact
from packatlas.serve.live import Live
from packatlas.serve.saved import Saved
from packatlas.serve.site import Edition, Site, State
from packatlas.settings import real

if TYPE_CHECKING:
    from packatlas.build import Draft

_FEW = 8
"""How many files at most have a glimpse: more are a change of branches rather than somebody's writing."""

Glimpse = Callable[["Draft", Path], "tuple[Draft | None, Sequence[Artifact]]"]
"""The pages that show a file of the content, with all else as it was; the draft is for the next glimpse, if any."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was saved since the last build and is shown already."""

    draft: Draft | None = None
    """What further glimpses begin with; None where there can be none before the next build."""
    until: int = 0
    """When the last of it was saved."""
    files: Mapping[str, Artifact] = field(default_factory=dict)


class Showing:
    """Changes what is served, and tells the open pages."""

    def __init__(self, site: Site, live: Live, glimpse: Glimpse) -> None:
        self.saved = Saved()
        self.base = site.edition
        """What is served, without what is only a glimpse."""
        self._site = site
        self._live = live
        self._glimpse = glimpse
        self._lock = threading.Lock()
        self._draft: Draft | None = None
        """What the base was made of."""
        self._seen = _Seen()
        self._errors: tuple[Problem, ...] = ()
        self._is_newest = True
        """Whether the newest site is shown, and no error holds it back."""

    def put(self, edition: Edition, draft: Draft, errors: tuple[Problem, ...], until: int) -> None:
        """Show a new site, in which is what was saved up to a time."""
        with self._lock:
            self._errors, self._is_newest = errors, True
            self._begin(edition, draft, until)

    def put_words(self, files: Mapping[str, bytes], errors: tuple[Problem, ...], until: int) -> None:
        """Show other content in a few files, which is all that comes of what was saved up to a time."""
        with self._lock:
            self._errors, self._is_newest = errors, True
            # What was seen of it already counts as the same file: who has read it need not read it again.
            changed = [
                self._seen.files[path] if self._is_seen(path, content) else Artifact(path, content)
                for path, content in files.items()
            ]
            self._begin(self.base.with_changed(changed), self._seen.draft or self._draft, until)

    def keep(self, errors: tuple[Problem, ...], until: int) -> None:
        """Show no newer site, since these errors hold it back, and take back what was seen of it."""
        with self._lock:
            self._errors, self._is_newest = errors, False
            seen = self._seen.files
            self._seen = self._look(self._forgotten(until))
            if seen or self._seen.files:
                self._site.show(self.base.with_changed(self._seen.files.values()))
            self._tell()

    def tell(self, errors: tuple[Problem, ...]) -> None:
        """Tell what is wrong with what is shown, or else with what is held back."""
        with self._lock:
            self._errors = errors
            self._tell()

    def look(self) -> None:
        """Show what can be shown at once of what was saved."""
        with self._lock:
            before, self._seen = self._seen, self._look(self._seen)
            if self._seen.files is not before.files:
                self._site.show(self.base.with_changed(self._seen.files.values()))
                self._tell()

    def _begin(self, edition: Edition, draft: Draft | None, until: int) -> None:
        self.base, self._draft = edition, draft
        self._seen = self._look(self._forgotten(until))
        self._site.show(edition.with_changed(self._seen.files.values()))
        self._tell()

    def _forgotten(self, until: int) -> _Seen:
        self.saved.done(until)
        return _Seen(self._draft, until)

    def _look(self, seen: _Seen) -> _Seen:
        """With the pages of what was saved since, where that is little."""
        changed, until = self.saved.after(seen.until)
        if not 0 < len(changed) <= _FEW or not self._may_be_good(changed):
            return seen
        draft, files = seen.draft, list[Artifact]()
        for path in changed:
            draft, made = self._glimpse_of(path, draft) if draft else (None, ())
            files += made
        # What all pages depend on may have been saved after, or beside, what has been made here.
        fresh = {file.path: file for file in files} if draft else {}
        return _Seen(draft, until, {**seen.files, **fresh} if fresh else seen.files)

    def _glimpse_of(self, path: Path, draft: Draft) -> tuple[Draft | None, Sequence[Artifact]]:
        try:
            return self._glimpse(draft, path)
        except Exception:
            # Whatever is wrong here is told by the build that comes next.
            return draft, ()

    def _may_be_good(self, changed: Sequence[Path]) -> bool:
        """Whether a site is to be expected that will be shown: not while errors stand in other files."""
        return self._is_newest or {real(Path(error.location.path)) for error in self._errors} <= set(changed)

    def _is_seen(self, path: str, content: bytes) -> bool:
        try:
            return path in self._seen.files and self._site.edition.read(path) == content
        except UnmadeError:
            return False

    def _tell(self) -> None:
        name = self._site.name_of(self._site.edition)
        self._live.tell(State(name, self._errors, held_back=not self._is_newest))
