"""Work is shared among processes; what happens in one of them is known here."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from packatlas import parse, workers
from packatlas.cache import Cache
from packatlas.documents import Document
from packatlas.errors import SiteError
from packatlas.limited import limited
from packatlas.settings import Settings
from packatlas.workers import cut, relayed, shared

WAYS = pytest.mark.parametrize("way", [shared, relayed])


def noted(share: int) -> tuple[int, int]:
    """What comes of a share, and the process that did it."""
    time.sleep(0.02)
    return share * 2, os.getpid()


def test_outcomes_come_in_the_order_of_the_shares() -> None:
    found = shared(noted, list(range(30)), 3)
    assert [outcome for outcome, _ in found] == list(range(0, 60, 2))
    assert len({process for _, process in found}) == 3


@pytest.mark.parametrize("count", [0, 1, 2, 3, 30, 31])
def test_processes_that_take_turns_do_two_shares_each(count: int) -> None:
    found = relayed(noted, list(range(count)), 3)
    assert [outcome for outcome, _ in found] == list(range(0, 2 * count, 2))
    assert max(Counter(process for _, process in found).values(), default=0) <= 2
    assert count < 2 or os.getpid() not in {process for _, process in found}


@WAYS
def test_a_fault_in_another_process_is_raised_here(way: Any) -> None:
    here = os.getpid()

    def work(share: int) -> int:
        time.sleep(0.02)
        return 1 // (share or os.getpid() == here)

    with pytest.raises(ZeroDivisionError):
        way(work, [0] * 20, 2)


@WAYS
def test_large_outcomes_come_through(way: Any) -> None:
    assert [len(text) for text in way(lambda share: "x" * share, [1, 2_000_000, 3], 2)] == [1, 2_000_000, 3]


@WAYS
def test_a_process_that_dies_is_named(way: Any) -> None:
    here = os.getpid()

    def work(_share: int) -> None:
        time.sleep(0.02)
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SiteError, match="PA172 error: a worker process was ended from outside"):
        way(work, [1, 2, 3, 4], 2)
    with pytest.raises(SiteError, match="PA172 error: a worker process was ended from outside"):
        limited(work, [[1], [2]], 2, 5, lambda: None, str)


def test_runs_of_items_are_cut_so_that_none_is_lost() -> None:
    for count, least in product((0, 1, 2, 7, 100), (1, 5)):
        runs = cut(range(count), 2, 3, least)
        assert [item for run in runs for item in run] == list(range(count))
        assert len(runs) <= 6
        assert all(len(run) >= least for run in runs[:-1])


def test_what_takes_too_long_is_left_out_and_all_else_is_done() -> None:
    """One item can't be interrupted by Python: the regular expression goes back and forth for years."""

    def work(item: int) -> int:
        if item in (3, 8):
            re.match(r"(x+x+)+y", "x" * 60)
        return item * 10

    done = limited(work, [[1, 2, 3], [4], [5, 6], [7, 8, 9]], 2, 0.2, lambda: None, str)
    assert done == [["10", "20", None], ["40"], ["50", "60"], ["70", None, "90"]]


def test_a_page_that_takes_too_long_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "SECONDS", 0.001)
    texts = ["word " * 60_000, *(f"# Page {number}" for number in range(70))]
    documents = [Document.of(f"content/{number}.md", f"{number}.md", "page", text) for number, text in enumerate(texts)]
    parsed, problems = parse.parse(documents, Settings(jobs=2), Cache())
    told = [str(problem) for problem in problems]
    assert "content/0.md PA035 error: this file takes more than 0.001 seconds to read" in told[0]
    assert len(parsed.pages) + len(told) == len(documents)


def test_one_processor_shares_nothing() -> None:
    assert not workers.worthwhile(1, 1000, 10)


def test_no_process_waits_for_one_that_was_killed() -> None:
    """It has more to say than fits into a pipe, and nobody is left to hear it."""
    code = """
import multiprocessing, time
from packatlas.workers import begun
with begun(lambda share: "x" * 1_000_000, [0, 1], 2):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    assert runs(child)
    parent.kill()
    parent.communicate()
    end = time.monotonic() + 20
    while runs(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not runs(child)


def runs(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("way", ["shared", "relayed"])
def test_an_interrupt_of_all_processes_is_told_once(way: str) -> None:
    code = f"""
import os, signal, time
from packatlas.workers import {way}
os.setpgid(0, 0)
def work(share):
    os.killpg(0, signal.SIGINT) if share else time.sleep(0.5)
    time.sleep(5)
try:
    {way}(work, [0, 1], 2)
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
