"""The web application of a preview: GET and HEAD of the site's files, and what keeps an open page up to date."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from packatlas import urls
from packatlas.errors import Problem, UnmadeError
from packatlas.media_types import media_type
from packatlas.serve.guard import Guard
from packatlas.serve.live import Live
from packatlas.serve.site import Site

OWN = "/.packatlas/"
"""Where the preview's own files stand; no file of a site has a name with a dot before it."""
_SCRIPT = Path(__file__).resolve().parent / "preview.js"
_PIECE = 65_536
"""Bytes that are handed to the network at a time, so that a slow reader holds no more than these in a buffer."""
_FAULT = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This page fails</title></head>
<body><main><h1>This page cannot be made</h1><p><strong>{place}</strong> {message}</p><p>{hint}</p></main></body></html>
"""


def application(site: Site, live: Live, allowed: Callable[[str], bool]) -> Starlette:
    """The application; `allowed` tells which `Host` headers are answered."""

    def respond(request: Request) -> Response:
        return _respond(site, request)

    def script(_request: Request) -> Response:
        return Response(_SCRIPT.read_bytes(), media_type=media_type("preview.js"))

    def changed(request: Request) -> Response:
        asked = request.query_params
        files = [urls.output_path(unquote(path).removeprefix("/")) for path in asked.getlist("path")]
        changed, edition = site.changed(asked.get("since", ""), files)
        return JSONResponse({"changed": changed, "edition": edition})

    async def events(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(live.stream(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route(f"{OWN}preview.js", script, methods=["GET"]),
            Route(f"{OWN}changed", changed, methods=["GET"]),
            Route(f"{OWN}events", events, methods=["GET"]),
            Route("/{path:path}", respond, methods=["GET"]),
        ],
        middleware=[Middleware(Guard, allowed=allowed)],
    )


def _respond(site: Site, request: Request) -> Response:
    """The file at the request's path; the site's own 404 page, with status 404, where there is none."""
    edition, path = site.edition, request.scope["path"].removeprefix("/")
    file = urls.output_path(path)
    if file not in edition and f"{path}/index.html" in edition:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{quote(path)}/{query}", 307)
    site.note(edition, file)
    status, name = (200, file) if file in edition else (404, urls.NOT_FOUND)
    try:
        content = edition.read(name)
        if content is None and status == 200:
            status, name = 404, urls.NOT_FOUND
            content = edition.read(name)
    except UnmadeError as fault:
        status, name, content = 500, "fault.html", _fault_page(fault.problem)
    if content is None:
        return Response(b"Not found\n", 404, media_type=media_type("404.txt"))
    kind = media_type(name)
    if kind.startswith("text/html"):
        content = _live(content, site.name_of(edition))
    return _Pieces(content, status, media_type=kind)


def _live(html: bytes, edition: str) -> bytes:
    """A page with the script that keeps it up to date; only a preview ever adds it."""
    script = f'<script src="{OWN}preview.js" data-edition="{edition}" defer></script>'.encode()
    head, end, rest = html.partition(b"</head>")
    return head + script + end + rest


def _fault_page(problem: Problem) -> bytes:
    parts = {"place": str(problem.location), "message": problem.message, "hint": problem.hint}
    return _FAULT.format(**{name: escape(text) for name, text in parts.items()}).encode("utf-8", "replace")


class _Pieces(Response):
    """A response that waits for its reader after every piece."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = memoryview(self.body)
        for start in range(0, len(body) or 1, _PIECE):
            more = start + _PIECE < len(body)
            await send({"type": "http.response.body", "body": bytes(body[start : start + _PIECE]), "more_body": more})
