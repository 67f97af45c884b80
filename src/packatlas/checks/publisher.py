"""PA117: unverified packs under the name of the catalog's publisher."""

from __future__ import annotations

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.lookalikes import skeleton
from packatlas.rules import Rule
from packatlas.settings import Settings
from packatlas.wording import quoted

RULE = Rule(
    "PA117",
    Severity.ERROR,
    "Readers trust a pack for its publisher. A name that only looks like the publisher's is an error; the very name on "
    "a pack without a verification is a warning: either the verification is missing, or the name is borrowed.",
    "publisher: Example Platform Team  # and no verification",
    "publisher: Example Platform Team\nverification: {verified_on: 2026-11-16, by: Example Platform Team}",
    lighter=Severity.WARNING,
    lowest=Severity.WARNING,
)
RULES: tuple[Rule, ...] = (RULE,)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:
    """Each pack without a verification whose publisher reads like that of the catalog."""
    own = skeleton(settings.publisher)
    problems = []
    for pack in catalog.packs:
        if pack.verification or catalog.standings[pack.name].shield.verified or not own:
            continue
        if skeleton(pack.publisher) != own:
            continue
        same = " ".join(pack.publisher.split()).casefold() == " ".join(settings.publisher.split()).casefold()
        if same:
            message = f"'{pack.name}' bears the name of this catalog's publisher, and is not verified"
            hint = "add its 'verification', or name who publishes it"
        else:
            message = f"the publisher {quoted(pack.publisher)} of '{pack.name}' only looks like this catalog's"
            hint = "name who publishes it"
        problems.append(RULE.problem(message, pack.location, hint, lighter=same))
    return tuple(problems)
