"""The calendar of the lifecycle: which release takes which step on which day, and what to use then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Pack, Release, Status
from packatlas.plan import words
from packatlas.plan.banners import successor_of
from packatlas.plan.cards import Cards
from packatlas.plan.rows import release_address
from packatlas.plan.views import LifecycleView, Ref, Step
from packatlas.policy import steps
from packatlas.settings import Settings
from packatlas.wording import MONTHS

AHEAD, PASSED = 200, 100
"""How many steps the page shows, of those to come and of those that were; the others are in the calendar file."""


def lifecycle_steps(catalog: Catalog, cards: Cards, settings: Settings) -> tuple[Step, ...]:
    """Every dated step of every release, the earliest first; of one day in the order of the catalog."""
    found = (step for pack in catalog.packs for step in _of(pack, catalog, cards, settings))
    return tuple(sorted(found, key=lambda step: step.day))


def _of(pack: Pack, catalog: Catalog, cards: Cards, settings: Settings) -> Iterator[Step]:
    for release in pack.releases:
        for day, status in steps(_announced(release, settings), settings.policy):
            yield Step(
                day=day,
                status=status.value,
                words=words.STATUSES[status],
                card=cards[pack.name],
                version=release.version.text,
                address=release_address(pack, release),
                successor=successor_of(pack, release, catalog),
                ahead=day > settings.as_of,
            )


def _announced(release: Release, settings: Settings) -> Release:
    """The release as its file states it: a deprecation that is still ahead leaves it active until then."""
    ahead = release.since is not None and release.since > settings.as_of
    return replace(release, status=Status.DEPRECATED) if ahead and release.status is Status.ACTIVE else release


def lifecycle_view(found: Sequence[Step], settings: Settings) -> LifecycleView:
    """The page: first what comes, the nearest day first, then what was, the latest day first."""
    ahead = [step for step in found if step.ahead]
    passed = [step for step in reversed(found) if not step.ahead]
    return LifecycleView(
        address=urls.LIFECYCLE,
        template="lifecycle.html",
        title="Lifecycle",
        description="Which releases are deprecated, disabled and deleted, on which day, and what to take instead.",
        trail=(Ref("Updates", urls.UPDATES),),
        ahead=_months(ahead[:AHEAD]),
        passed=_months(passed[:PASSED]),
        more=max(0, len(ahead) - AHEAD) + max(0, len(passed) - PASSED),
        deprecated_months=settings.policy.deprecated_months,
        disabled_months=settings.policy.disabled_months,
        calendar=urls.LIFECYCLE_CALENDAR,
        as_of=settings.as_of,
    )


def _months(shown: Iterable[Step]) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    return tuple(
        (f"{MONTHS[month - 1]} {year}", tuple(members))
        for (year, month), members in groupby(shown, key=lambda step: (step.day.year, step.day.month))
    )
