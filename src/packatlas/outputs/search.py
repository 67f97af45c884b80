"""`search/packs.json` and `search/summaries-N.json`: what the search box needs to know of every pack.

Shape of `search/packs.json`, version 2, read by `assets/search-engine.js`, whose `PackIndex` is this same description.
A *column* is a list with one entry a pack, in stack order. A *coded* column is an object of a `table` and of a column
`of` with each pack's place in that table.

| key             | what                                                                                          |
|-----------------|-----------------------------------------------------------------------------------------------|
| `version`       | number of this shape; the script refuses any other                                            |
| `edition`       | digest of the shape and of the list of pages; files of another edition number pages otherwise |
| `names`         | column of names                                                                               |
| `titles`        | column of titles; 0 where it is the name, 1 where it is the words of the name with capitals   |
| `latest`        | column of the versions that the shield stands for, or else that a reader sees first; or empty |
| `layers`        | coded; the table holds `[id, label]`                                                          |
| `types`         | coded; the table holds labels of add-on types, empty for none                                 |
| `shields`       | coded; the table holds `[state, words]`                                                       |
| `clouds`        | coded; the table holds lists of names of clouds                                               |
| `tags`          | coded; the table holds lists of tags                                                          |
| `traits`        | coded; the table holds lists of what else is asked for: FIPS, architecture, status, publisher |
| `aliases`       | list of `[place of the pack, alias, …]`, only for packs that have aliases                     |
| `abbreviations` | list of lists of words that mean the same to a reader; the first is what the others stand for |
| `summaries`     | how many packs a summaries file covers                                                        |

`search/summaries-N.json` is a list of the beginnings of the descriptions of the packs from N × `summaries` on. They
stand apart because they are most of the bytes, and no result has to wait for them.

What the list of all packs needs beside these stands in `search/facets.json`, described in `facets`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact, Pack, Release, Status
from packatlas.outputs.files import json_file, json_text, later_at, text_file
from packatlas.outputs.passages import text_pages
from packatlas.plan import words
from packatlas.policy import beside_shield
from packatlas.settings import Settings

VERSION = 2
"""Number of the shape of all files of the search, those of its texts included."""
SUMMARY_LENGTH = 100
"""Characters of a description that a result shows at most."""
SUMMARIES = 64
"""Packs whose summaries share a file, so that it is small enough to be fetched for a single result."""
ABBREVIATIONS: tuple[tuple[str, ...], ...] = (
    ("kubernetes", "k8s", "kube"),
    ("network", "networking", "cni", "network plugin"),
    ("storage", "csi", "volume", "persistent volume", "pv", "pvc", "disk"),
    ("operating system", "os"),
    ("load balancer", "lb", "load balancing", "loadbalancing"),
    ("service mesh", "mesh"),
    ("cloud controller manager", "ccm", "cloud provider", "cloud provider interface", "cpi"),
    ("elastic block store", "ebs"),
    ("elastic file system", "efs"),
    ("network file system", "nfs"),
    ("object storage", "s3", "object store"),
    ("aws load balancer", "alb", "elb", "nlb", "application load balancer"),
    ("amazon", "aws", "amazon web services"),
    ("google cloud", "gcp", "gcloud", "google"),
    ("azure", "microsoft azure"),
    ("vsphere", "vmware"),
    ("bare metal", "baremetal"),
    ("eks", "amazon kubernetes", "elastic kubernetes service"),
    ("aks", "azure kubernetes"),
    ("gke", "google kubernetes"),
    ("palette extended kubernetes", "pxk"),
    ("red hat", "rhel", "redhat", "red hat enterprise linux"),
    ("openshift", "ocp"),
    ("bring your own os", "byoos", "byoi"),
    ("cluster autoscaler", "ca", "cas", "node autoscaler"),
    ("horizontal pod autoscaler", "hpa"),
    ("vertical pod autoscaler", "vpa"),
    ("network policy", "netpol"),
    ("custom resource definition", "crd", "crds"),
    ("node feature discovery", "nfd"),
    ("open policy agent", "opa"),
    ("external secrets operator", "eso"),
    ("vault secrets operator", "vso"),
    ("elastic cloud kubernetes", "eck", "elastic operator"),
    ("kube prometheus stack", "kps"),
    ("prometheus", "prom"),
    ("alertmanager", "alert manager"),
    ("opentelemetry", "otel", "open telemetry"),
    ("monitoring", "metrics", "observability"),
    ("logging", "logs", "log"),
    ("tracing", "traces", "trace"),
    ("certificate", "cert", "certificates", "certs", "tls", "ssl"),
    ("authentication", "auth", "login", "sso", "single sign", "oidc", "identity"),
    ("active directory", "ad", "ldap"),
    ("registry", "image registry", "container registry"),
    ("postgres", "pg", "postgresql", "psql"),
    ("elasticsearch", "es"),
    ("mongodb", "mongo"),
    ("rabbitmq", "rmq"),
    ("message queue", "mq", "message broker"),
    ("database", "db", "databases"),
    ("gpu", "nvidia", "gpus", "cuda"),
    ("ai", "machine learning", "ml", "artificial intelligence"),
    ("virtual machine", "vm", "virtual machines", "vms"),
    ("coredns", "dns"),
    ("dashboard", "ui", "web ui"),
    ("backup", "backups", "restore", "disaster recovery"),
    ("container network interface", "cni"),
    ("container storage interface", "csi"),
)
"""Words that mean the same in the field, the long form first: whichever is asked for, the others are found too."""


def search(catalog: Catalog, settings: Settings) -> tuple[Artifact, ...]:
    """The index of packs, then their summaries in files of `SUMMARIES` packs each."""
    starts = range(0, len(catalog.packs), SUMMARIES)
    return (
        *later_at([urls.SEARCH], lambda: (json_file(urls.SEARCH, _index(catalog, settings.as_of)),)),
        *(
            file
            for number, start in enumerate(starts)
            for file in later_at([urls.search_summaries(number)], partial(_summaries, catalog, number, start))
        ),
    )


def _summaries(catalog: Catalog, number: int, start: int) -> tuple[Artifact]:
    said = [_cut(pack.description) for pack in catalog.packs[start : start + SUMMARIES]]
    return (text_file(urls.search_summaries(number), json_text(said)),)


def _index(catalog: Catalog, as_of: date) -> dict[str, Any]:
    packs = catalog.packs
    latest = [beside_shield(pack, catalog.standings[pack.name]) for pack in packs]
    clouds = sorted({words.cloud(cloud) for pack in packs for cloud in pack.clouds})
    return {
        "version": VERSION,
        "edition": edition(catalog),
        "names": [pack.name for pack in packs],
        "titles": [_title(pack) for pack in packs],
        "latest": [release.version.text if release else "" for release in latest],
        "layers": coded((pack.layer.value, catalog.layers[pack.layer].title) for pack in packs),
        "types": coded(words.titled(pack.addon_type) for pack in packs),
        "shields": coded(_shield(catalog, pack, as_of) for pack in packs),
        "clouds": coded(tuple(map(words.cloud, pack.clouds)) for pack in packs),
        "tags": coded(pack.tags for pack in packs),
        "traits": coded(tuple(_traits(*pair, clouds)) for pair in zip(packs, latest, strict=True)),
        "aliases": [[place, *pack.aliases] for place, pack in enumerate(packs) if pack.aliases],
        "abbreviations": ABBREVIATIONS,
        "summaries": SUMMARIES,
    }


def edition(catalog: Catalog) -> str:
    """What files whose entries go by the number of a pack or page are told apart by."""
    said = json_text([VERSION, *(page.address for page in text_pages(catalog))])
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


def coded(values: Iterable[Hashable]) -> dict[str, list[Any]]:
    """A column of few different values: those in order of first use, and each pack's place among them."""
    table: dict[Hashable, int] = {}
    column = [table.setdefault(value, len(table)) for value in values]
    return {"table": list(table), "of": column}


def _title(pack: Pack) -> str | int:
    if pack.title == pack.name:
        return 0
    capitals = " ".join(word[:1].upper() + word[1:] for word in re.split("[-_.]", pack.name))
    return 1 if pack.title == capitals else pack.title


def _shield(catalog: Catalog, pack: Pack, as_of: date) -> tuple[str, str]:
    standing = catalog.standings[pack.name]
    return standing.shield.value, words.shield(standing, as_of)


def _traits(pack: Pack, latest: Release | None, clouds: Iterable[str]) -> Iterator[str]:
    """What else a pack may be asked for; one for all clouds is one for each of them."""
    if pack.fips:
        yield "FIPS"
    yield from pack.architectures
    if latest and latest.status is not Status.ACTIVE:
        yield words.STATUSES[latest.status]
    if pack.publisher:
        yield pack.publisher
    if "all" in pack.clouds:
        yield from clouds


def _cut(text: str) -> str:
    """The beginning of a text, cut between words where it has any."""
    line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    start = line[:SUMMARY_LENGTH]
    return f"{start.rpartition(' ')[0] or start}…"
