"""The Markdown folder: every `.md` and `.mdx` file is a page, every other file is copied as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from packatlas.documents import Document, Inputs, TextFile
from packatlas.errors import Location, Problem
from packatlas.model import StaticFile
from packatlas.settings import Limits
from packatlas.sources import reports
from packatlas.sources.files import is_picture, static_file
from packatlas.sources.folder import (
    CATEGORY_FILES,
    Entry,
    Folder,
    file_in,
    folder_at,
    is_skipped,
    read_text,
    root_folder,
    walk,
)
from packatlas.urls import OWN_FOLDERS, RECORD

CATALOG_FILE = "catalog.yaml"
_PAGES = frozenset({".md", ".mdx"})
_STATIC = "static/"
"""Docusaurus serves what is in this folder from the site's root."""


def read(path: Path, limits: Limits, without: frozenset[Path] = frozenset()) -> tuple[Inputs, list[Problem]]:
    """Read a content folder, but for folders that resolve to one of `without` and those that hold a built site.

    Raises OSError without a folder.
    """

    def left_out(folder: Folder) -> bool:
        # A check isn't told where a build puts the site; the record there tells it.
        return folder.path.resolve() in without or (folder.path / RECORD).is_file()

    entries, problems = walk(root_folder(path), left_out)
    sound, refused = _sound(entries)
    problems += refused
    files: list[StaticFile] = []
    texts: list[tuple[Entry, TextFile]] = []
    found, faults = reports.read([entry for entry in sound if reports.is_report(entry.place)], limits)
    problems += faults
    for entry in sound:
        if reports.is_report(entry.place):
            continue
        if _is_page(entry) or entry.name in CATEGORY_FILES:
            text, problem = read_text(entry, limits.text_bytes)
            if problem is None and text is not None:
                texts.append((entry, TextFile.of(entry.shown, text)))
        else:
            copied = _intruder(entry) or static_file(entry, _published(entry), limits)
            problem = copied if isinstance(copied, Problem) else None
            files += [copied] if isinstance(copied, StaticFile) else []
        problems += [problem] if problem else []
    pictures = _pictures(files)
    documents = [_document(entry, text, pictures) for entry, text in texts]
    return Inputs((*documents, *found), tuple(files)), problems


def page_at(path: Path, content: Path, files: Iterable[StaticFile], limits: Limits) -> Document | None:
    """The page at a real path in a content folder with these other files; None if it is none, or can't be read."""
    folder = folder_at(root_folder(content), path.parent)
    entry = file_in(folder, path.name) if folder and not is_skipped(path.name) else None
    if entry is None or not _is_page(entry):
        return None
    text, problem = read_text(entry, limits.text_bytes)
    return None if text is None or problem else _document(entry, TextFile.of(entry.shown, text), _pictures(files))


def _pictures(files: Iterable[StaticFile]) -> Mapping[str, StaticFile]:
    return {str(file.path): file for file in files if is_picture(file.path)}


def _document(entry: Entry, text: TextFile, pictures: Mapping[str, StaticFile]) -> Document:
    if entry.name in CATEGORY_FILES:
        return Document(entry.shown, entry.place, "category", text.data)
    return Document(entry.shown, entry.place, "page", text.data, pictures=pictures)


def _intruder(entry: Entry) -> Problem | None:
    """Why a file can't stand where programs read what packatlas itself says."""
    folder = _published(entry).partition("/")[0]
    if folder.casefold() not in OWN_FOLDERS:
        return None
    message = f"the folder '{folder}' of the site is packatlas' own"
    return Problem("PA033", message, Location(entry.shown), hint="move the file to another folder, such as images/")


def _is_page(entry: Entry) -> bool:
    return PurePosixPath(entry.name.lower()).suffix in _PAGES and not entry.place.startswith(_STATIC)


def _published(entry: Entry) -> str:
    return entry.place.removeprefix(_STATIC)


def _sound(entries: list[Entry]) -> tuple[list[Entry], list[Problem]]:
    """The files that may be read and whose names can stand beside each other on every system."""
    sound, problems = list[Entry](), list[Problem]()
    taken: dict[str, Entry] = {}
    for entry in entries:
        if entry.place == CATALOG_FILE:
            continue
        if entry.problem:
            problems.append(entry.problem)
            continue
        first = taken.setdefault(_published(entry).casefold(), entry)
        if first is entry:
            sound.append(entry)
        else:
            problems.append(_twins(entry, first))
    return sound, problems


def _twins(entry: Entry, first: Entry) -> Problem:
    same = _published(entry) == _published(first)
    message = "this file has the place of another one" if same else "this name differs from another one in case only"
    return Problem(
        "PA026",
        f"{message}: '{first.shown}'",
        Location(entry.shown),
        hint="rename one of the two",
        related=(Location(first.shown),),
    )
