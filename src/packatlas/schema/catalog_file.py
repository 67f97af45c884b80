"""`catalog.yaml`: what a publisher says of the whole catalog, and the settings that it makes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from packatlas.codes import CODES
from packatlas.errors import Problem, Severity
from packatlas.model import Layer
from packatlas.schema.fields import (
    LayerName,
    Line,
    Listed,
    Sentence,
    Strict,
    WebAddress,
    fault,
    on_text,
    site_address,
)
from packatlas.schema.policy_entry import PolicyEntry, late_notice, to_policy
from packatlas.schema.slug import moved_address
from packatlas.settings import (
    LayerWords,
    NavigationLink,
    Redirect,
    RegistrySource,
    Settings,
    Trust,
    TrustMode,
    real,
)
from packatlas.suggest import did_you_mean
from packatlas.tree import Tree
from packatlas.wording import quoted

_DEFAULTS = Settings()
LEVELS: Mapping[str, Severity | None] = MappingProxyType(
    {"off": None, **{one.value: one for one in reversed(Severity)}}
)
"""What a problem can weigh, by the word that a catalog uses for it."""


def _base_url(value: str) -> str:
    if address := site_address(value):
        return address
    hint = "write it as https://packs.example/docs/"
    raise fault("PA017", f": {quoted(value)} is not the address of a site", hint)


def _edit_url(value: object) -> object:
    if isinstance(value, str) and "{path}" not in value:
        hint = "write {path} where a page's path below the content folder belongs"
        raise fault("PA170", ": the address has no place for a page's path", hint)
    return value.replace("{path}", "%7Bpath%7D") if isinstance(value, str) else value


def _target(value: object) -> object:
    """A navigation entry may name a page or an address elsewhere; either way it is one target."""
    if isinstance(value, dict) and "page" in value and "url" in value:
        raise fault("PA170", "an entry leads to a page or to a url, not to both", "remove one of the two")
    return value


def _source(value: object) -> object:
    """A registry may be given by its folder alone."""
    return {"path": value} if isinstance(value, str) else value


def _code(text: str) -> str:
    if text in CODES:
        return text
    typed = {code.replace("0", "O"): code for code in CODES}  # which look alike
    raise fault("PA170", f"unknown code {quoted(text)}", did_you_mean(text, CODES, typed))


def _level(value: object) -> Severity | None:
    text = value.strip() if isinstance(value, str) else ""
    if text.lower() in LEVELS:
        return LEVELS[text.lower()]
    raise fault(
        "PA170", f"unknown level {quoted(text)}", did_you_mean(text, LEVELS, {"warn": "warning", "note": "info"})
    )


class NavigationEntry(Strict):
    """A link in the site's header."""

    label: Line = Field(description="What the link says.")
    page: Line | None = Field(None, description="A page of this site by its path, such as guides/install.")
    url: WebAddress | None = Field(None, description="An address elsewhere.")


class SourceEntry(Strict):
    """A pack registry to read beside the pages."""

    path: Line = Field(description="Its folder, as seen from catalog.yaml.")
    name: Line | None = Field(None, description="How the site calls it; the folder's name if left out.")


class LayerEntry(Strict):
    """What the publisher calls a layer."""

    title: Line | None = Field(None, description="Its name.")
    description: Sentence = Field("", description="One sentence on what it is.")


Levels = Annotated[
    dict[Annotated[str, on_text(_code)], Annotated[Severity | None, BeforeValidator(_level)]],
    WithJsonSchema({
        "type": "object",
        "propertyNames": {"enum": sorted(CODES)},
        "additionalProperties": {"enum": list(LEVELS)},
    }),
]  # fmt: skip


def _trust(value: object) -> object:
    """How shields are made may be said in one word."""
    return {"mode": value} if isinstance(value, str) else value


def _mode(value: object) -> object:
    if isinstance(value, str) and value not in ("declared", "signed"):
        raise fault("PA170", f"unknown kind of trust {quoted(value)}", did_you_mean(value, ("declared", "signed")))
    return value


class TrustEntry(Strict):
    """Whose word makes a shield."""

    mode: Annotated[TrustMode, BeforeValidator(_mode)] = Field(
        description="declared: what pages say of a verification counts; signed: signed statements, and nothing else."
    )
    file: Line | None = Field(
        None, description="The trust file, as seen from catalog.yaml and outside of its folder; ../trust.json."
    )
    attestations: Line | None = Field(
        None, description="The folder of the statements, as seen from catalog.yaml; ../attestations."
    )


class CatalogFile(Strict):
    """catalog.yaml: the whole catalog's title, address, publisher, sources and policy."""

    title: Line = Field(_DEFAULTS.title, description="The site's title.")
    description: Sentence = Field("", description="One sentence about the catalog.")
    base_url: Annotated[WebAddress, AfterValidator(_base_url)] | None = Field(
        None, description="Where the site will stand."
    )
    publisher: Line | None = Field(None, description="Who publishes, and verifies, the packs.")
    notice: Sentence = Field("", description="A sentence that every page shows.")
    repository: WebAddress | None = Field(None, description="Where the catalog's files are kept.")
    edit_url: Annotated[WebAddress, BeforeValidator(_edit_url)] | None = Field(
        None, description="Address for editing a page, with {path} for its path below the content folder."
    )
    navigation: tuple[Annotated[NavigationEntry, BeforeValidator(_target)], ...] = Field(
        (), description="Links in the site's header."
    )
    redirects: dict[Line, Line] = Field(
        default_factory=dict, description="Old addresses such as /guides/old, each with the page that it leads to."
    )
    layers: dict[LayerName, LayerEntry] = Field(
        default_factory=dict, description="Other names and descriptions of layers, by os, k8s, cni, csi, addon, kernel."
    )
    sources: Annotated[tuple[Annotated[SourceEntry, BeforeValidator(_source)], ...], Listed] = Field(
        (), description="Pack registries to read beside the pages."
    )
    trust: Annotated[TrustEntry, BeforeValidator(_trust)] = Field(
        TrustEntry(mode="declared"), description="Whose word makes a shield: declared or signed."
    )
    policy: PolicyEntry = Field(PolicyEntry(), description="The publisher's promise, in weeks and months.")
    checks: Levels = Field(
        default_factory=dict, description="How much a problem weighs, by its code: off, info, warning or error."
    )


def to_settings(fields: CatalogFile, tree: Tree, settings: Settings) -> Settings:
    """`settings` with what the catalog says."""
    return replace(
        settings,
        title=fields.title,
        description=fields.description,
        base_url=fields.base_url or "",
        publisher=fields.publisher or "",
        notice=fields.notice,
        repository=fields.repository or "",
        edit_url=(fields.edit_url or "").replace("%7Bpath%7D", "{path}"),
        navigation=tuple(NavigationLink(one.label, one.url or one.page or "") for one in fields.navigation),
        redirects=tuple(
            Redirect(moved_address(old)[0], old, target, tree.key_at(("redirects", old)))
            for old, target in fields.redirects.items()
        ),
        layers=tuple(
            LayerWords(layer.value, fields.layers[layer].title or "", fields.layers[layer].description)
            for layer in Layer
            if layer in fields.layers
        ),
        registries=tuple(registry_source(one, settings.content) for one in fields.sources),
        policy=to_policy(fields.policy),
        trust=_to_trust(fields.trust, settings.content),
        levels=tuple(fields.checks.items()),
    )


def _to_trust(entry: TrustEntry, content: Path) -> Trust:
    """The trust of a catalog, its paths as seen from the working folder; what it leaves out is empty."""

    def place(path: str | None) -> Path | None:
        return Path(os.path.normpath(content / path)) if path else None

    return Trust(mode=entry.mode, file=place(entry.file), attestations=place(entry.attestations))


def registry_source(entry: SourceEntry, content: Path) -> RegistrySource:
    """A registry of `sources:`, its folder as seen from the working folder."""
    path = Path(os.path.normpath(content / entry.path))
    return RegistrySource(path, entry.name or real(path).name)


def contradictions(fields: CatalogFile, tree: Tree) -> list[Problem]:
    """What is wrong in values that are right by themselves."""
    problems = [*late_notice(fields.policy, tree)]
    if Layer.KERNEL in fields.layers and fields.layers[Layer.KERNEL].description:
        message = "the layer 'kernel' has no page of its own that could show a description"
        place = tree.value_at(("layers", "kernel", "description"))
        problems.append(Problem("PA170", message, place, hint="remove it, or describe the layer 'os'"))
    if fields.trust.mode == "declared":
        problems += [
            Problem(
                "PA170",
                f"'{key}' of 'trust' says nothing where pages are trusted",
                tree.key_at(("trust", key)),
                hint="remove it, or write 'mode: signed'",
            )
            for key in ("file", "attestations")
            if getattr(fields.trust, key)
        ]
    for old in fields.redirects:
        if fault := moved_address(old)[1]:
            place = tree.key_at(("redirects", old))
            problems.append(Problem("PA014", f"the redirect {quoted(old)} cannot be an address", place, hint=fault))
    for number, link in enumerate(fields.navigation):
        if link.url is None and link.page is None:
            message = f"the navigation entry {quoted(link.label)} leads nowhere"
            place = tree.value_at(("navigation", number))
            problems.append(Problem("PA170", message, place, hint="add 'page:' or 'url:'"))
    return problems
