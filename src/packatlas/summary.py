"""One sentence out of a text, for those that have no description of their own."""

from __future__ import annotations

import re

from packatlas.model import Body

LONGEST = 200
"""Characters of a summary."""
_SHORTEST = 20
_SENTENCE = re.compile(r"(?<!\b[A-Za-z])(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?](?=\s+[^\sa-z])")


def first_sentence(body: Body) -> str:
    """The first sentence of a body's text, at most `LONGEST` characters; empty when it has none to speak of."""
    for section in body.sections:
        if len(section.text) >= _SHORTEST:
            return _cut(_sentence(section.text))
    return ""


def _sentence(text: str) -> str:
    for end in _SENTENCE.finditer(text):
        if end.end() >= _SHORTEST:
            return text[: end.end()]
    return text


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rpartition(" ")[0].rstrip(" ,;:-") + "…"
