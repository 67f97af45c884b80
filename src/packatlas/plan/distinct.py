"""One page for each address: the first that is planned stays, the others are reported."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from packatlas import urls
from packatlas.errors import Location, Problem
from packatlas.plan.views import ArticleView, Planned, RedirectView


def distinct(pages: Iterable[Planned]) -> tuple[tuple[Planned, ...], tuple[Problem, ...]]:
    """The pages that can stand beside each other, and a problem for each one whose address is taken.

    Addresses that differ only in case, or in how accents are composed, are one folder on macOS and Windows.
    """
    first: dict[str, Planned] = {}
    problems = []
    for page in pages:
        holder = first.setdefault(_folded(page.address), page)
        if holder is not page:
            problems.append(_taken(page, holder))
    return tuple(first.values()), tuple(problems)


def _folded(address: str) -> str:
    path = urls.output_path(address)
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def _taken(page: Planned, holder: Planned) -> Problem:
    view = page.view()
    related = (holder.location,) if holder.location.path else ()
    if isinstance(view, RedirectView):
        whose = f"that of {_described(holder)}"
        message = f"the {view.word} '{view.alias}' has the address '/{view.address}', {whose}"
        return Problem("PA084", message, view.location, hint=f"remove the {view.word}", related=related)
    message = f"the address of this page, '/{view.address}', is that of {_described(holder)}"
    hint = "rename one of them, or give it a 'slug'" if page.kind is ArticleView else "rename one of them"
    return Problem("PA181", message, _place(page), hint=hint, related=related)


def _place(page: Planned) -> Location:
    return page.location if page.location.path else Location(urls.output_path(page.address))


def _described(holder: Planned) -> str:
    return str(holder.location) if holder.location.path else "a page that packatlas makes"
