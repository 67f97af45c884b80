"""Work is shared among processes; what happens in one of them is known here."""

from __future__ import annotations

import os
import signal

import pytest

from packatlas.errors import SiteError
from packatlas.workers import in_processes


def test_outcomes_come_in_the_order_of_the_shares() -> None:
    found = in_processes(lambda share: (share * 2, os.getpid()), [1, 2, 3])
    assert [outcome for outcome, _ in found] == [2, 4, 6]
    assert len({process for _, process in found}) == 3


def test_a_fault_in_another_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        in_processes(lambda share: 1 // share, [1, 0])


def test_large_outcomes_come_through() -> None:
    assert [len(text) for text in in_processes(lambda share: "x" * share, [1, 2_000_000])] == [1, 2_000_000]


def test_a_process_that_dies_is_named() -> None:
    here = os.getpid()

    def work(_share: int) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SiteError, match="PA172 error: a worker process was ended from outside"):
        in_processes(work, [1, 2])
