"""The few values that tests make: a sound one, changed where a test needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from packatlas.errors import Location, Problem
from packatlas.model import Body, Layer, Pack, Page, Recipe, Release, Section
from packatlas.versions import Version


def release(version: str = "1.0.0", **changes: Any) -> Release:
    """A release of nothing special."""
    return replace(Release(Version(version), Location("packs/demo/pack.json", 1)), **changes)


def pack(name: str = "demo", **changes: Any) -> Pack:
    """A community add-on pack with its own page and one release."""
    plain = Pack(
        name=name,
        title=name.replace("-", " ").title(),
        layer=Layer.ADDON,
        location=Location(f"content/packs/addon/{name}.md", 1),
        origin="page",
        source=f"packs/addon/{name}.md",
        description=f"What {name} is for.",
        releases=(release(),),
    )
    return replace(plain, **changes)


def body(html: str = "<p>Words.</p>", **changes: Any) -> Body:
    """A body of one paragraph."""
    return Body.of(**{"pieces": (html,), "sections": (Section("", "", "Words."),), **changes})


def page(path: str = "guides/install", **changes: Any) -> Page:
    """A plain page of one paragraph."""
    plain = Page(path, f"{path}.md", path.rpartition("/")[2].title(), Location(f"content/{path}.md", 1), body())
    return replace(plain, **changes)


def recipe_of(path: str, make: Callable[[Any], bytes | Problem], of: object = None) -> Recipe:
    """The recipe of one file; what it is made of counts as all that it depends on, unless that is None: not known."""
    return Recipe(lambda: of, lambda gathered: {path: make(gathered)}, "" if of is None else "tests")
