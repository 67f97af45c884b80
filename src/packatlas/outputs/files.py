"""The few lines that all files for programs share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from packatlas import urls
from packatlas.errors import Location
from packatlas.model import Artifact
from packatlas.plan.views import PageView
from packatlas.settings import Settings


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand on this site: what has a page of its own, and how its address is written."""

    base_url: str
    addresses: frozenset[str]
    """Addresses of all pages."""
    files: frozenset[str]
    """Paths of the files that are published with pages, such as the values of a release."""

    def url(self, address: str) -> str:
        """An address with the base URL before it; without one, a path from the root of the site."""
        return urls.absolute(self.base_url, address)

    def release(self, name: str, version: str) -> str:
        """Address of a release's own page, or else of its pack's page."""
        own = urls.release(name, version)
        return own if own in self.addresses else urls.pack(name)


def places(pages: Iterable[PageView], settings: Settings) -> Places:
    """The places of a site with these pages."""
    listed = tuple(pages)
    addresses = frozenset(page.address for page in listed)
    return Places(settings.base_url, addresses, frozenset(file.path for page in listed for file in page.files))


def json_file(path: str, value: Mapping[str, Any], location: Location = Location("")) -> Artifact:
    """A JSON file in UTF-8, as short as it gets; keys stay in the order in which they are given."""
    return text_file(path, json_text(value), location)


def json_text(value: Any) -> str:
    """JSON without needless blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text_file(path: str, text: str, location: Location = Location("")) -> Artifact:
    """A text file in UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return Artifact(path, text.encode("utf-8", "replace"), location)
