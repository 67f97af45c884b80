"""The frozen values that a catalog is made of. No I/O, no defaults that a setting should hold."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

from packatlas.errors import NOWHERE, Location, Problem
from packatlas.findings import Scan
from packatlas.versions import Version


class Layer(StrEnum):
    """Where a pack stands in the stack, in stack order from the bottom up."""

    KERNEL = "kernel"
    OS = "os"
    K8S = "k8s"
    CNI = "cni"
    CSI = "csi"
    ADDON = "addon"

    @property
    def shelf(self) -> Layer:
        """The layer whose page lists this pack: kernel packs stand under the operating system."""
        return Layer.OS if self is Layer.KERNEL else self

    @property
    def label(self) -> str:
        """The layer's name for people."""
        return LAYER_TITLES[self]


LAYER_TITLES = {
    Layer.KERNEL: "Kernel",
    Layer.OS: "Operating System",
    Layer.K8S: "Kubernetes",
    Layer.CNI: "Network",
    Layer.CSI: "Storage",
    Layer.ADDON: "Add-on",
}
LAYER_LINES = {
    Layer.KERNEL: "",
    Layer.OS: "What every node boots.",
    Layer.K8S: "The distribution that runs it all.",
    Layer.CNI: "How pods reach each other.",
    Layer.CSI: "Where volumes come from.",
    Layer.ADDON: "What the cluster offers its teams: ingress, monitoring, security and applications.",
}
"""One line under each layer's name."""
SHELVES = (Layer.OS, Layer.K8S, Layer.CNI, Layer.CSI, Layer.ADDON)
"""The five layers that have a page of their own, bottom of the stack first."""


class Status(StrEnum):
    """A release's place in the lifecycle."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    DISABLED = "disabled"
    DELETED = "deleted"


_PLACES = {status: place for place, status in enumerate(Status)}


class ConstraintType(StrEnum):
    """How a release relates to another pack; spelt as in pack.json."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_SUPPORTED = "notSupported"
    UPGRADE = "upgrade"


AUTHOR_ID = "user-content-"
"""Before every id that an author wrote in HTML, so that none takes the place of one of the site's."""


# --- Rendered Markdown -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a body whose final address depends on the page that shows it."""

    target: str
    """As the author wrote it, entities and escapes resolved: `../guide.md#setup`, `https://…`, `#top`."""
    line: int = 0
    """1-based line in the source file; 0 when not known."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a body; whether it is shown, and from where, is decided when the body is placed on a page."""

    target: str
    alt: str
    attributes: tuple[tuple[str, str], ...] = ()
    """Other safe attributes: `title`, `width`, `height`."""
    line: int = 0
    decorative: bool = False
    """Whether its author wrote an empty `alt` in HTML, the mark of a picture that says nothing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What an image of a body turns out to be on the page that shows it."""

    address: str
    """As it stands on that page."""
    size: tuple[int, int] | None = None
    """Width and height in pixels, if they are known."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body, with the id that links to it."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Section:
    """Visible text below one heading, for search and excerpts."""

    id: str
    """Id of the nearest heading above; empty before the first one."""
    title: str
    text: str
    """Words separated by single spaces."""


@dataclass(frozen=True, slots=True)
class Body:
    """Markdown turned into safe HTML with holes where a link's or an image's address belongs.

    A body is a pure function of its text; `markdown.place` fills the holes for one page. Its words are kept packed,
    since a catalog holds thousands of bodies and needs the words of one at a time. Made by `Body.of`.
    """

    packed: bytes = b""
    """HTML between the holes, sections and Markdown, compressed; empty for a body of nothing."""
    holes: tuple[Link | Image, ...] = ()
    """Every link and image, in reading order. A link stands inside `href="…"`, an image for the whole element."""
    title: str = ""
    """Text of a leading `# heading`, lifted out of the pieces; empty if there is none."""
    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    """Every id in the pieces that a fragment can point at, headings included."""
    line: int = 1
    """1-based line of its file where the Markdown begins."""

    @classmethod
    def of(
        cls,
        pieces: Iterable[str | Link | Image] = (),
        *,
        title: str = "",
        headings: tuple[Heading, ...] = (),
        anchors: frozenset[str] = frozenset(),
        sections: Iterable[Section] = (),
        text: str = "",
        line: int = 1,
    ) -> Body:
        """A body of sanitised HTML cut at its holes, of its sections, and of the Markdown that it was made of."""
        between, holes = [list[str]()], list[Link | Image]()
        for piece in pieces:
            if isinstance(piece, str):
                between[-1].append(piece)
            else:
                holes.append(piece)
                between.append([])
        html = ["".join(parts) for parts in between]
        words = _Words(html, [(one.id, one.title, one.text) for one in sections], text)
        packed = _pack(words) if holes or words != _NO_WORDS else b""
        return cls(packed, tuple(holes), title, headings, anchors, line)

    @property
    def pieces(self) -> tuple[str | Link | Image, ...]:
        """Sanitised HTML, cut at each hole."""
        html = self._words.html
        found: list[str | Link | Image] = [html[0]] if html[0] else []
        for hole, following in zip(self.holes, html[1:], strict=True):
            found += (hole, following) if following else (hole,)
        return tuple(found)

    @property
    def html(self) -> list[str]:
        """Sanitised HTML before, between and after the holes; one piece more than there are holes."""
        return list(self._words.html)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The visible text, heading by heading."""
        return tuple(Section(*one) for one in self._words.sections)

    @property
    def text(self) -> str:
        """The Markdown that it was made of, for those who would rather read that."""
        return self._words.text

    @property
    def _words(self) -> _Words:
        return _unpack(self.packed) if self.packed else _NO_WORDS

    @property
    def blank(self) -> bool:
        """Whether there is nothing to be shown."""
        return not (self.holes or self.headings or self.pieces)


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a text in its file: the frontmatter."""

    path: str
    """Of the file, as messages show it."""
    digest: bytes
    lines: int


class _Words(NamedTuple):
    """What of a body is kept packed."""

    html: list[str]
    sections: list[tuple[str, str, str]]
    """Id, title and text of each."""
    text: str


_NO_WORDS = _Words([""], [], "")
_SURROGATES: Literal["surrogatepass"] = "surrogatepass"
_NUMBER = 4
"""Bytes of a number in what is packed."""


def _pack(words: _Words) -> bytes:
    """The lengths of all texts, then the texts: written and read back in a fifth of the time of JSON."""
    texts = [*words.html, *(part for section in words.sections for part in section), words.text]
    numbers = (len(words.html), len(words.sections), *map(len, texts))
    data = struct.pack(f"<{len(numbers)}I", *numbers) + "".join(texts).encode("utf-8", _SURROGATES)
    # The fastest level: the same text three times over shrinks to a fifth at any.
    return zlib.compress(data, 1)


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> _Words:
    # Who asks for the HTML of a body mostly asks for its sections and its Markdown next.
    data = zlib.decompress(packed)
    pieces, sections = struct.unpack_from("<2I", data)
    count = pieces + 3 * sections + 1
    lengths = struct.unpack_from(f"<{count}I", data, 2 * _NUMBER)
    joined = data[(2 + count) * _NUMBER :].decode("utf-8", _SURROGATES)
    texts = [joined[start:end] for start, end in pairwise(accumulate(lengths, initial=0))]
    parts = iter(texts[pieces:-1])
    return _Words(texts[:pieces], list(zip(parts, parts, parts, strict=True)), texts[-1])


# --- Packs ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The CIS benchmark that a pack was hardened to."""

    name: str
    version: str = ""
    level: int | None = None
    results: tuple[int, int, int] | None = None
    """Checks that passed, that failed and that did not apply; None: not stated."""


@dataclass(frozen=True, slots=True)
class SignedScan:
    """What a signed statement says of a scan for vulnerabilities."""

    scanner: str
    """URI of the scanner, such as `pkg:github/aquasecurity/trivy`."""
    scanner_version: str
    """Empty: not stated."""
    database: date | None
    """When the scanner's database was last updated, if it is stated."""
    finished: date
    counts: tuple[tuple[str, int], ...]
    """Findings by severity: critical, high, medium, low, unknown, in this order."""
    fixable: int
    """How many of all findings have a fix."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signed a statement, as the trust file knows it."""

    key: str
    """Its id: 64 hexadecimal digits."""
    owner: str
    public: str
    """The raw Ed25519 public key: 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A signed statement about one release, after every check on it has passed."""

    subject: str
    """What it is about: `pack:<layer>/<name>@<version>`."""
    verifier: str
    """URI of who, or what, did the verification."""
    created: datetime
    valid_until: datetime
    """UTC, like `created`."""
    properties: tuple[str, ...]
    """What was verified, such as `PACK_CIS_LEVEL_1`."""
    signers: tuple[Signer, ...]
    digest: str
    """SHA-256 of the signed payload, by which the statement can be revoked."""
    envelope: str
    """The DSSE envelope as it is published: the same values, one a line."""
    facts: str
    """The canonical JSON that its subject's digest is the SHA-256 of."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Who verified a pack or a release, when and on what grounds."""

    verified_on: date
    by: str
    cis: Benchmark | None = None
    evidence: str = ""
    """Link to the evidence; empty if none is given."""
    location: Location = NOWHERE
    valid_until: date | None = None
    """The last day on which it counts by its own words; None: only the policy limits it."""
    scan: SignedScan | None = None
    statement: Statement | None = None
    """The signed statement that it comes from; None: a page's frontmatter states it."""

    @property
    def source(self) -> Literal["page", "statement"]:
        """Where it comes from."""
        return "page" if self.statement is None else "statement"


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a release needs of, or rules out in, another pack. Empty versions are not checked."""

    pack: str
    layer: Layer | None
    type: ConstraintType
    min: str = ""
    max: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Component:
    """One workload that a resource need is counted over; spelt as in pack.json."""

    schedule: str
    request: str = ""
    replicas: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A minimum of cpu (millicores), memory (Mi) or diskSize (GB) that a release needs."""

    type: Literal["cpu", "memory", "diskSize"]
    minimum: int | None = None
    """Ignored by the platform when `components` are named."""
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """A named bundle of values; a reader picks one of each group."""

    name: str
    title: str
    group: str
    add: str
    """YAML text that is merged into the values."""
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredInput:
    """A value that schema.yaml asks the reader for, or constrains."""

    path: str
    format: str
    """As written, for instance `number [5000-5005]` or `string /regex/`; empty if none is given."""
    required: bool = False
    readonly: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContainerImage:
    """An image that a release runs, or can be told to run."""

    name: str
    """`registry/path:tag`, as it is pulled; for an incomplete one what there is of it."""
    source: str
    """Where it is named: `pack.content.images`, the path of a value such as `charts.x.image`, or `preset X`."""
    complete: bool = True
    """False where neither tag nor digest is stated, so that the chart or the platform adds one."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that is copied as it is."""

    path: str
    """Path below its source folder, with forward slashes."""
    source: Path
    location: Location
    size: tuple[int, int] | None = None
    """Width and height in pixels of a picture, if they are known."""


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a pack."""

    version: Version
    location: Location
    released: date | None = None
    status: Status = Status.ACTIVE
    since: date | None = None
    """When `status` began, if known."""
    kubernetes: str = ""
    """Range such as `>=1.30 <1.35`; empty: not stated."""
    clouds: tuple[str, ...] = ()
    requires: tuple[Constraint, ...] = ()
    resources: tuple[Resource, ...] = ()
    fixes: tuple[str, ...] = ()
    """CVE or GHSA ids."""
    notes: str = ""
    body: Body | None = None
    """This release's own README."""
    values: str = ""
    """Text of values.yaml, comments kept."""
    presets: tuple[Preset, ...] = ()
    inputs: tuple[RequiredInput, ...] = ()
    images: tuple[ContainerImage, ...] = ()
    """Container images, those that the pack itself lists first."""
    charts: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    registry: str = ""
    """Name of the registry that it came from; empty when only a page states it."""
    files: tuple[StaticFile, ...] = ()
    """Pictures in its registry folder that its README may show; `path` is the path below that folder."""
    artifacts: tuple[tuple[str, str], ...] = ()
    """What a platform installs of its registry folder: paths with SHA-256; only where signed statements count."""
    verification: Verification | None = None
    """Its own verification; None: only what is said of the whole pack counts."""
    reports: tuple[tuple[str, Location], ...] = ()
    """Paths of security reports that its page names, below the content folder."""
    scan: Scan | None = None
    """What those and the other reports on it say; None where no report was read, which is not the same as nothing."""

    @property
    def has_page(self) -> bool:
        """Whether it has something of its own, so that it gets a page."""
        return bool(self.body or self.values or self.presets or self.inputs or self.images or self.scan)


@dataclass(frozen=True, slots=True)
class Pack:
    """A named piece of a cluster stack with all its releases.

    Also what one document says of a pack, before `catalog.assemble` joins the documents of one name: then
    fields that the document doesn't state are empty.
    """

    name: str
    title: str
    layer: Layer
    location: Location
    origin: Literal["page", "registry"]
    addon_type: str = ""
    """Normalised slug such as `app-services`; empty for core packs and add-ons of no stated type."""
    description: str = ""
    described: bool = True
    """False if the description is only the first sentence of the body, for want of one that its author wrote."""
    publisher: str = ""
    license: str = ""
    """Of the packaged software, as its author writes it: best an SPDX expression such as `Apache-2.0`."""
    clouds: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    fips: bool | None = None
    logo: Path | None = None
    """File on disk, already checked to be a regular file inside its source."""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    replaced_by: str = ""
    links: tuple[tuple[str, str], ...] = ()
    verification: Verification | None = None
    """What its page says of the whole pack; where only signed statements count, that of its latest release."""
    releases: tuple[Release, ...] = ()
    """Once assembled: newest version first, whatever its status."""
    body: Body | None = None
    """The page's words; the README of the latest release when there is no page."""
    updated: date | None = None
    """When its newest source says it was last changed, if it says so."""
    source: str = ""
    """Path of its Markdown page below the content folder; empty when it has none."""

    @property
    def latest(self) -> Release | None:
        """The release that a reader sees first: the newest stable active one, else the best that is left.

        Of a pack with signed releases it is one of those, so that nobody can put another one in its place.
        """

        def rank(release: Release) -> tuple[int, bool, bool]:
            return (_PLACES[release.status], release.verification is None, not release.version.stable)

        return min(self.releases, key=rank, default=None)

    def with_releases(self, releases: tuple[Release, ...]) -> Pack:
        """The pack with these releases: itself, where they are its own ones."""
        own = self.releases
        same = len(releases) == len(own) and all(one is other for one, other in zip(releases, own, strict=True))
        return self if same else replace(self, releases=releases)


@dataclass(frozen=True, slots=True)
class OldAddress:
    """Where a page stood before; it leads to where the page stands now."""

    address: str
    """Site-relative."""
    text: str
    """As it was written."""
    location: Location


@dataclass(frozen=True, slots=True)
class Page:
    """A plain page of the site: a guide, a policy."""

    path: str
    """Path below the content folder without its ending, `guides/install`; `index` names its folder."""
    source: str
    """Path of its file below the content folder, `guides/install.md`."""
    title: str
    location: Location
    body: Body
    sidebar_label: str = ""
    sidebar_position: float | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    updated: date | None = None
    slug: str = ""
    """Where its author wants it instead of at `path`, likewise without slashes at the ends; empty: at `path`."""
    aliases: tuple[OldAddress, ...] = ()

    @property
    def place(self) -> str:
        """The path that its address is made of."""
        return self.slug or self.path


@dataclass(frozen=True, slots=True)
class PageFolder:
    """What a folder's `_category_` file says of it in the navigation of plain pages."""

    path: str
    """Path of the folder below the content folder; empty for that folder itself."""
    location: Location
    label: str = ""
    position: float | None = None
    title: str = ""
    """Heading of the folder's own page, where no page of an author's is one."""
    description: str = ""
    opened: bool = False
    """Whether navigation shows what stands in it on every page."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the bytes of one or more files are made, once they are needed: a whole site doesn't fit well into memory."""

    gather: Callable[[], Any]
    """What the files are made of. Pure, like `make`."""
    make: Callable[[Any], Mapping[str, bytes | Problem]]
    """The files by their path, made of what was gathered; or why one can't be made."""
    tools: str = ""
    """All else that the bytes depend on, so that what was made of the same before need not be made again; empty: that
    isn't known."""
    kind: str = ""
    """Files of one kind, such as those of one template, fail together."""
    worded: bool = False
    """Whether an author's text is among what is gathered, so that it's worth keeping for an edit of that text."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the site to be written."""

    path: str
    """Path below the output folder, with forward slashes."""
    content: bytes | Recipe | Path
    """The bytes, how they are made, or a file to copy. Artifacts that share a recipe stand one after the other."""
    location: Location = NOWHERE
    """Whose input asked for it, so that two claims on one path can be told apart."""
