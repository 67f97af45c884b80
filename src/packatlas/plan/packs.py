"""The page of a pack: what it is, whether to trust it, which release to take, how to add it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.links import LinkIndex, Origin, readme_origin
from packatlas.model import Artifact, ConstraintType, Pack, Release
from packatlas.plan import install, releases, sharing, tags, words
from packatlas.plan.cards import Cards, known, trail
from packatlas.plan.contents import prose_entries
from packatlas.plan.views import (
    Code,
    Entry,
    Fact,
    Install,
    PackView,
    Prose,
    Ref,
    ReleaseRow,
    ReleaseView,
    Requirement,
    ShieldPanel,
)
from packatlas.policy import Shield
from packatlas.settings import Settings
from packatlas.suggest import day

_NEEDED_BY = 24
"""How many of the packs that need a pack its page names: everything may need Kubernetes."""


def pack_views(
    catalog: Catalog, cards: Cards, index: LinkIndex, settings: Settings
) -> Iterator[PackView | ReleaseView]:
    """Every pack's page, each followed by the pages of its releases."""
    for shelf in catalog.shelves:
        for place, pack in enumerate(shelf.packs):
            rows = releases.rows(pack)
            before = shelf.packs[place - 1] if place else None
            after = shelf.packs[place + 1] if place + 1 < len(shelf.packs) else None
            yield _view(pack, rows, (before, after), catalog, cards, index, settings)
            yield from releases.release_views(pack, rows, catalog, cards, index, settings)


def _view(
    pack: Pack,
    rows: tuple[ReleaseRow, ...],
    neighbours: tuple[Pack | None, Pack | None],
    catalog: Catalog,
    cards: Cards,
    index: LinkIndex,
    settings: Settings,
) -> PackView:
    latest, owner = pack.latest, _owner(pack)
    needed_by = _needed_by(pack, catalog)
    previous, following = (Ref(near.title, urls.pack(near.name)) if near else None for near in neighbours)
    view = PackView(
        address=urls.pack(pack.name),
        template="pack.html",
        title=pack.title,
        description=pack.description,
        trail=trail(pack, catalog),
        previous=previous,
        next=following,
        source=pack.source,
        updated=pack.updated,
        location=pack.location,
        files=_files(pack),
        feeds=sharing.feeds_of_pack(pack, catalog),
        card=cards[pack.name],
        shield=_panel(pack, catalog, cards),
        banner=releases.banner(pack, latest, catalog, settings.policy, whole=True),
        facts=_facts(pack, latest),
        install=_install(pack, latest, catalog),
        needs=releases.requirements(latest.requires, catalog) if latest else (),
        resources=tuple(words.resource(need) for need in latest.resources) if latest else (),
        needed_by=needed_by[:_NEEDED_BY],
        needed_by_more=max(0, len(needed_by) - _NEEDED_BY),
        releases=rows,
        latest=next((row for row in rows if row.latest), None),
        details=releases.details(pack, latest) if latest else (),
        prose=_prose(pack, owner, index),
        prose_title="README" if owner else "About",
        prose_id="readme" if owner else "about",
        links=_links(pack, latest),
        tags=tags.refs(pack.tags),
        aliases=pack.aliases,
        badge=sharing.badge(pack, settings),
        linked_data=sharing.linked_data(pack, latest, urls.pack(pack.name), trail(pack, catalog), settings),
    )
    return _with_contents(view)


def _with_contents(view: PackView) -> PackView:
    sections = (
        (view.shield.title, "shield", True),
        ("Install", "install", view.install is not None),
        ("Requirements", "requirements", bool(view.needs or view.resources)),
        ("Needed by", "needed-by", bool(view.needed_by)),
        ("Releases", "releases", bool(view.releases)),
        ("Values and images", "contents", bool(view.details)),
        (view.prose_title, view.prose_id, view.prose is not None),
    )
    entries = tuple(Entry(title, id) for title, id, present in sections if present)
    inside = prose_entries(view.prose.body) if view.prose else ()
    last = (Entry("Badge", "badge"),) if view.badge else ()
    return replace(view, contents=(*entries, *inside, *last))


def _files(pack: Pack) -> tuple[Artifact, ...]:
    return (Artifact(urls.logo(pack.name, pack.logo), pack.logo, pack.location),) if pack.logo else ()


def _panel(pack: Pack, catalog: Catalog, cards: Cards) -> ShieldPanel:
    """Why this shield: the sentences of the policy, and the record they rest on."""
    standing = catalog.standings[pack.name]
    record = pack.verification
    title = {
        Shield.CURRENT: "Why this shield",
        Shield.DUE: "Why this shield",
        Shield.OVERDUE: "Why this shield is amber",
        Shield.NONE: "Why no shield",
    }[standing.shield]
    facts: list[Fact] = []
    if record:
        facts.append(Fact("Verified by", (Ref(record.by, None),)))
        facts.append(Fact("Verified on", (Ref(day(record.verified_on), None),)))
        if standing.due:
            facts.append(Fact("Next update due", (Ref(day(standing.due), None),)))
        if record.cis:
            level = f", level {record.cis.level}" if record.cis.level else ""
            facts.append(Fact("CIS benchmark", (Ref(f"{record.cis.name} {record.cis.version}".strip() + level, None),)))
        if record.evidence:
            facts.append(Fact("Evidence", (Ref("Read the evidence", record.evidence),)))
    return ShieldPanel(title, cards[pack.name].shield, standing.reasons, tuple(facts))


def _facts(pack: Pack, latest: Release | None) -> tuple[Fact, ...]:
    where = releases.facts(pack, latest) if latest else ()
    publisher = (Fact("Publisher", (Ref(pack.publisher, None),)),) if pack.publisher else ()
    return (*where, *publisher)


def _install(pack: Pack, latest: Release | None, catalog: Catalog) -> Install | None:
    """Nothing to install where every release is gone."""
    if latest is None or latest.status in ("disabled", "deleted"):
        return None
    code = Code(install.terraform(pack.name, latest.version.text), "terraform")
    return Install(code, catalog.layers[pack.layer.shelf].title)


def _needed_by(pack: Pack, catalog: Catalog) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(words.need(need.constraint), need.constraint.type.value, known(need.pack, catalog), need.version)
        for need in catalog.needed_by.get(pack.name, ())
        if need.pack != pack.name and need.constraint.type is not ConstraintType.UPGRADE
    )


def _prose(pack: Pack, owner: Release | None, index: LinkIndex) -> Prose | None:
    """The page's words, or the README of the release that it came with."""
    if pack.body is None:
        return None
    address = urls.pack(pack.name)
    own = Origin(address, pack.source, pack.body, urls.PACK_SECTION_IDS)
    return Prose.at(readme_origin(address, pack, owner) if owner else own, index)


def _owner(pack: Pack) -> Release | None:
    """The release whose README stands on the pack's page, where no page of its own has words."""
    if pack.body is None:
        return None
    candidates = [release for release in (pack.latest, *pack.releases) if release]
    return next((release for release in candidates if release.body is pack.body), None)


def _links(pack: Pack, latest: Release | None) -> tuple[Ref, ...]:
    links = dict(latest.links if latest else ()) | dict(pack.links)
    return tuple(Ref(title, target) for title, target in links.items())
