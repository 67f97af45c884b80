"""What a publish consists of: the files of a build, what changed since the one before, and the manifest of it all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from packatlas import render, urls, write
from packatlas.build import Result
from packatlas.catalog import Catalog
from packatlas.errors import Problem
from packatlas.model import Artifact
from packatlas.outputs.files import json_file
from packatlas.plan.changes import Difference, changes_view
from packatlas.publish.manifest import DERIVED, Entry, Manifest, entry
from packatlas.publish.staging import File
from packatlas.settings import Settings
from packatlas.write.claims import settle

_HASHED = re.compile(r"assets/[^/]*-[0-9a-f]{12}(?:\.[a-z]+|/.+)")
"""Assets whose address holds their digest, as `resources.published_assets` makes them."""
KEPT_FOR = 20
"""Publishes for which an asset stays after the last page that used it is gone."""
CHANGES_VERSION = 1


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that is published but the manifest's own file."""

    files: tuple[File, ...]
    manifest: Manifest
    difference: Difference


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
    left: tuple[str, ...] = ()
    """Old releases that stay since there are files in them that packatlas didn't make."""


def content_of(result: Result) -> tuple[File, ...]:
    """The files of a build with their digests, by path."""
    claims, _ = settle(result.artifacts)
    return tuple(_file(claims[path]) for path in sorted(claims))


def _file(artifact: Artifact, kept: int = 0) -> File:
    content = artifact.content
    data = content if isinstance(content, bytes) else File(Entry(artifact.path, "", 0), content).read()
    return File(entry(artifact.path, data, kept), content)


def clashes(result: Result) -> tuple[Problem, ...]:
    """Why the files of a build leave no room for those that a publish adds."""
    added = [Artifact(path, b"") for path in sorted({*DERIVED, urls.MANIFEST})]
    return tuple(set(write.clashes([*added, *result.artifacts])) - set(write.clashes(result.artifacts)))


def compose(
    content: Sequence[File],
    before: Manifest | None,
    fetch: Callable[[Entry], bytes | None],
    catalog: Catalog,
    settings: Settings,
) -> tuple[Release, tuple[Problem, ...]]:
    """The release that a build makes beside the one before; `fetch` reads a file of that one, if it is still there."""
    named = Manifest(tuple(file.entry for file in content))
    difference = compare(before, named)
    drawn, problems = render.render([changes_view(difference, catalog)], settings)
    derived = [_file(artifact) for artifact in (*drawn, _listed(difference))]
    own = {file.entry.path for file in (*content, *derived)}
    kept = [_kept(each, fetch) for each in (before.files if before else ()) if each.path not in own]
    files = sorted((*content, *derived, *filter(None, kept)), key=lambda file: file.entry.path)
    manifest = Manifest(tuple(file.entry for file in files), difference.previous)
    return Release(tuple(files), manifest, difference), problems


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
    data = fetch(each)
    found = entry(each.path, data, each.kept + 1) if data is not None else None
    return File(found, data) if found and data is not None and found.sha256 == each.sha256 else None


def told(release: Release, count: int, left: tuple[str, ...]) -> Published:
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
