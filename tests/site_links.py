"""A link checker for a built site: what a page, feed or sitemap names has to be a file or a section."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

_POINTING = frozenset({"href", "src", "data-index", "data-root"})
_REFRESH = re.compile(r"0; url=(.*)")


class Page(HTMLParser):
    """What a page has to be pointed at, and what it points at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in _POINTING and not (tag == "link" and ("rel", "canonical") in attrs):
                self.targets.append(value or "")
            elif name == "content" and (found := _REFRESH.match(value or "")):
                self.targets.append(found[1])


def dead_links(files: Mapping[str, bytes], base_url: str) -> Iterator[str]:
    """Every link of a site that leads nowhere, as `page -> target`."""
    pages = {path: Page(content.decode()) for path, content in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        for target in page.targets:
            if not _stands(urljoin(base_url + path, target), files, pages, base_url):
                yield f"{path} -> {target}"
    for path, content in files.items():
        if path.endswith((".xml", ".json")):
            for target in sorted(set(re.findall(rf'{re.escape(base_url)}[^"<\s\\]*', content.decode()))):
                if not _stands(target, files, pages, base_url):
                    yield f"{path} -> {target}"


def _stands(target: str, files: Mapping[str, bytes], pages: Mapping[str, Page], base_url: str) -> bool:
    if not target.startswith(base_url):
        return not target.startswith(base_url[: base_url.index("/", 8)])
    parts = urlsplit(target.removeprefix(base_url))
    path = unquote(parts.path)
    path = posixpath.join(path, "index.html") if path.endswith("/") or not path else path
    if path not in files:
        return False
    return parts.fragment in ("", "top") or (path in pages and unquote(parts.fragment) in pages[path].ids)
