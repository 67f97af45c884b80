"""A signed catalog on disk: a page, a registry with charts, and a statement on a release of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.statements import FACTS, Json, file, statement, trust

CATALOG = "title: Packs\nbase_url: https://packs.example/docs/\ntrust: signed\nsources: [../registry]\n"
UBUNTU = """---
title: Ubuntu
layer: os
description: An operating system.
publisher: Example
clouds: [vsphere]
releases:
  - version: "22.04"
    kubernetes: ">=1.30 <1.35"
  - version: "20.04"
---
The words of the page.
"""
PACK_JSON: Json = {
    "name": "calico",
    "displayName": "Calico",
    "version": "3.31.4",
    "layer": "cni",
    "cloudTypes": ["aws", "vsphere"],
    "charts": ["charts/calico.tgz"],
    "annotations": {"source": "community", "contributor": "Example", "description": "A network."},
    "constraints": {
        "dependencies": [
            {"packName": "ubuntu", "layer": "os", "minVersion": "20.04", "maxVersion": "", "type": "optional"}
        ],
        "resources": [{"type": "cpu", "minLimit": 500}],
    },
}
VALUES = "pack:\n  content:\n    images:\n      - image: quay.io/calico/node:v3.31.4\ncharts:\n  calico: {}\n"
PRESETS = 'presets:\n  - name: "small"\n    displayName: "Small"\n    group: "Size"\n    add: |\n      a: 1\n'
SCHEMA = "charts.calico.port:\n  schema: '{{ required | format \"${number:[1-9]}\" }}'\n"


def make(root: Path) -> Path:
    """Write it, everything but the statement on the registry's release, which needs the digests of its files."""
    put(root / "content/catalog.yaml", CATALOG)
    put(root / "content/packs/os/ubuntu.md", UBUNTU)
    folder = root / "registry/calico-3.31.4"
    put(folder / "pack.json", json.dumps(PACK_JSON))
    put(folder / "README.md", "# Calico\n\nWords.\n")
    put(folder / "values.yaml", VALUES)
    put(folder / "presets.yaml", PRESETS)
    put(folder / "schema.yaml", SCHEMA)
    put(folder / "charts/calico.tgz", "not really a chart")
    put(folder / "charts/README.md", "Part of what is installed.\n")
    put(root / "trust.json", trust().decode())
    put(root / "attestations/ubuntu/22.04.json", file(statement(FACTS)).decode())
    return root


def put(path: Path, text: str) -> None:
    """A file, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def pack_json(**changes: Any) -> str:
    """The registry's pack.json with some other values."""
    return json.dumps({**PACK_JSON, **changes})
