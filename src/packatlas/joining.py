"""The documents of one name into one pack: a page's words, a registry's releases, and where the two disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from packatlas.errors import Problem, Severity
from packatlas.model import Pack, Release, Status


def join(documents: Sequence[Pack]) -> tuple[Pack, list[Problem]]:
    """One pack out of its page, if it has one, and its registry folders; none of them is lost without a problem.

    The page's words win, then those of the newest registry release.
    """
    problems: list[Problem] = []
    pages = sorted((d for d in documents if d.origin == "page"), key=_claim)
    folders = sorted((d for d in documents if d.origin == "registry"), key=_newness, reverse=True)
    for twin in pages[1:]:
        problems.append(
            Problem(
                "PA080",
                f"a second page for the pack '{twin.name}'",
                twin.location,
                hint=f"the one at {pages[0].location} counts; keep one, or change 'name'",
                related=(pages[0].location,),
            )
        )
    sources = [*pages[:1], *folders]
    problems += _disagreements(sources)
    problems += _strangers(pages[:1], folders)
    releases, clashes = _join_releases(sources)
    return _merge(sources, releases), problems + clashes


def _strangers(pages: Sequence[Pack], folders: Sequence[Pack]) -> list[Problem]:
    """Registries that add to the releases of one verified pack: its shield should not cover what a stranger adds."""
    registries = sorted({release.registry for folder in folders for release in folder.releases})
    return [
        Problem(
            "PA086",
            f"the releases of the verified pack '{page.name}' come from several registries: {', '.join(registries)}",
            page.verification.location,
            Severity.WARNING,
            "leave out the registry that is not the publisher's, or give its pack another name",
        )
        for page in pages
        if page.verification and len(registries) > 1
    ]


def _claim(page: Pack) -> tuple[object, ...]:
    """Which of two pages counts: one with a verification, then one whose file has the pack's name, then the first."""
    return (page.verification is None, PurePosixPath(page.source).stem != page.name, page.location)


def _newness(document: Pack) -> tuple[object, ...]:
    newest = max((release.version for release in document.releases), default=None)
    return (newest is not None, newest.key if newest else (), document.location)


def _merge(sources: Sequence[Pack], releases: tuple[Release, ...]) -> Pack:
    """The first source, its empty fields filled from the others in turn."""
    first = sources[0]
    others = sources[1:]
    if not others and len(dict(first.links)) == len(first.links):
        return first.with_releases(releases)

    def text(field: str) -> str:
        return next((value for source in sources if (value := getattr(source, field))), "")

    def several(field: str) -> tuple[str, ...]:
        return next((value for source in sources if (value := getattr(source, field))), ())

    body = first.body or next((other.body for other in others if other.body), None)
    # The first sentence of another text than the body is as good as written: nobody can read it there.
    described = next((one.described or one.body is not body for one in sources if one.description), True)
    links = dict(reversed([link for source in sources for link in source.links]))
    return replace(
        first,
        title=text("title"),
        addon_type=text("addon_type"),
        description=text("description"),
        described=described,
        publisher=text("publisher"),
        license=text("license"),
        clouds=several("clouds"),
        architectures=several("architectures"),
        tags=several("tags"),
        fips=next((source.fips for source in sources if source.fips is not None), None),
        logo=next((source.logo for source in sources if source.logo is not None), None),
        links=tuple(reversed(links.items())),
        body=body,
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
        status=page.status if page.since or page.status is not Status.ACTIVE else folder.status,
        since=page.since or folder.since,
        kubernetes=page.kubernetes or folder.kubernetes,
        requires=page.requires or folder.requires,
        fixes=page.fixes or folder.fixes,
        notes=page.notes or folder.notes,
        reports=page.reports,
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
