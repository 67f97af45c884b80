"""The stages of a build from the plan on, put together as `build` does, for tests that look at what they make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from packatlas.catalog import Catalog
from packatlas.errors import Problem
from packatlas.model import Artifact
from packatlas.outputs.all_files import outputs
from packatlas.outputs.copies import copy
from packatlas.plan import all_pages
from packatlas.plan.context import Context
from packatlas.plan.views import PageView, Planned
from packatlas.render import Templates, render
from packatlas.settings import Settings


def plan(catalog: Catalog, settings: Settings) -> tuple[tuple[Planned, ...], tuple[Problem, ...]]:
    """Every page of the site, and what is wrong with them as a whole."""
    return all_pages.plan(Context.of(catalog, settings))


def views(catalog: Catalog, settings: Settings) -> tuple[PageView, ...]:
    """What the template of every page gets."""
    return tuple(page.view() for page in plan(catalog, settings)[0])


def drawn(pages: Sequence[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """Every page with its copy as Markdown and the files that belong to it."""
    return render(pages, settings, Templates(settings), partial(copy, settings))


def html_pages(pages: Sequence[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """Every page with the files that belong to it, but no copies as Markdown."""
    markdown = {page.markdown for page in pages}
    return tuple(artifact for artifact in drawn(pages, settings) if artifact.path not in markdown)


def copies(pages: Sequence[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """The pages as Markdown alone."""
    markdown = {page.markdown for page in pages}
    return tuple(artifact for artifact in drawn(pages, settings) if artifact.path in markdown)


def beside_html(catalog: Catalog, pages: Sequence[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """All but pages as HTML: the copies as Markdown and the files that are no pages."""
    return (*copies(pages, settings), *outputs(catalog, pages, settings))
