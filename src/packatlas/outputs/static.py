"""The content folder's other files, copied as they are."""

from __future__ import annotations

from collections.abc import Iterable

from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.plan.views import Planned


def static(catalog: Catalog, pages: Iterable[Planned]) -> tuple[Artifact, ...]:
    """Pictures, downloads: each at its own path, but for those that a page already publishes there, such as a logo."""
    published = {(file.path, file.content) for page in pages for file in page.files}
    return tuple(
        Artifact(file.path, file.source, file.location)
        for file in catalog.files
        if (file.path, file.source) not in published
    )
