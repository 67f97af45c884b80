"""The pages of what was just saved, in the catalog as it was: what a preview shows until all of it has followed.

A fact of one pack can change lists, search, feeds and the pages of other packs, which takes seconds in a large catalog.
The pack's own pages are made at once, by the functions that make them in a build; what follows from other packs, or for
them, is as it was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from packatlas.build import Draft, Sources
from packatlas.catalog import assemble
from packatlas.errors import Severity
from packatlas.model import Artifact, Pack, Page, Recipe
from packatlas.outputs.copies import copy
from packatlas.parse import Outcome, Reader, guarded
from packatlas.plan.articles import article_pages
from packatlas.plan.context import Context
from packatlas.plan.packs import pages_of
from packatlas.plan.views import ArticleView, FolderView, Planned, RedirectView
from packatlas.render import render
from packatlas.sources.all_inputs import read_again

_BEHIND_ARTICLES = (ArticleView, FolderView, RedirectView)


def glimpse(drafted: Draft, changed: Iterable[Path]) -> tuple[Draft, tuple[Artifact, ...]]:
    """The files of the pages that show these documents, but for those that are new or that have errors.

    The draft beside them is for the next glimpse: it knows what these documents say.
    """
    sources, context = drafted.sources, drafted.context
    outcomes, names, pages = list(sources.parsed.outcomes), set[str](), set[str]()
    for path in changed:
        fresh = _read(path, sources)
        place = next((place for place, one in enumerate(outcomes) if _same_document(one, fresh)), None)
        if place is None:
            continue
        outcomes[place] = fresh
        if isinstance(fresh, Pack):
            names.add(fresh.name)
        elif isinstance(fresh, Page):
            pages.add(fresh.source)
            context = replace(context, catalog=context.catalog.with_page(fresh))
    for name in names:
        context = _with_pack(name, outcomes, sources, context)
    of_packs = (page for name in sorted(names) for page in pages_of(name, context))
    ready = [_made(page) for page in (*of_packs, *_articles(pages, drafted, context))]
    drawn = render(ready, sources.settings, drafted.templates, partial(copy, sources.settings))
    sources = replace(sources, parsed=replace(sources.parsed, outcomes=tuple(outcomes)))
    glimpsed = replace(drafted, sources=sources, context=context)
    return glimpsed, tuple(artifact for artifact in drawn if isinstance(artifact.content, Recipe))


def _read(path: Path, sources: Sources) -> Outcome:
    """What the document in a file comes to now; None for one that is left out."""
    document = read_again(path, sources.settings, sources.catalog.files)
    outcome, problems = guarded(Reader().read, document) if document else (None, ())
    return None if any(problem.severity is Severity.ERROR for problem in problems) else outcome


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


def _articles(pages: Set[str], drafted: Draft, context: Context) -> Iterator[Planned]:
    """The pages of these sources, but for the words of the home page."""
    if pages:
        taken = {page.address for page in drafted.pages if not issubclass(page.kind, _BEHIND_ARTICLES)}
        planned = article_pages(context.catalog, context.index, taken)
        yield from (page for page in planned if page.kind is ArticleView and page.owner in pages)


def _made(page: Planned) -> Planned:
    """With its view made: what can't be made must not replace what can."""
    view = page.view()
    return replace(page, view=lambda: view)
