"""What the templates of packs and releases get, beside the pieces of `views` that all pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from packatlas import urls
from packatlas.plan.views import Badge, Card, Code, PageView, Prose, Ref, ShieldView


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the fact sheet of a pack or release."""

    label: str
    values: tuple[Ref, ...]
    code: bool = False


@dataclass(frozen=True, slots=True)
class ShieldPanel:
    """Why a pack or a release has its shield, or has none."""

    title: str
    shield: ShieldView
    reasons: tuple[str, ...]
    facts: tuple[Fact, ...]
    legend: str
    """Address of what this state of the shield promises."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line on how a pack relates to another."""

    kind: str
    type: str
    pack: Ref
    versions: str


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release in a list of releases."""

    version: str
    id: str
    """Of its line on the pack's page."""
    address: str
    """Where it is described: its own page, or its line on the pack's page."""
    has_page: bool
    latest: bool
    shield: ShieldView
    """Its own, not that of the pack."""
    cover: str
    """Why it has that shield: a value of `policy.Cover`."""
    released: date | None
    status: str
    label: str
    """The status for people."""
    since: date | None
    fate: tuple[str, ...]
    """Sentences on what the status means and what comes next; none while it is active."""
    kubernetes: str
    fixes: tuple[Ref, ...]
    notes: str
    parts: tuple[str, ...]
    """What its own page has: `README`, `values`."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """The way from one release to another."""

    current: str
    """The version that the page shows."""
    rows: tuple[ReleaseRow, ...]
    more: int
    """Releases that only the pack's page names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which release a page speaks of, and which one would be better."""

    said: str
    """What it is among its pack's releases: `The latest stable release`."""
    advice: str
    """Beginning of a sentence that `better` ends."""
    better: Ref | None
    facts: tuple[Fact, ...]
    """Where it runs."""


@dataclass(frozen=True, slots=True)
class Banner:
    """A warning above everything else: this pack or release is on its way out."""

    title: str
    lines: tuple[str, ...]
    successor: Ref | None


@dataclass(frozen=True, slots=True)
class Install:
    """How to put a release into a cluster profile."""

    source: Code
    """Terraform: finds the release."""
    block: Code
    """Terraform: adds it to a profile."""
    profile: Code
    """A profile as JSON; long values are only named in it."""
    profile_file: str
    """Address of the same profile with its values; empty where there are none."""
    complete: bool
    """Whether a profile may consist of this pack alone."""
    cut: int
    """How many lines of values the profile on the page only names."""
    registry: str
    """What this catalog calls the registry that the profile names; empty where it names none."""
    layer: str
    badge: bool
    """Whether the platform shows it with the verified badge."""


@dataclass(frozen=True, slots=True)
class Values:
    """The default values of a release."""

    code: Code
    address: str
    """The whole file."""
    lines: int
    shown: int
    """How many of the lines stand on the page."""


@dataclass(frozen=True, slots=True)
class PresetView:
    """A preset of a release."""

    title: str
    name: str
    add: Code
    cut: int
    """How many of its lines the page leaves out."""
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A value that a reader has to fill in, or may only choose within limits."""

    path: str
    format: str
    required: bool
    readonly: bool
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Images:
    """The container images that a release names; maybe none, which is worth saying where it has values."""

    names: tuple[str, ...]
    """Those that can be pulled as they are written."""
    incomplete: tuple[str, ...]
    """Those without a tag, which the chart or the platform adds."""
    sources: tuple[tuple[str, int], ...]
    """Where they are named, for people, each with how many of all are named there first."""


@dataclass(frozen=True, slots=True)
class LinkedData:
    """Facts for search engines (JSON-LD); prints as JSON that cannot end the element it stands in."""

    value: Mapping[str, object]

    def __html__(self) -> str:
        import json

        text = json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of the page of a pack or a release, as `plan.sections` orders them."""

    id: str
    title: str
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParts:
    """What there is to say of the one release that a page shows."""

    row: ReleaseRow
    choice: Choice
    install: Install | None
    """None where it can no longer be installed."""
    needs: tuple[Requirement, ...]
    resources: tuple[str, ...]
    conflicts: tuple[Requirement, ...]
    """Packs that it rules out."""
    values: Values | None
    presets: tuple[tuple[str, tuple[PresetView, ...]], ...]
    """By group; the name of the group first."""
    inputs: tuple[Input, ...]
    images: Images | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectView(PageView):
    """What the pages of a pack and of a release share. That of a pack shows its latest release."""

    card: Card
    parts: ReleaseParts | None
    """None for a pack without a release."""
    banner: Banner | None
    shield: ShieldPanel
    chooser: Chooser | None
    rivals: tuple[Requirement, ...]
    """Packs that rule this one out."""
    prose: Prose | None
    origin: tuple[Fact, ...]
    """Publisher, licence, registry."""
    links: tuple[Ref, ...]
    badge: Badge | None
    """None where the catalog's own address isn't known."""
    linked_data: LinkedData | None
    """Likewise."""
    sections: tuple[PageSection, ...] = ()
    tags: tuple[Ref, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def social_card(self) -> str:
        """That of the pack's layer."""
        return urls.social_card(self.card.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView(SubjectView):
    """`pack.html`."""

    releases: tuple[ReleaseRow, ...]
    bearer: str
    """Version of the release that the pack's shield stands for; empty if there is none."""
    needed_by: tuple[Requirement, ...]
    needed_by_more: int
    own_words: bool
    """Whether `prose` is the text of its page, and not the README of a release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView(SubjectView):
    """`release.html`."""

    parts: ReleaseParts
    total: int
    """How many releases the pack has."""
