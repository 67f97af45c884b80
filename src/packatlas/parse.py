"""Documents into packs and pages: each by itself, so that they can be read by several processes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from packatlas import json_loader, scans, workers, yaml_loader
from packatlas.bodies import PACK, PAGE, README, above
from packatlas.cache import Cache, StaleError, digest, freeze, thaw
from packatlas.documents import Document, SplitPage, TextFile, split
from packatlas.errors import Location, Problem, Severity, has_error
from packatlas.findings import Report
from packatlas.history import Published
from packatlas.limited import limited
from packatlas.markdown import parse as parse_markdown
from packatlas.model import Above, Body, Pack, Page, PageFolder, Release
from packatlas.schema import category, images, names, pack_files, pack_json, pack_page, plain_page
from packatlas.schema.published import read_published
from packatlas.settings import Settings
from packatlas.standing import PARSED, body_of
from packatlas.suggest import did_you_mean
from packatlas.summary import first_sentence
from packatlas.tree import Tree
from packatlas.wording import quoted
from packatlas.workers import MOST_SHARES

_WORTH_SHARING = 64
"""Documents from which on a second process pays."""
_SHARE = 60_000
"""Bytes of text that a process reads at a time."""
SECONDS = 20
"""Of a processor's time, within which each document has to be read: a hundred times what a long README takes."""
_CUT_SHORT = frozenset({"PA001", "PA003"})
"""Faults after which nobody knows what else the frontmatter says."""
_IN_NO_ADDRESS = re.compile(r"[#?%]")
"""What begins another part of an address, or an escape: RFC 3986, 2.1 and 3."""
_INDEXES = frozenset({"index", "readme"})
"""File names that stand for their folder, on Docusaurus and on GitHub."""


Outcome = Pack | Page | PageFolder | Report | None
"""What a document comes to; None for one that is left out."""
_Read = tuple[Outcome, tuple[Problem, ...]]
_Kept = tuple[Outcome, tuple[Problem, ...], Above | None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the documents say, in the order of the documents."""

    outcomes: tuple[Outcome, ...]
    keys: tuple[bytes, ...]
    """What the cache keeps each by."""
    above: tuple[Above | None, ...]
    """What stands above the text of each; None for one without a text."""
    known: Mapping[bytes, _Kept]
    """All of it by its key, for who parses next."""

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every document that is a pack, or a part of one."""
        return tuple(one for one in self.outcomes if isinstance(one, Pack))

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every plain page."""
        return tuple(one for one in self.outcomes if isinstance(one, Page))

    @property
    def folders(self) -> tuple[PageFolder, ...]:
        """What is said of folders of pages."""
        return tuple(one for one in self.outcomes if isinstance(one, PageFolder))

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every security report."""
        return tuple(one for one in self.outcomes if isinstance(one, Report))


def parse(
    documents: Sequence[Document],
    settings: Settings,
    cache: Cache,
    meanwhile: Callable[[], object] = lambda: None,
    before: Parsed | None = None,
) -> tuple[Parsed, tuple[Problem, ...]]:
    """Read every document; one with an error in its fields is left out, and its faults are among the problems.

    Where other processes read, this one does `meanwhile` what comes next. What was parsed `before` is used again.
    """
    kept = cache.store(PARSED)
    keys = _keys(documents)
    outcomes = {key: before.known[key] for key in keys if before and key in before.known}
    outcomes |= {
        key: outcome
        for key in keys
        if key not in outcomes and (packed := kept.get(key)) and (outcome := _recalled(packed))
    }
    # One document of each key: equal ones come to the same.
    fresh = {key: document for key, document in zip(keys, documents, strict=True) if key not in outcomes}
    found = dict(zip(fresh, _read(tuple(fresh.values()), settings.jobs, meanwhile), strict=True))
    kept.restock(dict.fromkeys(keys), {key: packed for key, (packed, _) in found.items()})
    outcomes |= {key: outcome for key, (_, outcome) in found.items()}
    made = [outcomes[key] for key in keys]
    parsed = Parsed(tuple(one for one, _, _ in made), tuple(keys), tuple(above for _, _, above in made), outcomes)
    return parsed, tuple(problem for _, problems, _ in made for problem in problems)


def parse_previous(files: Sequence[TextFile], settings: Settings) -> tuple[Published | None, tuple[Problem, ...]]:
    """What an earlier publish said; nothing where none is named."""
    return read_published([(file.path, file.text) for file in files], settings.as_of) if files else (None, ())


def _read(documents: Sequence[Document], jobs: int, meanwhile: Callable[[], object]) -> list[tuple[bytes, _Kept]]:
    """What each document comes to, packed, as it is kept and comes from other processes, and unpacked."""
    reader = Reader()

    def read(number: int) -> bytes:
        return freeze(_whole(reader, documents[number]))

    if not workers.worthwhile(jobs, len(documents), _WORTH_SHARING):
        return [_both(read(number)) for number in range(len(documents))]
    shares = _shares(documents)
    found = dict(zip(chain(*shares), chain(*limited(read, shares, jobs, SECONDS, meanwhile, _both)), strict=True))
    return [found[number] or _both(freeze(_overdue(documents[number]))) for number in range(len(documents))]


def _both(packed: bytes) -> tuple[bytes, _Kept]:
    return packed, thaw(packed)


def _overdue(document: Document) -> _Kept:
    message = f"this file takes more than {SECONDS} seconds to read"
    hint = "simplify it, or split it; the other pages are built"
    return None, (Problem("PA035", message, Location(document.path), hint=hint),), None


def _whole(reader: Reader, document: Document) -> _Kept:
    outcome, problems = guarded(reader.read, document)
    return outcome, problems, above(document, body_of(outcome))


def _recalled(packed: bytes) -> _Kept | None:
    try:
        return thaw(packed)  # type: ignore[no-any-return]
    except StaleError:
        return None


def _keys(documents: Sequence[Document]) -> list[bytes]:
    """A digest of each document: of all that its outcome can depend on."""
    pictures = {id(document.pictures): document.pictures for document in documents}
    known = {
        number: digest(*(f"{path}\n{file}" for path, file in sorted(found.items())))
        for number, found in pictures.items()
    }
    return [
        digest(
            repr((document.path, document.place, document.kind, document.registry, document.added, document.changed)),
            repr((document.logo, document.artifacts)),
            known[id(document.pictures)],
            document.data,
            *(text for name, part in sorted(document.parts.items()) for text in (name, part.path, part.data)),
        )
        for document in documents
    ]


def guarded(read: Callable[[Document], _Read], document: Document) -> _Read:
    """What `read` makes of a document; what it raises becomes a problem, so that no document stops the others."""
    try:
        return read(document)
    except Exception as fault:
        words = quoted(f"{type(fault).__name__}: {fault}")
        message = f"a fault of packatlas itself in reading this file: {words}"
        return None, (Problem("PA034", message, Location(document.path), hint="report it; the other pages are built"),)


def _shares(documents: Sequence[Document]) -> list[list[int]]:
    """Positions of the documents in shares of about equal amounts of text: in their order, but equal READMEs together.

    What stands together in the catalog then stands together in memory, where other processes read it.
    """
    groups: dict[bytes | int, list[int]] = {}
    for number, document in enumerate(documents):
        readme = document.parts.get("readme")
        groups.setdefault(readme.data if readme else number, []).append(number)
    loads = [len(_prose(documents[numbers[0]])) + 500 * len(numbers) for numbers in groups.values()]
    most = max(_SHARE, sum(loads) // MOST_SHARES)
    shares, load = [list[int]()], 0
    for numbers, more in zip(groups.values(), loads, strict=True):
        if load > most:
            shares.append([])
            load = 0
        shares[-1] += numbers
        load += more
    return shares


def _prose(document: Document) -> bytes:
    readme = document.parts.get("readme")
    return readme.data if readme else document.data


class Reader:
    """Reads documents one by one, and equal READMEs of many releases only once."""

    def __init__(self) -> None:
        self._readmes: dict[str, tuple[Body, tuple[Problem, ...], str]] = {}

    def read(self, document: Document) -> _Read:
        """What a document makes and its problems; nothing for a draft and for one with errors."""
        if document.kind == "registry":
            return self._folder(document)
        if document.kind == "report":
            return _report(document)
        return _category(document) if document.kind == "category" else _page(document)

    def _folder(self, document: Document) -> _Read:
        tree, faults = json_loader.load(document.text, document.path)
        if tree.data is None and faults:
            return None, faults
        fields, more = pack_json.read_fields(tree)
        problems = [*(_forgiven(fault) for fault in faults), *more]
        if fields is None or has_error(problems):
            return None, tuple(problems)
        pack = pack_json.to_pack(fields, tree, document.registry)
        body, found = self._readme(document, fields.readme)
        release, more = _with_files(pack.releases[0], document)
        pack = replace(
            pack,
            title=pack.title or humanised(pack.name),
            description=pack.description or (first_sentence(body) if body else ""),
            described=bool(pack.description),
            logo=document.logo.source if document.logo else None,
            releases=(replace(release, body=body),),
            body=body,
            updated=document.changed,
        )
        return pack, (*problems, *found, *more)

    def _readme(self, document: Document, inline: str) -> tuple[Body | None, tuple[Problem, ...]]:
        part = document.parts.get("readme")
        text, path = (part.text, part.path) if part else (inline, document.path)
        if not text.strip():
            return None, ()
        if text not in self._readmes:
            body, problems = parse_markdown(text, path, 1, README)
            self._readmes[text] = (body, tuple(problems), path)
        body, problems, first = self._readmes[text]
        return (None if body.blank else body), tuple(
            replace(one, location=replace(one.location, path=path)) if one.location.path == first else one
            for one in problems
        )


def _forgiven(fault: Problem) -> Problem:
    """The platform takes the last of two equal keys, and invisible characters as they are: no reason to lose a pack."""
    return replace(fault, severity=Severity.WARNING) if fault.code in ("PA007", "PA063") else fault


def _with_files(release: Release, document: Document) -> tuple[Release, list[Problem]]:
    """A release with what the other files of its registry folder say."""
    parts, problems = document.parts, list[Problem]()
    if presets := parts.get("presets"):
        listed, found = pack_files.presets(presets.text, presets.path)
        problems += found
        release = replace(release, presets=listed)
    if values := parts.get("values"):
        named, found = images.images(values.text, values.path, release.presets)
        problems += found
        release = replace(release, values=values.text, images=named)
    if schema := parts.get("schema"):
        inputs, found = pack_files.required_inputs(schema.text, schema.path)
        problems += found
        release = replace(release, inputs=inputs)
    files = tuple(document.pictures[path] for path in sorted(document.pictures))
    return replace(release, released=document.added, files=files, artifacts=document.artifacts), problems


def _category(document: Document) -> _Read:
    load = json_loader.load if document.place.endswith(".json") else yaml_loader.load
    tree, faults = load(document.text, document.path)
    if tree.data is None:
        return None, faults
    folder, problems = category.read_folder(tree, posixpath.dirname(document.place))
    return (None if has_error(faults) else folder), (*faults, *problems)


def _report(document: Document) -> _Read:
    report, problems = scans.read(document.text, document.path)
    return report and replace(report, place=document.place, registry=document.registry), problems


def _page(document: Document) -> _Read:
    page, faults = split(document.text, document.path)
    data = page.front.data if isinstance(page.front.data, dict) else {}
    if str(data.get("draft", "")).lower() == "true":
        return None, ()
    front = page.front.with_data({key: value for key, value in data.items() if not key.startswith("x-")})
    is_pack = document.place.startswith("packs/") or "layer" in data
    if any(fault.code in _CUT_SHORT for fault in faults):
        return None, faults
    made, more = (_pack_page if is_pack else _plain_page)(document, replace(page, front=front))
    return (None if has_error(faults) else made), (*faults, *more)


def _pack_page(document: Document, page: SplitPage) -> tuple[Pack | None, list[Problem]]:
    fields, problems = pack_page.read_fields(page.front)
    stem = _stem(document.place)
    logo, more = _logo(document, page.front)
    faults = [*more, *_name_problems(stem, document, page.front)]
    body, found = parse_markdown(page.text, document.path, page.first_line, PACK)
    problems = [*problems, *faults, *found]
    if fields is None or faults:
        return None, problems
    pack = pack_page.to_pack(fields, page.front, stem)
    pack = replace(
        pack,
        title=pack.title or body.title or humanised(stem),
        description=pack.description or first_sentence(body),
        described=bool(pack.description),
        logo=logo,
        body=None if body.blank else body,
        source=document.place,
    )
    return pack, problems


def _name_problems(stem: str, document: Document, front: Tree) -> list[Problem]:
    """What is wrong with a file's name that has to serve as the pack's."""
    fault = names.pack_name_fault(stem)
    if not fault or (isinstance(front.data, dict) and "name" in front.data):
        return []
    message = f"the file's name {quoted(stem)} cannot be a pack's name"
    return [Problem("PA014", message, Location(document.path), hint=f"add 'name:', or rename it: {fault}")]


def _plain_page(document: Document, page: SplitPage) -> tuple[Page | None, list[Problem]]:
    fields, problems = plain_page.read_fields(page.front)
    body, found = parse_markdown(page.text, document.path, page.first_line, PAGE)
    problems = [*problems, *found]
    if fields is None:
        return None, problems
    place = PurePosixPath(document.place)
    path = place.with_name("index") if place.stem.lower() in _INDEXES else place.with_suffix("")
    slug, faults = plain_page.read_slug(fields, page.front, path.as_posix())
    faults += [] if slug else _address_problems(path.as_posix(), document.path)
    aliases, more = plain_page.read_aliases(fields, page.front, path.as_posix())
    faults += more
    if has_error(faults):
        return None, [*problems, *faults]
    made = Page(
        path=path.as_posix(),
        source=document.place,
        title=fields.title or body.title or humanised(_stem(document.place) or "home"),
        location=Location(document.path),
        body=body,
        sidebar_label=fields.sidebar_label or "",
        sidebar_position=fields.sidebar_position,
        description=fields.description or first_sentence(body),
        tags=tuple(dict.fromkeys(fields.tags)),
        updated=fields.last_update.date if fields.last_update else None,
        slug=slug,
        aliases=aliases,
    )
    return made, [*problems, *faults]


def _address_problems(path: str, shown: str) -> list[Problem]:
    """What is wrong with a page's path that has to serve as its address."""
    wrong = _IN_NO_ADDRESS.search(path)
    if not wrong:
        return []
    message = f"the path {quoted(path)} has a character that an address can't have: {quoted(wrong[0])}"
    return [Problem("PA025", message, Location(shown), hint="rename it, or give the page a 'slug:'")]


def _logo(document: Document, front: Tree) -> tuple[Path | None, list[Problem]]:
    """The picture that a page names: beside it, below the content folder, or where the site has it."""
    stated = front.data.get("logo") if isinstance(front.data, dict) else None
    if not isinstance(stated, str):
        return None, []
    here = posixpath.dirname(document.place)
    for base in ("", here) if stated.startswith("/") else (here, ""):
        place = posixpath.normpath(posixpath.join(base, stated.lstrip("/")))
        for path in (place, place.removeprefix("static/")):
            if path in document.pictures:
                return document.pictures[path].source, []
    known = {PurePosixPath(path).name: path for path in document.pictures}
    hint = did_you_mean(PurePosixPath(stated).name, known)
    hint = hint if hint.startswith("did") else "put a PNG, JPEG, GIF, WebP or SVG beside the page"
    return None, [Problem("PA031", f"the logo {quoted(stated)} is not there", front.value_at(("logo",)), hint=hint)]


def _stem(place: str) -> str:
    """The name of a file without its ending; of an index, the name of its folder."""
    path = PurePosixPath(place)
    return path.parent.name if path.stem.lower() in _INDEXES else path.stem


def humanised(stem: str) -> str:
    """A file's name as a title: `getting-started` is `Getting started`."""
    words = " ".join(re.split(r"[-_\s]+", stem)).strip()
    return words[:1].upper() + words[1:]
