"""Markdown as its authors meant it: text to a safe `Body` (GitHub's and Docusaurus' forms), and a body onto a page.

text -> engine (blocks, then inlines) -> HTML -> sanitise -> cut -> `Body`; `place` fills the holes for one page.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from packatlas.errors import Location, Problem
from packatlas.markdown.body import Dialect, cut, place, plain, slug
from packatlas.markdown.highlight import highlight, style_sheet
from packatlas.markdown.ledger import Ledger, LimitError
from packatlas.markdown.sanitise import clean
from packatlas.model import Body, Section

__all__ = ["Dialect", "highlight", "parse", "place", "slug", "style_sheet"]

MAX_TEXT = 1024 * 1024
"""Characters of a page; a longer one is shown as plain text."""


def parse(
    text: str,
    path: str,
    first_line: int = 1,
    dialect: Dialect = Dialect(),  # noqa: B008 - frozen
) -> tuple[Body, tuple[Problem, ...]]:
    """Markdown to a body and what is to be said about it; for any text, without raising.

    `path` and `first_line` (the line of the file where the text begins) only go into problems, links and images.
    A text beyond one of the limits comes back as preformatted plain text, with an error.
    """
    if len(text) > MAX_TEXT:
        return _as_plain(text), (_error("PA041", f"the text is longer than {MAX_TEXT} characters", path, first_line),)
    from packatlas.markdown.engine import convert  # Python-Markdown takes long to import

    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair has no place in a page
    ledger = Ledger(text, path, first_line)
    try:
        body = cut(clean(convert(text, ledger), ledger), ledger, dialect)
    except LimitError as limit:
        line = limit.line + first_line - 1 if limit.line else first_line
        return _as_plain(text), (*ledger.problems, _error("PA040", limit.message, path, line))
    problems = tuple(sorted(ledger.problems, key=lambda problem: problem.location.line))
    return replace(body, text=text if text.strip() else ""), problems


def _error(code: str, message: str, path: str, line: int) -> Problem:
    return Problem(code, message, Location(path, line), hint="it is shown as plain text; split or simplify it")


def _as_plain(text: str) -> Body:
    html = f'<pre class="plain">{escape(text, quote=False)}</pre>'
    return Body(pieces=(html,), sections=(Section("", "", plain(html)),), text=text)
