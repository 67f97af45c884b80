"""The pages of packs and releases as Markdown: the same facts in the same order as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packatlas import urls
from packatlas.outputs import marks
from packatlas.outputs.copy_parts import BOUNDARY, Place, opening, prose, section
from packatlas.plan.pack_views import (
    Banner,
    Fact,
    Images,
    Input,
    Install,
    PackView,
    PresetView,
    ReleaseParts,
    ReleaseRow,
    ReleaseView,
    Requirement,
    SubjectView,
)
from packatlas.plan.views import Ref
from packatlas.suggest import day


def pack_copy(page: PackView, place: Place) -> Iterator[str]:
    """The paragraphs of a pack's page."""
    card, parts = page.card, page.parts
    yield from opening(page.title, page.description)
    yield _banner(page.banner, place)
    yield _fact_table(
        [
            ("Name", marks.code(card.name)),
            ("Layer", marks.line(page.trail[-1].title)),
            ("Shield", f"**{card.shield.words}**"),
            ("Latest release", _latest(parts.row) if parts else "none on record"),
            *_facts(parts.choice.facts if parts else (), place),
            *_facts(page.origin, place),
            ("Also known as", ", ".join(marks.code(alias) for alias in page.aliases)),
            ("Tags", ", ".join(marks.line(tag.title) for tag in page.tags)),
            ("Page", place.file(page.address)),
            ("JSON", place.file(urls.api_pack(card.name))),
        ]
    )
    yield from _why(page, place)
    yield from _adding(page, place)
    yield from section("Needed by", [marks.items(_needed(need, place) for need in page.needed_by)])
    yield from _conflicts(page, place)
    yield from section("Releases", [_releases(page.releases, place)])
    yield from _details(page, place)
    yield from section("Links", [marks.items(place.ref(to) for to in page.links)])
    yield from prose(page.prose, BOUNDARY)


def release_copy(page: ReleaseView, place: Place) -> Iterator[str]:
    """The paragraphs of a release's page."""
    row = page.parts.row
    yield from opening(page.title, row.notes)
    yield _banner(page.banner, place)
    yield _fact_table(
        [
            ("Pack", place.ref(Ref(page.card.title, page.card.address))),
            ("Version", marks.code(row.version)),
            ("Status", row.label + (" (the latest release)" if row.latest else "")),
            ("Shield", f"**{row.shield.words}**" if row.shield.state != "none" else row.shield.words),
            ("Released", day(row.released) if row.released else ""),
            ("Fixes", ", ".join(place.ref(fix) for fix in row.fixes)),
            *_facts(page.parts.choice.facts, place),
            *_facts(page.origin, place),
            ("Page", place.file(page.address)),
            ("JSON", place.file(urls.api_release(page.card.name, row.version))),
        ]
    )
    yield from _why(page, place)
    yield from _adding(page, place)
    yield from _conflicts(page, place)
    yield from _details(page, place)
    yield from section("Links", [marks.items(place.ref(to) for to in page.links)])
    yield from prose(page.prose, BOUNDARY)


# --- Sections ------------------------------------------------------------------------------------------------------


def _why(page: SubjectView, place: Place) -> Iterator[str]:
    reasons = marks.items(map(marks.line, page.shield.reasons))
    yield from section(page.shield.title, (reasons, _fact_table(_facts(page.shield.facts, place))))


def _adding(page: SubjectView, place: Place) -> Iterator[str]:
    """How to install the release, and what it needs."""
    if page.parts and page.parts.install:
        yield from section("Install with Terraform", _terraform(page.parts.install))
        yield from section("Install with a profile", _profile(page.parts.install, place))
    if page.parts:
        yield from section("Requirements", [_requirements(page.parts, place)])


def _terraform(install: Install) -> Iterator[str]:
    yield marks.block(install.source.text, "hcl")
    yield "Inside a `spectrocloud_cluster_profile`, in the order of the stack:"
    yield marks.block(install.block.text, "hcl")


def _profile(install: Install, place: Place) -> Iterator[str]:
    if install.cut:
        yield f"With all values: {place.file(install.profile_file)}"
    else:
        yield marks.block(install.profile.text, "json")


def _requirements(parts: ReleaseParts, place: Place) -> str:
    stated = [f"{need.kind} {place.ref(need.pack)}: {marks.code(need.versions)}" for need in parts.needs]
    return marks.items([*stated, *(f"Needs {marks.line(resource)}" for resource in parts.resources)])


def _conflicts(page: SubjectView, place: Place) -> Iterator[str]:
    own = page.parts.conflicts if page.parts else ()
    lines = [f"{need.kind} {place.ref(need.pack)}: {marks.code(need.versions)}" for need in own]
    yield from section("Conflicts", [marks.items([*lines, *(_needed(need, place) for need in page.rivals)])])


def _needed(need: Requirement, place: Place) -> str:
    return f"{place.ref(need.pack)} {marks.code(need.versions)} {need.kind.lower()} this pack"


def _releases(rows: Sequence[ReleaseRow], place: Place) -> str:
    if not rows:
        return ""
    head = ("Version", "Released", "Status", "Shield", "Kubernetes", "Fixes", "Notes")
    return marks.table(
        head,
        (
            (
                marks.link(row.version, place.to(row.address)) if row.has_page else marks.code(row.version),
                day(row.released) if row.released else "",
                _status(row),
                row.shield.words,
                marks.code(row.kubernetes),
                ", ".join(place.ref(fix) for fix in row.fixes),
                marks.line(row.notes),
            )
            for row in rows
        ),
    )


def _status(row: ReleaseRow) -> str:
    if row.since is None or row.status == "active":
        return row.label
    return f"{row.label} {'on' if row.status == 'deleted' else 'since'} {day(row.since)}"


def _details(page: SubjectView, place: Place) -> Iterator[str]:
    """Values, presets, inputs and images of the release."""
    parts = page.parts
    if parts is None:
        return
    if parts.values:
        yield from section("Values", [f"{parts.values.lines:,} lines: {place.file(parts.values.address)}"])
    for group, presets in parts.presets:
        for preset in presets:
            yield from section(f"Preset {preset.title}", _preset(group, preset))
    title = "Required inputs" if any(wanted.required for wanted in parts.inputs) else "Inputs"
    yield from section(title, [_inputs(parts.inputs)])
    if parts.images:
        yield from section("Images", _images(parts.images))


def _preset(group: str, preset: PresetView) -> Iterator[str]:
    yield f"One of the group {marks.line(group)}." if group else ""
    yield f"Removes {', '.join(map(marks.code, preset.remove))}." if preset.remove else ""
    yield marks.block(preset.add.text, "yaml") if preset.add.text.strip() else ""
    yield f"{preset.cut:,} more lines are left out here." if preset.cut else ""


def _images(images: Images) -> Iterator[str]:
    if not images.names and not images.incomplete:
        yield "Neither the values nor the presets name one."
    yield "; ".join(f"{count:,} named in {marks.line(source)}" for source, count in images.sources)
    yield marks.block("\n".join(images.names)) if images.names else ""
    if images.incomplete:
        yield "Named without a tag: " + ", ".join(map(marks.code, images.incomplete))


def _inputs(inputs: Sequence[Input]) -> str:
    rows = [
        (
            marks.code(wanted.path),
            marks.code(wanted.format),
            ("required" if wanted.required else "optional") + (", read-only" if wanted.readonly else ""),
            marks.line("; ".join(wanted.hints)),
        )
        for wanted in inputs
    ]
    return marks.table(("Value", "Format", "Rule", "Hints"), rows) if rows else ""


# --- Pieces --------------------------------------------------------------------------------------------------------


def _banner(banner: Banner | None, place: Place) -> str:
    if banner is None:
        return ""
    use = f" Use {place.ref(banner.successor)} instead." if banner.successor else ""
    return f"**{marks.line(banner.title)}.** {marks.line(' '.join(banner.lines))}{use}"


def _fact_table(rows: Iterable[tuple[str, str]]) -> str:
    known = [(label, value) for label, value in rows if value]
    return marks.table(("Fact", "Value"), known) if known else ""


def _facts(facts: Iterable[Fact], place: Place) -> Iterator[tuple[str, str]]:
    for fact in facts:
        shown = (marks.code(ref.title) if fact.code else place.ref(ref) for ref in fact.values)
        yield fact.label, ", ".join(shown)


def _latest(row: ReleaseRow) -> str:
    notes = [row.label.lower()] if row.status != "active" else []
    notes += [day(row.released)] if row.released else []
    notes += ["not verified yet"] if row.cover == "uncovered" else []
    return ", ".join([marks.code(row.version), *notes])
