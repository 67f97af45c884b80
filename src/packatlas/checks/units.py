"""A text cut into what a reader takes in at a glance: a heading, a sentence's paragraph, a cell, a word in bold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_SPANS = frozenset({"a", "b", "em", "i", "ins", "kbd", "mark", "q", "s", "span", "strong", "u"})
_CODE = frozenset({"code", "samp", "tt", "var"})
_SHORTEST = 3
"""Characters of a unit."""
_LONGEST_SPAN = 80
"""Characters of what stands out in a paragraph; more is a paragraph itself."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that stands for itself."""

    text: str
    """With single spaces."""
    prose: str
    """The same with nothing for code in it."""
    header: bool = False
    """Whether it heads a column or row of a table."""


def units(html: str) -> Iterator[Unit]:
    """Every unit of sanitised HTML but code blocks; what stands out in a paragraph comes again by itself."""
    reader = _Reader()
    reader.feed(html)
    reader.end_block("")
    yield from reader.found


class _Reader(HTMLParser):
    """Goes over sanitised HTML once."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Unit] = []
        self._words: list[str] = []
        self._prose: list[str] = []
        self._spans: list[tuple[str, int, int]] = []
        """Elements that are open: what they are called, and how many words and characters stand before them."""
        self._size = 0
        self._code = 0
        self._pre = 0
        self._header = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self._pre += 1
        if tag in _BLOCKS or tag == "pre":
            self.end_block(tag)
        elif tag in _SPANS:
            self._spans.append((tag, len(self._words), self._size))
        elif tag in _CODE:
            self._code += 1
        self.found += [Unit(text, text) for name, text in attrs if name == "title" and text]

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        if tag in _BLOCKS or tag == "pre":
            self.end_block("")
        elif tag in _CODE:
            self._code = max(0, self._code - 1)
        elif tag in _SPANS and self._spans and self._spans[-1][0] == tag:
            _, start, size = self._spans.pop()
            if self._size - size <= _LONGEST_SPAN:
                self._take(start)

    def handle_data(self, data: str) -> None:
        if not self._pre:
            self._words.append(data)
            self._size += len(data)
            self._prose.append(" … " if self._code else data)

    def end_block(self, following: str) -> None:
        """What was gathered is one unit; the next one is in the element `following`."""
        self._take(0)
        self._words.clear()
        self._prose.clear()
        self._spans.clear()
        self._header = following == "th"

    def _take(self, start: int) -> None:
        text = " ".join("".join(self._words[start:]).split())
        if len(text) >= _SHORTEST:
            self.found.append(Unit(text, " ".join("".join(self._prose[start:]).split()), self._header))
