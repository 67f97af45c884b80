"""Assets: the program's own scripts and styles travel light, a user's as they are."""

from __future__ import annotations

import gzip
from pathlib import Path

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
    return {file.path: file.content for file in published_assets(settings)[1]}


def light(name: str) -> bytes:
    """One of the program's own files as it is published; a style sheet alone."""
    content = published(Settings())[f"assets/{name}"]
    assert isinstance(content, bytes)
    return content


def test_own_files_are_published_without_comments_and_indentation() -> None:
    content = light("search-engine.js")
    assert b"/**" not in content
    assert b"@typedef" not in content
    assert b"\n  " not in content
    assert b"export class Engine{" in content
    (style,) = [content for path, content in published(Settings()).items() if path.startswith("assets/style-")]
    assert isinstance(style, bytes)
    assert b"/*" not in style
    assert b"\n  " not in style


def test_a_users_copy_of_an_own_file_is_published_as_lightly(tmp_path: Path) -> None:
    own = (default_assets() / "page.js").read_bytes()
    (tmp_path / "page.js").write_bytes(own.replace(b"\n", b"\r\n"))
    assert published(Settings(assets=tmp_path)) == published(Settings(assets=default_assets())) == published(Settings())


def test_what_a_user_wrote_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "10-base.css").write_text("body  { /* mine */ }")
    (tmp_path / "page.js").write_text(SCRIPT)
    (tmp_path / "own.js").write_text(SCRIPT)
    files = published(Settings(assets=tmp_path))
    assert files["assets/page.js"] == tmp_path / "page.js"
    assert files["assets/own.js"] == tmp_path / "own.js"
    (style,) = [content for path, content in files.items() if path.startswith("assets/style-")]
    assert isinstance(style, bytes)
    assert style.startswith(b"body  { /* mine */ }\n")
    assert b"\n  " not in style


def test_the_search_is_light() -> None:
    sizes = {file.name: len(gzip.compress(light(file.name), 9)) for file in default_assets().glob("search*.js")}
    assert sizes["search.js"] < 1_500
    assert sum(sizes.values()) < 9_200


def test_style_and_script_of_a_first_visit_are_light() -> None:
    """The list of all packs, which needs most; what opens with the search and on pages of packs comes later."""
    later = {"assets/search-box.js", "assets/search-text.js", "assets/pack.js", "assets/moved.js", "assets/tables.js"}
    files = {path: content for path, content in published(Settings()).items() if path not in later}
    sizes = {path: len(gzip.compress(content, 9)) for path, content in files.items() if isinstance(content, bytes)}
    assert sum(sizes.values()) < 23_000


def test_the_list_of_packs_is_light() -> None:
    assert len(gzip.compress(light("packs.js"), 9)) < 4_500
