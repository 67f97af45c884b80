"""Packs into one frozen catalog: names and references resolved, clashes reported.

Once assembled, nothing changes any more: every page and every file for programs is a function of this value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from packatlas.attaching import attach
from packatlas.errors import Problem, Severity
from packatlas.findings import Report
from packatlas.history import Published
from packatlas.issues import Issue, issues, paged
from packatlas.joining import join
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
    Status,
)
from packatlas.policy import Standing, how_it_is, is_verified, on_day, standing
from packatlas.settings import LayerWords, Policy, Redirect, Settings
from packatlas.trust.examination import Evidence
from packatlas.trust.vouching import vouch, without_declared

_PLACES = {layer: place for place, layer in enumerate(Layer)}


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
    """How each pack stands, by its name."""
    needed_by: Mapping[str, tuple[Need, ...]]
    shelves: tuple[Shelf, ...]
    """The five layers, the operating system first, empty ones included."""
    layers: Mapping[Layer, LayerWords]
    """What this catalog calls each layer, and its line about it."""
    folders: Mapping[str, PageFolder]
    """Folders of plain pages that have words of their own, by their path."""
    issues: tuple[Issue, ...]
    """Vulnerabilities that reports or releases name, the worst first."""
    issue_pages: Mapping[str, str]
    """The issues among them that have a page, by each of their identifiers."""
    any_scan: bool
    """Whether any release has a security report: without one, nothing is said of any."""
    published: Published | None
    """What the site said when it was published last, if that is known."""
    redirects: tuple[Redirect, ...]
    """Old addresses that the publisher led elsewhere, the aliases of packs and pages left out."""

    def with_pack(self, pack: Pack, standing: Standing) -> Catalog:
        """The same with other facts of a pack that it has; what follows from them for others stays as it was."""
        before = self.by_name[pack.name]

        def swapped(packs: Iterable[Pack]) -> tuple[Pack, ...]:
            return tuple(pack if one is before else one for one in packs)

        return replace(
            self,
            packs=swapped(self.packs),
            by_name=MappingProxyType({**self.by_name, pack.name: pack}),
            standings=MappingProxyType({**self.standings, pack.name: standing}),
            shelves=tuple(replace(shelf, packs=swapped(shelf.packs)) for shelf in self.shelves),
        )

    def with_page(self, page: Page) -> Catalog:
        """The same with another page in the place of the one from the same file."""
        return replace(self, pages=tuple(page if one.source == page.source else one for one in self.pages))


def assemble(
    packs: Sequence[Pack],
    pages: Sequence[Page],
    files: Sequence[StaticFile],
    settings: Settings,
    folders: Sequence[PageFolder] = (),
    reports: Sequence[Report] = (),
    published: Published | None = None,
    evidence: Evidence | None = None,
) -> tuple[Catalog, tuple[Problem, ...]]:
    """Join what the documents say into one catalog; the order of the input doesn't matter.

    With `evidence`, only signed statements make a pack verified.
    """
    problems: list[Problem] = []
    if evidence:
        packs, declared = without_declared(packs)
        problems += (*declared, *evidence.problems)
    documents: dict[str, list[Pack]] = defaultdict(list)
    for pack in packs:
        documents[pack.name].append(pack)
    joined = []
    for name in sorted(documents):
        pack, clashes = join(documents[name])
        problems += clashes
        releases = tuple(on_day(release, settings.policy, settings.as_of) for release in pack.releases)
        problems += _moved_on(pack, releases, settings.policy)
        joined.append(pack.with_releases(releases))
    if evidence:
        joined, doubts = vouch(joined, evidence)
        problems += doubts
    joined, clashes = _apart(joined)
    problems += clashes
    by_name = {pack.name: pack for pack in joined}
    aliases, clashes = _aliases(joined, by_name)
    problems += clashes
    joined, astray = attach(joined, aliases, reports, published.seen if published else {})
    problems += astray
    by_name = {pack.name: pack for pack in joined}
    described, clashes = _folders(folders)
    problems += clashes
    standings = {pack.name: standing(pack, settings.policy, settings.as_of) for pack in joined}
    known = issues(joined)
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
        issues=known,
        issue_pages=MappingProxyType(paged(known)),
        any_scan=any(release.scan for pack in joined for release in pack.releases),
        published=published,
        redirects=settings.redirects,
    )
    return catalog, tuple(problems)


def _stack_order(pack: Pack) -> tuple[int, str, str]:
    return (_PLACES[pack.layer], pack.title.casefold(), pack.name)


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


# --- Names and references ------------------------------------------------------------------------------------------


def _moved_on(pack: Pack, releases: Iterable[Release], policy: Policy) -> Iterator[Problem]:
    """Releases whose file states an earlier step of the lifecycle, where the policy wants to hear of them."""
    if policy.late_step == "lapse":
        return
    severity = Severity.WARNING if policy.late_step == "warn" else Severity.ERROR
    for stated, now in zip(pack.releases, releases, strict=True):
        if now.status is not stated.status is not Status.ACTIVE and now.since:
            message = f"'{pack.name}' {now.version} is stated as {stated.status.value}, and {how_it_is(now)}"
            hint = f"write `status: {now.status.value}` and `since: {now.since}`"
            yield Problem("PA089", message, now.location, severity, hint)


def _apart(packs: Sequence[Pack]) -> tuple[list[Pack], list[Problem]]:
    """Packs without those whose name differs from a weightier one's only in case: they would share a folder."""
    kept: dict[str, Pack] = {}
    problems = []
    for pack in sorted(packs, key=_weight):
        other = kept.setdefault(pack.name.casefold(), pack)
        if other is not pack:
            problems.append(
                Problem(
                    "PA083",
                    f"the names '{pack.name}' and '{other.name}' differ only in case",
                    pack.location,
                    severity=Severity.WARNING if pack.origin == "registry" else Severity.ERROR,
                    hint="their pages would overwrite each other on some file systems; this one is left out, rename it",
                    related=(other.location,),
                )
            )
    return sorted(kept.values(), key=_stack_order), problems


def _weight(pack: Pack) -> tuple[object, ...]:
    """Whose claim to a name counts first: a verified pack's, then one with a page, then the first in the stack."""
    return (not is_verified(pack), pack.origin != "page", _stack_order(pack), pack.location)


def _aliases(packs: Sequence[Pack], by_name: Mapping[str, Pack]) -> tuple[dict[str, str], list[Problem]]:
    aliases: dict[str, str] = {}
    problems = []
    for pack in sorted(packs, key=_weight):
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
