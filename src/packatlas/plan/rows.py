"""The releases of a pack as lines of a list, and the way from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packatlas import urls
from packatlas.model import Pack, Release
from packatlas.plan import words
from packatlas.plan.context import Context
from packatlas.plan.pack_views import Chooser, ReleaseRow
from packatlas.plan.views import Ref, ShieldView
from packatlas.policy import Standing, release_standings

_NEAR = 8
"""How many releases before and after the current one its chooser names, so that no page grows with the history."""


def rows(pack: Pack, context: Context) -> tuple[ReleaseRow, ...]:
    """Every release of a pack, newest first."""
    standings = release_standings(pack, context.catalog.standings[pack.name])
    return tuple(
        _row(pack, release, standing, context) for release, standing in zip(pack.releases, standings, strict=True)
    )


def _row(pack: Pack, release: Release, standing: Standing, context: Context) -> ReleaseRow:
    settings = context.settings
    return ReleaseRow(
        version=release.version.text,
        id=row_id(release),
        address=release_address(pack, release),
        has_page=release.has_page,
        latest=release is pack.latest,
        shield=ShieldView(standing.shield.value, words.release_shield(release, standing, settings.as_of)),
        cover=standing.cover.value if standing.cover else "",
        released=release.released,
        status=release.status.value,
        label=words.STATUSES[release.status],
        since=release.since,
        fate=words.fate(release.status, release.since, settings.policy),
        kubernetes=release.kubernetes,
        fixes=fixes(release.fixes),
        notes=release.notes,
        parts=tuple(title for title, present in _parts(release) if present),
    )


def row_id(release: Release) -> str:
    """The id of a release's line on the pack's page."""
    return "release-" + "-".join(release.version.text.split())


def release_address(pack: Pack, release: Release) -> str:
    """Where a release is described: its own page, or its line on the pack's page."""
    if release.has_page:
        return urls.release(pack.name, release.version.text)
    return f"{urls.pack(pack.name)}#{row_id(release)}"


def _parts(release: Release) -> tuple[tuple[str, bool], ...]:
    return (
        ("README", release.body is not None),
        ("values", bool(release.values)),
        ("presets", bool(release.presets)),
        ("inputs", bool(release.inputs)),
        ("images", bool(release.images)),
    )


def fixes(ids: Iterable[str]) -> tuple[Ref, ...]:
    """Security issues, each with the public record of it."""
    return tuple(Ref(text, _advisory(text)) for text in ids)


def _advisory(text: str) -> str | None:
    if text.upper().startswith("CVE-"):
        return f"https://www.cve.org/CVERecord?id={text}"
    return f"https://github.com/advisories/{text}" if text.upper().startswith("GHSA-") else None


def chooser(all_rows: Sequence[ReleaseRow], current: ReleaseRow | None) -> Chooser | None:
    """The way to the other releases: the nearest, the latest, and the one with the shield; None where there is none."""
    if current is None or len(all_rows) < 2:
        return None
    at = all_rows.index(current)
    named = tuple(
        row for place, row in enumerate(all_rows) if abs(place - at) <= _NEAR or row.latest or row.cover == "bearer"
    )
    return Chooser(current.version, named, len(all_rows) - len(named))
