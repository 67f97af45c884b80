"""What all copies of pages as Markdown are made of: links, headings, and the line before an author's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packatlas import urls
from packatlas.outputs import marks
from packatlas.plan.navigation import is_external
from packatlas.plan.views import Prose, Ref

BOUNDARY = (
    "The facts above are the catalog’s. All that follows is the text of the pack’s own author, as it was written."
)
"""Stands between what the program states and what an author wrote."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands, so that its links can be written."""

    address: str
    base_url: str

    def to(self, target: str) -> str:
        """An address as a link of this text: full if the site's own is known, and to Markdown where there is some."""
        if is_external(target):
            return target
        page, _, _ = target.partition("#")
        if page == urls.HOME or page.endswith("/"):
            return self.file(urls.markdown(page))
        return self.file(target)

    def file(self, address: str) -> str:
        """The link to an address as it is."""
        return urls.absolute(self.base_url, address) if self.base_url else urls.relative(self.address, address)

    def ref(self, to: Ref) -> str:
        """A name that may lead somewhere."""
        return marks.line(to.title) if to.address is None else marks.link(to.title, self.to(to.address))


def opening(title: str, description: str) -> Iterator[str]:
    """Title and description of a page."""
    yield f"# {marks.line(title)}"
    yield f"> {marks.line(description)}" if description else ""


def section(title: str, parts: Iterable[str]) -> Iterator[str]:
    """A heading and what stands below it; nothing if that is empty."""
    said = [part for part in parts if part]
    if said:
        yield f"## {marks.line(title)}"
        yield from said


def prose(text: Prose | None, boundary: str) -> Iterator[str]:
    """What an author wrote, as it was written, behind a rule and the sentence that says so."""
    words = text.body.text.strip("\n") if text else ""
    if words.strip():
        yield f"---\n\n{boundary}".rstrip()
        yield words
