"""Values in one file, found by their keys: what comes back is what was put in, or nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from packatlas.store import Store

MARK = b"this program"
VALUES = {b"a": b"1" * 50, b"bb": b"2" * 70, b"": b"empty key", b"c": b""}


def stored(path: Path, values: dict[bytes, bytes]) -> Store:
    path.parent.mkdir(exist_ok=True)
    store = Store(path, MARK)
    store.restock(values, values)
    store.save()
    return Store(path, MARK)


def content(store: Store) -> dict[bytes, bytes | None]:
    return {key: store.get(key) for key in store.keys}


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    store = stored(tmp_path / "deep/store", VALUES)
    assert content(store) == VALUES
    assert store.get(b"other") is None
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["store"]


def test_the_keys_that_are_named_stay_and_no_others(tmp_path: Path) -> None:
    store = stored(tmp_path / "store", VALUES)
    store.restock([b"a", b"new", b"unknown"], {b"new": b"3"})
    assert content(Store(tmp_path / "store", MARK)) == VALUES
    store.save()
    assert content(store) == content(Store(tmp_path / "store", MARK)) == {b"a": b"1" * 50, b"new": b"3"}


def test_what_is_as_it_was_is_not_written_again(tmp_path: Path) -> None:
    store = stored(tmp_path / "store", VALUES)
    before = (tmp_path / "store").stat().st_ino
    store.restock(list(VALUES), {})
    store.save()
    assert (tmp_path / "store").stat().st_ino == before


def test_another_program_believes_nothing_of_it(tmp_path: Path) -> None:
    stored(tmp_path / "store", VALUES)
    assert Store(tmp_path / "store", b"another").keys == frozenset()


@hypothesis_settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_value_is_as_good_as_none(place: int, change: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "store")
        stored(path, VALUES)
        data = bytearray(path.read_bytes())
        data[place % len(data)] ^= change
        path.write_bytes(data)
        found = content(Store(path, MARK))
        assert all(value in (None, VALUES[key]) for key, value in found.items())
        assert found != VALUES
        path.write_bytes(data[: place % len(data)])
        assert all(value in (None, VALUES[key]) for key, value in content(Store(path, MARK)).items())


def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    store = Store(tmp_path / "file/store", MARK)
    store.restock(VALUES, VALUES)
    with pytest.raises(OSError, match="Not a directory"):
        store.save()
    assert content(store) == VALUES


def test_where_no_file_can_be_made_values_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    store = Store(tmp_path / "store", MARK)
    store.restock(VALUES, VALUES)
    store.restock([b"a", b"d"], {b"d": b"4"})
    store.save()
    assert content(store) == {b"a": b"1" * 50, b"d": b"4"}
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_it_lasts_as_long_as_it_is_held() -> None:
    store = Store(None, MARK)
    store.restock(VALUES, VALUES)
    store.restock([b"a", b"d"], {b"d": b"4"})
    assert content(store) == {b"a": b"1" * 50, b"d": b"4"}
