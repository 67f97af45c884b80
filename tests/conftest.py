"""Shared fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real packs, hostile texts and reports, kept beside the checkout; tests that need them are skipped without."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("needs the corpus folder ../shared/corpus beside the checkout")
    return folder
