"""The inline parser: the text of a leaf block to HTML (CommonMark 0.31, chapter 6 and appendix, phase 2).

One pass from special character to special character. What is found goes into a list of pieces: plain text, finished
markup (which begins with `<`, as escaped text never does) and runs of delimiters whose tags are only known at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape, unescape

from packatlas.markdown import autolinks, destinations, rawhtml
from packatlas.markdown.emphasis import Run, Runs, run
from packatlas.markdown.ledger import Ledger, TooMuch
from packatlas.markdown.starts import SPEAKING, TABS

MAX_BRACKETS = 500
"""Brackets of one block that are open at a time."""
MAX_NESTING = 200
"""Elements of one block inside each other."""

_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9.+\-]{1,31}:[^\x00-\x20<>]*+)>")
_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*+)>"
)
_DECLARATION = re.compile(r"<![A-Za-z][^>]*+>")
_TICKS = re.compile(r"`++")
_RUNS = {char: re.compile(re.escape(char) + "++") for char in "*_~"}
_IMAGE_ALT = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
_ANY_TAG = re.compile(r"<[^>]*+>")
_SPECIAL = {
    (newline, word, colon, brace): re.compile(
        "[" + r"\\`*_\[\]<&~!" + "\n" * newline + "w" * word + ":" * colon + "{" * brace + "]"
    )
    for newline in (False, True)
    for word in (False, True)
    for colon in (False, True)
    for brace in (False, True)
}
_VOID = ("<img", "<br", "<hr", "<input", "<wbr")


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


class InlineReader:
    """Turns the text of one block after the other into HTML."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.text = ""
        self.line = 0
        self.pieces: list[str | Run] = []
        self.brackets: list[Bracket] = []
        self.runs = Runs()
        self.ticks: dict[int, list[int]] | None = None
        self.missing: set[str] = set()
        """End marks that were looked for in vain."""
        self.mail = False
        """Whether the text may hold a mail address."""
        self.handlers = {
            "\\": self._backslash,
            "`": self._code,
            "*": self._delimiters,
            "_": self._delimiters,
            "~": self._delimiters,
            "[": self._open_bracket,
            "]": self._close_bracket,
            "!": self._bang,
            "<": self._angle,
            "&": self._entity,
            "\n": self._newline,
            "w": self._www,
            ":": self._colon,
            "{": self._brace,
        }

    def render(self, text: str, line: int) -> str:
        """The HTML of a block's text, which begins on `line`."""
        text = text.strip(" \t\n")
        special = _SPECIAL[" \n" in text, "www." in text, "://" in text, "{/*" in text]
        found = special.search(text)
        if found is None:
            return self._with_mail([text]) if "@" in text else text
        self.text, self.line = text, line
        self.pieces = pieces = []
        self.brackets = []
        self.runs = Runs()
        self.ticks = None
        self.missing = set()
        self.mail = "@" in text
        handlers = self.handlers
        search = special.search
        at = 0
        while found is not None:
            start = found.start()
            if start > at:
                pieces.append(text[at:start])
            at = handlers[found[0]](start)
            found = search(text, at)
        if at < len(text):
            pieces.append(text[at:])
        return self._finished()

    def _finished(self) -> str:
        self.runs.resolve(None)
        if self.runs.pairs > MAX_NESTING:
            self._check_depth()
        if self.mail:
            return self._with_mail(self.pieces)
        return "".join([piece if type(piece) is str else piece.html for piece in self.pieces])  # type: ignore[union-attr]

    def _check_depth(self) -> None:
        depth = 0
        for piece in self.pieces:
            if isinstance(piece, Run):
                depth -= piece.before.count("<")
                depth += piece.after.count("<")
                if depth > MAX_NESTING:
                    raise TooMuch(f"emphasis is nested more than {MAX_NESTING} deep", self.line)

    def _line_of(self, at: int) -> int:
        return self.line + self.text.count("\n", 0, at) if at < 20_000 else self.line

    # --- one function a special character: takes its position, returns where to go on -------------------------

    def _backslash(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following == "\n":
            self.pieces.append("<br />\n")
            return at + 2
        if following and following in destinations.PUNCTUATION:
            self.pieces.append(escape(following, quote=False))
            return at + 2
        self.pieces.append("\\")
        return at + 1

    def _newline(self, at: int) -> int:
        last = self.pieces[-1] if self.pieces else ""
        if isinstance(last, str) and last.endswith(" ") and not last.startswith("<"):
            bare = last.rstrip(" ")
            self.pieces[-1] = bare
            if len(last) - len(bare) >= 2:
                self.pieces.append("<br />")
        self.pieces.append("\n")
        return at + 1

    def _entity(self, at: int) -> int:
        found = destinations.ENTITY.match(self.text, at)
        if found is None:
            self.pieces.append("&amp;")
            return at + 1
        char = destinations.character(found)
        self.mail = self.mail or char == "@"
        self.pieces.append(escape(char, quote=False))
        return found.end()

    def _code(self, at: int) -> int:
        if self.ticks is None:
            self.ticks = {}
            for found in _TICKS.finditer(self.text, at):
                self.ticks.setdefault(found.end() - found.start(), []).append(found.start())
        opening = _TICKS.match(self.text, at)
        end = opening.end() if opening else at + 1
        places = self.ticks.get(end - at, [])
        index = bisect_left(places, end)
        if index == len(places):
            self.pieces.append(self.text[at:end])
            return end
        close = places[index]
        code = self.text[end:close].replace("\n", " ")
        if code[:1] == " " == code[-1:] and code.strip(" "):
            code = code[1:-1]
        self.pieces.append(f"<code>{escape(code, quote=False)}</code>")
        return close + (end - at)

    def _delimiters(self, at: int) -> int:
        found = _RUNS[self.text[at]].match(self.text, at)
        end = found.end() if found else at + 1
        one = run(self.text, at, end)
        if one is None:
            self.pieces.append(self.text[at:end])
        else:
            self.pieces.append(one)
            self.runs.push(one)
        return end

    def _www(self, at: int) -> int:
        end = 0 if self.brackets else autolinks.www(self.text, at)
        if not end:
            self.pieces.append("w")
            return at + 1
        self._autolink("http://" + self.text[at:end], self.text[at:end], at)
        return end

    def _colon(self, at: int) -> int:
        if self.brackets or not self.text.startswith("://", at):
            self.pieces.append(":")
            return at + 1
        start = autolinks.scheme_start(self.text, at)
        end = autolinks.url(self.text, at) if start >= 0 else 0
        if not end or not self._take_back(at - start):
            self.pieces.append(":")
            return at + 1
        self._autolink(self.text[start:end], self.text[start:end], at)
        return end

    def _take_back(self, count: int) -> bool:
        """Take the scheme off the text before a colon; it may have been cut into several pieces."""
        pieces = self.pieces
        while count and pieces:
            last = pieces[-1]
            if not isinstance(last, str) or last.startswith("<"):
                return False
            taken = min(count, len(last))
            count -= taken
            if taken == len(last):
                pieces.pop()
            else:
                pieces[-1] = last[:-taken]
        return not count

    def _brace(self, at: int) -> int:
        end = self.text.find("*/}", at) if self.text.startswith("{/*", at) and "*/}" not in self.missing else -1
        if end < 0:
            if self.text.startswith("{/*", at):
                self.missing.add("*/}")
            self.pieces.append("{")
            return at + 1
        return end + 3

    # --- angle brackets -------------------------------------------------------------------------------------------

    def _angle(self, at: int) -> int:
        text = self.text
        found = _AUTOLINK.match(text, at)
        if found:
            self._autolink(found[1], found[1], at)
            return found.end()
        found = rawhtml.TAG.match(text, at)
        if found:
            self._raw(found[0], at)
            return found.end()
        found = _MAIL.match(text, at)
        if found:
            self._autolink("mailto:" + found[1], found[1], at)
            return found.end()
        end = self._other_html(at)
        if end:
            return end
        tag = rawhtml.jsx_tag(text, at)
        if tag and ("={" in tag.attributes or rawhtml.is_component(tag.name)):
            self._raw(text[at : tag.end], at)
            return tag.end
        self.pieces.append("&lt;")
        return at + 1

    def _other_html(self, at: int) -> int:
        """End of a comment, instruction, declaration or CDATA section, all of which are dropped; 0 if there is none."""
        text = self.text
        if text.startswith("<!--", at):
            if text.startswith((">", "->"), at + 4):
                return text.index(">", at + 4) + 1
            return self._until("-->", at + 4)
        if text.startswith("<?", at):
            return self._until("?>", at + 2)
        if text.startswith("<![CDATA[", at):
            return self._until("]]>", at + 9)
        found = _DECLARATION.match(text, at) if "<!" not in self.missing else None
        if found is None and text.startswith("<!", at):
            self.missing.add("<!")
        return found.end() if found else 0

    def _until(self, end: str, at: int) -> int:
        """Past the next `end`; once one is missing, it isn't looked for again."""
        if end in self.missing:
            return 0
        found = self.text.find(end, at)
        if found < 0:
            self.missing.add(end)
            return 0
        return found + len(end)

    def _raw(self, source: str, at: int) -> None:
        """Keep an HTML tag for the sanitiser; of a component's tag keep what it says."""
        if source[1:2].isupper() or source[2:3].isupper():
            tag = rawhtml.jsx_tag(source)
            if tag and rawhtml.is_component(tag.name):
                self._component(tag, at)
                return
        self.ledger.html(source, self._line_of(at))
        self.pieces.append(rawhtml.disarm(source))

    def _component(self, tag: rawhtml.Tag, at: int) -> None:
        if tag.name not in TABS:
            message = f"unknown component <{tag.name}>: its content is shown as it stands"
            self.ledger.report("PA042", self._line_of(at), message, once=tag.name)
        if not tag.alone:
            return
        values = rawhtml.attributes(tag.attributes)
        words = next((values[key] for key in SPEAKING[:3] if values.get(key)), "")
        address = next((values[key] for key in SPEAKING[3:] if values.get(key)), "")
        if address and not self.brackets:
            self._autolink(address, words or address, at)
        elif words or address:
            self.pieces.append(escape(words or address, quote=False))

    # --- links and images -----------------------------------------------------------------------------------------

    def _autolink(self, target: str, shown: str, at: int) -> None:
        self.pieces += (self._anchor(target, "", at), escape(shown, quote=False), "</a>")

    def _anchor(self, target: str, title: str, at: int) -> str:
        place = self.ledger.link(target, self._line_of(at))
        address = f' href="{place}"' if place else ""
        return f'<a{address} title="{escape(title)}">' if title else f"<a{address}>"

    def _open_bracket(self, at: int) -> int:
        self._push_bracket(at + 1, image=False)
        self.pieces.append("[")
        return at + 1

    def _bang(self, at: int) -> int:
        if not self.text.startswith("[", at + 1):
            self.pieces.append("!")
            return at + 1
        self._push_bracket(at + 2, image=True)
        self.pieces.append("![")
        return at + 2

    def _push_bracket(self, position: int, image: bool) -> None:
        if self.brackets:
            self.brackets[-1].followed = True
        self.brackets.append(Bracket(len(self.pieces), position, image, self.runs.last))
        if len(self.brackets) > MAX_BRACKETS:
            raise TooMuch(f"more than {MAX_BRACKETS} brackets are open at a time", self._line_of(position))

    def _close_bracket(self, at: int) -> int:
        after = at + 1
        if not self.brackets:
            self.pieces.append("]")
            return after
        opener = self.brackets.pop()
        target = self._target(opener, at) if opener.active else None
        if target is None:
            self.pieces.append("]")
            return after
        address, title, end = target
        self.runs.resolve(opener.under)
        if opener.image:
            self._image(opener, address, title, at)
            return end
        self.pieces[opener.index] = self._anchor(address, title, at)
        self.pieces.append("</a>")
        for bracket in reversed(self.brackets):
            if not bracket.image:
                if not bracket.active:
                    break
                bracket.active = False
        return end

    def _target(self, opener: Bracket, at: int) -> tuple[str, str, int] | None:
        """Destination, title and end of the link whose text ends at `at`; None if it is no link."""
        text = self.text
        if text.startswith("(", at + 1):
            found = destinations.inline_target(text, at + 1)
            if found is not None:
                return found
        end = at + 1
        label = destinations.label(text, end) if text.startswith("[", end) else None
        if label is not None and label[0].strip():
            name, end = label
        elif opener.followed:
            return None
        else:
            end = label[1] if label is not None else end
            name = text[opener.position : at]
            if len(name) > 1000:
                return None
        reference = self.ledger.references.get(destinations.normal(name))
        return (*reference, end) if reference is not None else None

    def _image(self, opener: Bracket, address: str, title: str, at: int) -> None:
        alt = self._plain(self.pieces[opener.index + 1 :])
        del self.pieces[opener.index :]
        place = self.ledger.image(address, self._line_of(at))
        source = f' src="{place}"' if place else ""
        heading = f' title="{escape(title)}"' if title else ""
        self.pieces.append(f'<img{source} alt="{alt}"{heading} />')

    @staticmethod
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

    # --- mail addresses: only known once emphasis is settled ----------------------------------------------------

    def _with_mail(self, pieces: list[str | Run] | list[str]) -> str:
        out: list[str] = []
        words: list[str] = []
        linked = False

        def flush() -> None:
            text = "".join(words)
            words.clear()
            out.append(text if linked or "@" not in text else self._linked(text))

        for piece in pieces:
            for part in (piece,) if isinstance(piece, str) else (piece.before, piece.char * piece.count, piece.after):
                if not part.startswith("<"):
                    words.append(part)
                    continue
                flush()
                out.append(part)
                linked = part.startswith("<a") if part.startswith(("<a>", "<a href=", "<a title=", "</a>")) else linked
        flush()
        return "".join(out)

    def _linked(self, text: str) -> str:
        out: list[str] = []
        at = 0
        for start, end, target in autolinks.mail(text):
            anchor = self._anchor(unescape(target), "", 0)
            out += (text[at:start], anchor, text[start:end], "</a>")
            at = end
        out.append(text[at:])
        return "".join(out)
