"""How a reader puts a pack into a cluster profile: text to copy."""

from __future__ import annotations

import json
import re

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Layer, Pack, Release, Status
from packatlas.plan import words
from packatlas.plan.pack_views import Install, ReleaseRow
from packatlas.plan.views import BLANK, Code
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
        source=terraform_source(pack.name, version),
        block=terraform_block(pack.name),
        profile=_profile(pack, release, shown),
        profile_file=urls.profile(pack.name, version) if values else "",
        complete=pack.layer is Layer.ADDON,
        cut=cut,
        registry=release.registry,
        layer=catalog.layers[pack.layer.shelf].title,
        badge=row.shield.state in _BADGED,
    )


# --- Terraform -----------------------------------------------------------------------------------------------------


_SOURCE = f"""\
data "spectrocloud_pack" "{BLANK}" {{
  name    = "{BLANK}"
  version = "{BLANK}"
}}
"""
_FOUND = f"data.spectrocloud_pack.{BLANK}"
_BLOCK = f"""\
pack {{
  name   = {_FOUND}.name
  tag    = {_FOUND}.version
  uid    = {_FOUND}.id
  values = {_FOUND}.values
}}
"""


def terraform_source(name: str, version: str) -> Code:
    """The data source that finds a release: `spectrocloud_pack` of the Spectro Cloud provider."""
    return Code(_SOURCE, "terraform", (_label(name), _quoted(name), _quoted(version)))


def terraform_block(name: str) -> Code:
    """The block of a `spectrocloud_cluster_profile` that adds what the data source found."""
    return Code(_BLOCK, "terraform", (_label(name),) * _BLOCK.count(BLANK))


def _label(name: str) -> str:
    """A Terraform identifier: letters, digits, `_` and `-`, not starting with a digit or `-`."""
    label = _NOT_IN_A_NAME.sub("-", name).strip("-") or "pack"
    return label if label[0].isalpha() or label[0] == "_" else f"pack-{label}"


def _quoted(text: str) -> str:
    """What stands inside a Terraform string; what would be an expression in it stays text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return escaped.replace("${", "$${").replace("%{", "%%{")


# --- A profile as JSON ---------------------------------------------------------------------------------------------


def profile(pack: Pack, release: Release) -> str:
    """A cluster profile with this one pack and all of its values, as the platform exports and imports profiles.

    An add-on is a whole profile of the type `add-on`. A pack of another layer begins one of the type `infra`. Values
    that aren't known are left out: empty ones would replace the pack's own.
    """
    return _profile(pack, release, release.values).text


def _profile(pack: Pack, release: Release, values: str) -> Code:
    version, is_addon = release.version.text, pack.layer is Layer.ADDON
    inside: list[str] = []

    def said(word: str) -> str:
        inside.append(json.dumps(word, ensure_ascii=False)[1:-1])
        return BLANK

    # One literal, so that words are said in the order in which they stand.
    stated = {
        "metadata": {"name": said(pack.name), "description": said(f"{pack.title} {version}"), "labels": {}},
        "spec": {
            "version": "1.0.0",
            "template": {
                "type": "add-on" if is_addon else "infra",
                "cloudType": said("all" if is_addon else _cloud(release.clouds or pack.clouds)),
                "packs": [
                    {
                        "name": said(pack.name),
                        "layer": pack.layer.value,
                        "type": "spectro",
                        "tag": said(version),
                        "version": said(version),
                        "manifests": [],
                        **({"values": said(values)} if values else {}),
                        **(
                            {"registry": {"metadata": {"name": said(release.registry), "kind": "pack"}}}
                            if release.registry
                            else {}
                        ),
                    }
                ],
            },
            "variables": [],
        },
    }
    return Code(json.dumps(stated, ensure_ascii=False, indent=2) + "\n", "json", tuple(inside))


def _cloud(clouds: tuple[str, ...]) -> str:
    """An infrastructure profile is for one cloud: the only one that is stated, or one that the reader has to name."""
    return clouds[0] if len(clouds) == 1 and clouds[0] != "all" else _NO_CLOUD
