"""The copy for disks: its pages, its scripts and its zip."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from packatlas.cli import main
from packatlas.errors import SiteError
from packatlas.model import Artifact
from packatlas.offline import write_zip
from packatlas.offline.modules import loader
from packatlas.offline.pages import explicit, main_of, offline_page
from packatlas.scripts import ScriptError
from packatlas.settings import Settings

HEAD = '<!doctype html><html><head><meta charset="utf-8"><title>T</title>{}</head><body>{}</body></html>'
SETTINGS = Settings(title="Packs", as_of=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("packs/", "packs/index.html"),
        ("../../", "../../index.html"),
        ("./", "index.html"),
        (".", "index.html"),
        ("..", "../index.html"),
        ("../packs/#top", "../packs/index.html#top"),
        ("../packs/?layer=cni#a/", "../packs/index.html?layer=cni#a/"),
        ("./a:b/", "./a:b/index.html"),
        ("feed.xml", "feed.xml"),
        ("#packs/", "#packs/"),
        ("?a=/", "?a=/"),
        ("https://packs.example/docs/", "https://packs.example/docs/"),
        ("//packs.example/", "//packs.example/"),
        ("mailto:a@example.com/", "mailto:a@example.com/"),
        ("/docs/", "/docs/"),
    ],
)
def test_links_to_folders_name_their_page(target: str, expected: str) -> None:
    assert explicit(target) == expected


def body(html: str, head: str = "") -> BeautifulSoup:
    return BeautifulSoup(offline_page("packs/calico/", HEAD.format(head, html)), "lxml")


def test_only_links_are_changed_and_only_in_tags() -> None:
    text = '<p>write href="packs/" or &lt;a href=\'packs/\'&gt;</p><pre>&lt;a href="x/"></pre><!-- <a href="y/"> -->'
    page = offline_page("", HEAD.format("", text + '<a class="a" title="> href=\'t/\'" href="../x/">X</a>'))
    assert text in page
    assert '<a class="a" title="> href=\'t/\'" href="../x/index.html">X</a>' in page


def test_characters_in_links_are_kept() -> None:
    page = body('<a href="../a/?b=1&amp;c=%20&quot;">X</a><img src="logo/" data-href="z/">')
    assert page.select_one("a")["href"] == '../a/index.html?b=1&c=%20"'  # type: ignore[index]
    assert page.select_one("img")["src"] == "logo/"  # type: ignore[index]
    assert page.select_one("img")["data-href"] == "z/"  # type: ignore[index]


def test_a_page_that_leads_on_names_its_file() -> None:
    page = body("", '<meta http-equiv="refresh" content="0; url=../cni-calico/">')
    assert page.select_one('meta[http-equiv="refresh"]')["content"] == "0; url=../cni-calico/index.html"  # type: ignore[index]


def test_modules_become_one_script_and_others_stay() -> None:
    scripts = (
        '<script src="../../assets/theme.js"></script><script type="module" src="../../assets/search.js"></script>'
        "<script type='module' src=\"../../assets/page.js\"></script>"
        '<script type="application/ld+json">{"a": 1}</script>'
    )
    page = body("", scripts)
    found = [(each.get("src"), each.get("data-modules")) for each in page.select("script")]
    assert found == [
        ("../../assets/theme.js", None),
        (None, None),
        ("../../assets/offline.js", "assets/search.js assets/page.js"),
    ]
    assert page.select("script")[2].has_attr("defer")


def test_the_policy_stands_before_anything_is_loaded() -> None:
    page = body("", '<link rel="stylesheet" href="a.css"><script type="module" src="a.js"></script>')
    names = [each.name for each in page.select_one("head").find_all(True)]  # type: ignore[union-attr]
    assert names == ["meta", "meta", "title", "link", "script"]
    policy = str(page.select("meta")[1]["content"])
    assert policy.startswith("default-src 'none'; ")
    assert "http" not in policy


def test_what_a_page_says_is_without_its_frame() -> None:
    page = HEAD.format("", '<header>menu</header><main id="pa-main"><p>words</p></main><footer>end</footer>')
    assert main_of(page) == '<main id="pa-main"><p>words</p></main>'
    assert main_of("<p>none</p>") == ""


def test_modules_are_cut_where_they_name_each_other() -> None:
    made = loader({"assets/s/a.js": "import { b } from './b.js';\nb();", "assets/s/b.js": "export const b = 1;"})
    assert """{"assets/s/a.js":["import { b } from '","assets/s/b.js","';\\nb();"],""" in made
    assert "new URL('../', own.src)" in made


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"assets/a.js": "import './b.js';"}, r"assets/a\.js: it imports './b\.js', which is no script of this site"),
        ({"assets/a.js": "import 'lit';"}, "it imports 'lit'"),
        ({"assets/a.js": "import 'https://a.example/b.js';"}, "which is no script of this site"),
        ({"assets/a.js": "import(x)"}, r"assets/a\.js: line 1: an import\(\) of something else"),
        ({"assets/a.js": "import './b.js'", "assets/b.js": "import './a.js'"}, "in a circle"),
    ],
)
def test_modules_that_cannot_be_brought_along_are_named(modules: dict[str, str], words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        loader(modules)


# --- The zip ---------------------------------------------------------------------------------------------------------

FILES = {
    "index.html": HEAD.format("", "<main>home</main>").encode(),
    "404.html": b"missing",
    "_headers": b"/*",
    "packs/calico/index.md": b"# Calico\n",
    "search/packs.json": b'{"names":["caf\xc3\xa9"]}',
    "api/v1/index.json": b"{}",
    "assets/logo.png": b"png" * 500,
}


def zipped(folder: Path, name: str = "a.zip", settings: Settings = SETTINGS) -> zipfile.ZipFile:
    write_zip([Artifact(path, content) for path, content in FILES.items()], folder / name, settings)
    return zipfile.ZipFile(folder / name)


def test_the_zip_holds_the_site_and_what_its_scripts_fetch(tmp_path: Path) -> None:
    with zipped(tmp_path) as found:
        assert sorted(found.namelist()) == sorted(
            f"catalog/{path}"
            for path in (
                "README.txt", "SHA256SUMS", "api/v1/index.json", "assets/logo.png", "assets/offline.js", "index.html",
                "index.html.js", "packs/calico/index.md", "packs/calico/index.md.js", "search/packs.json.js",
            )
        )  # fmt: skip
        assert found.read("catalog/index.html.js") == b'packatlasFile("index.html","<main>home</main>");\n'
        assert found.read("catalog/search/packs.json.js").decode() == (
            'packatlasFile("search/packs.json","{\\"names\\":[\\"caf\u00e9\\"]}");\n'
        )
        assert found.read("catalog/README.txt").startswith(b"Packs, as of 23 November 2026\n")
        assert {entry.external_attr >> 16 for entry in found.infolist()} == {0o100644}


def test_every_file_can_be_checked_with_sha256sum(tmp_path: Path) -> None:
    with zipped(tmp_path) as found:
        found.extractall(tmp_path)
    folder = tmp_path / "catalog"
    command = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
    listed = {line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert listed == files - {"SHA256SUMS"}
    (folder / "index.html").write_text("altered")
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 1


def test_the_same_site_is_the_same_zip(tmp_path: Path) -> None:
    zipped(tmp_path, "a.zip").close()
    zipped(tmp_path, "b.zip").close()
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipped(tmp_path, settings=Settings(title="Packs", as_of=date(1970, 1, 1))) as found:
        assert {entry.date_time for entry in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["nowhere/a.zip", "folder"])
def test_a_zip_that_cannot_be_written_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SiteError, match="PA228 error: cannot write the zip: "):
        zipped(tmp_path, name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new catalog, which is also the working folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1791763200")
    assert main(["init", str(tmp_path / "catalog")]) == 0
    monkeypatch.chdir(tmp_path / "catalog")
    (tmp_path / "catalog/registry").mkdir()
    capsys.readouterr()
    return tmp_path / "catalog"


def a_link_to_a_zip(path: Path) -> None:
    zipfile.ZipFile(path.with_name("other.zip"), "w").close()
    path.symlink_to("other.zip")


@pytest.mark.parametrize(
    "kind",
    [lambda path: path.write_text("precious"), os.mkfifo, Path.mkdir, a_link_to_a_zip],
    ids=["text", "pipe", "folder", "link"],
)
def test_what_is_no_zip_is_not_replaced(
    catalog: Path, capsys: pytest.CaptureFixture[str], kind: Callable[[Path], object]
) -> None:
    kind(catalog / "copy.zip")
    before = (catalog / "copy.zip").lstat().st_ino
    assert main(["build", "--offline-zip", "copy.zip"]) == 2
    assert "copy.zip PA228 error: what stands here is no zip" in capsys.readouterr().err
    assert (catalog / "copy.zip").lstat().st_ino == before
    assert not (catalog / "build").exists()


@pytest.mark.parametrize("folder", ["content", "content/guides", "templates", "assets", "registry", "linked"])
def test_a_zip_among_what_a_build_reads_is_refused(
    catalog: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    (catalog / "linked").symlink_to("content")
    before = sorted(catalog.rglob("*"))
    assert main(["build", "--registry", "registry", "--offline-zip", f"{folder}/x.zip"]) == 2
    assert f"{folder}/x.zip PA228 error: the zip would stand in '" in capsys.readouterr().err
    assert sorted(catalog.rglob("*")) == before


def test_the_settings_are_not_replaced(catalog: Path) -> None:
    before = (catalog / "content/catalog.yaml").read_bytes()
    assert main(["build", "-q", "--offline-zip", "content/catalog.yaml"]) == 2
    assert (catalog / "content/catalog.yaml").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 of last week"])
def test_an_earlier_zip_and_an_empty_file_are_replaced(catalog: Path, content: bytes) -> None:
    (catalog / "copy.zip").write_bytes(content)
    assert main(["build", "--offline-zip", "copy.zip"]) == 0
    assert zipfile.is_zipfile(catalog / "copy.zip")


def test_the_command_writes_it_beside_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1791763200")
    assert main(["init", str(tmp_path / "catalog")]) == 0
    monkeypatch.chdir(tmp_path / "catalog")
    capsys.readouterr()
    for _ in range(2):
        assert main(["build", "--offline-zip", "copy.zip"]) == 0
        known = hashlib.sha256(Path("copy.zip").read_bytes()).hexdigest()
        assert f"\nA copy for disks in copy.zip, SHA-256 {known}\n" in capsys.readouterr().out
        assert Path("build/index.html").is_file()
        Path("copy.zip").unlink()
    page = Path("content/packs/os/ubuntu-vsphere.md")
    page.write_text(page.read_text().replace("layer: os\n", "layer: netwrok\n", 1))
    assert main(["build", "--offline-zip", "copy.zip"]) == 1
    assert not Path("copy.zip").exists()


def test_a_zip_may_stand_in_the_site_and_over_none_of_its_files(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ["build", "--offline-zip", "build/x.zip"]
    assert main(["build"]) == main(build) == main(build) == main(["build"]) == 0
    assert zipfile.is_zipfile(catalog / "build/x.zip")
    assert main(["build", "--offline-zip", "build/index.html"]) == 2
    assert "build/index.html PA228 error: what stands here is no zip" in capsys.readouterr().err
