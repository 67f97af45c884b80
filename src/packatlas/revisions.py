"""What a change touches: which problems belong to the files that differ from a revision of Git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packatlas.catalog import Catalog
from packatlas.configuration import CATALOG_FILE
from packatlas.errors import Location, Problem, SiteError
from packatlas.git import GitError, Repository, repository_of
from packatlas.settings import Settings, real

_PACK = "pack.json"
"""What makes a folder of a registry a pack."""
_QUOTED = re.compile("'([^']*)'")


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change consists of."""

    files: frozenset[Path]
    """The files that it adds, alters or removes, symbolic links resolved."""
    everything: bool = False
    """The settings of the catalog changed, by which everything is judged."""

    def problems(self, found: Iterable[Problem], catalog: Catalog) -> tuple[Problem, ...]:
        """Those of the problems that belong to the change.

        They stand in one of its files or are related to one, or they name, in quotes, a page or pack that it touches:
        a link to a page that is gone stands in another page.
        """
        names = {path.stem for path in self.files} | set(self._packs(catalog))
        return tuple(problem for problem in found if self.everything or self._holds(problem) or _named(problem) & names)

    def _holds(self, problem: Problem) -> bool:
        return any(_real(place) in self.files for place in (problem.location, *problem.related))

    def _packs(self, catalog: Catalog) -> Iterator[str]:
        """Packs with a page or a registry folder in the change."""
        folders = {path.parent for path in self.files}
        for pack in catalog.packs:
            places = [_real(place) for place in (pack.location, *(release.location for release in pack.releases))]
            if any(place in self.files or (place.name == _PACK and place.parent in folders) for place in places):
                yield pack.name


def touched_since(revision: str, settings: Settings) -> Touched:
    """What differs between the working tree and the point where it left a revision; new files count.

    Raises `SiteError` when the catalog is in no repository, or Git doesn't know the revision.
    """
    repository = repository_of(settings.content)
    base = _base(repository, revision)
    try:
        top = Path(repository.run("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
        whole = Repository(top)
        changed = whole.run("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--")
        added = whole.run("ls-files", "--others", "--exclude-standard", "-z")
    except GitError as fault:
        raise _unknown(revision, str(fault)) from None
    files = frozenset(real(top / name) for name in (*_names(changed), *_names(added)))
    return Touched(files, real(settings.content / CATALOG_FILE) in files)


def _base(repository: Repository, revision: str) -> str:
    """The commit to compare with: where this one left the other's history, or that one itself."""
    commit = repository.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        raise _unknown(revision, "there is no such revision")
    return repository.line("merge-base", commit, "HEAD") or commit


def _unknown(revision: str, message: str) -> SiteError:
    hint = "a pipeline fetches only the newest commit as a rule: let it fetch all of them"
    return SiteError(Problem("PA227", message, Location(revision), hint=hint))


def _names(listed: bytes) -> list[str]:
    return listed.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _named(problem: Problem) -> set[str]:
    """The words between quotes in a message, each also without the ending that a file has."""
    words = {word for quoted in _QUOTED.findall(problem.message) for word in re.findall(r"[\w.-]+", quoted)}
    return words | {word.rpartition(".")[0] for word in words}


def _real(place: Location) -> Path:
    return real(Path(place.path)) if place.path else Path()
