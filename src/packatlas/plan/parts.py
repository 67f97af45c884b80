"""What there is to say of one release: which one it is, what it needs, its values, presets, inputs and images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact, Constraint, ConstraintType, Pack, Preset, Release, Status
from packatlas.plan import install, words
from packatlas.plan.cards import known
from packatlas.plan.context import Context
from packatlas.plan.pack_views import (
    Choice,
    Fact,
    Images,
    Input,
    PresetView,
    ReleaseParts,
    ReleaseRow,
    Requirement,
    Values,
)
from packatlas.plan.views import Code, Ref
from packatlas.schema.images import LIST

SHOWN_CHARACTERS = 40_000
"""How much of a release's values stands on a page; the rest is in the file beside it."""
SHOWN_OF_PRESETS = 30_000
"""Likewise for all presets of a release together."""
_UNSTATED = (Ref("not stated", None),)


def release_parts(
    pack: Pack, release: Release, row: ReleaseRow, rows: Sequence[ReleaseRow], context: Context
) -> ReleaseParts:
    """Everything about a release that its page, or the page of its pack, has to show."""
    conflicts = [need for need in release.requires if need.type is ConstraintType.NOT_SUPPORTED]
    others = [need for need in release.requires if need.type is not ConstraintType.NOT_SUPPORTED]
    return ReleaseParts(
        row=row,
        choice=_choice(pack, release, row, rows),
        install=install.install(pack, release, row, context.catalog),
        needs=_requirements(sorted(others, key=_weight), context.catalog),
        resources=tuple(words.resource(need) for need in release.resources),
        conflicts=_requirements(conflicts, context.catalog),
        values=_values(pack, release),
        presets=_presets(release.presets),
        inputs=tuple(
            Input(one.path, one.format, one.required, one.readonly, one.hints)
            for one in sorted(release.inputs, key=lambda one: not one.required)
        ),
        images=_images(release),
    )


def release_files(pack: Pack, release: Release) -> tuple[Artifact, ...]:
    """What is published beside the page of a release: its values, a profile with them, pictures of the README."""
    version = release.version.text
    folder = urls.release(pack.name, version)
    pictures = tuple(Artifact(folder + file.path, file.source, file.location) for file in release.files)
    if not release.values:
        return pictures
    values = Artifact(urls.values(pack.name, version), release.values.encode(), release.location)
    profile = Artifact(
        urls.profile(pack.name, version), install.profile(pack, release).encode("utf-8", "replace"), release.location
    )
    return (values, *((profile,) if install.installable(release) else ()), *pictures)


def _weight(need: Constraint) -> int:
    return list(ConstraintType).index(need.type)


def _requirements(needs: Iterable[Constraint], catalog: Catalog) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(words.need(need), need.type.value, known(need.pack, catalog), words.versions(need))
        for need in needs
    )


# --- Which release -------------------------------------------------------------------------------------------------


def _choice(pack: Pack, release: Release, row: ReleaseRow, rows: Sequence[ReleaseRow]) -> Choice:
    bearer = next((one for one in rows if one.cover == "bearer"), None)
    better = bearer or next((one for one in rows if one.latest), None)
    worth_naming = better is not None and better is not row and better.status == "active"
    return Choice(
        said=_said(pack, release),
        advice="The newest verified release is" if bearer else "The latest release is",
        better=Ref(better.version, better.address) if better and worth_naming else None,
        facts=_facts(pack, release),
    )


def _said(pack: Pack, release: Release) -> str:
    latest = pack.latest
    if latest is None or release is latest:
        if release.status is not Status.ACTIVE:
            return "The last release"
        return "The latest stable release" if release.version.stable else "The latest release, a pre-release"
    if release.version > latest.version:
        return "A pre-release" if not release.version.stable else "A newer release"
    return "An older release" if release.version.stable else "An older pre-release"


def _facts(pack: Pack, release: Release) -> tuple[Fact, ...]:
    """Where a release runs: Kubernetes and clouds always, since everybody asks; the rest if it is known."""
    clouds = release.clouds or pack.clouds
    fips = {None: "", True: "FIPS 140 variant available", False: "No FIPS variant"}[pack.fips]
    lines = (
        Fact("Kubernetes", (Ref(release.kubernetes, None),), code=True)
        if release.kubernetes
        else Fact("Kubernetes", _UNSTATED),
        Fact("Clouds", tuple(Ref(words.cloud(cloud), None) for cloud in clouds) or _UNSTATED),
        Fact("Architectures", tuple(Ref(name, None) for name in pack.architectures), code=True),
        Fact("FIPS", (Ref(fips, None),) if fips else ()),
    )
    return tuple(line for line in lines if line.values)


# --- Values, presets, images ---------------------------------------------------------------------------------------


def _cut(text: str, most: int) -> str:
    """The beginning of a text, whole lines where it has any."""
    if len(text) <= most:
        return text
    end = text.rfind("\n", 0, most)
    return text[: end if end > 0 else max(most, 0)]


def _values(pack: Pack, release: Release) -> Values | None:
    text = release.values
    if not text:
        return None
    shown = _cut(text, SHOWN_CHARACTERS)
    return Values(
        code=Code(shown, "yaml"),
        address=urls.values(pack.name, release.version.text),
        lines=len(text.splitlines()),
        shown=len(shown.splitlines()),
    )


def _presets(presets: Iterable[Preset]) -> tuple[tuple[str, tuple[PresetView, ...]], ...]:
    groups: dict[str, list[PresetView]] = {}
    room = SHOWN_OF_PRESETS
    for preset in presets:
        shown = _cut(preset.add, room)
        room -= len(shown)
        missing = len(preset.add.splitlines()) - len(shown.splitlines())
        title = preset.title or preset.name
        view = PresetView(title, preset.name, Code(shown, "yaml"), missing, preset.remove)
        groups.setdefault(preset.group, []).append(view)
    return tuple((group, tuple(members)) for group, members in groups.items())


def _images(release: Release) -> Images | None:
    if not release.images and not release.values:
        return None
    complete = [image for image in release.images if image.complete]
    return Images(
        names=tuple(image.name for image in complete),
        incomplete=tuple(image.name for image in release.images if not image.complete),
        sources=tuple(Counter(_source(image.source) for image in complete).items()),
    )


def _source(source: str) -> str:
    """Where an image is named, as the kind of place that it is."""
    if source == LIST:
        return "the pack’s own list, pack.content.images"
    return "presets" if source.startswith("preset ") else "other values"
