"""The schema of what people write, as JSON Schema for editors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from packatlas.schema.catalog_file import CatalogFile
from packatlas.schema.pack_page import PackFields
from packatlas.schema.page_fields import PageFields
from packatlas.schema.plain_page import PlainFields

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas (draft 2020-12) by what they describe: `frontmatter` of packs, that of a `page`, and `catalog`."""
    return {"frontmatter": _schema(PackFields), "page": _schema(PlainFields), "catalog": _schema(CatalogFile)}


def json_schema() -> dict[str, Any]:
    """All of them in one document, below `$defs`."""
    return {"$schema": _DRAFT, "$defs": json_schemas()}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    extension = {"patternProperties": {"^x-": True}} if issubclass(model, PageFields) else {}
    return {"$schema": _DRAFT, **schema, **extension}
