"""The pages of what was just saved, in the catalog as it was: what a preview shows until all of it has followed.

A fact of one pack can change lists, search, feeds and the pages of other packs, which takes seconds in a large catalog.
The pack's own pages are made at once, by the functions that make them in a build; what follows from other packs, or for
them, is as it was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from packatlas.build import Draft, Sources
from packatlas.catalog import assemble
from packatlas.errors import has_error
from packatlas.model import Artifact, Pack, Page, Recipe
from packatlas.outputs.copies import copy
from packatlas.parse import Outcome, Reader, guarded
from packatlas.plan.articles import article_pages
from packatlas.plan.context import Context
from packatlas.plan.packs import pages_of
from packatlas.plan.views import ArticleView, FolderView, Planned, RedirectView
from packatlas.render import render
from packatlas.settings import Settings, real
from packatlas.sources.all_inputs import read_again
from packatlas.sources.markdown import CATALOG_FILE

_BEHIND_ARTICLES = (ArticleView, FolderView, RedirectView)


def glimpse(drafted: Draft, path: Path) -> tuple[Draft | None, tuple[Artifact, ...]]:
    """The files of the pages that show the document in a file, none if it is new or has errors.

    The draft beside them knows what the document says, for the next glimpse. There is none if the file is one that all
    pages may depend on: nothing can be told then before the whole is built.
    """
    sources = drafted.sources
    if _decides(path, sources.settings):
        return None, ()
    fresh, outcomes = _read(path, sources), list(sources.parsed.outcomes)
    place = next((place for place, one in enumerate(outcomes) if _same_document(one, fresh)), None)
    if place is None:
        return drafted, ()
    outcomes[place] = fresh
    sources = replace(sources, parsed=replace(sources.parsed, outcomes=tuple(outcomes)))
    planned: Iterator[Planned] = iter(())
    context = drafted.context
    if isinstance(fresh, Pack):
        context = _with_pack(fresh.name, outcomes, sources, context)
        planned = pages_of(fresh.name, context)
    elif isinstance(fresh, Page):
        context = replace(context, catalog=context.catalog.with_page(fresh))
        planned = _article(fresh, drafted, context)
    drawn = render(list(map(_made, planned)), sources.settings, drafted.templates, partial(copy, sources.settings))
    files = tuple(artifact for artifact in drawn if isinstance(artifact.content, Recipe))
    return replace(drafted, sources=sources, context=context), files


def _decides(path: Path, settings: Settings) -> bool:
    """Whether a file says what all pages depend on: settings, or whose signatures count."""
    if path == real(settings.content) / CATALOG_FILE:
        return True
    signed = (settings.trust_file, settings.attestations) if settings.trust.signed else ()
    return any(path.is_relative_to(real(one)) for one in signed)


def _read(path: Path, sources: Sources) -> Outcome:
    """What the document in a file comes to now; None for one that is left out."""
    document = read_again(path, sources.settings, sources.catalog.files)
    outcome, problems = guarded(Reader().read, document) if document else (None, ())
    return None if has_error(problems) else outcome


def _same_document(one: Outcome, other: Outcome) -> bool:
    """Whether a pack or a page was read from the same file as another one."""
    if isinstance(one, Pack) and isinstance(other, Pack):
        return (one.location.path, one.name) == (other.location.path, other.name)
    return isinstance(one, Page) and isinstance(other, Page) and one.source == other.source


def _with_pack(name: str, outcomes: Sequence[Outcome], sources: Sources, context: Context) -> Context:
    """With what the documents of one pack say together, as if there were no other pack."""
    documents = [one for one in outcomes if isinstance(one, Pack) and one.name == name]
    parsed, before = sources.parsed, context.catalog
    alone, _ = assemble(
        documents, (), (), sources.settings, (), parsed.reports, published=before.published, evidence=sources.evidence
    )
    return context.with_pack(alone.by_name[name], alone.standings[name])


def _article(page: Page, drafted: Draft, context: Context) -> Iterator[Planned]:
    """A plain page, where no other page stands at its address; the words of the home page are none."""
    owners = {planned.address: planned.owner for planned in drafted.pages}
    taken = {planned.address for planned in drafted.pages if not issubclass(planned.kind, _BEHIND_ARTICLES)}
    for planned in article_pages(context.catalog, context.index, taken):
        if planned.owner == page.source and owners.get(planned.address, page.source) == page.source:
            yield planned


def _made(page: Planned) -> Planned:
    """With its view made: what fails in that must not replace what doesn't."""
    view = page.view()
    return replace(page, view=lambda: view)
