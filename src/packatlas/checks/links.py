"""PA100, PA101: links and images in a text that lead nowhere.

Why it matters: a reader who follows a dead link stops trusting the page. The site shows the words without the link.

Bad: `[the guide](../guide/instal.md)` when the file is `guides/install.md`. Good: `[the guide](../guides/install.md)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.errors import Location, Problem, Severity
from packatlas.links import PACK_SECTION_IDS, LinkIndex, Origin, readme_origin
from packatlas.model import Body, Image, Link
from packatlas.settings import Settings


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """Every link and image of every body, resolved as the page that shows it would."""
    index = LinkIndex(catalog, settings.base_url)
    return tuple(problem for body, origin, where in _bodies(catalog) for problem in _body(index, body, origin, where))


def _bodies(catalog: Catalog) -> Iterator[tuple[Body, Origin, Location]]:
    for page in catalog.pages:
        yield page.body, Origin(urls.page(page.place), page.source, page.body), page.location
    for pack in catalog.packs:
        if pack.body and pack.source:
            yield pack.body, Origin(urls.pack(pack.name), pack.source, pack.body, PACK_SECTION_IDS), pack.location
        for release in pack.releases:
            if release.body:
                address = urls.release(pack.name, release.version.text)
                yield release.body, readme_origin(address, pack, release), _readme(release.location)


def _readme(location: Location) -> Location:
    return Location(location.path.removesuffix("pack.json") + "README.md")


def _body(index: LinkIndex, body: Body, origin: Origin, where: Location) -> Iterator[Problem]:
    for piece in body.pieces:
        match piece:
            case Link():
                found, code = index.link(piece.target, origin), "PA100"
            case Image():
                found, code = index.image(piece.target, origin), "PA101"
            case _:
                continue
        if found.fault:
            place = replace(where, line=piece.line, column=0)
            hint = found.hint or index.near(piece.target, origin)
            yield Problem(code, found.fault, place, Severity.WARNING, hint)
