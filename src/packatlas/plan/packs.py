"""The page of a pack: what it is, whether to trust it, which release to take, how to add it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from packatlas import urls
from packatlas.links import Origin, readme_origin
from packatlas.model import Artifact, ConstraintType, Pack, Release
from packatlas.plan import sharing, subject, tags
from packatlas.plan.banners import pack_banner
from packatlas.plan.cards import trail
from packatlas.plan.context import Context
from packatlas.plan.pack_views import PackView
from packatlas.plan.parts import release_parts
from packatlas.plan.releases import Rows, release_pages
from packatlas.plan.rows import chooser, rows
from packatlas.plan.sections import with_sections
from packatlas.plan.statements import statement_view
from packatlas.plan.views import Planned, Prose, Ref
from packatlas.policy import shielded

_TEMPLATE = "pack.html"
_NEEDED_BY = 24
"""How many of the packs that need a pack its page names: everything may need Kubernetes."""
_NEEDING = frozenset({ConstraintType.REQUIRED, ConstraintType.OPTIONAL})

_Neighbours = tuple[Pack | None, Pack | None]


def pack_pages(context: Context) -> Iterator[Planned]:
    """Every pack's page, each followed by the pages of its releases."""
    for shelf in context.catalog.shelves:
        for pack, neighbours in _with_neighbours(shelf.packs):
            yield from _pages(pack, neighbours, context)


def pages_of(name: str, context: Context) -> Iterator[Planned]:
    """The pages of one pack and its releases."""
    for shelf in context.catalog.shelves:
        for pack, neighbours in _with_neighbours(shelf.packs):
            if pack.name == name:
                yield from _pages(pack, neighbours, context)


def _pages(pack: Pack, neighbours: _Neighbours, context: Context) -> Iterator[Planned]:
    # The pages of releases need the same list again.
    listed = cache(partial(rows, pack, context))
    yield Planned(
        view=partial(_view, pack, neighbours, listed, context),
        kind=PackView,
        template=_TEMPLATE,
        address=urls.pack(pack.name),
        title=pack.title,
        markdown=urls.markdown(urls.pack(pack.name)),
        description=pack.description,
        source=pack.source,
        updated=pack.updated,
        files=_files(pack),
        location=pack.location,
        owner=pack.name,
        body=pack.body,
    )
    yield from release_pages(pack, listed, context)


def _with_neighbours(packs: tuple[Pack, ...]) -> Iterator[tuple[Pack, _Neighbours]]:
    return zip(packs, zip((None, *packs), (*packs[1:], None), strict=False), strict=False)


def _view(pack: Pack, neighbours: _Neighbours, rows_of_it: Rows, context: Context) -> PackView:
    catalog, latest, owner, listed = context.catalog, pack.latest, _owner(pack), rows_of_it()
    standing, bearer = catalog.standings[pack.name], shielded(pack)
    first = next((row for row in listed if row.latest), None)
    needed_by = subject.needed_by(pack, catalog, _NEEDING)
    previous, following = (Ref(near.title, urls.pack(near.name)) if near else None for near in neighbours)
    steps = trail(pack, catalog)
    view = PackView(
        address=urls.pack(pack.name),
        template=_TEMPLATE,
        title=pack.title,
        description=pack.description,
        trail=steps,
        previous=previous,
        next=following,
        source=pack.source,
        updated=pack.updated,
        location=pack.location,
        files=_files(pack),
        feeds=sharing.feeds_of_pack(pack, catalog),
        card=context.cards[pack.name],
        parts=release_parts(pack, latest, first, listed, context) if latest and first else None,
        banner=pack_banner(pack, context),
        shield=subject.panel(pack.verification, context.cards[pack.name].shield, standing),
        statement=statement_view(pack, latest, context.settings),
        chooser=chooser(listed, first),
        rivals=subject.rivals(pack, catalog),
        prose=_prose(pack, owner, context),
        origin=subject.origin(pack, latest),
        links=subject.links(pack, latest),
        badge=sharing.badge(pack, None, context.settings),
        linked_data=sharing.linked_data(pack, latest, urls.pack(pack.name), steps, context.settings),
        releases=listed,
        bearer=bearer.version.text if bearer and standing.shield.verified else "",
        needed_by=needed_by[:_NEEDED_BY],
        needed_by_more=max(0, len(needed_by) - _NEEDED_BY),
        own_words=owner is None,
        tags=tags.refs(pack.tags),
        aliases=pack.aliases,
    )
    return with_sections(view)


def _files(pack: Pack) -> tuple[Artifact, ...]:
    return (Artifact(urls.logo(pack.name, pack.logo), pack.logo, pack.location),) if pack.logo else ()


def _prose(pack: Pack, owner: Release | None, context: Context) -> Prose | None:
    """The page's words, or the README of the release that it came with."""
    if pack.body is None:
        return None
    address = urls.pack(pack.name)
    own = Origin(address, pack.source, pack.body, urls.PACK_SECTION_IDS)
    return Prose.at(readme_origin(address, pack, owner) if owner else own, context.index)


def _owner(pack: Pack) -> Release | None:
    """The release whose README stands on the pack's page, where no page of its own has words."""
    if pack.body is None:
        return None
    candidates = [release for release in (pack.latest, *pack.releases) if release]
    return next((release for release in candidates if release.body is pack.body), None)
