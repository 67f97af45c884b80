"""PA208: a critical vulnerability of a verified pack that has a fix and is still open past a hotfix day.

Why it matters: the publisher promises urgent fixes once a week. `policy.open_critical` in `catalog.yaml` says whether
the shield turns amber for it, which PA110 reports, or whether it is this warning or an error.

Bad: a report that has shown the same critical vulnerability, with a fix, for two weeks. Good: a release that fixes it.
"""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack
from packatlas.policy import Hotfix, hotfix, promised_scan
from packatlas.settings import Settings


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
    severity = Severity.ERROR if settings.policy.open_critical == "error" else Severity.WARNING
    message = f"'{pack.name}' waits for a hotfix: {urgent.sentence()}".rstrip(".")
    return Problem("PA208", message, place, severity, "release a fix, or a newer scan that shows it")
