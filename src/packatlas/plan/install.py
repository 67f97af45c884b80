"""How a reader puts a pack into a cluster profile: text to copy."""

from __future__ import annotations

import json
import re
from typing import Any

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Layer, Pack, Release, Status
from packatlas.plan import words
from packatlas.plan.pack_views import Install, ReleaseRow
from packatlas.plan.views import Code
from packatlas.policy import Shield

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_SHOWN_VALUES = 1_500
"""Characters of values that a profile on a page may hold; longer ones stand in the file of the profile only."""
_BADGED = frozenset({Shield.CURRENT.value, Shield.DUE.value})
_NO_CLOUD = "your-cloud"


def installable(release: Release) -> bool:
    """Whether new profiles can use a release."""
    return release.status in (Status.ACTIVE, Status.DEPRECATED)


def install(pack: Pack, release: Release, row: ReleaseRow, catalog: Catalog) -> Install | None:
    """The ways to add a release to a profile; None where it can no longer be added."""
    if not installable(release):
        return None
    version, values = release.version.text, release.values
    cut = len(values.splitlines()) if len(values) > _SHOWN_VALUES else 0
    shown = f"# Here stand the {words.count(cut, 'line')} of values.yaml." if cut else values
    return Install(
        source=Code(terraform_source(pack.name, version), "terraform"),
        block=Code(terraform_block(pack.name), "terraform"),
        profile=Code(_profile(pack, release, shown), "json"),
        profile_file=urls.profile(pack.name, version) if values else "",
        complete=pack.layer is Layer.ADDON,
        cut=cut,
        registry=release.registry,
        layer=catalog.layers[pack.layer.shelf].title,
        badge=row.shield.state in _BADGED,
    )


# --- Terraform -----------------------------------------------------------------------------------------------------


def terraform_source(name: str, version: str) -> str:
    """The data source that finds a release: `spectrocloud_pack` of the Spectro Cloud provider."""
    return (
        f'data "spectrocloud_pack" "{_label(name)}" {{\n'
        f"  name    = {_quoted(name)}\n"
        f"  version = {_quoted(version)}\n"
        "}\n"
    )


def terraform_block(name: str) -> str:
    """The block of a `spectrocloud_cluster_profile` that adds what the data source found."""
    source = f"data.spectrocloud_pack.{_label(name)}"
    return (
        "pack {\n"
        f"  name   = {source}.name\n"
        f"  tag    = {source}.version\n"
        f"  uid    = {source}.id\n"
        f"  values = {source}.values\n"
        "}\n"
    )


def _label(name: str) -> str:
    """A Terraform identifier: letters, digits, `_` and `-`, not starting with a digit or `-`."""
    label = _NOT_IN_A_NAME.sub("-", name).strip("-") or "pack"
    return label if label[0].isalpha() or label[0] == "_" else f"pack-{label}"


def _quoted(text: str) -> str:
    """A Terraform string; what would be an expression in it stays text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


# --- A profile as JSON ---------------------------------------------------------------------------------------------


def profile(pack: Pack, release: Release) -> str:
    """A cluster profile with this one pack and all of its values, as the platform exports and imports profiles.

    An add-on is a whole profile of the type `add-on`. A pack of another layer begins one of the type `infra`. Values
    that aren't known are left out: empty ones would replace the pack's own.
    """
    return _profile(pack, release, release.values)


def _profile(pack: Pack, release: Release, values: str) -> str:
    version = release.version.text
    is_addon = pack.layer is Layer.ADDON
    entry: dict[str, Any] = {
        "name": pack.name,
        "layer": pack.layer.value,
        "type": "spectro",
        "tag": version,
        "version": version,
        "manifests": [],
    }
    if values:
        entry["values"] = values
    if release.registry:
        entry["registry"] = {"metadata": {"name": release.registry, "kind": "pack"}}
    stated = {
        "metadata": {"name": pack.name, "description": f"{pack.title} {version}", "labels": {}},
        "spec": {
            "version": "1.0.0",
            "template": {
                "type": "add-on" if is_addon else "infra",
                "cloudType": "all" if is_addon else _cloud(release.clouds or pack.clouds),
                "packs": [entry],
            },
            "variables": [],
        },
    }
    return json.dumps(stated, ensure_ascii=False, indent=2) + "\n"


def _cloud(clouds: tuple[str, ...]) -> str:
    """An infrastructure profile is for one cloud: the only one that is stated, or one that the reader has to name."""
    return clouds[0] if len(clouds) == 1 and clouds[0] != "all" else _NO_CLOUD
