"""The media type of a file by its ending, the same on every machine: for the preview, the manifest and web servers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "avif": "image/avif",
        "br": "application/x-brotli",
        "cer": "application/pkix-cert",
        "conf": "text/plain",
        "css": "text/css",
        "csv": "text/csv",
        "gif": "image/gif",
        "gz": "application/gzip",
        "hcl": "text/plain",
        "html": "text/html",
        "ico": "image/x-icon",
        "ics": "text/calendar",
        "ini": "text/plain",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript",
        "json": "application/json",
        "jsonl": "application/jsonl",
        "log": "text/plain",
        "map": "application/json",
        "md": "text/markdown",
        "mjs": "text/javascript",
        "mp4": "video/mp4",
        "pdf": "application/pdf",
        "pem": "application/x-pem-file",
        "png": "image/png",
        "rss": "application/rss+xml",
        "sh": "text/plain",
        "sig": "application/octet-stream",
        "svg": "image/svg+xml",
        "tar": "application/x-tar",
        "tf": "text/plain",
        "tgz": "application/gzip",
        "toml": "application/toml",
        "ttf": "font/ttf",
        "txt": "text/plain",
        "wasm": "application/wasm",
        "webm": "video/webm",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "xml": "application/xml",
        "yaml": "text/plain",
        "yml": "text/plain",
        "zip": "application/zip",
    }
)
"""Registered names where there are some; YAML is plain text, so that a browser shows it instead of saving it."""

UNKNOWN = "application/octet-stream"
_TEXTS = frozenset(
    {
        "application/atom+xml",
        "application/json",
        "application/jsonl",
        "application/manifest+json",
        "application/rss+xml",
        "application/toml",
        "application/x-pem-file",
        "application/xml",
        "image/svg+xml",
    }
)


def media_type(path: str) -> str:
    """The media type of a file; `application/octet-stream` when its ending says nothing."""
    name, dot, ending = path.rpartition("/")[2].rpartition(".")
    return MEDIA_TYPES.get(ending.lower(), UNKNOWN) if name and dot else UNKNOWN


def is_text(kind: str) -> bool:
    """Whether files of a media type are text, which compresses well."""
    return kind.startswith("text/") or kind in _TEXTS
