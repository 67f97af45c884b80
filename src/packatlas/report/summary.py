"""The few figures at the end of a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from packatlas.errors import Problem, Severity

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
    infos: int
    """Pieces of advice, which fail no build."""
    seconds: float
    elsewhere_errors: int = 0
    """Errors that the change in question doesn't touch; they are not reported."""
    elsewhere_warnings: int = 0
    output: str | None = None
    """The folder that was written; None for a check."""
    written: int = 0
    """Files that are new or changed."""
    unchanged: int = 0
    removed: int = 0
    whole: bool = True
    """False when the folder was changed file by file, since it couldn't be switched as a whole."""
    zipped: str | None = None
    """The zip that was written too."""
    zip_sha256: str | None = None
    release: str | None = None
    """Digest of the content that was published; None when nothing was."""
    previous: str | None = None
    """The release that readers got before."""
    switched: bool = False
    """Whether readers get another release than before."""


def summarize(
    result: Result,
    seconds: float,
    output: str = "",
    published: Published | None = None,
    found: Sequence[Problem] = (),
) -> Summary:
    """The figures of a build that took `seconds` and went to `output`, a folder or branch as the user named it.

    `found` are all problems, where not all of them are reported.
    """
    done = published or result.written
    weights = Counter(problem.severity for problem in result.problems)
    elsewhere = Counter(problem.severity for problem in found) - weights
    return Summary(
        packs=len(result.catalog.packs),
        verified=sum(shelf.verified for shelf in result.catalog.shelves),
        releases=sum(len(pack.releases) for pack in result.catalog.packs),
        pages=sum(artifact.path.endswith(".html") for artifact in result.artifacts),
        errors=weights[Severity.ERROR],
        warnings=weights[Severity.WARNING],
        infos=weights[Severity.INFO],
        elsewhere_errors=elsewhere[Severity.ERROR],
        elsewhere_warnings=elsewhere[Severity.WARNING],
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


def again(figures: Sequence[Any], seconds: float, written: int) -> Summary:
    """The figures of a build that found hardly anything to do, from those of the build before it."""
    before = Summary(*figures)
    unchanged = before.unchanged + before.written - written
    return replace(before, seconds=seconds, written=written, unchanged=unchanged, removed=0)
