"""Whole sites with one fault each: the exact words that a user sees, the exit code, and the rest of the site built.

`tests/sites_invalid/<name>/` has what a user has, and `expected.txt`: the exit code and then standard error. Faults
that a checkout cannot hold are made by `site_faults.py`. `python -m tests.test_sites_invalid` writes what is expected
anew.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from packatlas.cli import main
from tests.site_faults import FAULTS

SITES = Path(__file__).parent / "sites_invalid"
NAMES = sorted(path.name for path in SITES.iterdir() if path.is_dir())
OTHER = "# The other page\n\nIt is built all the same.\n"


def built(name: str, folder: Path, *options: str) -> str:
    """What the command says of a site with a sound page beside the fault."""
    site = folder / name
    shutil.copytree(SITES / name, site)
    if (site / "content").is_dir() or name in FAULTS:
        (site / "content").mkdir(exist_ok=True)
        (site / "content/the-other-page.md").write_text(OTHER, "utf-8")
    if name in FAULTS:
        FAULTS[name](site)
    told = io.StringIO()
    with chdir(site), redirect_stderr(told), redirect_stdout(io.StringIO()):
        code = main(["build", "--as-of", "2026-11-23", "--jobs", "1", *options])
    return f"exit {code}\n{told.getvalue()}"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the machine sets may change what is said."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "PACKATLAS_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_told_in_these_words_and_the_other_page_is_built(name: str, tmp_path: Path) -> None:
    said = built(name, tmp_path)
    assert said == (SITES / name / "expected.txt").read_text("utf-8")
    other = tmp_path / name / "build/the-other-page/index.html"
    assert other.is_file() is not said.startswith("exit 2")
    assert not other.is_file() or "It is built all the same." in other.read_text("utf-8")


STOPPED = {
    "a broken link": "dead-link",
    "a broken anchor": "dead-anchor",
    "a broken image": "dead-image",
    "a key twice": "duplicate-key",
    "frontmatter without an end": "unterminated-frontmatter",
    "frontmatter that is no YAML": "invalid-yaml",
    "a script": "script-in-body",
    "a handler": "handler-in-body",
    "javascript:": "javascript-link",
    "a symbolic link out of the content": "symbolic-link",
    "bytes that are not UTF-8": "bad-utf-8",
    "names that differ in case": "case-collision",
    "two pages with one address": "two-pages-one-address",
    "ten thousand brackets": "brackets",
    "an alias bomb": "alias-bomb",
    "con.md": "device-name",
}
"""What must not pass a strict build; `</title>` in a title passes, and does no harm."""


@pytest.mark.parametrize("name", STOPPED.values(), ids=STOPPED.keys())
def test_a_strict_build_stops_at(name: str, tmp_path: Path) -> None:
    assert built(name, tmp_path, "--strict").startswith("exit 1\n")


@pytest.mark.parametrize("name", ["dead-link", "publishers-name", "wrong-weights", "unknown-pack", "title-in-title"])
def test_quiet_changes_no_exit_code_and_hides_no_error(name: str, tmp_path: Path) -> None:
    for options in ((), ("--strict",)):
        aloud, quiet = built(name, tmp_path / "a", *options), built(name, tmp_path / "b", *options, "-q")
        (code, *told), (quiet_code, *quiet_told) = aloud.splitlines(), quiet.splitlines()
        assert quiet_code == code
        assert quiet_told == [line for line in told if " error: " in line or (options and " warning: " in line)]
        shutil.rmtree(tmp_path)


def test_every_made_fault_has_a_site() -> None:
    assert set(FAULTS) <= set(NAMES)


def test_a_title_cannot_close_the_title(tmp_path: Path) -> None:
    built("title-in-title", tmp_path)
    page = BeautifulSoup((tmp_path / "title-in-title/build/page/index.html").read_text("utf-8"), "html.parser")
    assert page.title is not None
    assert page.title.text.startswith("</title><script>alert(1)</script>")
    assert [script.get("src") is not None for script in page.select("script")].count(False) == 0


def test_what_is_refused_does_not_reach_the_site(tmp_path: Path) -> None:
    for name in ("script-in-body", "javascript-link", "symbolic-link", "hard-link"):
        built(name, tmp_path)
        pages = list((tmp_path / name / "build").rglob("*.html"))
        assert pages
        assert [fault for page in pages for fault in acting(page)] == []


def acting(page: Path) -> list[str]:
    """What on a page acts, or says what nobody may read."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    scripts = [str(script) for script in soup.select("script") if not script.get("src") or script.text]
    handlers = [str(one) for one in soup.find_all(True) if any(name.startswith("on") for name in one.attrs)]
    links = [str(link) for link in soup.select("[href]") if "script:" in str(link["href"]).lower()]
    return [*scripts, *handlers, *links, *(["the secret"] if "Secret" in soup.text else [])]


def renew(folder: Path) -> None:
    """Write every expectation anew."""
    for name in NAMES:
        (SITES / name / "expected.txt").write_text(built(name, folder), "utf-8")


if __name__ == "__main__":
    import tempfile

    for variable in ("SOURCE_DATE_EPOCH", "FORCE_COLOR", "GITHUB_ACTIONS"):
        os.environ.pop(variable, None)
    sys.stderr.flush()
    with tempfile.TemporaryDirectory() as scratch:
        renew(Path(scratch))
