"""Assets: the program's own scripts and styles travel light, a user's as they are."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from packatlas.making import content_of
from packatlas.model import Recipe
from packatlas.resources import default_assets, published_assets
from packatlas.settings import Settings

SCRIPT = """\
// What it does.
const text = `
  // no comment
  /* neither */ ${`nested // in another`}
`;
"""


def published(settings: Settings) -> dict[str, bytes | Recipe | Path]:
    """What each asset holds, by its name."""
    addresses, artifacts = published_assets(settings)
    contents = {file.path: file.content for file in artifacts}
    return {name: contents[address] for name, address in addresses.items()}


def light(name: str) -> bytes:
    """One of the program's own files as it is published; a style sheet alone."""
    content = published(Settings())[name]
    assert isinstance(content, bytes)
    return content


def test_own_files_are_published_without_comments_and_indentation() -> None:
    content = light("search-engine.js")
    assert b"/**" not in content
    assert b"@typedef" not in content
    assert b"\n  " not in content
    assert b"export class Engine{" in content
    style = light("style")
    assert b"/*" not in style
    assert b"\n  " not in style


def test_a_users_copy_of_an_own_file_is_published_as_lightly(tmp_path: Path) -> None:
    own = (default_assets() / "page.js").read_bytes()
    (tmp_path / "page.js").write_bytes(own.replace(b"\n", b"\r\n"))
    assert published(Settings(assets=tmp_path)) == published(Settings(assets=default_assets())) == published(Settings())


def test_an_asset_may_be_a_link(tmp_path: Path) -> None:
    """Assets are the publisher's own; some installers link all files of a program to a store of theirs."""
    (tmp_path / "store").write_bytes(b"icon")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/icon.png").symlink_to(tmp_path / "store")
    (file,) = (file for file in published_assets(Settings(assets=tmp_path / "assets"))[1] if "icon.png" in file.path)
    assert content_of(file) == b"icon"


def test_what_a_user_wrote_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "10-base.css").write_text("body  { /* mine */ }")
    (tmp_path / "page.js").write_text(SCRIPT)
    (tmp_path / "own.js").write_text(SCRIPT)
    files = published(Settings(assets=tmp_path))
    assert files["page.js"] == files["own.js"] == SCRIPT.encode()
    style = files["style"]
    assert isinstance(style, bytes)
    assert style.startswith(b"body  { /* mine */ }\n")
    assert b"\n  " not in style


def test_scripts_stand_in_a_folder_that_is_named_by_what_they_all_say(tmp_path: Path) -> None:
    def folder() -> str:
        addresses, _ = published_assets(Settings(assets=tmp_path))
        folders = {address.rpartition("/")[0] for name, address in addresses.items() if name.endswith(".js")}
        assert len(folders) == 1
        return folders.pop()

    plain = folder()
    assert re.fullmatch(r"assets/scripts-[0-9a-f]{12}", plain)
    (tmp_path / "own.js").write_text("1")
    first = folder()
    (tmp_path / "own.js").write_text("2")
    assert len({plain, first, folder()}) == 3
    (tmp_path / "logo.png").write_bytes(b"")
    (tmp_path / "own.js").write_text("1")
    assert folder() == first


def test_the_search_is_light() -> None:
    sizes = {file.name: len(gzip.compress(light(file.name), 9)) for file in default_assets().glob("search*.js")}
    assert sizes["search.js"] < 1_500
    assert sum(sizes.values()) < 9_200


def test_style_and_script_of_a_first_visit_are_light() -> None:
    """The list of all packs, which needs most; what opens with the search and on pages of packs comes later."""
    later = {"search-box.js", "search-text.js", "pack.js", "moved.js", "tables.js"}
    files = {name: content for name, content in published(Settings()).items() if name not in later}
    sizes = {name: len(gzip.compress(content, 9)) for name, content in files.items() if isinstance(content, bytes)}
    assert sum(sizes.values()) < 23_000


def test_the_list_of_packs_is_light() -> None:
    assert len(gzip.compress(light("packs.js"), 9)) < 4_600
