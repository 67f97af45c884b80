"""Files that publish a catalog: pipelines, a web server's settings, a container; filled in for the catalog at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from packatlas.headers import IMMUTABLE, SECURITY_HEADERS
from packatlas.media_types import MEDIA_TYPES, is_text
from packatlas.settings import Settings

_SOURCES = Path(__file__).resolve().parent / "deploy"
_ROOT = "/srv/packs/current"
"""Where the site is expected; `current` is what `packatlas publish /srv/packs` makes."""


def deployment(kind: str, settings: Settings) -> dict[str, str]:
    """The files of one kind, by their path beside the content folder."""
    return {path: make(settings) for path, make in KINDS[kind].items()}


def _plain(name: str) -> Callable[[Settings], str]:
    return lambda _settings: (_SOURCES / name).read_text("utf-8")


def nginx(settings: Settings, port: int = 80) -> str:
    """The site's own server for nginx, with the headers that `headers` has for all hosts."""
    base = unquote(settings.base_path)
    values = {
        "PORT": str(port),
        "BASE": base,
        "PATTERN": re.escape(base),
        "FILES": f"root {_ROOT}" if base == "/" else f"alias {_ROOT}/",
        "IMMUTABLE": IMMUTABLE,
        "HEADERS": "\n".join(f'    add_header {name} "{value}" always;' for name, value in SECURITY_HEADERS.items()),
        "TEXTS": " ".join(sorted({kind for kind in MEDIA_TYPES.values() if is_text(kind) and kind != "text/html"})),
        "TYPES": "\n".join(f"        {kind} {endings};" for kind, endings in _endings().items()),
    }
    text = (_SOURCES / "nginx.conf").read_text("utf-8")
    return re.sub("@([A-Z]+)@", lambda found: values[found[1]], text)


def _endings() -> dict[str, str]:
    """The endings of each media type, as nginx lists them."""
    kinds: dict[str, list[str]] = {}
    for ending, kind in MEDIA_TYPES.items():
        kinds.setdefault(kind, []).append(ending)
    return {kind: " ".join(endings) for kind, endings in sorted(kinds.items())}


KINDS: Mapping[str, Mapping[str, Callable[[Settings], str]]] = MappingProxyType(
    {
        "github": {
            ".github/workflows/catalog-check.yml": _plain("github-check.yml"),
            ".github/workflows/catalog-publish.yml": _plain("github-publish.yml"),
        },
        "gitlab": {".gitlab-ci.yml": _plain("gitlab-ci.yml")},
        "nginx": {"deploy/nginx.conf": nginx},
        "container": {
            "deploy/Containerfile": _plain("Containerfile"),
            "deploy/container.conf": _plain("container.conf"),
            "deploy/site.conf": lambda settings: nginx(settings, port=8080),
        },
        "pre-commit": {".pre-commit-config.yaml": _plain("pre-commit-config.yaml")},
    }
)
"""What each kind consists of: where a file goes, and how it is made."""
