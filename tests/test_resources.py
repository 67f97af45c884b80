"""Assets: the program's own scripts and styles travel light, a user's as they are."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pygments.lexers.javascript import JavascriptLexer
from pygments.token import Comment

from packatlas.resources import default_assets, published_assets
from packatlas.settings import Settings

OWN = sorted(file.relative_to(default_assets()).as_posix() for file in default_assets().rglob("*.*s"))
SCRIPT = """\
// What it does.
const text = `
  // no comment
  /* neither */ ${`nested // in another`}
`;
"""


def published(settings: Settings) -> dict[str, bytes | Path]:
    return {file.path: file.content for file in published_assets(settings)[1]}


def told(script: str) -> str:
    """All that a browser reads of a script: its tokens without comments and without the blanks around them."""
    tokens = JavascriptLexer().get_tokens(script)
    return "".join(value.strip() for kind, value in tokens if kind not in Comment)


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


@pytest.mark.parametrize("name", [name for name in OWN if name.endswith(".js")])
def test_a_minified_script_says_what_it_said(name: str) -> None:
    """The minifier reads templates only as far as none stands in another: this is where such a one would be noticed."""
    written = (default_assets() / name).read_text(encoding="utf-8")
    assert told(light(name).decode()) == told(written)


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
    sizes = {name: len(gzip.compress(light(name), 9)) for name in OWN if name.startswith("search")}
    assert sizes["search.js"] < 1_500
    assert sum(sizes.values()) < 8_000


def test_style_and_script_of_the_whole_site_are_light() -> None:
    """What a reader who uses everything ever fetches."""
    files = [content for content in published(Settings()).values() if isinstance(content, bytes)]
    assert sum(len(gzip.compress(content, 9)) for content in files) < 25_000
