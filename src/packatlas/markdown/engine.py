"""Python-Markdown with its block and inline parsers replaced: its pipeline, its registries and its ElementTree stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from xml.etree.ElementTree import Element, ElementTree

import markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from packatlas.markdown import endnotes
from packatlas.markdown.blocks import BlockReader
from packatlas.markdown.inlines import InlineReader
from packatlas.markdown.tree import Html, Source, TreeBuilder, to_html

if TYPE_CHECKING:
    from packatlas.markdown.ledger import Ledger

_LINE_END = re.compile(r"\r\n?|\n")


class LineEnds(Preprocessor):
    """Any line end to a line of its own, NUL to the replacement character, no byte order mark (CommonMark 2.1, 2.3)."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines of the text."""
        text = "\n".join(lines)
        if "\r" in text:
            text = _LINE_END.sub("\n", text)
        return text.replace("\0", "\ufffd").removeprefix("\ufeff").removesuffix("\n").split("\n")


class GitHubBlocks(markdown.blockparser.BlockParser):
    """Stands where Python-Markdown's block parser stands, and follows CommonMark instead."""

    def __init__(self, md: markdown.Markdown, ledger: Ledger) -> None:
        super().__init__(md)
        self.ledger = ledger
        self.builder = TreeBuilder(ledger)

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 - Python-Markdown's name
        """Blocks of the page as an element tree."""
        root = Element(self.md.doc_tag)
        self.builder.fill(root, BlockReader(list(lines), self.ledger).read().children)
        self.root = root
        return ElementTree(root)


class GitHubInlines(Treeprocessor):
    """Stands where Python-Markdown's inline processor stands: renders the text that the block parser marked."""

    def __init__(self, md: markdown.Markdown, builder: TreeBuilder) -> None:
        super().__init__(md)
        self.builder = builder
        self.reader = InlineReader(builder.ledger)

    def run(self, root: Element) -> None:
        """Replace marked text by HTML, in place, and put the footnotes that it refers to behind it."""
        self._render(root)
        endnotes.append(root, self.builder, self._render)

    def _render(self, root: Element) -> None:
        render = self.reader.render
        for element in root.iter():
            text = element.text
            if type(text) is Source:
                element.text = Html(render(text, text.line))


class GitHubMarkdown(Extension):
    """GitHub's and Docusaurus' Markdown for Python-Markdown."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Put our stages where Python-Markdown's are."""
        md.preprocessors.register(LineEnds(md), "line_ends", 10)
        md.parser = blocks = GitHubBlocks(md, self.ledger)
        md.treeprocessors.register(GitHubInlines(md, blocks.builder), "inline", 10)
        md.output_formats = {"xhtml": to_html}  # type: ignore[misc]
        md.stripTopLevelTags = False


class Engine(markdown.Markdown):
    """Python-Markdown without its own stages, which would be built only to be replaced."""

    def build_parser(self) -> Self:
        """Leave every registry empty for the extension."""
        self.preprocessors = Registry()
        self.parser = markdown.blockparser.BlockParser(self)
        self.inlinePatterns = Registry()
        self.treeprocessors = Registry()
        self.postprocessors = Registry()
        return self


def convert(text: str, ledger: Ledger) -> str:
    """Markdown to HTML that is not yet sanitised; raises `TooMuch` only."""
    return Engine(extensions=[GitHubMarkdown(ledger)]).convert(text)
