"""The conditions of the publisher's promise, and which of them a pack doesn't meet on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from packatlas.model import Layer, Pack, Status, Verification
from packatlas.policy.hotfixes import Hotfix
from packatlas.policy.shields import Broken, Condition
from packatlas.settings import Policy
from packatlas.wording import day

HARDENED_LAYERS = frozenset({Layer.KERNEL, Layer.OS, Layer.K8S})
"""Layers whose verified packs are hardened to a CIS benchmark."""


def promised(pack: Pack, record: Verification, policy: Policy) -> date:
    """The last day on which the update times of the pack's layer are kept."""
    return record.verified_on + timedelta(weeks=policy.pace(pack.layer.value, pack.layer.shelf.value).update_weeks)


def broken(pack: Pack, record: Verification, urgent: Hotfix | None, policy: Policy, as_of: date) -> Iterator[Broken]:
    """What doesn't hold, the most telling first. A statement that has expired by its own words lapses in any case."""
    if record.valid_until and as_of > record.valid_until:
        said = f"Its signed statement expired on {day(record.valid_until)}, and there is no newer one."
        yield Broken(Condition.STATEMENT, said, "lapse")
    if as_of > promised(pack, record, policy):
        yield Broken(Condition.UPDATE, _overdue(pack, record, policy, as_of), policy.late_update)
    if pack.layer in HARDENED_LAYERS and record.cis is None:
        said = "It has no CIS benchmark on record, which verified packs of its layer need."
        yield Broken(Condition.HARDENING, said, policy.missing_cis)
    latest = pack.latest
    if latest and latest.status is not Status.ACTIVE:
        said = f"None of its releases is active any more: the last one, {latest.version}, is {latest.status.value}."
        yield Broken(Condition.OFFER, said, policy.no_active_release)
    if urgent and urgent.late:
        yield Broken(Condition.HOTFIX, urgent.sentence(), policy.open_critical)


def _overdue(pack: Pack, record: Verification, policy: Policy, as_of: date) -> str:
    weeks = (as_of - record.verified_on).days // 7
    pace = policy.pace(pack.layer.value, pack.layer.shelf.value)
    return (
        f"Its update is overdue: it was last verified {weeks} weeks ago, on {day(record.verified_on)}, "
        f"and {pace.whose} are updated within {pace.update_weeks} weeks."
    )
