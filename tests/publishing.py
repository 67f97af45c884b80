"""What tests of publishing share: builds made of a few files, and what readers then get."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from packatlas import publish
from packatlas.build import Result
from packatlas.cache import Cache
from packatlas.catalog import assemble
from packatlas.model import Artifact, Recipe
from packatlas.publish import Published
from packatlas.publish.manifest import DERIVED
from packatlas.settings import Settings

ROOT = Path(__file__).parent.parent
Content = bytes | Recipe | Path
SITE = {
    "index.html": b"<p>home</p>" * 200,
    "packs/calico/index.html": b"calico",
    "packs/calico/index.md": b"# Calico\n",
}


def result(files: Mapping[str, Content]) -> Result:
    """A build that came to these files."""
    artifacts = tuple(Artifact(path, content) for path, content in files.items())
    return Result(assemble((), (), (), Settings(), ())[0], artifacts, (), None)


def publish_to(folder: Path, files: Mapping[str, Content], jobs: int = 1, cache: Cache | None = None) -> Published:
    """Publish a site of these files."""
    settings = Settings(content=folder.parent / "content", publishing=True, jobs=jobs)
    with publish.held(folder, settings) as place:
        done, problems = publish.into_place(place, result(files), settings, cache or Cache())
    assert done is not None, problems
    return done


def served(folder: Path) -> dict[str, bytes]:
    """The files of the site that readers get, without what packatlas adds."""
    current = folder / "current"
    files = {path.relative_to(current).as_posix(): path.read_bytes() for path in current.rglob("*") if path.is_file()}
    extra = {*DERIVED, "manifest.json"}
    doubles = {path for path in files if path.endswith((".gz", ".br")) and path[:-3] in files}
    return {path: content for path, content in files.items() if path not in extra | doubles}


def names(folder: Path) -> list[str]:
    """What stands in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def process_environment() -> dict[str, str]:
    """In which a process of its own finds packatlas and these tests."""
    paths = [str(ROOT), *(path for path in sys.path if path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
