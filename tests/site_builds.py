"""Whole sites built from a folder as a user would build them, for tests that look at everything at once."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from datetime import date
from pathlib import Path

from packatlas.build import Result, build
from packatlas.cache import Cache
from packatlas.options import Choices

AS_OF = date(2026, 11, 23)


def built(site: Path, output: Path, jobs: int = 1, cache: Cache | None = None, **choices: object) -> Result:
    """The site of `site/content`, with the templates and assets beside it, built as from that folder."""
    with chdir(site):
        made = Choices(content=Path("content"), output=output, as_of=AS_OF, jobs=jobs, **choices)  # type: ignore[arg-type]
        return build(made.settings(), cache=cache)


def built_elsewhere(site: Path, output: Path, working_folder: Path, seed: int) -> None:
    """The same by a process of its own, in another folder, with other hashes and two workers."""
    subprocess.run(
        [
            sys.executable, "-m", "packatlas", "build", os.path.relpath(site / "content", working_folder),
            "-o", str(output), "--as-of", AS_OF.isoformat(), "--jobs", "2", "--no-cache",
        ],
        cwd=working_folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        check=False,
    )  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a built site but the writer's own record, by its path."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != ".packatlas.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}
