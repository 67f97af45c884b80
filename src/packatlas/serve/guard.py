"""Who may ask a preview for anything: this machine's browser, for the preview's own pages."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from packatlas.headers import SECURITY_HEADERS

_HEADERS = {**SECURITY_HEADERS, "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
LOOPBACK = "127.0.0.1"
"""The only address that a preview listens on: no other machine can reach it."""


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
