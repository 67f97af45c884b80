"""PA100, PA101, PA102: links and images in a text that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from packatlas.catalog import Catalog
from packatlas.checks.texts import TOLD, Text, texts
from packatlas.errors import Problem, Severity
from packatlas.links import LinkIndex, Origin, Resolved, could_mean
from packatlas.model import Image, Link
from packatlas.rules import Rule
from packatlas.settings import Settings

LINK = Rule(
    "PA100",
    Severity.WARNING,
    "A reader who follows a dead link stops trusting the page. The site shows the words without the link.",
    "[The guide](../guide/instal.md)",
    "[The guide](../guides/install.md)",
    "markdown",
)
IMAGE = Rule(
    "PA101",
    Severity.WARNING,
    "The site shows the alternative text in place of the picture. Pictures from the network are never shown.",
    "![The layers of a cluster](layres.png)",
    "![The layers of a cluster](layers.png)",
    "markdown",
)
SECTION = Rule(
    "PA102",
    Severity.WARNING,
    "The reader gets to the top of a page and has to search it. A link to a section of its own page loses its address.",
    "[Parameters](#paramters)",
    "[Parameters](#parameters)",
    "markdown",
)
RULES: tuple[Rule, ...] = (LINK, IMAGE, SECTION)
_NAMED = re.compile(r"#([^#…]*)' names a section")
"""The section that a whole target names in the message about it."""
_HINTS = 100
"""How many near names are looked for in a build: each look goes over all pages."""


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """Every link and image of every body, resolved as the page that shows it would."""
    index = LinkIndex(catalog, settings.base_url)
    hints: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    for text in texts(catalog):
        faults = [*_faults(index, text)]
        for piece, rule, found in faults[:TOLD]:
            hint = found.hint or _near(hints, index, piece.target, text.origin)
            problems.append(rule.problem(found.fault, text.place_of(piece), hint))
        if len(faults) > TOLD:
            message = f"{len(faults) - TOLD} more links and images of this text lead nowhere"
            problems.append(faults[TOLD][1].problem(message, text.location, "mend the first ones and build again"))
    return tuple(problems)


def _near(hints: dict[tuple[str, str], str], index: LinkIndex, target: str, origin: Origin) -> str:
    """A way out for a broken link; looked for once a link, and not for ever."""
    if origin.files is not None:
        return index.near(target, origin)
    key = (origin.address, target)
    if key not in hints and len(hints) < _HINTS:
        hints[key] = index.near(target, origin)
    return hints.get(key, "")


def missed(problems: Iterable[Problem], ids: Set[str]) -> bool:
    """Whether one of the links that name no section may be meant for one of these, or nearly be called so."""
    sections = (_NAMED.search(problem.message) for problem in problems if problem.code == SECTION.code)
    return any(named is None or could_mean(named[1], ids) for named in sections)


def _faults(index: LinkIndex, text: Text) -> Iterator[tuple[Link | Image, Rule, Resolved]]:
    for hole in text.body.holes:
        found = index.resolve(hole, text.origin)
        if found.fault:
            yield hole, IMAGE if isinstance(hole, Image) else SECTION if found.section else LINK, found
