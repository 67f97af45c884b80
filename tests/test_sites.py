"""Tiny whole sites against what is expected of them, one idea each.

`tests/sites/<name>/` has what a user has (`content/`, maybe `templates/` or a registry) and `expected/`: `files.txt`
names every file of the site, `problems.txt` is what the user is told, and every other file is what one page or file of
the site has to say. Not every page is expected: those that show the idea are.

`python -m tests.test_sites` writes what is expected anew; read the difference before you keep it. To expect one more
page, make an empty file of its name first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from packatlas.report import problem_text
from tests.outline import json_outline, page_outline, without_digests
from tests.site_builds import built, built_elsewhere, files_of

SITES = Path(__file__).parent / "sites"
NAMES = sorted(path.name for path in SITES.iterdir() if path.is_dir())
WHOLE = ("files.txt", "problems.txt")


def shown(name: str, content: bytes) -> str:
    """A file of a site as its golden has it."""
    text = content.decode()
    if name.endswith(".html"):
        return page_outline(text)
    return json_outline(text) if name.endswith(".json") else without_digests(text)


def golden(name: str) -> str:
    """The name of the file that expects a file of the site."""
    return name.removesuffix(".html") + ".txt" if name.endswith(".html") else name


def looked_at(site: Path, output: Path) -> dict[str, str]:
    """Everything that can be expected of a site, by the name of the golden."""
    result = built(site, output)
    files = files_of(output)
    names = sorted(without_digests(name) for name in files if not name.startswith("assets/"))
    return {
        "files.txt": "".join(f"{name}\n" for name in names),
        "problems.txt": "".join(f"{line}\n" for line in problem_text(result.problems)),
    } | {golden(name): shown(name, content) for name, content in files.items() if _readable(name)}


def _readable(name: str) -> bool:
    return name.endswith((".html", ".json", ".md", ".svg", ".txt", ".xml", "_headers"))


def expected_of(site: Path) -> dict[str, Path]:
    """The goldens of a site by their names."""
    folder = site / "expected"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_a_site_is_as_expected(name: str, tmp_path: Path) -> None:
    found = looked_at(SITES / name, tmp_path / "site")
    goldens = expected_of(SITES / name)
    assert set(WHOLE) <= set(goldens)
    assert set(goldens) - set(found) == set(), "goldens that no file of the site belongs to"
    for path, file in sorted(goldens.items()):
        assert found[path] == file.read_text("utf-8"), f"{name}: {path} (python -m tests.test_sites writes it anew)"


@pytest.mark.parametrize("name", NAMES)
def test_a_site_is_the_same_wherever_and_however_it_is_built(name: str, tmp_path: Path) -> None:
    site = SITES / name
    built(site, tmp_path / "first")
    built(site, tmp_path / "second", jobs=2)
    (tmp_path / "elsewhere").mkdir()
    built_elsewhere(site, tmp_path / "third", tmp_path / "elsewhere", seed=len(name))
    first = files_of(tmp_path / "first")
    assert files_of(tmp_path / "second") == first
    assert files_of(tmp_path / "third") == first


def renew(output: Path) -> None:
    """Write every golden anew; the goldens of files that are gone go too."""
    for name in NAMES:
        site = SITES / name
        found = looked_at(site, output / name)
        for path, file in expected_of(site).items():
            if path not in found:
                file.unlink()
        for path in {*WHOLE, *expected_of(site)}:
            file = site / "expected" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(found[path], "utf-8")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        renew(Path(folder))
