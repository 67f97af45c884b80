"""Git's plumbing, run as the user would; nothing here touches a working tree."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from packatlas.errors import Location, Problem, SiteError, reason_of

_OF_ANOTHER = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
    "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE",
})  # fmt: skip
"""What Git tells its hooks of their repository, as `git rev-parse --local-env-vars` lists it.

It holds for the folder that the hook began in, and another folder would be taken for the top of the working tree. Kept
are the settings of `git -c`, and the index: it may be one that only the commit in question has.
"""


class GitError(Exception):
    """Git refused; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a folder belongs to."""

    folder: Path
    """Any folder of it."""

    def run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """What one command prints; raises `GitError`, and `SiteError` where there is no Git at all, or no folder."""
        command = ["git", "-c", "core.ignorecase=false", "-c", "core.quotepath=false", *arguments]
        # In one language, since some of what it says decides; asking for a password stays possible on a terminal.
        environment = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER} | {"LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 -- a list, no shell; names that begin with a dash are refused before
                command, cwd=self.folder, env=environment, input=stdin, capture_output=True, check=False
            )
        except OSError as fault:
            raise self._unstarted(fault) from None
        if done.returncode:
            raise GitError(_words(done.stderr) or f"git {arguments[0]} ended with {done.returncode}")
        return done.stdout

    def _unstarted(self, fault: OSError) -> SiteError:
        """Why Git didn't begin: the system has the same words for no folder to begin in as for no Git."""
        here = Location(self.folder.as_posix())
        if not os.path.isdir(self.folder):  # noqa: PTH112 - a folder that may not be seen isn't there either
            hint = "name a folder that exists, or make a catalog with `packatlas init`"
            return SiteError(Problem("PA171", "there is no such folder", here, hint=hint))
        if isinstance(fault, FileNotFoundError):
            return SiteError(Problem("PA226", "git is not installed", here, hint="install it"))
        return SiteError(Problem("PA226", f"git cannot be started here: {reason_of(fault)}", here))

    def line(self, *arguments: str) -> str:
        """The first line that a command prints; empty when it fails."""
        try:
            return self.run(*arguments).decode("utf-8", "surrogateescape").partition("\n")[0]
        except GitError:
            return ""


def repository_of(folder: Path) -> Repository:
    """The repository around a folder; raises `SiteError` when there is none."""
    try:
        Repository(folder).run("rev-parse", "--git-dir")
    except GitError as fault:
        hint = "go to a checkout, or make one with `git init`"
        problem = Problem("PA226", f"this is no Git repository: {fault}", Location(folder.as_posix()), hint=hint)
        raise SiteError(problem) from None
    return Repository(folder)


def _words(said: bytes) -> str:
    """What Git said as one sentence: its errors, or else all of it."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    faults = [line.partition(": ")[2] for line in lines if line.startswith(("fatal: ", "error: "))]
    rejected = [line for line in lines if line.startswith("!")]
    return "; ".join(dict.fromkeys([*rejected, *faults] or lines)).rstrip(".")
