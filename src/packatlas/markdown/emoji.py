"""GitHub's short codes: `:tada:` stands for a character. The table is GitHub's own, as pymdown-extensions keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

_CODE = re.compile(r":([a-z0-9_+-]{1,64}+):")
_SHOWN = re.compile(r'<span title=":([a-z0-9_+-]+):">[^<]*+</span>')


def may_be_in(text: str) -> bool:
    """Whether it pays to look for short codes in a text."""
    return text.count(":") > 1 and _CODE.search(text) is not None


def short_code(text: str, at: int) -> tuple[str, int] | None:
    """The HTML of the short code at `at` and where it ends; None if there is none.

    Unlike on GitHub, one right behind a letter or a digit is none: `00:ab:cd` and `fd00:100:1` are addresses.
    """
    found = _CODE.match(text, at)
    if found is None or (at and text[at - 1].isalnum()):
        return None
    characters = _table().get(found[0])
    return (f'<span title="{found[0]}">{characters}</span>', found.end()) if characters else None


def by_name(html: str) -> str:
    """HTML with the names of short codes instead of their characters: what GitHub makes a heading's anchor of."""
    return _SHOWN.sub(r"\1", html)


@cache
def _table() -> Mapping[str, str]:
    """Short code with its colons -> the characters that are drawn in colour."""
    from pymdownx import gemoji_db  # 1,900 entries that most pages never need

    names = {**{name: name for name in gemoji_db.emoji}, **gemoji_db.aliases}
    return {name: _characters(gemoji_db.emoji[own]) for name, own in names.items()}


def _characters(entry: Mapping[str, str]) -> str:
    points = entry.get("unicode_alt", entry["unicode"])
    return "".join(chr(int(point, 16)) for point in points.split("-"))
