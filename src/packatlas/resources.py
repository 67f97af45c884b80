"""The default templates and assets that come with the program, and how assets are published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from packatlas.model import Artifact
from packatlas.settings import Settings

_HERE = Path(__file__).resolve().parent
_STYLES = "styles/"
"""Style sheets below this folder are joined into one, in the order of their names."""
_BLANKS = re.compile(r"[ \t]*(//.*\n|/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n)?")
"""What a line of a script begins with; the group is a comment that has its lines for itself."""


def default_templates() -> Path:
    """The folder of the default templates: beside this file in a wheel, at the top of the repository in a checkout."""
    return _default("templates")


def default_assets() -> Path:
    """The folder of the default style sheets, scripts and icons."""
    return _default("assets")


def _default(name: str) -> Path:
    packaged = _HERE / name
    return packaged if packaged.is_dir() else _HERE.parents[1] / name


def published_assets(settings: Settings) -> tuple[Mapping[str, str], tuple[Artifact, ...]]:
    """Where each asset stands on the site, by its name, and the files themselves.

    A file of the user's assets folder replaces the default one of the same name or stands beside it. All style
    sheets become one, whose name holds a digest of what it says; its own name here is `style`. The scripts stand
    together in a folder whose name holds a digest of them all, so that no page ever gets one of this publish and one of
    the next. Scripts of the program itself leave their comments at home; a user's stay as they are.
    """
    own = _files(default_assets())
    files = own | (_files(settings.assets) if settings.assets else {})
    style = b"".join(_text(files[name]) for name in sorted(files) if _is_style(name))
    addresses = {"style": f"assets/style-{_digest(style)}.css"}
    contents: dict[str, bytes | Path] = {"style": style}
    scripts = {name: _script(files[name], own.get(name)) for name in sorted(files) if _is_script(name)}
    folder = f"assets/scripts-{_digest(*(part for name in scripts for part in (name.encode(), scripts[name])))}"
    for name in sorted(file for file in files if not _is_style(file)):
        addresses[name] = f"{folder}/{name}" if name in scripts else f"assets/{name}"
        contents[name] = scripts.get(name, files[name])
    return MappingProxyType(addresses), tuple(Artifact(addresses[name], contents[name]) for name in contents)


def _digest(*parts: bytes) -> str:
    known = hashlib.sha256()
    for part in parts:
        known.update(len(part).to_bytes(8, "big") + part)
    return known.hexdigest()[:12]


def _script(file: Path, own: Path | None) -> bytes:
    if file is not own:
        return file.read_bytes()
    return without_comments(_text(file).decode("utf-8")).encode("utf-8")


def _is_script(name: str) -> bool:
    return name.endswith(".js") and "/" not in name


def without_comments(script: str) -> str:
    """A script without indentation and without the comments that have their lines for themselves.

    What stands in a template literal over several lines stays as it is. To tell where those are, back quotes are
    counted: a script may not have a single one in a string, in a regular expression or behind code on a line.
    """
    kept: list[str] = []
    at, in_template = 0, False
    while at < len(script):
        blanks = None if in_template else _BLANKS.match(script, at)
        at = blanks.end() if blanks else at
        if blanks and blanks[1]:
            continue
        end = script.find("\n", at) + 1 or len(script)
        kept.append(script[at:end])
        in_template ^= script.count("`", at, end) % 2 == 1
        at = end
    return "".join(kept)


def _is_style(name: str) -> bool:
    return name.startswith(_STYLES) and name.endswith(".css")


def _text(file: Path) -> bytes:
    return file.read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"


def _files(folder: Path) -> dict[str, Path]:
    """Regular files below a folder, by their path with forward slashes; hidden ones are left out."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not any(part.startswith(".") for part in name.split("/"))}
