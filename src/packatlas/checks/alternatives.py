"""PA103: images without alternative text."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.checks.texts import TOLD, texts
from packatlas.errors import Problem, Severity
from packatlas.model import Image
from packatlas.rules import Rule
from packatlas.settings import Settings
from packatlas.wording import quoted

RULE = Rule(
    "PA103",
    Severity.WARNING,
    "A screen reader has nothing to say for the picture, and where the picture can't be shown nothing is left of it "
    "(WCAG 2.2, 1.1.1). A picture that only decorates is marked with an empty `alt` in HTML, and then it is fine.",
    "![](layers.png)",
    '![The five layers of a cluster](layers.png)\n\n<img src="wave.png" alt="">',
    "markdown",
    lighter=Severity.INFO,
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """Each image of which nothing says what it shows; of one text the first ones."""
    problems = []
    for text in texts(catalog):
        mute = [
            hole for hole in text.body.holes if isinstance(hole, Image) and not hole.decorative and not hole.alt.strip()
        ]
        for image in mute[:TOLD]:
            message = f"the image {quoted(image.target)} has no alternative text"
            hint = 'say between the brackets what it shows, or write <img src="…" alt=""> if it only decorates'
            problems.append(RULE.problem(message, text.place_of(image), hint, lighter=text.foreign))
    return tuple(problems)
