"""The site in the output folder as `amend` knows it: its files, and what its pages were made of."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from packatlas import making, regular
from packatlas.cache import Cache, StaleError, thaw
from packatlas.errors import Problem
from packatlas.footprint import Footprint
from packatlas.outputs.copies import copy
from packatlas.plan.rewording import Worded
from packatlas.plan.views import PageView, Planned
from packatlas.settings import Settings
from packatlas.standing import VIEWS, path_of
from packatlas.urls import output_path


class StandingSite:
    """A site in a folder, of which only what looks as it was written is read."""

    def __init__(self, site: Footprint, cache: Cache) -> None:
        self._site = site
        self._views = cache.store(VIEWS)
        self._keys = {path_of(key): key for key in self._views.keys}

    def read(self, path: str) -> bytes | None:
        """What a file holds; None if it isn't what was written, or none was: a template of the page may fail."""
        return regular.read(Path(f"{self._site.root}/{path}")) if self._site.holds(path) else None

    def view(self, path: str) -> PageView | None:
        """What a page was made of in the last whole build, apart from its text; None if that isn't known."""
        kept = self._views.get(self._keys.get(path.encode(), b""))
        try:
            view = thaw(zlib.decompress(kept)) if kept else None
        except (zlib.error, StaleError):
            return None
        return view if isinstance(view, PageView) else None

    def drawn(self, before: Worded, now: Worded, settings: Settings) -> Mapping[str, bytes | Problem]:
        """The files of the page that a view makes, which stands there as `before` made it."""
        html = self._exchanged(before, now, settings)
        if html is not None:
            return {output_path(now.address): html, **copy(settings, now)}
        from packatlas.render import Templates, render  # with templates to be read, it takes as long as all else

        artifacts = render([Planned.of(now)], settings, Templates(settings), partial(copy, settings))
        # What is published with a page is no text of it.
        pages = [artifact for artifact in artifacts if artifact not in now.files]
        return {artifact.path: content for artifact, content in making.contents(pages)}

    def _exchanged(self, before: Worded, now: Worded, settings: Settings) -> bytes | None:
        """The page with its text exchanged, where nothing else changes and the templates show it just once."""
        then, text = before.prose, now.prose
        if settings.templates or then is None or text is None or replace(now, prose=then) != before:
            return None
        old, new = (prose.__html__().encode("utf-8", "replace") for prose in (then, text))
        html = self.read(output_path(now.address)) or b""
        return html.replace(old, new) if old and html.count(old) == 1 else None
