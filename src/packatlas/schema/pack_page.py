"""The frontmatter of a pack page, and the pack that it makes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from packatlas.errors import Location, Problem, Severity
from packatlas.model import Benchmark, Constraint, ConstraintType, Layer, Pack, Release, Status, Verification
from packatlas.schema.faults import validate
from packatlas.schema.fields import (
    AS_WHOLE_NUMBER,
    AddonType,
    Advisory,
    Alias,
    Architecture,
    Boolean,
    ConstraintName,
    Day,
    KubernetesRange,
    LayerName,
    Line,
    Listed,
    PackName,
    Sentence,
    StatusName,
    Strict,
    VersionBound,
    VersionText,
    WebAddress,
)
from packatlas.schema.page_fields import PageFields
from packatlas.schema.vocabulary import CLOUDS, layer_of
from packatlas.suggest import did_you_mean, quoted
from packatlas.tree import Tree, Value
from packatlas.versions import Version


class CisRecord(Strict):
    """The CIS benchmark that an operating system or Kubernetes pack was hardened to."""

    benchmark: Line = Field(description="Name of the benchmark, such as CIS Ubuntu Linux 22.04 LTS.")
    version: Line | None = Field(None, description="Version of the benchmark.")
    level: Annotated[int, Field(ge=1, le=2), AS_WHOLE_NUMBER] | None = Field(None, description="Level 1 or 2.")


class VerificationRecord(Strict):
    """Who verified the pack, when and on what grounds."""

    verified_on: Day = Field(description="The day of the verification.")
    by: Line = Field(description="Who verified it.")
    cis: CisRecord | None = Field(None, description="The CIS benchmark; for operating systems and Kubernetes.")
    evidence: WebAddress | None = Field(None, description="Link to the evidence.")


class RequirementRecord(Strict):
    """What a release needs of another pack."""

    pack: PackName = Field(description="Name of the other pack.")
    layer: LayerName | None = Field(None, description="Layer of the other pack.")
    type: ConstraintName = Field(
        ConstraintType.REQUIRED, description="required, optional, notSupported or upgrade; required if left out."
    )
    min: VersionBound = Field("", description="Lowest version; not checked if empty.")
    max: VersionBound = Field("", description="Highest version; not checked if empty.")


class ReleaseRecord(Strict):
    """One version of the pack."""

    version: VersionText = Field(description="The version, as it is written everywhere else.")
    released: Day | None = Field(None, description="The day of the release.")
    status: StatusName = Field(Status.ACTIVE, description="active, deprecated, disabled or deleted.")
    since: Day | None = Field(None, description="The day on which this status began.")
    kubernetes: KubernetesRange = Field("", description="Kubernetes versions, such as >=1.30 <1.35.")
    requires: tuple[RequirementRecord, ...] = Field((), description="What it needs of other packs, or rules out.")
    fixes: Annotated[tuple[Advisory, ...], Listed] = Field((), description="CVE or GHSA ids that it fixes.")
    notes: Sentence = Field("", description="One line on what changed.")


class PackFields(PageFields):
    """Frontmatter of a pack page."""

    layer: LayerName = Field(description="Place in the stack, one of os, k8s, cni, csi, addon and kernel.")
    name: PackName | None = Field(None, description="Name in the registry; the file's name if left out.")
    addon_type: AddonType | None = Field(None, description="What kind of add-on it is; for add-ons only.")
    publisher: Line | None = Field(None, description="Who publishes the pack.")
    license: Line | None = Field(
        None,
        description="Licence of the packaged software, best as an SPDX expression.",
        json_schema_extra={"examples": ["Apache-2.0", "MIT OR Apache-2.0"]},
    )
    clouds: Annotated[tuple[Line, ...], Listed] = Field((), description="Clouds that it runs on, or [all].")
    architectures: Annotated[tuple[Architecture, ...], Listed] = Field((), description="Processors that it runs on.")
    fips: Boolean | None = Field(None, description="Whether it is built with FIPS-validated cryptography.")
    logo: Line | None = Field(None, description="Picture beside the page, or from the content folder with a leading /.")
    aliases: Annotated[tuple[Alias, ...], Listed] = Field((), description="Old names and paths that lead here.")
    replaced_by: PackName | None = Field(None, description="Name of the pack to use instead.")
    links: dict[Line, WebAddress] = Field(default_factory=dict, description="Links by their label.")
    verification: VerificationRecord | None = Field(None, description="The verification; left out for community packs.")
    releases: tuple[ReleaseRecord, ...] = Field((), description="The releases that this page states.")


_INSTEAD = {
    "slug": "its address is made of its name; an old address belongs in 'aliases'",
    "logoUrl": "put the picture beside the page and name it with 'logo'",
    "category": "say it with 'addon_type', 'architectures', 'fips' or 'tags'",
    "type": "an add-on's type belongs in 'addon_type'",
}
"""Keys that other sites read, and how the same is said here."""


def read_fields(tree: Tree) -> tuple[PackFields | None, list[Problem]]:
    """The frontmatter as it was meant, or every fault of it; warnings don't stop it."""
    fields, problems = validate(PackFields, tree)
    contradictions = [*_lonely_addon_type(tree), *_versions_twice(tree)]
    warnings = [*_unknown_clouds(tree), *_ignored_keys(tree)]
    return (None if contradictions else fields), [*problems, *contradictions, *warnings]


def _items(tree: Tree, key: str) -> list[Value]:
    """The items of a list in the frontmatter, sound or not."""
    value = tree.data.get(key) if isinstance(tree.data, dict) else None
    return value if isinstance(value, list) else []


def _lonely_addon_type(tree: Tree) -> list[Problem]:
    stated = tree.data if isinstance(tree.data, dict) else {}
    layer = layer_of(str(stated.get("layer", "")))
    if "addon_type" not in stated or layer in (None, Layer.ADDON):
        return []
    message = f"'addon_type' is for add-ons, and this pack's layer is '{layer}'"
    return [Problem("PA019", message, tree.key_at(("addon_type",)), hint="remove one of the two")]


def _versions_twice(tree: Tree) -> list[Problem]:
    problems = []
    first: dict[Version, Location] = {}
    for number, item in enumerate(_items(tree, "releases")):
        text = item.get("version") if isinstance(item, dict) else None
        if not isinstance(text, str):
            continue
        here = tree.value_at(("releases", number, "version"))
        there = first.setdefault(Version(text.strip()), here)
        if there != here:
            message = f"version {quoted(text)} stands here twice"
            problems.append(Problem("PA019", message, here, hint=f"first in line {there.line}", related=(there,)))
    return problems


def _unknown_clouds(tree: Tree) -> list[Problem]:
    return [
        Problem("PA066", f"unknown cloud {quoted(cloud)}", tree.value_at(("clouds", number)), Severity.WARNING, hint)
        for number, cloud in enumerate(_items(tree, "clouds"))
        if isinstance(cloud, str) and cloud.strip().lower() not in CLOUDS
        for hint in [did_you_mean(cloud, CLOUDS)]
    ]


def _ignored_keys(tree: Tree) -> list[Problem]:
    stated = tree.data if isinstance(tree.data, dict) else {}
    return [
        Problem("PA019", f"'{key}' changes nothing on a pack's page", tree.key_at((key,)), Severity.WARNING, hint)
        for key, hint in _INSTEAD.items()
        if key in stated
    ]


def to_pack(fields: PackFields, tree: Tree, stem: str) -> Pack:
    """The pack that a page's frontmatter makes: all but its words and its logo, which stand elsewhere."""
    return Pack(
        name=fields.name or stem,
        title=fields.title or "",
        layer=fields.layer,
        location=tree.key_at(("name",)) if fields.name else tree.key_at(("layer",)),
        origin="page",
        addon_type=fields.addon_type or "",
        description=fields.description or "",
        publisher=fields.publisher or "",
        license=fields.license or "",
        clouds=_distinct(cloud.lower() for cloud in fields.clouds),
        architectures=_distinct(fields.architectures),
        fips=fields.fips,
        tags=_distinct(fields.tags),
        aliases=_distinct(fields.aliases),
        replaced_by=fields.replaced_by or "",
        links=tuple(fields.links.items()),
        verification=_verification(fields.verification, tree),
        releases=tuple(_release(record, number, tree) for number, record in enumerate(fields.releases)),
        updated=fields.last_update.date if fields.last_update else None,
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _verification(record: VerificationRecord | None, tree: Tree) -> Verification | None:
    if record is None:
        return None
    cis = Benchmark(record.cis.benchmark, record.cis.version or "", record.cis.level) if record.cis else None
    return Verification(record.verified_on, record.by, cis, record.evidence or "", tree.key_at(("verification",)))


def _release(record: ReleaseRecord, number: int, tree: Tree) -> Release:
    steps = ("releases", number)
    return Release(
        version=Version(record.version),
        location=tree.key_at((*steps, "version")),
        released=record.released,
        status=record.status,
        since=record.since,
        kubernetes=record.kubernetes,
        requires=tuple(
            Constraint(
                one.pack, one.layer, one.type, one.min, one.max, tree.value_at((*steps, "requires", place, "pack"))
            )
            for place, one in enumerate(record.requires)
        ),
        fixes=_distinct(record.fixes),
        notes=record.notes,
    )
