"""The page of a pack: what it is, whether to trust it, which release to take, how to add it."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas import urls
from packatlas.links import Origin, readme_origin
from packatlas.model import Artifact, ConstraintType, Pack, Release
from packatlas.plan import sharing, subject, tags
from packatlas.plan.banners import pack_banner
from packatlas.plan.cards import trail
from packatlas.plan.context import Context
from packatlas.plan.pack_views import PackView, ReleaseRow, ReleaseView
from packatlas.plan.parts import release_parts
from packatlas.plan.releases import release_views
from packatlas.plan.rows import chooser, rows
from packatlas.plan.sections import with_sections
from packatlas.plan.views import Prose, Ref
from packatlas.policy import shielded

_NEEDED_BY = 24
"""How many of the packs that need a pack its page names: everything may need Kubernetes."""
_NEEDING = frozenset({ConstraintType.REQUIRED, ConstraintType.OPTIONAL})

_Neighbours = tuple[Pack | None, Pack | None]


def pack_views(context: Context) -> Iterator[PackView | ReleaseView]:
    """Every pack's page, each followed by the pages of its releases."""
    for shelf in context.catalog.shelves:
        for pack, neighbours in _with_neighbours(shelf.packs):
            listed = rows(pack, context)
            yield with_sections(_view(pack, listed, neighbours, context))
            yield from release_views(pack, listed, context)


def _with_neighbours(packs: tuple[Pack, ...]) -> Iterator[tuple[Pack, _Neighbours]]:
    return zip(packs, zip((None, *packs), (*packs[1:], None), strict=False), strict=False)


def _view(pack: Pack, listed: tuple[ReleaseRow, ...], neighbours: _Neighbours, context: Context) -> PackView:
    catalog, latest, owner = context.catalog, pack.latest, _owner(pack)
    standing, bearer = catalog.standings[pack.name], shielded(pack)
    first = next((row for row in listed if row.latest), None)
    needed_by = subject.needed_by(pack, catalog, _NEEDING)
    previous, following = (Ref(near.title, urls.pack(near.name)) if near else None for near in neighbours)
    steps = trail(pack, catalog)
    return PackView(
        address=urls.pack(pack.name),
        template="pack.html",
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
        shield=subject.panel(pack, context.cards[pack.name].shield, standing),
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
