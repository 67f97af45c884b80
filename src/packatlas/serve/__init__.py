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
from packatlas.serve.showing import Glimpse, Showing
from packatlas.serve.site import Build, Edition, Site, State
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
_PULSE = 0.5
"""Seconds after which one who waits looks whether the preview ends."""

_FAREWELL = 1.0
"""Seconds that answers under way have to get to their readers when the preview ends."""

Ready = Callable[[], None]
Make = Callable[[Sequence[Path]], "Draft"]
"""The first half of a build after a change of these files; of all there are, where it isn't known which."""
Amend = Callable[[Sequence[Path], Edition, tuple[Problem, ...]], Amended | None]
"""The edition with these files of the content changed, given the problems till now; None if all of it may have."""
Tell = Callable[["Result | Exception", float, bool], None]
"""Told what a build came to, after how many seconds, and whether its site is the one that is served now."""


class Preview:
    """Builds again and again; what a failed build leaves is the last good site.

    A site is shown as soon as its pages can be made. What is wrong with its texts is found out afterwards, and told.
    What is saved has a glimpse at once, whatever is built meanwhile: its own pages, in the site as it is.
    """

    def __init__(
        self,
        site: Site,
        live: Live,
        make: Make,
        finish: Callable[[Draft], Result],
        tell: Tell,
        amend: Amend = lambda _paths, _read, _problems: None,
        glimpse: Glimpse = lambda draft, _path: (draft, ()),
    ) -> None:
        self._site = site
        self._make = make
        self._finish = finish
        self._tell = tell
        self._amend = amend
        self._showing = Showing(site, live, glimpse)
        self._noticed = threading.Event()
        self._good = False
        self._newest: Result | None = None
        """The last build, if its site is the one that is served."""
        self._first: _Begun | None = None
        """The first build, as long as only its first half is done."""
        self._templates: Templates | None = None
        """Those of the last draft that was tried."""

    def begin(self) -> None:
        """The first half of the first build; what it raises is raised, since there is nothing to show."""
        self._first = self._start((), time.monotonic(), 0)

    def go_on(self) -> None:
        """The second half of it; whatever goes wrong is told, and the preview goes on."""
        first, self._first = self._first, None
        if first:
            self._carefully(lambda: self._end(first), first.at, 0)

    def notice(self, changed: Sequence[Path]) -> None:
        """These files were saved, or some that nobody knows: they are shown as far as that is done at once."""
        self._showing.saved.add(changed)
        self._showing.look()
        self._noticed.set()

    def follow(self, ended: threading.Event) -> None:
        """Build again whenever something was noticed, until the end."""
        while not ended.is_set():
            if self._noticed.wait(_PULSE):
                self._noticed.clear()
                self.catch_up()

    def catch_up(self) -> None:
        """A further build, if something was saved; whatever goes wrong is told, and the preview goes on."""
        if not self._showing.saved:
            return
        begun = time.monotonic()
        changed, until = self._showing.saved.after(0)

        def build() -> None:
            if not (self._newest and changed and self._amended(self._newest, changed, begun, until)):
                self._end(self._start(changed, begun, until))

        self._carefully(build, begun, until)

    def _carefully(self, work: Callable[[], None], begun: float, until: int) -> None:
        try:
            work()
        except Exception as fault:
            self._newest = None
            self._showing.keep(_problems(fault), until)
            self._tell(fault, time.monotonic() - begun, False)

    def _amended(self, newest: Result, changed: Sequence[Path], begun: float, until: int) -> bool:
        """Whether words alone have changed, so that the few files with them are all there is to make."""
        amended = self._amend(changed, self._showing.base, newest.problems)
        if amended is None:
            return False
        self._newest = replace(newest, problems=amended.problems)
        self._showing.put_words(amended.files, _errors(amended.problems), until)
        self._tell(self._newest, time.monotonic() - begun, True)
        return True

    def _start(self, changed: Sequence[Path], begun: float, until: int) -> _Begun:
        """Show what can be shown; a site with errors only as long as there has been none without."""
        draft = self._make(changed)
        edition = Edition(Build(draft.artifacts, whole=False))
        # A template that fails fails on many pages: it is tried before anybody sees them.
        faults = self._faults(edition) if draft.templates is not self._templates else ()
        errors = _errors((*draft.problems, *faults))
        shown = not errors or not self._good
        self._good = self._good or not errors
        if shown:
            self._showing.put(edition, draft, errors, until)
        else:
            self._showing.keep(errors, until)
        self._templates = None if faults else draft.templates
        return _Begun(begun, draft, edition, errors, shown)

    def _end(self, begun: _Begun) -> None:
        """Find out all that is wrong with what was started, and make what is missing."""
        try:
            result = self._finish(begun.draft)
            begun.edition.build.complete(result.artifacts)
        finally:
            begun.edition.build.complete(())
        faults = self._faults(begun.edition)
        result = replace(result, problems=in_order((*result.problems, *faults))) if faults else result
        errors = _errors(result.problems)
        self._newest = result if begun.shown else None
        if errors != begun.errors:
            self._showing.tell(errors)
        self._tell(result, time.monotonic() - begun.at, begun.shown)

    def _faults(self, edition: Edition) -> tuple[Problem, ...]:
        """Why pages can't be made, of those that were read last and one of each kind.

        All pages would take as long as a build from nothing; any other one tells its faults when it is asked for.
        """
        found = (edition.fault(path) for path in edition.build.samples(self._site.asked[:_TRIED]))
        return tuple(dict.fromkeys(fault for fault in found if fault))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A build halfway."""

    at: float
    draft: Draft
    edition: Edition
    errors: tuple[Problem, ...]
    """Those that its readers know of."""
    shown: bool


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
        preview.follow(ended)

    builder = threading.Thread(target=work, name="build", daemon=True)
    watcher = threading.Thread(target=watch, args=(folders, preview.notice, ended, before), name="watch", daemon=True)
    app = application(site, live, allowed_hosts(server.getsockname()[1]))
    config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off", ws="none")
    builder.start()
    watcher.start()
    ready()
    try:
        _Server(config, live).run(sockets=[server])
    finally:
        ended.set()
        watcher.join(timeout=LONGEST)
        builder.join(timeout=LONGEST)
