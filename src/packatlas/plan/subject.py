"""What the pages of a pack and of its releases say alike: why which shield, who made it, where to read on."""

from __future__ import annotations

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import ConstraintType, Pack, Release, Verification
from packatlas.plan import words
from packatlas.plan.cards import known
from packatlas.plan.pack_views import Fact, Requirement, ShieldPanel
from packatlas.plan.views import Ref, ShieldView
from packatlas.policy import Shield, Standing
from packatlas.suggest import day

_TITLES = {
    Shield.CURRENT: "Why this shield",
    Shield.DUE: "Why this shield",
    Shield.OVERDUE: "Why this shield is amber",
    Shield.NONE: "Why no shield",
}


def panel(pack: Pack, shield: ShieldView, standing: Standing) -> ShieldPanel:
    """Why this shield: the sentences of the policy, and the record they rest on.

    Both are those of the pack or of one of its releases, which shows no record that doesn't speak of it.
    """
    record = pack.verification
    spoken_of = standing.shield.verified or standing.cover is None
    return ShieldPanel(
        _TITLES[standing.shield],
        shield,
        standing.reasons,
        _record(record, standing) if record and spoken_of else (),
        urls.meaning(standing.shield.value),
    )


def _record(record: Verification, standing: Standing) -> tuple[Fact, ...]:
    facts = [
        Fact("Verified by", (Ref(record.by, None),)),
        Fact("Verified on", (Ref(day(record.verified_on), None),)),
    ]
    if standing.due:
        facts.append(Fact("Next update due", (Ref(day(standing.due), None),)))
    if record.cis:
        level = f", level {record.cis.level}" if record.cis.level else ""
        facts.append(Fact("CIS benchmark", (Ref(f"{record.cis.name} {record.cis.version}".strip() + level, None),)))
    if record.evidence:
        facts.append(Fact("Evidence", (Ref("Read the evidence", record.evidence),)))
    return tuple(facts)


def rivals(pack: Pack, catalog: Catalog) -> tuple[Requirement, ...]:
    """The packs that rule this one out."""
    return needed_by(pack, catalog, frozenset({ConstraintType.NOT_SUPPORTED}))


def needed_by(pack: Pack, catalog: Catalog, types: frozenset[ConstraintType]) -> tuple[Requirement, ...]:
    """The packs that name this one in a constraint of one of these types, each with the release that does."""
    return tuple(
        Requirement(words.need(need.constraint), need.constraint.type.value, known(need.pack, catalog), need.version)
        for need in catalog.needed_by.get(pack.name, ())
        if need.pack != pack.name and need.constraint.type in types
    )


def origin(pack: Pack, release: Release | None) -> tuple[Fact, ...]:
    """Who publishes a pack, under which licence, and which registry has it."""
    lines = (
        ("Publisher", pack.publisher),
        ("Licence", pack.license),
        ("Registry", release.registry if release else ""),
    )
    return tuple(Fact(label, (Ref(text, None),)) for label, text in lines if text)


def links(pack: Pack, release: Release | None) -> tuple[Ref, ...]:
    """Links of the authors: those of the release, and those of the pack, which count first."""
    stated = dict(release.links if release else ()) | dict(pack.links)
    return tuple(Ref(title, target) for title, target in stated.items())
