"""New catalogs and new pages: files to begin with, and never one written over another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.model import Layer
from packatlas.schema.names import pack_name_fault
from packatlas.settings import resolved

_STARTER = Path(__file__).resolve().parent / "starter"
_PAGE = "pack.md"
_EXTRA = {".gitignore": "/build/\n", "templates/.gitkeep": "", "assets/.gitkeep": ""}
"""Files whose names a packaging tool might treat in its own way."""


def new_catalog(folder: Path, today: date) -> tuple[Path, ...]:
    """Write a small catalog whose dates are `today` into an empty or missing folder; the files, sorted.

    Raises `SiteError` when something is in the folder, or when it can't be written.
    """
    shown = Location(folder.as_posix())
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise SiteError(Problem("PA177", "there is something here already", shown, hint="name an empty folder"))
        for path, text in _starter():
            _write(folder / path, _filled(text, {"TODAY": today.isoformat()}))
    except OSError as fault:
        raise SiteError(Problem("PA177", f"cannot write here: {reason_of(fault)}", shown)) from fault
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def new_page(content: Path, layer: Layer, name: str, today: date) -> Path:
    """Write the page of a new pack; the file. Raises `SiteError` when it is there, or the name can't be used."""
    page = content / "packs" / layer / f"{name}.md"
    shown = Location(page.as_posix())
    if reason := pack_name_fault(name):
        raise SiteError(Problem("PA178", f"no pack can be called {name!r}", Location(content.as_posix()), hint=reason))
    if not resolved(content, "PA177").is_dir():
        hint = "go to the catalog's folder, or make a catalog with `packatlas init`"
        raise SiteError(Problem("PA177", "there is no catalog here", Location(content.as_posix()), hint=hint))
    values = {"NAME": name, "LAYER": layer.value, "TITLE": _title(name), "TODAY": today.isoformat()}
    try:
        _write(page, _filled((_STARTER / _PAGE).read_text("utf-8"), values))
    except FileExistsError as fault:
        raise SiteError(Problem("PA177", "this page exists already", shown, hint="choose another name")) from fault
    except OSError as fault:
        raise SiteError(Problem("PA177", f"cannot write here: {reason_of(fault)}", shown)) from fault
    return page


def add_files(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write files into a catalog, all or none; the files. Raises `SiteError` when one is there, or can't be written."""
    for path in files:
        if (folder / path).exists() or (folder / path).is_symlink():
            shown = Location((folder / path).as_posix())
            raise SiteError(Problem("PA177", "this file exists already", shown, hint="move it away, or keep it"))
    for path, text in files.items():
        try:
            _write(folder / path, text)
        except OSError as fault:
            shown = Location((folder / path).as_posix())
            raise SiteError(Problem("PA177", f"cannot write here: {reason_of(fault)}", shown)) from fault
    return tuple(folder / path for path in files)


def _starter() -> Iterator[tuple[str, str]]:
    yield from _EXTRA.items()
    for path in sorted(_STARTER.rglob("*")):
        if path.is_file() and path.name != _PAGE:
            yield path.relative_to(_STARTER).as_posix(), path.read_text("utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _title(name: str) -> str:
    return " ".join(word.capitalize() for word in name.replace("_", "-").split("-") if word)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
