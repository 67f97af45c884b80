from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from packatlas.errors import SiteError
from packatlas.model import Layer
from packatlas.scaffold import new_catalog, new_page

TODAY = date(2026, 10, 12)


def test_a_new_catalog_has_pages_and_room_for_more(tmp_path: Path) -> None:
    files = new_catalog(tmp_path / "deep" / "catalog", TODAY)
    names = {file.relative_to(tmp_path / "deep" / "catalog").as_posix() for file in files}
    assert {"content/catalog.yaml", "README.md", ".gitignore", "templates/.gitkeep", "assets/.gitkeep"} <= names
    layers = {Path(name).parent.name for name in names if name.startswith("content/packs/")}
    assert layers >= {"os", "k8s", "cni", "addon"}
    assert "/build/" in (tmp_path / "deep/catalog/.gitignore").read_text()


def test_its_dates_are_of_the_day(tmp_path: Path) -> None:
    texts = [file.read_text() for file in new_catalog(tmp_path, TODAY)]
    assert any("verified_on: 2026-10-12" in text for text in texts)
    assert not any("@" in text for text in texts)


@pytest.mark.parametrize("name", ["notes.txt", ".git/HEAD"])
def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(SiteError, match="PA177"):
        new_catalog(tmp_path, TODAY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]


def test_a_file_is_no_place_for_a_catalog(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SiteError, match="PA177"):
            new_catalog(place, TODAY)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("layer", list(Layer))
def test_a_new_page_stands_in_its_layer(tmp_path: Path, layer: Layer) -> None:
    page = new_page(tmp_path, layer, "my-pack", TODAY)
    assert page == tmp_path / "packs" / layer / "my-pack.md"
    text = page.read_text()
    assert f"\nlayer: {layer}\n" in text
    assert '\ntitle: "My Pack"\n' in text
    assert "@" not in text


def test_a_page_that_exists_is_not_written_over(tmp_path: Path) -> None:
    new_page(tmp_path, Layer.CNI, "calico", TODAY).write_text("mine")
    with pytest.raises(SiteError, match="PA177"):
        new_page(tmp_path, Layer.CNI, "calico", TODAY)
    assert (tmp_path / "packs/cni/calico.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "../evil", "a/b", "Calico", "con", ".hidden", "a b", "x" * 200, "a\n"])
def test_a_name_that_no_pack_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SiteError, match="PA178"):
        new_page(tmp_path, Layer.CNI, name, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_without_a_catalog_there_is_no_place_for_a_page(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="packatlas init"):
        new_page(tmp_path / "content", Layer.CNI, "calico", TODAY)
    assert list(tmp_path.iterdir()) == []
