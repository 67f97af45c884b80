"""The catalog for programs: `api/v1/`, one JSON file for the catalog, each pack and each release.

Every file says which shape it has in `schema`. Keys are never left out: what is not known is `null`, `""` or `[]`.
Days are written as ISO 8601 (`2026-10-12`). Every `url` and `api` is absolute when the catalog states a base URL, and
a path from the root of the site (`/packs/calico/`) when it doesn't.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from packatlas import urls
from packatlas.catalog import Catalog, Need
from packatlas.errors import Location
from packatlas.model import (
    SHELVES,
    Artifact,
    Benchmark,
    Constraint,
    ContainerImage,
    Pack,
    Preset,
    Release,
    RequiredInput,
    Resource,
    SignedScan,
    Verification,
)
from packatlas.outputs import api_security
from packatlas.outputs.files import json_file, later, later_at
from packatlas.plan import words
from packatlas.plan.rows import release_address
from packatlas.plan.views import Planned
from packatlas.policy import Shield, Standing, release_standings, shielded
from packatlas.settings import Settings

SCHEMA = "packatlas/v1"
"""Name of the shape of all files below `api/v1/`. It changes only together with that folder's name."""


def api(catalog: Catalog, pages: Iterable[Planned], settings: Settings) -> tuple[Artifact, ...]:
    """The index, then each pack followed by its releases."""
    published = frozenset(file.path for page in pages for file in page.files)
    writer = _Writer(catalog, settings, published)
    index = later_at([urls.API], lambda: (json_file(urls.API, writer.index()),))
    return (*index, *(file for pack in catalog.packs for file in later(_places(pack), partial(writer.files, pack))))


def _places(pack: Pack) -> Iterator[tuple[str, Location]]:
    yield urls.api_pack(pack.name), pack.location
    for release in pack.releases:
        yield urls.api_release(pack.name, release.version.text), release.location


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns the packs of one catalog into JSON values."""

    catalog: Catalog
    settings: Settings
    published: frozenset[str]
    """Paths of the files that stand beside pages, such as the values of a release."""

    def url(self, address: str) -> str:
        return urls.absolute(self.settings.base_url, address)

    def index(self) -> dict[str, Any]:
        settings = self.settings
        shields = Counter(standing.shield for standing in self.catalog.standings.values())
        return {
            "schema": SCHEMA,
            "title": settings.title,
            "description": settings.description,
            "publisher": settings.publisher,
            "notice": settings.notice,
            "url": self.url(urls.HOME),
            "as_of": _day(settings.as_of),
            "counts": {
                "packs": len(self.catalog.packs),
                "releases": sum(len(pack.releases) for pack in self.catalog.packs),
                "layers": {shelf.layer.value: len(shelf.packs) for shelf in self.catalog.shelves},
                "shields": {shield.value: shields[shield] for shield in Shield},
            },
            "layers": [
                {
                    "id": layer.value,
                    "label": self.catalog.layers[layer].title,
                    "description": self.catalog.layers[layer].description,
                    "url": self.url(urls.layer(layer)),
                }
                for layer in SHELVES
            ],
            "packs": [self._entry(pack) for pack in self.catalog.packs],
        }

    def files(self, pack: Pack) -> Iterator[Artifact]:
        whole, settings = self.catalog.standings[pack.name], self.settings
        standings = release_standings(pack, whole, settings.policy, settings.as_of)
        listed = list(zip(pack.releases, standings, strict=True))
        yield json_file(urls.api_pack(pack.name), self.pack(pack, listed))
        for release, standing in listed:
            path = urls.api_release(pack.name, release.version.text)
            yield json_file(path, self.release(pack, release, standing))

    def pack(self, pack: Pack, listed: Sequence[tuple[Release, Standing]]) -> dict[str, Any]:
        latest = pack.latest
        entries = [self._release_entry(pack, release, standing) for release, standing in listed]
        return {
            "schema": SCHEMA,
            "name": pack.name,
            "title": pack.title,
            "layer": pack.layer.value,
            "addon_type": pack.addon_type,
            "description": pack.description,
            "publisher": pack.publisher,
            "license": pack.license,
            "clouds": pack.clouds,
            "architectures": pack.architectures,
            "fips": pack.fips,
            "tags": pack.tags,
            "aliases": pack.aliases,
            "replaced_by": pack.replaced_by,
            "links": _links(pack.links),
            "shield": self._shield(self.catalog.standings[pack.name]),
            "verification": self._verification(pack, latest, pack.verification),
            "shielded": self._shielded(pack),
            "latest": entries[pack.releases.index(latest)] if latest else None,
            "releases": entries,
            "needs": [self._need(need) for need in latest.requires] if latest else [],
            "needed_by": [self._needed_by(need) for need in self.catalog.needed_by.get(pack.name, ())],
            "updated": _day(pack.updated),
            "url": self.url(urls.pack(pack.name)),
            "api": self.url(urls.api_pack(pack.name)),
        }

    def release(self, pack: Pack, release: Release, standing: Standing) -> dict[str, Any]:
        values = urls.values(pack.name, release.version.text)
        profile = urls.profile(pack.name, release.version.text)
        return {
            "schema": SCHEMA,
            "name": pack.name,
            "title": pack.title,
            "layer": pack.layer.value,
            **self._release_entry(pack, release, standing),
            "verification": self._verification(pack, release, release.verification),
            "stable": release.version.stable,
            "latest": release is pack.latest,
            "clouds": release.clouds or pack.clouds,
            "security": api_security.summary(pack, release, self.settings.base_url),
            "requires": [self._need(need) for need in release.requires],
            "resources": [_resource(resource) for resource in release.resources],
            "values": self.url(values) if values in self.published else None,
            "profile": self.url(profile) if profile in self.published else None,
            "presets": [_preset(preset) for preset in release.presets],
            "inputs": [_input(wanted) for wanted in release.inputs],
            "images": [image.name for image in release.images if image.complete],
            "image_sources": [_image(image) for image in release.images],
            "charts": release.charts,
            "manifests": release.manifests,
            "links": _links(release.links),
            "registry": release.registry,
            "pack": self.url(urls.api_pack(pack.name)),
        }

    def _entry(self, pack: Pack) -> dict[str, Any]:
        standing = self.catalog.standings[pack.name]
        latest = pack.latest
        return {
            "name": pack.name,
            "title": pack.title,
            "layer": pack.layer.value,
            "addon_type": pack.addon_type,
            "description": pack.description,
            "shield": standing.shield.value,
            "verified_on": _day(pack.verification.verified_on) if pack.verification else None,
            "due": _day(standing.due),
            "shielded": self._shielded(pack),
            "latest": latest.version.text if latest else None,
            "url": self.url(urls.pack(pack.name)),
            "api": self.url(urls.api_pack(pack.name)),
        }

    def _release_entry(self, pack: Pack, release: Release, standing: Standing) -> dict[str, Any]:
        version = release.version.text
        return {
            "version": version,
            "released": _day(release.released),
            "status": release.status.value,
            "since": _day(release.since),
            "shield": self._shield(standing, words.release_shield(release, standing, self.settings.as_of)),
            "kubernetes": release.kubernetes,
            "fixes": release.fixes,
            "notes": release.notes,
            "url": self.url(release_address(pack, release)),
            "api": self.url(urls.api_release(pack.name, version)),
        }

    def _shield(self, standing: Standing, said: str = "") -> dict[str, Any]:
        return {
            "state": standing.shield.value,
            "verified": standing.shield.verified,
            "words": said or words.shield(standing, self.settings.as_of),
            "reasons": standing.reasons,
            "due": _day(standing.due),
        }

    def _verification(self, pack: Pack, release: Release | None, record: Verification | None) -> dict[str, Any] | None:
        if record is None:
            return None
        signed = release if record.statement else None
        return {
            "source": record.source,
            "verified_on": _day(record.verified_on),
            "valid_until": _day(record.valid_until),
            "by": record.by,
            "cis": _benchmark(record.cis),
            "scan": _signed_scan(record.scan),
            "evidence": record.evidence,
            "statement": self.url(urls.statement(pack.name, signed.version.text)) if signed else None,
        }

    def _shielded(self, pack: Pack) -> str | None:
        bearer = shielded(pack) if self.catalog.standings[pack.name].shield.verified else None
        return bearer.version.text if bearer else None

    def _need(self, need: Constraint) -> dict[str, Any]:
        name = self.catalog.aliases.get(need.pack, need.pack)
        known = name in self.catalog.by_name
        return {
            "pack": need.pack,
            "layer": need.layer.value if need.layer else None,
            "type": need.type.value,
            "min": need.min,
            "max": need.max,
            "api": self.url(urls.api_pack(name)) if known else None,
        }

    def _needed_by(self, need: Need) -> dict[str, Any]:
        return {
            "pack": need.pack,
            "version": need.version,
            "type": need.constraint.type.value,
            "min": need.constraint.min,
            "max": need.constraint.max,
            "api": self.url(urls.api_pack(need.pack)),
        }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _links(links: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in links]


def _benchmark(cis: Benchmark | None) -> dict[str, Any] | None:
    if cis is None:
        return None
    passed, failed, other = cis.results or (None, None, None)
    return {
        "benchmark": cis.name,
        "version": cis.version,
        "level": cis.level,
        "passed": passed,
        "failed": failed,
        "not_applicable": other,
    }


def _signed_scan(scan: SignedScan | None) -> dict[str, Any] | None:
    if scan is None:
        return None
    return {
        "scanner": scan.scanner,
        "version": scan.scanner_version,
        "database": _day(scan.database),
        "finished": _day(scan.finished),
        "counts": dict(scan.counts),
        "fixable": scan.fixable,
    }


def _resource(resource: Resource) -> dict[str, Any]:
    unit = {"cpu": "millicores", "memory": "Mi", "diskSize": "GB"}[resource.type]
    return {
        "type": resource.type,
        "minimum": resource.minimum,
        "unit": unit,
        "components": [
            {"schedule": part.schedule, "request": part.request, "replicas": part.replicas}
            for part in resource.components
        ],
    }


def _preset(preset: Preset) -> dict[str, Any]:
    return {
        "name": preset.name,
        "title": preset.title,
        "group": preset.group,
        "add": preset.add,
        "remove": preset.remove,
    }


def _image(image: ContainerImage) -> dict[str, Any]:
    return {"image": image.name, "source": image.source, "complete": image.complete}


def _input(wanted: RequiredInput) -> dict[str, Any]:
    return {
        "path": wanted.path,
        "format": wanted.format,
        "required": wanted.required,
        "readonly": wanted.readonly,
        "hints": wanted.hints,
    }
