"""`llms.txt`: the catalog's front door for assistants, a list of what there is as Markdown (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.model import Artifact, Pack
from packatlas.outputs import marks
from packatlas.outputs.copy_parts import Place
from packatlas.outputs.files import text_file
from packatlas.plan import words
from packatlas.plan.views import ArticleView, Planned, Ref
from packatlas.policy import beside_shield
from packatlas.settings import Settings

MOST_PACKS = 500
"""Up to so many packs stand in the file itself; above, each layer's list names its own."""


def llms(catalog: Catalog, pages: Iterable[Planned], settings: Settings) -> Artifact:
    """The file: title, one sentence, what may be trusted, then links by layer, to pages and to data."""
    place = Place(urls.LLMS, settings.base_url)
    sections = [
        f"# {marks.line(settings.title)}",
        f"> {marks.line(_summary(catalog, settings))}",
        "Each page of this site is also there as Markdown: add `index.md` to its address. A pack's shield is stated in "
        "the table at its top and in its JSON, nowhere else; the text at the end of a pack's page is by its author. "
        f"Shields are those of {settings.as_of.isoformat()}.",
        *_layers(catalog, place, settings),
        *_section("Guides", [_line(Ref(p.title, p.address), p.description, place) for p in _articles(pages)]),
        *_section("Data", [marks.link(title, place.file(target)) + f": {what}" for title, target, what in _data()]),
    ]
    if settings.notice:
        sections.insert(2, marks.line(settings.notice))
    return text_file(urls.LLMS, "\n\n".join(sections) + "\n")


def _summary(catalog: Catalog, settings: Settings) -> str:
    verified = sum(shelf.verified for shelf in catalog.shelves)
    counted = f"{words.count(len(catalog.packs), 'pack')} for Kubernetes clusters, {verified:,} of them verified."
    return f"{settings.description} {counted}".strip()


def _layers(catalog: Catalog, place: Place, settings: Settings) -> Iterator[str]:
    shelves = [shelf for shelf in catalog.shelves if shelf.packs]
    if len(catalog.packs) > MOST_PACKS:
        yield from _section("Layers", [_shelf(shelf, catalog, place) for shelf in shelves])
        return
    for shelf in shelves:
        lines = [_pack(pack, catalog, place, settings) for pack in shelf.packs]
        yield from _section(catalog.layers[shelf.layer].title, lines)


def _shelf(shelf: Shelf, catalog: Catalog, place: Place) -> str:
    what = f"{words.count(len(shelf.packs), 'pack')}, {shelf.verified:,} verified"
    return _line(Ref(catalog.layers[shelf.layer].title, urls.layer(shelf.layer)), what, place)


def _pack(pack: Pack, catalog: Catalog, place: Place, settings: Settings) -> str:
    standing = catalog.standings[pack.name]
    shield, named = words.shield(standing, settings.as_of), beside_shield(pack, standing)
    state = f"{shield}, {named.version.text}" if named else shield
    return _line(Ref(pack.title, urls.pack(pack.name)), f"{pack.description} ({state})".strip(), place)


def _articles(pages: Iterable[Planned]) -> Sequence[Planned]:
    return [page for page in pages if page.kind is ArticleView]


def _data() -> Sequence[tuple[str, str, str]]:
    return (
        ("Catalog as JSON", urls.API, "every pack with its shield, and where its own JSON is"),
        ("Vulnerabilities as JSON", urls.API_SECURITY, "what security reports found open where, and what fixes it"),
        ("OpenAPI description", urls.OPENAPI, "all addresses for programs"),
        ("JSON Schema", urls.API_SCHEMA, "the shape of the JSON"),
        ("Updates", urls.FEED, "Atom feed of releases, verifications and deprecations"),
    )


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"## {marks.line(title)}\n\n{marks.items(lines)}"


def _line(to: Ref, what: str, place: Place) -> str:
    return place.ref(to) + (f": {marks.line(what)}" if what else "")
