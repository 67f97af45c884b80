"""The catalog as a signer sees it: joined and closed, nothing drawn, nothing said of shields."""

from __future__ import annotations

from packatlas import parse
from packatlas.cache import Cache
from packatlas.catalog import Catalog, assemble
from packatlas.errors import NOWHERE, Problem, SiteError
from packatlas.model import Pack, Release
from packatlas.settings import Settings
from packatlas.sources.all_inputs import read
from packatlas.suggest import near_name
from packatlas.trust.vouching import without_declared
from packatlas.versions import Version
from packatlas.wording import quoted


def to_sign(settings: Settings) -> Catalog:
    """The catalog with the digests of what its releases install; statements that are there don't matter."""
    inputs, _unreadable = read(settings, signing=True)
    parsed, _faults = parse.parse(inputs.documents, settings, Cache())
    packs, _declared = without_declared(parsed.packs)
    catalog, _clashes = assemble(packs, parsed.pages, inputs.files, settings, parsed.folders)
    return catalog


def release_of(catalog: Catalog, wanted: str) -> tuple[Pack, Release]:
    """The release that `NAME@VERSION` means. Raises `SiteError` when the catalog doesn't have it."""
    name, _, version = wanted.partition("@")
    pack = pack_of(catalog, name)
    versions = [release.version.text for release in pack.releases]
    if not version:
        example = versions[0] if versions else "1.0.0"
        raise _unknown(f"{quoted(wanted)} names no release", f"write it as {name}@{example}")
    for release in pack.releases:
        if release.version == Version(version):
            return pack, release
    hint = near_name(version, versions) or f"it has {', '.join(versions[:5]) or 'none'}"
    raise _unknown(f"'{name}' has no release {quoted(version)}", hint)


def pack_of(catalog: Catalog, name: str) -> Pack:
    """The pack of a name. Raises `SiteError` when the catalog doesn't have it."""
    pack = catalog.by_name.get(name)
    if pack is None:
        alias = catalog.aliases.get(name)
        hint = f"did you mean '{alias}'?" if alias else near_name(name, catalog.by_name)
        hint = hint or "`packatlas check` says whether its page can be read"
        raise _unknown(f"this catalog has no pack {quoted(name)}", hint)
    return pack


def _unknown(message: str, hint: str) -> SiteError:
    return SiteError(Problem("PA179", message, NOWHERE, hint=hint))
