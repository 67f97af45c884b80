"""The files of `packatlas add nginx` and `packatlas add container`, read by a real nginx."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from packatlas.deployment import deployment
from packatlas.headers import IMMUTABLE, SECURITY_HEADERS
from packatlas.settings import Settings
from tests.publishing import publish_to

STYLE = "assets/style-0123456789ab.css"
SITE = {
    "index.html": b"<!doctype html><p>home</p>" * 100,
    "404.html": b"<!doctype html><p>nothing here</p>" * 100,
    "packs/calico/index.html": b"<!doctype html><p>calico</p>" * 100,
    "packs/calico/index.md": "# Calico \u2013 caf\u00e9\n".encode() * 100,
    "packs/calico/logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "packs/calico/1.0.0/values.yaml": b"a: 1\n",
    "api/v1/index.json": b"[" + b"1, " * 1000 + b"1]",
    "feed.xml": b"<feed/>",
    STYLE: b"a{color:red}" * 200,
    "assets/favicon.svg": b"<svg/>",
    "assets/scripts-0123456789ab/search.js": b"const a = 1;" * 200,
}
MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@pytest.fixture(scope="module")
def program() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip("needs nginx")
    return found


@contextlib.contextmanager
def serving(program: str, folder: Path, base_url: str = "", compressed: str = "") -> Iterator[int]:
    """A port at which nginx serves the folder's published site with the files that packatlas makes."""
    files = deployment("container", Settings(base_url=base_url))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = (
        files["deploy/site.conf"].replace("/srv/packs", str(folder)).replace("listen 8080", f"listen 127.0.0.1:{port}")
    )
    main = files["deploy/container.conf"].replace("/tmp/", f"{folder}/").replace("/etc/nginx", str(folder))
    main = main.replace("/dev/stdout", "off").replace("/dev/stderr", "stderr")
    if compressed:
        site = site.replace("# brotli_static on", "brotli_static on")
        main = f"load_module {MODULE};\n{main}"
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(f"user root;\n{main}" if os.geteuid() == 0 else main)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;", "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            while not answers(port):
                assert process.poll() is None, process.communicate()[1].decode()
                time.sleep(0.01)
            yield port
        finally:
            process.terminate()
            assert process.stderr is not None
            told = process.stderr.read().decode()
    assert re.findall(r"\[(?:warn|error|crit|emerg)\].*", told) == [], told


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


class Answer:
    """One answer of the server."""

    def __init__(self, port: int, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=given)
        response = connection.getresponse()
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        connection.close()


@pytest.fixture(scope="module")
def port(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("nginx")
    publish_to(folder, SITE)
    with serving(program, folder) as port:
        yield port


PATHS = [
    "/", "/index.html", "/packs/calico/", "/packs/calico/index.md", "/packs/calico/logo.svg", "/api/v1/index.json",
    "/feed.xml", f"/{STYLE}", "/assets/scripts-0123456789ab/search.js", "/assets/favicon.svg", "/manifest.json",
    "/changes/", "/packs/calico/1.0.0/values.yaml", "/404.html",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PATHS, "/packs/calico", "/nowhere/", f"/{STYLE}x", "/../etc/passwd", "/%00"])
@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_every_answer_has_every_header_of_production(port: int, path: str, accepted: str) -> None:
    answer = Answer(port, path, Accept_Encoding=accepted)
    if answer.status == 400:  # what nginx refuses before it looks for a location
        return
    assert {name: answer.headers.get_all(name) for name in SECURITY_HEADERS} == {
        name: [value] for name, value in SECURITY_HEADERS.items()
    }
    assert len(answer.headers.get_all("Cache-Control") or ()) == 1
    assert "nginx/" not in str(answer.headers["Server"])


@pytest.mark.parametrize("path", PATHS)
def test_every_file_is_served_as_it_is(port: int, path: str) -> None:
    answer = Answer(port, path)
    name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
    assert answer.status == 200
    if name in SITE:
        assert answer.body == SITE[name]


@pytest.mark.parametrize("path", ["/nowhere/", "/packs/nowhere", f"/{STYLE}x"])
def test_a_missing_page_is_the_sites_own_404_and_is_not_kept(port: int, path: str) -> None:
    answer = Answer(port, path)
    assert (answer.status, answer.body) == (404, SITE["404.html"])
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/packs/calico/index.md", "text/markdown; charset=utf-8"),
        ("/packs/calico/logo.svg", "image/svg+xml; charset=utf-8"),
        ("/packs/calico/1.0.0/values.yaml", "text/plain; charset=utf-8"),
        ("/api/v1/index.json", "application/json; charset=utf-8"),
        (f"/{STYLE}", "text/css; charset=utf-8"),
        ("/assets/scripts-0123456789ab/search.js", "text/javascript; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_types_are_those_of_the_preview(port: int, path: str, kind: str, accepted: str) -> None:
    assert Answer(port, path, Accept_Encoding=accepted).headers["Content-Type"] == kind


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/{STYLE}", IMMUTABLE),
        ("/assets/scripts-0123456789ab/search.js", IMMUTABLE),
        ("/assets/favicon.svg", "no-cache"),
        ("/", "no-cache"),
        ("/packs/calico/", "no-cache"),
        ("/api/v1/index.json", "no-cache"),
    ],
)
def test_only_what_carries_its_digest_is_kept_for_good(port: int, path: str, kept: str) -> None:
    assert Answer(port, path).headers["Cache-Control"] == kept


def test_a_page_that_is_unchanged_is_not_sent_again(port: int) -> None:
    tag = Answer(port, "/").headers["ETag"]
    again = Answer(port, "/", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Content-Security-Policy"] == SECURITY_HEADERS["Content-Security-Policy"]


def test_what_is_compressed_already_is_sent_so(port: int) -> None:
    answer = Answer(port, "/", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == SITE["index.html"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"] != Answer(port, "/").headers["ETag"]


def test_a_folder_without_its_slash_is_redirected_on_the_same_host(port: int) -> None:
    answer = Answer(port, "/packs/calico", Host="packs.example")
    assert (answer.status, answer.headers["Location"]) == (301, "/packs/calico/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent_there(port: int, method: str) -> None:
    assert Answer(port, "/", method).status == 405


def test_brotli_is_sent_where_nginx_has_the_module(program: str, tmp_path: Path) -> None:
    if not MODULE.exists():
        pytest.skip("needs nginx's module for brotli")
    publish_to(tmp_path, SITE)
    with serving(program, tmp_path, compressed="br") as port:
        answer = Answer(port, "/", Accept_Encoding="gzip, br")
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.body) == SITE["index.html"]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_site_below_a_path(program: str, tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    with serving(program, tmp_path, base_url="https://packs.example/docs/cat.alog/") as port:
        assert Answer(port, "/docs/cat.alog/").body == SITE["index.html"]
        assert Answer(port, "/docs/cat.alog/packs/calico").headers["Location"] == "/docs/cat.alog/packs/calico/"
        assert Answer(port, f"/docs/cat.alog/{STYLE}").headers["Cache-Control"] == IMMUTABLE
        missing = Answer(port, "/docs/cat.alog/nowhere")
        assert (missing.status, missing.body) == (404, SITE["404.html"])
        assert missing.headers["X-Content-Type-Options"] == "nosniff"
        assert Answer(port, "/").status == 404


def test_readers_get_the_next_release_without_a_word_to_the_server(program: str, tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    with serving(program, tmp_path) as port:
        tags = set()
        for number in range(4):
            page = b"<p>%d</p>" % number * 100
            publish_to(tmp_path, {**SITE, "index.html": page})
            answer = Answer(port, "/")
            assert answer.body == page
            tags.add(answer.headers["ETag"])
        assert len(tags) == 4
