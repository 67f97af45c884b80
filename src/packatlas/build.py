"""The whole story on one screen: read -> parse -> assemble -> check -> plan -> render -> write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from packatlas import outputs, parse, plan, render, sources, write
from packatlas.catalog import Catalog, assemble
from packatlas.checks import run_checks
from packatlas.errors import Problem, in_order
from packatlas.model import Artifact
from packatlas.rulebook import weighed
from packatlas.settings import Settings

STAGES = ("Reading", "Parsing", "Checking", "Rendering", "Writing")
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


def build(settings: Settings, *, writing: bool = True, progress: Progress = lambda _stage: None) -> Result:
    """Make the site and, unless it is only checked, put it into the output folder."""
    catalog, faults = gather(settings, progress)
    progress("Checking")
    findings = run_checks(catalog, settings)
    progress("Rendering")
    pages, doubts = plan.plan(catalog, settings)
    rendered, broken = render.render(pages, settings)
    artifacts = (*rendered, *outputs.outputs(catalog, pages, settings))
    twins = write.clashes(artifacts)
    found = (*faults, *findings, *doubts, *broken, *twins)
    problems = in_order(weighed(found, dict(settings.levels)))
    progress("Writing")
    written = write.write(artifacts, settings) if writing else None
    return Result(catalog, artifacts, problems, written)


def gather(settings: Settings, progress: Progress = lambda _stage: None) -> tuple[Catalog, tuple[Problem, ...]]:
    """The catalog, and what was wrong in its sources: the first half of a build."""
    progress("Reading")
    inputs, unreadable = sources.read(settings)
    progress("Parsing")
    parsed, faults = parse.parse(inputs.documents, settings)
    catalog, clashes = assemble(parsed.packs, parsed.pages, inputs.files, settings, parsed.folders)
    return catalog, (*unreadable, *faults, *clashes)
