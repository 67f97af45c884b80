"""Recipes into bytes: what the files of the site hold, made in this process or, where that pays, in several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

from packatlas import regular, workers
from packatlas.cache import digest, printed
from packatlas.errors import Location, Problem, SiteError, UnmadeError, reason_of
from packatlas.model import Artifact, Recipe

_WORTH_FORKING = 200
"""Fewer recipes than this are made faster than worker processes start."""
_TURNS = 40
"""In how many turns each process makes its recipes: few enough to cost nothing, and so many that all end together."""
_TURN = 200
"""How many are worth a turn."""
Outcome = TypeVar("Outcome")
Made = bytes | Problem
"""What a file holds, or why it can't be made."""


class Batch:
    """Artifacts that are made together: all those of one recipe, or a single one that needs none."""

    def __init__(self, artifacts: Sequence[Artifact]) -> None:
        self.artifacts = tuple(artifacts)
        content = self.artifacts[0].content
        self.recipe = content if isinstance(content, Recipe) else None
        self._gathered: object = None
        self._known = False

    def printed(self) -> bytes:
        """What was gathered for the files, as `cache.printed` has it; empty if they don't depend on that alone."""
        return printed(self._ingredients(self.recipe)) if self.recipe and self.recipe.tools else b""

    def key(self, gathered: bytes | None = None) -> bytes:
        """A digest of all that the files depend on; empty if that isn't known. `gathered` is what `printed` gave."""
        gathered = self.printed() if gathered is None else gathered
        return digest(self.recipe.tools, gathered) if self.recipe and gathered else b""

    def made(self) -> Mapping[str, Made]:
        """The content of each file by its path, or why it can't be made.

        Raises `SiteError` when a file to be copied has gone since it was read, or something else stands there.
        """
        if self.recipe is None:
            return {artifact.path: _at_hand(artifact) for artifact in self.artifacts}
        return self.recipe.make(self._ingredients(self.recipe))

    def _ingredients(self, recipe: Recipe) -> object:
        if not self._known:
            self._gathered, self._known = recipe.gather(), True
        return self._gathered


def together(artifacts: Sequence[Artifact]) -> Iterator[Sequence[Artifact]]:
    """The artifacts by what is made together, in their order."""
    for _, members in groupby(artifacts, key=lambda artifact: id(artifact.content)):
        alike = list(members)
        if isinstance(alike[0].content, Recipe):
            yield alike
        else:
            yield from ([artifact] for artifact in alike)


def content_of(artifact: Artifact) -> bytes:
    """The bytes of a file of the site.

    Raises `UnmadeError` when its recipe fails, and `SiteError` when the file that it copies has gone since it was read,
    or something else stands there.
    """
    content = Batch([artifact]).made()[artifact.path]
    if isinstance(content, Problem):
        raise UnmadeError(content)
    return content


def _at_hand(artifact: Artifact) -> bytes:
    if not isinstance(artifact.content, Path):
        return artifact.content if isinstance(artifact.content, bytes) else b""
    try:
        return regular.read(artifact.content)
    except OSError as fault:
        message = f"cannot read the source of {artifact.path!r}: {reason_of(fault)}"
        hint = "it was a file when the build began; build again"
        raise SiteError(Problem("PA184", message, place_of(artifact), hint=hint)) from fault


def place_of(artifact: Artifact) -> Location:
    """Where the artifact comes from; its own path when no input asked for it."""
    return artifact.location if artifact.location.path else Location(artifact.path)


def contents(artifacts: Sequence[Artifact]) -> Iterator[tuple[Artifact, Made]]:
    """Each artifact with what it holds, one recipe after the other."""
    for members in together(artifacts):
        made = Batch(members).made()
        yield from ((artifact, made[artifact.path]) for artifact in members)


def made(artifacts: Sequence[Artifact], jobs: int = 1) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """The artifacts with their bytes in place of recipes, without those that can't be made, and why they can't."""

    def make(batch: Batch) -> list[Made | None]:
        if batch.recipe is None:
            return [None]
        found = batch.made()
        return [found[artifact.path] for artifact in batch.artifacts]

    done, faults = list[Artifact](), list[Problem]()
    for artifact, outcome in zip(artifacts, each(artifacts, jobs, make), strict=True):
        if isinstance(outcome, Problem):
            faults.append(outcome)
        else:
            done.append(artifact if outcome is None else replace(artifact, content=outcome))
    return tuple(done), tuple(dict.fromkeys(faults))


def faults(artifacts: Sequence[Artifact], jobs: int) -> tuple[Problem, ...]:
    """Why some of the artifacts can't be made; what the others hold isn't kept."""

    def attempt(batch: Batch) -> list[Problem | None]:
        found = batch.made() if batch.recipe else {}
        outcomes = (found.get(artifact.path) for artifact in batch.artifacts)
        return [outcome if isinstance(outcome, Problem) else None for outcome in outcomes]

    return tuple(dict.fromkeys(problem for problem in each(artifacts, jobs, attempt) if problem))


def each(
    artifacts: Sequence[Artifact],
    jobs: int,
    work: Callable[[Batch], Sequence[Outcome]],
    *,
    relieved: bool = False,
) -> list[Outcome]:
    """What `work` makes of every artifact, in their order; in `jobs` processes where that pays.

    They are `relieved` in turn where nearly all has to be made: it takes a twentieth longer and a quarter less memory.
    """

    def some(share: Sequence[Sequence[Artifact]]) -> list[Sequence[Outcome]]:
        return [work(Batch(members)) for members in share]

    all_of_them = list(together(artifacts))
    recipes = sum(isinstance(members[0].content, Recipe) for members in all_of_them)
    if not workers.worthwhile(jobs, recipes, _WORTH_FORKING):
        return list(chain.from_iterable(some(all_of_them)))
    spread = workers.relayed if relieved else workers.shared
    done = spread(some, workers.cut(all_of_them, jobs, _TURNS, _TURN), jobs)
    return [outcome for share in done for batch in share for outcome in batch]
