"""Which pages exist, and how the small frozen view is made that the template of each one gets."""

from __future__ import annotations

from packatlas import urls
from packatlas.errors import Problem
from packatlas.plan.articles import article_pages
from packatlas.plan.context import Context
from packatlas.plan.distinct import distinct
from packatlas.plan.home import home_view
from packatlas.plan.issue_pages import issue_views
from packatlas.plan.lifecycle import lifecycle_steps, lifecycle_view
from packatlas.plan.lists import pack_lists
from packatlas.plan.navigation import dead_ends
from packatlas.plan.packs import pack_pages
from packatlas.plan.redirects import redirect_views
from packatlas.plan.security import security_views
from packatlas.plan.tags import collect
from packatlas.plan.updates import events, updates_view
from packatlas.plan.verified import verified_views
from packatlas.plan.views import MissingView, PageView, Planned


def plan(context: Context) -> tuple[tuple[Planned, ...], tuple[Problem, ...]]:
    """Every page of the site and what is wrong with them as a whole.

    Where two have one address, that of a pack, of a list or of the site itself goes before that of a plain page, and a
    redirect comes last.
    """
    catalog, cards, index, settings = context.catalog, context.cards, context.index, context.settings
    happened = events(catalog, cards, settings.as_of)
    before: tuple[PageView, ...] = (
        home_view(catalog, cards, happened, index, settings),
        *pack_lists(catalog, cards, collect(catalog)),
        *verified_views(catalog, cards, settings),
    )
    behind: tuple[PageView, ...] = (
        updates_view(happened),
        lifecycle_view(lifecycle_steps(catalog, cards, settings), settings),
        *security_views(catalog, settings),
        *issue_views(catalog),
        MissingView(address=urls.NOT_FOUND, template="404.html", title="Page not found"),
    )
    own = (*map(Planned.of, before), *pack_pages(context), *map(Planned.of, behind))
    standing = (*own, *article_pages(catalog, index, {page.address for page in own}))
    redirects, astray = redirect_views(catalog, standing)
    pages, clashes = distinct((*standing, *map(Planned.of, redirects)))
    return pages, (*clashes, *astray, *dead_ends(pages, settings))
