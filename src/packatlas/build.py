"""The whole story on one screen: read -> parse -> assemble -> plan -> render, then check -> write.

The first half is what a preview shows. Rendering makes recipes only; pages are drawn when they are written or read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from packatlas import heap, making, parse, render, write
from packatlas.cache import Cache
from packatlas.catalog import Catalog, assemble
from packatlas.checks import begun_checks, run_checks
from packatlas.errors import Problem, in_order
from packatlas.model import Artifact
from packatlas.outputs.all_files import outputs
from packatlas.outputs.copies import copy
from packatlas.outputs.text import text
from packatlas.plan.all_pages import plan
from packatlas.plan.context import Context
from packatlas.plan.views import Planned
from packatlas.remembering import remember
from packatlas.rulebook import weighed
from packatlas.settings import Settings
from packatlas.sources.all_inputs import read
from packatlas.trust.examination import Evidence, examine

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


@dataclass(frozen=True, slots=True)
class Sources:
    """What a build is made of: the first half of it."""

    parsed: parse.Parsed
    catalog: Catalog
    settings: Settings
    """On the day that the catalog is of: a signed statement of a later day than the build's moves the clock on."""
    evidence: Evidence | None
    """The signed statements that count; None where pages are trusted."""
    problems: tuple[Problem, ...]


@heap.rarely_collected()
def build(
    settings: Settings,
    *,
    writing: bool = True,
    trying: bool = True,
    keeping: bool = False,
    progress: Progress = lambda _stage: None,
    cache: Cache | None = None,
) -> Result:
    """Make the site and, unless it is only checked, put it into the output folder.

    What `cache` keeps is used and added to; who hands one in saves it. Who makes the files next has no use for `trying`
    whether each can be made. `keeping` is for who wants to `amend` this site afterwards.
    """
    cache, templates = cache or Cache(), render.Templates(settings)
    sources = gather(settings, progress, cache, partial(templates.load, templates.names()))
    # The raw texts were let go; what is given back now need not be shared with other processes.
    heap.give_back()
    with begun_checks(sources.catalog, sources.settings) as findings:
        drafted = _draft(sources, templates)
        progress("Checking")
        found = findings()
    return _complete(drafted, found, cache, writing=writing, trying=trying, keeping=keeping, progress=progress)


@dataclass(frozen=True, slots=True)
class Draft:
    """A site whose pages can be made. It is checked by nobody yet, and its texts aren't in an index."""

    sources: Sources
    context: Context
    templates: render.Templates
    pages: tuple[Planned, ...]
    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]
    """What was found up to here, sorted by place."""


@heap.rarely_collected()
def draft(settings: Settings, cache: Cache, before: Draft | None = None) -> Draft:
    """The first half of a build by itself. What hasn't changed since the draft `before` is taken from there."""
    templates = before.templates if before and before.templates.stand(settings) else render.Templates(settings)
    known = before.sources.parsed if before else None
    load = partial(templates.load, templates.names())
    sources = gather(settings, lambda _stage: None, cache, load, known)
    heap.give_back()
    return _draft(sources, templates)


@heap.rarely_collected()
def redraw(drafted: Draft) -> Draft:
    """The same with the templates and assets as they are now, where nothing else has changed."""
    sources, settings = drafted.sources, drafted.sources.settings
    templates = drafted.templates if drafted.templates.stand(settings) else render.Templates(settings)
    return replace(drafted, templates=templates, artifacts=_drawn(sources, drafted.pages, templates))


def _draft(sources: Sources, templates: render.Templates) -> Draft:
    context = Context.of(sources.catalog, sources.settings)
    pages, doubts = plan(context)
    problems = in_order(weighed((*sources.problems, *doubts), dict(sources.settings.levels)))
    return Draft(sources, context, templates, pages, _drawn(sources, pages, templates), problems)


def _drawn(sources: Sources, pages: tuple[Planned, ...], templates: render.Templates) -> tuple[Artifact, ...]:
    settings = sources.settings
    drawn = render.render(pages, settings, templates, partial(copy, settings))
    return (*drawn, *outputs(sources.catalog, pages, settings))


@heap.rarely_collected()
def complete(drafted: Draft, cache: Cache) -> Result:
    """The second half by itself, as a preview wants it: nothing is written or tried, and all of it may be amended."""
    found = run_checks(drafted.sources.catalog, drafted.sources.settings)
    return _complete(drafted, found, cache, writing=False, trying=False, keeping=True, progress=lambda _stage: None)


def _complete(
    drafted: Draft,
    findings: Sequence[Problem],
    cache: Cache,
    *,
    writing: bool,
    trying: bool,
    keeping: bool,
    progress: Progress,
) -> Result:
    catalog, settings = drafted.sources.catalog, drafted.sources.settings
    progress("Rendering")
    artifacts = (*drafted.artifacts, *text(catalog, settings.jobs, cache))
    twins = write.clashes(artifacts)
    heap.give_back()
    progress("Writing")
    written = write.write(artifacts, settings, cache) if writing else None
    broken = written.problems if written else making.faults(artifacts, settings.jobs) if trying else ()
    found = weighed((*findings, *broken, *twins), dict(settings.levels))
    if keeping:
        remember(drafted.sources.parsed, catalog, drafted.pages, artifacts, settings, cache)
    return Result(catalog, artifacts, in_order((*drafted.problems, *found)), written)


def gather(
    settings: Settings,
    progress: Progress,
    cache: Cache,
    meanwhile: Callable[[], object] = lambda: None,
    known: parse.Parsed | None = None,
) -> Sources:
    """Read, parse and assemble; `meanwhile` is done while other processes parse. `known` was parsed before."""
    progress("Reading")
    inputs, unreadable = read(settings)
    progress("Parsing")
    parsed, faults = parse.parse(inputs.documents, settings, cache, meanwhile, known)
    evidence = examine(inputs.trust, settings)
    settings = replace(settings, as_of=evidence.clock) if evidence else settings
    published, doubted = parse.parse_previous(inputs.previous, settings)
    catalog, clashes = assemble(
        parsed.packs, parsed.pages, inputs.files, settings, parsed.folders, parsed.reports, published, evidence
    )
    return Sources(parsed, catalog, settings, evidence, (*unreadable, *faults, *doubted, *clashes))
