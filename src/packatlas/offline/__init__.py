"""The whole site as one zip that opens from a disk: for networks that nothing reaches."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from packatlas import making, regular, urls
from packatlas.errors import Location, Problem, SiteError, UnmadeError, reason_of
from packatlas.media_types import is_text, media_type
from packatlas.model import Artifact
from packatlas.offline.modules import LOADER, in_script, loader
from packatlas.offline.pages import main_of, offline_page
from packatlas.settings import Settings, real, resolved
from packatlas.wording import day
from packatlas.write.claims import settle

SUMS = "SHA256SUMS"
README = "README.txt"
_FOLDER = "catalog"
"""What the zip unpacks to."""
_FOR_SERVERS = frozenset({urls.NOT_FOUND, "_headers"})
"""What only makes sense where somebody serves the site, at its own address."""
_LEVEL = 6
_ZIP = b"PK"
"""What every zip begins with."""


def check_place(file: Path, settings: Settings) -> None:
    """Raise `SiteError` where no zip may be put: among what a build reads, or over what is none."""
    place = resolved(file.parent, "PA228") / file.name
    for folder in settings.inputs:
        if place.is_relative_to(real(folder)):
            message = f"the zip would stand in {folder.as_posix()!r}, which a build reads"
            raise _refusal(message, file, "put it beside the site")
    if os.path.lexists(place) and not _may_be_replaced(place):
        raise _refusal("what stands here is no zip", file, "name another file, or move this one away")


def _may_be_replaced(file: Path) -> bool:
    """Whether a file is a zip, or a regular file with nothing in it."""
    try:
        return regular.read(file, len(_ZIP)) in (_ZIP, b"")
    except OSError:
        return False


def _refusal(message: str, file: Path, hint: str) -> SiteError:
    return SiteError(Problem("PA228", message, Location(file.as_posix()), hint=hint))


def write_zip(artifacts: Sequence[Artifact], file: Path, settings: Settings) -> str:
    """Write the zip, whole or not at all; its SHA-256. The same site makes the same bytes.

    Raises `SiteError` when it can't be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "w+b") as stream:
                _fill(stream, artifacts, settings)
                os.fchmod(descriptor, 0o644)
                stream.flush()
                os.fsync(descriptor)
                stream.seek(0)
                known = sha256()
                while part := stream.read(1 << 20):
                    known.update(part)
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as fault:
        raise _refusal(f"cannot write the zip: {reason_of(fault)}", file, "name another file") from fault
    return known.hexdigest()


def offline_files(artifacts: Sequence[Artifact], settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Every file of the copy but the sums, in no certain order."""
    claims = settle(artifacts)[0]
    modules: dict[str, str] = {}
    for artifact, content in making.contents([claims[path] for path in claims if path not in _FOR_SERVERS]):
        path = artifact.path
        if isinstance(content, Problem):
            raise UnmadeError(content)
        if path.endswith(".html"):
            html = content.decode("utf-8")
            yield path, offline_page(path, html).encode("utf-8")
            yield f"{path}.js", _handed_over(path, main_of(html))
        elif path.startswith("assets/") and path.endswith(".js"):
            modules[path] = content.decode("utf-8")
            yield path, content
        elif path.startswith("search/"):
            yield f"{path}.js", _handed_over(path, content.decode("utf-8"))
        else:
            yield path, content
            if path.endswith(".md"):
                yield f"{path}.js", _handed_over(path, content.decode("utf-8"))
    yield LOADER, loader(modules).encode("utf-8")
    yield README, _readme(settings).encode("utf-8")


def _handed_over(path: str, text: str) -> bytes:
    """A file as a script that gives it to the loader."""
    return f"packatlasFile({in_script(path)},{in_script(text)});\n".encode()


def _readme(settings: Settings) -> str:
    return (
        f"{settings.title}, as of {day(settings.as_of)}\n\n"
        "Open index.html in a browser; nothing has to be installed, and nothing is loaded from the network.\n"
        f"To check that every file is as it was made: sha256sum --check --quiet {SUMS}\n"
    )


def _fill(stream: object, artifacts: Sequence[Artifact], settings: Settings) -> None:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:  # type: ignore[call-overload]
        for path, content in offline_files(artifacts, settings):
            sums[path] = sha256(content).hexdigest()
            _add(made, path, content, settings)
        lines = "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))
        _add(made, SUMS, lines.encode("utf-8"), settings)


def _add(made: zipfile.ZipFile, path: str, content: bytes, settings: Settings) -> None:
    """With the day of the build for its time, and with no trace of this machine."""
    moment = max(settings.as_of.timetuple()[:3], (1980, 1, 1))
    entry = zipfile.ZipInfo(f"{_FOLDER}/{path}", (*moment, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if is_text(media_type(path)) else zipfile.ZIP_STORED
    made.writestr(entry, content)
