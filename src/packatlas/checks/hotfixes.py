"""PA208: a critical vulnerability of a verified pack that has a fix and is still open past a hotfix day."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack
from packatlas.policy import Hotfix, hotfix, promised_scan
from packatlas.rules import Rule
from packatlas.settings import Settings

RULE = Rule(
    "PA208",
    Severity.ERROR,
    "The publisher promises urgent fixes once a week. `policy.open_critical` in `catalog.yaml` says whether the shield "
    "turns amber for a late one, which PA110 reports, or whether it is this warning or this error.",
    "a report that has shown the same critical vulnerability, with a fix, for two weeks",
    "a release that fixes it, with a report that shows it",
    "text",
    lighter=Severity.WARNING,
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """One problem for each verified pack that waits too long for a hotfix."""
    if settings.policy.open_critical == "lapse":
        return ()
    return tuple(
        _problem(pack, urgent, settings)
        for pack in catalog.packs
        if pack.verification
        if (urgent := hotfix(promised_scan(pack), settings.policy, settings.as_of)) and urgent.late
    )


def _problem(pack: Pack, urgent: Hotfix, settings: Settings) -> Problem:
    place = pack.verification.location if pack.verification else pack.location
    message = f"'{pack.name}' waits for a hotfix: {urgent.sentence()}".rstrip(".")
    lighter = settings.policy.open_critical != "error"
    return RULE.problem(message, place, "release a fix, or a newer scan that shows it", lighter=lighter)
