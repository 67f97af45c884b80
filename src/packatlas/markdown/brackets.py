"""Links and images: the stack of open brackets (CommonMark 0.31, 6.3 and 6.4)."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from packatlas.markdown import destinations, footnotes
from packatlas.markdown.emphasis import Run
from packatlas.markdown.ledger import LimitError

if TYPE_CHECKING:
    from packatlas.markdown.inlines import InlineReader

MAX_BRACKETS = 500
"""Brackets of one block that are open at a time."""
_MAX_LABEL = 1000
_IMAGE_ALT = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
_ANY_TAG = re.compile(r"<[^>]*+>")


class Bracket:
    """An open `[` or `![`."""

    __slots__ = ("active", "followed", "image", "index", "position", "under")

    def __init__(self, index: int, position: int, image: bool, under: Run | None) -> None:
        self.index = index
        """Where it stands among the pieces."""
        self.position = position
        """Where the text behind it begins."""
        self.image = image
        self.under = under
        """The last run of delimiters before it."""
        self.active = True
        self.followed = False
        """Whether another bracket was opened since: then it is no shortcut reference."""


def open_bracket(reader: InlineReader, at: int) -> int:
    """Note a `[`."""
    _push(reader, at + 1, image=False)
    reader.pieces.append("[")
    return at + 1


def bang(reader: InlineReader, at: int) -> int:
    """Note a `![`; any other `!` is text."""
    if not reader.text.startswith("[", at + 1):
        reader.pieces.append("!")
        return at + 1
    _push(reader, at + 2, image=True)
    reader.pieces.append("![")
    return at + 2


def close_bracket(reader: InlineReader, at: int) -> int:
    """Make a link or image of what stands since the last open bracket, if it is one."""
    opener = reader.brackets.pop() if reader.brackets else None
    target = _target(reader, opener, at) if opener is not None and opener.active else None
    if target is None or opener is None:
        if opener is None or not _footnote(reader, opener, at):
            reader.pieces.append("]")
        return at + 1
    address, title, end = target
    reader.runs.resolve(opener.under)
    if opener.image:
        _image(reader, opener, address, title, at)
        return end
    reader.pieces[opener.index] = reader.anchor(address, title, at)
    reader.pieces.append("</a>")
    for bracket in reversed(reader.brackets):  # a link can't hold a link
        if not bracket.image:
            if not bracket.active:
                break
            bracket.active = False
    return end


def _push(reader: InlineReader, position: int, image: bool) -> None:
    brackets = reader.brackets
    if brackets:
        brackets[-1].followed = True
    brackets.append(Bracket(len(reader.pieces), position, image, reader.runs.last))
    if len(brackets) > MAX_BRACKETS:
        raise LimitError(f"more than {MAX_BRACKETS} brackets are open at a time", reader.line_of(position))


def _target(reader: InlineReader, opener: Bracket, at: int) -> tuple[str, str, int] | None:
    """Destination, title and end of the link whose text ends at `at`; None if it is no link."""
    text = reader.text
    end = at + 1
    if text.startswith("(", end):
        found = destinations.inline_target(text, end)
        if found is not None:
            return found
    label = destinations.label(text, end) if text.startswith("[", end) else None
    if label is not None and label[0].strip():
        name, end = label
    elif opener.followed or at - opener.position > _MAX_LABEL:
        return None
    else:
        end = label[1] if label is not None else end
        name = text[opener.position : at]
    reference = reader.ledger.reference(destinations.normal(name))
    return (*reference, end) if reference is not None else None


def _footnote(reader: InlineReader, opener: Bracket, at: int) -> bool:
    """Make a reference to a footnote of what stands in the brackets, if it is one: `[^1]`."""
    label = reader.text[opener.position : at]
    if label[:1] != "^" or not opener.active:
        return False
    html = footnotes.reference(reader.ledger, label[1:], reader.line_of(at))
    if html:
        reader.runs.resolve(opener.under)
        reader.pieces[opener.index :] = ["!", html] if opener.image else [html]
    return html != ""


def _image(reader: InlineReader, opener: Bracket, address: str, title: str, at: int) -> None:
    alt = _plain(reader.pieces[opener.index + 1 :])
    del reader.pieces[opener.index :]
    place = reader.ledger.image(address, reader.line_of(at))
    source = f' src="{place}"' if place else ""
    heading = f' title="{escape(title)}"' if title else ""
    reader.pieces.append(f'<img{source} alt="{alt}"{heading} />')


def _plain(pieces: list[str | Run]) -> str:
    """What the pieces say, fit for an attribute."""
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, Run):
            words.append(piece.char * piece.count)
        elif piece.startswith("<"):
            words.append(_ANY_TAG.sub("", _IMAGE_ALT.sub(r"\1", piece)))
        else:
            words.append(piece)
    return "".join(words).replace("\n", " ").replace('"', "&quot;")
