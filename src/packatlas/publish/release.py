"""What a publish consists of: the files of a build, what changed since the one before, and the manifest of it all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from packatlas import making, render, urls, write
from packatlas.build import Result
from packatlas.catalog import Catalog
from packatlas.errors import Problem
from packatlas.model import Artifact
from packatlas.outputs.files import json_file
from packatlas.plan.differences import Difference, changes_view
from packatlas.plan.views import Planned
from packatlas.publish.manifest import DERIVED, Entry, Manifest, entry_of, manifest_text
from packatlas.settings import Settings

_HASHED = re.compile(r"assets/[^/]*-[0-9a-f]{12}(?:\.[a-z]+|/.+)")
"""Assets whose address holds their digest, as `resources.published_assets` makes them."""
KEPT_FOR = 20
"""Publishes for which an asset stays after the last page that used it is gone."""
CHANGES_VERSION = 1


@dataclass(frozen=True, slots=True)
class File:
    """A file that a publish adds to those of the build."""

    entry: Entry
    content: bytes


@dataclass(frozen=True, slots=True)
class Release:
    """A build's place among the releases."""

    added: tuple[File, ...]
    """What changed, for people and for programs; assets that are kept; the manifest of it all."""
    manifest: Manifest
    difference: Difference


@dataclass(frozen=True, slots=True)
class Left:
    """An old release that is not removed."""

    name: str
    why: str
    """A clause on the release: "which has ..."."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did."""

    release: str
    """The digest by which the content of the site is named."""
    previous: str
    """The release that readers got before; empty when there was none."""
    switched: bool
    """False when this content was published already."""
    written: tuple[str, ...] = ()
    """Paths of the files that are new or changed."""
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()


def clashes(result: Result) -> tuple[Problem, ...]:
    """Why the files of a build leave no room for those that a publish adds."""
    added = [Artifact(path, b"") for path in sorted({*DERIVED, urls.MANIFEST})]
    return tuple(set(write.clashes([*added, *result.artifacts])) - set(write.clashes(result.artifacts)))


def compose(
    content: Iterable[Entry],
    before: Manifest | None,
    fetch: Callable[[Entry], bytes | None],
    catalog: Catalog,
    settings: Settings,
) -> tuple[Release | None, tuple[Problem, ...]]:
    """What a publish adds to the files of a build, after the release before; or why it can't be made.

    `fetch` reads a file of the release before, if it is still there.
    """
    entries = tuple(content)
    difference = compare(before, Manifest(entries))
    page = Planned.of(changes_view(difference, catalog))
    drawn, problems = making.made(render.render([page], settings, render.Templates(settings)))
    if problems:
        return None, problems
    derived = [_file(artifact.path, making.content_of(artifact)) for artifact in (*drawn, _listed(difference))]
    own = {entry.path for entry in (*entries, *(file.entry for file in derived))}
    kept = [_kept(each, fetch) for each in (before.files if before else ()) if each.path not in own]
    added = (*derived, *filter(None, kept))
    everything = sorted((*entries, *(file.entry for file in added)), key=lambda entry: entry.path)
    manifest = Manifest(tuple(everything), difference.previous)
    return Release((*added, _file(urls.MANIFEST, manifest_text(manifest))), manifest, difference), ()


def _file(path: str, content: bytes, kept: int = 0) -> File:
    return File(entry_of(path, content, kept), content)


def compare(before: Manifest | None, now: Manifest) -> Difference:
    """What of the content differs."""
    old, new = _digests(before) if before else {}, _digests(now)
    return Difference(
        release=now.release,
        previous=before.release if before else "",
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(path for path in new.keys() & old.keys() if new[path] != old[path])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def _digests(manifest: Manifest) -> dict[str, str]:
    return {each.path: each.sha256 for each in manifest.files if not each.kept and each.path not in DERIVED}


def _listed(difference: Difference) -> Artifact:
    return json_file(
        urls.CHANGES_JSON,
        {
            "version": CHANGES_VERSION,
            "release": difference.release,
            "previous": difference.previous or None,
            "added": difference.added,
            "changed": difference.changed,
            "removed": difference.removed,
        },
    )


def _kept(each: Entry, fetch: Callable[[Entry], bytes | None]) -> File | None:
    """An asset of the release before that this one doesn't have any more, as long as a reader may still need it."""
    if each.kept >= KEPT_FOR or not _HASHED.fullmatch(each.path):
        return None
    content = fetch(each)
    file = _file(each.path, content, each.kept + 1) if content is not None else None
    return file if file and file.entry.sha256 == each.sha256 else None


def told(release: Release, count: int, left: tuple[Left, ...]) -> Published:
    """The outcome of a publish of `count` files."""
    difference = release.difference
    written = (*difference.added, *difference.changed)
    return Published(
        difference.release,
        difference.previous,
        switched=True,
        written=written,
        unchanged=count - len(written),
        removed=difference.removed,
        left=left,
    )
