"""Releases: their rows on the pack's page, and the pages of those that have something of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.links import LinkIndex, readme_origin
from packatlas.model import Artifact, Constraint, Pack, Preset, Release, Status
from packatlas.plan import words
from packatlas.plan.cards import Cards, known, trail
from packatlas.plan.contents import prose_entries
from packatlas.plan.sharing import feeds_of_pack, linked_data
from packatlas.plan.views import (
    Banner,
    Code,
    Entry,
    Fact,
    Input,
    PresetView,
    Prose,
    Ref,
    ReleaseRow,
    ReleaseView,
    Requirement,
    Values,
)
from packatlas.policy import add_months, covers
from packatlas.settings import Policy, Settings
from packatlas.suggest import day

SHOWN_CHARACTERS = 40_000
"""How much of a release's values stands on its page; the rest is in the file beside it."""
_NEIGHBOURS = 6
"""How many releases before and after a release its page names."""


def has_page(release: Release) -> bool:
    """Whether a release has something of its own, so that it gets a page."""
    return bool(release.body or release.values or release.presets or release.inputs or release.images)


def rows(pack: Pack) -> tuple[ReleaseRow, ...]:
    """Every release of a pack for its list of releases."""
    return tuple(_row(pack, release) for release in pack.releases)


def _row(pack: Pack, release: Release) -> ReleaseRow:
    version = release.version.text
    return ReleaseRow(
        version=version,
        id="release-" + "-".join(version.split()),
        address=urls.release(pack.name, version) if has_page(release) else None,
        latest=release is pack.latest,
        covered=covers(pack, release),
        released=release.released,
        status=release.status.value,
        label=words.STATUSES[release.status],
        since=release.since,
        kubernetes=release.kubernetes,
        fixes=fixes(release.fixes),
        notes=release.notes,
        parts=tuple(title for title, present in _parts(release) if present),
    )


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


def requirements(needs: Iterable[Constraint], catalog: Catalog) -> tuple[Requirement, ...]:
    """What a release needs of other packs, each with a link if this catalog has it."""
    return tuple(
        Requirement(words.need(need), need.type.value, known(need.pack, catalog), words.versions(need))
        for need in needs
    )


def details(pack: Pack, release: Release) -> tuple[tuple[Ref, str], ...]:
    """What a release's own page has beside words, as links to its sections: `Values`, `120 lines`."""
    address = urls.release(pack.name, release.version.text)
    found = (
        ("Values", "values", words.count(len(release.values.splitlines()), "line") if release.values else ""),
        ("Presets", "presets", words.count(len(release.presets), "preset") if release.presets else ""),
        ("Inputs", "inputs", words.count(len(release.inputs), "input") if release.inputs else ""),
        ("Images", "images", words.count(len(release.images), "container image") if release.images else ""),
    )
    return tuple((Ref(title, f"{address}#{id}"), count) for title, id, count in found if count)


def facts(pack: Pack, release: Release) -> tuple[Fact, ...]:
    """Where a release runs: Kubernetes, clouds, architectures, FIPS."""
    clouds = release.clouds or pack.clouds
    fips = {None: "", True: "FIPS 140 variant available", False: "No FIPS variant"}[pack.fips]
    lines = (
        Fact("Kubernetes", (Ref(release.kubernetes, None),) if release.kubernetes else (), code=True),
        Fact("Clouds", tuple(Ref(words.cloud(cloud), None) for cloud in clouds)),
        Fact("Architectures", tuple(Ref(name, None) for name in pack.architectures), code=True),
        Fact("FIPS", (Ref(fips, None),) if fips else ()),
        Fact("Registry", (Ref(release.registry, None),) if release.registry else ()),
    )
    return tuple(line for line in lines if line.values)


def banner(pack: Pack, release: Release | None, catalog: Catalog, policy: Policy, *, whole: bool) -> Banner | None:
    """The warning above a pack (`whole`) or a release that is on its way out; None while it is active."""
    successor = known(pack.replaced_by, catalog) if pack.replaced_by else None
    status = release.status if release else Status.ACTIVE
    if release is None or status is Status.ACTIVE:
        if whole and successor:
            return Banner("Replaced", ("New profiles should use its successor.",), successor)
        return None
    what = "pack" if whole else "release"
    since = f" since {day(release.since)}" if release.since else ""
    title = f"This {what} is {status.value}{since}"
    newer = pack.latest
    if not whole and successor is None and newer is not None and newer is not release and newer.status is Status.ACTIVE:
        successor = Ref(f"{pack.title} {newer.version}", newest_address(pack, newer))
    return Banner(title, _lifecycle(status, release.since, policy), successor)


def newest_address(pack: Pack, release: Release) -> str:
    """Where a release is described: its own page, or its place on the pack's page."""
    version = release.version.text
    return urls.release(pack.name, version) if has_page(release) else urls.pack(pack.name) + "#releases"


def _lifecycle(status: Status, since: date | None, policy: Policy) -> tuple[str, ...]:
    if status is Status.DEPRECATED:
        end = f" on {day(add_months(since, policy.deprecated_months))}" if since else ""
        return ("It still works, but gets no more updates.", f"It will be disabled{end}.")
    if status is Status.DISABLED:
        end = f" on {day(add_months(since, policy.disabled_months))}" if since else ""
        return ("New profiles cannot use it; clusters that have it keep running.", f"It will be deleted{end}.")
    return ("It is no longer offered; this page stays for those who still run it.",)


# --- A release's own page ------------------------------------------------------------------------------------------


def release_views(
    pack: Pack, all_rows: Sequence[ReleaseRow], catalog: Catalog, cards: Cards, index: LinkIndex, settings: Settings
) -> Iterator[ReleaseView]:
    """The pages of a pack's releases, one for each that has something of its own."""
    for place, release in enumerate(pack.releases):
        if has_page(release):
            start, end = max(0, place - _NEIGHBOURS), place + _NEIGHBOURS + 1
            others = tuple(all_rows[start:end])
            yield _view(pack, release, all_rows[place], others, catalog, cards, index, settings)


def _view(
    pack: Pack,
    release: Release,
    row: ReleaseRow,
    others: tuple[ReleaseRow, ...],
    catalog: Catalog,
    cards: Cards,
    index: LinkIndex,
    settings: Settings,
) -> ReleaseView:
    version = release.version.text
    address = urls.release(pack.name, version)
    prose = Prose.at(readme_origin(address, pack, release), index) if release.body else None
    needs = requirements(release.requires, catalog)
    resources = tuple(words.resource(need) for need in release.resources)
    steps = (*trail(pack, catalog), Ref(pack.title, urls.pack(pack.name)))
    return ReleaseView(
        address=address,
        template="release.html",
        title=f"{pack.title} {version}",
        description=release.notes or f"{pack.title} {version}: {pack.description}".rstrip(": "),
        trail=steps,
        contents=_contents(release, has_needs=bool(needs or resources)),
        location=release.location,
        files=_files(pack, release),
        feeds=feeds_of_pack(pack, catalog),
        card=cards[pack.name],
        row=row,
        banner=banner(pack, release, catalog, settings.policy, whole=False),
        facts=facts(pack, release),
        others=others,
        others_more=len(pack.releases) - len(others),
        needs=needs,
        resources=resources,
        values=_values(pack, release),
        presets=_presets(release.presets),
        inputs=tuple(Input(i.path, i.format, i.required, i.readonly, i.hints) for i in release.inputs),
        images=release.images,
        charts=release.charts,
        prose=prose,
        linked_data=linked_data(pack, release, address, steps, settings),
    )


def _contents(release: Release, *, has_needs: bool) -> tuple[Entry, ...]:
    sections = (
        ("Requirements", "requirements", has_needs),
        ("Inputs", "inputs", bool(release.inputs)),
        ("Presets", "presets", bool(release.presets)),
        ("Values", "values", bool(release.values)),
        ("Images", "images", bool(release.images)),
        ("README", "readme", release.body is not None),
    )
    own = tuple(Entry(title, id) for title, id, present in sections if present)
    return (*own, *prose_entries(release.body)) if release.body else own


def _files(pack: Pack, release: Release) -> tuple[Artifact, ...]:
    """The values as a plain file, and the pictures beside the README."""
    folder = urls.release(pack.name, release.version.text)
    pictures = tuple(Artifact(folder + file.path, file.source, file.location) for file in release.files)
    if not release.values:
        return pictures
    values = urls.values(pack.name, release.version.text)
    return (Artifact(values, release.values.encode(), release.location), *pictures)


def _values(pack: Pack, release: Release) -> Values | None:
    text = release.values
    if not text:
        return None
    shown = text
    if len(text) > SHOWN_CHARACTERS:
        cut = text.rfind("\n", 0, SHOWN_CHARACTERS)
        shown = text[: cut if cut > 0 else SHOWN_CHARACTERS]
    return Values(
        code=Code(shown, "yaml"),
        address=urls.values(pack.name, release.version.text),
        lines=len(text.splitlines()),
        shown=len(shown.splitlines()),
    )


def _presets(presets: Iterable[Preset]) -> tuple[tuple[str, tuple[PresetView, ...]], ...]:
    groups: dict[str, list[PresetView]] = {}
    for preset in presets:
        view = PresetView(preset.title or preset.name, preset.name, Code(preset.add, "yaml"), preset.remove)
        groups.setdefault(preset.group, []).append(view)
    return tuple((group, tuple(members)) for group, members in groups.items())
