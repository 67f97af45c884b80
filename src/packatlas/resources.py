"""The default templates and assets that come with the program, and how assets are published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from packatlas import minify
from packatlas.model import Artifact
from packatlas.settings import Settings

_HERE = Path(__file__).resolve().parent
_STYLES = "styles/"
"""Style sheets below this folder are joined into one, in the order of their names."""
_MINIFIERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({".css": minify.style, ".js": minify.script})


def default_templates() -> Path:
    """The folder of the default templates: beside this file in a wheel, at the top of the repository in a checkout."""
    return _default("templates")


def default_assets() -> Path:
    """The folder of the default style sheets, scripts and icons."""
    return _default("assets")


def all_inputs(settings: Settings) -> tuple[Path, ...]:
    """Every folder that a build reads, those that come with the program included."""
    return (*settings.inputs, default_templates(), default_assets())


def _default(name: str) -> Path:
    packaged = _HERE / name
    return packaged if packaged.is_dir() else _HERE.parents[1] / name


def published_assets(settings: Settings) -> tuple[Mapping[str, str], tuple[Artifact, ...]]:
    """Where each asset stands on the site, by its name, and the files themselves.

    A file of the user's assets folder replaces the default one of the same name or stands beside it. All style
    sheets become one, whose name holds a digest of what it says; its own name here is `style`. The scripts stand
    together in a folder whose name holds a digest of them all, so that no page ever gets one of this publish and one of
    the next. Scripts and styles of the program itself travel minified; whatever a user wrote stays as it is, since no
    minifier knows all that a browser will read.
    """
    own = _files(default_assets())
    files = own | (_files(settings.assets) if settings.assets else {})
    published = {name: _published(file, own.get(name)) for name, file in sorted(files.items())}
    style = b"".join(_text(published.pop(name)) for name in [*published] if _is_style(name))
    scripts = {name: _bytes(content) for name, content in published.items() if _is_script(name)}
    published |= scripts
    folder = f"assets/scripts-{_digest(*(part for name in scripts for part in (name.encode(), scripts[name])))}"
    addresses = {name: f"{folder}/{name}" if name in scripts else f"assets/{name}" for name in published}
    addresses["style"], published["style"] = f"assets/style-{_digest(style)}.css", style
    return MappingProxyType(addresses), tuple(Artifact(addresses[name], _place(published[name])) for name in published)


def _digest(*parts: bytes) -> str:
    known = hashlib.sha256()
    for part in parts:
        known.update(len(part).to_bytes(8, "big") + part)
    return known.hexdigest()[:12]


def _published(file: Path, own: Path | None) -> bytes | Path:
    """A file as it is, or the minified text of a script or style sheet that says just what the program's own does."""
    if own is None or file.suffix not in _MINIFIERS or (file != own and _text(file) != _text(own)):
        return file
    return _MINIFIERS[file.suffix](_text(file))


def _place(file: bytes | Path) -> bytes | Path:
    """Where a file really stands: assets are the publisher's own and may be links, but what is copied may not."""
    return file if isinstance(file, bytes) else file.resolve()


def _is_style(name: str) -> bool:
    return name.startswith(_STYLES) and name.endswith(".css")


def _is_script(name: str) -> bool:
    return name.endswith(".js") and "/" not in name


def _text(file: bytes | Path) -> bytes:
    return _bytes(file).replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"


def _bytes(file: bytes | Path) -> bytes:
    return file if isinstance(file, bytes) else file.read_bytes()


def _files(folder: Path) -> dict[str, Path]:
    """Regular files below a folder, by their path with forward slashes; hidden ones are left out."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not any(part.startswith(".") for part in name.split("/"))}
