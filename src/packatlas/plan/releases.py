"""The page of a release that has something of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packatlas import urls
from packatlas.links import readme_origin
from packatlas.model import Pack, Release
from packatlas.plan.banners import release_banner
from packatlas.plan.cards import trail
from packatlas.plan.context import Context
from packatlas.plan.pack_views import ReleaseRow, ReleaseView, ShieldPanel
from packatlas.plan.parts import release_files, release_parts
from packatlas.plan.rows import chooser
from packatlas.plan.sections import with_sections
from packatlas.plan.sharing import badge, feeds_of_pack, linked_data
from packatlas.plan.subject import links, origin, panel, rivals
from packatlas.plan.views import Prose, Ref
from packatlas.policy import release_standings


def release_views(pack: Pack, rows: Sequence[ReleaseRow], context: Context) -> Iterator[ReleaseView]:
    """The pages of a pack's releases, one for each that has something of its own."""
    standings = release_standings(pack, context.catalog.standings[pack.name])
    for release, row, standing in zip(pack.releases, rows, standings, strict=True):
        if release.has_page:
            why = panel(pack, row.shield, standing)
            yield with_sections(_view(pack, release, row, rows, why, context))


def _view(
    pack: Pack, release: Release, row: ReleaseRow, rows: Sequence[ReleaseRow], why: ShieldPanel, context: Context
) -> ReleaseView:
    version = release.version.text
    address = urls.release(pack.name, version)
    steps = (*trail(pack, context.catalog), Ref(pack.title, urls.pack(pack.name)))
    return ReleaseView(
        address=address,
        template="release.html",
        title=f"{pack.title} {version}",
        description=release.notes or f"{pack.title} {version}: {pack.description}".rstrip(": "),
        trail=steps,
        location=release.location,
        files=release_files(pack, release),
        feeds=feeds_of_pack(pack, context.catalog),
        card=context.cards[pack.name],
        parts=release_parts(pack, release, row, rows, context),
        banner=release_banner(pack, release, context),
        shield=why,
        chooser=chooser(rows, row),
        rivals=rivals(pack, context.catalog),
        prose=Prose.at(readme_origin(address, pack, release), context.index) if release.body else None,
        origin=origin(pack, release),
        links=links(pack, release),
        badge=badge(pack, release, context.settings),
        linked_data=linked_data(pack, release, address, steps, context.settings),
        total=len(rows),
    )
