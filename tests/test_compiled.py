"""What templates are compiled to is kept for the same user and the same program, and never believed beyond that."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from packatlas.compiled import kept_code

TEXT = "{% for tide in tides %}{{ tide }} {% endfor %}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the code of templates will be kept."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"packatlas-code-{os.getuid()}"


def drawn(text: str = TEXT) -> str:
    """What a template shows in an environment of its own."""
    environment = Environment(loader=DictLoader({"tides.html": text}), bytecode_cache=kept_code())
    return environment.get_template("tides.html").render(tides=["high", "low"])


def is_known(text: str) -> bool:
    """Whether the code of a template is kept."""
    code, environment = kept_code(), Environment()
    assert code
    return code.get_bucket(environment, "tides.html", None, text).code is not None


def test_code_is_kept_for_the_same_words_in_a_folder_of_ones_own(folder: Path) -> None:
    assert not is_known(TEXT)
    assert drawn() == drawn() == "high low "
    assert is_known(TEXT)
    assert not is_known(TEXT + "!")
    assert drawn(TEXT + "!") == "high low !"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_damaged_code_is_compiled_anew(folder: Path) -> None:
    drawn()
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    for place in range(0, len(whole), 7):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert not is_known(TEXT)
        assert drawn() == "high low "
    kept.write_bytes(whole[: len(whole) // 2])
    assert drawn() == "high low "
    assert is_known(TEXT)


def test_code_of_templates_at_any_path_is_kept(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / os.fsdecode(b"caf\xe9")
    place.mkdir()
    (place / "tides.html").write_text(TEXT)
    for _ in range(2):
        environment = Environment(loader=FileSystemLoader(place), bytecode_cache=kept_code())
        assert environment.get_template("tides.html").render(tides=["low"]) == "low "
    assert len([*folder.iterdir()]) == 1


def test_a_folder_that_leads_elsewhere_is_not_used(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(0o755)
    folder.symlink_to("elsewhere")
    assert kept_code() is None
    assert drawn() == "high low "
    assert not [*(tmp_path / "elsewhere").iterdir()]
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o755


def test_a_folder_that_others_may_read_is_let_be(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o750)
    assert kept_code() is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_a_pipe_in_place_of_code_holds_nobody_up(folder: Path) -> None:
    drawn()
    (kept,) = folder.iterdir()
    kept.unlink()
    os.mkfifo(kept)
    assert drawn() == "high low "


def test_a_file_in_its_place_is_let_be(folder: Path) -> None:
    folder.write_text("mine")
    assert kept_code() is None
    assert folder.read_text() == "mine"


def test_a_folder_that_is_gone_meanwhile_keeps_nothing(folder: Path) -> None:
    environment = Environment(loader=DictLoader({"tides.html": TEXT}), bytecode_cache=kept_code())
    folder.rmdir()
    assert environment.get_template("tides.html").render(tides=["low"]) == "low "
