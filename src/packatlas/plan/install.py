"""How a reader puts a pack into a cluster profile: text to copy."""

from __future__ import annotations

import re

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def terraform(name: str, version: str) -> str:
    """A data source that finds the release, and the block that adds it to a profile.

    The shape is that of the Spectro Cloud provider's `spectrocloud_pack` and `spectrocloud_cluster_profile`.
    """
    label = _label(name)
    source = f"data.spectrocloud_pack.{label}"
    return (
        f'data "spectrocloud_pack" "{label}" {{\n'
        f"  name    = {_quoted(name)}\n"
        f"  version = {_quoted(version)}\n"
        "}\n"
        "\n"
        "# in your spectrocloud_cluster_profile:\n"
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
