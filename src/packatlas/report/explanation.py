"""Why a pack and its releases have a shield, or none: the sentences of its page, and where each fact is stated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from packatlas.catalog import Catalog
from packatlas.errors import NOWHERE, Location, Problem, Severity
from packatlas.model import Pack, Release
from packatlas.plan import words
from packatlas.policy import Shield, Standing, release_standings
from packatlas.report.terminal import PLAIN, Style, safe
from packatlas.settings import Settings
from packatlas.suggest import near_name
from packatlas.wording import day, quoted

_COLOURS = {Shield.CURRENT: "green", Shield.DUE: "green", Shield.OVERDUE: "yellow", Shield.NONE: "dim"}


@dataclass(frozen=True, slots=True)
class Explained:
    """How one pack stands on one day, or one release of it."""

    pack: Pack
    standing: Standing
    """That of the pack, or of the release that was asked for."""
    release: Release | None
    """The release that was asked for; None for the pack as a whole."""
    releases: tuple[tuple[Release, Standing], ...]
    """How every release stands."""
    as_of: date


def explained(
    catalog: Catalog, settings: Settings, name: str, faults: Sequence[Problem]
) -> Explained | tuple[Problem, ...]:
    """What there is to say of `NAME` or `NAME@VERSION`, or why nothing is; `faults` are those of the sources."""
    wanted, _, version = name.partition("@")
    pack = catalog.by_name.get(catalog.aliases.get(wanted, wanted))
    if pack is None:
        return _unknown(wanted, catalog, faults)
    releases = {release.version.text: release for release in pack.releases}
    release = releases.get(version)
    if version and release is None:
        message = f"'{pack.name}' has no release {quoted(version)}"
        return (Problem("PA179", message, NOWHERE, hint=_of_some(version, releases)),)
    whole = catalog.standings[pack.name]
    standings = tuple(zip(pack.releases, release_standings(pack, whole, settings.policy, settings.as_of), strict=True))
    own = next((standing for one, standing in standings if one is release), whole)
    return Explained(pack, own, release, standings, settings.as_of)


def _unknown(name: str, catalog: Catalog, faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """A name that no pack has, and the errors that keep a page of that name out of the catalog."""
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    own = [fault for fault in errors if PurePosixPath(fault.location.path).stem == name]
    hint = "its page has errors" if own else near_name(name, {**catalog.by_name, **catalog.aliases})
    if errors and not hint:
        hint = "errors keep pages out of the catalog; see `packatlas check`"
    return (Problem("PA179", f"there is no pack {quoted(name)}", NOWHERE, hint=hint), *own)


def _of_some(version: str, releases: dict[str, Release]) -> str:
    few = list(releases)[:5]
    return near_name(version, releases) or (f"it has {', '.join(few)}" if few else "it has none")


def explanation_text(found: Explained, style: Style = PLAIN) -> str:
    """For people: the heading and sentences of the page, the releases, and where it is all stated."""
    return "\n".join(_lines(found, style))


def _lines(found: Explained, style: Style) -> Iterator[str]:
    pack, standing = found.pack, found.standing
    name = f"{pack.title} {found.release.version}" if found.release else pack.title
    shield = style.paint(_title_words(found), _COLOURS[standing.shield], "bold")
    yield f"{style.paint(safe(name), 'bold')} ({safe(pack.name)}, {pack.layer.label}): {shield}"
    yield ""
    yield style.paint(f"{words.why(standing)}, on {day(found.as_of)}", "bold")
    yield from (f"  - {safe(sentence)}" for sentence in standing.reasons)
    if pack.releases:
        yield ""
        yield style.paint("Releases", "bold")
        yield from _table([_row(release, _words(release, own, found)) for release, own in found.releases])
    yield ""
    yield style.paint("Stated in", "bold")
    yield from _table([(what, safe(str(place))) for what, place in _sources(found)])


def _title_words(found: Explained) -> str:
    if found.release:
        return _words(found.release, found.standing, found)
    return words.shield(found.standing, found.as_of)


def _row(release: Release, word: str) -> tuple[str, ...]:
    since = f" since {day(release.since)}" if release.since else ""
    released = f"released {day(release.released)}" if release.released else "no date"
    return (release.version.text, words.STATUSES[release.status] + since, word, released)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _sources(found: Explained) -> list[tuple[str, Location]]:
    """What the sentences rest on, and where that stands."""
    pack, release = found.pack, found.release
    sources = [("pack", pack.location)]
    if pack.verification:
        sources.append(("verification", pack.verification.location))
    chosen = release or pack.latest
    if chosen:
        sources.append((f"release {chosen.version}", chosen.location))
    return sources


def explanation_json(found: Explained) -> str:
    """For programs; `shield` has the shape and the sentences that the API of the site has."""
    pack, standing = found.pack, found.standing
    document = {
        "version": 1,
        "name": pack.name,
        "title": pack.title,
        "layer": pack.layer.value,
        "release": found.release.version.text if found.release else None,
        "as_of": found.as_of.isoformat(),
        "question": words.why(standing),
        "shield": _shield(standing, _title_words(found)),
        "releases": [_release(release, own, found) for release, own in found.releases],
        "sources": [{"what": what, **_place(place)} for what, place in _sources(found)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _words(release: Release, standing: Standing, found: Explained) -> str:
    return words.release_shield(release, standing, found.as_of)


def _release(release: Release, standing: Standing, found: Explained) -> dict[str, Any]:
    return {
        "version": release.version.text,
        "released": _day(release.released),
        "status": release.status.value,
        "since": _day(release.since),
        "shield": _shield(standing, _words(release, standing, found)),
        **_place(release.location),
    }


def _shield(standing: Standing, word: str) -> dict[str, Any]:
    return {
        "state": standing.shield.value,
        "verified": standing.shield.verified,
        "words": word,
        "reasons": standing.reasons,
        "due": _day(standing.due),
    }


def _place(place: Location) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None
