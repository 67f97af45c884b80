"""Pack registries: one document a folder, and one bad folder never stops the others."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from packatlas.documents import Inputs
from packatlas.settings import RegistrySource, Settings
from packatlas.sources import all_inputs as sources

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty content folder in the working folder."""
    monkeypatch.chdir(tmp_path)
    Path("content").mkdir()
    return Path("content")


def put(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read(content: Path, registry: Path) -> tuple[Inputs, list[str]]:
    named = (RegistrySource(registry, registry.name),)
    inputs, problems = sources.read(Settings(content=content, registries=named))
    return inputs, [str(problem) for problem in problems]


def folder(root: Path, name: str = "demo-1.0.0", **texts: str | bytes) -> Path:
    """A pack folder; the keywords are files, with `_` for their dot."""
    put(root / name / "pack.json", json.dumps({"name": "demo", "version": "1.0.0", "layer": "addon"}))
    for key, text in texts.items():
        put(root / name / key.replace("_", "."), text)
    return root / name


def test_a_registry_folder_is_one_document(content: Path) -> None:
    root = content.parent / "reg"
    one = folder(root / "packs", readme_md="# Hi", values_yaml="a: 1", presets_yaml="presets: []", schema_yaml="x: y")
    put(one / "logo.png", PNG)
    put(one / "images/shot.png", PNG)
    put(one / "charts/x/logo.png", PNG)
    put(one / "charts/x.tgz", b"\0")
    put(root / "history.json", '{"demo-1.0.0": {"added": "2026-01-02", "changed": "2026-03-04"}}')
    inputs, problems = read(content, root)
    assert problems == []
    (document,) = inputs.documents
    assert (document.path, document.place, document.kind) == (
        "reg/packs/demo-1.0.0/pack.json",
        "packs/demo-1.0.0",
        "registry",
    )
    assert {name: part.text for name, part in document.parts.items()} == {
        "readme": "# Hi", "values": "a: 1", "presets": "presets: []", "schema": "x: y",
    }  # fmt: skip
    assert document.parts["readme"].path == "reg/packs/demo-1.0.0/readme.md"
    assert sorted(document.pictures) == ["images/shot.png", "logo.png"]
    assert document.logo is document.pictures["logo.png"]
    assert (document.registry, document.added, document.changed) == ("reg", date(2026, 1, 2), date(2026, 3, 4))


def test_the_folder_of_the_packs_itself_may_be_named(content: Path) -> None:
    root = content.parent / "reg"
    folder(root / "packs")
    put(root / "history.json", '{"demo-1.0.0": {"added": "2026-01-02"}}')
    inputs, problems = read(content, root / "packs")
    assert problems == []
    assert [(one.place, one.added) for one in inputs.documents] == [("demo-1.0.0", date(2026, 1, 2))]


def test_the_order_is_that_of_the_names(content: Path) -> None:
    root = content.parent / "reg"
    for name in ("b-2", "a-1", "B-1", "a-10"):
        folder(root, name)
    assert [one.place for one in read(content, root)[0].documents] == ["B-1", "a-1", "a-10", "b-2"]


def test_one_bad_folder_does_not_stop_the_others(content: Path) -> None:
    root = content.parent / "reg"
    folder(root, "good")
    put(folder(root, "bad") / "pack.json", b"\xff")
    (folder(root, "linked") / "README.md").symlink_to("/etc/passwd")
    os.mkfifo(folder(root, "piped") / "values.yaml")
    put(root / "none/values.yaml", "a: 1")
    inputs, problems = read(content, root)
    assert [one.place for one in inputs.documents] == ["good", "linked", "piped"]
    assert all(not one.parts for one in inputs.documents)
    assert sorted(problem.split(":")[0] for problem in problems) == [
        "reg/bad/pack.json",
        "reg/linked/README.md PA021 error",
        "reg/none PA061 warning",
        "reg/piped/values.yaml PA023 error",
    ]


def test_a_registry_text_that_is_no_utf_8_is_shown_as_far_as_it_goes(content: Path) -> None:
    root = content.parent / "reg"
    folder(root, readme_md=b"caf\xe9")
    inputs, problems = read(content, root)
    assert inputs.documents[0].parts["readme"].text == "caf\ufffd"
    assert [problem[:50] for problem in problems] == ["reg/demo-1.0.0/readme.md:1:4 PA020 warning: byte 4"]


def test_a_registry_without_packs_is_named(content: Path) -> None:
    (content.parent / "reg").mkdir()
    assert [problem[:30] for problem in read(content, Path("reg"))[1]] == ["reg PA060 error: there is no p"]


def test_a_logo_that_is_no_picture_is_left_out_with_a_warning(content: Path) -> None:
    root = content.parent / "reg"
    folder(root, logo_png="no picture", logo_svg=b"<svg onload='x'/>")
    inputs, problems = read(content, root)
    assert (inputs.documents[0].logo, dict(inputs.documents[0].pictures)) == (None, {})
    assert [problem.split(" ")[1:3] for problem in problems] == [["PA030", "warning:"], ["PA029", "warning:"]]


def test_the_corpus_is_read_without_a_fault(content: Path, corpus: Path) -> None:
    inputs, problems = read(content, corpus / "pack-central")
    assert problems == []
    assert len(inputs.documents) == 144
    assert all(one.logo and one.added and one.changed for one in inputs.documents)


def test_reports_come_along_with_a_registry(content: Path) -> None:
    root = content.parent / "reg"
    folder(root)
    put(root / "security/demo/1.0.0.json", "{}")
    put(root / "security/demo/1.0.0/image.json", "[]")
    put(root / "demo-1.0.0/security/x.json", "{}")
    inputs, problems = read(content, root)
    assert problems == []
    assert [(one.kind, one.place, one.registry) for one in inputs.documents] == [
        ("registry", "demo-1.0.0", "reg"),
        ("report", "security/demo/1.0.0.json", "reg"),
        ("report", "security/demo/1.0.0/image.json", "reg"),
    ]


def test_packs_may_stand_in_a_folder_that_is_called_security(content: Path) -> None:
    root = content.parent / "reg"
    folder(root / "security", "falco-1.0.0", values_yaml="a: 1")
    inputs, problems = read(content, root)
    assert problems == []
    assert [(one.kind, one.place) for one in inputs.documents] == [("registry", "security/falco-1.0.0")]
