"""The inline parser: the text of a leaf block to HTML (CommonMark 0.31, chapter 6 and appendix, phase 2).

One pass from special character to special character. What is found goes into a list of pieces: plain text, finished
markup (which begins with `<`, as escaped text never does) and runs of delimiters whose tags are only known at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from html import escape

from packatlas.markdown import autolinks, destinations, emoji
from packatlas.markdown.angles import angle, brace
from packatlas.markdown.brackets import Bracket, bang, close_bracket, open_bracket
from packatlas.markdown.emphasis import Run, Runs, run
from packatlas.markdown.ledger import Ledger, LimitError

MAX_NESTING = 200
"""Elements of one block inside each other."""

_TICKS = re.compile(r"`++")
_RUNS = {char: re.compile(re.escape(char) + "++") for char in "*_~"}
_SPECIAL = {
    (newline, word, colon, brace): re.compile(
        "[" + r"\\`*_\[\]<&~!" + "\n" * newline + "w" * word + ":" * colon + "{" * brace + "]"
    )
    for newline in (False, True)
    for word in (False, True)
    for colon in (False, True)
    for brace in (False, True)
}
"""What to stop at, by what the text has at all: letters and line ends are too many to stop at without need."""


class InlineReader:
    """Turns the text of one block after the other into HTML."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.text = ""
        self.line = 0
        self.pieces: list[str | Run] = []
        self.brackets: list[Bracket] = []
        self.runs = Runs()
        self.missing: set[str] = set()
        """End marks that were looked for in vain."""
        self.mail = False
        """Whether the text may hold a mail address."""
        self.ticks: dict[int, list[int]] | None = None
        """Length of a run of backticks -> where such runs are."""

    def render(self, text: str, line: int) -> str:
        """The HTML of a block's text, which begins on `line`."""
        text = text.strip(" \t\n")
        colon = "://" in text or emoji.may_be_in(text)
        search = _SPECIAL[
            " \n" in text, "www." in text, colon, "{" in text and (self.ledger.mdx or "{/*" in text)
        ].search
        found = search(text)
        if found is None and "@" not in text:
            return text
        self.text, self.line = text, line
        self.pieces = pieces = []
        self.brackets = []
        self.runs = Runs()
        self.missing = set()
        self.mail = "@" in text
        self.ticks = None
        at = 0
        while found is not None:
            start = found.start()
            if start > at:
                pieces.append(text[at:start])
            at = HANDLERS[found[0]](self, start)
            found = search(text, at)
        if at < len(text):
            pieces.append(text[at:])
        return self._finished()

    def line_of(self, at: int) -> int:
        """The line of a position in the text; of a very long one, the line where it begins."""
        return self.line + self.text.count("\n", 0, at) if at < 20_000 else self.line

    def until(self, end: str, at: int) -> int:
        """Past the next `end`, or 0; once one is missing, it isn't looked for again."""
        if end in self.missing:
            return 0
        found = self.text.find(end, at)
        if found < 0:
            self.missing.add(end)
            return 0
        return found + len(end)

    def link(self, target: str, shown: str, at: int) -> None:
        """Add a link that shows plain text."""
        self.pieces += (self.anchor(target, "", at), escape(shown, quote=False), "</a>")

    def anchor(self, target: str, title: str, at: int) -> str:
        """The start tag of a link; without an address if that is refused."""
        place = self.ledger.link(target, self.line_of(at))
        address = f' href="{place}"' if place else ""
        return f'<a{address} title="{escape(title)}">' if title else f"<a{address}>"

    def _finished(self) -> str:
        runs = self.runs
        if runs.last is not None:
            runs.resolve(None)
        if runs.pairs > MAX_NESTING:
            self._check_depth()
        if self.mail:
            return autolinks.with_mail(self.pieces, lambda target: self.anchor(target, "", 0))
        return "".join([piece if isinstance(piece, str) else piece.html for piece in self.pieces])

    def _check_depth(self) -> None:
        depth = 0
        for piece in self.pieces:
            if isinstance(piece, Run):
                depth += piece.after.count("<") - piece.before.count("<")
                if depth > MAX_NESTING:
                    raise LimitError(f"emphasis is nested more than {MAX_NESTING} deep", self.line)


# --- one function a special character: takes its position, returns where to go on ----------------------------------


def _backslash(reader: InlineReader, at: int) -> int:
    following = reader.text[at + 1 : at + 2]
    if following == "\n":
        reader.pieces.append("<br />\n")
        return at + 2
    if following and following in destinations.PUNCTUATION:
        reader.pieces.append(escape(following, quote=False))
        return at + 2
    reader.pieces.append("\\")
    return at + 1


def _newline(reader: InlineReader, at: int) -> int:
    last = reader.pieces[-1] if reader.pieces else ""
    if isinstance(last, str) and last.endswith(" "):
        bare = last.rstrip(" ")
        reader.pieces[-1] = bare
        if len(last) - len(bare) >= 2:
            reader.pieces.append("<br />")
    reader.pieces.append("\n")
    return at + 1


def _entity(reader: InlineReader, at: int) -> int:
    found = destinations.ENTITY.match(reader.text, at)
    if found is None:
        reader.pieces.append("&amp;")
        return at + 1
    char = destinations.character(found)
    reader.mail = reader.mail or char == "@"
    reader.pieces.append(escape(char, quote=False))
    return found.end()


def _code(reader: InlineReader, at: int) -> int:
    text = reader.text
    if reader.ticks is None:
        reader.ticks = {}
        for found in _TICKS.finditer(text, at):
            reader.ticks.setdefault(found.end() - found.start(), []).append(found.start())
    opening = _TICKS.match(text, at)
    end = opening.end() if opening else at + 1
    places = reader.ticks.get(end - at, [])
    index = bisect_left(places, end)
    if index == len(places):
        reader.pieces.append(text[at:end])
        return end
    close = places[index]
    code = text[end:close].replace("\n", " ")
    if code[:1] == " " == code[-1:] and code.strip(" "):
        code = code[1:-1]
    reader.pieces.append(f"<code>{escape(code, quote=False)}</code>")
    return close + (end - at)


def _delimiters(reader: InlineReader, at: int) -> int:
    text = reader.text
    found = _RUNS[text[at]].match(text, at)
    end = found.end() if found else at + 1
    one = run(text, at, end)
    if one is None:
        reader.pieces.append(text[at:end])
    else:
        reader.pieces.append(one)
        reader.runs.push(one)
    return end


def _www(reader: InlineReader, at: int) -> int:
    end = 0 if reader.brackets else autolinks.www(reader.text, at)
    if not end:
        reader.pieces.append("w")
        return at + 1
    shown = reader.text[at:end]
    reader.link("http://" + shown, shown, at)
    return end


def _colon(reader: InlineReader, at: int) -> int:
    short = emoji.short_code(reader.text, at)
    if short is not None:
        reader.pieces.append(short[0])
        return short[1]
    linked = not reader.brackets and reader.text.startswith("://", at)
    start = autolinks.scheme_start(reader.text, at) if linked else -1
    end = autolinks.url(reader.text, at) if start >= 0 else 0
    if not end or not _take_back(reader.pieces, at - start):
        reader.pieces.append(":")
        return at + 1
    shown = reader.text[start:end]
    reader.link(shown, shown, at)
    return end


def _take_back(pieces: list[str | Run], count: int) -> bool:
    """Take a scheme off the text before its colon."""
    last = pieces[-1] if pieces else ""
    if not isinstance(last, str) or last.startswith("<") or len(last) < count:
        return False
    pieces[-1] = last[:-count]
    return True


HANDLERS: dict[str, Callable[[InlineReader, int], int]] = {
    "\\": _backslash,
    "`": _code,
    "*": _delimiters,
    "_": _delimiters,
    "~": _delimiters,
    "[": open_bracket,
    "]": close_bracket,
    "!": bang,
    "<": angle,
    "&": _entity,
    "\n": _newline,
    "w": _www,
    ":": _colon,
    "{": brace,
}
