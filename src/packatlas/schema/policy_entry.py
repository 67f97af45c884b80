"""`policy:` of catalog.yaml: the publisher's promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field

from packatlas.errors import Problem
from packatlas.policy import WEEKDAYS
from packatlas.schema.fields import AS_WHOLE_NUMBER, LayerName, Strict, fault
from packatlas.settings import Consequence, Pace, Policy
from packatlas.suggest import did_you_mean
from packatlas.tree import Tree
from packatlas.wording import quoted

_POLICY = Policy()
_CONSEQUENCES = get_args(Consequence)


def _weekday(value: object) -> object:
    if isinstance(value, str) and value.strip().lower() not in WEEKDAYS:
        raise fault("PA016", f"unknown weekday {quoted(value)}", did_you_mean(value, WEEKDAYS))
    return value.strip().lower() if isinstance(value, str) else value


def _consequence(value: object) -> object:
    if isinstance(value, str) and value not in _CONSEQUENCES:
        hint = did_you_mean(value, _CONSEQUENCES)
        raise fault("PA016", f"{quoted(value)} is nothing that could follow", hint)
    return value


Weeks = Annotated[int, Field(ge=1, le=520), AS_WHOLE_NUMBER]
Months = Annotated[int, Field(ge=0, le=120), AS_WHOLE_NUMBER]
Follows = Annotated[Consequence, BeforeValidator(_consequence)]


class PaceEntry(Strict):
    """The update times of one layer."""

    update_weeks: Weeks = Field(description="From this age on a verification is overdue.")
    due_soon_weeks: Weeks | None = Field(None, description="From this age on its renewal is due soon.")


class PolicyEntry(Strict):
    """The publisher's promise."""

    update_weeks: Weeks = Field(_POLICY.update_weeks, description="From this age on a verification is overdue.")
    due_soon_weeks: Weeks = Field(_POLICY.due_soon_weeks, description="From this age on its renewal is due soon.")
    deprecated_months: Months = Field(_POLICY.deprecated_months, description="Months from deprecated to disabled.")
    disabled_months: Months = Field(_POLICY.disabled_months, description="Months from disabled to deleted.")
    hotfix_day: Annotated[str, BeforeValidator(_weekday)] = Field(
        _POLICY.hotfix_day, description="Weekday of urgent fixes.", json_schema_extra={"enum": list(WEEKDAYS)}
    )
    late_update: Follows = Field(_POLICY.late_update, description="What follows when a pack is overdue.")
    missing_cis: Follows = Field(
        _POLICY.missing_cis, description="What follows when an OS or Kubernetes pack has no CIS benchmark on record."
    )
    no_active_release: Follows = Field(
        _POLICY.no_active_release, description="What follows when no release of a pack is active any more."
    )
    open_critical: Follows = Field(
        _POLICY.open_critical, description="What follows when a critical, fixable vulnerability outlives a hotfix day."
    )
    late_step: Follows = Field(
        _POLICY.late_step, description="What follows when the calendar has moved a release on, and its file has not."
    )
    layers: dict[LayerName, PaceEntry] = Field(
        default_factory=dict, description="Layers with update times of their own."
    )


def to_policy(entry: PolicyEntry) -> Policy:
    """The promise as the catalog states it; a layer's own times leave the notice of the whole catalog as it is."""
    own = tuple(
        Pace(
            pace.update_weeks,
            min(entry.due_soon_weeks, pace.update_weeks) if pace.due_soon_weeks is None else pace.due_soon_weeks,
            layer.value,
        )
        for layer, pace in entry.layers.items()
    )
    return Policy(**entry.model_dump(exclude={"layers"}), layers=own)


def late_notice(entry: PolicyEntry, tree: Tree) -> Iterator[Problem]:
    """Updates that would be due soon only after they are overdue."""
    own = ((("layers", layer.value), pace.due_soon_weeks, pace.update_weeks) for layer, pace in entry.layers.items())
    for steps, soon, late in (((), entry.due_soon_weeks, entry.update_weeks), *own):
        if soon is not None and soon > late:
            message = "'due_soon_weeks' is more than 'update_weeks'"
            place = tree.value_at(("policy", *steps, "due_soon_weeks"))
            yield Problem("PA170", message, place, hint="a renewal is due soon before it is overdue")
