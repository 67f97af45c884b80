"""Style, scripts and icons: published as they are, the style sheets joined into one."""

from __future__ import annotations

from collections.abc import Mapping

from packatlas.model import Artifact
from packatlas.resources import published_assets
from packatlas.settings import Settings


def assets(settings: Settings) -> tuple[Mapping[str, str], tuple[Artifact, ...]]:
    """The address of each asset by its name, and the files."""
    return published_assets(settings)
