"""Shared fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real packs, hostile texts and reports, kept beside the checkout; tests that need them are skipped without."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("needs the corpus folder ../shared/corpus beside the checkout")
    return folder


class Compiled(BytecodeCache):
    """Jinja's own way to keep what it compiled; a template with other words, name or place is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self.kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """Templates are compiled once by a process that builds hundreds of sites: it is most of the work of a small one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "__init__", partialmethod(Environment.__init__, bytecode_cache=Compiled()))
        yield
