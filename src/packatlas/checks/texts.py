"""Every text of a catalog with its place: what the checks of texts go over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.errors import Location
from packatlas.links import Origin, readme_origin
from packatlas.model import Body, Image, Link, Pack

TOLD = 50
"""How many faults of one text are told one by one; what has more is broken as a whole."""


@dataclass(frozen=True, slots=True)
class Text:
    """One body where it stands."""

    body: Body
    origin: Origin
    location: Location
    """Its file."""
    foreign: bool = False
    """Whether it came with a registry: others have to mend it."""

    def at(self, line: int) -> Location:
        """A line of its file."""
        return replace(self.location, line=line, column=0)

    def place_of(self, hole: Link | Image) -> Location:
        """Where a link or an image stands; one in HTML doesn't know its line, and the first that names it serves."""
        if hole.line:
            return self.at(hole.line)
        source = self.body.text
        found = source.find(hole.target)
        return self.at(self.body.line + source.count("\n", 0, found) if found >= 0 else 0)


def texts(catalog: Catalog) -> Iterator[Text]:
    """Every page, every pack's page, every README of a release, each once."""
    for page in catalog.pages:
        yield Text(page.body, Origin(urls.page(page.place), page.source, page.body), page.location)
    for pack in catalog.packs:
        yield from texts_of(pack)


def texts_of(pack: Pack) -> Iterator[Text]:
    """The texts of one pack: that of its page, and the READMEs of its releases."""
    readmes = [release.body for release in pack.releases if release.body]
    if pack.body and not any(pack.body is readme for readme in readmes):
        yield Text(
            pack.body, Origin(urls.pack(pack.name), pack.source, pack.body, urls.PACK_SECTION_IDS), pack.location
        )
    for release in pack.releases:
        if release.body:
            origin = readme_origin(urls.release(pack.name, release.version.text), pack, release)
            place = Location(release.location.path.removesuffix("pack.json") + "README.md")
            yield Text(release.body, origin, place, foreign=True)
