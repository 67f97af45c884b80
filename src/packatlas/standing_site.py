"""The site in the output folder as `amend` knows it: its files, and what its pages were made of."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from packatlas import making, render
from packatlas.cache import Cache, StaleError, thaw
from packatlas.errors import Problem
from packatlas.outputs.copies import copy
from packatlas.plan.views import PageView, Planned
from packatlas.settings import Settings
from packatlas.standing import VIEWS


class StandingSite:
    """A site in a folder."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self._root = root
        self._views = cache.store(VIEWS)

    def read(self, path: str) -> bytes | None:
        """What a file holds; None if there is none: a page whose template fails is none of the site's files."""
        file = self._root / path
        return file.read_bytes() if file.is_file() else None

    def view(self, path: str) -> PageView | None:
        """What a page was made of in the last whole build, apart from its text; None if that isn't known."""
        kept = self._views.get(path.encode())
        try:
            view = thaw(zlib.decompress(kept)) if kept else None
        except (zlib.error, StaleError):
            return None
        return view if isinstance(view, PageView) else None

    def drawn(self, view: PageView, settings: Settings) -> Mapping[str, bytes | Problem]:
        """The files of the page that a view makes."""
        artifacts = render.render([Planned.of(view)], settings, partial(copy, settings))
        # What is published with a page is no text of it.
        pages = [artifact for artifact in artifacts if artifact not in view.files]
        return {artifact.path: content for artifact, content in making.contents(pages)}
