"""What a build does to the memory of its process."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site_builds import built

_HOLES = """
from pathlib import Path
from packatlas.heap import give_back
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
texts = [bytes(5_000) for _ in range(10_000)]
kept = texts[::200]
held = resident()
del texts
freed = resident()
give_back()
print(held - freed, held - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries return memory by themselves or never")
def test_memory_between_values_that_stay_is_given_back() -> None:
    run = subprocess.run([sys.executable, "-c", _HOLES], capture_output=True, check=True, text=True)
    before, after = map(int, run.stdout.split())
    assert before < 10_000_000, "without it the pages stay"
    assert after > 30_000_000


def test_a_build_leaves_the_collector_of_garbage_as_it_was(tmp_path: Path) -> None:
    usual = gc.get_threshold()
    (tmp_path / "content").mkdir()
    (tmp_path / "content/index.md").write_text("# Home\n")
    built(tmp_path, tmp_path / "out")
    assert gc.get_threshold() == usual
