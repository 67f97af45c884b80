"""Packs into one frozen catalog: documents of one name joined, references resolved, clashes reported.

Once assembled, nothing changes any more: every page and every file for programs is a function of this value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from packatlas.errors import Location, Problem, Severity
from packatlas.model import (
    LAYER_LINES,
    SHELVES,
    Constraint,
    ConstraintType,
    Layer,
    Pack,
    Page,
    PageFolder,
    Release,
    StaticFile,
)
from packatlas.policy import Standing, on_day, standing
from packatlas.settings import LayerWords, Settings
from packatlas.suggest import near_name


@dataclass(frozen=True, slots=True)
class Need:
    """One constraint seen from the pack that it names."""

    pack: str
    """Name of the pack that states it."""
    version: str
    """The newest of its releases that states it."""
    constraint: Constraint


@dataclass(frozen=True, slots=True)
class Shelf:
    """One layer of the stack with its packs."""

    layer: Layer
    packs: tuple[Pack, ...]
    verified: int
    """How many of them carry a shield, green or amber."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that a site is made of."""

    packs: tuple[Pack, ...]
    """In stack order, then by title."""
    pages: tuple[Page, ...]
    files: tuple[StaticFile, ...]
    by_name: Mapping[str, Pack]
    aliases: Mapping[str, str]
    """Old or short names, each with the name of its pack; never a name that a pack has itself."""
    standings: Mapping[str, Standing]
    needed_by: Mapping[str, tuple[Need, ...]]
    shelves: tuple[Shelf, ...]
    """The five layers, the operating system first, empty ones included."""
    layers: Mapping[Layer, LayerWords]
    """What this catalog calls each layer, and its line about it."""
    folders: Mapping[str, PageFolder]
    """Folders of plain pages that have words of their own, by their path."""


def assemble(
    packs: Sequence[Pack],
    pages: Sequence[Page],
    files: Sequence[StaticFile],
    settings: Settings,
    folders: Sequence[PageFolder] = (),
) -> tuple[Catalog, tuple[Problem, ...]]:
    """Join what the documents say into one catalog; the order of the input doesn't matter."""
    problems: list[Problem] = []
    documents: dict[str, list[Pack]] = defaultdict(list)
    for pack in packs:
        documents[pack.name].append(pack)
    joined = []
    for name in sorted(documents):
        pack, clashes = _join(documents[name])
        problems += clashes
        releases = tuple(on_day(release, settings.policy, settings.as_of) for release in pack.releases)
        joined.append(replace(pack, releases=releases))
    joined.sort(key=_stack_order)
    by_name = {pack.name: pack for pack in joined}
    problems += _folded_names(joined)
    aliases, clashes = _aliases(joined, by_name)
    problems += clashes
    problems += _unknown_references(joined, by_name, aliases)
    described, clashes = _folders(folders)
    problems += clashes
    standings = {pack.name: standing(pack, settings.policy, settings.as_of) for pack in joined}
    catalog = Catalog(
        packs=tuple(joined),
        pages=tuple(sorted(pages, key=_page_order)),
        files=tuple(sorted(files, key=lambda file: file.path)),
        by_name=MappingProxyType(by_name),
        aliases=MappingProxyType(aliases),
        standings=MappingProxyType(standings),
        needed_by=MappingProxyType(_needed_by(joined, aliases)),
        shelves=_shelves(joined, standings),
        layers=MappingProxyType(_layers(settings)),
        folders=MappingProxyType(described),
    )
    return catalog, tuple(problems)


def _stack_order(pack: Pack) -> tuple[int, str, str]:
    return (list(Layer).index(pack.layer), pack.title.casefold(), pack.name)


def _page_order(page: Page) -> tuple[str, bool, str]:
    """By path; of two files for one path the one that is called so, then by name."""
    return (page.path, not page.source.startswith(page.path), page.source)


def _layers(settings: Settings) -> dict[Layer, LayerWords]:
    own = {words.layer: words for words in settings.layers}
    found = {}
    for layer in Layer:
        words = own.get(layer.value, LayerWords(layer.value))
        line = words.description or LAYER_LINES[layer]
        found[layer] = replace(words, title=words.title or layer.label, description=line)
    return found


def _folders(folders: Iterable[PageFolder]) -> tuple[dict[str, PageFolder], list[Problem]]:
    found: dict[str, PageFolder] = {}
    problems = []
    for folder in sorted(folders, key=lambda folder: folder.location):
        first = found.setdefault(folder.path, folder)
        if first is not folder:
            message, hint = "a second file says how this folder is called", f"keep this one or {first.location}"
            problems.append(Problem("PA019", message, folder.location, hint=hint, related=(first.location,)))
    return found, problems


# --- Joining the documents of one name -------------------------------------------------------------------------


def _join(documents: Sequence[Pack]) -> tuple[Pack, list[Problem]]:
    """One pack out of its page, if it has one, and its registry folders.

    The page's words win, then those of the newest registry release.
    """
    problems: list[Problem] = []
    pages = sorted((d for d in documents if d.origin == "page"), key=lambda d: d.location)
    folders = sorted((d for d in documents if d.origin == "registry"), key=_newest_first, reverse=True)
    for twin in pages[1:]:
        problems.append(
            Problem(
                "PA080",
                f"a second page for the pack '{twin.name}'",
                twin.location,
                hint=f"the first one is {pages[0].location}; keep one, or change `name`",
                related=(pages[0].location,),
            )
        )
    sources = [*pages[:1], *folders]
    problems += _disagreements(sources)
    releases, clashes = _join_releases(sources)
    return _merge(sources, releases), problems + clashes


def _newest_first(document: Pack) -> tuple[object, ...]:
    newest = max((release.version for release in document.releases), default=None)
    return (newest is not None, newest.key if newest else (), document.location)


def _merge(sources: Sequence[Pack], releases: tuple[Release, ...]) -> Pack:
    """The first source, its empty fields filled from the others in turn."""
    first = sources[0]
    others = sources[1:]

    def text(field: str) -> str:
        return next((value for source in sources if (value := getattr(source, field))), "")

    def several(field: str) -> tuple[str, ...]:
        return next((value for source in sources if (value := getattr(source, field))), ())

    links = dict(reversed([link for source in sources for link in source.links]))
    return replace(
        first,
        title=text("title"),
        addon_type=text("addon_type"),
        description=text("description"),
        publisher=text("publisher"),
        clouds=several("clouds"),
        architectures=several("architectures"),
        tags=several("tags"),
        fips=next((source.fips for source in sources if source.fips is not None), None),
        logo=next((source.logo for source in sources if source.logo is not None), None),
        links=tuple(reversed(links.items())),
        body=first.body or next((other.body for other in others if other.body), None),
        updated=max((source.updated for source in sources if source.updated), default=None),
        releases=releases,
    )


def _join_releases(sources: Sequence[Pack]) -> tuple[tuple[Release, ...], list[Problem]]:
    """All releases of one pack, newest first; what a page says of a version joins what the registry has of it."""
    problems: list[Problem] = []
    found: dict[object, Release] = {}
    stated_by: dict[object, str] = {}
    for source in sources:
        for release in source.releases:
            key = release.version.key
            if key not in found:
                found[key] = release
                stated_by[key] = source.origin
            elif stated_by[key] == "page" and source.origin == "registry" and not found[key].registry:
                found[key] = _fill(found[key], release)
            else:
                problems.append(_release_twice(source, release, found[key]))
    ordered = sorted(found.values(), key=lambda release: release.version.key, reverse=True)
    return tuple(ordered), problems


def _release_twice(source: Pack, release: Release, first: Release) -> Problem:
    return Problem(
        "PA081",
        f"release {release.version} of '{source.name}' is stated twice",
        release.location,
        severity=Severity.ERROR if source.origin == "page" else Severity.WARNING,
        hint=f"the one at {first.location} counts; remove or renumber this one",
        related=(first.location,),
    )


def _fill(page: Release, folder: Release) -> Release:
    """A release as the page states it, with what only the registry folder has."""
    return replace(
        folder,
        released=page.released or folder.released,
        status=page.status if page.since or page.status.value != "active" else folder.status,
        since=page.since or folder.since,
        kubernetes=page.kubernetes or folder.kubernetes,
        requires=page.requires or folder.requires,
        fixes=page.fixes or folder.fixes,
        notes=page.notes or folder.notes,
    )


def _disagreements(sources: Sequence[Pack]) -> list[Problem]:
    """Documents of one name that put it in different layers."""
    first = sources[0]
    return [
        Problem(
            "PA082",
            f"'{other.name}' is in the layer '{other.layer}' here, but '{first.layer}' elsewhere",
            other.location,
            severity=Severity.ERROR if other.origin == "page" else Severity.WARNING,
            hint=f"{first.location} counts",
            related=(first.location,),
        )
        for other in sources[1:]
        if other.layer is not first.layer
    ]


# --- Names and references ------------------------------------------------------------------------------------------


def _folded_names(packs: Iterable[Pack]) -> list[Problem]:
    """Names that differ only in case: they would share a folder on many file systems."""
    seen: dict[str, Pack] = {}
    problems = []
    for pack in packs:
        other = seen.setdefault(pack.name.casefold(), pack)
        if other is not pack:
            problems.append(
                Problem(
                    "PA083",
                    f"the names '{pack.name}' and '{other.name}' differ only in case",
                    pack.location,
                    hint="their pages would overwrite each other on some file systems; rename one",
                    related=(other.location,),
                )
            )
    return problems


def _aliases(packs: Sequence[Pack], by_name: Mapping[str, Pack]) -> tuple[dict[str, str], list[Problem]]:
    aliases: dict[str, str] = {}
    problems = []
    for pack in packs:
        for alias in pack.aliases:
            owner = alias if alias in by_name else aliases.get(alias)
            if owner is None:
                aliases[alias] = pack.name
            elif owner != pack.name:
                problems.append(
                    Problem(
                        "PA084",
                        f"the alias '{alias}' of '{pack.name}' already names '{owner}'",
                        pack.location,
                        hint="remove the alias from one of the two",
                        related=(by_name[owner].location,),
                    )
                )
    return aliases, problems


def _unknown_references(
    packs: Sequence[Pack], by_name: Mapping[str, Pack], aliases: Mapping[str, str]
) -> list[Problem]:
    """Constraints and successors that name a pack that the catalog doesn't have; each name once a pack."""
    known = (*by_name, *aliases)
    problems = []
    for pack in packs:
        missing: dict[str, tuple[str, Location, Severity]] = {}
        if pack.replaced_by and pack.replaced_by not in known:
            missing[pack.replaced_by] = ("is replaced by", pack.location, Severity.ERROR)
        for release in pack.releases:
            severity = Severity.WARNING if release.registry or pack.origin == "registry" else Severity.ERROR
            for need in release.requires:
                if need.type is ConstraintType.REQUIRED and need.pack not in by_name and need.pack not in aliases:
                    missing.setdefault(need.pack, ("needs", need.location, severity))
        for name, (verb, location, severity) in missing.items():
            problems.append(
                Problem(
                    "PA085",
                    f"'{pack.name}' {verb} '{name}', which this catalog doesn't have",
                    location,
                    severity=severity,
                    hint=near_name(name, known) or "add that pack, or remove the reference",
                )
            )
    return problems


def _needed_by(packs: Sequence[Pack], aliases: Mapping[str, str]) -> dict[str, tuple[Need, ...]]:
    """For each pack the constraints of others that name it, one for each pack and kind, from its newest release."""
    needs: dict[str, dict[tuple[str, ConstraintType], Need]] = defaultdict(dict)
    for pack in packs:
        for release in pack.releases:
            for constraint in release.requires:
                target = aliases.get(constraint.pack, constraint.pack)
                need = Need(pack.name, release.version.text, constraint)
                needs[target].setdefault((pack.name, constraint.type), need)
    return {name: tuple(found.values()) for name, found in needs.items()}


def _shelves(packs: Sequence[Pack], standings: Mapping[str, Standing]) -> tuple[Shelf, ...]:
    shelves = []
    for layer in SHELVES:
        here = tuple(pack for pack in packs if pack.layer.shelf is layer)
        verified = sum(standings[pack.name].shield.verified for pack in here)
        shelves.append(Shelf(layer, here, verified))
    return tuple(shelves)
