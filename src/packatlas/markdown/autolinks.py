"""Links that are not marked as such: `www.`, `https://` and mail addresses in text (GFM 0.29, 6.9)."""

from __future__ import annotations

import re
from collections.abc import Callable

from packatlas.markdown.emphasis import Run, kind_of

_WWW_AFTER = frozenset(" \t\n\v\f\r*_~(")
_SCHEME = re.compile(r"(?:https?|ftp)$", re.IGNORECASE)
_URL_END = re.compile(r"[^\s<]*+")
_TRAILING = frozenset("?!.,:*_~'\"")
_ENTITY_END = re.compile(r"&[A-Za-z]+;$")
_MAIL = re.compile(
    r"(?<![A-Za-z0-9.+_\-])(mailto:|xmpp:)?([A-Za-z0-9.+_\-]+)@"
    r"([A-Za-z0-9_\-]*+(?:\.(?=[A-Za-z0-9])[A-Za-z0-9_\-]++)*+)"
)
_HOST = re.compile(r"[A-Za-z0-9\-_.]*+")
_OUR_LINKS = ("<a>", "<a href=", "<a title=", "</a>")
_LONGEST_SCHEME = 5
_MANY_SEGMENTS = 10


def www(text: str, at: int) -> int:
    """End of the link that begins with `www.` at `at`; 0 if there is none."""
    if at and text[at - 1] not in _WWW_AFTER:
        return 0
    if not text.startswith("www.", at):
        return 0
    end = _domain(text, at)
    return _trimmed(text, at, end) if "." in text[at : min(end, len(text) - 1)] else 0


def scheme_start(text: str, at: int) -> int:
    """Where the scheme begins whose `://` stands at `at`; -1 if it is none that links by itself."""
    start = at
    while start > 0 and at - start <= _LONGEST_SCHEME and text[start - 1].isalpha() and text[start - 1].isascii():
        start -= 1
    return start if _SCHEME.fullmatch(text, start, at) else -1


def url(text: str, at: int) -> int:
    """End of the link whose `://` stands at `at`; 0 if no host follows."""
    start = at + 3
    first = text[start : start + 1]
    if not first or kind_of(first) != "a":
        return 0
    end = _domain(text, start)
    return _trimmed(text, start, end) if end else 0


def _domain(text: str, at: int) -> int:
    """End of the host name at `at`; 0 if one of its last two segments has an underscore."""
    end = at + 1
    size = len(text)
    while end < size:
        found = _HOST.match(text, end)
        end = found.end() if found else end
        if end >= size:
            break
        char = text[end]
        if char.isascii() or kind_of(char) != "a":
            break
        end += 1
    segments = text[at : min(end, size - 1)].rsplit(".", 2)[-2:]
    if any("_" in segment for segment in segments) and text.count(".", at, end) <= _MANY_SEGMENTS:
        return 0
    return end


def _trimmed(text: str, start: int, end: int) -> int:
    """End of the whole address: up to white space or `<`, without punctuation that belongs to the sentence."""
    if not end:
        return 0
    found = _URL_END.match(text, end)
    end = found.end() if found else end
    surplus = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        last = text[end - 1]
        if last in _TRAILING:
            end -= 1
        elif last == ")" and surplus > 0:
            end -= 1
            surplus -= 1
        elif last == ";":
            entity = _ENTITY_END.search(text, max(start, end - 34), end)
            end = entity.start() if entity else end - 1
        else:
            break
    return end


def with_mail(pieces: list[str | Run], anchor: Callable[[str], str]) -> str:
    """The pieces as HTML, with mail addresses linked: what is text is only known once emphasis is settled."""
    out: list[str] = []
    words: list[str] = []
    linked = False
    for piece in pieces:
        for part in (piece,) if isinstance(piece, str) else (piece.before, piece.char * piece.count, piece.after):
            if not part.startswith("<"):
                words.append(part)
                continue
            out.append(_linked("".join(words), anchor) if words and not linked else "".join(words))
            words.clear()
            out.append(part)
            if part.startswith(_OUR_LINKS):
                linked = part != "</a>"
    out.append(_linked("".join(words), anchor) if not linked else "".join(words))
    return "".join(out)


def _linked(text: str, anchor: Callable[[str], str]) -> str:
    if "@" not in text:
        return text
    out: list[str] = []
    at = 0
    for start, end, target in mail(text):
        out += (text[at:start], anchor(target), text[start:end], "</a>")
        at = end
    out.append(text[at:])
    return "".join(out)


def mail(text: str) -> list[tuple[int, int, str]]:
    """The mail addresses in a text: start, end and target of each."""
    found: list[tuple[int, int, str]] = []
    for match in _MAIL.finditer(text):
        host = match[3]
        end = match.end()
        if "." not in host or text[end : end + 1] == "@" or not (host[-1].isascii() and host[-1].isalpha()):
            continue
        found.append((match.start(), end, match[0] if match[1] else f"mailto:{match[0]}"))
    return found
