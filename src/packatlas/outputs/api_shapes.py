"""The shapes of the files below `api/v1/`, as JSON Schema (2020-12). The tests hold every file against them.

A shape names what is always there. Programs should let pass what it doesn't name: a key may be added without a new
number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from packatlas.model import SHELVES, ConstraintType, Layer, Status
from packatlas.policy import Shield

Shape = dict[str, Any]


def shapes(prefix: str) -> dict[str, Shape]:
    """Every shape by its name; one refers to another as `prefix` and the name."""

    def ref(name: str) -> Shape:
        return {"$ref": prefix + name}

    return {**_documents(ref), **_parts(ref)}


DOCUMENTS = ("Index", "Pack", "Release")
"""The shapes of whole files."""


# --- Words of the schema ---------------------------------------------------------------------------------------------


def _text(description: str = "") -> Shape:
    return {"type": "string", **({"description": description} if description else {})}


def _number(description: str = "") -> Shape:
    return {"type": "integer", "minimum": 0, **({"description": description} if description else {})}


def _yes() -> Shape:
    return {"type": "boolean"}


def _day(description: str) -> Shape:
    return {"type": ["string", "null"], "format": "date", "description": description}


def _url(description: str) -> Shape:
    return {"type": "string", "format": "uri-reference", "description": description}


def _one_of(values: object, description: str = "") -> Shape:
    known = [str(value) for value in values]  # type: ignore[attr-defined]
    return {"type": "string", "enum": known, **({"description": description} if description else {})}


def _list(item: Shape, description: str = "") -> Shape:
    return {"type": "array", "items": item, **({"description": description} if description else {})}


def _maybe(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _object(description: str, /, **properties: Shape) -> Shape:
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
    }


_PAGE = _url("The page for people.")
_FILE = _url("The JSON file of the pack or release.")
_SCHEMA = {"const": "packatlas/v1", "description": "Name of the shape of all these files."}
_SHIELDED = {
    "type": ["string", "null"],
    "description": "Version of the release that the shield stands for; null: none.",
}
_LAYER = _one_of(Layer, "Where in the stack.")
_FIXED = {
    "schema": _SCHEMA,
    "name": _text("The registry name."),
    "title": _text("The name for people."),
    "layer": _LAYER,
}


# --- The files -------------------------------------------------------------------------------------------------------


def _documents(ref: Any) -> dict[str, Shape]:
    return {
        "Index": _object(
            "The whole catalog, `api/v1/index.json`.",
            schema=_SCHEMA,
            title=_text(),
            description=_text(),
            publisher=_text(),
            notice=_text("A sentence that every page shows, such as a disclaimer."),
            url=_PAGE,
            as_of=_day("The day for which the shields were decided."),
            counts=ref("Counts"),
            layers=_list(ref("Layer"), "The operating system first."),
            packs=_list(ref("Entry"), "In stack order, then by title."),
        ),
        "Pack": _object(
            "One pack, `api/v1/packs/{name}.json`.",
            **_FIXED,
            addon_type=_text("Slug such as `app-services`; empty for core packs."),
            description=_text(),
            publisher=_text(),
            license=_text("Licence of the packaged software, best as an SPDX expression; empty: not stated."),
            clouds=_list(_text()),
            architectures=_list(_text()),
            fips={"type": ["boolean", "null"], "description": "Whether a FIPS variant exists; null: not stated."},
            tags=_list(_text()),
            aliases=_list(_text(), "Old or short names."),
            replaced_by=_text("Name of its successor, or empty."),
            links=_list(ref("Link")),
            shield=ref("Shield"),
            verification=_maybe(ref("Verification")),
            shielded=_SHIELDED,
            latest=_maybe(ref("ReleaseEntry")),
            releases=_list(ref("ReleaseEntry"), "Newest version first."),
            needs=_list(ref("Need"), "What the latest release needs of other packs."),
            needed_by=_list(ref("NeededBy")),
            updated=_day("When its newest source was last changed."),
            url=_PAGE,
            api=_FILE,
        ),
        "Release": _object(
            "One release, `api/v1/packs/{name}/{version}.json`.",
            **_FIXED,
            **_release_entry(ref),
            stable={**_yes(), "description": "Whether the version is no pre-release."},
            latest={**_yes(), "description": "Whether a reader sees it first."},
            clouds=_list(_text()),
            requires=_list(ref("Need")),
            resources=_list(ref("Resource")),
            values={
                "type": ["string", "null"],
                "format": "uri-reference",
                "description": "The file of default values.",
            },
            profile={
                "type": ["string", "null"],
                "format": "uri-reference",
                "description": "A cluster profile with this release and its values, to import; null: without values.",
            },
            presets=_list(ref("Preset")),
            inputs=_list(ref("Input")),
            images=_list(_text(), "Container images, each as it is pulled."),
            image_sources=_list(ref("Image"), "Every image that is named, and where."),
            charts=_list(_text()),
            manifests=_list(_text()),
            links=_list(ref("Link")),
            registry=_text("Name of the registry that it came from."),
            pack=_url("The JSON file of its pack."),
        ),
    }


def _release_entry(ref: Any) -> Mapping[str, Shape]:
    return {
        "version": _text(),
        "released": _day("When it was released, if known."),
        "status": _one_of(Status, "Its place in the lifecycle."),
        "since": _day("When its status began, if known."),
        "shield": ref("Shield"),
        "kubernetes": _text("Range such as `>=1.30 <1.35`; empty: not stated."),
        "fixes": _list(_text(), "CVE or GHSA ids."),
        "notes": _text(),
        "url": _PAGE,
        "api": _FILE,
    }


# --- What they consist of --------------------------------------------------------------------------------------------


def _parts(ref: Any) -> dict[str, Shape]:
    return {
        "Counts": _object(
            "How much there is.",
            packs=_number(),
            releases=_number(),
            layers=_object("Packs by layer.", **{layer.value: _number() for layer in SHELVES}),
            shields=_object("Packs by state of the shield.", **{state.value: _number() for state in Shield}),
        ),
        "Layer": _object(
            "A layer as this catalog calls it.",
            id=_one_of(SHELVES),
            label=_text(),
            description=_text(),
            url=_PAGE,
        ),
        "Entry": _object(
            "A pack in the index.",
            name=_text(),
            title=_text(),
            layer=_LAYER,
            addon_type=_text(),
            description=_text(),
            shield=_one_of(Shield),
            verified_on=_day("Day of the newest verification."),
            due=_day("Last day on which the verification counts as current."),
            shielded=_SHIELDED,
            latest={"type": ["string", "null"], "description": "The version that a reader sees first."},
            url=_PAGE,
            api=_FILE,
        ),
        "Shield": _object(
            "How a pack, or one release of it, stands with the publisher’s promise.",
            state=_one_of(Shield),
            verified=_yes(),
            words=_text("What stands beside the mark."),
            reasons=_list(_text(), "Full sentences, the deciding one first."),
            due=_day("Last day on which the verification counts as current."),
        ),
        "Verification": _object(
            "Who verified a pack, when and on what grounds.",
            verified_on=_day("The day."),
            by=_text(),
            cis=_maybe(ref("Benchmark")),
            evidence=_text("Link to the evidence, or empty."),
        ),
        "Benchmark": _object(
            "A CIS benchmark.",
            benchmark=_text(),
            version=_text(),
            level={"type": ["integer", "null"]},
        ),
        "ReleaseEntry": _object("A release of a pack.", **_release_entry(ref)),
        "Need": _object(
            "What a release needs of another pack, or rules out in it. An empty version is not checked.",
            pack=_text(),
            layer={"anyOf": [_LAYER, {"type": "null"}]},
            type=_one_of(ConstraintType),
            min=_text(),
            max=_text(),
            api={"type": ["string", "null"], "format": "uri-reference", "description": "Null: not in this catalog."},
        ),
        "NeededBy": _object(
            "A pack that names this one.",
            pack=_text(),
            version=_text("The newest release that does."),
            type=_one_of(ConstraintType),
            min=_text(),
            max=_text(),
            api=_FILE,
        ),
        **_release_parts(ref),
    }


def _release_parts(ref: Any) -> dict[str, Shape]:
    return {
        "Link": _object("A link of the author’s.", label=_text(), url=_text()),
        "Resource": _object(
            "A least amount that a release needs.",
            type=_one_of(("cpu", "memory", "diskSize")),
            minimum={"type": ["integer", "null"], "description": "Ignored where components are named."},
            unit=_one_of(("millicores", "Mi", "GB")),
            components=_list(ref("Component")),
        ),
        "Component": _object(
            "A workload that a need is counted over.",
            schedule=_text(),
            request=_text(),
            replicas=_text(),
        ),
        "Image": _object(
            "A container image that a release names.",
            image=_text(),
            source=_text("Where: `pack.content.images`, the path of a value, or `preset` and its title."),
            complete={**_yes(), "description": "False where neither tag nor digest is stated."},
        ),
        "Preset": _object(
            "A bundle of values; one of each group.",
            name=_text(),
            title=_text(),
            group=_text(),
            add=_text("YAML that is merged into the values."),
            remove=_list(_text()),
        ),
        "Input": _object(
            "A value that a release asks for, or limits.",
            path=_text(),
            format=_text(),
            required=_yes(),
            readonly=_yes(),
            hints=_list(_text()),
        ),
    }
