"""`api/v1/schema.json` and `api/v1/openapi.json`: what programs can ask for, and the shape of what they get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from packatlas import urls
from packatlas.model import Artifact
from packatlas.outputs.api_shapes import DOCUMENTS, shapes
from packatlas.outputs.files import json_file
from packatlas.outputs.shape_words import Shape
from packatlas.settings import Settings


def api_description(settings: Settings) -> Iterator[Artifact]:
    """The JSON Schema (2020-12) of the API's files and its OpenAPI 3.1 description."""
    yield json_file(urls.API_SCHEMA, schema(settings))
    yield json_file(urls.OPENAPI, openapi(settings))


def schema(settings: Settings) -> Shape:
    """Any file of the API; the shape of one kind is below `$defs`."""
    own = {"$id": urls.absolute(settings.base_url, urls.API_SCHEMA)} if settings.base_url else {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **own,
        "title": "The catalog for programs",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in DOCUMENTS],
        "$defs": shapes("#/$defs/"),
    }


def openapi(settings: Settings) -> Shape:
    """Every address that takes no browser. Without a base URL they are relative to the description itself."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.title}: the catalog for programs",
            "version": "1",
            "description": "Static files with the facts of the site’s pages, as current as its last build.",
        },
        "servers": [{"url": settings.base_url.rstrip("/") or "../.."}],
        "paths": {f"/{path}": {"get": operation} for path, operation in _operations(settings).items()},
        "components": {"schemas": shapes("#/components/schemas/")},
    }


def _operations(settings: Settings) -> dict[str, Shape]:
    name = _parameter("name", "A pack’s registry name.")
    version = _parameter("version", "A version, as the pack’s `releases` spell it.")
    since_the_last = {
        urls.API_CHANGES: _get("changes", "What changed since the last publish", _json("Changes")),
        urls.SECURITY_FEED: _get("securityFeed", "The same as a feed", _plain("application/atom+xml")),
    }
    return {
        urls.API: _get("index", "The whole catalog", _json("Index")),
        urls.api_pack("{name}"): _get("pack", "One pack", _json("Pack"), name),
        urls.api_release("{name}", "{version}"): _get("release", "One release", _json("Release"), name, version),
        urls.API_SECURITY: _get("security", "Open vulnerabilities of the whole catalog", _json("Security")),
        urls.api_findings("{name}", "{version}"): _get(
            "findings", "Vulnerabilities of a release that has a report", _json("Findings"), name, version
        ),
        **(since_the_last if settings.previous else {}),
        urls.API_SCHEMA: _get("schema", "JSON Schema of these files", _plain("application/json", "object")),
        urls.markdown(urls.pack("{name}")): _get("packText", "A pack as Markdown", _plain("text/markdown"), name),
        urls.LLMS: _get("llms", "What there is as Markdown", _plain("text/plain")),
        urls.badge("{name}"): _get("badge", "A pack’s badge", _plain("image/svg+xml"), name),
        urls.release_badge("{name}", "{version}"): _get(
            "releaseBadge", "The badge of a release", _plain("image/svg+xml"), name, version
        ),
        **(_signed_operations(name, version) if settings.trust.signed else {}),
        urls.FEED: _get("feed", "What happened to the catalog", _plain("application/atom+xml")),
        urls.pack_feed("{name}"): _get("packFeed", "What happened to a pack", _plain("application/atom+xml"), name),
    }


def _signed_operations(*release: Shape) -> dict[str, Shape]:
    """What only a catalog of signed statements has."""
    statement, facts = urls.statement("{name}", "{version}"), urls.facts("{name}", "{version}")
    return {
        statement: _get(
            "statement", "The signed statement on a release", _plain("application/json", "object"), *release
        ),
        facts: _get("facts", "The facts that it is about", _plain("application/json", "object"), *release),
    }


def _get(identity: str, summary: str, content: Shape, *parameters: Shape) -> Shape:
    answers: dict[str, Any] = {"200": {"description": summary, "content": content}}
    if parameters:
        answers["404"] = {"description": "There is no such pack or release."}
    return {"operationId": identity, "summary": summary, "parameters": list(parameters), "responses": answers}


def _parameter(name: str, description: str) -> Shape:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": {"type": "string"}}


def _json(name: str) -> Shape:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _plain(media: str, kind: str = "string") -> Shape:
    return {media: {"schema": {"type": kind}}}
