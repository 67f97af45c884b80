"""The site's scripts for a disk: one script that holds every module as a text, since a page there may load none."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from pathlib import Path

from packatlas.scripts import ScriptError, imports

LOADER = "assets/offline.js"
_SOURCE = Path(__file__).resolve().parent / "loader.js"


def loader(modules: Mapping[str, str]) -> str:
    """The script that makes modules of these texts, which are named by their paths on the site.

    Raises `ScriptError` when one imports what isn't among them, or when they import each other in a circle.
    """
    cut = {path: _cut(path, modules) for path in modules}
    for path in cut:
        _refuse_circles(path, cut, ())
    source = _SOURCE.read_text("utf-8").replace("ROOT", "../" * LOADER.count("/"))
    return source.replace("/* MODULES */ {}", in_script(cut))


def in_script(value: object) -> str:
    """A value as it stands in a script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cut(path: str, modules: Mapping[str, str]) -> list[str]:
    """The text of a module: text, path of a module that it imports, text, and so on."""
    parts, at, text = list[str](), 0, modules[path]
    try:
        found = imports(text)
    except ScriptError as fault:
        raise ScriptError(f"{path}: {fault}") from None
    for each in found:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), each.address))
        if not each.address.startswith(("./", "../")) or target not in modules:
            raise ScriptError(f"{path}: it imports {each.address!r}, which is no script of this site")
        parts += [text[at : each.start], target]
        at = each.end
    return [*parts, text[at:]]


def _refuse_circles(path: str, cut: Mapping[str, list[str]], way: tuple[str, ...]) -> None:
    if path in way:
        raise ScriptError(f"{' imports '.join((*way, path))}, in a circle")
    for target in cut[path][1::2]:
        _refuse_circles(target, cut, (*way, path))
