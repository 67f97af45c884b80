"""PA116: claims to be verified, in words or signs, in packs that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from packatlas.catalog import Catalog
from packatlas.checks.texts import Text, texts_of
from packatlas.checks.units import units
from packatlas.checks.wordings import Wordings, possible
from packatlas.errors import Location, Problem, Severity
from packatlas.lookalikes import folded
from packatlas.model import Body, Image, Pack
from packatlas.rules import Rule
from packatlas.settings import Settings
from packatlas.wording import quoted

RULE = Rule(
    "PA116",
    Severity.ERROR,
    "Only a verification earns a shield. A page that draws one in words or emoji takes trust that nobody gave it. What "
    "was checked against what may be said: `verified against Kubernetes 1.33` is no such claim.",
    "# Calico ✅ Verified\n\nThis pack is verified by Example Platform Team.",
    "# Calico\n\nWe run this pack on Kubernetes 1.33 and test it before each release.",
    "markdown",
    lighter=Severity.WARNING,
    lowest=Severity.WARNING,
)
RULES: tuple[Rule, ...] = (RULE,)
_HINT = "reword it: a shield is earned with a 'verification' only"
_TOLD = 3
"""How many claims of one text are told."""
_TAG = re.compile(r"<[^>]*+>")
_TIP = re.compile(r' title="([^"]*)"')
_MARKUP = re.compile(r"[*_`#>|\[\]()<]+")


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """Each claim in the fields and texts of each pack without a shield."""
    return tuple(
        problem
        for pack in catalog.packs
        if not pack.verification and not catalog.standings[pack.name].shield.verified
        for problem in _of_pack(pack, Wordings((settings.publisher, settings.title), (pack.title, pack.name)))
    )


def _of_pack(pack: Pack, wordings: Wordings) -> Iterator[Problem]:
    foreign = pack.origin == "registry"
    for what, value, location in _names(pack):
        if wordings.in_name(value):
            yield _problem(f"the {what} {quoted(value)}", location, foreign=foreign)
    for what, value, location in _sentences(pack):
        # What was taken from the text is told there.
        if wordings.in_sentence(value) and (what != "description" or pack.described):
            yield _problem(f"the {what} {quoted(value)}", location, foreign=foreign)
    seen: list[Body] = []
    for text in texts_of(pack):
        if not any(text.body is other for other in seen):
            seen.append(text.body)
            yield from islice(_of_text(text, wordings), _TOLD)


def _names(pack: Pack) -> Iterator[tuple[str, str, Location]]:
    """What names a pack, and what is shown beside its name. A title that is the text's heading is told there."""
    if pack.body is None or pack.title != pack.body.title:
        yield "title", pack.title, pack.location
    yield "name", pack.name, pack.location
    yield "publisher", pack.publisher, pack.location
    yield from (("tag", tag, pack.location) for tag in pack.tags)
    yield from (("alias", alias, pack.location) for alias in pack.aliases)
    yield from (("link", label, pack.location) for label, _ in pack.links)


def _sentences(pack: Pack) -> Iterator[tuple[str, str, Location]]:
    """What else is shown of it."""
    yield "description", pack.description, pack.location
    yield from (("notes", release.notes, release.location) for release in pack.releases)


def _of_text(text: Text, wordings: Wordings) -> Iterator[Problem]:
    """Each claim once: in the pictures, in the heading that is the title, in the words."""
    told: list[str] = []
    for words, line in _claims(text, wordings):
        seen = folded(words)
        if not any(seen in other or other in seen for other in told):
            told.append(seen)
            place = text.at(line or _line(text.body, words))
            yield _problem(f"the text {quoted(words)}", place, foreign=text.foreign)


def _claims(text: Text, wordings: Wordings) -> Iterator[tuple[str, int]]:
    """The words that claim, each with its line, or with 0 where that has to be looked for."""
    body = text.body
    for hole in body.holes:
        if isinstance(hole, Image) and wordings.in_image(hole.alt, hole.target):
            yield hole.alt or hole.target, hole.line
    if body.title and wordings.in_name(body.title):
        yield body.title, 0
    html = "".join(body.html)
    if possible(unescape(_TAG.sub("", html)) + " ".join(_TIP.findall(html))):
        for unit in units(html):
            if words := wordings.claim_of(unit):
                yield words, 0


def _line(body: Body, words: str) -> int:
    """The line of the text that has most of these words."""
    wanted = set(folded(words).split())
    shared = [len(wanted & set(folded(_MARKUP.sub(" ", line)).split())) for line in body.text.split("\n")]
    return body.line + shared.index(max(shared))


def _problem(what: str, location: Location, *, foreign: bool) -> Problem:
    return RULE.problem(f"{what} claims that the pack is verified, and it is not", location, _HINT, lighter=foreign)
