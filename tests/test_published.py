"""An earlier publish: read with care, and nothing of it counts where anything is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas.errors import Problem, Severity
from packatlas.history import Change, Kind, Published, PublishedPack
from packatlas.schema.published import read_published
from packatlas.settings import Limits, Settings
from packatlas.sources import all_inputs as sources

TODAY = date(2026, 11, 23)
INDEX: dict[str, Any] = {
    "schema": "packatlas/v1",
    "as_of": "2026-11-16",
    "packs": [
        {"name": "calico", "title": "Calico", "shield": "current", "verified_on": "2026-10-12", "latest": "3.31.4"},
        {"name": "demo", "title": "Demo", "shield": "none", "verified_on": None, "latest": None},
    ],
}
SECURITY: dict[str, Any] = {
    "schema": "packatlas/v1",
    "releases": [
        {
            "name": "calico",
            "version": "3.31.4",
            "serious": [
                {"id": "CVE-2026-1", "rating": "critical", "since": "2026-11-02"},
                {"id": "CVE-2026-2", "rating": "high", "since": None},
            ],
        }
    ],
}
CHANGES: dict[str, Any] = {
    "schema": "packatlas/v1",
    "changes": [
        {"day": "2026-11-16", "kind": "opened", "pack": "calico", "title": "Calico", "version": "3.31.4",
         "issues": ["CVE-2026-1"], "more": 3, "words": "ignored"},
    ],
}  # fmt: skip


def read(
    index: Any = INDEX, security: Any = SECURITY, changes: Any = CHANGES
) -> tuple[Published | None, tuple[Problem, ...]]:
    files = [(f"{number}.json", json.dumps(one, indent=1)) for number, one in enumerate((index, security, changes))]
    return read_published(files, TODAY)


def test_what_it_said_is_known() -> None:
    assert read() == (
        Published(
            as_of=date(2026, 11, 16),
            packs={
                "calico": PublishedPack("calico", "Calico", "current", date(2026, 10, 12), "3.31.4"),
                "demo": PublishedPack("demo", "Demo", "none", None, ""),
            },
            serious={("calico", "3.31.4"): frozenset({"CVE-2026-1", "CVE-2026-2"})},
            seen={("calico", "3.31.4"): {"CVE-2026-1": date(2026, 11, 2)}},
            changes=(Change(date(2026, 11, 16), Kind.OPENED, "calico", "Calico", "3.31.4", ("CVE-2026-1",), 3),),
        ),
        (),
    )


def test_a_site_without_changes_is_one_too() -> None:
    files = [("index.json", json.dumps(INDEX)), ("security.json", json.dumps(SECURITY))]
    published, problems = read_published(files, TODAY)
    assert published is not None
    assert (published.changes, problems) == ((), ())


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"index": []}, "PA211", "0.json"),
        ({"index": {**INDEX, "packs": {}}}, "PA211", "0.json"),
        ({"index": {**INDEX, "as_of": "yesterday"}}, "PA211", "0.json"),
        ({"index": {**INDEX, "schema": "packatlas/v2"}}, "PA212", "0.json"),
        ({"index": {**INDEX, "as_of": "2026-11-24"}}, "PA212", "0.json"),
        ({"security": {**SECURITY, "releases": [{"name": "calico"}]}}, "PA211", "1.json"),
        ({"security": {**SECURITY, "schema": "x"}}, "PA212", "1.json"),
        ({"changes": {**CHANGES, "changes": [{**CHANGES["changes"][0], "kind": "exploded"}]}}, "PA211", "2.json"),
        ({"changes": {**CHANGES, "changes": CHANGES["changes"] * 201}}, "PA211", "2.json"),
        ({"changes": {**CHANGES, "changes": [{**CHANGES["changes"][0], "pack": "a\u202eb"}]}}, "PA211", "2.json"),
    ],
)
def test_nothing_of_it_counts_where_anything_is_wrong(wrong: dict[str, Any], code: str, path: str) -> None:
    published, problems = read(**wrong)
    assert published is None
    assert [(one.code, one.location.path, one.severity) for one in problems] == [(code, path, Severity.WARNING)]
    assert problems[0].hint


def test_a_file_that_is_cut_short_is_told_with_its_line() -> None:
    text = json.dumps(INDEX, indent=1)
    published, problems = read_published([("i.json", text[:-20]), ("s.json", json.dumps(SECURITY))], TODAY)
    assert published is None
    assert problems[0].code == "PA211"
    assert problems[0].location.line > 10


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("schema", "as_of", "packs", "releases", "changes")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["index", "security", "changes"]), st.sampled_from(KEYS), JSON)
def test_any_value_is_read_or_refused(file: str, key: str, value: Any) -> None:
    good = {"index": INDEX, "security": SECURITY, "changes": CHANGES}[file]
    published, problems = read(**{file: {**good, key: value}})
    assert (published is None) == bool(problems)


# --- Where it is looked for ------------------------------------------------------------------------------------------


def put(folder: Path, **files: Any) -> Path:
    place = folder / "api" / "v1"
    place.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (place / f"{name}.json").write_text(json.dumps(value), "utf-8")
    return folder


def looked_for(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    limits: Limits = Limits(),  # noqa: B008
) -> tuple[list[str], list[Problem]]:
    monkeypatch.chdir(folder.parent)
    (folder.parent / "content").mkdir()
    plain = Settings(content=Path("content"), previous=Path(folder.name), limits=limits)
    inputs, problems = sources.read(plain)
    return [file.path for file in inputs.previous], list(problems)


def test_three_files_of_a_site_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "site", index=INDEX, security=SECURITY, changes=CHANGES, other={})
    paths = [f"site/api/v1/{name}.json" for name in ("index", "security", "changes")]
    assert looked_for(monkeypatch, folder) == (paths, [])


def test_the_changes_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "site", index=INDEX, security=SECURITY)
    assert len(looked_for(monkeypatch, folder)[0]) == 2


@pytest.mark.parametrize("files", [{}, {"index": INDEX}, {"security": SECURITY, "changes": CHANGES}])
def test_a_folder_without_a_site_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, Any]
) -> None:
    paths, problems = looked_for(monkeypatch, put(tmp_path / "site", **files))
    assert paths == []
    assert [(one.code, one.location.path, one.severity) for one in problems] == [("PA210", "site", Severity.WARNING)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.code for one in looked_for(monkeypatch, tmp_path / "nowhere")[1]] == ["PA210"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "site", index=INDEX, security=SECURITY, changes=CHANGES)
    (folder / "api/v1/security.json").write_bytes(b"\xff\xfe")
    assert [(one.code, one.location.path) for one in looked_for(monkeypatch, folder)[1]] == [
        ("PA211", "site/api/v1/security.json")
    ]


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "site", index=INDEX, security=SECURITY, changes=CHANGES)
    limits = replace(Limits(), report_bytes=100)
    assert [one.code for one in looked_for(monkeypatch, folder, limits)[1]] == ["PA211"]
