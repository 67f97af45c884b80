"""`pack.json` of a registry folder, and the pack with one release that it makes.

Registries are written by many hands and read by a platform that forgives much: what is wrong in a value that a page can
do without is left out with a warning; only a pack without a name, version or layer is refused.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from packatlas.errors import Problem, Severity
from packatlas.model import Component, Constraint, ConstraintType, Layer, Pack, Release, Resource, Status
from packatlas.schema import names
from packatlas.schema.faults import validate_leniently
from packatlas.schema.fields import (
    ConstraintName,
    LayerName,
    Lenient,
    Listed,
    WholeNumber,
    fault,
    one_line,
    web_address_fault,
)
from packatlas.schema.vocabulary import ADDON_TYPES, ARCHITECTURES, CLOUDS, addon_type_slug
from packatlas.suggest import did_you_mean
from packatlas.tree import Tree
from packatlas.versions import Version, parse_range
from packatlas.wording import quoted

_REQUIRED = frozenset({"name", "version", "layer"})
_LONGEST_TYPE = 64
"""Letters of an add-on type, which is a part of an address."""
_STATES = {"deprecated": Status.DEPRECATED, "deleted": Status.DELETED, "disabled": Status.DISABLED}


def _name(value: object) -> object:
    if isinstance(value, str) and (problem := names.pack_name_fault(value.strip(), from_registry=True)):
        raise fault("PA065", f"{quoted(value)} cannot be a pack's name", problem)
    return value.strip() if isinstance(value, str) else value


def _version(value: object) -> object:
    if isinstance(value, str) and (problem := names.version_fault(value.strip())):
        raise fault("PA065", f"{quoted(value)} cannot be a version", problem)
    return value.strip() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(lambda value: one_line(value) if isinstance(value, str) else value)]
Texts = Annotated[tuple[Text, ...], Listed]


class DependencyRecord(Lenient):
    """One entry of `constraints.dependencies`."""

    pack: Annotated[str, BeforeValidator(_name)] = Field(alias="packName")
    layer: LayerName | None = None
    min: Text = Field("", alias="minVersion")
    max: Text = Field("", alias="maxVersion")
    type: ConstraintName = ConstraintType.REQUIRED


class ComponentRecord(Lenient):
    """One workload of a resource need."""

    schedule: Text = Field("", alias="scheduleType")
    request: Text = Field("", alias="resourceRequestParamRef")
    replicas: Text = Field("", alias="replicaCountParamRef")


class ResourceRecord(Lenient):
    """One entry of `constraints.resources`."""

    type: Literal["cpu", "memory", "diskSize"]
    minimum: WholeNumber | None = Field(None, alias="minLimit")
    components: tuple[ComponentRecord, ...] = ()


class ConstraintRecords(Lenient):
    """What a release needs."""

    dependencies: tuple[DependencyRecord, ...] = ()
    resources: tuple[ResourceRecord, ...] = ()


class Annotations(Lenient):
    """The annotations that mean something here; registries add any others."""

    contributor: Text = ""
    source: Text = ""
    system_state: Text = ""
    disabled: Text = ""
    docs: Text = Field("", alias="docsURL")
    description: Text = ""
    architecture: Text = ""


class PackJson(Lenient):
    """The keys of `pack.json` that are read."""

    name: Annotated[str, BeforeValidator(_name)]
    version: Annotated[str, BeforeValidator(_version)]
    layer: LayerName
    title: Text = Field("", alias="displayName")
    addon_type: Text = Field("", alias="addonType")
    end_of_life: Text = Field("", alias="eol")
    kubernetes: Text = Field("", alias="kubeVersion")
    clouds: Texts = Field((), alias="cloudTypes")
    charts: Texts = ()
    manifests: Texts = Field((), alias="kubeManifests")
    annotations: Annotations = Annotations()
    constraints: ConstraintRecords = ConstraintRecords()
    readme: str = ""


def read_fields(tree: Tree) -> tuple[PackJson | None, list[Problem]]:
    """What `pack.json` says; None when it lacks what makes a pack."""
    if not isinstance(tree.data, dict):
        message = "pack.json is not an object of keys and values"
        return None, [Problem("PA064", message, tree.value_at(()), hint='write {"name": …, "version": …, "layer": …}')]
    fields, problems = validate_leniently(PackJson, tree, _REQUIRED)
    if fields is not None:
        problems += [*_doubts(fields, tree)]
    return fields, problems


def _doubts(fields: PackJson, tree: Tree) -> list[Problem]:
    """What is odd but can be shown as it is."""

    def warning(code: str, message: str, *steps: str | int, hint: str = "") -> Problem:
        return Problem(code, message, tree.value_at(steps), Severity.WARNING, hint)

    found = []
    if not fields.title:
        found.append(warning("PA065", "the pack has no displayName", hint="add one; its name is shown for now"))
    for number, cloud in enumerate(fields.clouds):
        if cloud.lower() not in CLOUDS:
            hint = did_you_mean(cloud, CLOUDS)
            found.append(warning("PA066", f"unknown cloud {quoted(cloud)}", "cloudTypes", number, hint=hint))
    slug = addon_type_slug(fields.addon_type) if fields.layer is Layer.ADDON else ""
    if problem := _type_fault(slug):
        message = f"the add-on type {quoted(fields.addon_type)} cannot be part of an address"
        found.append(warning("PA067", message, "addonType", hint=f"choose another one: {problem}"))
    elif fields.layer is Layer.ADDON and fields.addon_type and slug not in ADDON_TYPES:
        message = f"unknown add-on type {quoted(fields.addon_type)}"
        found.append(warning("PA067", message, "addonType", hint=did_you_mean(fields.addon_type, ADDON_TYPES)))
    if fields.kubernetes and parse_range(fields.kubernetes) is None:
        message = f"{quoted(fields.kubernetes)} is not a range of versions"
        found.append(warning("PA064", message, "kubeVersion", hint="write it as '>=1.30 <1.35'"))
    if fields.annotations.docs and (problem := web_address_fault(fields.annotations.docs)):
        message = f"{quoted(fields.annotations.docs)} is not a link: {problem}"
        found.append(warning("PA064", message, "annotations", "docsURL", hint="begin it with https://"))
    state = fields.annotations.system_state.lower()
    if state and state not in _STATES and state != "active":
        message = f"unknown system_state {quoted(state)}"
        found.append(warning("PA064", message, "annotations", "system_state", hint=did_you_mean(state, _STATES)))
    raw = tree.data.get("constraints") if isinstance(tree.data, dict) else None
    listed = raw.get("dependencies") if isinstance(raw, dict) else None
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict) and "packName" in one and "type" not in one:
            message = f"the dependency on {quoted(str(one['packName']))} has no type"
            steps = ("constraints", "dependencies", number)
            found.append(warning("PA072", message, *steps, hint="add \"type\"; 'required' is taken for now"))
    return found


def _type_fault(slug: str) -> str:
    """Why an add-on type cannot have a page; empty when it can."""
    if len(slug) > _LONGEST_TYPE:
        return f"it is longer than {_LONGEST_TYPE} letters"
    return names.unportable(slug)


def _addon_type(fields: PackJson) -> str:
    slug = addon_type_slug(fields.addon_type) if fields.layer is Layer.ADDON else ""
    return "" if _type_fault(slug) else slug


def to_pack(fields: PackJson, tree: Tree, registry: str) -> Pack:
    """A pack with one release: all but its README, values and other files."""
    notes = fields.annotations
    links = (("Documentation", notes.docs),) if notes.docs and not web_address_fault(notes.docs) else ()
    clouds = tuple(dict.fromkeys(cloud.lower() for cloud in fields.clouds if cloud))
    return Pack(
        name=fields.name,
        title=fields.title[:200],
        layer=fields.layer,
        location=tree.value_at(("name",)),
        origin="registry",
        addon_type=_addon_type(fields),
        description=notes.description[:1000],
        publisher=(notes.contributor or notes.source.removesuffix("community"))[:200],
        clouds=clouds,
        architectures=tuple(one for one in (notes.architecture.lower(),) if one in ARCHITECTURES),
        links=links,
        releases=(_release(fields, tree, registry, clouds, links),),
    )


def _release(
    fields: PackJson, tree: Tree, registry: str, clouds: tuple[str, ...], links: tuple[tuple[str, str], ...]
) -> Release:
    return Release(
        version=Version(fields.version),
        location=tree.value_at(("version",)),
        status=_status(fields.annotations),
        kubernetes=fields.kubernetes if parse_range(fields.kubernetes) else "",
        clouds=clouds,
        requires=_requirements(fields, tree),
        resources=_resources(fields),
        notes=f"End of life: {fields.end_of_life}."[:200] if fields.end_of_life else "",
        charts=fields.charts,
        manifests=fields.manifests,
        links=links,
        registry=registry,
    )


def _status(annotations: Annotations) -> Status:
    """The later of what the two annotations say: a deleted release is no longer merely disabled."""
    stated = _STATES.get(annotations.system_state.lower(), Status.ACTIVE)
    disabled = Status.DISABLED if annotations.disabled.lower() == "true" else Status.ACTIVE
    return max(stated, disabled, key=list(Status).index)


def _requirements(fields: PackJson, tree: Tree) -> tuple[Constraint, ...]:
    return tuple(
        Constraint(
            one.pack,
            one.layer,
            one.type,
            one.min if not names.version_fault(one.min) else "",
            one.max if not names.version_fault(one.max) else "",
            tree.value_at(("constraints", "dependencies", number, "packName")),
        )
        for number, one in enumerate(fields.constraints.dependencies)
    )


def _resources(fields: PackJson) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            one.type,
            one.minimum,
            tuple(Component(part.schedule, part.request, part.replicas) for part in one.components),
        )
        for one in fields.constraints.resources
    )
