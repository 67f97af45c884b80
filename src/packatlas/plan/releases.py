"""The page of a release that has something of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from packatlas import urls
from packatlas.links import readme_origin
from packatlas.model import Pack, Release
from packatlas.plan.banners import release_banner
from packatlas.plan.cards import trail
from packatlas.plan.context import Context
from packatlas.plan.pack_views import ReleaseRow, ReleaseView
from packatlas.plan.parts import release_files, release_parts
from packatlas.plan.rows import chooser, standings_of
from packatlas.plan.sections import with_sections
from packatlas.plan.sharing import badge, feeds_of_pack, linked_data
from packatlas.plan.statements import statement_view
from packatlas.plan.subject import links, origin, panel, rivals
from packatlas.plan.views import Planned, Prose, Ref

_TEMPLATE = "release.html"


Rows = Callable[[], tuple[ReleaseRow, ...]]
"""The releases of a pack as lines of a list, made when they are needed."""


def release_pages(pack: Pack, listed: Rows, context: Context) -> Iterator[Planned]:
    """The pages of a pack's releases, one for each that has something of its own."""
    for place, release in enumerate(pack.releases):
        if release.has_page:
            address = urls.release(pack.name, release.version.text)
            yield Planned(
                view=partial(_view, pack, place, listed, context),
                kind=ReleaseView,
                template=_TEMPLATE,
                address=address,
                title=_title(pack, release),
                markdown=urls.markdown(address),
                description=_description(pack, release),
                files=release_files(pack, release),
                location=release.location,
                owner=pack.name,
                body=release.body,
            )


def _title(pack: Pack, release: Release) -> str:
    return f"{pack.title} {release.version}"


def _description(pack: Pack, release: Release) -> str:
    return release.notes or f"{_title(pack, release)}: {pack.description}".rstrip(": ")


def _view(pack: Pack, place: int, rows_of_it: Rows, context: Context) -> ReleaseView:
    release, listed = pack.releases[place], rows_of_it()
    row, standing = listed[place], standings_of(pack, context)[place]
    address = urls.release(pack.name, release.version.text)
    steps = (*trail(pack, context.catalog), Ref(pack.title, urls.pack(pack.name)))
    view = ReleaseView(
        address=address,
        template=_TEMPLATE,
        title=_title(pack, release),
        description=_description(pack, release),
        trail=steps,
        location=release.location,
        files=release_files(pack, release),
        feeds=feeds_of_pack(pack, context.catalog),
        card=context.cards[pack.name],
        parts=release_parts(pack, release, row, listed, context),
        banner=release_banner(pack, release, context),
        shield=panel(release.verification or pack.verification, row.shield, standing),
        statement=statement_view(pack, release, context.settings),
        chooser=chooser(listed, row),
        rivals=rivals(pack, context.catalog),
        prose=Prose.at(readme_origin(address, pack, release), context.index) if release.body else None,
        origin=origin(pack, release),
        links=links(pack, release),
        badge=badge(pack, release, context.settings),
        linked_data=linked_data(pack, release, address, steps, context.settings),
        total=len(listed),
    )
    return with_sections(view)
