"""Text as a reader sees it: letters that look alike become one, and what isn't seen is gone.

A small table in the spirit of the "skeletons" of Unicode Technical Standard 39: letters of other scripts that pass for
Latin ones. NFKD does the rest: full-width, mathematical and circled letters, ligatures, accents.
"""

from __future__ import annotations

import re
import unicodedata

_TWINS = {
    "a": "аɑαᴀ", "b": "ЬƄʙвᏏ", "c": "сϲᴄ", "d": "ԁɗᴅᏧժđ", "e": "еҽεєɛᴇ℮ꬲ", "f": "ƒꞙքғꜰẝ", "g": "ɡցɢ", "h": "һհнʜ",
    "i": "іıιɪӏǀɩꙇᎥ", "j": "јϳᴊ", "k": "κкᴋ", "l": "ʟⅼ", "m": "мᴍ", "n": "ոпɴη", "o": "оοօᴏøσ", "p": "рρᴘ", "q": "ԛզ",
    "r": "гᴦɾʀꭇᴙ", "s": "ѕꜱ", "t": "тτᴛ", "u": "υսᴜц", "v": "ѵνᴠꮩⱱ", "w": "ѡԝᴡω", "x": "хχ", "y": "уүγʏ", "z": "ᴢʐ",
}  # fmt: skip
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХЅԀԌԚԜ", "abezhikmnoptyxabesijkmhopctyxsdgqw")
"""Capitals of Greek and Cyrillic that look like Latin ones; their small letters may look like others."""
_NEGATIVE = (0x1F150, 0x1F170, 0x1F1E6)
"""Where the alphabets of white on black circles and squares, and of the letters that flags are made of, begin."""
_TABLE = str.maketrans(
    {twin: letter for letter, twins in _TWINS.items() for twin in twins.casefold()}
    | {chr(first + number): chr(ord("a") + number) for first in _NEGATIVE for number in range(26)}
)
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc"})
_SHOWN = frozenset("\t\n")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters that show nothing."""


class _Seen(dict[int, int | str | None]):
    """By its code, what a reader sees of a letter; filled as letters are met, since `translate` asks for each one."""

    def __missing__(self, code: int) -> int | str | None:
        char = chr(code)
        unseen = char not in _SHOWN and (unicodedata.category(char) in _UNSEEN or char in _FILLERS)
        self[code] = seen = None if unseen else _TABLE.get(code, code)
        return seen


_SEEN = _Seen()
_ODD = re.compile(r"[^\t\n -~]+")
"""Where something may be seen otherwise than it is written; all else is plain."""
_CAPITAL = re.compile(f"[{''.join(map(chr, _CAPITALS))}]+")


def folded(text: str) -> str:
    """The text in small letters, without accents, with look-alikes as plain letters and nothing invisible in it.

    White space stays as it is, and so do signs and emoji.
    """
    if text.isascii():
        return text.lower()
    plain = _CAPITAL.sub(lambda found: found[0].translate(_CAPITALS), unicodedata.normalize("NFKC", text))
    return _ODD.sub(lambda found: found[0].translate(_SEEN), unicodedata.normalize("NFKD", plain.casefold()))


def skeleton(text: str) -> str:
    """Just the letters and digits of the folded text: equal for two names that a reader could take for each other."""
    return "".join(c for c in folded(text) if c.isalnum())
