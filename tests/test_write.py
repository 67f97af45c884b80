from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from packatlas.cache import Cache
from packatlas.errors import Location, SiteError
from packatlas.model import Artifact
from packatlas.settings import RegistrySource, Settings
from packatlas.write import MANIFEST, clashes, disk, write
from packatlas.write.folder import survey
from packatlas.write.memory import Memory
from tests.factories import recipe_of

LONG = "build-" + "x" * 234
"""A folder of this name has no room for a sibling of a longer name: it cannot be switched as a whole."""
SITE = {"index.html": b"home", "packs/calico/index.html": b"calico", "packs/cilium/index.html": b"cilium"}


def artifacts(files: Mapping[str, bytes]) -> list[Artifact]:
    return [Artifact(path, content) for path, content in files.items()]


def at(folder: Path, name: str = "build") -> Settings:
    return Settings(content=folder / "content", output=folder / name)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the record."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a file or folder is touched at all."""
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in (folder, *folder.rglob("*"))}


def refused(settings: Settings, files: Mapping[str, bytes] = SITE) -> str:
    with pytest.raises(SiteError) as caught:
        write(artifacts(files), settings)
    return str(caught.value)


@pytest.fixture(params=["build", LONG], ids=["switched", "in place"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An output folder that can be switched as a whole, and one that cannot."""
    return at(tmp_path, request.param)


def test_the_folder_holds_what_was_asked_for(place: Settings) -> None:
    done = write(artifacts(SITE), place)
    assert tree(place.output) == SITE
    assert done.written == tuple(sorted(SITE))
    assert (done.unchanged, done.removed, done.whole) == (0, (), place.output.name == "build")


def test_files_are_copied_from_their_source(place: Settings, tmp_path: Path) -> None:
    source = tmp_path / "logo.svg"
    source.write_bytes(b"<svg/>")
    write([Artifact("images/logo.svg", source)], place)
    assert tree(place.output) == {"images/logo.svg": b"<svg/>"}


def test_modes_do_not_depend_on_the_umask(place: Settings) -> None:
    before = os.umask(0o077)
    try:
        write(artifacts(SITE), place)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in place.output.rglob("*") if path.is_file()}
    assert modes == {0o644}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (place.output, *place.output.rglob("*")) if path.is_dir()}
    assert folders == {0o755}


def test_the_record_is_the_same_for_the_same_site(tmp_path: Path) -> None:
    write(artifacts(SITE), at(tmp_path, "one"))
    write(list(reversed(artifacts(SITE))), at(tmp_path, "two"))
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


def test_nothing_is_touched_when_nothing_changed(place: Settings) -> None:
    write(artifacts(SITE), place)
    before = state(place.output)
    done = write(artifacts(SITE), place)
    assert (done.written, done.unchanged, done.removed) == ((), 3, ())
    del before[str(place.output)]  # a stage stood in it for a moment where it can't stand beside it
    assert before.items() <= state(place.output).items()


def test_only_what_changed_is_written(place: Settings) -> None:
    write(artifacts(SITE), place)
    kept = place.output / "packs/calico/index.html"
    before = kept.stat()
    done = write(artifacts({**SITE, "index.html": b"new home"}), place)
    assert done.written == ("index.html",)
    assert (place.output / "index.html").read_bytes() == b"new home"
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_stale_files_and_their_folders_go(place: Settings) -> None:
    write(artifacts(SITE), place)
    done = write(artifacts({"index.html": b"home"}), place)
    assert done.removed == ("packs/calico/index.html", "packs/cilium/index.html")
    assert {path.name for path in place.output.iterdir()} == {"index.html", MANIFEST}


def test_a_file_altered_by_hand_is_put_right_even_with_its_old_size_and_time(place: Settings) -> None:
    write(artifacts(SITE), place)
    page = place.output / "index.html"
    times = (page.stat().st_atime_ns, page.stat().st_mtime_ns)
    page.write_bytes(b"HOME")
    os.utime(page, ns=times)
    assert write(artifacts(SITE), place).written == ("index.html",)
    assert page.read_bytes() == b"home"


@pytest.mark.parametrize("spoil", [lambda page: page.unlink(), lambda page: page.chmod(0o600)], ids=["gone", "mode"])
def test_a_file_that_is_gone_or_closed_is_put_right(place: Settings, spoil: Callable[[Path], None]) -> None:
    write(artifacts(SITE), place)
    spoil(place.output / "index.html")
    assert write(artifacts(SITE), place).written == ("index.html",)
    assert tree(place.output) == SITE
    assert stat.S_IMODE((place.output / "index.html").stat().st_mode) == 0o644


def test_a_link_in_place_of_a_page_is_replaced_and_never_followed(place: Settings, tmp_path: Path) -> None:
    write(artifacts(SITE), place)
    outside = tmp_path / "outside"
    outside.write_bytes(b"home")
    (place.output / "index.html").unlink()
    (place.output / "index.html").symlink_to(outside)
    write(artifacts({**SITE, "index.html": b"new"}), place)
    assert not (place.output / "index.html").is_symlink()
    assert outside.read_bytes() == b"home"


def test_files_of_the_users_own_are_kept(place: Settings, tmp_path: Path) -> None:
    write(artifacts(SITE), place)
    (place.output / "CNAME").write_text("packs.example")
    (place.output / ".git").mkdir()
    (place.output / ".git/HEAD").write_text("ref: refs/heads/gh-pages")
    (place.output / "link").symlink_to(tmp_path / "nowhere")
    (place.output / "packs/empty").mkdir()
    (place.output / "own").mkdir(mode=0o500)
    before = (place.output / "CNAME").stat()
    done = write(artifacts({"index.html": b"new"}), place)
    assert tree(place.output) == {
        "index.html": b"new",
        "CNAME": b"packs.example",
        ".git/HEAD": b"ref: refs/heads/gh-pages",
    }
    assert (place.output / "link").is_symlink()
    assert (place.output / "packs/empty").is_dir()
    assert stat.S_IMODE((place.output / "own").stat().st_mode) == 0o500
    assert (place.output / "CNAME").stat().st_mtime_ns == before.st_mtime_ns
    assert "CNAME" not in done.removed


@pytest.mark.parametrize(("before", "after"), [("a", "a/b"), ("a/b", "a"), ("a/b/c", "a/b"), ("a/b", "a/b/c/d")])
def test_a_file_may_become_a_folder_and_back(place: Settings, before: str, after: str) -> None:
    write(artifacts({before: b"1", "index.html": b""}), place)
    write(artifacts({after: b"2", "index.html": b""}), place)
    assert tree(place.output) == {after: b"2", "index.html": b""}


def test_a_folder_whose_file_was_removed_by_hand_may_become_a_file(place: Settings) -> None:
    write(artifacts({"a/b": b"1"}), place)
    (place.output / "a/b").unlink()
    write(artifacts({"a": b"2"}), place)
    assert tree(place.output) == {"a": b"2"}


# --- What a cache knows ------------------------------------------------------------------------------------------


@pytest.fixture
def counted(place: Settings) -> Iterator[tuple[Callable[..., tuple[str, ...]], list[str]]]:
    """Write the site with other content in some files, with one cache: what is written; and what was made for it."""
    cache, made = Cache(), list[str]()

    def make(text: str) -> bytes:
        made.append(text)
        return text.encode()

    def put(**others: str) -> tuple[str, ...]:
        made.clear()
        texts = {path: content.decode() for path, content in SITE.items()} | others
        return write(
            [Artifact(path, recipe_of(path, make, text)) for path, text in texts.items()], place, cache
        ).written

    put()
    yield put, made
    # Whatever happened, the next write has nothing to look into.
    put()
    put(more="more")
    assert all(file.certain for file in Memory.of(survey(place.output, place), cache).files.values())


Counted = tuple[Callable[..., tuple[str, ...]], list[str]]


def test_what_is_made_of_the_same_is_made_once(counted: Counted) -> None:
    put, made = counted
    for _ in range(2):
        assert (put(), made) == ((), [])
        assert (put(more="more"), made) == (("more",), ["more"])


def test_a_file_altered_by_hand_is_put_right_though_it_was_given_its_old_time(
    counted: Counted, place: Settings, tmp_path: Path
) -> None:
    put, made = counted
    os.link(place.output / "index.html", tmp_path / "other name")
    for page in (place.output / "index.html", tmp_path / "other name"):
        times = (page.stat().st_atime_ns, page.stat().st_mtime_ns)
        page.write_bytes(b"HOME")
        os.utime(page, ns=times)
        assert (put(), made) == (("index.html",), ["home"])
        (tmp_path / "other name").unlink()
        os.link(place.output / "index.html", tmp_path / "other name")
    assert tree(place.output) == SITE


def test_a_file_that_only_got_another_name_or_time_is_not_made_again(
    counted: Counted, place: Settings, tmp_path: Path
) -> None:
    put, made = counted
    page = place.output / "index.html"
    os.link(page, tmp_path / "other name")
    assert (put(), made) == ((), [])
    page.unlink()
    shutil.copy2(tmp_path / "other name", page)
    assert (put(), made) == ((), [])
    os.utime(page, ns=(1, 1))
    assert (put(), made) == ((), [])


# --- Folders that are not packatlas's -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".gitkeep", ".gitignore"])
def test_a_folder_with_nothing_but_a_placeholder_counts_as_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / name).write_text("*\n")
    write(artifacts(SITE), at(tmp_path))
    assert tree(tmp_path / "build") == {**SITE, name: b"*\n"}


@pytest.mark.parametrize("name", ["thesis.docx", ".git/HEAD", "index.html"])
def test_a_folder_that_packatlas_did_not_make_is_left_alone(tmp_path: Path, name: str) -> None:
    precious = tmp_path / "build" / name
    precious.parent.mkdir(parents=True)
    precious.write_text("precious")
    before = state(tmp_path)
    message = refused(at(tmp_path))
    assert "PA180" in message
    assert "didn't make this folder" in message
    assert "-o" in message
    assert state(tmp_path) == before


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"packatlas": 2, "files": {}}', '{"packatlas": 1, "files": 3}', "[" * 100_000]
)
def test_a_damaged_record_is_not_trusted(tmp_path: Path, text: str) -> None:
    write(artifacts(SITE), at(tmp_path))
    (tmp_path / "build" / MANIFEST).write_text(text)
    before = state(tmp_path)
    assert "PA186" in refused(at(tmp_path), {"index.html": b"new"})
    assert state(tmp_path) == before


@pytest.mark.parametrize("put_there", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_a_record_that_is_no_file_is_not_trusted(tmp_path: Path, put_there: Callable[[Path], None]) -> None:
    write(artifacts(SITE), at(tmp_path))
    (tmp_path / "build" / MANIFEST).unlink()
    put_there(tmp_path / "build" / MANIFEST)
    assert "PA186" in refused(at(tmp_path))


def test_a_record_that_names_files_elsewhere_removes_nothing_there(place: Settings, tmp_path: Path) -> None:
    write(artifacts(SITE), place)
    (tmp_path / "precious").write_text("precious")
    record = '{"packatlas": 1, "files": {"../precious": [8, ""], "/etc/hostname": [8, ""], "index.html": [4, ""]}}'
    (place.output / MANIFEST).write_text(record)
    shutil.rmtree(place.output / "packs")
    write(artifacts({"page.html": b"new"}), place)
    assert tree(place.output) == {"page.html": b"new"}
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_file_of_the_users_own_is_never_overwritten(place: Settings) -> None:
    write(artifacts(SITE), place)
    (place.output / "CNAME").write_text("packs.example")
    assert "PA183" in refused(place, {**SITE, "CNAME": b"other.example"})
    assert "PA183" in refused(place, {**SITE, "CNAME/index.html": b"page"})
    assert tree(place.output) == {**SITE, "CNAME": b"packs.example"}


def test_a_folder_of_the_users_own_is_never_replaced(place: Settings) -> None:
    write(artifacts(SITE), place)
    (place.output / "own").mkdir()
    assert "PA183" in refused(place, {**SITE, "own": b"page"})
    (place.output / "own/note").write_text("mine")
    assert "PA183" in refused(place, {**SITE, "own": b"page"})
    assert tree(place.output) == {**SITE, "own/note": b"mine"}


def test_pages_are_not_written_through_a_linked_folder(place: Settings, tmp_path: Path) -> None:
    write(artifacts({"index.html": b"home"}), place)
    (tmp_path / "outside").mkdir()
    (place.output / "packs").symlink_to(tmp_path / "outside")
    assert "PA183" in refused(place)
    assert tree(tmp_path / "outside") == {}


def test_a_file_that_is_as_the_site_wants_it_is_taken_over(place: Settings) -> None:
    write(artifacts(SITE), place)
    (place.output / "CNAME").write_text("packs.example")
    (place.output / "CNAME").chmod(0o644)
    assert write(artifacts({**SITE, "CNAME": b"packs.example"}), place).written == ()
    assert write(artifacts(SITE), place).removed == ("CNAME",)


@pytest.mark.parametrize("name", ["content", ".", "registry", "registry/build", "templates"])
def test_the_output_may_not_lie_with_the_sources(tmp_path: Path, name: str) -> None:
    (tmp_path / "content").mkdir()
    settings = replace(
        at(tmp_path, name),
        registries=(RegistrySource(tmp_path / "registry", "r"),),
        templates=tmp_path / "templates",
    )
    message = refused(settings)
    assert "PA180" in message
    assert "source folder" in message


def test_the_output_may_lie_in_the_content_folder(tmp_path: Path) -> None:
    settings = Settings(content=tmp_path, output=tmp_path / "build")
    write(artifacts(SITE), settings)
    assert tree(settings.output) == SITE


@pytest.mark.parametrize("name", ["/", "~", ".", "..", "here/.."])
def test_the_output_may_not_be_around_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "work/here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path / "work/here"))
    assert "PA180" in refused(Settings(content=Path("/nonexistent/content"), output=Path(name)))
    assert list((tmp_path / "work").iterdir()) == [tmp_path / "work/here"]


def test_the_output_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file")
    assert "PA180" in refused(at(tmp_path))
    assert (tmp_path / "build").read_text() == "a file"


def test_a_linked_output_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "build").symlink_to("www")
    done = write(artifacts(SITE), at(tmp_path))
    assert (tmp_path / "build").is_symlink()
    assert tree(tmp_path / "www") == SITE
    assert done.folder == (tmp_path / "www").resolve()


# --- Paths -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/index.html", "a/index.html"),
        ("Guide/index.html", "guide/index.html"),
        ("caf\u00e9.html", "cafe\u0301.html"),
        ("stra\u00dfe", "STRASSE"),
        ("a", "a/b"),
        ("a/b/c", "a"),
        ("A", "a/b"),
    ],
)
def test_two_claims_on_one_place_are_a_problem_with_both_places(tmp_path: Path, first: str, second: str) -> None:
    one = Artifact(first, b"1", Location("content/one.md", 3))
    two = Artifact(second, b"2", Location("content/two.md", 5))
    (problem,) = clashes([one, two])
    assert problem.code == "PA181"
    assert {problem.location, *problem.related} == {one.location, two.location}
    assert str(problem.related[0]) in problem.hint
    write([one, two], at(tmp_path))
    assert len(tree(tmp_path / "build")) == 1


def test_the_first_of_two_claims_is_written(tmp_path: Path) -> None:
    write([Artifact("a", b"first"), Artifact("a", b"second")], at(tmp_path))
    assert tree(tmp_path / "build") == {"a": b"first"}


def test_a_claim_without_an_input_is_placed_at_its_own_path() -> None:
    stated = Location("content/feed.xml")
    (problem,) = clashes([Artifact("feed.xml", b"", stated), Artifact("feed.xml", b"")])
    assert (problem.location.path, problem.related) == ("feed.xml", (stated,))


def test_a_file_for_a_place_of_the_sites_own_is_told_whose_the_other_is() -> None:
    (problem,) = clashes([Artifact("feed.xml", b""), Artifact("feed.xml", b"", Location("content/feed.xml"))])
    assert (problem.location.path, problem.related) == ("content/feed.xml", ())
    assert problem.hint == "rename it; packatlas makes the other one"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../out",
        "a/../b",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "a\0b",
        "a\nb",
        "a\u202eb",
        "x" * 256,
        "é" * 128,
        MANIFEST,
        f"{disk.INSIDE}x/a",
    ],
)
def test_unusable_paths_are_a_problem_and_are_not_written(tmp_path: Path, path: str) -> None:
    bad = Artifact(path, b"", Location("content/bad.md"))
    (problem,) = clashes([bad, Artifact("index.html", b"home")])
    assert (problem.code, problem.location) == ("PA182", bad.location)
    write([bad, Artifact("index.html", b"home")], at(tmp_path))
    assert tree(tmp_path) == {"build/index.html": b"home"}


def test_plain_paths_are_no_problem() -> None:
    paths = [*SITE, ".nojekyll", "a b.html", "packs/café/1.2.3-rc.1/index.html", "x" * 255, "..a/b", "packs-x"]
    assert clashes(artifacts(dict.fromkeys(paths, b""))) == ()


PATHS = st.sampled_from(["a", "b", "a/b", "a/c", "a/b/c", "b/a", "b/a/b", "c"])
SITES = st.dictionaries(PATHS, st.sampled_from([b"", b"1", b"2", b"333"]))


@hypothesis_settings(max_examples=40, deadline=None)
@given(sites=st.lists(SITES, min_size=1, max_size=5), name=st.sampled_from(["build", LONG]))
def test_after_any_writes_the_folder_holds_the_last_site(sites: list[dict[str, bytes]], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = at(Path(folder), name)
        for site in sites:
            write(artifacts(site), settings)
            (settings.output / "CNAME").write_text("own")
        chosen: dict[str, bytes] = {"CNAME": b"own"}
        for path, content in sites[-1].items():
            if not any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in sites[-1]):
                chosen[path] = content
        found = tree(settings.output)
        assert chosen.items() <= found.items()
        assert found.items() <= {**sites[-1], "CNAME": b"own"}.items()
        assert [path.name for path in Path(folder).iterdir()] == [name]
        empty = [path for path in settings.output.rglob("*") if path.is_dir() and not any(path.iterdir())]
        assert empty == []


# --- When things go wrong ----------------------------------------------------------------------------------------

CHILD = """
import itertools, resource, sys
from pathlib import Path
from packatlas.errors import SiteError
from packatlas.model import Artifact
from packatlas.settings import Settings
from packatlas.write import write
from tests.test_write import versions
folder, name, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sites = versions()
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print("ready", flush=True)
for number in itertools.count():
    site = sites[number % len(sites)]
    write([Artifact(p, c) for p, c in site.items()], Settings(content=folder / "content", output=folder / name))
    print(number, flush=True)
"""


def versions() -> list[dict[str, bytes]]:
    """Three sites that share some pages, lack some of each other's, and differ in others."""
    return [
        {
            **{f"same/{page}/index.html": b"same" for page in range(10)},
            **{f"changed/{page}/index.html": bytes([48 + number]) * 2000 for page in range(10)},
            **{f"only-{number}/{page}/index.html": b"x" for page in range(10)},
            "CNAME": b"own",
        }
        for number in range(3)
    ]


def child(folder: Path, name: str = "build", limit: int = 0) -> subprocess.Popen[bytes]:
    paths = [str(Path(__file__).parent.parent), *(path for path in sys.path if path)]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), name, str(limit)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_kill_9_at_any_moment_leaves_a_whole_site(tmp_path: Path) -> None:
    chance = random.Random(20_261_012)
    sites = versions()
    for _ in range(12):
        process = child(tmp_path)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdout.readline()
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert tree(tmp_path / "build") in sites
    write(artifacts(sites[0]), at(tmp_path))
    assert tree(tmp_path / "build") == sites[0]
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_kill_9_in_place_is_mended_by_the_next_build(tmp_path: Path) -> None:
    chance = random.Random(20_261_013)
    sites = versions()
    for number in range(6):
        process = child(tmp_path, LONG)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdout.readline()
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        write(artifacts(sites[number % 3]), at(tmp_path, LONG))
        assert tree(tmp_path / LONG) == sites[number % 3]
        assert not list((tmp_path / LONG).glob(f"{disk.INSIDE}*"))


@pytest.mark.parametrize("name", ["build", LONG], ids=["switched", "in place"])
def test_a_file_that_cannot_be_written_leaves_the_old_site(tmp_path: Path, name: str) -> None:
    old = {"index.html": b"old", "packs/index.html": b"old"}
    write(artifacts(old), at(tmp_path, name))
    before = state(tmp_path / name)
    process = child(tmp_path, name, limit=1000)
    _, errors = process.communicate()
    assert b"PA184 error: cannot write the site: file too large" in errors
    after = state(tmp_path / name)
    assert {path: after[path] for path in after if path != str(tmp_path / name)}.items() <= before.items()
    assert tree(tmp_path / name) == old
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_first_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    child(tmp_path, limit=1000).communicate()
    assert list(tmp_path.iterdir()) == []


SMALL_DISK = """
set -e
mount -t tmpfs -o size=400k none "$1"
exec "$2" -c '
import sys
from pathlib import Path
from packatlas.errors import SiteError
from packatlas.settings import Settings
from tests.test_write import artifacts, tree, write
disk, whole = Path(sys.argv[1]), sys.argv[2] == "build"
settings = Settings(content=disk.parent / "content", output=disk / sys.argv[2])
old = {"index.html": b"o" * 100_000, "same.html": b"s" * 50_000}
assert write(artifacts(old), settings).whole is whole
for size in range(100_000, 400_000, 30_000):
    try:
        write(artifacts({**old, "index.html": b"n" * 100_000, "a/more.html": b"m" * size}), settings)
    except SiteError as fault:
        assert "no space left on device" in str(fault), fault
        break
    write(artifacts(old), settings)
else:
    raise AssertionError("the disk was never full")
assert tree(settings.output) == old, tree(settings.output).keys()
names = {path.name for path in disk.iterdir()}
assert names == ({"build"} if whole else {"index.html", "same.html", ".packatlas.json"}), names
print("whole")
' "$1" "$3"
"""


@pytest.mark.parametrize("name", ["build", "."], ids=["switched", "mount point"])
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, name: str) -> None:
    namespace = ["unshare", "--mount", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*namespace, "true"], capture_output=True).returncode:
        pytest.skip("this machine doesn't let us mount a small disk")
    paths = [str(Path(__file__).parent.parent), *(path for path in sys.path if path)]
    done = subprocess.run(
        [*namespace, "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable, name],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "whole\n", done.stderr


def test_a_source_that_vanished_leaves_the_old_site(place: Settings, tmp_path: Path) -> None:
    write(artifacts(SITE), place)
    gone = Artifact("logo.svg", tmp_path / "gone.svg", Location("content/gone.svg"))
    with pytest.raises(SiteError) as caught:
        write([*artifacts({"index.html": b"new"}), gone], place)
    assert caught.value.problem.location == gone.location
    assert tree(place.output) == SITE


def linked(source: Path) -> None:
    source.with_name("secret").write_text("of somebody else")
    source.symlink_to(source.with_name("secret"))


@pytest.mark.parametrize("put_there", [linked, os.mkfifo, os.mkdir], ids=["link", "pipe", "folder"])
def test_what_took_the_place_of_a_source_is_not_copied(
    place: Settings, tmp_path: Path, put_there: Callable[[Path], None]
) -> None:
    """Between the look at the content and the copy there is time to put something else there."""
    write(artifacts(SITE), place)
    put_there(tmp_path / "logo.svg")
    with pytest.raises(SiteError, match=r"PA184 error: .* source of 'logo.svg': this is no regular file"):
        write([*artifacts(SITE), Artifact("logo.svg", tmp_path / "logo.svg")], place)
    assert tree(place.output) == SITE


def test_readers_during_a_switch_find_every_page_whole(tmp_path: Path) -> None:
    settings = at(tmp_path)
    sizes = (50_000, 80_000)
    write(artifacts({"index.html": b"0" * sizes[0]}), settings)
    done = threading.Event()
    seen: list[bytes] = []

    def read() -> None:
        while not done.is_set():
            seen.append((settings.output / "index.html").read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 60):
        write(artifacts({"index.html": str(number % 2).encode() * sizes[number % 2]}), settings)
    done.set()
    reader.join()
    assert {b"0" * sizes[0], b"1" * sizes[1]} == set(seen)


def test_builds_at_once_do_not_mix(place: Settings, tmp_path: Path) -> None:
    sites = versions()
    faults: list[BaseException] = []

    def build(site: dict[str, bytes]) -> None:
        try:
            for _ in range(5):
                write(artifacts(site), place)
        except BaseException as fault:
            faults.append(fault)

    builders = [threading.Thread(target=build, args=(site,)) for site in sites]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert faults == []
    assert tree(place.output) in sites
    assert [path.name for path in tmp_path.iterdir()] == [place.output.name]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A folder that somebody else holds."""
    folder = tmp_path / "build"
    folder.mkdir()
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield folder
    os.close(descriptor)


def test_a_folder_in_use_is_not_written(held: Path) -> None:
    with pytest.raises(disk.BusyError), disk.held(held, patience=0.1):
        pass


def test_leftovers_of_a_dead_build_go_and_the_files_they_share_stay(tmp_path: Path) -> None:
    write(artifacts(SITE), at(tmp_path))
    for name in (".build.packatlas-new-dead", ".build.packatlas-old-dead"):
        (tmp_path / name).mkdir()
        os.link(tmp_path / "build/index.html", tmp_path / name / "index.html")
    (tmp_path / ".other.packatlas-new-alive").mkdir()
    write(artifacts(SITE), at(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {"build", ".other.packatlas-new-alive"}
    assert tree(tmp_path / "build") == SITE


def test_the_slow_switch_puts_the_new_folder_in_place(tmp_path: Path) -> None:
    for name in (".build.packatlas-new-1", "build"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    disk.two_renames(tmp_path / ".build.packatlas-new-1", tmp_path / "build")
    assert tree(tmp_path) == {"build/index.html": b".build.packatlas-new-1"}


def test_a_build_that_died_in_the_slow_switch_is_mended(tmp_path: Path) -> None:
    write(artifacts(SITE), at(tmp_path))
    (tmp_path / "build/CNAME").write_text("own")
    (tmp_path / "build").rename(tmp_path / ".build.packatlas-old-dead")
    write(artifacts({"index.html": b"new"}), at(tmp_path))
    assert tree(tmp_path) == {"build/index.html": b"new", "build/CNAME": b"own"}


def test_nobody_builds_while_another_stands_between_the_two_renames(tmp_path: Path) -> None:
    write(artifacts(SITE), at(tmp_path))
    old = (tmp_path / "build").rename(tmp_path / ".build.packatlas-old-1")
    descriptor = os.open(old, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(disk.BusyError), disk.held(tmp_path / "build", patience=0.1):
            pass
    finally:
        os.close(descriptor)
    assert [path.name for path in tmp_path.iterdir()] == [old.name]
