"""The page of what changed since the release that was published before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.plan import words
from packatlas.plan.views import Change, ChangesView, Ref

SHOWN = 200
"""How many packs or pages one part of the page names; the JSON names every file."""


@dataclass(frozen=True)
class Difference:
    """Paths of files, each sorted: what two releases don't have in common."""

    release: str
    previous: str
    """The release that was published before; empty for the first."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """`new`, `changed` or `removed` by path."""
        parts = {"new": self.added, "changed": self.changed, "removed": self.removed}
        return {path: kind for kind, paths in parts.items() for path in paths}


def changes_view(difference: Difference, catalog: Catalog) -> ChangesView:
    """The page. A page of the site counts as changed when its words did, as its Markdown has them.

    That leaves out what every page shows: a new day in the footer alone is no news.
    """
    told = {path.removesuffix("index.md"): kind for path, kind in difference.kinds.items() if _is_copy(path)}
    return ChangesView(
        address=urls.CHANGES,
        template="changes.html",
        title="What changed",
        description="What is new, changed and gone since the site was published before.",
        release=difference.release,
        before=difference.previous,
        packs=_cut(_packs(told, catalog)),
        articles=_cut(_articles(told, catalog)),
        counts=(len(difference.added), len(difference.changed), len(difference.removed)),
    )


def _is_copy(path: str) -> bool:
    return path == "index.md" or path.endswith("/index.md")


def _cut(found: list[Change]) -> tuple[tuple[Change, ...], int]:
    return tuple(found[:SHOWN]), max(0, len(found) - SHOWN)


def _packs(told: Mapping[str, str], catalog: Catalog) -> list[Change]:
    """Each pack once, with the pages of releases that are new, changed or gone."""
    packs: dict[str, str] = {}
    releases: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for address, kind in told.items():
        first, _, rest = address.partition("/")
        name, _, version = rest.strip("/").partition("/")
        if first != "packs" or not name or name == "page":
            continue
        packs.setdefault(name, "changed")
        if version:
            releases[name][kind].append(version)
        else:
            packs[name] = kind
    return [_pack(name, kind, releases.get(name, {}), catalog) for name, kind in _by_kind(packs)]


def _pack(name: str, kind: str, releases: Mapping[str, list[str]], catalog: Catalog) -> Change:
    pack = catalog.by_name.get(name)
    title = pack.title if pack else name
    notes = [
        f"{words.count(len(versions), 'release')} {of}"
        for of, versions in sorted(releases.items())
        if kind == "changed"
    ]
    return Change(kind, Ref(title, urls.pack(name) if pack else None), ", ".join(notes))


def _articles(told: Mapping[str, str], catalog: Catalog) -> list[Change]:
    titles = {urls.page(page.place): page.title for page in catalog.pages}
    found = {address: kind for address, kind in told.items() if address in titles or kind == "removed"}
    articles = {address: kind for address, kind in found.items() if not address.startswith(_LISTS)}
    return [
        Change(kind, Ref(titles.get(address, address), address if address in titles else None), "")
        for address, kind in _by_kind(articles)
    ]


_LISTS = (urls.PACKS, "layers/", "types/", urls.TAGS, urls.VERIFIED, urls.UPDATES)
"""Where pages stand that packatlas makes of many."""


def _by_kind(found: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """New ones first, then changed ones, then those that are gone; each by name."""
    order = ("new", "changed", "removed")
    return sorted(found.items(), key=lambda item: (order.index(item[1]), item[0]))
