"""Each page as Markdown beside the page, `index.md`: for assistants, and for whoever would rather read plain text.

The program's own facts come first. What an author wrote follows as it was written, below a line that says so, and
nothing of the program's comes after it: no text can pass for the facts above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import singledispatch

from packatlas.outputs import marks, security_text
from packatlas.outputs.copy_parts import Place, opening, prose, section
from packatlas.outputs.pack_copies import pack_copy, release_copy
from packatlas.plan import words
from packatlas.plan.pack_views import PackView, ReleaseView
from packatlas.plan.security_views import IssueView, SecurityView
from packatlas.plan.views import (
    ArticleView,
    Card,
    Event,
    FolderView,
    Group,
    HomeView,
    LifecycleView,
    ListView,
    Pager,
    PageView,
    Ref,
    Step,
    TagsView,
    UpdatesView,
    VerifiedView,
)
from packatlas.settings import Settings
from packatlas.wording import day


def copy(settings: Settings, page: PageView) -> Mapping[str, bytes]:
    """The Markdown of a page that has one, by the path of its file."""
    parts = content(page, Place(page.markdown, settings.base_url))
    text = "\n\n".join(part for part in parts if part).rstrip() + "\n"
    return {page.markdown: text.encode("utf-8", "replace")}


@singledispatch
def content(page: PageView, _place: Place) -> Iterator[str]:
    """The paragraphs of a page; of a kind that isn't known here, its title and description."""
    yield from opening(page.title, page.description)


@content.register
def _home(page: HomeView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
    packs, releases = words.count(page.packs, "pack"), words.count(page.releases, "release")
    yield f"{packs}, {page.verified:,} of them verified, {releases}. From applications down to the operating system:"
    for slab in page.slabs:
        yield f"## {place.ref(Ref(slab.title, slab.address))}"
        yield f"{marks.line(slab.line)} {words.count(slab.total, 'pack')}, {slab.verified:,} verified.".strip()
        yield marks.items(_card(card, place) for card in slab.packs)
    yield from section("What is new", [marks.items(_event(event, place) for event in page.recent)])
    yield from prose(page.prose, "")


@content.register
def _list(page: ListView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.line or page.description)
    yield f"{words.count(page.total, 'pack')}, {page.verified:,} verified."
    yield marks.items(f"{place.ref(to)}: {words.count(total, 'pack')}" for to, total in page.shortcuts)
    yield from _groups(page.groups, place)
    yield from section("Pages", [marks.items(place.ref(article) for article in page.articles)])
    yield _next(page.pager, place)


@content.register
def _tags(page: TagsView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
    yield marks.items(f"{place.ref(tag)}: {total}" for tag, total in page.tags)


@content.register
def _verified(page: VerifiedView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
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
    yield from opening(page.title, page.description)
    for month, _, events in page.months:
        yield from section(month, [marks.items(_event(event, place) for event in events)])


@content.register
def _lifecycle(page: LifecycleView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
    for title, months in (("What comes", page.ahead), ("What was", page.passed)):
        yield from section(title, [marks.items(_step(step, place) for _, steps in months for step in steps)])


def _step(step: Step, place: Place) -> str:
    instead = f". Use {place.ref(step.successor)} instead" if step.successor else ""
    subject = place.ref(Ref(f"{step.card.title} {step.version}", step.address))
    return f"{day(step.day)}: {subject}: {step.words}{instead}"


@content.register
def _article(page: ArticleView, _place: Place) -> Iterator[str]:
    if page.prose.body.title != page.title:
        yield from opening(page.title, page.description)
    yield page.prose.body.text.strip("\n")


@content.register
def _folder(page: FolderView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
    lines = (place.ref(Ref(each.title, each.address)) + f": {marks.line(each.description)}" for each in page.teasers)
    yield marks.items(line.removesuffix(": ") for line in lines)
    yield _next(page.pager, place)


@content.register
def _pack(page: PackView, place: Place) -> Iterator[str]:
    return pack_copy(page, place)


@content.register
def _release(page: ReleaseView, place: Place) -> Iterator[str]:
    return release_copy(page, place)


@content.register
def _security(page: SecurityView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
    for title, parts in security_text.overview(page, place):
        yield from section(title, parts) if title else parts
    yield _next(page.pager, place)


@content.register
def _issue(page: IssueView, place: Place) -> Iterator[str]:
    yield from opening(page.title, page.description)
    for title, parts in security_text.issue(page, place):
        yield from section(title, parts) if title else parts


# --- Pieces --------------------------------------------------------------------------------------------------------


def _groups(groups: Iterable[Group], place: Place) -> Iterator[str]:
    for group in groups:
        cards = marks.items(_card(card, place) for card in group.cards)
        yield from section(group.title, [cards]) if group.title else [cards]


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
