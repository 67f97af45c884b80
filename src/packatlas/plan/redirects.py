"""Old names and old addresses, and other identifiers of issues: small pages that lead to where a page stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.errors import NOWHERE, Location, Problem
from packatlas.plan.navigation import address as page_address
from packatlas.plan.views import Planned, RedirectView, Ref
from packatlas.settings import Redirect
from packatlas.suggest import near_name
from packatlas.wording import quoted

Redirects = tuple[tuple[RedirectView, ...], tuple[Problem, ...]]


def redirect_views(catalog: Catalog, pages: Iterable[Planned]) -> Redirects:
    """One page for each alias of a pack, page or issue and each redirect of the publisher's; those that lead nowhere.

    A redirect to an old address leads straight to where that one leads.
    """
    standing = {page.address: page for page in pages}
    aliases = (*_of_packs(catalog), *_of_pages(catalog), *_of_issues(catalog))
    views, problems = list(aliases), list[Problem]()
    steps = {redirect.address: redirect for redirect in reversed(catalog.redirects)}
    known = {view.address: view.target for view in reversed(aliases)}
    for redirect in catalog.redirects:
        found = _followed(redirect, steps, known, standing)
        if isinstance(found, Problem):
            problems.append(found)
        elif found.address != redirect.address:
            view = _view(redirect.address, found, redirect.text, redirect.location)
            views.append(replace(view, word="redirect"))
    return tuple(views), tuple(problems)


def _of_packs(catalog: Catalog) -> Iterator[RedirectView]:
    """An alias that is the pack's own name in other letters is only for search."""
    for alias, name in catalog.aliases.items():
        address, pack = urls.alias(alias), catalog.by_name[name]
        if address.casefold() != urls.pack(name).casefold():
            yield _view(address, Ref(pack.title, urls.pack(name)), alias, pack.location)


def _of_pages(catalog: Catalog) -> Iterator[RedirectView]:
    for page in catalog.pages:
        target = urls.page(page.place)
        for old in page.aliases:
            if old.address.casefold() != target.casefold():
                yield _view(old.address, Ref(page.title, target), old.text, old.location)


def _of_issues(catalog: Catalog) -> Iterator[RedirectView]:
    for alias, name in catalog.issue_pages.items():
        if alias != name:
            yield _view(urls.issue(alias), Ref(name, urls.issue(name)), alias, NOWHERE)


def _view(address: str, target: Ref, text: str, location: Location) -> RedirectView:
    return RedirectView(
        address=address, template="redirect.html", title=target.title, target=target, alias=text, location=location
    )


def _followed(
    redirect: Redirect,
    steps: Mapping[str, Redirect],
    known: Mapping[str, Ref],
    standing: Mapping[str, Planned],
) -> Ref | Problem:
    """Where a redirect ends. The section that is named last on the way is the one that counts."""
    way, section = [redirect.address], ""
    current = redirect
    while True:
        place, _, named = page_address(current.target).partition("#")
        section = section or named
        end = known.get(place) if place not in standing else Ref(standing[place].title, place)
        if end is not None:
            return Ref(end.title, f"{end.address}#{section}" if section else end.address)
        if place in way:
            return _circle(redirect, [*way, place])
        if place not in steps:
            return _dead_end(current, redirect, standing)
        way.append(place)
        current = steps[place]


def _circle(redirect: Redirect, way: list[str]) -> Problem:
    shown = " -> ".join(f"/{address}" for address in way)
    message = f"the redirect {quoted(redirect.text)} leads in a circle: {shown}"
    return Problem("PA088", message, redirect.location, hint="lead one of them to a page")


def _dead_end(last: Redirect, redirect: Redirect, standing: Mapping[str, Planned]) -> Problem:
    message = f"the redirect {quoted(redirect.text)} leads to {quoted(last.target)}, which is no page of this site"
    near = near_name(page_address(last.target).partition("#")[0], standing)
    return Problem("PA087", message, redirect.location, hint=near or "write the path of a page, such as guides/install")
