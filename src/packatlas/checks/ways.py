"""How a verified pack meets the publisher's promise again: the hints of the checks on shields."""

from __future__ import annotations

from packatlas.model import Verification
from packatlas.policy import Condition


def way_out(condition: Condition, record: Verification) -> str:
    """What to do about a condition that doesn't hold."""
    signed = record.statement is not None
    return {
        Condition.STATEMENT: "verify it again and sign a new statement",
        Condition.UPDATE: (
            "verify it again and sign a new statement" if signed else "verify the pack again and set `verified_on`"
        ),
        Condition.HARDENING: (
            "sign a new statement that says so" if signed else "state it in `verification`, as `cis`"
        ),
        Condition.OFFER: "add an active release, or take away its `verification`",
        Condition.HOTFIX: "release a fix, or a newer scan that shows it",
    }[condition]
