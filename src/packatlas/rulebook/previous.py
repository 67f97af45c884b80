"""PA210-PA212: the site as it was published before."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule

TITLE = "An earlier publish"
RULES = (
    Rule(
        "PA210",
        Severity.WARNING,
        "What changed since the last publish can't be told; the site has no feed of changes. It is so the first time.",
        "packatlas build --previous wrong-folder",
        "packatlas build --previous last-site",
        "text",
    ),
    Rule(
        "PA211",
        Severity.WARNING,
        "Some of what was published can't be read, so that readers aren't told what changed.",
        "last-site/api/v1/security.json, cut short",
        "a whole copy of the site",
        "text",
    ),
    Rule(
        "PA212",
        Severity.WARNING,
        "Of a later day, or of another version of the program, it would tell changes backwards or not at all.",
        "packatlas build --as-of 2026-11-01 --previous site-of-december",
        "packatlas build --as-of 2026-12-31 --previous site-of-december",
        "text",
    ),
)
