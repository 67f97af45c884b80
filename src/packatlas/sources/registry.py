"""The pack registry: folders with a `pack.json` each, one release a folder, anywhere below the registry's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from packatlas.documents import Document, Inputs, TextFile
from packatlas.errors import Location, Problem, Severity
from packatlas.model import StaticFile
from packatlas.schema import pack_files
from packatlas.settings import Limits, RegistrySource
from packatlas.sources import reports
from packatlas.sources.artifacts import artifacts
from packatlas.sources.files import is_picture, static_file
from packatlas.sources.folder import Entry, Folder, file_in, folder_at, read_text, root_folder, scan

_PARTS = {"readme.md": "readme", "values.yaml": "values", "presets.yaml": "presets", "schema.yaml": "schema"}
"""The texts of a pack folder by their name in small letters."""
_NOT_LOOKED_INTO = frozenset({"charts", "manifests"})
"""What a platform installs; nothing of it is shown."""
_PICTURE_DEPTH = 3
_SEARCH_DEPTH = 6
"""How many folders down a pack may stand."""
_HISTORY = "history.json"


def detect(path: Path) -> bool:
    """Whether a folder has a `pack.json` in it, or one or two folders further down."""
    return any(next(path.glob(pattern), None) for pattern in ("pack.json", "*/pack.json", "*/*/pack.json"))


def read(source: RegistrySource, limits: Limits, *, with_digests: bool = False) -> tuple[Inputs, list[Problem]]:
    """Read a registry; a bad folder doesn't stop the others. Raises OSError without a folder.

    The digests of what is installed are only worth their time where statements speak of them.
    """
    root = root_folder(source.path)
    dates, problems = _history(source.path, limits)
    documents: list[Document] = []
    scanned: list[Entry] = []
    waiting = [root]
    while waiting:
        folder = waiting.pop(0)
        entries, folders, faults = scan(folder)
        problems += faults
        names = {entry.name: entry for entry in entries}
        if "pack.json" in names:
            document, faults = _pack_folder(folder, entries, folders, source.name, limits, dates)
            if document and with_digests:
                document = replace(document, artifacts=artifacts(folder, limits))
            documents += [document] if document else []
            problems += faults
            continue
        scanned += [entry for entry in entries if reports.is_report(entry.place) and not entry.problem]
        problems += _astray(folder, entries)
        if folder.place.count("/") < _SEARCH_DEPTH:
            waiting += folders
    if not documents and not problems:
        hint = "name the folder that has a folder with a pack.json for each release"
        problems.append(Problem("PA060", "there is no pack in this registry", Location(root.shown), hint=hint))
    documents.sort(key=lambda document: document.place)
    found, faults = reports.read(scanned, limits, source.name)
    return Inputs((*documents, *found), ()), problems + faults


def pack_at(path: Path, source: RegistrySource, limits: Limits, *, with_digests: bool = False) -> Document | None:
    """The pack folder in which the file at a real path stands; None where it stands in none, or it can't be read."""
    root = root_folder(source.path)
    for above in path.parents:
        if not above.is_relative_to(root.root):
            return None
        if (above / "pack.json").is_file():
            folder = folder_at(root, above)
            if folder is None:
                return None
            entries, folders, _ = scan(folder)
            dates, _ = _history(source.path, limits)
            document, _ = _pack_folder(folder, entries, folders, source.name, limits, dates)
            return replace(document, artifacts=artifacts(folder, limits)) if document and with_digests else document
    return None


def _astray(folder: Folder, entries: list[Entry]) -> list[Problem]:
    """What is wrong with a folder that holds no pack itself."""
    problems = [entry.problem for entry in entries if entry.problem and entry.problem.code == "PA021"]
    if any(entry.name.lower() == "values.yaml" for entry in entries):
        message = "a folder with a values.yaml and no pack.json is not a pack"
        problems.append(Problem("PA061", message, Location(folder.shown), Severity.WARNING, "add a pack.json"))
    return problems


def _history(path: Path, limits: Limits) -> tuple[Mapping[str, pack_files.Dates], list[Problem]]:
    """The dates in `history.json`, which stands in the registry's folder or beside it."""
    for place in (path, path.resolve().parent):
        if entry := file_in(root_folder(place), _HISTORY):
            text, problem = read_text(entry, limits.file_bytes)
            if text is None or problem:
                return {}, [problem.as_warning()] if problem else []
            return pack_files.history(text, entry.shown)
    return {}, []


def _pack_folder(
    folder: Folder,
    entries: list[Entry],
    folders: list[Folder],
    registry: str,
    limits: Limits,
    dates: Mapping[str, pack_files.Dates],
) -> tuple[Document | None, list[Problem]]:
    main, problems = _text(next(entry for entry in entries if entry.name == "pack.json"), limits)
    if main is None or problems:
        return None, problems
    parts: dict[str, TextFile] = {}
    for entry in entries:
        part = _PARTS.get(entry.name.lower())
        if part and part not in parts:
            text, faults = _text(entry, limits)
            problems += [one if one.code in ("PA021", "PA022", "PA023") else one.as_warning() for one in faults]
            if text is not None:
                parts[part] = TextFile.of(entry.shown, text)
    pictures, faults = _pictures(folder, entries, folders, limits)
    problems += faults
    when = dates.get(folder.path.name, pack_files.Dates(None, None))
    logos = sorted(path for path in pictures if "/" not in path and path.lower().startswith("logo."))
    document = Document.of(
        path=f"{folder.shown}/pack.json" if folder.shown != "." else "pack.json",
        place=folder.place,
        kind="registry",
        text=main,
        parts=parts,
        pictures=pictures,
        logo=pictures[logos[0]] if logos else None,
        registry=registry,
        added=when.added,
        changed=when.changed,
    )
    return document, problems


def _text(entry: Entry, limits: Limits) -> tuple[str | None, list[Problem]]:
    if entry.problem:
        return None, [entry.problem]
    text, problem = read_text(entry, limits.text_bytes)
    return text, [problem] if problem else []


def _pictures(
    top: Folder, entries: list[Entry], folders: list[Folder], limits: Limits
) -> tuple[dict[str, StaticFile], list[Problem]]:
    """The pictures of a pack folder by their path below it; what is none is left out with a warning."""
    files, problems = list(entries), list[Problem]()
    waiting = [(folder, 1) for folder in folders if folder.path.name.lower() not in _NOT_LOOKED_INTO]
    while waiting:
        folder, depth = waiting.pop(0)
        inside, below, _faults = scan(folder)
        files += inside
        waiting += [(one, depth + 1) for one in below] if depth < _PICTURE_DEPTH else []
    found: dict[str, StaticFile] = {}
    for entry in files:
        if not is_picture(entry.name):
            continue
        path = entry.place.removeprefix(f"{top.place}/") if top.place else entry.place
        copied = entry.problem or static_file(entry, path, limits)
        if isinstance(copied, Problem):
            problems.append(copied if entry.problem else copied.as_warning())
        else:
            found[path] = copied
    return found, problems
