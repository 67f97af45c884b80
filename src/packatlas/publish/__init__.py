"""Publish a site: whole, checked and in one step, or not at all."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from packatlas.build import Result
from packatlas.errors import Problem
from packatlas.publish.branch import Target, opened, to_branch
from packatlas.publish.files import read_file
from packatlas.publish.manifest import Entry, Manifest, release_of
from packatlas.publish.place import KEPT_RELEASES, Place, held, refusal, refusing
from packatlas.publish.release import Published, Release, clashes, compose, content_of, told
from packatlas.publish.staging import Stage, damaged, put_together
from packatlas.settings import Settings
from packatlas.write import disk

__all__ = [
    "Place",
    "Published",
    "Target",
    "clashes",
    "held",
    "into_place",
    "opened",
    "roll_back",
    "to_branch",
]


def into_place(place: Place, result: Result, settings: Settings) -> tuple[Published | None, tuple[Problem, ...]]:
    """Make the site of a build the one that readers get.

    The problems say why the page of what changed could not be drawn; nothing is published then. Raises `SiteError`
    when the system refuses; what was published before is then untouched.
    """
    with refusing(place.shown):
        name, content = place.current(), content_of(result)
        now = place.manifest(name)
        if now and now.release == release_of(file.entry for file in content):
            if not damaged(place.releases / name, now, settings.jobs):
                return Published(now.release, now.previous, False, unchanged=len(content), left=place.prune()), ()
            # What changed is told against the release before the damaged one, of which nothing is used.
            name = place.before(name)
        before = place.manifest(name)
        release, problems = compose(content, before, partial(_fetch, place, name), result.catalog, settings)
        if problems:
            return None, problems
        left = _install(place, name, before, release, settings)
    return told(release, len(content), left), ()


def _fetch(place: Place, name: str, entry: Entry) -> bytes | None:
    return read_file(place.releases / name / entry.path, entry.size + 1)


def _install(place: Place, name: str, before: Manifest | None, release: Release, settings: Settings) -> tuple[str, ...]:
    """Put the release together, give it its name, switch, and remove what is too old."""
    with place.stage() as root:
        stage = Stage(
            root=root,
            before=place.releases / name if before else None,
            known=before.by_path if before else {},
            stamp=place.stamp(time.time()),
            claimed=frozenset(release.manifest.by_path),
        )
        put_together(stage, release.files, release.manifest, settings.jobs)
        named = place.install(root, release.manifest.release)
    disk.flush(place.root)
    place.switch(named)
    disk.flush(place.root)
    return place.prune()


def roll_back(folder: Path, settings: Settings) -> Published:
    """Let readers get the release before the current one again; raises `SiteError` when there is none that is whole."""
    with held(folder, settings) as place, refusing(place.shown):
        name = place.current()
        now, back = place.manifest(name), place.before(name) if name else ""
        manifest = place.manifest(back)
        if manifest is None:
            hint = f"{KEPT_RELEASES} releases are kept"
            raise refusal("PA204", "there is no release before the current one", place.shown, hint)
        if path := damaged(place.releases / back, manifest, settings.jobs):
            message = f"the release before is damaged: {path!r} isn't as its manifest says"
            raise refusal("PA204", message, place.shown, "publish the content that you want to go back to")
        place.switch(back)
        disk.flush(place.root)
        return Published(manifest.release, now.release if now else "", switched=True, unchanged=len(manifest.files))
