"""The cache: a build with and without it writes the same, and nothing in it is believed that it didn't write."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from packatlas.build import Result
from packatlas.cache import Cache, StaleError, digest, fingerprint, freeze, thaw
from packatlas.cli import main
from packatlas.errors import Location, Problem
from packatlas.model import Body, Layer, Link
from tests.factories import pack
from tests.site_builds import built, files_of

SITE = Path(__file__).parent / "sites" / "registry-and-page-joined"
DAY = "2026-11-23"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small catalog of a page and a registry, saved a while ago."""
    shutil.copytree(SITE, tmp_path / "site", ignore=shutil.ignore_patterns("expected"))
    time.sleep(0.06)  # what has just been saved is not told apart from what is saved next
    return tmp_path / "site"


def saved(folder: Path, values: dict[bytes, bytes]) -> None:
    cache = Cache(folder)
    cache.keep("parsed", values)
    cache.save()


# --- Values ----------------------------------------------------------------------------------------------------------


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    saved(tmp_path / "cache", {b"key": b"value", b"": b""})
    assert Cache(tmp_path / "cache").shelf("parsed") == {b"key": b"value", b"": b""}
    assert Cache(tmp_path / "cache").shelf("other") == {}
    assert (tmp_path / "cache/.gitignore").read_text().endswith("*\n")


def test_packs_survive() -> None:
    body = Body.of(("<p>", Link("a.md", 3), "half a pair: \ud800</p>"), text="words")
    calico = pack("calico", body=body, layer=Layer.CNI, updated=date(2026, 10, 12), logo=Path("logo.svg"))
    problem = Problem("PA012", "no layer", Location("a.md", 3))
    assert thaw(freeze((calico, (problem,)))) == (calico, (problem,))


class _Acting:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("acted",)


@pytest.mark.parametrize("value", [_Acting(), Cache, pickle.Unpickler, open, StaleError()], ids=range(5))
def test_nothing_but_values_comes_back(value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StaleError):
        thaw(pickle.dumps(value))
    assert list(tmp_path.iterdir()) == []


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_fail(noise: bytes) -> None:
    for kept in (noise, freeze(pack())[: len(noise)] + noise):
        try:
            found = thaw(kept)
        except StaleError:
            continue
        assert not callable(found)


@hypothesis_settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_file_is_as_good_as_none(place: int, change: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        saved(folder, {b"a": b"1" * 50, b"b": b"2" * 50})
        data = bytearray((folder / "parsed").read_bytes())
        data[place % len(data)] ^= change
        (folder / "parsed").write_bytes(data)
        assert Cache(folder).shelf("parsed") == {}
        (folder / "parsed").write_bytes(data[: place % len(data)])
        assert Cache(folder).shelf("parsed") == {}


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    cache = Cache(tmp_path / "cache")
    cache.keep("parsed", {b"a": b"1"})
    cache.save()
    assert cache.shelf("parsed") == {b"a": b"1"}


def test_digests_know_where_a_part_ends() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("ab", "c", "")}) == 4


# --- Builds ----------------------------------------------------------------------------------------------------------


def kept_by(site: Path, output: Path, folder: Path) -> Result:
    cache = Cache(folder)
    result = built(site, output, cache=cache)
    cache.save()
    return result


def test_builds_with_and_without_a_cache_are_equal_over_many_edits(site: Path, tmp_path: Path) -> None:
    chance = random.Random(20_261_123)
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    for number in range(12):
        edited = chance.choice([path for path in files if path.name != "catalog.yaml"])
        text = edited.read_text()
        edited.write_text(chance.choice([text + f"\nMore {number}.\n", text.replace("e", "3", 1), text[:-20], ""]))
        kept = kept_by(site, tmp_path / "kept", tmp_path / "cache")
        fresh = built(site, tmp_path / f"fresh-{number}")
        assert kept.problems == fresh.problems
        assert files_of(tmp_path / "kept") == files_of(tmp_path / f"fresh-{number}")


def test_a_document_is_read_once(site: Path, tmp_path: Path) -> None:
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    first = dict(Cache(tmp_path / "cache").shelf("parsed"))
    page = next((site / "content").rglob("*.md"))
    page.write_text(page.read_text() + "\nMore.\n")
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    second = Cache(tmp_path / "cache").shelf("parsed")
    assert len(first.keys() - second.keys()) == len(second.keys() - first.keys()) == 1


def test_a_page_is_made_once(site: Path, tmp_path: Path) -> None:
    """What stands there is believed to be made of the same, whatever it says: so nothing made it again."""
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    page = tmp_path / "out/packs/buoy/index.html"
    before, status = page.read_bytes(), page.stat()
    page.write_bytes(before[:-1] + b" ")
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    assert page.read_bytes() == before[:-1] + b" "
    page.write_bytes(before[:-1] + b" ")
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    assert page.read_bytes() == before


def test_a_template_is_part_of_what_a_page_is_made_of(site: Path, tmp_path: Path) -> None:
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    put(site / "templates/pack.html", "other {{ page.title }}")
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    assert (tmp_path / "out/packs/buoy/index.html").read_text() == "other Buoy"


# --- A build that would do again what was done before -----------------------------------------------------------------


def run(site: Path, *more: str) -> int:
    return main(["build", str(site / "content"), "-o", str(site / "out"), "--as-of", DAY, *more])


def test_what_was_done_is_told_again_and_nothing_is_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(site)
    first = capsys.readouterr()
    files = files_of(site / "out")
    outcomes = site / ".packatlas-cache/outcomes"
    before = outcomes.stat().st_mtime_ns
    assert run(site) == code
    second = capsys.readouterr()
    assert second.err == first.err
    assert f"0 files written, {len(files)} unchanged, 0 removed" in second.out
    assert outcomes.stat().st_mtime_ns == before
    assert files_of(site / "out") == files


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_what_is_told_again_is_told_in_every_form(site: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    page = next((site / "content").rglob("*.md"))
    page.write_text(page.read_text() + "\n[gone](gone.md)\n")
    time.sleep(0.06)
    told = []
    for _ in range(2):
        assert run(site, "--format", form, "--strict") == 1
        told.append(capsys.readouterr().out.partition('"seconds"')[0])
    assert "gone.md" in told[0]
    assert told[0].splitlines()[:-2] == told[1].splitlines()[:-2]


def test_strict_counts_when_told_again(site: Path) -> None:
    (site / "content/packs/addon").mkdir(parents=True, exist_ok=True)
    (site / "content/packs/addon/amber.md").write_text(
        "---\ntitle: Amber\nlayer: addon\nverification: {verified_on: 2026-01-01, by: Team}\n---\nWords.\n"
    )
    time.sleep(0.06)
    assert [run(site), run(site), run(site, "--strict"), run(site, "--strict")] == [0, 0, 1, 1]


CHANGES = {
    "a page": lambda site: append(next((site / "content").rglob("*.md")), "\nNew words.\n"),
    "a registry": lambda site: append(next((site / "registry").rglob("README.md")), "\nNew words.\n"),
    "the history": lambda site: (site / "history.json").write_text("{}"),
    "the catalog": lambda site: append(site / "content/catalog.yaml", "\ndescription: Other words.\n"),
    "a template": lambda site: put(site / "templates/404.html", "gone"),
    "an asset": lambda site: put(site / "assets/own.txt", "own"),
    "a new page": lambda site: put(site / "content/new.md", "# New\n"),
    "a page of the site": lambda site: put(site / "out/index.html", "forged"),
    "a missing page": lambda site: (site / "out/index.html").unlink(),
}


def append(path: Path, text: str) -> None:
    path.write_text((path.read_text() if path.exists() else "") + text)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_any_change_is_seen(site: Path, tmp_path: Path, change: object) -> None:
    registry = ["--registry", str(site / "registry")] if (site / "registry").is_dir() else []
    run(site, *registry)
    change(site)  # type: ignore[operator]
    run(site, *registry)
    kept = files_of(site / "out")
    shutil.rmtree(site / "out")
    run(site, "--no-cache", *registry)
    assert kept == files_of(site / "out")


def test_another_day_is_another_wish(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(site)
    capsys.readouterr()
    main(["build", str(site / "content"), "-o", str(site / "out"), "--as-of", "2027-11-23"])
    assert " 0 files written" not in capsys.readouterr().out


def test_no_cache_keeps_nothing(site: Path) -> None:
    run(site, "--no-cache")
    assert not (site / ".packatlas-cache").exists()


def test_the_cache_can_stand_elsewhere(site: Path, tmp_path: Path) -> None:
    run(site, "--cache", str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere/parsed").is_file()
    assert not (site / ".packatlas-cache").exists()


# --- What a page is made of ---------------------------------------------------------------------------------------


def test_fingerprints_are_of_values_not_of_objects() -> None:
    """Equal texts that are one object, and equal ones that are two, make no difference."""
    words = "".join(["w", "ords"])
    assert fingerprint((words, words)) == fingerprint((words, "".join(["wo", "rds"])))
    assert fingerprint(pack(title="One")) == fingerprint(thaw(freeze(pack(title="One"))))
    assert fingerprint(pack(title="One")) != fingerprint(pack(title="Two"))
    one, two = Body.of(("<p>1</p>",)), Body.of(("<p>2</p>",))
    assert fingerprint(pack(body=one)) != fingerprint(pack(body=two))


def test_fingerprints_do_not_hang_on_the_hashes_of_a_process() -> None:
    code = (
        "from packatlas.cache import fingerprint; from packatlas.model import Body;"
        "print(fingerprint(Body.of(('<p>',), anchors=frozenset('abcdefgh'))).hex())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(made) == 1
