"""The terms by which the words of a text are found: whole compounds and their parts, whatever case and separators.

`externalTrafficPolicy` is found as `externaltrafficpolicy`, `external`, `traffic` and `policy`; `v1.16.6` as `1.16.6`;
`scale-down-delay` also without its hyphens; Chinese, Japanese and Korean, which have no blanks between words, by every
two letters. `assets/search-text.js` cuts what a reader asks for by the same rules.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

FILLERS = frozenset([
    "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "how", "if", "in", "is", "it", "my", "not",
    "of", "on", "or", "that", "the", "this", "to", "what", "will", "with", "you", "your",
])  # fmt: skip
"""Words that stand on nearly every page and tell nothing: in no index, and left out of queries."""
LONGEST = 64
"""Characters of the longest term; longer ones are digests and encoded data."""
LEVELS = 10
"""How many degrees there are of what a page has to say on a term."""
SECTIONS = 10
"""Sections of a page that are told apart; of a longer page several count as one."""
SUMMARY = 0
"""The section that says in short what a page is about: its description, its tags. No other counts as one with it."""
_ALL_SECTIONS = (1 << SECTIONS) - 1
EVERYWHERE = -1
"""The section of a text, such as the title, that all sections of a page are about."""
_SATURATION = 1.5
"""How soon more mentions of a term stop to matter: `k1` of BM25."""
_LENGTH_SHARE = 0.6
"""How much the length of a page counts: `b` of BM25."""
_USUAL_LENGTH = 700
"""Words of a usual page: a constant instead of the average, so that a page's terms depend on no other page."""

_ACCENT = re.compile("[\u0300-\u036f]")
_UNSPACED = "\u3040-\ud7af"
_TOKEN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:[-._][^\W_{_UNSPACED}]+)*")
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9]++(?:[-._][A-Za-z0-9]++)*+")
"""The same where there is nothing else, in half the time."""
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_NEEDLESS = re.compile(r"(?<!\d)[-._]|[-._](?!\d)")
_BETWEEN_DIGITS = re.compile(r"[-_]")
_EDGE = re.compile(r"[-._]|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VERSION = re.compile(r"^[vV](?=\d)")


@dataclass(frozen=True, slots=True)
class PageTerms:
    """What one page is found by. It depends on that page alone, so that it can be kept while the page stays."""

    terms: tuple[str, ...]
    levels: bytes
    """For each term how much the page has to say on it, from 0 to `LEVELS` - 1."""
    sections: tuple[int, ...]
    """For each term the sections that have it, a bit each."""


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a page."""

    text: str
    weight: int
    """How much one mention in it counts."""
    section: int = 1
    """Number of the section it stands in, `SUMMARY` or `EVERYWHERE`."""


def page_terms(fields: Iterable[Field]) -> PageTerms:
    """The terms of a page's texts."""
    # A weight, and below it a bit for each section: one number for both halves the time.
    said: dict[str, int] = {}
    length = 0
    for field in fields:
        bits, words = _bits(field.section), tokens(field.text)
        length += len(words)
        for token, count in Counter(words).items():
            said[token] = said.get(token, 0) + (field.weight * count << SECTIONS) | bits
    found: dict[str, int] = {}
    for token, more in said.items():
        for term in terms(token):
            known = found.get(term)
            found[term] = more if known is None else known + (more & ~_ALL_SECTIONS) | more & _ALL_SECTIONS
    rarity = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / _USUAL_LENGTH)
    weights = [value >> SECTIONS for value in found.values()]
    levels = bytes([int(LEVELS * weight / (weight + rarity)) for weight in weights])
    return PageTerms(tuple(found), levels, tuple([value & _ALL_SECTIONS for value in found.values()]))


def pack(page: PageTerms) -> bytes:
    """The terms of a page in little room."""
    head = len(page.terms).to_bytes(4, "little") + page.levels
    words = "\n".join(page.terms).encode("utf-8", "surrogatepass")
    return zlib.compress(head + array("H", page.sections).tobytes() + words, 1)


def unpack(kept: bytes) -> PageTerms:
    """What was packed; raises ValueError for anything else."""
    try:
        data = zlib.decompress(kept)
    except zlib.error as fault:
        raise ValueError from fault
    count = int.from_bytes(data[:4], "little")
    sections, words = data[4 + count : 4 + 3 * count], data[4 + 3 * count :]
    terms = tuple(words.decode("utf-8", "surrogatepass").split("\n")) if count else ()
    page = PageTerms(terms, data[4 : 4 + count], tuple(array("H", sections)))
    if not len(page.terms) == len(page.levels) == len(page.sections) == count:
        raise ValueError
    return page


def _bits(section: int) -> int:
    if section == EVERYWHERE:
        return _ALL_SECTIONS
    return 1 if section == SUMMARY else 2 << (section - 1) % (SECTIONS - 1)


def tokens(text: str) -> list[str]:
    """Words and compounds of words, without accents: `values.yaml`, `cert-manager`, `1.16.6`."""
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text.replace("ß", "ss")))
    return _TOKEN.findall(unicodedata.normalize("NFC", plain))


@lru_cache(maxsize=1 << 16)
def terms(token: str) -> tuple[str, ...]:
    """What a token is found by: itself, what stands between its hyphens, and its single words."""
    if _UNSPACED_RUN.match(token):
        return tuple({token[at : at + 2]: None for at in range(len(token) - 1)})
    found = {joined(token): None}
    if not (token.isalpha() and token[1:].islower()):
        pieces = (joined(piece) for piece in _BETWEEN_DIGITS.split(token))
        found |= dict.fromkeys(part for part in (*pieces, *parts(token)) if not part.isdigit())
    return tuple([term for term in found if 1 < len(term) <= LONGEST and term not in FILLERS])


def joined(token: str) -> str:
    """A token in lower case without separators, but for dots between digits; a version without its `v`."""
    if token.isalpha():
        return token.lower()
    return _BETWEEN_DIGITS.sub(".", _NEEDLESS.sub("", _VERSION.sub("", token))).lower()


def parts(token: str) -> list[str]:
    """The single words of a token, cut at separators and capitals."""
    return [joined(part) for part in _EDGE.split(token)]
