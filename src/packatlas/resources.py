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
    sheets become one, whose name holds a digest of what it says; its own name here is `style`. Scripts of the program
    itself leave their comments at home; a user's stay as they are.
    """
    own = _files(default_assets())
    files = own | (_files(settings.assets) if settings.assets else {})
    style = b"".join(_text(files[name]) for name in sorted(files) if _is_style(name))
    style_address = f"assets/style-{hashlib.sha256(style).hexdigest()[:12]}.css"
    plain = {name: file for name, file in files.items() if not _is_style(name)}
    addresses = {name: f"assets/{name}" for name in sorted(plain)} | {"style": style_address}
    artifacts = (
        Artifact(style_address, style),
        *(Artifact(f"assets/{name}", _published(plain[name], own.get(name))) for name in sorted(plain)),
    )
    return MappingProxyType(addresses), artifacts


def _published(file: Path, own: Path | None) -> bytes | Path:
    if file is not own or file.suffix != ".js":
        return file
    return without_comments(_text(file).decode("utf-8")).encode("utf-8")


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
