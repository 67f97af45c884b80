"""Signed trust on disk: the trust file, which stands outside of everything that others may fill, and the statements."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.settings import Limits, Settings, real, resolved
from packatlas.sources.folder import Entry, read_bytes, root_folder, shown_path, walk
from packatlas.trust.files import StatementFile, TrustInputs

_SUFFIX = ".json"


def read(settings: Settings) -> tuple[TrustInputs | None, list[Problem]]:
    """The trust file and every statement; None where only pages are trusted.

    Raises SiteError when the trust file isn't there, or stands where others may change it.
    """
    if not settings.trust.signed:
        return None, []
    data = _trust_file(settings.trust_file, settings)
    statements, problems = _statements(settings.attestations, settings.limits)
    return TrustInputs(shown_path(settings.trust_file), data, statements), problems


def _trust_file(path: Path, settings: Settings) -> bytes:
    here = Location(shown_path(path))
    try:
        real = path.resolve(strict=True)
        found = real.stat()
    except (OSError, RuntimeError) as fault:
        reason = reason_of(fault) if isinstance(fault, OSError) else "it leads nowhere"
        hint = "name the trust file with --trust, or with 'file' in 'trust' of catalog.yaml"
        raise SiteError(Problem("PA190", f"the trust file cannot be read: {reason}", here, hint=hint)) from None
    if not stat.S_ISREG(found.st_mode):
        raise SiteError(Problem("PA190", "the trust file is no regular file", here, hint="name a file"))
    for folder, what in _open_to_others(settings):
        if real.is_relative_to(folder):
            message = f"the trust file stands inside {what}, where whoever adds a pack could change it"
            raise SiteError(Problem("PA190", message, here, hint="keep it beside that folder, not in it"))
    data = read_bytes(Entry(path.name, path.name, real, here.path), settings.limits.statement_bytes)
    if isinstance(data, Problem):
        raise SiteError(data)
    return data


def _open_to_others(settings: Settings) -> Iterable[tuple[Path, str]]:
    """Folders that strangers may fill, and the one that is written, links in them resolved."""
    yield real(settings.content), "the content folder"
    yield resolved(settings.attestations, "PA190"), "the folder of statements"
    yield real(settings.output), "the output folder"
    for source in settings.registries:
        yield real(source.path), f"the registry '{source.name}'"


def _statements(folder: Path, limits: Limits) -> tuple[tuple[StatementFile, ...], list[Problem]]:
    """Every `<name>/<version>.json`; a folder that isn't there has none."""
    if not folder.exists():
        return (), []
    try:
        entries, problems = walk(root_folder(folder))
    except OSError as fault:
        message = f"the folder of statements cannot be read: {reason_of(fault)}"
        raise SiteError(Problem("PA190", message, Location(shown_path(folder)))) from fault
    statements = []
    for entry in entries:
        if not entry.name.lower().endswith(_SUFFIX):
            continue
        data = entry.problem or _misplaced(entry) or read_bytes(entry, limits.statement_bytes)
        if isinstance(data, Problem):
            problems.append(data)
        else:
            place = PurePosixPath(entry.place)
            statements.append(StatementFile(entry.shown, place.parent.name, place.name[: -len(_SUFFIX)], data))
    return tuple(statements), problems


def _misplaced(entry: Entry) -> Problem | None:
    if entry.place.count("/") == 1 and entry.name.endswith(_SUFFIX):
        return None
    hint = "call a statement <name>/<version>.json, as `packatlas attest` does"
    return Problem("PA196", "this is no place of a statement", Location(entry.shown), hint=hint)
