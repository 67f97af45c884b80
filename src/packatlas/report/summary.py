"""The few figures at the end of a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packatlas.errors import Severity

if TYPE_CHECKING:
    from packatlas.build import Result
    from packatlas.publish import Published


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build or check found and did, in numbers."""

    packs: int
    verified: int
    """Packs with a shield, of whatever colour."""
    releases: int
    pages: int
    """HTML pages of the site."""
    errors: int
    warnings: int
    seconds: float
    output: str | None = None
    """The folder that was written; None for a check."""
    written: int = 0
    """Files that are new or changed."""
    unchanged: int = 0
    removed: int = 0
    whole: bool = True
    """False when the folder was changed file by file, since it couldn't be switched as a whole."""
    release: str | None = None
    """Digest of the content that was published; None when nothing was."""
    previous: str | None = None
    """The release that readers got before."""
    switched: bool = False
    """Whether readers get another release than before."""


def summarize(result: Result, seconds: float, output: str = "", published: Published | None = None) -> Summary:
    """The figures of a build that took `seconds` and went to `output`, a folder or branch as the user named it."""
    done = published or result.written
    errors = sum(problem.severity is Severity.ERROR for problem in result.problems)
    return Summary(
        packs=len(result.catalog.packs),
        verified=sum(shelf.verified for shelf in result.catalog.shelves),
        releases=sum(len(pack.releases) for pack in result.catalog.packs),
        pages=sum(artifact.path.endswith(".html") for artifact in result.artifacts),
        errors=errors,
        warnings=len(result.problems) - errors,
        seconds=seconds,
        output=output if done else None,
        written=len(done.written) if done else 0,
        unchanged=done.unchanged if done else 0,
        removed=len(done.removed) if done else 0,
        whole=result.written.whole if result.written else True,
        release=published.release if published else None,
        previous=published.previous or None if published else None,
        switched=published.switched if published else False,
    )
