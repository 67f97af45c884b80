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
from packatlas.links import LinkIndex, Origin, Resolved, readme_origin
from packatlas.model import Body, Image, Link
from packatlas.settings import Settings

_TOLD = 50
"""How many faults of one text are told one by one; what has more is broken as a whole."""
_HINTS = 100
"""How many near names are looked for in a build: each look goes over all pages."""


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """Every link and image of every body, resolved as the page that shows it would."""
    index = LinkIndex(catalog, settings.base_url)
    hints: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    for body, origin, where in _bodies(catalog):
        faults = [*_faults(index, body, origin)]
        for piece, code, found in faults[:_TOLD]:
            place = replace(where, line=piece.line, column=0)
            hint = found.hint or _near(hints, index, piece.target, origin)
            problems.append(Problem(code, found.fault, place, Severity.WARNING, hint))
        if len(faults) > _TOLD:
            message = f"{len(faults) - _TOLD} more links and images of this text lead nowhere"
            problems.append(Problem("PA100", message, where, Severity.WARNING, "mend the first ones and build again"))
    return tuple(problems)


def _near(hints: dict[tuple[str, str], str], index: LinkIndex, target: str, origin: Origin) -> str:
    """A way out for a broken link; looked for once a link, and not for ever."""
    if origin.files is not None:
        return index.near(target, origin)
    key = (origin.address, target)
    if key not in hints and len(hints) < _HINTS:
        hints[key] = index.near(target, origin)
    return hints.get(key, "")


def _bodies(catalog: Catalog) -> Iterator[tuple[Body, Origin, Location]]:
    for page in catalog.pages:
        yield page.body, Origin(urls.page(page.place), page.source, page.body), page.location
    for pack in catalog.packs:
        readmes = [release.body for release in pack.releases if release.body]
        if pack.body and not any(pack.body is readme for readme in readmes):
            yield pack.body, Origin(urls.pack(pack.name), pack.source, pack.body, urls.PACK_SECTION_IDS), pack.location
        for release in pack.releases:
            if release.body:
                address = urls.release(pack.name, release.version.text)
                yield release.body, readme_origin(address, pack, release), _readme(release.location)


def _readme(location: Location) -> Location:
    return Location(location.path.removesuffix("pack.json") + "README.md")


def _faults(index: LinkIndex, body: Body, origin: Origin) -> Iterator[tuple[Link | Image, str, Resolved]]:
    for hole in body.holes:
        found = index.resolve(hole, origin)
        if found.fault:
            yield hole, "PA101" if isinstance(hole, Image) else "PA100", found
