"""Recipes into bytes: what a file of the site holds, made in this process or, where that pays, in several."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from packatlas import workers
from packatlas.errors import Location, Problem, SiteError, UnmadeError, reason_of
from packatlas.model import Artifact, Recipe

_WORTH_FORKING = 200
"""Fewer recipes than this are made faster than worker processes start."""
Outcome = TypeVar("Outcome")


def content_of(artifact: Artifact) -> bytes:
    """The bytes of a file of the site.

    Raises `UnmadeError` when its recipe fails, and `SiteError` when the file that it copies has gone since it was read.
    """
    content = artifact.content
    if isinstance(content, bytes):
        return content
    if isinstance(content, Recipe):
        return content.make()
    try:
        return content.read_bytes()
    except OSError as fault:
        message = f"cannot read the source of {artifact.path!r}: {reason_of(fault)}"
        hint = "it was there when the build began; build again"
        raise SiteError(Problem("PA184", message, place_of(artifact), hint=hint)) from fault


def place_of(artifact: Artifact) -> Location:
    """Where the artifact comes from; its own path when no input asked for it."""
    return artifact.location if artifact.location.path else Location(artifact.path)


def made(artifacts: Sequence[Artifact], jobs: int = 1) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """The artifacts with their bytes in place of recipes, without those that can't be made, and why they can't."""

    def make(artifact: Artifact) -> bytes | Problem | None:
        return _tried(artifact) if isinstance(artifact.content, Recipe) else None

    done, faults = list[Artifact](), list[Problem]()
    for artifact, outcome in zip(artifacts, each(artifacts, jobs, make), strict=True):
        if isinstance(outcome, Problem):
            faults.append(outcome)
        else:
            done.append(artifact if outcome is None else replace(artifact, content=outcome))
    return tuple(done), tuple(dict.fromkeys(faults))


def faults(artifacts: Sequence[Artifact], jobs: int) -> tuple[Problem, ...]:
    """Why some of the artifacts can't be made; what the others hold isn't kept."""

    def attempt(artifact: Artifact) -> Problem | None:
        outcome = _tried(artifact) if isinstance(artifact.content, Recipe) else None
        return outcome if isinstance(outcome, Problem) else None

    return tuple(dict.fromkeys(problem for problem in each(artifacts, jobs, attempt) if problem))


def _tried(artifact: Artifact) -> bytes | Problem:
    try:
        return content_of(artifact)
    except UnmadeError as fault:
        return fault.problem


def each(artifacts: Sequence[Artifact], jobs: int, work: Callable[[Artifact], Outcome]) -> list[Outcome]:
    """`work` of every artifact, in their order; in `jobs` processes where that pays and no thread could be lost."""

    def some(share: Sequence[Artifact]) -> list[Outcome]:
        return [work(artifact) for artifact in share]

    recipes = sum(isinstance(artifact.content, Recipe) for artifact in artifacts)
    alone = jobs <= 1 or recipes < _WORTH_FORKING or threading.active_count() > 1 or not workers.available()
    if alone:
        return some(artifacts)
    outcomes: dict[int, Outcome] = {}
    shares = workers.in_processes(some, [artifacts[start::jobs] for start in range(jobs)])
    for start, share in enumerate(shares):
        outcomes.update(zip(range(start, len(artifacts), jobs), share, strict=True))
    return [outcomes[place] for place in range(len(artifacts))]
