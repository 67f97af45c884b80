"""The content folder's other files, copied as they are."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.model import Artifact


def static(catalog: Catalog) -> tuple[Artifact, ...]:
    """Pictures, downloads: each at its own path."""
    return tuple(Artifact(file.path, file.source, file.location) for file in catalog.files)
