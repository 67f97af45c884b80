"""A preview at a local address: build, serve from memory, build again when a file is saved.

The site is served from the artifacts of the last good build, so that a preview writes nothing and a request can reach
nothing but them: an address is a key, never a path on disk.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import uvicorn
import watchfiles
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from packatlas import urls
from packatlas.errors import Location, Problem, Severity, SiteError, UnmadeError, reason_of
from packatlas.headers import SECURITY_HEADERS
from packatlas.making import content_of
from packatlas.media_types import media_type
from packatlas.model import Artifact

if TYPE_CHECKING:
    from packatlas.build import Result

_TRIES = 100
"""How many ports after the usual one are tried."""
_QUIET = 60
"""Milliseconds without a further change after which a build begins: editors save in several steps."""
_GLANCE = 1000
"""Milliseconds after which a folder that has come or gone is noticed."""
_HEADERS = {**SECURITY_HEADERS, "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
LOOPBACK = "127.0.0.1"
"""The only address that a preview listens on: no other machine can reach it."""


class Site:
    """The artifacts that are served now, by path."""

    def __init__(self) -> None:
        self._files: Mapping[str, Artifact] = {}

    def show(self, artifacts: Sequence[Artifact]) -> None:
        """Serve these from now on. Requests under way end with what they began with."""
        files: dict[str, Artifact] = {}
        for artifact in artifacts:
            files.setdefault(artifact.path, artifact)
        self._files = files

    def respond(self, request: Request) -> Response:
        """The file at the request's path; the site's own 404 page, with status 404, where there is none."""
        files, path = self._files, request.scope["path"].removeprefix("/")
        file = urls.output_path(path)
        if file not in files and f"{path}/index.html" in files:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/{quote(path)}/{query}", 307)
        content = _read(files.get(file))
        if content is not None:
            return Response(content, media_type=media_type(file))
        missing = _read(files.get(urls.NOT_FOUND))
        return Response(missing or b"Not found\n", 404, media_type=media_type(urls.NOT_FOUND if missing else "404.txt"))


Folders = Callable[[], Sequence[Path]]
Ready = Callable[[], None]
State = frozenset[tuple[str, str, int, int]]
Tell = Callable[["Result | Exception", float, bool], None]
"""Told what a build came to, after how many seconds, and whether its site is the one that is served now."""


class Preview:
    """Builds again and again; what a failed build leaves is the last good site."""

    def __init__(self, site: Site, make: Callable[[], Result], tell: Tell) -> None:
        self._site = site
        self._make = make
        self._tell = tell
        self._good = False

    def begin(self) -> None:
        """The first build; what it raises is raised, since there is nothing to show."""
        begun = time.monotonic()
        self._accept(self._make(), begun)

    def rebuild(self) -> None:
        """A further build; whatever goes wrong is told, and the preview goes on."""
        begun = time.monotonic()
        try:
            result = self._make()
        except Exception as fault:
            self._tell(fault, time.monotonic() - begun, False)
        else:
            self._accept(result, begun)

    def _accept(self, result: Result, begun: float) -> None:
        """A site with errors is shown only as long as there has been none without."""
        good = not any(problem.severity is Severity.ERROR for problem in result.problems)
        shown = good or not self._good
        if shown:
            self._site.show(result.artifacts)
            self._good = good
        self._tell(result, time.monotonic() - begun, shown)


def _read(artifact: Artifact | None) -> bytes | None:
    """What a file holds; nothing if it is none, has gone, or can't be made (which its build has told)."""
    try:
        return content_of(artifact) if artifact else None
    except (SiteError, UnmadeError):
        return None


class Guard:
    """Refuses requests that name another host, and gives every response the headers of production.

    A page of another site can let its own name point at this machine (DNS rebinding); its requests then name that
    site in `Host`, and in `Origin` if they come from a script.
    """

    def __init__(self, app: ASGIApp, allowed: Callable[[str], bool]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        values = {
            name: [v.decode("latin-1") for n, v in scope["headers"] if n == name] for name in (b"host", b"origin")
        }
        hosts, origins = values[b"host"], values[b"origin"]
        if len(hosts) != 1 or not self._allowed(hosts[0]):
            return PlainTextResponse("This preview answers only to its own address.\n", 421)
        if any(not origin.startswith("http://") or not self._allowed(origin[7:]) for origin in origins):
            return PlainTextResponse("This preview answers only to its own pages.\n", 403)
        return None


def allowed_hosts(port: int) -> Callable[[str], bool]:
    """Which `Host` headers are answered: the names of loopback, with the port unless it is HTTP's own."""
    names = {"localhost", LOOPBACK}
    exact = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
    return lambda given: given.lower() in exact


def application(site: Site, allowed: Callable[[str], bool]) -> Starlette:
    """The web application: GET and HEAD of the site's files, nothing else."""
    return Starlette(
        routes=[Route("/{path:path}", site.respond, methods=["GET"])],
        middleware=[Middleware(Guard, allowed=allowed)],
    )


def listen(port: int, *, exact: bool) -> socket.socket:
    """A listening socket; unless `exact`, on the next free port if this one is taken. Raises `SiteError`."""
    for candidate in range(port, min(port + (1 if exact else _TRIES), 65_536)):
        server = socket.socket()
        try:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((LOOPBACK, candidate))
            server.listen()
        except OSError as fault:
            server.close()
            if exact or fault.errno != errno.EADDRINUSE:
                raise _unservable(candidate, f"cannot listen: {reason_of(fault)}") from fault
        else:
            return server
    raise _unservable(port, "neither this port nor one of the next is free")


def _unservable(port: int, message: str) -> SiteError:
    return SiteError(Problem("PA176", message, Location(f"{LOOPBACK}:{port}"), hint="give another --port"))


def address(server: socket.socket) -> str:
    """The URL at which a socket is reached from this machine."""
    return f"http://{LOOPBACK}:{server.getsockname()[1]}/"


def run(server: socket.socket, site: Site, preview: Preview, folders: Folders, ready: Ready) -> None:
    """Build, call `ready`, and serve until interrupted; build again whenever something changes in one of `folders`."""
    before = _state(folders())
    preview.begin()
    ended = threading.Event()
    watcher = threading.Thread(target=watch, args=(folders, preview.rebuild, ended, before), name="watch", daemon=True)
    watcher.start()
    app = application(site, allowed_hosts(server.getsockname()[1]))
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    ready()
    try:
        uvicorn.Server(config).run(sockets=[server])
    finally:
        ended.set()
        watcher.join(timeout=2 * _GLANCE / 1000)


def watch(folders: Folders, changed: Callable[[], None], ended: threading.Event, seen: State | None = None) -> None:
    """Call `changed` after each change below the folders, and when one of them comes or goes, until `ended`.

    `seen` is what `changed` already knows, so that what was saved before the watch began isn't lost.
    """
    while not ended.is_set():
        watched = _present(folders())
        if not watched:
            ended.wait(_GLANCE / 1000)
            continue
        fresh = True
        for changes in watchfiles.watch(
            *watched,
            debounce=10 * _QUIET,
            step=_QUIET,
            stop_event=ended,
            rust_timeout=_GLANCE,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            if changes or (fresh and _state(watched) != seen):
                changed()
            fresh = False
            if _present(folders()) != watched:
                seen = None
                break


def _present(folders: Sequence[Path]) -> list[Path]:
    return sorted({folder.resolve() for folder in folders if folder.is_dir()})


def _state(folders: Sequence[Path]) -> State:
    """Every file below the folders with its size and time of change."""
    found = set()
    for folder in _present(folders):
        for parent, _, names in os.walk(folder):
            for name in names:
                with suppress(OSError):
                    status = (Path(parent) / name).lstat()
                    found.add((parent, name, status.st_size, status.st_mtime_ns))
    return frozenset(found)
