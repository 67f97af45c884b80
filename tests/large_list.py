"""The list of all packs of a large catalog, as a site of its own: that page, its assets and what its script reads."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from packatlas import urls
from packatlas.catalog import Catalog, assemble
from packatlas.making import content_of
from packatlas.model import Artifact, Layer, Pack, Status
from packatlas.outputs.facets import facets
from packatlas.outputs.search import search
from packatlas.plan.cards import make_cards
from packatlas.plan.lists import pack_lists
from packatlas.plan.tags import collect
from packatlas.plan.views import Planned
from packatlas.resources import published_assets
from packatlas.settings import Settings
from packatlas.versions import Version
from tests.benchmarks.search_ranking import made_up, packs
from tests.stages import html_pages

SETTINGS = Settings(title="Packs", as_of=date(2026, 11, 1))


def catalog(count: int) -> Catalog:
    """So many packs that differ in all that the list can be narrowed by; the same at every call."""
    draw = random.Random(20261101)
    return assemble([_told(pack, draw) for pack in packs(made_up(count))], (), (), SETTINGS)[0]


def _told(pack: Pack, draw: random.Random) -> Pack:
    """A pack that states more, or leaves it open."""
    lowest = draw.randrange(26, 33)
    release = replace(
        pack.releases[0],
        version=Version(f"1.{lowest}.{draw.randrange(9)}") if pack.layer is Layer.K8S else pack.releases[0].version,
        kubernetes=draw.choice(("", f">=1.{lowest}", f">=1.{lowest} <1.{lowest + draw.randrange(1, 5)}")),
        status=draw.choices(list(Status), (90, 6, 3, 1))[0],
        released=draw.choice((None, SETTINGS.as_of - timedelta(days=draw.randrange(1200)))),
    )
    return replace(
        pack,
        description=f"What {pack.name} is for, in a sentence of a usual length with nothing to learn from it.",
        publisher=draw.choice(("", f"Publisher {int(draw.expovariate(0.05))}")),
        clouds=draw.choice((pack.clouds, ("all",), ())),
        architectures=draw.choice(((), ("amd64",), ("amd64", "arm64"))),
        fips=draw.choice((None, True, False)),
        verification=pack.verification and replace(
            pack.verification, verified_on=SETTINGS.as_of - timedelta(days=draw.randrange(80))
        ),
        releases=draw.choices(((release,), ()), (98, 2))[0],
    )  # fmt: skip


def artifacts(of: Catalog) -> list[Artifact]:
    """The files of that site."""
    lists = pack_lists(of, make_cards(of, SETTINGS.as_of), collect(of))
    drawn = html_pages([Planned.of(view) for view in lists if view.address == urls.PACKS], SETTINGS)
    return [*drawn, *published_assets(SETTINGS)[1], *search(of, SETTINGS), facets(of, SETTINGS)]


def written(of: Catalog, output: Path) -> Path:
    """The folder with those files."""
    for artifact in artifacts(of):
        path = output / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content_of(artifact))
    return output
