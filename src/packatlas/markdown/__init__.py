"""Markdown as its authors meant it: text to a safe `Body` (GitHub's and Docusaurus' forms), and a body onto a page.

text -> engine (blocks, then inlines) -> HTML -> sanitise -> cut -> `Body`; `place` fills the holes for one page.
"""

from __future__ import annotations

import re
from html import escape

from packatlas.errors import Location, Problem, Severity
from packatlas.markdown.body import Dialect, cut, plain, slug
from packatlas.markdown.highlight import highlight, style_sheet
from packatlas.markdown.ledger import Ledger, LimitError
from packatlas.markdown.placing import place
from packatlas.markdown.sanitise import clean
from packatlas.model import Body, Section

__all__ = ["Dialect", "highlight", "parse", "place", "slug", "style_sheet"]

MAX_TEXT = 1024 * 1024
"""Characters of a page; a longer one is shown as plain text."""
_REVERSING_MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_REVERSING = re.compile(f"[{_REVERSING_MARKS}]")
"""What embeds or overrides a direction of writing, so that words read other than they stand: UAX 9, 2.1 to 2.4."""
_REVERSING_REFERENCE = re.compile(r"&#(?:0*(?:823[4-8]|829[4-7])|x0*(?:202[a-e]|206[6-9]))(?![0-9a-f])", re.IGNORECASE)


def parse(
    text: str,
    path: str,
    first_line: int = 1,
    dialect: Dialect = Dialect(),  # noqa: B008 - frozen
) -> tuple[Body, tuple[Problem, ...]]:
    """Markdown to a body and what is to be said about it; for any text, without raising.

    `path` and `first_line` (the line of the file where the text begins) only go into problems, links and images.
    A text beyond one of the limits comes back as preformatted plain text, with an error. What reverses words is taken
    out, with a warning.
    """
    found = _reversing(text)
    turned = (_turned(found, text, path, first_line),) if found else ()
    text = _REVERSING.sub("", text) if found else text
    if len(text) > MAX_TEXT:
        long = _error("PA041", f"the text is longer than {MAX_TEXT} characters", path, first_line)
        return _as_plain(text, first_line), (*turned, long)
    from packatlas.markdown.engine import convert  # Python-Markdown takes long to import

    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair has no place in a page
    ledger = Ledger(text, path, first_line)
    try:
        html = clean(convert(text, ledger), ledger)
        if found := _reversing(html):
            turned = turned or (_turned(found, text, path, first_line),)
            html = _REVERSING.sub("", html)
        body = cut(html, ledger, dialect, text if text.strip() else "")
    except LimitError as limit:
        line = limit.line + first_line - 1 if limit.line else first_line
        return _as_plain(text, first_line), (*turned, *ledger.problems, _error(limit.code, limit.message, path, line))
    problems = tuple(sorted((*turned, *ledger.problems), key=lambda problem: problem.location.line))
    return body, problems


def _reversing(text: str) -> re.Match[str] | None:
    """The first character that reverses words; a set of them is looked for slowly, one by one they are not."""
    return _REVERSING.search(text) if any(mark in text for mark in _REVERSING_MARKS) else None


def _turned(found: re.Match[str], text: str, path: str, first_line: int) -> Problem:
    """The warning of the first character that reverses words, which may stand in the text as a reference."""
    at = _REVERSING.search(text) or _REVERSING_REFERENCE.search(text)
    line = first_line + (text.count("\n", 0, at.start()) if at else 0)
    message = f"the invisible character U+{ord(found[0]):04X} reverses the words after it; it is left out"
    return Problem("PA007", message, Location(path, line), Severity.WARNING, "delete it")


def _error(code: str, message: str, path: str, line: int) -> Problem:
    return Problem(code, message, Location(path, line), hint="it is shown as plain text; split or simplify it")


def _as_plain(text: str, first_line: int) -> Body:
    html = f'<pre class="plain">{escape(text, quote=False)}</pre>'
    return Body.of((html,), sections=(Section("", "", plain(html)),), text=text, line=first_line)
