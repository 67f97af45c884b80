"""Assets: the program's own scripts travel light, a user's as they are."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from packatlas.model import Recipe
from packatlas.resources import default_assets, published_assets, without_comments
from packatlas.settings import Settings

SCRIPT = """\
// What it does.

/**
 * A number.
 * @type {number}
 */
const one = 1; // stays behind code
  /* alone */
  const url = 'https://packs.example/'; /** @type {string} */
const text = `
  // no comment
  /* neither */ ${one}
`;
if (one) /** @type {any} */ (text).at(0);
    /** @type {any} */ (text).at(0);
// The end."""

LIGHT = """\

const one = 1; // stays behind code
const url = 'https://packs.example/'; /** @type {string} */
const text = `
  // no comment
  /* neither */ ${one}
`;
if (one) /** @type {any} */ (text).at(0);
/** @type {any} */ (text).at(0);
// The end."""


def published(settings: Settings) -> dict[str, bytes | Recipe | Path]:
    """What each asset holds, by its name."""
    addresses, artifacts = published_assets(settings)
    contents = {file.path: file.content for file in artifacts}
    return {name: contents[address] for name, address in addresses.items()}


def test_comments_with_lines_of_their_own_and_indentation_go() -> None:
    assert without_comments(SCRIPT) == LIGHT


def test_the_own_scripts_are_published_without_comments() -> None:
    content = published(Settings())["search-engine.js"]
    assert isinstance(content, bytes)
    assert b"/**\n" not in content
    assert b"@typedef" not in content
    assert b"export class Engine {" in content


def test_own_scripts_have_even_back_quotes_wherever_they_are_counted() -> None:
    for file in default_assets().glob("*.js"):
        lines = without_comments(file.read_text(encoding="utf-8")).splitlines()
        assert [line for line in lines if line.count("`") % 2] == [], file.name


def test_a_script_of_the_user_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text(SCRIPT)
    (tmp_path / "own.js").write_text(SCRIPT)
    files = published(Settings(assets=tmp_path))
    assert files["page.js"] == files["own.js"] == SCRIPT.encode()


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
    files = published(Settings())
    scripts = [content for path, content in files.items() if path.startswith("search")]
    assert len(scripts) == 3
    assert sum(len(gzip.compress(content, 9)) for content in scripts if isinstance(content, bytes)) < 10_000
