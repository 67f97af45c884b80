"""Tags of packs and plain pages: spellings that differ only in case and separators are one tag."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Pack, Page
from packatlas.plan.views import Ref

_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag with all that carries it."""

    slug: str
    title: str
    packs: tuple[Pack, ...]
    pages: tuple[Ref, ...]


def slug(tag: str) -> str:
    """The tag as a part of an address; empty if it has no letter or digit."""
    return _SEPARATORS.sub("-", tag.casefold()).strip("-")


def refs(tags: Iterable[str]) -> tuple[Ref, ...]:
    """Tags as links to their pages, each once."""
    unique = {slug(tag): tag for tag in reversed(list(tags))}
    return tuple(Ref(tag, urls.tag(name)) for name, tag in reversed(unique.items()) if name)


def collect(catalog: Catalog) -> tuple[Tagged, ...]:
    """Every tag of the catalog in alphabetical order."""
    packs: dict[str, dict[str, Pack]] = defaultdict(dict)
    pages: dict[str, dict[str, Page]] = defaultdict(dict)
    titles: dict[str, str] = {}
    for pack in catalog.packs:
        for tag in pack.tags:
            titles.setdefault(slug(tag), tag)
            packs[slug(tag)][pack.name] = pack
    for page in catalog.pages:
        for tag in page.tags:
            titles.setdefault(slug(tag), tag)
            pages[slug(tag)][page.path] = page
    return tuple(
        Tagged(
            name,
            titles[name],
            tuple(packs[name].values()),
            tuple(Ref(page.title, urls.page(page.place)) for page in pages[name].values()),
        )
        for name in sorted(titles)
        if name
    )
