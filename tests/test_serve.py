from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from packatlas import serve
from packatlas.build import Draft, Result, Sources
from packatlas.catalog import assemble
from packatlas.cli import main
from packatlas.errors import Location, Problem, Severity, SiteError
from packatlas.headers import CONTENT_SECURITY_POLICY
from packatlas.model import Artifact
from packatlas.parse import Parsed
from packatlas.plan.context import Context
from packatlas.render import Templates
from packatlas.scaffold import new_catalog
from packatlas.serve.site import Build, Edition
from packatlas.settings import Settings
from packatlas.standing import LEDGER
from tests.previewing import DAY, connected, fetch, preview_of, until

FILES = {
    "index.html": b"home",
    "404.html": b"nothing here",
    "packs/calico/index.html": b"calico",
    "packs/caf\u00e9/index.html": b"cafe",
    "assets/style.css": b"body{}",
    "assets/search.js": b"1",
    "api/v1/index.json": b"{}",
    "feed.xml": b"<feed/>",
    "images/logo.svg": b"<svg/>",
    "data.unknown": b"?",
}


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    """Without the script that keeps a page up to date."""
    tied: int = 0
    """How many such scripts there were."""


SCRIPT = re.compile(rb'<script src="/\.packatlas/preview\.js" data-edition="[0-9a-f]+\.\d+" defer></script>')


def built(artifacts: Iterable[Artifact]) -> Edition:
    """What a build would show."""
    return Edition(Build(artifacts))


def site(files: dict[str, bytes] | None = None) -> serve.Site:
    made = serve.Site()
    made.show(built([Artifact(path, content) for path, content in (FILES if files is None else files).items()]))
    return made


def ask(
    path: str,
    *,
    of: serve.Site | None = None,
    live: serve.Live | None = None,
    method: str = "GET",
    host: str | None = "127.0.0.1:8000",
    query: bytes = b"",
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> Answer:
    """One request, as the server hands it on: the path decoded."""
    answer = Answer()
    named = [(b"host", host.encode())] if host is not None else []
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [*named, *headers],
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
        "root_path": "",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    app = serve.application(of or site(), live or serve.Live(), serve.allowed_hosts(8000))
    asyncio.run(app(scope, receive, send))
    answer.body, answer.tied = SCRIPT.subn(b"", answer.body)
    return answer


# --- What is served -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/", b"home", "text/html; charset=utf-8"),
        ("/index.html", b"home", "text/html; charset=utf-8"),
        ("/packs/calico/", b"calico", "text/html; charset=utf-8"),
        ("/packs/caf\u00e9/", b"cafe", "text/html; charset=utf-8"),
        ("/assets/style.css", b"body{}", "text/css; charset=utf-8"),
        ("/assets/search.js", b"1", "text/javascript; charset=utf-8"),
        ("/api/v1/index.json", b"{}", "application/json"),
        ("/feed.xml", b"<feed/>", "application/xml"),
        ("/images/logo.svg", b"<svg/>", "image/svg+xml"),
        ("/data.unknown", b"?", "application/octet-stream"),
    ],
)
def test_files_are_served_with_their_type(path: str, body: bytes, kind: str) -> None:
    answer = ask(path)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, body, kind)


def test_a_missing_page_is_the_sites_own_404() -> None:
    answer = ask("/nowhere/")
    assert (answer.status, answer.body) == (404, b"nothing here")
    assert answer.headers["content-type"].startswith("text/html")


def test_a_site_without_a_404_page_still_says_404() -> None:
    assert ask("/", of=site({})).status == 404


def test_a_page_asked_for_without_its_slash_is_redirected_on_this_host() -> None:
    answer = ask("/packs/caf\u00e9", query=b"q=1")
    assert (answer.status, answer.headers["location"]) == (307, "/packs/caf%C3%A9/?q=1")


def test_files_named_by_an_artifact_are_read(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"png")
    made = serve.Site()
    made.show(built([Artifact("logo.png", tmp_path / "logo.png"), Artifact("gone.png", tmp_path / "gone.png")]))
    assert ask("/logo.png", of=made).body == b"png"
    assert ask("/gone.png", of=made).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/assets/../../etc/passwd",
        "//etc/passwd",
        "/etc/passwd",
        "/./index.html",
        "/packs//calico/",
        "//packs/calico",
        "/assets\\style.css",
        "/index.html\0",
        "/%2e%2e/etc/passwd",
        "/assets/style.css/",
        "/assets",
        "http://127.0.0.1:8000/index.html",
    ],
)
def test_only_the_sites_own_addresses_answer(path: str) -> None:
    assert ask(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_nothing_but_reading_is_allowed(method: str) -> None:
    answer = ask("/", method=method)
    assert answer.status == 405
    assert {word.strip() for word in answer.headers["allow"].split(",")} == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/", "/nowhere", "/packs/calico"])
def test_every_answer_has_the_headers_of_production(path: str) -> None:
    for answer in (ask(path), ask(path, method="POST"), ask(path, host="evil.example")):
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"


# --- Who may ask ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000"])
def test_its_own_names_are_answered(host: str) -> None:
    assert ask("/", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        *(None, "", "evil.example", "evil.example:8000", "localhost", "localhost:9000", "localhost.evil.example:8000"),
        *(
            "127.0.0.1:8000.evil.example",
            "localhost:8000@evil.example",
            "localhost:8000 ",
            "127.0.0.2:8000",
            "::1:8000",
        ),
    ],
)
def test_other_names_are_refused(host: str | None) -> None:
    answer = ask("/", host=host)
    assert (answer.status, b"home" in answer.body) == (421, False)


def test_two_host_headers_are_refused() -> None:
    assert ask("/", headers=[(b"host", b"evil.example")]).status == 421


@pytest.mark.parametrize("origin", [b"http://evil.example", b"null", b"https://127.0.0.1:8000", b"http://localhost:9"])
def test_scripts_of_other_sites_are_refused(origin: bytes) -> None:
    assert ask("/", headers=[(b"origin", origin)]).status == 403


def test_scripts_of_the_site_are_answered() -> None:
    assert ask("/", headers=[(b"origin", b"http://127.0.0.1:8000")]).status == 200


def test_on_the_port_of_http_the_names_alone_are_answered_too() -> None:
    allowed = serve.allowed_hosts(80)
    assert allowed("localhost")
    assert allowed("127.0.0.1:80")
    assert not allowed("evil.example")


# --- Listening -----------------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


def test_the_next_free_port_is_taken_when_the_usual_one_is_in_use(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    with serve.listen(port, exact=False) as server:
        assert port < server.getsockname()[1] <= port + 100
        assert serve.address(server) == f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_a_port_asked_for_and_in_use_is_an_error(taken: socket.socket) -> None:
    with pytest.raises(SiteError, match="PA176 error: cannot listen: address already in use"):
        serve.listen(taken.getsockname()[1], exact=True)


# --- Building again ------------------------------------------------------------------------------------------------

FAULT = Problem("PA012", "unknown layer", Location("content/a.md", 1))


def result(home: bytes, *problems: Problem) -> Result:
    settings = Settings(as_of=date(2026, 10, 12))
    catalog, _ = assemble((), (), (), settings)
    return Result(catalog, (Artifact("index.html", home),), problems, None)


def drafted(made: Result) -> Draft:
    """The first half of the build that comes to a result: as far as that goes, all of it."""
    settings = Settings()
    sources = Sources(Parsed((), (), (), {}), made.catalog, settings, None, ())
    return Draft(sources, Context.of(made.catalog, settings), Templates(settings), (), made.artifacts, made.problems)


def halves(outcomes: Iterable[Result | Exception]) -> tuple[Callable[..., Draft], Callable[[Draft], Result]]:
    """How a preview makes drafts that come to these results, one after the other, and finishes them."""
    waiting, results = iter(outcomes), dict[int, Result]()

    def make(_changed: Sequence[Path] = ()) -> Draft:
        outcome = next(waiting)
        if isinstance(outcome, Exception):
            raise outcome
        made = drafted(outcome)
        results[id(made)] = outcome
        return made

    return make, lambda made: results[id(made)]


def rebuild(preview: serve.Preview, changed: Sequence[Path] = ()) -> None:
    """What a preview does when these files were saved, or some that nobody knows."""
    preview.notice(changed)
    preview.catch_up()


def previewed(*outcomes: Result | Exception) -> tuple[list[bytes], list[tuple[Result | Exception, bool]]]:
    """What is served after each build, and what was told of it."""
    made = serve.Site()
    told: list[tuple[Result | Exception, bool]] = []
    preview = serve.Preview(
        made, serve.Live(), *halves(outcomes), lambda outcome, _seconds, shown: told.append((outcome, shown))
    )
    preview.begin()
    preview.go_on()
    served = [ask("/", of=made).body]
    for _ in outcomes[1:]:
        rebuild(preview)
        served.append(ask("/", of=made).body)
    return served, told


def test_each_good_build_is_shown() -> None:
    assert previewed(result(b"1"), result(b"2"))[0] == [b"1", b"2"]


def test_the_last_good_site_stays_up() -> None:
    outcomes = (result(b"1"), result(b"2", FAULT), SiteError(FAULT), RuntimeError("bug"), result(b"3"))
    served, told = previewed(*outcomes)
    assert served == [b"1", b"1", b"1", b"1", b"3"]
    assert [shown for _, shown in told] == [True, False, False, False, True]
    assert [outcome for outcome, _ in told] == list(outcomes)


def test_warnings_do_not_hold_a_site_back() -> None:
    assert previewed(result(b"1"), result(b"2", replace(FAULT, severity=Severity.WARNING)))[0] == [b"1", b"2"]


def test_a_site_that_was_never_good_is_shown_as_it_is() -> None:
    served, _ = previewed(result(b"1", FAULT), result(b"2", FAULT), result(b"3"), result(b"4", FAULT))
    assert served == [b"1", b"2", b"3", b"3"]


def test_a_first_build_that_cannot_begin_is_raised() -> None:
    with pytest.raises(SiteError):
        previewed(SiteError(FAULT))


@pytest.fixture
def watched() -> Iterator[Callable[[Callable[[], Sequence[Path]]], threading.Event]]:
    """Watch folders in a thread; the event that is set by a change."""
    ended, threads = threading.Event(), []

    def begin(folders: Callable[[], Sequence[Path]]) -> threading.Event:
        changed = threading.Event()
        thread = threading.Thread(target=serve.watch, args=(folders, lambda _paths: changed.set(), ended))
        thread.start()
        threads.append(thread)
        return changed

    yield begin
    ended.set()
    for thread in threads:
        thread.join()


def test_a_saved_file_is_noticed(tmp_path: Path, watched: Callable[..., threading.Event]) -> None:
    (tmp_path / "content/deep").mkdir(parents=True)
    changed = watched(lambda: [tmp_path / "content", tmp_path / "templates"])
    assert until(changed.is_set)  # it knew nothing of what is there
    changed.clear()
    (tmp_path / "content/deep/page.md").write_text("words")
    assert until(changed.is_set)


def test_a_folder_that_comes_later_is_noticed(tmp_path: Path, watched: Callable[..., threading.Event]) -> None:
    (tmp_path / "content").mkdir()
    changed = watched(lambda: [tmp_path / "content", tmp_path / "templates"])
    assert until(changed.is_set)
    changed.clear()
    (tmp_path / "templates").mkdir()
    assert until(changed.is_set)
    changed.clear()
    (tmp_path / "templates/page.html").write_text("words")
    assert until(changed.is_set)


def moved_in(content: Path) -> None:
    shutil.copytree(content, content.with_name("copy"))
    content.rename(content.with_name("old"))
    content.with_name("copy").rename(content)


def made_anew(content: Path) -> None:
    """Faster than anybody looks; the new folder often gets the number of the old one."""
    shutil.rmtree(content)
    content.mkdir()


@pytest.mark.parametrize("replace_it", [moved_in, made_anew])
def test_a_folder_in_place_of_another_is_watched_like_it(tmp_path: Path, replace_it: Callable[[Path], None]) -> None:
    content, told, ended, words = tmp_path / "content", list[Path](), threading.Event(), itertools.count()
    content.mkdir()
    thread = threading.Thread(target=serve.watch, args=(lambda: [content], told.extend, ended))
    thread.start()

    def noticed(name: str) -> bool:
        (content / name).write_text(f"{next(words)}")
        return (content / name).resolve() in told

    try:
        assert until(lambda: noticed("first.md"))
        replace_it(content)
        assert until(lambda: noticed("second.md"))
    finally:
        ended.set()
        thread.join()


# --- The command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """`packatlas serve` on a new catalog: its folder and its address."""
    with preview_of(tmp_path / "catalog") as address:
        yield tmp_path / "catalog", address


def test_the_command_serves_and_builds_again(preview: tuple[Path, str]) -> None:
    folder, address = preview
    assert "Calico" in fetch(f"{address}packs/cni-calico/")
    page = folder / "content/packs/cni/cni-calico.md"
    page.write_text(page.read_text().replace("title: Calico", "title: Project Calico"))
    assert until(lambda: "Project Calico" in fetch(f"{address}packs/cni-calico/"))
    assert not (folder / "build").exists()


def test_a_browser_is_opened_on_demand(tmp_path: Path) -> None:
    note = tmp_path / "note"
    (browser := tmp_path / "browser").write_text(f'#!/bin/sh\necho "$1" > {note}\n')
    browser.chmod(0o755)
    with preview_of(tmp_path / "catalog", "--port", "0", "--open", environment={"BROWSER": f"{browser} %s"}) as address:
        assert until(lambda: note.exists() and note.read_text() == f"{address}\n")


def test_what_was_read_is_kept_for_the_next_preview(preview: tuple[Path, str]) -> None:
    assert until((preview[0] / ".packatlas-cache/parsed").exists)


def test_a_preview_leaves_what_a_build_knows_of_its_own_site(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    new_catalog(catalog, DAY)
    page = catalog / "content/packs/cni/cni-calico.md"
    build = ["build", str(catalog / "content"), "-o", str(catalog / "build"), "--as-of", str(DAY)]
    cache = catalog / ".packatlas-cache"
    with preview_of(catalog) as address:
        page.write_text(page.read_text().replace("title: Calico", "title: Calico Two"))
        assert until(lambda: "Calico Two" in fetch(f"{address}packs/cni-calico/"))
        time.sleep(0.1)
        assert main(build) == 0
        left = {name: (cache / name).read_bytes() for name in LEDGER if (cache / name).exists()}
        page.write_text(page.read_text() + "\nOne more sentence.\n")
        assert until(lambda: "One more sentence" in fetch(f"{address}packs/cni-calico/"))
    assert left == {name: (cache / name).read_bytes() for name in left}
    time.sleep(0.1)
    assert main(build) == 0
    assert "One more sentence" in (catalog / "build/packs/cni-calico/index.html").read_text()
    assert not [file for file in (catalog / "build").rglob("*") if file.is_file() and b"127.0.0.1" in file.read_bytes()]


def answer_to(address: str, request: str) -> tuple[bytes, bytes]:
    """Head and body of the answer to a request as it stands."""
    answer = b""
    with connected(address, request) as connection:
        while data := connection.recv(65_536):
            answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


UP = [
    *("..", "%2e%2e", "%2E%2E", ".%2e", "%2e.", "..;", "..%00", "%252e%252e", "...."),
    *("%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "%ef%bc%8e%ef%bc%8e"),
]
SLASH = ["/", "%2f", "\\", "%5c"]
SPELLINGS = [
    *(f"/{slash.join([up] * 8)}{slash}SECRET" for up in UP for slash in SLASH),
    *(f"/assets/{slash.join([up] * 9)}{slash}SECRET" for up in UP[:3] for slash in SLASH),
    *("//SECRET", "/SECRET", "/%2fSECRET", "file://SECRET", "/.//../SECRET", "/./../SECRET", "/%00/../SECRET"),
    *("/.packatlas/../../../../../../../../SECRET", "/.packatlas/preview.js/../../../../../../../../SECRET"),
    *("/content/../SECRET", "/../content/catalog.yaml", "/catalog.yaml", "/.packatlas-cache/documents", "/.gitignore"),
]


def test_no_spelling_of_a_path_leads_out_of_the_site(preview: tuple[Path, str], tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    assert len(SPELLINGS) > 40
    for spelling in SPELLINGS:
        path = spelling.replace("SECRET", str(secret).lstrip("/"))
        head, body = answer_to(preview[1], f"GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n")
        assert head.split()[1] in (b"400", b"404"), (spelling, head)
        assert b"the secret" not in body
        assert b"title:" not in body


def test_the_command_answers_only_to_its_own_name(preview: tuple[Path, str]) -> None:
    port = preview[1].rstrip("/").rpartition(":")[2]
    for path in ("/", "/.packatlas/events", "/.packatlas/changed?since=0.0", "/.packatlas/preview.js"):
        for lines, status in [
            ("Host: evil.example", b"421"),
            (f"Host: evil.example:{port}", b"421"),
            (f"Host: 127.0.0.1.evil.example:{port}", b"421"),
            (f"Host: 127.0.0.1:{port}@evil.example", b"421"),
            ("Host: 127.0.0.1:1", b"421"),
            (f"Host: 0.0.0.0:{port}", b"421"),
            (f"Host: [::1]:{port}", b"421"),
            ("X-Forwarded-Host: HOST", b"400"),
            ("Host: evil.example\r\nX-Forwarded-Host: HOST", b"421"),
            ("Host: HOST\r\nHost: evil.example", b"400"),
            ("Host: HOST\r\nOrigin: http://evil.example", b"403"),
            ("Host: HOST\r\nOrigin: null", b"403"),
            ("Host: HOST\r\nOrigin: http://HOST.evil.example", b"403"),
            ("Host: HOST\r\nOrigin: https://HOST", b"403"),
            ("Host: HOST\r\nOrigin: http://HOST\r\nOrigin: http://evil.example", b"403"),
        ]:
            head, body = answer_to(preview[1], f"GET {path} HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n")
            assert head.split()[1] == status, (path, lines, head)
            assert b"Calico" not in body


def test_a_site_that_is_built_or_published_has_nothing_of_the_preview(tmp_path: Path) -> None:
    new_catalog(tmp_path / "catalog", DAY)
    content, day = str(tmp_path / "catalog/content"), str(DAY)
    assert main(["build", content, "-o", str(tmp_path / "built"), "--as-of", day]) == 0
    assert main(["publish", str(tmp_path / "public"), content, "--as-of", day]) == 0
    for folder in (tmp_path / "built", tmp_path / "public/current"):
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert not [path for path in files if b".packatlas/" in path.read_bytes() or path.name == "preview.js"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        *(("POST / HTTP/1.1", b"405"), ("DELETE /.packatlas/events HTTP/1.1", b"405")),
        *(("GET / HTTP/1.1", b"200"), ("HEAD / HTTP/1.1", b"200"), ("HEAD /.packatlas/events HTTP/1.1", b"200")),
    ],
)
def test_the_command_answers_to_reading(preview: tuple[Path, str], line: str, status: bytes) -> None:
    head, body = answer_to(preview[1], f"{line}\r\nHost: HOST\r\nConnection: close\r\n\r\n")
    assert head.split()[1] == status
    assert b"server:" not in head.lower()
    assert bool(body) is not line.startswith("HEAD")
