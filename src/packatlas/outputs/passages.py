"""What each page says that it can be found by, in texts with weights, taken from the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.issues import Issue
from packatlas.model import Body, Pack, Page, Release, Section
from packatlas.outputs.terms import EVERYWHERE, SECTIONS, SUMMARY, Field
from packatlas.plan import words

BODY, FACT, HEADING, WHAT, TITLE = 1, 3, 4, 6, 12
"""How much one mention weighs: in running text, among the facts, in a heading, in the description, in the title."""

_MOST_ISSUES = 200
_KEY = re.compile(r'^((?: |- )*)([\w./-]+|"[^"\n]+"):(?=\s|$)[ \t]*([|>])?', re.MULTILINE)
_WRAPPERS = ("charts", "manifests")


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of the site as the index of texts knows it."""

    address: str
    title: str
    subject: Pack | tuple[Pack, Release] | Page | Issue

    def fields(self) -> Iterator[Field]:
        """Its texts."""
        yield from self.facts()
        if self.body:
            yield from prose(self.body)

    def facts(self) -> Iterator[Field]:
        """Its texts but for the one that an author wrote as prose."""
        if isinstance(self.subject, Pack):
            return _pack(self.subject)
        if isinstance(self.subject, Issue):
            return _issue(self.subject)
        return _page(self.subject) if isinstance(self.subject, Page) else _release(*self.subject)

    @property
    def owner(self) -> str:
        """The name of its pack, or the path of its source."""
        subject = self.subject[0] if isinstance(self.subject, tuple) else self.subject
        if isinstance(subject, Issue):
            return subject.id
        return subject.source if isinstance(subject, Page) else subject.name

    @property
    def body(self) -> Body | None:
        """The prose that it is found by: not one that a page before it shows, since releases often repeat theirs."""
        if isinstance(self.subject, tuple):
            pack, release = self.subject
            return release.body if release.body and _is_first(pack, release) else None
        return None if isinstance(self.subject, Issue) else self.subject.body


def text_pages(catalog: Catalog) -> tuple[TextPage, ...]:
    """All pages with texts: packs in stack order, in the same order their releases, plain pages, security issues."""
    return (
        *(TextPage(urls.pack(pack.name), pack.title, pack) for pack in catalog.packs),
        *(
            TextPage(
                urls.release(pack.name, version := release.version.text), f"{pack.title} {version}", (pack, release)
            )
            for pack in catalog.packs
            for release in pack.releases
            if release.has_page
        ),
        *(TextPage(urls.page(page.place), page.title, page) for page in catalog.pages),
        *(
            TextPage(urls.issue(issue.id), issue.id, issue)
            for issue in catalog.issues
            if catalog.issue_pages.get(issue.id) == issue.id
        ),
    )


def _pack(pack: Pack) -> Iterator[Field]:
    yield Field(_lines((pack.name, pack.title, *pack.aliases)), TITLE, EVERYWHERE)
    yield Field(_lines((pack.description, *pack.tags)), WHAT, SUMMARY)
    yield Field(_lines((pack.publisher, *map(words.cloud, pack.clouds))), FACT, SUMMARY)
    yield Field(_lines(title for title, _ in pack.links), FACT)
    for release in pack.releases:
        yield Field(_lines((release.version.text, release.notes, *release.fixes)), FACT)
    if latest := pack.latest:
        yield Field(_lines(_issues(latest)), FACT)
        yield Field(_lines(need.pack for need in latest.requires), FACT)


def _release(pack: Pack, release: Release) -> Iterator[Field]:
    yield Field(_lines((pack.name, pack.title, release.version.text)), TITLE, EVERYWHERE)
    yield Field(_lines((release.notes, *release.fixes, *(need.pack for need in release.requires))), FACT)
    yield Field(_lines(_issues(release)), FACT)
    yield Field(_lines(parameters(release.values)), FACT)
    yield Field(_lines(text for item in release.inputs for text in (item.path, item.format, *item.hints)), FACT)
    yield Field(_lines((*(image.name for image in release.images), *release.charts)), FACT)
    for preset in release.presets:
        yield Field(_lines((preset.name, preset.title, *preset.remove, *parameters(preset.add))), FACT)


def _issue(issue: Issue) -> Iterator[Field]:
    yield Field(_lines((issue.id, *issue.aliases)), TITLE, EVERYWHERE)
    packs = dict.fromkeys(place.pack.title for place in (*issue.open, *issue.fixed))
    yield Field(_lines(list(packs)[:_MOST_ISSUES]), BODY)


def _issues(release: Release) -> Iterator[str]:
    """Identifiers of the worst that its security reports found; all of them would only fill the index."""
    for finding in release.scan.findings[:_MOST_ISSUES] if release.scan else ():
        yield from finding.names


def _is_first(pack: Pack, release: Release) -> bool:
    """Whether no page before it shows this README."""
    shown = next((other for other in pack.releases if other.body == release.body), None)
    return pack.body != release.body and shown is release


def _page(page: Page) -> Iterator[Field]:
    yield Field(page.title, TITLE, EVERYWHERE)
    yield Field(_lines((page.description, *page.tags)), WHAT, SUMMARY)


def prose(body: Body) -> Iterator[Field]:
    """The texts of a body, section by section."""
    sections = body.sections
    for number, section in zip(section_numbers(sections), sections, strict=True):
        if section.title:
            yield Field(section.title, HEADING, number)
        yield Field(section.text, BODY, number)


def section_numbers(sections: Iterable[Section]) -> Iterator[int]:
    """Numbers by what sections are called, not by where they stand: so that one more seldom moves the others.

    As long as there are numbers enough, each section has its own.
    """
    taken: set[int] = set()
    for section in sections:
        if len(taken) == SECTIONS - 1:
            taken.clear()
        place = crc32(section.id.encode("utf-8", "replace"))
        while (number := 1 + place % (SECTIONS - 1)) in taken:
            place += 1
        taken.add(number)
        yield number


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def parameters(values: str) -> Iterable[str]:
    """Every key of a YAML text as a dotted path, without the name of the chart: `hubble.relay.enabled`; and alone.

    Read line by line, so that a text which is no YAML, as templates of values often are, has its parameters too.
    """
    found: dict[str, None] = {}
    above: list[tuple[int, str]] = []
    text_below: int | None = None
    for match in _KEY.finditer(values):
        column, key = len(match[1]), match[2].strip('"')
        if text_below is not None and column > text_below:
            continue
        text_below = column if match[3] else None
        while above and above[-1][0] >= column:
            above.pop()
        above.append((column, key))
        path = [name for _, name in above]
        found[key] = None
        found[".".join(path[2:] if len(path) > 2 and path[0] in _WRAPPERS else path)] = None
    return found
