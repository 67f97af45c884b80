"""`search/packs.json` and `search/summaries-N.json`: what the search box needs to know of every pack.

Shape of `search/packs.json`, version 1, read by `assets/search-engine.js`, whose `PackIndex` is this same description.
A *column* is a list with one entry a pack, in stack order. A *coded* column is an object of a `table` and of a column
`of` with each pack's place in that table.

| key             | what                                                                                          |
|-----------------|-----------------------------------------------------------------------------------------------|
| `version`       | number of this shape; the script refuses any other                                            |
| `names`         | column of names                                                                               |
| `titles`        | column of titles; 0 where it is the name, 1 where it is the words of the name with capitals   |
| `latest`        | column of the versions that the shield stands for, or else that a reader sees first; or empty |
| `layers`        | coded; the table holds `[id, label]`                                                          |
| `types`         | coded; the table holds labels of add-on types, empty for none                                 |
| `shields`       | coded; the table holds `[state, words]`                                                       |
| `clouds`        | coded; the table holds lists of names of clouds                                               |
| `tags`          | coded; the table holds lists of tags                                                          |
| `aliases`       | list of `[place of the pack, alias, …]`, only for packs that have aliases                     |
| `abbreviations` | list of lists of words that mean the same to a reader                                         |
| `summaries`     | how many packs a summaries file covers                                                        |

`search/summaries-N.json` is a list of the beginnings of the descriptions of the packs from N × `summaries` on. They
stand apart because they are most of the bytes, and no result has to wait for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact, Pack
from packatlas.outputs.files import json_file, json_text, text_file
from packatlas.plan import words
from packatlas.policy import beside_shield
from packatlas.settings import Settings

VERSION = 1
SUMMARY_LENGTH = 100
"""Characters of a description that a result shows at most."""
SUMMARIES = 256
"""Packs whose summaries share a file, so that it is small enough to be fetched for a single result."""
ABBREVIATIONS: tuple[tuple[str, ...], ...] = (
    ("k8s", "kubernetes", "kube"),
    ("lb", "load balancer"),
    ("cni", "network"),
    ("csi", "storage"),
    ("os", "operating system"),
    ("ebs", "elastic block store"),
    ("efs", "elastic file system"),
    ("eks", "amazon kubernetes"),
    ("aks", "azure kubernetes"),
    ("gke", "google kubernetes"),
    ("pxk", "palette extended kubernetes"),
    ("gcp", "google cloud", "gcloud"),
    ("aws", "amazon"),
    ("eso", "external secrets operator"),
    ("eck", "elastic cloud kubernetes"),
    ("auth", "authentication"),
    ("sso", "single sign on", "authentication"),
    ("ca", "cluster autoscaler"),
    ("hpa", "horizontal pod autoscaler"),
    ("vpa", "vertical pod autoscaler"),
    ("pv", "persistent volume", "storage"),
    ("pg", "postgres", "postgresql"),
    ("es", "elasticsearch"),
    ("vm", "virtual machine"),
    ("gpu", "nvidia"),
    ("otel", "opentelemetry"),
    ("dns", "coredns"),
    ("ui", "dashboard"),
    ("db", "database"),
    ("mq", "message queue"),
    ("prom", "prometheus"),
    ("ad", "active directory"),
    ("rhel", "red hat"),
    ("byoos", "bring your own os"),
    ("nfs", "network file system"),
)
"""Short words of the field with what they stand for: either finds the other."""


def search(catalog: Catalog, settings: Settings) -> tuple[Artifact, ...]:
    """The index of packs, then their summaries in files of `SUMMARIES` packs each."""
    packs = catalog.packs
    index = json_file(urls.SEARCH, _index(catalog, settings.as_of))
    starts = range(0, len(packs), SUMMARIES)
    summaries = (
        text_file(
            urls.search_summaries(number),
            json_text([_cut(pack.description) for pack in packs[start : start + SUMMARIES]]),
        )
        for number, start in enumerate(starts)
    )
    return (index, *summaries)


def _index(catalog: Catalog, as_of: date) -> dict[str, Any]:
    packs = catalog.packs
    return {
        "version": VERSION,
        "names": [pack.name for pack in packs],
        "titles": [_title(pack) for pack in packs],
        "latest": [_version(pack, catalog) for pack in packs],
        "layers": _coded([pack.layer.value, catalog.layers[pack.layer].title] for pack in packs),
        "types": _coded(words.titled(pack.addon_type) for pack in packs),
        "shields": _coded(_shield(catalog, pack, as_of) for pack in packs),
        "clouds": _coded([words.cloud(cloud) for cloud in pack.clouds] for pack in packs),
        "tags": _coded(list(pack.tags) for pack in packs),
        "aliases": [[place, *pack.aliases] for place, pack in enumerate(packs) if pack.aliases],
        "abbreviations": ABBREVIATIONS,
        "summaries": SUMMARIES,
    }


def _version(pack: Pack, catalog: Catalog) -> str:
    named = beside_shield(pack, catalog.standings[pack.name])
    return named.version.text if named else ""


def _coded(values: Iterable[Any]) -> dict[str, list[Any]]:
    """A column of few different values: those in order of first use, and each pack's place among them."""
    table: dict[str, int] = {}
    column = [table.setdefault(json_text(value), len(table)) for value in values]
    return {"table": [json.loads(value) for value in table], "of": column}


def _title(pack: Pack) -> str | int:
    if pack.title == pack.name:
        return 0
    capitals = " ".join(word[:1].upper() + word[1:] for word in re.split("[-_.]", pack.name))
    return 1 if pack.title == capitals else pack.title


def _shield(catalog: Catalog, pack: Pack, as_of: date) -> Sequence[str]:
    standing = catalog.standings[pack.name]
    return [standing.shield.value, words.shield(standing, as_of)]


def _cut(text: str) -> str:
    """The beginning of a text, cut between words where it has any."""
    line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    start = line[:SUMMARY_LENGTH]
    return f"{start.rpartition(' ')[0] or start}…"
