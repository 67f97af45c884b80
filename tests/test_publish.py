"""Publishing to a folder: whole, checked, switched in one step, and back again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup

from packatlas.cache import Cache
from packatlas.cli import main
from packatlas.errors import SiteError
from packatlas.model import Recipe
from packatlas.publish import Left, held, roll_back, standing
from packatlas.publish.place import LOCK
from packatlas.settings import Settings
from tests.factories import recipe_of
from tests.publishing import SITE, names, publish_to, served


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "public"


def current(folder: Path) -> str:
    return (folder / "current").readlink().name


def changed(**files: bytes) -> dict[str, bytes]:
    return {**SITE, **{name.replace("_", "."): content for name, content in files.items()}}


# --- What is published ----------------------------------------------------------------------------------------------


def test_current_leads_to_a_release_that_is_named_by_its_content(public: Path) -> None:
    done = publish_to(public, SITE)
    assert (public / "current").readlink() == Path("releases") / done.release[:32]
    lines = "".join(f"{hashlib.sha256(SITE[path]).hexdigest()}  {path}\n" for path in sorted(SITE))
    assert done.release == hashlib.sha256(lines.encode()).hexdigest()
    assert served(public) == SITE
    assert names(public) == [LOCK, "current", "releases"]


def test_the_manifest_names_every_file_with_digest_size_and_type(public: Path) -> None:
    publish_to(public, SITE)
    root = public / "current"
    manifest = json.loads((root / "manifest.json").read_bytes())
    listed = {each["path"]: each for each in manifest["files"]}
    assert set(listed) == {*SITE, "changes.json", "changes/index.html"}
    for path, each in listed.items():
        content = (root / path).read_bytes()
        assert (each["sha256"], each["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert listed["index.html"]["type"] == "text/html"
    assert (manifest["version"], manifest["previous"]) == (1, None)


def test_the_same_content_is_the_same_release_and_nothing_is_touched(public: Path) -> None:
    first = publish_to(public, SITE)
    before = {path: path.lstat().st_mtime_ns for path in public.glob("*/*/**/*")}
    again = publish_to(public, dict(reversed(SITE.items())))
    assert (again.release, again.switched, again.unchanged) == (first.release, False, len(SITE))
    assert {path: path.lstat().st_mtime_ns for path in public.glob("*/*/**/*")} == before
    assert len(names(public / "releases")) == 1


def test_the_name_of_a_release_does_not_depend_on_what_was_published_before(public: Path, tmp_path: Path) -> None:
    publish_to(public, changed(index_html=b"old"))
    assert publish_to(public, SITE).release == publish_to(tmp_path / "elsewhere", SITE).release


def test_modes_do_not_depend_on_the_umask(public: Path) -> None:
    before = os.umask(0o077)
    try:
        publish_to(public, SITE)
    finally:
        os.umask(before)
    paths = [path for path in public.rglob("*") if not path.is_symlink() and path.name != LOCK]
    found = {(path.is_dir(), stat.S_IMODE(path.lstat().st_mode)) for path in paths}
    assert found == {(True, 0o755), (False, 0o644)}


def test_unchanged_files_keep_their_time_and_changed_ones_get_a_later_one(public: Path) -> None:
    """A web server tells versions of a file by size and by time in seconds: three publishes within one differ."""
    times = []
    for home in (b"<p>aaaa</p>" * 200, b"<p>bbbb</p>" * 200, b"<p>cccc</p>" * 200):
        publish_to(public, changed(index_html=home))
        times.append(
            [int((public / "current" / path).stat().st_mtime) for path in ("index.html", "index.html.gz", *SITE)]
        )
    assert times[0][0] < times[1][0] < times[2][0]
    assert times[0][1] < times[1][1] < times[2][1]
    assert len({row[-1] for row in times}) == 1


def test_files_are_copied_from_their_source(public: Path, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"png")
    publish_to(public, {"logo.png": tmp_path / "logo.png"})
    assert served(public) == {"logo.png": b"png"}


def test_a_source_that_is_gone_leaves_the_old_site(public: Path, tmp_path: Path) -> None:
    publish_to(public, SITE)
    with pytest.raises(SiteError, match=r"PA184 error: cannot read the source"):
        publish_to(public, {**SITE, "logo.png": tmp_path / "logo.png"})
    assert served(public) == SITE


def test_many_files_are_published_by_several_processes_just_as_by_one(public: Path, tmp_path: Path) -> None:
    many = {f"p/{number}/index.html": f"<p>{number}</p>".encode() * number for number in range(300)}
    publish_to(public, many, jobs=2)
    publish_to(tmp_path / "alone", many)
    trees = [
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in (root / "current").rglob("*")
            if path.is_file()
        }
        for root in (public, tmp_path / "alone")
    ]
    assert trees[0] == trees[1]
    assert publish_to(public, many, jobs=2).switched is False


# --- Compressed ------------------------------------------------------------------------------------------------------


def test_text_has_compressed_doubles_that_say_the_same(public: Path) -> None:
    files = {"index.html": SITE["index.html"], "data.json": b"[" + b"1, " * 999 + b"1]", "feed.xml": b"<a>" * 999}
    publish_to(public, files)
    for path, content in files.items():
        assert gzip.decompress((public / "current" / f"{path}.gz").read_bytes()) == content
        assert brotli.decompress((public / "current" / f"{path}.br").read_bytes()) == content


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("tiny.html", b"<p>tiny</p>"),
        ("photo.png", b"p" * 5000),
        ("noise.txt", os.urandom(2000)),
        ("x.zip", b"z" * 5000),
    ],
)
def test_what_would_not_get_smaller_or_is_no_text_has_none(public: Path, path: str, content: bytes) -> None:
    publish_to(public, {path: content})
    assert list((public / "current").glob(f"{path}.*")) == []


def test_a_file_of_the_sites_own_is_not_replaced_by_a_double(public: Path) -> None:
    files = {"data.json": b"1" * 5000, "data.json.gz": b"my own"}
    publish_to(public, files)
    assert publish_to(public, files).switched is False
    assert (public / "current/data.json.gz").read_bytes() == b"my own"


def test_compressed_doubles_of_unchanged_files_are_used_again(public: Path) -> None:
    publish_to(public, SITE)
    before = (public / "current/index.html.br").stat().st_ino
    publish_to(public, changed(new_html=b"new"))
    assert (public / "current/index.html.br").stat().st_ino == before


# --- What changed ----------------------------------------------------------------------------------------------------


def test_what_changed_is_told_for_programs(public: Path) -> None:
    first = publish_to(public, SITE)
    publish_to(public, {"index.html": b"new", "packs/calico/index.md": SITE["packs/calico/index.md"], "more.txt": b"1"})
    told = json.loads((public / "current/changes.json").read_bytes())
    assert (told["added"], told["changed"], told["removed"]) == (
        ["more.txt"],
        ["index.html"],
        ["packs/calico/index.html"],
    )
    assert told["previous"] == first.release
    assert told["release"].startswith(current(public))


def page(folder: Path) -> str:
    text = (folder / "current/changes/index.html").read_text("utf-8")
    return " ".join(BeautifulSoup(text, "lxml").select_one("main").get_text(" ").split())  # type: ignore[union-attr]


def test_the_page_of_what_changed_names_packs_whose_words_did(public: Path) -> None:
    publish_to(public, SITE)
    assert "published for the first time" in page(public)
    publish_to(public, {**SITE, "packs/calico/index.md": b"new words", "packs/cilium/index.md": b"new"})
    assert "Packs 2 changes cilium New calico Changed" in page(public)
    publish_to(public, {**SITE, "packs/calico/index.md": b"new words", "packs/calico/1.0.0/index.md": b"new"})
    assert "calico Changed 1 release new cilium Removed" in page(public)


def test_a_new_day_in_the_frame_of_a_page_is_no_news(public: Path) -> None:
    publish_to(public, SITE)
    publish_to(public, changed(index_html=b"another day"))
    assert "No page says anything else" in page(public)
    assert "Changed 1 " in page(public)


# --- Assets ----------------------------------------------------------------------------------------------------------


def test_a_page_that_was_fetched_before_the_switch_finds_its_style_after_it(public: Path) -> None:
    old, new = "assets/style-0123456789ab.css", "assets/style-ba9876543210.css"
    scripts = "assets/scripts-0123456789ab/search.js"
    publish_to(public, {**SITE, old: b"a{}" * 500, scripts: b"1", "assets/logo.svg": b"<svg/>"})
    publish_to(public, {**SITE, new: b"b{}" * 500})
    root = public / "current"
    assert (root / old).read_bytes() == b"a{}" * 500
    assert gzip.decompress((root / f"{old}.gz").read_bytes()) == b"a{}" * 500
    assert (root / scripts).read_bytes() == b"1"
    assert not (root / "assets/logo.svg").exists()
    kept = {
        each["path"]: each["kept"]
        for each in json.loads((root / "manifest.json").read_bytes())["files"]
        if "kept" in each
    }
    assert kept == {old: 1, scripts: 1}


def test_a_kept_asset_is_no_change_and_no_part_of_the_name(public: Path, tmp_path: Path) -> None:
    publish_to(public, {**SITE, "assets/style-0123456789ab.css": b"a{}"})
    done = publish_to(public, SITE)
    assert done.release == publish_to(tmp_path / "elsewhere", SITE).release
    assert publish_to(public, SITE).switched is False
    told = json.loads((public / "current/changes.json").read_bytes())
    assert told["removed"] == ["assets/style-0123456789ab.css"]


def test_assets_are_not_kept_for_ever(public: Path) -> None:
    publish_to(public, {**SITE, "assets/style-0123456789ab.css": b"a{}"})
    for number in range(20):
        publish_to(public, changed(index_html=str(number).encode()))
        assert (public / "current/assets/style-0123456789ab.css").exists()
    publish_to(public, changed(index_html=b"last"))
    assert not (public / "current/assets").exists()


# --- Back, and what is kept ------------------------------------------------------------------------------------------


def test_three_releases_are_kept(public: Path) -> None:
    made = [publish_to(public, changed(index_html=str(number).encode())).release[:32] for number in range(5)]
    assert names(public / "releases") == sorted(made[2:])


def test_rollback_goes_to_the_release_before_and_on_from_there(public: Path) -> None:
    made = [publish_to(public, changed(index_html=str(number).encode())).release for number in range(3)]
    assert [roll_back(public, Settings()).release for _ in range(2)] == [made[1], made[0]]
    assert served(public)["index.html"] == b"0"
    with pytest.raises(SiteError, match="PA224 error: there is no release before the current one"):
        roll_back(public, Settings())


def test_a_release_that_was_rolled_back_is_not_gone_back_to(public: Path) -> None:
    publish_to(public, changed(index_html=b"good"))
    publish_to(public, changed(index_html=b"bad"))
    roll_back(public, Settings())
    publish_to(public, changed(index_html=b"better"))
    assert len(names(public / "releases")) == 2
    roll_back(public, Settings())
    assert served(public)["index.html"] == b"good"


def test_content_that_returns_is_published_again_with_what_changed_since(public: Path) -> None:
    first = publish_to(public, changed(index_html=b"a"))
    second = publish_to(public, changed(index_html=b"b"))
    third = publish_to(public, changed(index_html=b"a"))
    assert (third.release, third.previous, third.switched) == (first.release, second.release, True)
    told = json.loads((public / "current/changes.json").read_bytes())
    assert (told["changed"], told["previous"]) == (["index.html"], second.release)
    roll_back(public, Settings())
    assert served(public)["index.html"] == b"b"


def test_a_damaged_release_is_not_rolled_back_to(public: Path) -> None:
    publish_to(public, changed(index_html=b"a"))
    damaged = public / "releases" / current(public) / "index.html"
    publish_to(public, changed(index_html=b"b"))
    damaged.write_bytes(b"?")
    with pytest.raises(SiteError, match=r"PA224 error: the release before is damaged: 'index\.html'"):
        roll_back(public, Settings())
    assert served(public)["index.html"] == b"b"


def numbered(public: Path, count: int) -> list[str]:
    """The names of releases that are published one after the other; the home page of each is its number."""
    return [publish_to(public, changed(index_html=str(number).encode())).release[:32] for number in range(count)]


def back(public: Path) -> str:
    """The number of the release that a rollback leads to."""
    roll_back(public, Settings())
    return served(public)["index.html"].decode()


def spoil_manifest(public: Path) -> None:
    (public / "current/manifest.json").write_text("x\n")


def lose_current(public: Path) -> None:
    (public / "current").unlink()


def test_a_damaged_manifest_costs_no_other_release(public: Path) -> None:
    made = numbered(public, 3)
    spoil_manifest(public)
    done = publish_to(public, SITE)
    assert done.previous.startswith(made[1])
    assert done.left == (Left(made[2], "whose manifest.json is damaged or gone"),)
    assert names(public / "releases") == sorted([*made, done.release[:32]])
    assert [back(public), back(public)] == ["1", "0"]


def test_a_lost_current_costs_no_release_that_is_to_be_kept(public: Path) -> None:
    made = numbered(public, 3)
    lose_current(public)
    done = publish_to(public, SITE)
    assert done.previous.startswith(made[2])
    assert names(public / "releases") == sorted([*made[1:], done.release[:32]])
    assert [back(public), back(public)] == ["2", "1"]


def test_a_lost_current_is_put_back_where_its_content_is_published_again(public: Path) -> None:
    made = numbered(public, 2)
    lose_current(public)
    done = publish_to(public, changed(index_html=b"1"))
    assert (done.switched, done.previous[:32], current(public)) == (True, made[0], made[1])
    assert names(public / "releases") == sorted(made)
    lose_current(public)
    (public / "releases" / made[1] / "index.html").write_bytes(b"altered")
    assert publish_to(public, changed(index_html=b"1")).switched
    assert served(public) == changed(index_html=b"1")
    assert back(public) == "0"


@pytest.mark.parametrize(("spoil", "numbers"), [(spoil_manifest, ["1", "0"]), (lose_current, ["2", "1", "0"])])
def test_a_rollback_finds_its_way_without_the_current_one(
    public: Path, spoil: Callable[[Path], None], numbers: list[str]
) -> None:
    numbered(public, 3)
    spoil(public)
    assert [back(public) for _ in numbers] == numbers


@pytest.mark.parametrize(
    "spoil", [lambda root: (root / "manifest.json").write_text("x"), shutil.rmtree], ids=["damaged", "gone"]
)
def test_a_hole_among_earlier_releases_is_passed_over(public: Path, spoil: Callable[[Path], object]) -> None:
    made = numbered(public, 3)
    spoil(public / "releases" / made[1])
    assert back(public) == "0"


def test_what_was_rolled_back_fills_no_hole(public: Path) -> None:
    made = numbered(public, 3)
    roll_back(public, Settings())
    spoil_manifest(public)
    done = publish_to(public, SITE)
    assert done.previous.startswith(made[0])
    assert names(public / "releases") == sorted([*made[:2], done.release[:32]])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "index.html").write_bytes(b"altered"),
        lambda root: (root / "index.html").unlink(),
        lambda root: (root / "index.html.gz").write_bytes(gzip.compress(b"altered")),
        lambda root: (root / "index.html.br").write_bytes(b"no brotli"),
        lambda root: (root / "index.html").chmod(0o600),
        lambda root: (root / "manifest.json").write_bytes(b"{}"),
    ],
)
def test_publishing_the_same_content_mends_what_was_damaged(public: Path, spoil: Callable[[Path], object]) -> None:
    publish_to(public, changed(index_html=b"before"))
    publish_to(public, SITE)
    spoil(public / "current")
    done = publish_to(public, SITE)
    root = public / "current"
    assert (done.switched, served(public)) == (True, SITE)
    assert gzip.decompress((root / "index.html.gz").read_bytes()) == SITE["index.html"]
    assert brotli.decompress((root / "index.html.br").read_bytes()) == SITE["index.html"]
    assert publish_to(public, SITE).switched is False


def test_what_was_damaged_is_not_lent_to_the_next_release(public: Path) -> None:
    publish_to(public, SITE)
    (public / "current/index.html").write_bytes(b"!" * len(SITE["index.html"]))
    (public / "current/index.html.br").write_bytes(brotli.compress(b"other"))
    publish_to(public, changed(more_html=b"more"))
    assert served(public) == changed(more_html=b"more")
    assert brotli.decompress((public / "current/index.html.br").read_bytes()) == SITE["index.html"]


# --- What is done once -----------------------------------------------------------------------------------------------


def recipes(made: list[str], **texts: str) -> dict[str, Recipe]:
    """Files that note when they are made."""

    def make(text: str) -> bytes:
        made.append(text)
        return text.encode() * 2000

    pages = {f"{name}.html": text for name, text in texts.items()}
    return {path: recipe_of(path, make, text) for path, text in pages.items()}


def test_what_an_earlier_publish_made_is_not_made_again(public: Path, tmp_path: Path) -> None:
    made: list[str] = []
    publish_to(public, recipes(made, index="home", pack="old"), cache=(cache := Cache(tmp_path / "cache")))
    cache.save()
    made.clear()
    publish_to(public, recipes(made, index="home", pack="new"), cache=Cache(tmp_path / "cache"))
    assert made == ["new"]
    assert served(public) == {"index.html": b"home" * 2000, "pack.html": b"new" * 2000}
    assert brotli.decompress((public / "current/index.html.br").read_bytes()) == b"home" * 2000


def test_what_was_altered_since_is_made_again(public: Path) -> None:
    made: list[str] = []
    publish_to(public, recipes(made, index="home", pack="old"), cache=(cache := Cache()))
    (public / "current/index.html").write_bytes(b"away" * 2000)
    publish_to(public, recipes(made, index="home", pack="new"), cache=cache)
    assert served(public) == {"index.html": b"home" * 2000, "pack.html": b"new" * 2000}


def test_a_cache_that_is_wrong_publishes_nothing(public: Path) -> None:
    publish_to(public, recipes([], index="home"), cache=(cache := Cache()))
    ((key, kept),) = cache.shelf("published").items()
    cache.keep("published", {key: kept[:-1] + bytes([kept[-1] ^ 1])})
    with pytest.raises(SiteError, match="doesn't hold what was written"):
        publish_to(public, recipes([], index="home", pack="new"), cache=cache)
    assert served(public) == {"index.html": b"home" * 2000}


def test_a_site_stands_only_if_every_file_is_as_its_manifest_says(public: Path) -> None:
    settings = Settings(content=public.parent / "content")
    done = publish_to(public, SITE)
    with held(public, settings) as place:
        found = standing(place, settings)
        assert found
        assert (found.release, found.switched, found.unchanged) == (done.release, False, len(SITE))
        (public / "current/index.html").write_bytes(b"!" * len(SITE["index.html"]))
        assert standing(place, settings) is None


# --- Somebody else's things ------------------------------------------------------------------------------------------


def test_other_files_beside_the_releases_stay(public: Path) -> None:
    (public / "releases/mine").mkdir(parents=True)
    (public / "notes.txt").write_text("mine")
    for number in range(5):
        publish_to(public, changed(index_html=str(number).encode()))
    assert (public / "notes.txt").read_text() == "mine"
    assert (public / "releases/mine").is_dir()


def test_an_old_release_with_files_of_the_users_own_stays_and_is_told(public: Path) -> None:
    publish_to(public, SITE)
    name = current(public)
    (public / "current/.well-known").mkdir()
    (public / "current/.well-known/token").write_text("mine")
    told = [publish_to(public, changed(index_html=str(number).encode())).left for number in range(3)]
    assert told == [(), (), (Left(name, "which has files that packatlas didn't make"),)]
    assert (public / "releases" / name / ".well-known/token").read_text() == "mine"


def a_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")


def a_folder(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "thesis.txt").write_text("mine")


def a_link(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    a_folder(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


@pytest.mark.parametrize("kind", [a_file, a_folder, a_link])
def test_a_current_that_is_not_ours_is_refused(public: Path, kind: Callable[[Path], None]) -> None:
    kind(public / "current")
    before = sorted(public.parent.rglob("*"))
    with pytest.raises(SiteError, match="PA220 error: 'current' in this folder isn't packatlas's"):
        publish_to(public, SITE)
    assert [path for path in sorted(public.parent.rglob("*")) if path.name != LOCK] == before


@pytest.mark.parametrize("kind", [a_file, a_link])
def test_a_releases_that_is_no_folder_is_refused(public: Path, kind: Callable[[Path], None]) -> None:
    kind(public / "releases")
    with pytest.raises(SiteError, match="PA220 error: 'releases' in this folder isn't packatlas's"):
        publish_to(public, SITE)
    if kind is a_link:
        assert names(public.parent / "elsewhere") == ["thesis.txt"]


def test_a_file_in_place_of_the_folder_is_refused(public: Path) -> None:
    a_file(public)
    with pytest.raises(SiteError, match="PA220 error: this is a file"):
        publish_to(public, SITE)


@pytest.mark.parametrize("planted", [LOCK, "releases/x", "releases/.packatlas-new-x", ".packatlas-new-x"])
def test_links_that_somebody_planted_are_not_followed(public: Path, tmp_path: Path, planted: str) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "precious").write_text("mine")
    publish_to(public, SITE)
    name = publish_to(tmp_path / "other", changed(index_html=b"next")).release[:32]
    path = public / planted.replace("releases/x", f"releases/{name}")
    path.unlink(missing_ok=True)
    path.symlink_to(victim if planted != LOCK else victim / "precious")
    if planted == LOCK:
        with pytest.raises(SiteError, match="PA222"):
            publish_to(public, changed(index_html=b"next"))
        assert served(public) == SITE
    else:
        publish_to(public, changed(index_html=b"next"))
        assert served(public) == changed(index_html=b"next")
    assert (victim / "precious").read_text() == "mine"
    assert names(victim) == ["precious"]


@pytest.mark.parametrize("path", ["index.html", "index.html.gz", "manifest.json", "packs"])
def test_what_somebody_planted_in_a_release_gets_into_no_other(public: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_bytes(b"<p>home</p>" * 200)
    publish_to(public, SITE)
    target = public / "current" / path
    if target.is_dir():
        target.rename(tmp_path / "packs")
    else:
        target.unlink()
    target.symlink_to(tmp_path / ("packs" if path == "packs" else "secret"))
    publish_to(public, changed(more_html=b"more"))
    assert served(public) == changed(more_html=b"more")
    assert [each for each in (public / "current").resolve().rglob("*") if each.is_symlink()] == []


def test_a_pipe_in_place_of_a_manifest_does_not_stop_a_publish(public: Path) -> None:
    publish_to(public, SITE)
    (public / "current/manifest.json").unlink()
    os.mkfifo(public / "current/manifest.json")
    publish_to(public, changed(more_html=b"more"))
    assert served(public) == changed(more_html=b"more")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"version": 2}', '{"version": 1, "release": "", "previous": null, "files": []}', "[" * 100_000],
)
def test_a_damaged_manifest_is_ignored(public: Path, text: str) -> None:
    publish_to(public, SITE)
    (public / "current/manifest.json").write_text(text)
    done = publish_to(public, changed(more_html=b"more"))
    assert served(public) == changed(more_html=b"more")
    assert done.previous == ""


@pytest.mark.parametrize("path", ["../../../escaped", "/etc/escaped", "a/../../escaped", "a\\b", "", "a//b", 3])
def test_a_manifest_that_names_other_places_is_not_believed(public: Path, path: object) -> None:
    publish_to(public, SITE)
    file = public / "current/manifest.json"
    manifest = json.loads(file.read_bytes())
    manifest["files"].append({"path": path, "sha256": "0" * 64, "size": 1, "kept": 1})
    file.write_text(json.dumps(manifest))
    assert publish_to(public, SITE).switched is True
    assert served(public) == SITE


# --- The command -----------------------------------------------------------------------------------------------------

DAY = "2026-10-12"


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new catalog, which is also the working folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1791763200")
    assert main(["init", str(tmp_path / "catalog")]) == 0
    monkeypatch.chdir(tmp_path / "catalog")
    capsys.readouterr()
    return tmp_path / "catalog"


def test_the_command_publishes_and_says_what_it_did(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "public"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Published 4 packs (3 verified), ")
    assert f"\nRelease {current(catalog / 'public')[:12]}\nNo problems\n" in out
    assert main(["publish", "public"]) == 0
    assert ", which readers get already\n" in capsys.readouterr().out


def outcomes(catalog: Path) -> int:
    return (catalog / ".packatlas-cache/outcomes").stat().st_mtime_ns


def test_a_publish_that_would_do_the_same_again_builds_nothing(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    time.sleep(0.06)
    told, known = [], []
    for _ in range(2):
        assert main(["publish", "public", "--format", "json"]) == 0
        told.append(json.loads(capsys.readouterr().out)["summary"])
        known.append(outcomes(catalog))
    first, second = told
    assert known[0] == known[1]
    assert second["unchanged"] == first["written"]
    assert [second[key] for key in ("release", "switched", "written", "pages")] == [
        first["release"],
        False,
        0,
        first["pages"],
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "content/index.md").write_text("# New\n"),
        lambda root: (root / "public/current/index.html").write_bytes(b"altered"),
        lambda root: (root / "public/current").unlink(),
        lambda root: shutil.rmtree(root / "public"),
        lambda root: main(["publish", str(root / "public"), "--as-of", "2026-10-01"]),
    ],
)
def test_after_any_change_a_publish_makes_what_it_would_make_anew(
    catalog: Path, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    time.sleep(0.06)
    main(["publish", "public"])
    change(catalog)
    assert main(["publish", "public"]) == 0
    assert main(["publish", str(tmp_path / "anew"), "--no-cache"]) == 0
    assert served(catalog / "public") == served(tmp_path / "anew")


def test_warnings_stop_a_publish_that_would_do_the_same_again(catalog: Path) -> None:
    page = catalog / "content/packs/os/ubuntu-vsphere.md"
    page.write_text(page.read_text() + "\n[gone](gone.md)\n")
    time.sleep(0.06)
    assert main(["publish", "public"]) == 0
    assert main(["publish", "public", "--strict"]) == 1


def test_a_release_whose_manifest_is_damaged_is_told_apart(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["publish", "public"])
    name = current(catalog / "public")
    spoil_manifest(catalog / "public")
    main(["publish", "public", "--as-of", "2026-10-13"])
    assert f"Left alone: releases/{name}, whose manifest.json is damaged or gone\n" in capsys.readouterr().out


def test_the_page_of_what_changed_is_linked_from_every_page_where_there_is_one(catalog: Path) -> None:
    main(["publish", "public"])
    main(["build"])
    published = BeautifulSoup((catalog / "public/current/packs/index.html").read_text(), "lxml")
    built = BeautifulSoup((catalog / "build/packs/index.html").read_text(), "lxml")
    assert published.select_one('footer a[href="../changes/"]')
    assert not built.select_one('footer a[href="../changes/"]')


def test_json_tells_the_release(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "public", "--format", "json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert summary["release"].startswith(current(catalog / "public"))
    assert (summary["previous"], summary["switched"], summary["output"]) == (None, True, "public")


def test_a_catalog_with_errors_is_not_published(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["publish", "public"])
    before = served(catalog / "public")
    page = catalog / "content/packs/os/ubuntu-vsphere.md"
    page.write_text(page.read_text().replace("layer: os\n", "layer: netwrok\n", 1))
    assert main(["publish", "public"]) == 1
    out, err = capsys.readouterr()
    assert "PA012 error" in err
    assert "Nothing is published; checked 3 packs" in out
    assert served(catalog / "public") == before


def test_a_first_publish_that_fails_leaves_nothing(catalog: Path) -> None:
    page = catalog / "content/packs/os/ubuntu-vsphere.md"
    page.write_text(page.read_text().replace("layer: os\n", "layer: netwrok\n", 1))
    assert main(["publish", "public"]) == 1
    assert not (catalog / "public").exists()


@pytest.mark.parametrize(("strict", "code"), [([], 0), (["--strict"], 1)])
def test_warnings_stop_a_publish_only_with_strict(catalog: Path, strict: list[str], code: int) -> None:
    assert main(["publish", "public", "--as-of", "2026-12-21", *strict]) == code
    assert (catalog / "public").exists() is (code == 0)


@pytest.mark.parametrize("name", ["manifest.json", "changes.json", "changes.md"])
def test_a_file_in_the_way_of_what_a_publish_adds_is_an_error(
    catalog: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (catalog / "content" / name).write_text("{}")
    assert main(["publish", "public"]) == 1
    assert f"content/{name} PA181 error: two files of the site have the path" in capsys.readouterr().err


def test_a_template_of_what_changed_that_fails_stops_a_publish(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (catalog / "templates/changes.html").write_text("{{ nothing }}")
    assert main(["publish", "public"]) == 1
    assert "templates/changes.html:1 PA152 error" in capsys.readouterr().err
    assert not (catalog / "public/current").exists()


def test_the_command_rolls_back(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["publish", "public"])
    first = current(catalog / "public")
    main(["publish", "public", "--as-of", "2026-10-13"])
    capsys.readouterr()
    assert main(["publish", "public", "--rollback"]) == 0
    assert capsys.readouterr().out == f"Readers of public get release {first[:12]} again\n"
    assert current(catalog / "public") == first
    assert main(["publish", "public", "--rollback"]) == 2
    assert "public PA224 error" in capsys.readouterr().err


def test_a_rollback_needs_no_catalog(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["publish", "public"])
    main(["publish", "public", "--as-of", "2026-10-13"])
    monkeypatch.chdir(catalog / "public")
    assert main(["publish", "../public", "--rollback"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["publish"], "Name the folder"),
        (["publish", "public", "nowhere"], "PA171"),
        (["publish", "content/catalog.yaml"], "PA220"),
        (["publish", "templates/public"], "PA220"),
        (["publish", "templates"], "PA220"),
        (["publish", "assets"], "PA220"),
        (["publish", "content"], "this lies in 'content', which a build reads"),
        (["publish", "content/site"], "this lies in 'content', which a build reads"),
        (["publish", "registry/site", "--registry", "registry"], "PA220"),
        (["publish", "registry", "--registry", "registry"], "PA220"),
        (["publish", "public", "--rollback"], "PA224"),
    ],
)
def test_wrong_commands_end_with_2_and_change_nothing(
    catalog: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    (catalog / "registry").mkdir()
    before = sorted(catalog.rglob("*"))
    assert main(arguments) == 2
    assert words in capsys.readouterr().err
    assert sorted(catalog.rglob("*")) == before


@pytest.mark.parametrize("inside", ["current", "releases", "releases/more", "current/packs", "more"])
@pytest.mark.parametrize("lost", ["", "current", LOCK])
def test_a_place_inside_of_another_is_refused(
    catalog: Path, capsys: pytest.CaptureFixture[str], inside: str, lost: str
) -> None:
    main(["publish", "public"])
    if lost:
        (catalog / "public" / lost).unlink()
    before = sorted(catalog.rglob("*"))
    assert main(["publish", f"public/{inside}"]) == 2
    assert "PA220 error: this lies inside of a folder that is published to" in capsys.readouterr().err
    assert sorted(catalog.rglob("*")) == before


def test_folders_that_another_program_calls_so_are_no_place(catalog: Path) -> None:
    (catalog / "app/releases/20261012").mkdir(parents=True)
    (catalog / "app/current").symlink_to(catalog / "app/releases/20261012")
    assert main(["publish", "app/shared/packs"]) == 0


def test_a_rollback_does_not_mind_a_folder_that_is_called_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content").mkdir()
    for number in (b"1", b"2"):
        publish_to(tmp_path / "elsewhere/public", changed(index_html=number))
    (tmp_path / "elsewhere/public").rename(tmp_path / "content/public")
    monkeypatch.chdir(tmp_path)
    assert main(["publish", "content/public", "--rollback"]) == 0
    assert served(tmp_path / "content/public")["index.html"] == b"1"
