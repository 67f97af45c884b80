"""Real READMEs have the structure that GitHub gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.markdown.structure import differences

EXCEPTIONS: dict[str, str] = {}
"""Folder of a README that differs from the reference -> why it is meant to."""


@pytest.fixture(scope="module")
def readmes(corpus: Path) -> dict[str, str]:
    """Folder name -> text, of every README of the corpus."""
    found = sorted((corpus / "pack-central" / "packs").glob("*/README.md"))
    return {path.parent.name: path.read_text(encoding="utf-8-sig") for path in found}


def test_at_least_99_percent_equal_the_reference(readmes: dict[str, str]) -> None:
    unequal = {name for name, text in readmes.items() if differences(text)}
    assert unequal == set(EXCEPTIONS)
    assert len(unequal) <= len(readmes) / 100
