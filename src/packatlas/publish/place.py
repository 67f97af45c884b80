"""The folder that a web server reads: `current` is a link to one of `releases/`, and switches in one step.

A release is never changed once it has its name. Whatever happens to a publisher, `current` leads to a whole release,
and what a dead one left lies under names that the next one knows as nobody's.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from packatlas import urls
from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.publish.compression import ENDINGS
from packatlas.publish.files import paths_below, read_file, remove
from packatlas.publish.manifest import Manifest, read_manifest, read_previous
from packatlas.publish.release import Left
from packatlas.settings import Settings, real, resolved
from packatlas.write import disk, folder

CURRENT, RELEASES, LOCK = "current", "releases", ".packatlas-lock"
KEPT_RELEASES = 3
"""The current one and those before it."""
_NEW, _OLD = ".packatlas-new-", ".packatlas-old-"
_NAME = re.compile("[0-9a-f]{32}(?:-2)?")
"""The first half of a release's digest; `-2` where a damaged release of that name can't be replaced in its place."""
_HEAD = 4096
"""Bytes of a manifest in which its head stands."""
_TARGET = re.compile(f"{RELEASES}/({_NAME.pattern})")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to publish to, held by this process alone."""

    root: Path
    shown: str
    """As the user named it."""

    @property
    def releases(self) -> Path:
        """The folder of all releases."""
        return self.root / RELEASES

    def current(self) -> str:
        """The name of the release that readers get; empty when nothing is published yet."""
        try:
            found = _TARGET.fullmatch((self.root / CURRENT).readlink().as_posix())
        except FileNotFoundError:
            return ""
        except OSError:
            found = None
        if not found:
            raise refusal("PA220", f"{CURRENT!r} in this folder isn't packatlas's", self.shown, "move it away")
        return found[1]

    def manifest(self, name: str) -> Manifest | None:
        """What a release says of itself; None when it isn't there or is damaged."""
        text = read_file(self.releases / name / urls.MANIFEST) if name else None
        return read_manifest(text) if text is not None else None

    def latest(self) -> tuple[str, Manifest | None]:
        """The release that the next one follows, with its manifest: the current one, else the one before."""
        name = self.current()
        found = self.manifest(name)
        if found is None:
            name = self.before(name)
            found = self.manifest(name)
        return name, found

    def before(self, name: str) -> str:
        """The name of the release that was published before `name`; empty when there was none.

        Where that isn't known, or that one is gone or damaged, it is the newest one that is older than `name` and can
        be read; without a name, the newest of all.
        """
        start = self._previous(name)[:32]
        names = self._names() - {name}
        if found := self._newest(names & {start, f"{start}-2"}):
            return found
        if not start and self.manifest(name):
            return ""
        # The list of what changed has the time of its publish even where somebody wrote over the manifest.
        time = self._time(name, urls.CHANGES_JSON) or inf
        return self._newest(other for other in names if self._time(other) < time)

    def _newest(self, names: Iterable[str]) -> str:
        """The newest of these releases whose manifest can be read; empty when there is none."""
        return next((name for name in sorted(names, key=self._time, reverse=True) if self.manifest(name)), "")

    def lineage(self) -> list[str]:
        """The releases that are kept: the current one and those before it, newest first."""
        names: list[str] = []
        name = self.current() or self.before("")
        while name and name not in names:
            names.append(name)
            name = self.before(name) if len(names) < KEPT_RELEASES else ""
        return names

    def _previous(self, name: str) -> str:
        start = read_file(self.releases / name / urls.MANIFEST, _HEAD)
        return read_previous(start) if start is not None else ""

    def stamp(self, now: float) -> int:
        """A time for new files, in whole seconds, later than that of any release.

        Web servers tell one version of a file from the next by time and size, and of the time only the seconds.
        """
        return int(max([now, *(self._time(name) + 1 for name in self._names())]))

    @contextmanager
    def stage(self) -> Iterator[Path]:
        """An empty folder for a release to be; gone afterwards unless it was installed."""
        disk.make_folder(self.releases)
        path = Path(tempfile.mkdtemp(prefix=_NEW, dir=self.releases))
        try:
            path.chmod(0o755)
            yield path
        finally:
            remove(path)

    def install(self, stage: Path, release: str) -> str:
        """Give a finished release its name, which is returned; one of that name goes, unless it is the current one."""
        name = release[:32]
        if name == self.current():
            name += "-2"
        if os.path.lexists(self.releases / name):
            self._discard(name)
        stage.rename(self.releases / name)
        return name

    def switch(self, name: str) -> None:
        """Let `current` lead to a release, in one step."""
        link = Path(tempfile.mkdtemp(prefix=_NEW, dir=self.root)) / CURRENT
        try:
            link.symlink_to(f"{RELEASES}/{name}")
            link.replace(self.root / CURRENT)
        finally:
            remove(link.parent)

    def clear(self) -> None:
        """Remove what dead publishers left."""
        for path in (*self.root.glob(f"{_NEW}*"), *self.releases.glob(f"{_NEW}*"), *self.releases.glob(f"{_OLD}*")):
            remove(path)

    def prune(self) -> tuple[Left, ...]:
        """Remove old releases; those that stay since not all of their files are known to be packatlas's."""
        kept = self.lineage()
        left = []
        for name in sorted(self._names() - set(kept)):
            manifest = self.manifest(name)
            if manifest is None:
                left.append(Left(name, f"whose {urls.MANIFEST} is damaged or gone"))
            elif foreign_files(self.releases / name, manifest):
                left.append(Left(name, "which has files that packatlas didn't make"))
            else:
                with suppress(OSError):
                    self._discard(name)
        return tuple(left)

    def _names(self) -> set[str]:
        """Folders that have the name of a release."""
        try:
            with os.scandir(self.releases) as entries:
                folders = [each.name for each in entries if each.is_dir(follow_symlinks=False)]
        except OSError:
            return set()
        return {name for name in folders if _NAME.fullmatch(name)}

    def _time(self, name: str, file: str = urls.MANIFEST) -> float:
        """When a file of a release was written; 0 if it isn't there."""
        try:
            return (self.releases / name / file).lstat().st_mtime
        except OSError:
            return 0.0

    def _discard(self, name: str) -> None:
        """Out of the way in one step first: what is half removed must not look like a release."""
        away = Path(tempfile.mkdtemp(prefix=_OLD, dir=self.releases))
        (self.releases / name).rename(away / name)
        remove(away)


@contextmanager
def held(named: Path, settings: Settings | None = None) -> Iterator[Place]:
    """Hold a folder for publishing, made when missing; what dead publishers left there is cleared away.

    Without settings no catalog is published, and so none can be in the way.

    Raises `SiteError` when it can't be used, or when somebody else is publishing there. The lock belongs to this
    process and not to its children: when it is killed, the folder is free.
    """
    shown = named.as_posix()
    place = Place(_usable(named, settings), shown)
    with refusing(shown):
        existed = place.root.exists()
        disk.make_folder(place.root)
        descriptor = _lock(place)
    try:
        with refusing(shown):
            place.current()
            place.clear()
        yield place
    finally:
        if not existed and not os.path.lexists(place.root / CURRENT):
            _withdraw(place)
        os.close(descriptor)


def refusal(code: str, message: str, shown: str, hint: str = "") -> SiteError:
    """The error that ends a publish, placed at the folder as the user named it."""
    return SiteError(Problem(code, message, Location(shown), hint=hint))


@contextmanager
def refusing(shown: str) -> Iterator[None]:
    """What the system refuses here becomes a `SiteError`; the published site is then as it was."""
    try:
        yield
    except OSError as fault:
        message = f"cannot publish here: {reason_of(fault)}"
        raise refusal("PA222", message, shown, "what was published before is untouched") from fault


def _usable(named: Path, settings: Settings | None) -> Path:
    root = resolved(named, "PA220", home=True)
    if os.path.lexists(root) and not root.is_dir():
        raise refusal("PA220", "this is a file, not a folder", named.as_posix(), "name a folder")
    releases = root / RELEASES
    if os.path.lexists(releases) and (releases.is_symlink() or not releases.is_dir()):
        raise refusal("PA220", f"{RELEASES!r} in this folder isn't packatlas's", named.as_posix(), "move it away")
    if any(_is_place(around) for around in root.parents):
        message = "this lies inside of a folder that is published to"
        raise refusal("PA220", message, named.as_posix(), "name that folder, or one of its own")
    for source in settings.inputs if settings else ():
        if root.is_relative_to(real(source)):
            message = f"this lies in {source.as_posix()!r}, which a build reads"
            raise refusal("PA220", message, named.as_posix(), "name a folder of its own")
    try:
        folder.usable(replace(settings or Settings(), output=releases))
    except SiteError as fault:
        raise refusal("PA220", fault.problem.message, named.as_posix(), "name a folder of its own") from None
    return root


def _is_place(around: Path) -> bool:
    """Whether a folder is one that packatlas publishes to."""
    try:
        leads = _TARGET.fullmatch((around / CURRENT).readlink().as_posix())
    except OSError:
        leads = None
    return (around / RELEASES).is_dir() and (leads is not None or os.path.lexists(around / LOCK))


def _lock(place: Place) -> int:
    """A descriptor that holds the lock until it is closed: a POSIX one, which children don't inherit."""
    path = place.root / LOCK
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat(follow_symlinks=False)):
                return descriptor
        except OSError as fault:
            os.close(descriptor)
            if fault.errno in (errno.EACCES, errno.EAGAIN):
                hint = "wait for it to end, then publish again"
                raise refusal("PA221", "somebody else is publishing here right now", place.shown, hint) from None
            raise
        os.close(descriptor)


def _withdraw(place: Place) -> None:
    """Remove a folder that was made for nothing, and a stage that a signal left before its end was seen to."""
    place.clear()
    with suppress(OSError):
        place.releases.rmdir()
    with suppress(OSError):
        (place.root / LOCK).unlink()
        place.root.rmdir()


def foreign_files(release: Path, manifest: Manifest) -> list[str]:
    """Files in a release that packatlas didn't put there."""
    own = {urls.MANIFEST, *manifest.by_path}
    own |= {path + ending for path in own for ending in ENDINGS}
    found = paths_below(release)
    return sorted(found - own)
