"""Each page as Markdown beside the page, `index.md`: for assistants, and for whoever would rather read plain text.

The program's own facts come first. What an author wrote follows as it was written, below a line that says so, and
nothing of the program's comes after it: no text can pass for the facts above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch

from packatlas import urls
from packatlas.model import Artifact
from packatlas.outputs import marks, security_text
from packatlas.outputs.files import text_file
from packatlas.outputs.place import Place
from packatlas.plan import words
from packatlas.plan.security_views import IssueView, SecurityView
from packatlas.plan.views import (
    ArticleView,
    Banner,
    Card,
    Event,
    Fact,
    Group,
    HomeView,
    Input,
    ListView,
    PackView,
    Pager,
    PageView,
    Prose,
    Ref,
    ReleaseRow,
    ReleaseView,
    Requirement,
    TagsView,
    UpdatesView,
    VerifiedView,
)
from packatlas.settings import Settings
from packatlas.suggest import day

BOUNDARY = (
    "The facts above are the catalog’s. All that follows is the text of the pack’s own author, as it was written."
)
"""Stands between what the program states and what an author wrote."""


def copies(pages: Iterable[PageView], settings: Settings) -> Iterator[Artifact]:
    """The Markdown of every page that has one."""
    for page in pages:
        if page.markdown:
            parts = content(page, Place(page.markdown, settings.base_url))
            yield text_file(page.markdown, "\n\n".join(part for part in parts if part).rstrip() + "\n", page.location)


@singledispatch
def content(page: PageView, _place: Place) -> Iterator[str]:
    """The paragraphs of a page; of a kind that isn't known here, its title and description."""
    yield from _opening(page.title, page.description)


@content.register
def _home(page: HomeView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.description)
    packs, releases = words.count(page.packs, "pack"), words.count(page.releases, "release")
    yield f"{packs}, {page.verified:,} of them verified, {releases}. From applications down to the operating system:"
    for slab in page.slabs:
        yield f"## {place.ref(Ref(slab.title, slab.address))}"
        yield f"{marks.line(slab.line)} {words.count(slab.total, 'pack')}, {slab.verified:,} verified.".strip()
        yield marks.items(_card(card, place) for card in slab.packs)
    yield from _section("What is new", [marks.items(_event(event, place) for event in page.recent)])
    yield from _prose(page.prose, "")


@content.register
def _list(page: ListView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.line or page.description)
    yield f"{words.count(page.total, 'pack')}, {page.verified:,} verified."
    yield marks.items(f"{place.ref(to)}: {words.count(total, 'pack')}" for to, total in page.shortcuts)
    yield from _groups(page.groups, place)
    yield from _section("Pages", [marks.items(place.ref(article) for article in page.articles)])
    yield _next(page.pager, place)


@content.register
def _tags(page: TagsView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.description)
    yield marks.items(f"{place.ref(tag)}: {total}" for tag, total in page.tags)


@content.register
def _verified(page: VerifiedView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.description)
    yield f"As of {day(page.as_of)}. A verified pack is updated within {page.update_weeks} weeks."
    head = ("Layer", "Packs", "Verified", "Current", "Due soon", "Overdue")
    yield marks.table(
        head,
        (
            (
                place.ref(Ref(s.title, s.address)),
                *(f"{n:,}" for n in (s.total, s.verified, s.current, s.due, s.overdue)),
            )
            for s in page.shares
        ),
    )
    yield from _groups(page.groups, place)
    yield _next(page.pager, place)


@content.register
def _updates(page: UpdatesView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.description)
    for month, _, events in page.months:
        yield from _section(month, [marks.items(_event(event, place) for event in events)])


@content.register
def _article(page: ArticleView, _place: Place) -> Iterator[str]:
    if page.prose.body.title != page.title:
        yield from _opening(page.title, page.description)
    yield page.prose.body.text.strip("\n")


@content.register
def _pack(page: PackView, place: Place) -> Iterator[str]:
    card, latest = page.card, page.latest
    yield from _opening(page.title, page.description)
    yield _banner(page.banner, place)
    rows = [
        ("Name", marks.code(card.name)),
        ("Layer", marks.line(page.trail[-1].title)),
        ("Shield", f"**{card.shield.words}**"),
        ("Latest release", _latest(latest) if latest else "none on record"),
        *_facts(page.facts, place),
        ("Also known as", ", ".join(marks.code(alias) for alias in page.aliases)),
        ("Tags", ", ".join(marks.line(tag.title) for tag in page.tags)),
        ("Page", place.file(page.address)),
        ("JSON", place.file(urls.api_pack(card.name))),
    ]
    yield _fact_table(rows)
    why = (marks.items(map(marks.line, page.shield.reasons)), _fact_table(_facts(page.shield.facts, place)))
    yield from _section(page.shield.title, why)
    yield from _section("Requirements", [_requirements(page.needs, page.resources, place)])
    yield from _section("Needed by", [marks.items(_needed(need, place) for need in page.needed_by)])
    if page.install:
        yield from _section("Install with Terraform", [marks.block(page.install.terraform.text, "hcl")])
    yield from _section("Vulnerabilities", security_text.of_pack(page.security, place))
    yield from _section("Releases", [_releases(page.releases, place)])
    yield from _section("More", [marks.items(f"{place.ref(to)}: {what}" for to, what in page.details)])
    yield from _section("Links", [marks.items(place.ref(to) for to in page.links)])
    yield from _prose(page.prose, BOUNDARY)


@content.register
def _release(page: ReleaseView, place: Place) -> Iterator[str]:
    row = page.row
    yield from _opening(page.title, page.row.notes)
    yield _banner(page.banner, place)
    rows = [
        ("Pack", place.ref(Ref(page.card.title, page.card.address))),
        ("Version", marks.code(row.version)),
        ("Status", row.label + (" (the latest release)" if row.latest else "")),
        ("Verification", "" if row.covered else "not verified yet"),
        ("Released", day(row.released) if row.released else ""),
        ("Fixes", ", ".join(place.ref(fix) for fix in row.fixes)),
        *_facts(page.facts, place),
        ("Values", place.file(page.values.address) if page.values else ""),
        ("Page", place.file(page.address)),
        ("JSON", place.file(urls.api_release(page.card.name, row.version))),
    ]
    yield _fact_table(rows)
    yield from _section("Vulnerabilities", security_text.of_release(page.security, place))
    yield from _section("Requirements", [_requirements(page.needs, page.resources, place)])
    yield from _section("Inputs", [_inputs(page.inputs)])
    for _, presets in page.presets:
        for preset in presets:
            yield from _section(f"Preset {preset.title}", [marks.block(preset.add.text, "yaml")])
    yield from _section("Images", [marks.block("\n".join(page.images)) if page.images else ""])
    yield from _prose(page.prose, BOUNDARY)


@content.register
def _security(page: SecurityView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.description)
    for title, parts in security_text.overview(page, place):
        yield from _section(title, parts) if title else parts
    yield _next(page.pager, place)


@content.register
def _issue(page: IssueView, place: Place) -> Iterator[str]:
    yield from _opening(page.title, page.description)
    for title, parts in security_text.issue(page, place):
        yield from _section(title, parts) if title else parts


# --- Pieces --------------------------------------------------------------------------------------------------------


def _opening(title: str, description: str) -> Iterator[str]:
    yield f"# {marks.line(title)}"
    yield f"> {marks.line(description)}" if description else ""


def _section(title: str, parts: Iterable[str]) -> Iterator[str]:
    """A heading and what stands below it; nothing if that is empty."""
    said = [part for part in parts if part]
    if said:
        yield f"## {marks.line(title)}"
        yield from said


def _prose(prose: Prose | None, boundary: str) -> Iterator[str]:
    if prose and prose.body.text.strip():
        yield f"---\n\n{boundary}".rstrip()
        yield prose.body.text.strip("\n")


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
    notes += [] if row.covered else ["not verified yet"]
    return ", ".join([marks.code(row.version), *notes])


def _requirements(needs: Sequence[Requirement], resources: Sequence[str], place: Place) -> str:
    stated = [f"{need.kind} {place.ref(need.pack)}: {marks.code(need.versions)}" for need in needs]
    return marks.items([*stated, *(f"Needs {marks.line(resource)}" for resource in resources)])


def _needed(need: Requirement, place: Place) -> str:
    return f"{place.ref(need.pack)} {marks.code(need.versions)} {need.kind.lower()} this pack"


def _releases(rows: Sequence[ReleaseRow], place: Place) -> str:
    if not rows:
        return ""
    head = ("Version", "Released", "Status", "Kubernetes", "Fixes", "Notes")
    return marks.table(
        head,
        (
            (
                marks.link(row.version, place.to(row.address)) if row.address else marks.code(row.version),
                day(row.released) if row.released else "",
                row.label,
                marks.code(row.kubernetes),
                ", ".join(place.ref(fix) for fix in row.fixes),
                marks.line(row.notes),
            )
            for row in rows
        ),
    )


def _inputs(inputs: Sequence[Input]) -> str:
    rows = [
        (
            marks.code(wanted.path),
            marks.code(wanted.format),
            "required" if wanted.required else "optional",
            marks.line("; ".join(wanted.hints)),
        )
        for wanted in inputs
    ]
    return marks.table(("Value", "Format", "Rule", "Hints"), rows) if rows else ""


def _groups(groups: Iterable[Group], place: Place) -> Iterator[str]:
    for group in groups:
        cards = marks.items(_card(card, place) for card in group.cards)
        yield from _section(group.title, [cards]) if group.title else [cards]


def _card(card: Card, place: Place) -> str:
    state = ", ".join(part for part in (card.shield.words, marks.line(card.version), card.status) if part)
    return f"{place.ref(Ref(card.title, card.address))}: {marks.line(card.description)} ({state})"


def _event(event: Event, place: Place) -> str:
    subject = Ref(f"{event.card.title} {event.version}".rstrip(), event.address)
    return f"{day(event.day)}: {place.ref(subject)}: {event.words}. {marks.line(event.notes)}".rstrip()


def _next(pager: Pager | None, place: Place) -> str:
    """The way on from one page of a long list."""
    after = [step for step in pager.steps if step.title == str(pager.number + 1)] if pager else []
    if not pager or not after:
        return ""
    return f"Page {pager.number} of {pager.last}. {place.ref(Ref('Next page', after[0].address))}"
