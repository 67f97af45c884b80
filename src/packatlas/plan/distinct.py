"""One page for each address: the first that is planned stays, the others are reported."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from packatlas import urls
from packatlas.errors import Location, Problem
from packatlas.plan.views import ArticleView, PageView, RedirectView


def distinct(views: Iterable[PageView]) -> tuple[tuple[PageView, ...], tuple[Problem, ...]]:
    """The pages that can stand beside each other, and a problem for each one whose address is taken.

    Addresses that differ only in case, or in how accents are composed, are one folder on macOS and Windows.
    """
    first: dict[str, PageView] = {}
    problems = []
    for view in views:
        holder = first.setdefault(_folded(view.address), view)
        if holder is not view:
            problems.append(_taken(view, holder))
    return tuple(first.values()), tuple(problems)


def _folded(address: str) -> str:
    path = urls.output_path(address)
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def _taken(view: PageView, holder: PageView) -> Problem:
    related = (holder.location,) if holder.location.path else ()
    if isinstance(view, RedirectView):
        whose = f"that of {_described(holder)}"
        message = f"the {view.word} '{view.alias}' has the address '/{view.address}', {whose}"
        return Problem("PA084", message, view.location, hint=f"remove the {view.word}", related=related)
    message = f"the address of this page, '/{view.address}', is that of {_described(holder)}"
    hint = "rename one of them, or give it a 'slug'" if isinstance(view, ArticleView) else "rename one of them"
    return Problem("PA181", message, _place(view), hint=hint, related=related)


def _place(view: PageView) -> Location:
    return view.location if view.location.path else Location(urls.output_path(view.address))


def _described(holder: PageView) -> str:
    return str(holder.location) if holder.location.path else "a page that packatlas makes"
