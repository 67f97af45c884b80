"""Which artifact may stand at which path of the site: one file a path, on every file system there is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from packatlas import urls
from packatlas.errors import Problem
from packatlas.making import place_of
from packatlas.model import Artifact
from packatlas.write.disk import INSIDE

MANIFEST = urls.RECORD
"""The record of what packatlas wrote, kept in the output folder."""
_LONGEST = 255
"""Bytes that a file's name may have on Linux, macOS and Windows."""
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*+/)*+[A-Za-z0-9_-][A-Za-z0-9._-]*+")
"""What nearly all paths look like, and nothing is wrong with."""


def clashes(artifacts: Iterable[Artifact]) -> tuple[Problem, ...]:
    """Why some of the artifacts cannot be written: two for one path, a file where a folder must be, an unusable path.

    Paths that differ only in case or in how accents are composed count as one, since they are one file on macOS and
    Windows.
    """
    return settle(artifacts)[1]


def settle(artifacts: Iterable[Artifact]) -> tuple[dict[str, Artifact], tuple[Problem, ...]]:
    """The artifacts that can be written, by path, and the problems of the others. The first claim on a path wins."""
    claims: dict[str, Artifact] = {}
    holders: dict[str, Artifact] = {}
    problems = []
    for artifact in artifacts:
        fault = _fault(artifact.path)
        if fault:
            problems.append(Problem("PA182", fault, place_of(artifact), hint="rename the source"))
            continue
        first = holders.setdefault(_fold(artifact.path), artifact)
        if first is artifact:
            claims[artifact.path] = artifact
        else:
            problems.append(_twins(first, artifact))
    parents = {path.rpartition("/")[0] for path in holders}
    if any(folder in holders for parent in parents for folder in (parent, *_folders(parent))):
        for path in [path for path in claims if any(folder in holders for folder in _folders(_fold(path)))]:
            artifact = claims.pop(path)
            problems.append(_twins(next(holders[f] for f in _folders(_fold(path)) if f in holders), artifact))
    return claims, tuple(problems)


def _twins(first: Artifact, second: Artifact) -> Problem:
    if first.path == second.path:
        message = f"two files of the site have the path {second.path!r}"
    else:
        message = f"{second.path!r} and {first.path!r} cannot both be files of the site"
    if not first.location.path:
        return Problem("PA181", message, place_of(second), hint="rename it; packatlas makes the other one")
    hint = f"rename one; the other comes from {first.location}"
    return Problem("PA181", message, place_of(second), hint=hint, related=(first.location,))


def _fold(path: str) -> str:
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def _folders(path: str) -> Iterator[str]:
    """`a/b/c` -> `a/b`, `a`."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _fault(path: str) -> str:
    """Why no file of the site may have this path; empty if it may."""
    if len(path) <= _LONGEST and _PLAIN.fullmatch(path):
        return ""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") for part in parts):
        return f"the output path {path!r} is not a plain path below the output folder"
    if not path.isprintable() or "\\" in path:
        return f"the output path {path!r} has a character that no file name should have"
    if any(len(part.encode()) > _LONGEST for part in parts):
        return f"the output path {path[:60]!r}… has a name of more than {_LONGEST} bytes"
    if parts[0].startswith((MANIFEST, INSIDE)):
        return f"the output path {path!r} is kept for packatlas itself"
    return ""
