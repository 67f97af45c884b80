"""A preview at a local address: build, serve from memory, build again when a file is saved, tell the open pages."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from packatlas.errors import NOWHERE, Location, Problem, Severity, SiteError, in_order, reason_of
from packatlas.serve.guard import LOOPBACK, allowed_hosts
from packatlas.serve.live import Live
from packatlas.serve.site import Edition, Site, State
from packatlas.serve.watching import LONGEST, Folders, state_of, watch
from packatlas.serve.web import application
from packatlas.standing import Amended

if TYPE_CHECKING:
    from packatlas.build import Draft, Result
    from packatlas.render import Templates

__all__ = ["Live", "Preview", "Site", "State", "address", "allowed_hosts", "application", "listen", "run", "watch"]

_TRIES = 100
"""How many ports after the usual one are tried."""
_TRIED = 20
"""How many of the pages that were read last are made after each build, so that their faults are told at once."""

_FAREWELL = 1.0
"""Seconds that answers under way have to get to their readers when the preview ends."""

Ready = Callable[[], None]
Amend = Callable[[Sequence[Path], Edition, tuple[Problem, ...]], Amended | None]
"""The edition with these files of the content changed, given the problems till now; None if all of it may have."""
Tell = Callable[["Result | Exception", float, bool], None]
"""Told what a build came to, after how many seconds, and whether its site is the one that is served now."""


class Preview:
    """Builds again and again; what a failed build leaves is the last good site.

    A site is shown as soon as its pages can be made. What is wrong with its texts is found out afterwards, and told.
    """

    def __init__(
        self,
        site: Site,
        live: Live,
        make: Callable[[], Draft],
        finish: Callable[[Draft], Result],
        tell: Tell,
        amend: Amend = lambda _paths, _read, _problems: None,
    ) -> None:
        self._site = site
        self._live = live
        self._make = make
        self._finish = finish
        self._tell = tell
        self._amend = amend
        self._good = False
        self._newest: Result | None = None
        """The last build, if its site is the one that is served."""
        self._first: _Begun | None = None
        """The first build, as long as only its first half is done."""
        self._templates: Templates | None = None
        """Those of the last draft that was tried."""

    def begin(self) -> None:
        """The first half of the first build; what it raises is raised, since there is nothing to show."""
        self._first = self._start(time.monotonic())

    def go_on(self) -> None:
        """The second half of it; whatever goes wrong is told, and the preview goes on."""
        first, self._first = self._first, None
        if first:
            self._carefully(first.at, lambda: self._end(first))

    def rebuild(self, changed: Sequence[Path] = ()) -> None:
        """A further build, after a change of these files; whatever goes wrong is told, and the preview goes on."""
        begun = time.monotonic()

        def build() -> None:
            if not (self._newest and changed and self._amended(self._newest, changed, begun)):
                self._end(self._start(begun))

        self._carefully(begun, build)

    def _carefully(self, begun: float, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as fault:
            self._newest = None
            self._announce(_problems(fault), shown=False)
            self._tell(fault, time.monotonic() - begun, False)

    def _amended(self, newest: Result, changed: Sequence[Path], begun: float) -> bool:
        """Whether words alone have changed, so that the few files with them are all there is to make."""
        edition = self._site.edition
        amended = self._amend(changed, edition, newest.problems)
        if amended is None:
            return False
        self._newest = replace(newest, problems=amended.problems)
        self._site.show(edition.with_changed(edition.number + 1, amended.files))
        self._announce(_errors(amended.problems), shown=True)
        self._tell(self._newest, time.monotonic() - begun, True)
        return True

    def _start(self, begun: float) -> _Begun:
        """Show what can be shown; a site with errors only as long as there has been none without."""
        draft = self._make()
        edition = self._site.next(draft.artifacts)
        # A template that fails fails on many pages: it is tried before anybody sees them.
        faults = self._faults(edition) if draft.templates is not self._templates else ()
        errors = _errors((*draft.problems, *faults))
        shown = not errors or not self._good
        self._good = self._good or not errors
        if shown:
            self._site.show(edition)
            self._announce(errors, shown=True)
        self._templates = None if faults else draft.templates
        return _Begun(begun, draft, edition, errors if shown else None)

    def _end(self, begun: _Begun) -> None:
        """Find out all that is wrong with what was started, and make what is missing."""
        try:
            result = self._finish(begun.draft)
            begun.edition.complete(result.artifacts)
        finally:
            begun.edition.complete(())
        faults = self._faults(begun.edition)
        result = replace(result, problems=in_order((*result.problems, *faults))) if faults else result
        errors = _errors(result.problems)
        shown = begun.told is not None
        self._newest = result if shown else None
        if errors != begun.told:
            self._announce(errors, shown=shown)
        self._tell(result, time.monotonic() - begun.at, shown)

    def _faults(self, edition: Edition) -> tuple[Problem, ...]:
        """Why pages can't be made, of those that were read last and one of each kind.

        All pages would take as long as a build from nothing; any other one tells its faults when it is asked for.
        """
        found = (edition.fault(path) for path in edition.samples(self._site.asked[:_TRIED]))
        return tuple(dict.fromkeys(fault for fault in found if fault))

    def _announce(self, problems: tuple[Problem, ...], *, shown: bool) -> None:
        build = self._site.build_of(self._site.edition)
        self._live.tell(State(build, problems, held_back=not shown))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A build halfway."""

    at: float
    draft: Draft
    edition: Edition
    told: tuple[Problem, ...] | None
    """The errors that its readers know of; None if it isn't shown."""


def _errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def _problems(fault: Exception) -> tuple[Problem, ...]:
    if isinstance(fault, SiteError):
        return tuple(in_order(fault.problems))
    message = f"packatlas failed, and the fault is its own: {type(fault).__name__}: {fault}"
    return (Problem("", message, NOWHERE, hint="please report it"),)


class _Server(uvicorn.Server):
    """Lets go of its readers when it ends: streams would never end by themselves, and who reads slowly not soon."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is open."""
        self._live.end()
        asyncio.get_running_loop().call_later(_FAREWELL, self._cut_off)
        await super().shutdown(sockets)

    def _cut_off(self) -> None:
        # A task that is cancelled instead would be logged as a fault.
        for connection in list(self.server_state.connections):
            connection.transport.abort()


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


def run(
    server: socket.socket, site: Site, live: Live, preview: Preview, folders: Folders, ready: Ready, spare: Ready
) -> None:
    """Build, call `ready`, and serve until interrupted; build again whenever something changes in one of `folders`.

    `spare` is called once, beside the server, when the first build is done.
    """
    before = state_of(folders())
    preview.begin()
    ended = threading.Event()

    def work() -> None:
        preview.go_on()
        spare()
        watch(folders, preview.rebuild, ended, before)

    watcher = threading.Thread(target=work, name="watch", daemon=True)
    app = application(site, live, allowed_hosts(server.getsockname()[1]))
    config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off", ws="none")
    watcher.start()
    ready()
    try:
        _Server(config, live).run(sockets=[server])
    finally:
        ended.set()
        watcher.join(timeout=LONGEST)
