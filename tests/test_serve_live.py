"""What open pages of a preview are told, and when they are told to reload."""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from packatlas import serve
from packatlas.amend import amend
from packatlas.build import Draft, Result, complete, draft
from packatlas.cache import Cache
from packatlas.configuration import load_settings
from packatlas.errors import Location, Problem, SiteError
from packatlas.glimpse import glimpse
from packatlas.model import Artifact, Recipe
from packatlas.scaffold import new_catalog
from packatlas.serve.copies import ROOM, copies
from packatlas.serve.live import event
from packatlas.serve.site import Edition, State
from packatlas.standing import Amended
from tests.factories import recipe_of
from tests.previewing import DAY, connected, fetch, preview_of, states, until
from tests.test_serve import FAULT, ask, built, halves, rebuild, result

Files = dict[str, bytes | Recipe | Path]


def shown(*editions: Files, again: bool = False) -> serve.Site:
    """A site after these builds; every file of the first was read then, or of each one."""
    site = serve.Site()
    for files in editions:
        site.show(built([Artifact(path, content) for path, content in files.items()]))
        if again or site.edition.number == 1:
            for path in files:
                site.note(site.edition, path)
    return site


def since(site: serve.Site, edition: int, *paths: str) -> bool:
    return site.changed(f"{site.started}.{edition}", paths)[0]


# --- What has changed -----------------------------------------------------------------------------------------------


def ready(_path: str, text: str) -> bytes:
    return text.encode()


def recipe(path: str, text: str) -> Recipe:
    return recipe_of(path, str.encode, text)


def failing(path: str, problem: Problem = FAULT) -> Recipe:
    return recipe_of(path, lambda _nothing: problem)


@pytest.mark.parametrize("kind", [ready, recipe])
def test_only_what_changed_has(kind: Callable[[str, str], bytes | Recipe]) -> None:
    def files(home: str, other: str, style: str) -> Files:
        texts = {"index.html": home, "other/index.html": other, "assets/a.css": style}
        return {path: kind(path, text) for path, text in texts.items()}

    site = shown(files("1", "1", "1"), files("2", "1", "1"), files("2", "1", "3"), again=True)
    assert since(site, 1, "index.html")
    assert not since(site, 2, "index.html")
    assert not since(site, 1, "other/index.html")
    assert since(site, 1, "other/index.html", "assets/a.css")
    assert since(site, 2, "other/index.html", "assets/a.css")
    assert not since(site, 3, "other/index.html", "assets/a.css")


def test_a_copied_file_changes_with_its_bytes(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"1")
    site = shown({"a.png": picture})
    site.show(built([Artifact("a.png", picture)]))
    assert not since(site, 1, "a.png")
    picture.write_bytes(b"2")
    site.show(built([Artifact("a.png", picture)]))
    assert since(site, 1, "a.png")
    assert since(site, 2, "a.png")


def test_what_comes_and_goes_has_changed() -> None:
    site = shown({"a/index.html": b"1"}, {})
    site.note(site.edition, "a/index.html")
    site.show(built([Artifact("a/index.html", b"1")]))
    assert since(site, 2, "a/index.html")
    missing = shown({"index.html": b"1", "404.html": b"1"})
    missing.note(missing.edition, "b/index.html")
    missing.show(built([Artifact("404.html", b"1")]))
    assert not since(missing, 1, "b/index.html")
    missing.show(built([Artifact("404.html", b"2")]))
    assert since(missing, 2, "b/index.html")
    missing.note(missing.edition, "b/index.html")
    missing.show(built([Artifact("404.html", b"2"), Artifact("b/index.html", b"1")]))
    assert since(missing, 3, "b/index.html")


def test_who_found_nothing_changed_goes_on_from_there() -> None:
    site = shown({"index.html": b"1", "a.css": b"1"}, {"index.html": b"1", "a.css": b"1"})
    assert not since(site, 1, "index.html", "a.css")
    site.show(built([Artifact("index.html", b"2"), Artifact("a.css", b"1")]))
    assert not since(site, 2, "a.css")
    assert since(site, 2, "index.html", "a.css")


def test_what_a_browser_kept_is_what_it_read_before() -> None:
    site = shown({"index.html": b"1", "a.css": b"1"}, {"index.html": b"2", "a.css": b"1"})
    site.note(site.edition, "index.html")
    site.show(built([Artifact("index.html", b"2"), Artifact("a.css", b"1")]))
    assert not since(site, 2, "index.html", "a.css")


def test_a_page_that_fails_changes_when_it_is_mended() -> None:
    path = "index.html"
    site = shown({path: failing(path)}, {path: failing(path)}, {path: recipe(path, "1")}, again=True)
    assert since(site, 2, "index.html")
    assert not since(site, 3, "index.html")


def test_what_nobody_was_seen_to_read_counts_as_changed() -> None:
    site = shown({"index.html": b"1"}, {"index.html": b"1", "new.html": b"1"})
    assert since(site, 2, "new.html")
    assert since(site, 2, "nowhere.html")
    assert not since(site, 1, "index.html")


@pytest.mark.parametrize(
    "build", ["", "0", "other.1", "1.1", ".", "{}.", "{}.-1", "{}.x", "{}.\u0661", f"{{}}.{9:05000}"]
)
def test_another_preview_or_none_counts_as_changed(build: str) -> None:
    site = shown({"index.html": b"1"})
    assert site.changed(build.format(site.started), ["index.html"])[0]


def test_what_is_compared_does_not_grow_without_end() -> None:
    site = shown({f"{number}.html": b"1" for number in range(2000)})
    assert len(site.asked) == 500
    assert not since(site, 1, "1999.html")
    assert since(site, 1, "0.html")


def test_a_page_is_told_by_its_address() -> None:
    site = shown({"index.html": b"1", "packs/caf\u00e9/index.html": b"1"})
    before = site.name_of(site.edition)
    site.show(built([Artifact("index.html", b"2"), Artifact("packs/caf\u00e9/index.html", b"1")]))
    for path, changed in [("/", True), ("/packs/caf%C3%A9/", False), ("/packs/caf\u00e9/", False)]:
        query = urlencode({"since": before, "path": path}).encode()
        answer = json.loads(ask("/.packatlas/changed", of=site, query=query).body)
        assert answer == {"changed": changed, "edition": site.name_of(site.edition)}


# --- What is told ---------------------------------------------------------------------------------------------------


def told(*outcomes: Any) -> list[State]:
    """The state after each build."""
    site, found = serve.Site(), list[State]()

    class Noted(serve.Live):
        def tell(self, state: State) -> None:
            found.append(state)

    preview = serve.Preview(site, Noted(), *halves(outcomes), lambda _outcome, _seconds, _shown: None)
    preview.begin()
    preview.go_on()
    for _ in outcomes[1:]:
        rebuild(preview)
    return found


def test_each_good_build_has_a_name_of_its_own_and_no_problems() -> None:
    first, second = told(result(b"1"), result(b"1"))
    assert first.edition != second.edition
    assert not first.problems
    assert not second.held_back


def test_what_holds_a_site_back_is_told_with_the_build_that_stays() -> None:
    states = told(result(b"1"), result(b"2", FAULT), SiteError(FAULT), RuntimeError("a bug"), result(b"3"))
    assert [state.held_back for state in states] == [False, True, True, True, False]
    assert [state.edition == states[0].edition for state in states] == [True, True, True, True, False]
    assert [len(state.problems) for state in states] == [0, 1, 1, 1, 0]
    assert states[3].problems[0].message == "packatlas failed, and the fault is its own: RuntimeError: a bug"


def test_the_faults_of_a_site_that_was_never_good_are_told_too() -> None:
    (state,) = told(result(b"1", FAULT))
    assert (state.problems, state.held_back) == ((FAULT,), False)


def test_a_page_that_cannot_be_made_holds_a_site_back_if_it_is_read() -> None:
    site, live = serve.Site(), serve.Live()
    bad = replace(result(b""), artifacts=tuple(Artifact(path, failing(path)) for path in ("index.html", "new.html")))
    shown = list[bool]()
    preview = serve.Preview(site, live, *halves([result(b"1"), bad]), lambda _o, _s, good: shown.append(good))
    preview.begin()
    preview.go_on()
    assert ask("/", of=site).body == b"1"
    rebuild(preview)
    assert shown == [True, False]
    assert ask("/", of=site).body == b"1"


def test_a_site_is_shown_before_its_texts_are_checked() -> None:
    site, live = serve.Site(), serve.Live()
    make, _ = halves([result(b"1"), result(b"2")])
    served = list[bytes]()

    def finish(made: Draft) -> Result:
        served.append(ask("/", of=site).body)
        return Result(made.sources.catalog, made.artifacts, (FAULT,), None)

    states = list[tuple[Result | Exception, bool]]()
    preview = serve.Preview(site, live, make, finish, lambda outcome, _s, good: states.append((outcome, good)))
    preview.begin()
    preview.go_on()
    rebuild(preview)
    assert served == [b"1", b"2"]
    assert [(isinstance(made, Result) and made.problems, good) for made, good in states] == [((FAULT,), True)] * 2


def test_faults_of_texts_are_told_over_the_site_that_has_them() -> None:
    found = list[State]()

    class Noted(serve.Live):
        def tell(self, state: State) -> None:
            found.append(state)

    make, finish = halves([result(b"1"), result(b"2")])
    preview = serve.Preview(
        serve.Site(), Noted(), make, lambda made: replace(finish(made), problems=(FAULT,)), lambda _o, _s, _g: None
    )
    preview.begin()
    preview.go_on()
    rebuild(preview)
    assert [(state.problems, state.held_back) for state in found] == [((), False), ((FAULT,), False)] * 2
    assert found[0].edition == found[1].edition != found[2].edition == found[3].edition


def test_who_asks_for_the_index_of_texts_waits_for_it() -> None:
    site, live = serve.Site(), serve.Live()
    make, _ = halves([result(b"1"), result(b"2")])
    path, answers = "search/text.json", list[bytes]()

    def finish(made: Draft) -> Result:
        if made.artifacts[0].content == b"2":
            raise RuntimeError("a bug")
        reader = threading.Thread(target=lambda: answers.append(ask(f"/{path}", of=site).body))
        reader.start()
        readers.append(reader)
        return Result(made.sources.catalog, (*made.artifacts, Artifact(path, b"{}")), (), None)

    readers = list[threading.Thread]()
    preview = serve.Preview(site, live, make, finish, lambda _o, _s, _g: None)
    preview.begin()
    preview.go_on()
    readers[0].join()
    assert answers == [b"{}"]
    rebuild(preview)
    assert ask(f"/{path}", of=site).status == 404, "it doesn't come any more"


def test_a_page_that_cannot_be_made_says_why() -> None:
    fault = replace(FAULT, message="an <odd> fault")
    answer = ask("/", of=shown({"index.html": failing("index.html", fault)}))
    assert (answer.status, answer.tied) == (500, 1)
    assert b"<strong>content/a.md:1</strong> an &lt;odd&gt; fault" in answer.body


def test_an_event_tells_place_message_and_fix_of_a_few() -> None:
    problems = [Problem("PA012", f"fault {n}", Location("a.md", n, 2), hint="mend it") for n in range(1, 26)]
    text = event(State("x.1", tuple(problems), held_back=True)).decode()
    assert re.fullmatch(r"data: [^\n]+\n\n", text)
    found = json.loads(text[6:])
    assert (found["edition"], found["heldBack"], found["more"], len(found["problems"])) == ("x.1", True, 5, 20)
    assert found["problems"][0] == {"place": "a.md:1:2", "code": "PA012", "message": "fault 1", "hint": "mend it"}


def test_a_stream_skips_what_its_reader_was_too_slow_for() -> None:
    async def read() -> list[bytes]:
        live = serve.Live()
        live.tell(State("x.1"))
        stream = live.stream()
        found = [await anext(stream), await anext(stream)]
        for number in range(2, 1000):
            live.tell(State(f"x.{number}"))
        found.append(await anext(stream))
        live.end()
        found += [each async for each in stream]
        return found

    first, *events = asyncio.run(read())
    assert first == b"retry: 1000\n\n"
    assert [json.loads(each[6:])["edition"] for each in events] == ["x.1", "x.999"]


def test_only_pages_are_tied_to_the_preview() -> None:
    site = shown({"index.html": b"<head></head>x", "bare.html": b"x", "a.css": b"x", "feed.xml": b"<head></head>"})
    assert ask("/", of=site).tied == 1
    assert ask("/bare.html", of=site).tied == 1
    assert ask("/nowhere", of=shown({"404.html": b"x"})).tied == 1
    assert ask("/a.css", of=site).tied == ask("/feed.xml", of=site).tied == 0


def test_a_large_file_is_sent_in_pieces() -> None:
    assert ask("/a.bin", of=shown({"a.bin": bytes(300_000)})).body == bytes(300_000)
    assert ask("/a.bin", of=shown({"a.bin": b""})).body == b""


# --- Files that are copied -------------------------------------------------------------------------------------------


def gone(picture: Path) -> None:
    picture.unlink()


def linked(picture: Path) -> None:
    picture.unlink()
    (picture.parent / "secret").write_bytes(b"of somebody else")
    picture.symlink_to(picture.parent / "secret")


def piped(picture: Path) -> None:
    picture.unlink()
    os.mkfifo(picture)


SPOILT = pytest.mark.parametrize("spoil", [gone, linked, piped])


@SPOILT
def test_a_picture_stays_up_whatever_becomes_of_its_source(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    (tmp_path / "a.png").write_bytes(b"1")
    site = shown({"a.png": tmp_path / "a.png", "index.html": b"1"})
    spoil(tmp_path / "a.png")
    assert ask("/a.png", of=site).body == b"1"
    site.show(site.edition.with_changed([Artifact("index.html", b"2")]))
    assert ask("/a.png", of=site).body == b"1"
    site.show(built([Artifact("a.png", tmp_path / "a.png")]))
    assert ask("/a.png", of=site).status == 404


@SPOILT
def test_a_file_that_was_too_much_to_keep_is_read_if_it_is_one(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    with (tmp_path / "a.zip").open("wb") as stream:
        stream.truncate(ROOM + 1)
    assert len(shown({"a.zip": tmp_path / "a.zip"}).edition.read("a.zip") or b"") == ROOM + 1
    site = serve.Site()
    site.show(built([Artifact("a.zip", tmp_path / "a.zip")]))
    spoil(tmp_path / "a.zip")
    assert ask("/a.zip", of=site).status == 404


def test_of_too_many_files_the_smallest_are_kept(tmp_path: Path) -> None:
    sources = [tmp_path / str(number) for number in range(6)]
    for size, source in enumerate(sources):
        source.write_bytes(bytes(size))
    kept = copies([*sources, *sources, tmp_path / "gone"], {}, room=7)
    assert {source.name: len(copy.content) for source, copy in kept.items()} == {"0": 0, "1": 1, "2": 2, "3": 3}


def test_a_file_that_looks_as_it_did_is_not_read_again(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1"), two.write_bytes(b"2")
    assert until(lambda: all(copy.figures for copy in copies([one, two], {}).values()))
    first = copies([one, two], {})
    two.write_bytes(b"3")
    second = copies([one, two], first)
    assert second[one] is first[one]
    assert second[two].content == b"3"


def test_a_file_that_has_just_been_saved_is_read_again(tmp_path: Path) -> None:
    def just_saved() -> Path:
        (tmp_path / "one").write_bytes(b"1")
        return tmp_path / "one"

    assert until(lambda: copies([just_saved()], {})[tmp_path / "one"].figures == ())


# --- Edits of words alone ---------------------------------------------------------------------------------------------


def amending(*outcomes: Any) -> tuple[serve.Preview, serve.Site, list[str]]:
    """A preview whose edits of `words.md` change the home page alone, after the first build; what it did."""
    site, done = serve.Site(), list[str]()
    make, finish = halves(outcomes)

    def made(_changed: Sequence[Path]) -> Draft:
        done.append("built")
        return make()

    def amend(paths: Sequence[Path], edition: Edition, problems: tuple[Problem, ...]) -> Amended | None:
        done.append("amended")
        files = {"index.html": (edition.read("index.html") or b"") + b"+"}
        return Amended(files, problems) if list(paths) == [Path("words.md")] else None

    preview = serve.Preview(site, serve.Live(), made, finish, lambda _outcome, _seconds, _shown: None, amend)
    preview.begin()
    preview.go_on()
    return preview, site, done


def test_words_are_changed_in_a_site_that_is_shown_with_its_faults() -> None:
    preview, site, done = amending(replace(result(b"1"), problems=(FAULT,)))
    rebuild(preview, [Path("words.md")])
    assert ask("/", of=site).body == b"1+"
    assert done == ["built", "amended"]


def test_words_are_changed_in_what_is_served() -> None:
    more = replace(result(b"1"), artifacts=(Artifact("index.html", b"1"), Artifact("other.html", b"2")))
    preview, site, done = amending(more)
    ask("/", of=site), ask("/other.html", of=site)
    for _ in range(2):
        rebuild(preview, [Path("words.md")])
    assert ask("/", of=site).body == b"1++"
    assert done == ["built", "amended", "amended"]
    assert since(site, 2, "index.html")
    assert not since(site, 1, "other.html")
    assert not since(site, 3, "index.html")


@pytest.mark.parametrize("changed", [[], [Path("words.md"), Path("more.md")]])
def test_of_all_else_the_whole_site_is_built(changed: list[Path]) -> None:
    preview, site, done = amending(result(b"1"), result(b"2"))
    rebuild(preview, changed)
    assert ask("/", of=site).body == b"2"
    assert done[-1] == "built"


@pytest.mark.parametrize("failed", [SiteError(FAULT), RuntimeError("a bug"), result(b"2", FAULT)])
def test_after_a_failed_build_words_are_not_put_into_the_site_before_it(failed: Any) -> None:
    preview, site, done = amending(result(b"1"), failed, result(b"3"))
    rebuild(preview, [])
    rebuild(preview, [Path("words.md")])
    assert ask("/", of=site).body == b"3"
    assert done == ["built", "built", "built"]


# --- Glimpses of what was just saved ----------------------------------------------------------------------------------


def glimpsing(
    *outcomes: Any, meanwhile: Callable[[serve.Preview], None] = lambda _preview: None
) -> tuple[serve.Preview, serve.Site, list[bytes]]:
    """A preview in which `N.md` has a glimpse, a home page that says so; what is served whenever a build begins."""
    site, served = serve.Site(), list[bytes]()
    make, finish = halves(outcomes)

    def made(_changed: Sequence[Path]) -> Draft:
        served.append(ask("/", of=site).body)
        if served[1:]:
            meanwhile(preview)
        return make()

    def glimpse(draft: Draft, path: Path) -> tuple[Draft | None, list[Artifact]]:
        if path.stem == "broken":
            raise RuntimeError("a bug")
        if path.suffix == ".yaml":
            return None, []
        return draft, [Artifact("index.html", path.stem.encode())] if path.suffix == ".md" else []

    preview = serve.Preview(site, serve.Live(), made, finish, lambda _o, _s, _g: None, glimpse=glimpse)
    preview.begin()
    preview.go_on()
    return preview, site, served


def test_what_was_saved_is_shown_before_the_build_begins() -> None:
    preview, site, served = glimpsing(result(b"1"), result(b"2"))
    rebuild(preview, [Path("new.md")])
    assert served[1:] == [b"new"]
    assert ask("/", of=site).body == b"2"


def test_what_is_shown_at_once_counts_as_changed_and_is_not_told_twice() -> None:
    preview, site, _ = glimpsing(result(b"1"), result(b"new"))
    ask("/", of=site)
    preview.notice([Path("new.md")])
    assert since(site, 1, "index.html")
    ask("/", of=site)
    number = site.edition.number
    preview.catch_up()
    assert site.edition.number > number
    assert not since(site, number, "index.html")


@pytest.mark.parametrize("failed", [SiteError(FAULT), RuntimeError("a bug"), result(b"2", FAULT)])
def test_a_build_that_fails_takes_it_back(failed: Any) -> None:
    preview, site, served = glimpsing(result(b"1"), failed)
    rebuild(preview, [Path("new.md")])
    assert served[1:] == [b"new"]
    assert ask("/", of=site).body == b"1"


def test_what_is_saved_while_a_build_reads_stays_shown_until_the_next_one() -> None:
    later = [[Path("later.md")]]

    def save(preview: serve.Preview) -> None:
        if later:
            preview.notice(later.pop())

    preview, site, served = glimpsing(result(b"1"), result(b"2"), result(b"3"), meanwhile=save)
    rebuild(preview, [Path("new.md")])
    assert ask("/", of=site).body == b"later", "the build may have read it before it was saved"
    preview.catch_up()
    assert ask("/", of=site).body == b"3"
    preview.catch_up()
    assert len(served) == 3, "nothing is left to do"


@pytest.mark.parametrize("changed", [[], [Path(f"{n}.md") for n in range(9)], [Path("a.css")], [Path("broken.md")]])
def test_of_much_of_nothing_and_of_faults_there_is_no_glimpse(changed: list[Path]) -> None:
    preview, _, served = glimpsing(result(b"1"), result(b"2"))
    rebuild(preview, changed)
    assert served[1:] == [b"1"]


def test_a_fault_of_one_glimpse_stops_no_other() -> None:
    preview, site, _ = glimpsing(result(b"1"))
    preview.notice([Path("broken.md")])
    preview.notice([Path("new.md")])
    assert ask("/", of=site).body == b"new"


def test_what_is_saved_after_settings_is_not_seen_before_the_build() -> None:
    preview, _, served = glimpsing(result(b"1"), result(b"2"), result(b"3"))
    preview.notice([Path("beside.md"), Path("catalog.yaml")])
    rebuild(preview, [Path("new.md")])
    rebuild(preview, [Path("newer.md")])
    assert served[1:] == [b"1", b"newer"]


def test_while_an_error_stands_elsewhere_nothing_new_is_seen(tmp_path: Path) -> None:
    bad = tmp_path.resolve() / "bad.md"
    fault = replace(FAULT, location=Location(str(bad), 1))
    preview, _, served = glimpsing(result(b"1"), result(b"2", fault), result(b"3", fault), result(b"4"))
    rebuild(preview)
    rebuild(preview, [Path("new.md")])
    rebuild(preview, [bad])
    assert served[1:] == [b"1", b"1", b"bad"], "mending it is seen at once"


def test_an_error_in_a_loop_of_links_does_not_stop_who_watches(tmp_path: Path) -> None:
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    fault = replace(FAULT, location=Location(str(tmp_path / "loop.md"), 1))
    preview, _, served = glimpsing(result(b"1"), result(b"2", fault), result(b"3"))
    rebuild(preview)
    rebuild(preview, [Path("new.md")])
    assert served[1:] == [b"1", b"1"]


def test_it_is_told_at_once_why_a_glimpse_is_taken_back() -> None:
    site, found = serve.Site(), list[State]()

    class Noted(serve.Live):
        def tell(self, state: State) -> None:
            found.append(state)

    make, finish = halves([result(b"1"), result(b"2", FAULT)])

    def finished(made: Draft) -> Result:
        found.append(State("checks"))
        return finish(made)

    preview = serve.Preview(
        site,
        Noted(),
        make,
        finished,
        lambda _o, _s, _g: None,
        glimpse=lambda draft, _path: (draft, [Artifact("index.html", b"new")]),
    )
    preview.begin()
    preview.go_on()
    del found[:]
    rebuild(preview, [Path("new.md")])
    assert [(state.edition == "checks", state.problems, state.held_back) for state in found] == [
        (False, (), False),
        (False, (FAULT,), True),
        (True, (), False),
    ]


def test_a_glimpse_waits_with_the_build_for_the_index_of_texts() -> None:
    path, site, live = "search/text.json", serve.Site(), serve.Live()
    make, finish = halves([result(b"1")])
    preview = serve.Preview(
        site,
        live,
        make,
        lambda made: replace(finish(made), artifacts=(Artifact(path, b"{}"),)),
        lambda _o, _s, _g: None,
        glimpse=lambda draft, _path: (draft, [Artifact("index.html", b"new")]),
    )
    preview.begin()
    preview.notice([Path("new.md")])
    answers = list[bytes]()
    reader = threading.Thread(target=lambda: answers.append(ask(f"/{path}", of=site).body))
    reader.start()
    preview.go_on()
    reader.join()
    assert answers == [b"{}"]
    assert ask("/", of=site).body == b"new"


def whole(catalog: Path) -> tuple[serve.Preview, serve.Site]:
    """The preview of a catalog as `packatlas serve` puts it together, after the first build."""
    settings, cache, site = load_settings(catalog / "content"), Cache(), serve.Site()
    settings = replace(settings, base_url="http://127.0.0.1:1/", as_of=DAY, jobs=1)
    preview = serve.Preview(
        site,
        serve.Live(),
        lambda _changed: draft(settings, cache),
        lambda made: complete(made, cache),
        lambda _outcome, _seconds, _shown: None,
        partial(amend, cache=cache),
        glimpse,
    )
    preview.begin()
    preview.go_on()
    return preview, site


def test_words_that_were_seen_are_not_told_twice(tmp_path: Path) -> None:
    """A glimpse and an edit of words make the same page in two ways."""
    new_catalog(tmp_path, DAY)
    page = (tmp_path / "content/packs/cni/cni-calico.md").resolve()
    preview, site = whole(tmp_path)
    for words in ("First", "Second"):
        ask("/packs/cni-calico/", of=site)
        number = site.edition.number
        page.write_text(page.read_text() + f"\n{words} words.\n")
        preview.notice([page])
        assert since(site, number, "packs/cni-calico/index.html")
        assert f"{words} words".encode() in ask("/packs/cni-calico/", of=site).body
        number = site.edition.number
        preview.catch_up()
        assert site.edition.number == number + 1, "it was amended, and the index of texts is another one"
        assert not since(site, number, "packs/cni-calico/index.html")
    page.write_text(page.read_text().replace("title: Calico", "title: Calico Two"))
    preview.notice([page])
    assert b"Second words" in ask("/packs/cni-calico/", of=site).body


def test_words_that_were_amended_stay_when_another_document_of_the_pack_is_seen(tmp_path: Path) -> None:
    new_catalog(tmp_path, DAY)
    folder = tmp_path / "content"
    page, registry = (folder / "packs/cni/cni-calico.md").resolve(), tmp_path.resolve() / "reg/cni-calico-3.99.0"
    registry.mkdir(parents=True)
    stated = {"name": "cni-calico", "displayName": "Calico", "version": "3.99.0", "layer": "cni"}
    (registry / "pack.json").write_text(json.dumps(stated))
    (registry / "values.yaml").write_text("place: pier\n")
    (folder / "catalog.yaml").write_text(
        (folder / "catalog.yaml").read_text() + "\nsources: [{path: ../reg, name: Own}]\n"
    )
    preview, site = whole(tmp_path)
    page.write_text(page.read_text() + "\nNew words.\n")
    rebuild(preview, [page])
    (registry / "values.yaml").write_text("place: harbour\n")
    preview.notice([registry / "values.yaml"])
    text = ask("/packs/cni-calico/", of=site).body + ask("/packs/cni-calico/3.99.0/", of=site).body
    assert b"New words" in text
    assert b"harbour" in text


# --- Many readers ----------------------------------------------------------------------------------------------------


def test_500_slow_readers_and_200_streams_hold_nobody_up(tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    with preview_of(folder) as address, ExitStack() as open_connections:
        (folder / "content/large.txt").write_bytes(b"large" * 1_000_000)
        assert until(lambda: _is_there(f"{address}large.txt"))
        connect = partial(_connected, open_connections, address)
        for _ in range(200):
            connect("GET /.packatlas/events HTTP/1.1\r\nHost: HOST\r\n\r\n")
        for _ in range(250):
            connect("GET /large.txt HTTP/1.1\r\nHost: HOST\r\n\r\n")  # and never reads it
        for _ in range(250):
            connect("GET /packs/ HTTP/1.1\r\nHost: HO")  # and never ends it
        assert "Calico" in fetch(f"{address}packs/cni-calico/")
        news = states(address)
        first = next(news)["edition"]
        page = folder / "content/packs/cni/cni-calico.md"
        page.write_text(page.read_text().replace("title: Calico", "title: Project Calico"))
        assert next(news)["edition"] != first
        assert "Project Calico" in fetch(f"{address}packs/cni-calico/")


@pytest.mark.parametrize("size", [4_000_000, 20_000_000], ids=["in the network's hands", "still to be sent"])
def test_a_preview_ends_quietly_while_somebody_reads(tmp_path: Path, size: int) -> None:
    """It ends with 0 and without a word; `preview_of` sees to both."""
    new_catalog(tmp_path / "catalog", DAY)
    (tmp_path / "catalog/content/large.txt").write_bytes(bytes(size))
    with ExitStack() as open_connections, preview_of(tmp_path / "catalog") as address:
        _connected(open_connections, address, "GET /.packatlas/events HTTP/1.1\r\nHost: HOST\r\n\r\n")
        reader = connected(address, "GET /large.txt HTTP/1.1\r\nHost: HOST\r\n\r\n")
        open_connections.enter_context(closing(reader))
        assert reader.recv(10) == b"HTTP/1.1 2"


def _connected(stack: ExitStack, address: str, request: str) -> None:
    stack.enter_context(closing(connected(address, request)))


def _is_there(address: str) -> bool:
    try:
        return bool(fetch(address))
    except OSError:
        return False
