"""The pages of what was just saved are those of the whole build that comes next, but for what other packs say there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from packatlas.build import Draft, draft
from packatlas.cache import Cache
from packatlas.configuration import load_settings
from packatlas.glimpse import glimpse
from packatlas.making import content_of
from packatlas.model import Artifact
from packatlas.settings import Trust
from tests.conftest import ROOT

CALICO = "packs/cni/cni-calico.md"
GUIDE = "guides/use-verified-packs.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own catalog, with words on its home page."""
    folder = Path(shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("catalog") / "content"))
    (folder / "index.md").write_text("# Packs\n\nWords.\n")
    (folder / "registry/hello-universe-1.3.1/README.md").write_text("# Hello\n\nWords.\n")
    return folder


def drafted(folder: Path) -> Draft:
    settings = replace(load_settings(folder), base_url="https://packs.example/", as_of=date(2026, 11, 23), jobs=1)
    return draft(settings, Cache())


@pytest.fixture(scope="module")
def before(folder: Path) -> Draft:
    """It as it was drafted before anything changed."""
    return drafted(folder)


@pytest.fixture(autouse=True)
def _restored(folder: Path) -> Iterator[None]:
    yield
    shutil.copytree(ROOT / "content", folder, dirs_exist_ok=True)


def edited(folder: Path, path: str, old: str, new: str) -> Path:
    page = folder / path
    text = page.read_text()
    assert text.count(old) >= 1
    page.write_text(text.replace(old, new, 1))
    return page.resolve()


def contents(files: tuple[Artifact, ...]) -> dict[str, bytes]:
    return {file.path: content_of(file) for file in files}


EDITS = {
    "a description": (CALICO, "description: Pod networking", "description: NEWS networking", "NEWS"),
    "words": (CALICO, "Calico connects pods", "NEWS connects pods", "NEWS"),
    "a heading with a link to it": (CALICO, "## Usage", "## NEWS\n\nSee [it](#news).\n\n## Usage", "#news"),
    "a newer verification": (CALICO, "verified_on: 2026-11-16", "verified_on: 2026-11-20", "20 November 2026"),
    "an old verification": (CALICO, "  verified_on: 2026-11-16\n", "  verified_on: 2025-01-16\n", "Update overdue"),
    "a release of another day": (CALICO, "released: 2026-08-04", "released: 2026-08-05", "5 August 2026"),
    "a release of the registry": ("registry/cni-calico-3.31.4/pack.json", '"minLimit": 256', '"minLimit": 777', "777"),
    "a README of the registry": ("registry/hello-universe-1.3.1/README.md", "Words", "NEWS", "NEWS"),
    "values of the registry": ("registry/cni-calico-3.31.4/values.yaml", "\n", "\n# NEWS\n", "NEWS"),
    "the title of a guide": (GUIDE, "title: Use verified packs", "title: NEWS", "NEWS"),
    "the place of a guide": (GUIDE, "sidebar_position: 2", "sidebar_position: 9", "Use verified packs"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_the_pages_of_a_document_are_those_of_the_whole_build(folder: Path, before: Draft, edit: str) -> None:
    path, old, new, told = EDITS[edit]
    page = edited(folder, path, old, new)
    _, files = glimpse(before, page)
    seen, whole = contents(files), contents(drafted(folder).artifacts)
    assert seen
    assert all(content == whole[path] for path, content in seen.items())
    assert any(told in content.decode() for content in seen.values())


def test_all_pages_of_a_pack_are_seen(folder: Path, before: Draft) -> None:
    page = edited(folder, CALICO, "title: Calico", "title: Project Calico")
    _, files = glimpse(before, page)
    assert {file.path for file in files} == {
        f"packs/cni-calico/{release}index.{kind}"
        for release in ("", "3.31.4/", "3.30.2-rev2/", "3.30.2/")
        for kind in ("html", "md")
    }


def test_one_glimpse_goes_on_from_another(folder: Path, before: Draft) -> None:
    first = edited(folder, "registry/cni-calico-3.31.4/values.yaml", "\n", "\n# FIRST\n")
    further, _ = glimpse(before, first)
    assert further
    second = edited(folder, CALICO, "description: Pod", "description: SECOND")
    _, files = glimpse(further, second)
    text = contents(files)["packs/cni-calico/index.html"].decode()
    assert "FIRST" in text
    assert "SECOND" in text


@pytest.mark.parametrize("named", ["content", "a link to it"])
def test_the_content_may_be_named_in_any_way(folder: Path, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    if named != "content":
        Path(named).symlink_to("content")
    before = drafted(Path(named))
    page = edited(folder, CALICO, "description: Pod", "description: NEWS")
    assert any(b"NEWS" in content for content in contents(glimpse(before, page)[1]).values())
    values = edited(folder, "registry/cni-calico-3.31.4/values.yaml", "\n", "\n# FIRST\n")
    assert any(b"FIRST" in content for content in contents(glimpse(before, values)[1]).values())


@pytest.mark.parametrize("address", ["/packs/cni-calico", "/verified", "/packs", "/guides/choose-a-stack"])
def test_a_page_does_not_cover_another_one(folder: Path, before: Draft, address: str) -> None:
    page = edited(folder, GUIDE, "title: ", f"slug: {address}\ntitle: ")
    assert glimpse(before, page)[1] == ()


def test_a_page_is_seen_at_an_address_of_its_own(folder: Path, before: Draft) -> None:
    page = edited(folder, GUIDE, "title: ", "slug: /start\ntitle: ")
    assert [file.path for file in glimpse(before, page)[1]] == ["start/index.html", "start/index.md"]


def test_after_a_change_of_settings_nothing_is_seen_before_the_build(folder: Path, before: Draft) -> None:
    settings = edited(folder, "catalog.yaml", "update_weeks: 8", "update_weeks: 9")
    assert glimpse(before, settings) == (None, ())


def test_after_a_change_of_whom_to_trust_nothing_is_seen_before_the_build(folder: Path, before: Draft) -> None:
    settings = replace(before.sources.settings, trust=Trust("signed"))
    signed = replace(before, sources=replace(before.sources, settings=settings))
    for path in ("trust.json", "attestations/cni-calico.json"):
        assert glimpse(signed, folder.parent.resolve() / path)[0] is None
        assert glimpse(before, folder.parent.resolve() / path)[0] is before


SILENT = {
    "an error": (CALICO, "layer: cni", "layer: nowhere"),
    "a broken frontmatter": (CALICO, "\n---\n", "\n"),
    "a draft": (CALICO, "layer: cni", "layer: cni\ndraft: true"),
    "another name": (CALICO, "name: cni-calico", "name: cni-project-calico"),
    "the words of the home page": ("index.md", "Words", "More words"),
}


@pytest.mark.parametrize("edit", SILENT)
def test_where_it_is_not_clear_what_a_page_says_there_is_none(folder: Path, before: Draft, edit: str) -> None:
    page = edited(folder, *SILENT[edit])
    assert glimpse(before, page)[1] == ()


@pytest.mark.parametrize("path", ["packs/cni/new.md", "packs/cni/_part.md", "packs/.hidden/a.md", "../outside.md"])
def test_a_file_that_the_site_has_no_page_of_has_none(folder: Path, before: Draft, path: str) -> None:
    page = folder / path
    page.parent.mkdir(exist_ok=True)
    page.write_text((folder / CALICO).read_text().replace("name: cni-calico\n", ""))
    assert glimpse(before, page)[1] == ()
    page.unlink()


def test_a_link_out_of_the_content_is_not_followed(folder: Path, before: Draft) -> None:
    page, elsewhere = folder / CALICO, folder.parent / "calico.md"
    page.rename(elsewhere)
    page.symlink_to(elsewhere)
    assert glimpse(before, page)[1] == ()
    page.unlink()


def test_what_has_gone_since_has_none(folder: Path, before: Draft) -> None:
    (folder / CALICO).unlink()
    (folder / "registry/cni-calico-3.31.4/pack.json").unlink()
    gone = [folder / CALICO, folder / "registry/cni-calico-3.31.4/values.yaml", folder / "packs/nowhere/a.md"]
    assert [glimpse(before, path)[1] for path in gone] == [(), (), ()]
