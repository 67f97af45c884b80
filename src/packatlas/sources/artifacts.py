"""Digests of what a platform installs of a pack folder: all but prose and pack.json, whose facts are read."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from packatlas.errors import Problem
from packatlas.settings import Limits
from packatlas.sources.files import is_picture
from packatlas.sources.folder import Entry, Folder, read_bytes, walk

_INSTALLED = ("charts/", "manifests/")
_PROSE = frozenset({"readme", "readme.md", "readme.mdx", "readme.txt"})


def artifacts(folder: Folder, limits: Limits) -> tuple[tuple[str, str], ...]:
    """The files of a pack folder by their path below it, each with its SHA-256; an empty one for what can't be read."""
    start = f"{folder.place}/" if folder.place else ""
    entries, _unreadable = walk(folder)
    named = ((entry.place.removeprefix(start), entry) for entry in entries)
    return tuple(sorted((path, _digest(entry, limits)) for path, entry in named if _counts(path)))


def _counts(path: str) -> bool:
    if path.startswith(_INSTALLED):
        return True
    return path != "pack.json" and PurePosixPath(path).name.lower() not in _PROSE and not is_picture(path)


def _digest(entry: Entry, limits: Limits) -> str:
    data = entry.problem or read_bytes(entry, limits.file_bytes)
    return "" if isinstance(data, Problem) else hashlib.sha256(data).hexdigest()
