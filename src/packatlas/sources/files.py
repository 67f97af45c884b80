"""Which files may be copied into the site: plain data by their ending, and pictures that are pictures."""

from __future__ import annotations

from pathlib import PurePosixPath

from packatlas.errors import Location, Problem
from packatlas.model import StaticFile
from packatlas.settings import Limits
from packatlas.sources import svg
from packatlas.sources.folder import Entry, read_bytes, too_large
from packatlas.sources.pixels import HEAD, Size, raster_size, svg_size

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".svg"})
_DATA = frozenset({
    ".pdf", ".txt", ".csv", ".tsv", ".json", ".yaml", ".yml", ".toml", ".tf", ".hcl", ".tfvars", ".asc", ".sig",
    ".pem", ".sha256", ".ics", ".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".woff", ".woff2", ".ttf",
    ".otf", ".mp4", ".webm", ".mp3", ".ogg", ".drawio", ".log", ".conf", ".sh",
})  # fmt: skip
_NAMES = frozenset({"CNAME", "LICENSE", "NOTICE"})
_ACTING = frozenset({
    ".html", ".htm", ".xhtml", ".xht", ".shtml", ".js", ".mjs", ".cjs", ".css", ".xml", ".xsl", ".xslt", ".swf",
    ".wasm", ".mhtml", ".hta", ".rdf",
})  # fmt: skip
"""A browser runs these with the rights of the whole site."""


def may_be_published(name: str) -> bool:
    """Whether a file of this name is plain data."""
    return name in _NAMES or PurePosixPath(name.lower()).suffix in PICTURES | _DATA


def is_picture(name: str) -> bool:
    """Whether a file's name is that of a picture."""
    return PurePosixPath(name.lower()).suffix in PICTURES


def static_file(entry: Entry, path: str, limits: Limits) -> StaticFile | Problem:
    """A file as it will be copied to `path`, or why it won't be."""
    here = Location(entry.shown)
    if not may_be_published(entry.name):
        suffix = PurePosixPath(entry.name.lower()).suffix
        if suffix in _ACTING:
            message = f"a '{suffix}' file could act on every reader of the site"
            return Problem("PA028", message, here, hint="move the publisher's own files into assets/")
        message = f"files that end with '{suffix}'" if suffix else "files without an ending"
        message += " are not published"
        return Problem("PA028", message, here, hint="remove it, pack it into a .zip, or begin its name with '_'")
    if entry.size > limits.file_bytes:
        return too_large(entry, limits.file_bytes)
    size = _picture_size(entry, limits) if is_picture(entry.name) else None
    return size if isinstance(size, Problem) else StaticFile(path, entry.path, here, size)


def _picture_size(entry: Entry, limits: Limits) -> Size | Problem | None:
    """Width and height of a picture, if they can be told, or why it may not be published."""
    is_svg = entry.name.lower().endswith(".svg")
    data = read_bytes(entry, limits.text_bytes) if is_svg else read_bytes(entry, limits.file_bytes, first=HEAD)
    if isinstance(data, Problem):
        return data
    if is_svg:
        reason, line = svg.fault(data)
        return _active(entry, reason, line) if reason else svg_size(data)
    if _is_raster(data):
        return raster_size(data)
    hint = "export the picture anew"
    if data.startswith(b"version https://git-lfs"):
        hint = "fetch it with 'git lfs pull'"
    return Problem("PA030", "this is not a PNG, JPEG, GIF, WebP, AVIF or ICO picture", Location(entry.shown), hint=hint)


def _active(entry: Entry, reason: str, line: int) -> Problem:
    message = f"this SVG is not a plain picture: {reason}"
    return Problem("PA029", message, Location(entry.shown, line), hint="export it as a plain SVG, or use a PNG")


def _is_raster(data: bytes) -> bool:
    """By the first bytes, as https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm has them."""
    return (
        data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"\x00\x00\x01\x00"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"))
    )
