"""Publish a site: whole, checked and in one step, or not at all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from packatlas.build import Result
from packatlas.cache import Cache
from packatlas.errors import Problem
from packatlas.publish.branch import Target, opened, to_branch
from packatlas.publish.files import flush, read_file
from packatlas.publish.manifest import DERIVED, Entry, release_of
from packatlas.publish.place import CURRENT, KEPT_RELEASES, Place, held, refusal, refusing
from packatlas.publish.release import Left, Published, Release, clashes, compose, told
from packatlas.publish.staging import Stage, Staged, add, damaged, fill, made_before, remember, verify
from packatlas.settings import Settings
from packatlas.write.claims import settle

__all__ = [
    "CURRENT",
    "Left",
    "Place",
    "Published",
    "Target",
    "clashes",
    "held",
    "into_place",
    "opened",
    "roll_back",
    "standing",
    "to_branch",
]


def into_place(
    place: Place, result: Result, settings: Settings, cache: Cache
) -> tuple[Published | None, tuple[Problem, ...]]:
    """Make the site of a build the one that readers get. What is unchanged, as far as the cache knows, isn't made.

    The problems say which files can't be made; nothing is published then. Raises `SiteError` when the system refuses.
    What was published before is untouched in both cases.
    """
    with refusing(place.shown), place.stage() as root:
        name, now = place.latest()
        claims = settle(result.artifacts)[0]
        stage = Stage(
            root=root,
            before=place.releases / name if now else None,
            known=now.by_path if now else {},
            stamp=place.stamp(time.time()),
            claimed=frozenset(claims),
            made=made_before(cache),
        )
        staged, problems = fill(stage, claims.values(), settings.jobs)
        if problems:
            return None, problems
        remember(staged, cache)
        if now and now.release == release_of(each.entry for each in staged):
            if not damaged(place.releases / name, now, settings.jobs):
                switched = name != place.current()
                if switched:
                    _switch(place, name)
                return Published(now.release, now.previous, switched, unchanged=len(staged), left=place.prune()), ()
            # What changed is told against the release before the damaged one.
            name = place.before(name)
        fetch = partial(_fetch, place, name)
        entries = (each.entry for each in staged)
        release, problems = compose(entries, place.manifest(name), fetch, result.catalog, settings)
        if release is None:
            return None, problems
        _finish(place, stage, staged, release, settings)
        return told(release, len(staged), place.prune()), ()


def standing(place: Place, settings: Settings) -> Published | None:
    """What readers get already, if every file is as its manifest says."""
    with refusing(place.shown):
        now = place.manifest(place.current())
        if now is None or damaged(place.releases / place.current(), now, settings.jobs):
            return None
        own = sum(not each.kept and each.path not in DERIVED for each in now.files)
        return Published(now.release, now.previous, False, unchanged=own, left=place.prune())


def _fetch(place: Place, name: str, entry: Entry) -> bytes | None:
    return read_file(place.releases / name / entry.path, entry.size + 1)


def _finish(place: Place, stage: Stage, staged: Sequence[Staged], release: Release, settings: Settings) -> None:
    """Complete the release, read all of it back, give it its name and switch; on the disk at every step."""
    everything = [*staged, *(add(stage, file.entry, file.content) for file in release.added)]
    flush(stage.root)
    if verify(stage, everything, settings.jobs):
        flush(stage.root)
    named = place.install(stage.root, release.manifest.release)
    flush(place.root)
    _switch(place, named)


def _switch(place: Place, name: str) -> None:
    place.switch(name)
    flush(place.root)


def roll_back(folder: Path, settings: Settings) -> Published:
    """Let readers get the release before the current one again, or the newest one where there is no current one.

    Raises `SiteError` when there is none that is whole.
    """
    with held(folder) as place, refusing(place.shown):
        name = place.current()
        now, back = place.manifest(name), place.before(name)
        manifest = place.manifest(back)
        if manifest is None:
            hint = f"{KEPT_RELEASES} releases are kept"
            raise refusal("PA224", "there is no release before the current one", place.shown, hint)
        if path := damaged(place.releases / back, manifest, settings.jobs):
            message = f"the release before is damaged: {path!r} isn't as its manifest says"
            raise refusal("PA224", message, place.shown, "publish the content that you want to go back to")
        _switch(place, back)
        return Published(manifest.release, now.release if now else "", switched=True, unchanged=len(manifest.files))
