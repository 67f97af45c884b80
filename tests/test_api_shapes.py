"""Every JSON file of the API against the schema that is published beside it, and the OpenAPI description of both."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from packatlas.catalog import assemble
from packatlas.errors import Location
from packatlas.findings import Finding, Rating, Report
from packatlas.history import Change, Kind, Published, PublishedPack
from packatlas.making import made
from packatlas.outputs import api_description, api_shapes
from tests.conftest import ROOT
from tests.factories import pack
from tests.site_builds import built, files_of
from tests.stages import beside_html, plan
from tests.test_outputs import CALICO, KUBERNETES, SETTINGS

REPORTS = (
    Report(
        "Grype",
        version="0.104.0",
        finished="2026-11-01T00:00:00Z",
        database=date(2026, 10, 31),
        findings=(
            Finding("CVE-2026-1234", "a", "1", Rating.CRITICAL, True, ("2",), ("GHSA-cfh5-3ghh-wfjx",)),
            Finding("CVE-2026-9", "b", "1"),
        ),
        place="security/cni-calico/3.31.4.json",
    ),
    Report("Trivy", Location("b.json"), place="security/kubernetes/1.0.0.json", of_packages=False, registry=""),
)
PUBLISHED = Published(
    date(2026, 10, 1),
    {"gone": PublishedPack("gone", "Gone", "current", None, "1.0")},
    {},
    {},
    (Change(date(2026, 9, 1), Kind.OPENED, "cni-calico", "Calico", "3.28.0", ("CVE-2026-7",), 2),),
)
DESCRIPTIONS = ("api/v1/schema.json", "api/v1/openapi.json")


@cache
def written(base_url: str = SETTINGS.base_url) -> dict[str, bytes]:
    """The files for programs of a small catalog with everything that a pack can state, and with as little as it can."""
    settings = replace(SETTINGS, base_url=base_url, previous=Path("published"))
    packs = [CALICO, KUBERNETES, pack("bare", releases=())]
    catalog, _ = assemble(packs, (), (), settings, (), REPORTS, PUBLISHED)
    files, problems = made(beside_html(catalog, plan(catalog, settings)[0], settings))
    assert problems == ()
    return {file.path: file.content for file in files if isinstance(file.content, bytes)}


def documents(files: dict[str, bytes]) -> dict[str, Any]:
    found = {path: content for path, content in files.items() if path.startswith("api/") and path not in DESCRIPTIONS}
    return {path: json.loads(content) for path, content in found.items()}


def kind(path: str) -> str:
    """Which shape the file at a path has."""
    special = {"api/v1/security.json": "Security", "api/v1/changes.json": "Changes"}
    return special.get(path) or {2: "Index", 3: "Pack", 4: "Release", 5: "Findings"}[path.count("/")]


def closed(shape: Any) -> Any:
    """The same shape, in which every key has to be named: what the tests want, but no program should."""
    if isinstance(shape, list):
        return [closed(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    own = {"additionalProperties": False} if shape.get("type") == "object" else {}
    return own | {key: closed(value) for key, value in shape.items()}


def faults(document: Any, name: str) -> list[str]:
    definitions = closed(api_shapes.shapes("#/$defs/"))
    checker = Draft202012Validator(
        {"$ref": f"#/$defs/{name}", "$defs": definitions}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(document)]


@pytest.mark.parametrize("base_url", [SETTINGS.base_url, ""])
def test_every_file_has_its_shape_and_no_key_that_the_schema_leaves_out(base_url: str) -> None:
    found = documents(written(base_url))
    assert {kind(path) for path in found} == set(api_shapes.DOCUMENTS)
    assert [fault for path, document in found.items() for fault in faults(document, kind(path))] == []


def test_every_file_of_the_sample_catalog_has_its_shape(tmp_path: Path) -> None:
    built(ROOT, tmp_path / "site")
    found = documents(files_of(tmp_path / "site"))
    assert len(found) > 150
    assert {path: broken for path, document in found.items() if (broken := faults(document, kind(path)))} == {}


def test_the_published_schema_is_sound_and_tells_the_files_apart() -> None:
    schema = json.loads(written()["api/v1/schema.json"])
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "https://packs.example/docs/api/v1/schema.json"
    assert "$id" not in json.loads(written("")["api/v1/schema.json"])
    whole = Draft202012Validator(schema)
    for path, document in documents(written()).items():
        assert list(whole.iter_errors(document)) == []
        fitting = [
            name
            for name in api_shapes.DOCUMENTS
            if Draft202012Validator({**schema, "anyOf": [{"$ref": f"#/$defs/{name}"}]}).is_valid(document)
        ]
        assert fitting == [kind(path)]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("api/v1/packs/cni-calico.json", {"shield": {"state": "green"}}),
        ("api/v1/packs/cni-calico.json", {"updated": 5}),
        ("api/v1/packs/cni-calico.json", {"layer": "network"}),
        ("api/v1/packs/cni-calico/3.31.4.json", {"status": "Active"}),
        ("api/v1/index.json", {"packs": [{}]}),
        ("api/v1/index.json", {"as_of": "yesterday"}),
        ("api/v1/index.json", {"extra": 1}),
        ("api/v1/security.json", {"scanned": None}),
        ("api/v1/security.json", {"issues": [{"id": "CVE-2026-1"}]}),
        ("api/v1/packs/cni-calico/3.31.4.json", {"security": {"counts": 0}}),
        ("api/v1/packs/cni-calico/3.31.4/security.json", {"findings": None}),
        ("api/v1/changes.json", {"changes": [{"kind": "broken"}]}),
    ],
)
def test_the_shapes_refuse_what_is_no_such_file(path: str, change: dict[str, Any]) -> None:
    assert faults(documents(written())[path] | change, kind(path)) != []


def test_the_openapi_description_is_valid_and_every_address_in_it_is_one_of_the_site() -> None:
    description = json.loads(written()["api/v1/openapi.json"])
    validate(description)
    assert description["servers"] == [{"url": "https://packs.example/docs"}]
    assert json.loads(written("")["api/v1/openapi.json"])["servers"] == [{"url": "../.."}]
    for path in description["paths"]:
        real = path.lstrip("/").replace("{name}", "cni-calico").replace("{version}", "3.31.4")
        assert real in written(), real


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/index.json", "Index"),
        ("/api/v1/packs/{name}.json", "Pack"),
        ("/api/v1/packs/{name}/{version}.json", "Release"),
    ],
)
def test_the_openapi_description_names_the_shape_of_each_json_file(path: str, name: str) -> None:
    answer = api_description.openapi(SETTINGS)["paths"][path]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": f"#/components/schemas/{name}"}
