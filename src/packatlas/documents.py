"""What the sources hand on: raw documents, and how a page's frontmatter is told from its text, line numbers kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from frontmatter.default_handlers import BaseHandler

from packatlas import yaml_loader
from packatlas.errors import Location, Problem
from packatlas.model import StaticFile
from packatlas.tree import Tree
from packatlas.trust.files import TrustInputs

_Kind = Literal["page", "registry", "category", "report"]


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text of a registry folder: line ends as newlines, no byte order mark."""

    path: str
    """As messages show it."""
    data: bytes
    """The text in UTF-8, since thousands of texts with an emoji in each take four times as much room as `str`."""

    @classmethod
    def of(cls, path: str, text: str) -> TextFile:
        """A file that holds a text."""
        return cls(path, _packed(text))

    @property
    def text(self) -> str:
        """What it holds."""
        return _text(self.data)


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown page, registry folder, `_category_` file or security report, not yet understood."""

    path: str
    """As messages show it; of a registry folder, the path of its `pack.json`."""
    place: str
    """Path below the root of its source, with forward slashes, normalised to NFC."""
    kind: _Kind
    data: bytes
    """The whole page, `pack.json`, `_category_` file or report, in UTF-8 as that of a `TextFile`."""
    parts: Mapping[str, TextFile] = field(default_factory=dict)
    """The other texts of a registry folder: `readme`, `values`, `presets`, `schema`."""
    pictures: Mapping[str, StaticFile] = field(default_factory=dict)
    """Pictures that may be shown: of a registry folder by their path below it, of a page those of its whole source."""
    logo: StaticFile | None = None
    """The picture `logo.*` of a registry folder."""
    registry: str = ""
    """Name of the registry that it stands in."""
    added: date | None = None
    """The day on which a registry folder came in, by the registry's `history.json`."""
    changed: date | None = None
    """The day of its last change, likewise."""
    artifacts: tuple[tuple[str, str], ...] = ()
    """What a platform installs of a registry folder, by path, with the SHA-256; only where statements are signed."""

    @classmethod
    def of(cls, path: str, place: str, kind: _Kind, text: str, *more: Any, **fields: Any) -> Document:
        """A document that holds a text."""
        return cls(path, place, kind, _packed(text), *more, **fields)

    @property
    def text(self) -> str:
        """What it holds."""
        return _text(self.data)


def _packed(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a build reads, in an order that doesn't depend on the file system."""

    documents: tuple[Document, ...]
    files: tuple[StaticFile, ...]
    """Files that are copied as they are; `path` is where they stand in the site."""
    previous: tuple[TextFile, ...] = ()
    """What an earlier publish said to programs."""
    trust: TrustInputs | None = None
    """The trust file and the statements; None where only pages are trusted."""


@dataclass(frozen=True, slots=True)
class SplitPage:
    """A page's frontmatter and text."""

    front: Tree
    """A mapping; empty for a page without frontmatter."""
    text: str
    first_line: int
    """The line of the file that `text` starts on."""


class _PageHandler(BaseHandler):
    """Frontmatter as GitHub and Docusaurus know it: between two lines of three dashes, the first of them in line 1."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)


_HANDLER = _PageHandler()
_FOREIGN = re.compile(r"(\+\+\+|;;;|---[ \t]*(?:json|toml)|\{[ \t]*$)", re.MULTILINE | re.IGNORECASE)
_LATE = re.compile(r"\s*\n---[ \t]*\n[ \t]*[A-Za-z_]+:")


def split(text: str, path: str) -> tuple[SplitPage, tuple[Problem, ...]]:
    """Tell the frontmatter from the text of a page, and read it. Never raises."""
    if not _HANDLER.detect(text):
        return SplitPage(_empty(path), text, 1), _lookalikes(text, path)
    try:
        source, body = _HANDLER.split(text)
    except ValueError:
        fault = Problem(
            "PA001",
            "the frontmatter that starts here has no end",
            Location(path, 1),
            hint="close it with a line '---'; for a rule at the start of a page write '***'",
        )
        return SplitPage(_empty(path), "", 1), (fault,)
    tree, problems = yaml_loader.load(source, path)
    if tree.data is None:
        tree = _empty(path)
    elif not isinstance(tree.data, dict):
        wrong = "the frontmatter is not a list of keys and values"
        fault = Problem("PA008", wrong, tree.value_at(()), hint="write lines such as 'title: Calico'")
        tree, problems = _empty(path), (*problems, fault)
    lines = 1 + source.count("\n")
    if body.startswith("\n"):
        body, lines = body[1:], lines + 1
    return SplitPage(tree, body, lines), problems


def _empty(path: str) -> Tree:
    return Tree({}, path, lambda: {})


def _lookalikes(text: str, path: str) -> tuple[Problem, ...]:
    """Problems of a page whose author meant to write frontmatter, in a way that isn't read."""
    if foreign := _FOREIGN.match(text):
        message = f"frontmatter that starts with '{foreign[1].strip()}' is not read"
        return (Problem("PA002", message, Location(path, 1), hint="write it as YAML between two lines '---'"),)
    if late := _LATE.match(text):
        line = late[0].rstrip().count("\n")
        message = "frontmatter has to start on the first line of the file"
        return (Problem("PA001", message, Location(path, line), hint="delete the lines above '---'"),)
    return ()
