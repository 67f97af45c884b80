"""The whole story on one screen: read -> parse -> assemble -> check -> plan -> render -> write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from packatlas import making, parse, remembering, render, write
from packatlas.cache import Cache
from packatlas.catalog import Catalog, assemble
from packatlas.checks import run_checks
from packatlas.errors import Problem, in_order
from packatlas.model import Artifact
from packatlas.outputs.all_files import outputs
from packatlas.plan.all_pages import plan
from packatlas.settings import Settings
from packatlas.sources.all_inputs import read

Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a build made of its input."""

    catalog: Catalog
    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]
    """Every fault of every file, sorted by place."""
    written: write.Written | None
    """None for a check."""


def build(
    settings: Settings,
    *,
    writing: bool = True,
    trying: bool = True,
    progress: Progress = lambda _stage: None,
    cache: Cache | None = None,
) -> Result:
    """Make the site and, unless it is only checked, put it into the output folder.

    What `cache` keeps is used and added to; who hands one in saves it. Who makes the files next has no use for `trying`
    whether each can be made.
    """
    keeping, cache = cache is not None, cache or Cache()
    progress("Reading")
    inputs, unreadable = read(settings)
    progress("Parsing")
    parsed, faults = parse.parse(inputs.documents, settings, cache)
    catalog, clashes = assemble(parsed.packs, parsed.pages, inputs.files, settings, parsed.folders)
    progress("Checking")
    findings = run_checks(catalog, settings)
    progress("Rendering")
    pages, doubts = plan(catalog, settings)
    artifacts = (*render.render(pages, settings), *outputs(catalog, pages, settings))
    twins = write.clashes(artifacts)
    progress("Writing")
    written = write.write(artifacts, settings, cache) if writing else None
    broken = written.problems if written else making.faults(artifacts, settings.jobs) if trying else ()
    problems = in_order((*unreadable, *faults, *clashes, *findings, *doubts, *broken, *twins))
    if keeping:
        remembering.remember(inputs.documents, parsed, catalog, pages, artifacts, problems, settings, cache)
    return Result(catalog, artifacts, problems, written)
