"""One sentence out of a text, for those that have no description of their own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from packatlas.model import Body

LONGEST = 200
"""Characters of a summary."""
_SHORTEST = 20
_BIT = 1024
"""Characters of HTML that are read at once."""
_SENTENCE = re.compile(r"(?<!\b[A-Za-z])(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?](?=\s+[^\sa-z])")
_ASIDE = frozenset({"blockquote", "details", "div", "dl", "figure", "ol", "pre", "section", "table", "ul"})
"""What may stand before the text proper: a note, a list, a table, code, tabs."""


def first_sentence(body: Body) -> str:
    """The first sentence of a body's first paragraph, at most `LONGEST` characters; empty when it has none to speak of.

    Where every paragraph stands in a note, a list or the like, the first words of the whole text serve.
    """
    text = _first_paragraph(body) or next((one.text for one in body.sections if len(one.text) >= _SHORTEST), "")
    return _cut(_sentence(text))


def _first_paragraph(body: Body) -> str:
    reader = _Paragraphs()
    for html in body.html:
        # Bit by bit, since the paragraph mostly stands near the beginning.
        for start in range(0, len(html), _BIT):
            reader.feed(html[start : start + _BIT])
            if reader.found:
                return reader.found
    return ""


class _Paragraphs(HTMLParser):
    """Reads HTML up to the end of the first paragraph of some length that stands in nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""
        self._depth = 0
        self._words: list[str] | None = None
        self._silent = False
        """Whether it stands in the number of a footnote."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = self._silent or ("class", "footnote-reference") in attrs
        if tag in _ASIDE:
            self._depth += 1
        elif tag == "p" and not self._depth:
            self._words = []
        elif tag == "br" and self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag != "sup"
        if tag in _ASIDE:
            self._depth = max(0, self._depth - 1)
        elif tag == "p" and self._words is not None:
            text = " ".join("".join(self._words).split())
            self._words = None
            if len(text) >= _SHORTEST and not self.found:
                self.found = text

    def handle_data(self, data: str) -> None:
        if self._words is not None and not self._silent:
            self._words.append(data)


def _sentence(text: str) -> str:
    for end in _SENTENCE.finditer(text):
        if end.end() >= _SHORTEST:
            return text[: end.end()]
    return text


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rpartition(" ")[0].rstrip(" ,;:-") + "…"
