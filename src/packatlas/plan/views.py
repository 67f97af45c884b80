"""What templates get: one small frozen view for each kind of page, and the pieces they share.

Every address is site-relative (see `urls`); templates turn it into an href with `url()`. A `Prose` or `Code` becomes
HTML when a template prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from packatlas import urls
from packatlas.errors import NOWHERE, Location
from packatlas.links import LinkIndex, Origin
from packatlas.model import Artifact, Body, Image, Link, Picture

BLANK = "packatlas-blank"
"""Stands in a form of code for a word that belongs there; looks like a name to who colours the code."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text by an author; prints as safe HTML with its links and images resolved."""

    body: Body
    links: tuple[str | None, ...]
    """The address of each of the body's links, as the page needs it; None where it has no place."""
    pictures: tuple[Picture | None, ...]
    """What each of its images is, likewise."""

    @classmethod
    def at(cls, origin: Origin, index: LinkIndex) -> Prose:
        """The text as it stands at a place."""
        found = [(hole, index.resolve(hole, origin)) for hole in origin.body.holes]
        links = tuple(one.href for hole, one in found if isinstance(hole, Link))
        return cls(origin.body, links, tuple(one.picture for hole, one in found if isinstance(hole, Image)))

    def __html__(self) -> str:
        from packatlas import markdown

        links, pictures = iter(self.links), iter(self.pictures)
        return markdown.place(self.body, lambda _link: next(links), lambda _image: next(pictures))


@dataclass(frozen=True, slots=True)
class Code:
    """A text in a computer language; prints as highlighted lines."""

    form: str
    """The text, or a form that many texts have in common, with a `BLANK` where each of the words belongs."""
    language: str
    words: tuple[str, ...] = ()
    """What stands inside a string or a name of the language, escaped as that needs."""

    @property
    def text(self) -> str:
        """The whole of it."""
        return _filled(self.form, self.words)

    def __html__(self) -> str:
        from packatlas import markdown

        lines = markdown.highlight(self.form, self.language)
        code = _filled(lines, [escape(word, quote=False) for word in self.words])
        return f'<pre class="highlight" tabindex="0"><code>{code}</code></pre>'


def _filled(form: str, words: Sequence[str]) -> str:
    if not words:
        return form
    first, *others = form.split(BLANK)
    return "".join([first, *(part for pair in zip(words, others, strict=True) for part in pair)])


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that leads somewhere; without an address it is only a name."""

    title: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents of a page."""

    title: str
    id: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ShieldView:
    """A pack's mark of verification: what is drawn, and the words beside it."""

    state: str
    """`current`, `due`, `overdue` or `none`."""
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """A pack in a list."""

    name: str
    title: str
    address: str
    layer: str
    kind: str
    """Its add-on type or else its layer, for people."""
    description: str
    logo: str
    """Address of its picture, or empty."""
    shield: ShieldView
    version: str
    """The release that the shield stands for, or else that a reader sees first; empty if there is none."""
    status: str
    """`Deprecated`, `Disabled`, `Deleted`, or empty while it is active."""
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What every page has. `template` names the file that draws it."""

    address: str
    template: str
    title: str
    description: str = ""
    trail: tuple[Ref, ...] = ()
    """The way from the home page to here, this page left out."""
    contents: tuple[Entry, ...] = ()
    """The sections of this page."""
    previous: Ref | None = None
    next: Ref | None = None
    source: str = ""
    """Path of its Markdown file below the content folder, for the edit link."""
    updated: date | None = None
    files: tuple[Artifact, ...] = ()
    """Files that are published with the page."""
    feeds: tuple[Ref, ...] = ()
    """Feeds of what this page is about, beside that of the whole site."""
    location: Location = NOWHERE
    """Its source; nowhere for a page that packatlas makes of many."""

    @property
    def canonical(self) -> str:
        """The address by which search engines shall know what this page says."""
        return self.address

    @property
    def markdown(self) -> str:
        """The address of the same page as Markdown; empty if there is none."""
        return urls.markdown(self.address)

    @property
    def social_card(self) -> str:
        """The address of the picture that stands for this page where it is shared."""
        return urls.social_card("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A page that the site will have: what the others have to know of it, and its view, which is made when it is drawn.

    So a plan of 10,000 packs stays small, and the work is spread over processes.
    """

    view: Callable[[], PageView]
    """Pure."""
    kind: type[PageView]
    template: str
    address: str
    title: str
    markdown: str
    """The address of the same page as Markdown; empty if there is none."""
    description: str = ""
    source: str = ""
    updated: date | None = None
    files: tuple[Artifact, ...] = ()
    location: Location = NOWHERE
    """These are those of the view."""
    owner: str = ""
    """The pack's name, or the path of the source, whose text the page shows."""
    body: Body | None = None
    """That text."""

    @classmethod
    def of(cls, view: PageView) -> Planned:
        """A page whose view is small, or of which there are few."""
        prose = getattr(view, "prose", None)
        return cls(
            view=lambda: view,
            kind=type(view),
            template=view.template,
            address=view.address,
            title=view.title,
            markdown=view.markdown,
            description=view.description,
            source=view.source,
            updated=view.updated,
            files=view.files,
            location=view.location,
            owner=view.source,
            body=prose.body if isinstance(prose, Prose) else None,
        )


@dataclass(frozen=True, slots=True)
class Slab:
    """One layer of the stack as the home page draws it."""

    layer: str
    title: str
    line: str
    address: str
    total: int
    verified: int
    packs: tuple[Card, ...]
    """The first few."""
    types: tuple[tuple[Ref, int], ...]
    """For add-ons: the types, each with its number of packs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView(PageView):
    """`home.html`: the stack."""

    slabs: tuple[Slab, ...]
    """Applications on top, the operating system at the bottom."""
    packs: int
    verified: int
    releases: int
    recent: tuple[Event, ...]
    prose: Prose | None
    """The words of the content folder's own `index.md`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Part of a list of packs, under a heading of its own."""

    title: str
    id: str
    address: str | None
    total: int
    """How many packs the whole group has, also on other pages of the list."""
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a long list a page shows."""

    number: int
    last: int
    steps: tuple[Ref, ...]
    """Numbers to go to, in order; one without an address is a gap or the page itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView(PageView):
    """`layer.html`, `type.html`, `tag.html`: packs in groups."""

    groups: tuple[Group, ...]
    total: int
    verified: int
    line: str = ""
    layer: str = ""
    """Set on the page of one layer."""
    shortcuts: tuple[tuple[Ref, int], ...] = ()
    """Narrower lists, each with its number of packs."""
    articles: tuple[Ref, ...] = ()
    """Plain pages that belong to the list."""
    pager: Pager | None = None

    @property
    def social_card(self) -> str:
        """That of the layer."""
        return urls.social_card(self.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksView(ListView):
    """`packs.html`: all packs."""

    narrower: tuple[tuple[str, tuple[tuple[Ref, int], ...]], ...]
    """Lists of some of them that have pages of their own, by what they go by, each with how much it lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsView(PageView):
    """`tags.html`: every tag with its number of packs."""

    tags: tuple[tuple[Ref, int], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one layer is verified."""

    title: str
    layer: str
    address: str
    total: int
    verified: int
    current: int
    due: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Column:
    """Packs of one state that are due in one week, as a bar."""

    x: float
    y: float
    width: float
    height: float
    state: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text in a drawing, about its middle."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """When shields are due, as a drawing; all places are in its own units."""

    width: int
    height: int
    floor: int
    """Where the bars stand."""
    columns: tuple[Column, ...]
    labels: tuple[Label, ...]
    """Above each week, how many packs are due in it; below, the days on which weeks begin."""
    today: float


@dataclass(frozen=True, slots=True)
class Badge:
    """How to show a badge elsewhere: text to copy."""

    address: str
    alt: str
    """Never the state: the picture changes with the catalog, a text that was copied doesn't."""
    markdown: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedView(PageView):
    """`verified.html`: what the shield means and how the catalog stands."""

    shares: tuple[Share, ...]
    groups: tuple[Group, ...]
    """Verified packs by state, the most urgent first."""
    total: int
    verified: int
    update_weeks: int
    due_soon_weeks: int
    as_of: date
    timeline: Timeline | None
    """None where no pack has a shield."""
    calendar: str
    """Address of the days on which packs are due, as an iCalendar file."""
    badge: Badge | None
    """How to show the badge of any pack; None where the catalog's own address isn't known."""
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class SideEntry:
    """An entry of the navigation between plain pages: a page, or a folder with what stands in it."""

    title: str
    address: str | None
    """None for a folder whose entries stand below it."""
    current: bool = False
    folder: bool = False
    """Whether it leads to a list of pages that are not shown here."""
    opened: bool = False
    entries: tuple[SideEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Teaser:
    """A plain page, or a folder of them, in the list of its folder."""

    title: str
    address: str
    description: str
    pages: int
    """How many pages a folder has; 0 for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView(PageView):
    """`page.html`: a plain page."""

    prose: Prose
    sidebar: tuple[SideEntry, ...]
    tags: tuple[Ref, ...]
    teasers: tuple[Teaser, ...] = ()
    """What stands in the folder whose page this is."""
    pager: Pager | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderView(PageView):
    """`folder.html`: the list of what stands in a folder, where no page of an author's is one."""

    sidebar: tuple[SideEntry, ...]
    teasers: tuple[Teaser, ...]
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a pack."""

    day: date
    kind: str
    """`released`, `verified`, `deprecated`, `disabled` or `deleted`."""
    words: str
    card: Card
    version: str
    address: str
    notes: str
    fixes: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatesView(PageView):
    """`updates.html`: what happened, newest first."""

    months: tuple[tuple[str, str, tuple[Event, ...]], ...]
    """Name of the month, its id, its events."""
    more: int
    """Older events that the page leaves out."""


@dataclass(frozen=True, slots=True)
class Change:
    """A pack or page that isn't what it was in the release before."""

    kind: str
    """`new`, `changed` or `removed`."""
    subject: Ref
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView(PageView):
    """`changes.html`: what changed since the site was published before."""

    release: str
    before: str
    """The release published before; empty for the first."""
    packs: tuple[tuple[Change, ...], int]
    """Those that are shown, and how many more there are; likewise below."""
    articles: tuple[tuple[Change, ...], int]
    counts: tuple[int, int, int]
    """How many files are new, changed and gone."""

    @property
    def markdown(self) -> str:
        """None: programs read the JSON."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A release gets a status on a day."""

    day: date
    status: str
    """`deprecated`, `disabled` or `deleted`."""
    words: str
    card: Card
    version: str
    address: str
    successor: Ref | None
    """What to take instead, if the catalog knows."""
    ahead: bool
    """Whether it comes after the day of the build."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleView(PageView):
    """`lifecycle.html`: the calendar of deprecations."""

    ahead: tuple[tuple[str, tuple[Step, ...]], ...]
    """By month, its name first; the nearest day first."""
    passed: tuple[tuple[str, tuple[Step, ...]], ...]
    """The latest day first."""
    more: int
    """Steps that the page leaves out."""
    deprecated_months: int
    disabled_months: int
    calendar: str
    """Address of the same as an iCalendar file."""
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingView(PageView):
    """`404.html`."""

    @property
    def markdown(self) -> str:
        """None: there is nothing to read."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectView(PageView):
    """`redirect.html`: an old name or path of a pack, or an old address of a page."""

    target: Ref
    """Its address may name a section."""
    alias: str
    """The old name, path or address as it was written."""
    word: str = "alias"
    """What its author calls it: an alias or a redirect."""

    @property
    def canonical(self) -> str:
        """That of the page it leads to."""
        return (self.target.address or urls.HOME).partition("#")[0]

    @property
    def markdown(self) -> str:
        """None: there is nothing to read."""
        return ""
