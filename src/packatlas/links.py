"""Where the links and images of a body lead: to a page, a file or a section of this site, or out of it.

An author's target is matched against what the catalog really has; nothing else inside the site can be reached, so that
content cannot point at the site's own shield, style or script files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import AUTHOR_ID, Body, Image, Link, Pack, Picture, Release
from packatlas.suggest import near_name
from packatlas.wording import quoted

_EXTERNAL = frozenset({"http", "https", "mailto", "tel"})
_PAGE_ENDINGS = (".md", ".mdx")
_PLAIN_EXTERNAL = re.compile(r"https?://([a-z0-9.-]++)(?![^/?#])[!-\[\]-~]*+")
"""An address as most are written, of which nothing but the host need be known."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The place where a body stands and what its relative targets are relative to."""

    address: str
    """Address of the page that shows the body."""
    source: str
    """Path of the body's file below the content folder; empty for a README of a registry."""
    body: Body
    section_ids: frozenset[str] = frozenset()
    """Ids that the page has around the body."""
    files: Mapping[str, Picture] | None = None
    """For a registry's README: the pictures beside it by their path, each with its site-relative address."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A target's place: an href as it stands on the page, or why there is none."""

    href: str | None
    fault: str = ""
    """What is wrong, without a full stop; can stand beside an href (a page without that section)."""
    hint: str = ""
    """The way out, where it doesn't take a look at the whole site; else ask `LinkIndex.near`."""
    section: bool = False
    """Whether the page is there, and only the section is not."""
    size: tuple[int, int] | None = None
    """Of an image, its width and height in pixels."""

    @property
    def picture(self) -> Picture | None:
        """An image as the page shows it, if it does."""
        return None if self.href is None else Picture(self.href, self.size)


def readme_origin(address: str, pack: Pack, release: Release) -> Origin:
    """The origin of a release's README shown on a page."""
    folder = urls.release(pack.name, release.version.text)
    files = {file.path: Picture(urls.file(folder + file.path), file.size) for file in release.files}
    return Origin(address, "", release.body or Body(), urls.PACK_SECTION_IDS, files)


def elsewhere(target: str, base_url: str) -> str | None:
    """The address that a target means whatever the site has; None for one that may lead to the site at `base_url`."""
    try:
        parts, base = urlsplit(target.strip().replace("\\", "/")), urlsplit(base_url)
        inside = bool(parts.hostname) and parts.hostname == base.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _EXTERNAL or inside:
        return None
    return target.strip()


def takes_over(new: Set[str], known: Set[str]) -> bool:
    """Whether a fragment that meant a known id may mean a new one, by which it is found before."""
    return not {_folded(id) for id in new}.isdisjoint(_folded(id) for id in known)


def _folded(id: str) -> str:
    return id.removeprefix(AUTHOR_ID).lower()


def could_mean(fragment: str, ids: Set[str]) -> bool:
    """Whether a fragment names one of the ids, or is so near to one that it would be offered instead."""
    return any(spelling in ids or near_name(spelling, ids) for spelling in _spellings(fragment))


class LinkIndex:
    """Everything of a catalog that a link can reach. Built once; only read from then on."""

    def __init__(self, catalog: Catalog, base_url: str = "") -> None:
        self._base = urlsplit(base_url)
        self._pages: dict[str, str] = {}
        self._anchors: dict[str, frozenset[str]] = {}
        self._files = {file.path: Picture(urls.file(file.path), file.size) for file in catalog.files}
        self._index_pages(catalog)
        self._index_packs(catalog)
        for old, new in _moved(catalog):
            self._pages.setdefault(old.rstrip("/"), new)
        for fixed in (urls.HOME, urls.PACKS, urls.VERIFIED, urls.UPDATES, urls.LIFECYCLE, "feed.xml"):
            self._anchors[fixed] = frozenset()
        self._names = sorted({posixpath.basename(source) for source in self._pages})

    def _index_pages(self, catalog: Catalog) -> None:
        for page in catalog.pages:
            address = urls.page(page.place)
            self._pages[page.source] = address
            self._anchors[address] = page.body.anchors
            for folder in _above(page.path):
                self._anchors.setdefault(urls.page(folder), frozenset())

    def _index_packs(self, catalog: Catalog) -> None:
        for pack in catalog.packs:
            self._add(pack)
        for shelf in catalog.shelves:
            self._anchors[urls.layer(shelf.layer)] = frozenset()

    def _add(self, pack: Pack) -> None:
        address = urls.pack(pack.name)
        if pack.source:
            self._pages[pack.source] = address
        anchors = pack.body.anchors if pack.body else frozenset()
        self._anchors[address] = anchors | urls.PACK_SECTION_IDS
        for release in pack.releases:
            if release.has_page:
                own = release.body.anchors if release.body else frozenset()
                self._anchors[urls.release(pack.name, release.version.text)] = own | urls.PACK_SECTION_IDS

    def resolve(self, hole: Link | Image, origin: Origin) -> Resolved:
        """Where a link or an image of a body leads."""
        return (self.image if isinstance(hole, Image) else self.link)(hole.target, origin)

    def link(self, target: str, origin: Origin) -> Resolved:
        """Where a link leads from the page that shows it; never raises, whatever the target."""
        if (plain := _PLAIN_EXTERNAL.fullmatch(target)) and plain[1] != self._base.hostname:
            return Resolved(target)
        try:
            parts = urlsplit(target.strip().replace("\\", "/"))
        except ValueError:
            return Resolved(None, f"{quoted(target)} is no address", "write it as https://… or as a path to a page")
        if parts.scheme and parts.scheme.lower() not in _EXTERNAL:
            return Resolved(None, f"links of the kind {quoted(parts.scheme)} are not allowed", "use https:")
        if parts.scheme or parts.netloc:
            return self._external(target.strip(), parts.hostname or "", parts.path)
        if not parts.path:
            return self._section(origin.address, parts.fragment, origin, target)
        address = self._find(unquote(parts.path), origin)
        if address is None:
            download = self._verbatim(target, origin)
            return Resolved(None, f"the link {quoted(target)} leads nowhere") if download is None else download
        return self._section(address, parts.fragment, origin, target)

    def image(self, target: str, origin: Origin) -> Resolved:
        """Where an image of a body is; remote ones and the site's own are not shown."""
        try:
            parts = urlsplit(target.strip().replace("\\", "/"))
        except ValueError:
            return Resolved(None, f"{quoted(target)} is no address", "write a path to a picture beside the page")
        if parts.scheme or parts.netloc:
            return Resolved(None)
        found = self._file(unquote(parts.path), origin)
        if found is not None:
            return _shown(found, origin)
        place = "beside the README" if origin.files is not None else "beside the page or in images/"
        missing = Resolved(None, f"the image {quoted(target)} is not there", f"put the file {place}")
        return self._verbatim(target, origin) or missing

    def near(self, target: str, origin: Origin) -> str:
        """A way out for a link that leads nowhere: the nearest page or section, if there is one."""
        path, _, fragment = target.partition("#")
        address = self._find(unquote(path), origin) if path else origin.address
        if address is not None:
            ids = origin.body.anchors | origin.section_ids if not path else self._anchors.get(address, frozenset())
            return near_name(fragment, ids) or "link to the page without a section, or give the heading that id"
        if origin.files is not None:
            return "it names a file of the pack's own repository; write the full https:// address"
        return (
            near_name(posixpath.basename(path.rstrip("/")), self._names) or "write a path such as ../guides/install.md"
        )

    def _external(self, target: str, host: str, path: str) -> Resolved:
        """An address elsewhere; one of this very site has to be a page or a file of it, like any other link."""
        if host and host == self._base.hostname and path.startswith(self._base.path):
            inside = unquote(path).removeprefix(self._base.path).lstrip("/")
            if self._known(posixpath.normpath(inside) if inside else "") is None:
                return Resolved(
                    None, f"the link {quoted(target)} leads nowhere on this site", "link to a page of the site"
                )
        return Resolved(f"https:{target}" if target.startswith("//") else target)

    def _section(self, address: str, fragment: str, origin: Origin, target: str) -> Resolved:
        here = address == origin.address
        href = "" if here and fragment else urls.relative(origin.address, address)
        if not fragment:
            return Resolved(href)
        ids = origin.body.anchors | origin.section_ids if here else self._anchors.get(address)
        if ids is None:
            return Resolved(f"{href}#{fragment}")
        for candidate in _spellings(fragment):
            if candidate in ids:
                return Resolved(f"{href}#{candidate}")
        if here and fragment == "top":
            return Resolved("#")
        fault = f"the link {quoted(target)} names a section that is not there"
        return Resolved(f"{href}#{fragment}" if not here else None, fault, section=True)

    def _find(self, path: str, origin: Origin) -> str | None:
        """The address that a path means: as a file beside the source first, then as an address of the site."""
        for candidate in _candidates(path, origin):
            address = self._known(candidate)
            if address is not None:
                return address
        found = self._file(path, origin)
        return found.address if found else None

    def _known(self, path: str) -> str | None:
        """The address of a page or file by its path below the content folder, or by its own address."""
        if path in ("", "."):
            return urls.HOME
        stem = path.removesuffix(".html").removesuffix("/index") if path.endswith(".html") else path
        for ending in ("", *_PAGE_ENDINGS, "/index.md", "/index.mdx"):
            if stem + ending in self._pages:
                return self._pages[stem + ending]
        for address in (f"{stem}/", stem):
            if address in self._anchors:
                return address
        return self._files[path].address if path in self._files else None

    def _verbatim(self, target: str, origin: Origin) -> Resolved | None:
        """The file whose name is the target as it is written, such as `50%20off.png` or `notes #1.pdf`."""
        found = self._file(target.strip(), origin)
        return _shown(found, origin) if found else None

    def _file(self, path: str, origin: Origin) -> Picture | None:
        """The file that a path means."""
        if origin.files is not None and not path.startswith("/"):
            return origin.files.get(posixpath.normpath(path))
        for candidate in _candidates(path, origin):
            for spelling in (candidate, candidate.removeprefix("static/")):
                if spelling in self._files:
                    return self._files[spelling]
        return None


def _moved(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Old addresses, each with where a link to it leads. Of two claims on one the first counts."""
    for alias, name in catalog.aliases.items():
        yield urls.alias(alias), urls.pack(name)
    for page in catalog.pages:
        for old in page.aliases:
            yield old.address, urls.page(page.place)
    for redirect in catalog.redirects:
        yield redirect.address, redirect.address


def _above(path: str) -> Iterator[str]:
    """The folders that a page stands in, each of which has a page that lists what is in it."""
    while path := path.rpartition("/")[0]:
        yield path


def _shown(file: Picture, origin: Origin) -> Resolved:
    """A file as the page of the origin links to it."""
    return Resolved(urls.relative(origin.address, file.address), size=file.size)


def _candidates(path: str, origin: Origin) -> tuple[str, ...]:
    """Paths below the content root that a target can mean; none that leaves it."""
    if path.startswith("/"):
        found = [posixpath.normpath(path).lstrip("/")]
    else:
        folders = [posixpath.dirname(origin.source), origin.address.rstrip("/"), posixpath.dirname(origin.address[:-1])]
        found = [posixpath.normpath(posixpath.join(folder, path)) for folder in folders]
    return tuple(dict.fromkeys(place for place in found if not place.startswith("..")))


def _spellings(fragment: str) -> tuple[str, ...]:
    plain = unquote(fragment)
    return (fragment, plain, plain.lower(), AUTHOR_ID + plain)
