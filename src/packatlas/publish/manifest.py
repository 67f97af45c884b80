"""`manifest.json`: every file of a published site with its digest, and the name that the whole has by its content.

The manifest is published with the site. The next publish learns from it what changed, anybody can check a copy of the
site against it, and nothing in it depends on when, where or by whom the site was published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from packatlas import urls
from packatlas.media_types import media_type

VERSION = 1
DERIVED = frozenset({urls.output_path(urls.CHANGES), urls.CHANGES_JSON})
"""What is made of two manifests, and so no part of what the second one is named by."""
_DIGEST = re.compile("[0-9a-f]{64}")
_PREVIOUS = re.compile(rb'\{[^\[\n]*"previous": "([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Entry:
    """One file."""

    path: str
    sha256: str
    size: int
    kept: int = 0
    """How many publishes ago it last belonged to the site; it is only kept for pages that readers still have open."""


@dataclass(frozen=True)
class Manifest:
    """All files of a site but the manifest itself and their compressed doubles."""

    files: tuple[Entry, ...]
    """By path."""
    previous: str = ""
    """The release that was published before this one; empty for the first."""
    release: str = field(init=False)
    """Digest of the content: see `release_of`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "release", release_of(self.files))

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """Each file by its path."""
        return {entry.path: entry for entry in self.files}


def entry_of(path: str, content: bytes, kept: int = 0) -> Entry:
    """What the manifest says of a file."""
    return Entry(path, sha256(content).hexdigest(), len(content), kept)


def release_of(files: Iterable[Entry]) -> str:
    """The name of a site by its content: SHA-256 of the lines that `sha256sum` would print of it, in order of path.

    Left out is what doesn't belong to the content: files kept from earlier releases and the pages of what changed.
    """
    listed = sorted((each.path, each.sha256) for each in files if not each.kept and each.path not in DERIVED)
    return sha256("".join(f"{digest}  {path}\n" for path, digest in listed).encode()).hexdigest()


def manifest_text(manifest: Manifest) -> bytes:
    """The file: one line a file, so that two of them can be compared by any tool."""
    head = {"version": VERSION, "release": manifest.release, "previous": manifest.previous or None}
    lines = ",\n".join(json.dumps(_shown(each), ensure_ascii=False) for each in manifest.files)
    return f'{json.dumps(head)[:-1]}, "files": [\n{lines}\n]}}\n'.encode()


def _shown(each: Entry) -> dict[str, Any]:
    shown = {"path": each.path, "sha256": each.sha256, "size": each.size, "type": media_type(each.path)}
    return shown | {"kept": each.kept} if each.kept else shown


def read_manifest(text: bytes) -> Manifest | None:
    """The manifest in a file; None when the file is damaged or of another program, since it is then worth nothing."""
    try:
        found = json.loads(text)
        if found["version"] != VERSION:
            return None
        files = tuple(_entry(each) for each in found["files"])
        previous = found["previous"] or ""
        manifest = Manifest(files, previous)
        sound = manifest.release == found["release"] and (not previous or _is_digest(previous))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return manifest if sound and len(manifest.by_path) == len(files) else None


def read_previous(start: bytes) -> str:
    """The release before the one whose manifest begins so; empty when there was none or it isn't told."""
    found = _PREVIOUS.match(start)
    return found[1].decode() if found else ""


def _entry(shown: dict[str, Any]) -> Entry:
    made = Entry(shown["path"], shown["sha256"], shown["size"], shown.get("kept", 0))
    if not (is_plain(made.path) and _is_digest(made.sha256) and _is_count(made.size) and _is_count(made.kept)):
        raise ValueError
    return made


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def is_plain(path: object) -> bool:
    """Whether a path stays below its folder whatever is done with it."""
    if not isinstance(path, str) or not path.isprintable() or "\\" in path:
        return False
    return not any(part in ("", ".", "..") for part in path.split("/"))
