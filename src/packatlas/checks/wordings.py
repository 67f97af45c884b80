"""Which words and signs claim that a pack is verified, and which only use the word.

"Verified against Kubernetes 1.33", "the signature must be verified" and "only verified images" are ordinary sentences.
"✅ Verified", "this is a verified pack" and "verified by" the publisher are claims, and so is the word in disguise, in
letters of other scripts or with invisible ones between. All that is looked at is text as `lookalikes` folds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from posixpath import basename

from packatlas.checks.units import Unit
from packatlas.lookalikes import folded

_SHIELDS = "\U0001f6e1\u26e8"
_MARKS = "✅☑✔✓\U0001f5f8\U0001f7e2\U0001f49a\U0001f3c5\U0001f396\U0001f530⭐\U0001f31f\U0001f4af" + _SHIELDS
_MARK_BEFORE = re.compile(rf"[{_MARKS}]\W*(?:\w+\W+){{0,3}}$")
_MARK_BEHIND = re.compile(rf"\W*(?:\w+\W+){{0,3}}?[{_MARKS}]")
_NEAR = 120
"""Characters before and behind the word that say how it is meant."""

_SPELT = re.compile(r"v[\W_]?[e3][\W_]?r[\W_]?[i1l|!][\W_]?f[\W_]?[i1l|!][\W_]?[e3][\W_]?d")
_WRITTEN = re.compile(rf"(?<!\w){_SPELT.pattern}(?!\w)")
"""`verified`, with up to one sign between two letters, and digits for letters."""
_PLAIN = re.compile(r"(?<!\w)verified(?!\w)")
_SENTENCE_END = re.compile(r"(?<=[.!?;…])\s+")
_VERSION = re.compile(r"\d\.\d")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NOUN = r"(?:packs?|packages?|add-?ons?|publishers?|vendors?|partners?|integrations?|distributions?|releases?|builds?)"

_LATELY = "(?: (?:now|also|an?|the|our|fully|officially|already|currently))*"

_ORDINARY = re.compile(
    rf"\W+(?:(?:and|or|&) \w+ )?(?:against|with|using|via|through|under|in|to|at|from|during|as|per|when|if|that|"
    rf"for(?! (?:production|everyone|enterprise|you))|on(?!\W+(?:\d|the \d|{_MONTH}))|"
    r"by (?:\w+ing\b|hand|default|signature|digest|checksum|an?\b|your|their|"
    r"the (?!publisher|platform|catalog|maintainer)))"
)
"""What follows the word where it says what was checked, how or where, and no more."""
_HEDGED = re.compile(
    r"\b(?:not|no|never|neither|nor|without|cannot|must|should|can|could|may|might|will|would|needs?|wants?|if|whether|"
    r"until|before|unless|once|only|be|being|than|unlike|instead|become|\w+n['’]t)\b(?:\W+\w+){0,5}\W*$"
)
"""What stands before the word where it is denied, wished for or demanded."""
_TAIL = re.compile(
    rf"\W*$|\s*[.!,;:)\]}}|–—-]|\W+(?:{_NOUN}|shield|badge|status|and|since|until|on|by|{_MONTH})\b|\W*\d"
)
"""What follows the word where it stands for itself."""
_OTHERS = re.compile(
    r"\W+(?:images?|signatures?|boot|identit|emails?|domains?|users?|access|permissions|certificates?|artifacts?|"
    r"commits?|provenance|supply|workloads?|accounts?|sources?|downloads?|tokens?)"
)
"""Things that a product verifies, and not the product itself."""


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d]+", text))


_CLAIM_WORDS = _words(
    "verified verification officially official fully pack packs package publisher by the platform team status state "
    "shield green badge current trusted this is a an now yes and secure cis hardened certified on since until january "
    "february march april may june july august september october november december"
)
"""A text of these words only says nothing else."""
_PICTURED = _words("a badge check green icon logo mark of seal shield symbol the trust verification verified")


class Wordings:
    """What claims a shield in a catalog of these publishers, for a pack of these names."""

    def __init__(self, publishers: Iterable[str], names: Iterable[str]) -> None:
        self._publishers = [folded(publisher) for publisher in publishers if len(publisher) > 2]
        self._names = [folded(name) for name in names if len(name) > 2]
        self._own_words = _CLAIM_WORDS.union(*(_words(publisher) for publisher in self._publishers))

    @cached_property
    def _said(self) -> re.Pattern[str]:
        """What is a claim unless it goes on to say against what."""
        subject = (
            r"(?:this|our)(?: \w+){0,2}? (?:pack|package|add-?on|release|version|integration|chart|distribution|page)"
        )
        return re.compile(
            rf"(?:\b{subject}|\b(?:{_any_of(self._names)}))(?: (?:also|now|itself|currently))*"
            rf" (?:is|are|was|has been|have been|remains|stays){_LATELY} verified|"
            rf"\b(?:it is|we are){_LATELY} verified(?= and (?:current|maintained|supported|hardened|trusted|secure))|"
            r"\bofficially verified"
        )

    @cached_property
    def _claimed(self) -> re.Pattern[str]:
        """What is a claim however it goes on."""
        by = _any_of(self._publishers)
        someone = "publisher|platform team|catalog|maintainers? of this catalog|packatlas"
        return re.compile(
            rf"\b(?:is|are|was){_LATELY} verified(?: \w+)? {_NOUN}\b|"
            rf"\b(?:this|our)(?: \w+)? verified(?: \w+)? {_NOUN}\b|"
            rf"verified(?:\W+\w+){{0,6}}? by (?:the )?(?:{by}|{someone})\b|"
            rf"(?:{by})(?: has| have)?(?: \w+ly)?[ -]verified|"
            r"[(\[{⟦【]\s*(?:officially )?verified\s*[)\]}⟧】]|"
            r"\b(?:has|have|had|holds?|got|earned|earns|carries|bears|wears|received)(?: \w+){0,3} "
            r"(?:green shield|(?:verified|verification) (?:badge|shield|mark|status|tick|seal))"
        )

    def claim_of(self, unit: Unit) -> str:
        """The words of a unit that claim a shield; empty when none do. Code is looked at for signs only."""
        for sentence in _SENTENCE_END.split(unit.text):
            if _signed(sentence):
                return _around(sentence)
        for sentence in _SENTENCE_END.split(unit.prose):
            if self._says(sentence) or (not unit.header and self._says_only(sentence)):
                return _around(sentence)
        return ""

    def in_sentence(self, text: str) -> bool:
        """Whether a sentence beside a pack's name, its description for instance, claims a shield."""
        if self.claim_of(Unit(text, text)):
            return True
        seen = _seen(text)
        first = re.match(r"\W*(?:officially |fully )?verified", seen)
        return first is not None and not (_ORDINARY.match(seen, first.end()) or _OTHERS.match(seen, first.end()))

    def in_name(self, text: str) -> bool:
        """Whether a name, where each word counts, claims a shield."""
        seen = _seen(text.replace("_", " "))
        return (
            _signed(text)
            or any(sign in seen for sign in _MARKS)
            or any(
                not (_ORDINARY.match(seen, found.end()) or _hedged(seen, found.start()))
                for found in _PLAIN.finditer(seen)
            )
        )

    def in_image(self, alternative: str, target: str) -> bool:
        """Whether a picture is one of a shield, by its words or its file's name."""
        words = _words(folded(alternative))
        pictured = words <= _PICTURED and not words.isdisjoint({"shield", "verified", "verification"})
        if pictured or self.in_name(alternative):
            return True
        stem = "" if "//" in target else folded(basename(target).rpartition(".")[0])
        return bool(re.search(r"(?<![a-z])verified|green[-_ ]?shield|shield[-_ ]?(?:green|check)", stem))

    def _says(self, sentence: str) -> bool:
        seen = _seen(sentence)
        # Every claim has one of these, and the patterns of a pack are dear to make.
        if "verif" not in seen and "green shield" not in seen:
            return False
        claims = list(self._claimed.finditer(seen))
        claims += [found for found in self._said.finditer(seen) if not _ORDINARY.match(seen, found.end())]
        return any(not _hedged(seen, found.start() + max(0, found[0].find("verified"))) for found in claims)

    def _says_only(self, sentence: str) -> bool:
        """Whether a sentence says nothing but that something is verified."""
        words = _words(_seen(sentence))
        return "verified" in words and words <= self._own_words and not _VERSION.search(sentence)


def possible(text: str) -> bool:
    """Whether a text can hold a claim at all: a quick look before a close one."""
    seen = folded(text)
    return bool(_SPELT.search(seen)) or "green shield" in seen or any(sign in seen for sign in _SHIELDS)


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in texts if text) or "(?!)"


def _seen(text: str) -> str:
    """The text folded, with the word in its plain spelling."""
    return _WRITTEN.sub("verified", folded(text))


def _hedged(seen: str, at: int) -> bool:
    return _HEDGED.search(seen, max(0, at - _NEAR), at) is not None


def _signed(sentence: str) -> bool:
    """Whether a shield is drawn, the word is disguised, or a mark stands by it."""
    seen = folded(sentence)
    if any(sign in seen for sign in _SHIELDS):
        return True
    plain = sentence.replace("\u00ad", "").replace("ﬁ", "fi").lower()
    if len(_WRITTEN.findall(seen)) > len(_PLAIN.findall(plain)):
        return True
    if not any(sign in seen for sign in _MARKS):
        return False
    return any(_marked(seen, found.start(), found.end()) for found in _PLAIN.finditer(seen))


def _marked(seen: str, start: int, end: int) -> bool:
    """Whether the word between these places stands for itself, beside a mark."""
    before, behind = seen[max(0, start - _NEAR) : start], seen[end : end + _NEAR]
    if not (_MARK_BEFORE.search(before) or _MARK_BEHIND.match(behind)):
        return False
    return bool(_TAIL.match(behind)) and not (_ORDINARY.match(behind) or _HEDGED.search(before))


def _around(sentence: str) -> str:
    """The sentence, or of a long one the part where the word or the sign stands."""
    seen = folded(sentence)
    at = max(seen.find(sign) for sign in ("verified", *_SHIELDS))
    start = max(0, at - 30) if len(sentence) > 60 else 0
    return ("…" if start else "") + sentence[start:]
