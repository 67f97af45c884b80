"""The Markdown of each kind of document, by itself: how it is read, and which file it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packatlas.cache import digest
from packatlas.documents import Document, TextFile, split
from packatlas.errors import Problem
from packatlas.markdown import Dialect
from packatlas.markdown import parse as parse_markdown
from packatlas.model import Above, Body, Pack, Page
from packatlas.urls import OWN_ID_STARTS, PACK_SECTION_IDS

PAGE = Dialect(lift_title=True, reserved_starts=OWN_ID_STARTS)
PACK = replace(PAGE, demote=1, reserved_ids=PACK_SECTION_IDS)
README = replace(PACK, lift_title=False)


def text_of(document: Document) -> TextFile | None:
    """The Markdown file of a document."""
    if document.kind == "registry":
        return document.parts.get("readme")
    return TextFile.of(document.path, document.text) if document.kind == "page" else None


def above(document: Document, body: Body | None) -> Above | None:
    """What stands above a document's text in its file."""
    text = text_of(document)
    if text is None or body is None or body.blank:
        return None
    start = _first_lines(text.text, body.line - 1)
    return Above(text.path, digest(start), start.count("\n"))


def _first_lines(text: str, count: int) -> str:
    end = 0
    for _ in range(count):
        end = text.find("\n", end) + 1
    return text[:end]


def reread(text: str, path: str, outcome: Pack | Page) -> tuple[str, Body, Sequence[Problem]]:
    """The Markdown file of what had come to `outcome`, read again: what stands above the Markdown, and its body."""
    if isinstance(outcome, Pack) and outcome.origin == "registry":
        return "", *parse_markdown(text, path, 1, README)
    page, _ = split(text, path)
    dialect = PACK if isinstance(outcome, Pack) else PAGE
    return text.removesuffix(page.text), *parse_markdown(page.text, path, page.first_line, dialect)


def with_body(outcome: Pack | Page, body: Body) -> Pack | Page:
    """What a document came to, with another text."""
    if isinstance(outcome, Pack) and outcome.origin == "registry":
        return replace(outcome, body=body, releases=(replace(outcome.releases[0], body=body),))
    return replace(outcome, body=body)
