"""The cache: a build with and without it writes the same, and nothing in it is believed that it didn't write."""

from __future__ import annotations

import os
import pickle
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from packatlas.build import Result
from packatlas.cache import Cache, StaleError, digest, freeze, printed, thaw
from packatlas.cli import main
from packatlas.errors import Location, Problem, SiteError
from packatlas.model import Body, Layer, Link
from packatlas.write.folder import entry
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


@hypothesis_settings(max_examples=60, deadline=None)
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


@pytest.mark.parametrize("name", ["parsed", "words"])
@pytest.mark.parametrize("put_there", [os.mkfifo, os.mkdir, lambda path: path.symlink_to(os.devnull)])
def test_what_is_no_file_is_as_good_as_none(tmp_path: Path, name: str, put_there: Callable[[Path], None]) -> None:
    put_there(tmp_path / name)
    cache = Cache(tmp_path)
    assert cache.shelf(name) == {}
    assert cache.store(name).keys == frozenset()


def test_a_pipe_in_place_of_a_file_gives_way_to_the_next_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "parsed")
    saved(tmp_path, {b"a": b"1"})
    assert Cache(tmp_path).shelf("parsed") == {b"a": b"1"}


def test_digests_know_where_a_part_ends() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("ab", "c", "")}) == 4


# --- Builds ----------------------------------------------------------------------------------------------------------


def kept_by(site: Path, output: Path, folder: Path) -> Result:
    cache = Cache(folder)
    result = built(site, output, cache=cache)
    cache.save()
    return result


@pytest.mark.parametrize("name", ["registry-and-page-joined", "signed-statements", "security-reports"])
def test_builds_with_and_without_a_cache_are_equal_over_many_edits(name: str, tmp_path: Path) -> None:
    """Pages, registries, statements, the trust file and reports: a character more or less, half a file, none."""
    shutil.copytree(SITE.parent / name, tmp_path / "site", ignore=shutil.ignore_patterns("expected"))
    site, chance = tmp_path / "site", random.Random(20_261_123)
    files = [path for path in sorted(site.rglob("*")) if path.is_file() and path.name != "catalog.yaml"]
    originals = {path: path.read_text() for path in files}
    for number in range(8):
        edited = chance.choice(files)
        text = edited.read_text() or originals[edited]
        # What is damaged stops all that is signed, so that most edits are undone by the next one.
        for path, original in originals.items():
            path.write_text(original)
        edited.write_text(chance.choice([text + f"\nMore {number}.\n", text.replace("e", "3", 1), text[:-20], ""]))
        kept = tried(site, tmp_path / "kept", Cache(tmp_path / "cache"))
        fresh = tried(site, tmp_path / f"fresh-{number}", None)
        assert kept == fresh
        assert files_of(tmp_path / "kept") == files_of(tmp_path / f"fresh-{number}") or isinstance(kept, str)


def tried(site: Path, output: Path, cache: Cache | None) -> object:
    """The problems of a build, or why there is none."""
    try:
        result = built(site, output, cache=cache)
    except SiteError as fault:
        return str(fault)
    if cache:
        cache.save()
    return result.problems


def test_a_document_is_read_once(site: Path, tmp_path: Path) -> None:
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    first = Cache(tmp_path / "cache").store("parsed").keys
    page = next((site / "content").rglob("*.md"))
    page.write_text(page.read_text() + "\nMore.\n")
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    second = Cache(tmp_path / "cache").store("parsed").keys
    assert len(first - second) == len(second - first) == 1


def test_a_page_is_made_once(site: Path, tmp_path: Path) -> None:
    """A page stays if the cache says that just this is what it was made to hold: so nothing made it again."""
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    page = tmp_path / "out/packs/buoy/index.html"
    before = page.read_bytes()
    page.write_bytes(before[:-1] + b" ")
    cache = Cache(tmp_path / "cache")
    made, forged = (bytes.fromhex(entry(content)[1]) for content in (before, page.read_bytes()))
    cache.keep("written", {root: kept.replace(made, forged) for root, kept in cache.shelf("written").items()})
    cache.save()
    kept_by(site, tmp_path / "out", tmp_path / "cache")
    assert page.read_bytes() == before[:-1] + b" "
    page.write_bytes(before)
    kept_by(site, tmp_path / "out", tmp_path / "cache")
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


SIGNED: dict[str, Callable[[Path], object]] = {
    "a statement": lambda site: append(site / "attestations/ubuntu/22.04.json", " "),
    "a statement that is gone": lambda site: (site / "attestations/ubuntu/22.04.json").unlink(),
    "a statement that is new": lambda site: shutil.copy(
        site / "attestations/ubuntu/22.04.json", site / "attestations/ubuntu/20.04.json"
    ),
    "a revoked key": lambda site: (site / "trust.json").write_text(
        re.sub(r'"keyid": "(\w+)"(.*)"revoked": \[', r'"keyid": "\1"\2"revoked": ["\1"', text_of(site), flags=re.DOTALL)
    ),
    "a trust file that is gone": lambda site: (site / "trust.json").unlink(),
}
REPORTED: dict[str, Callable[[Path], object]] = {
    "a report": lambda site: replaced(site / "content/security/base/node.json", "CRITICAL", "LOW"),
    "a report that is gone": lambda site: (site / "content/security/base/node.json").unlink(),
    "a report that is cut short": lambda site: replaced(site / "content/security/base/node.json", "}", ""),
}


def text_of(site: Path) -> str:
    return (site / "trust.json").read_text()


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def append(path: Path, text: str) -> None:
    path.write_text((path.read_text() if path.exists() else "") + text)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("name", "change"),
    [*(("signed-statements", one) for one in SIGNED), *(("security-reports", one) for one in REPORTED)],
)
def test_any_change_of_what_shields_rest_on_is_seen(
    name: str, change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = shutil.copytree(SITE.parent / name, tmp_path / "site", ignore=shutil.ignore_patterns("expected"))
    monkeypatch.chdir(site)
    time.sleep(0.06)
    before = (run(site), capsys.readouterr().err, files_of(site / "out"))
    {**SIGNED, **REPORTED}[change](site)
    warm = (run(site), capsys.readouterr().err, files_of(site / "out"))
    cold = (run(site, "--no-cache"), capsys.readouterr().err, files_of(site / "out"))
    assert warm == cold
    assert warm[:2] != before[:2] or warm[2] != before[2] or change == "a statement"


def test_a_change_since_another_publish_is_seen(site: Path, tmp_path: Path) -> None:
    """What `--previous` names is an input as any other."""
    (site / "content/shielded.md").write_text(
        "---\ntitle: A\nlayer: addon\nverification: {verified_on: 2026-11-20, by: Team}\n---\n"
    )
    run(site)
    shutil.copytree(site / "out", tmp_path / "before")
    changes = []
    for shield in ("current", "none"):
        index = tmp_path / "before/api/v1/index.json"
        text = index.read_text()
        index.write_text(text.replace('"shield":"current"', f'"shield":"{shield}"'))
        assert run(site, "--previous", str(tmp_path / "before")) == 0
        changes.append((site / "out/api/v1/changes.json").read_text())
    assert changes[0] != changes[1]


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


def test_a_page_that_was_altered_and_given_its_old_time_is_put_right(site: Path) -> None:
    run(site)
    before, page = files_of(site / "out"), site / "out/index.html"
    times = (page.stat().st_atime_ns, page.stat().st_mtime_ns)
    page.write_bytes(page.read_bytes().replace(b"<main", b"<niam"))
    os.utime(page, ns=times)
    assert files_of(site / "out") != before
    run(site)
    assert files_of(site / "out") == before


def test_another_day_is_another_wish(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(site)
    capsys.readouterr()
    main(["build", str(site / "content"), "-o", str(site / "out"), "--as-of", "2027-11-23"])
    assert " 0 files written" not in capsys.readouterr().out


def test_no_cache_keeps_nothing(site: Path) -> None:
    run(site, "--no-cache")
    assert not (site / ".packatlas-cache").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--cache", "content"],
        ["build", "--cache", "content/kept"],
        ["build", "--cache", "templates"],
        ["build", "--cache", "assets/kept"],
        ["build", "--cache", "registry", "--registry", "registry"],
        ["build", "--cache", "."],
        ["build", "--cache", "out", "-o", "out"],
        ["build", "--cache", "out/kept", "-o", "out"],
        ["build", "--cache", "kept", "-o", "kept/out"],
        ["build", "--cache", "linked"],
        ["build", "--cache", "content", "--offline-zip", "copy.zip"],
        ["serve", "--cache", "content"],
        ["publish", "public", "--cache", "content"],
        ["publish", "public", "--cache", "public"],
        ["publish", "public", "--cache", "public/current"],
    ],
)
def test_a_cache_among_what_is_read_or_written_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(site)
    (site / "linked").symlink_to("content")
    before = sorted(site.rglob("*"))
    assert main(arguments) == 2
    assert f"{arguments[arguments.index('--cache') + 1]} PA173 error: the cache and '" in capsys.readouterr().err
    assert sorted(site.rglob("*")) == before


def test_the_usual_cache_may_stand_in_a_registry_around_the_content(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    for cache in ([], ["--cache", ".packatlas-cache"], ["--cache", str(site / ".packatlas-cache")]):
        shutil.rmtree(site / ".packatlas-cache", ignore_errors=True)
        assert main(["build", "--registry", ".", "-o", "../out", *cache]) == 0
        assert (site / ".packatlas-cache").is_dir()


def test_the_cache_can_stand_elsewhere(site: Path, tmp_path: Path) -> None:
    run(site, "--cache", str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere/parsed").is_file()
    assert not (site / ".packatlas-cache").exists()


# --- What a page is made of ---------------------------------------------------------------------------------------


def test_printeds_are_of_values_not_of_objects() -> None:
    """Equal texts that are one object, and equal ones that are two, make no difference."""
    words = "".join(["w", "ords"])
    assert printed((words, words)) == printed((words, "".join(["wo", "rds"])))
    assert printed(pack(title="One")) == printed(thaw(freeze(pack(title="One"))))
    assert printed(pack(title="One")) != printed(pack(title="Two"))
    one, two = Body.of(("<p>1</p>",)), Body.of(("<p>2</p>",))
    assert printed(pack(body=one)) != printed(pack(body=two))


def test_printeds_do_not_hang_on_the_hashes_of_a_process() -> None:
    code = (
        "from packatlas.cache import printed; from packatlas.model import Body;"
        "print(printed(Body.of(('<p>',), anchors=frozenset('abcdefgh'))).hex())"
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
