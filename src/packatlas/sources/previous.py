"""The files for programs of an earlier publish: what `--previous` names is a published site's folder."""

from __future__ import annotations

from pathlib import Path

from packatlas import urls
from packatlas.documents import TextFile
from packatlas.errors import Location, Problem, Severity
from packatlas.settings import Limits
from packatlas.sources.folder import Folder, file_in, read_text, root_folder, shown_path

_HINT = "name the folder of the site as it was last published; leave --previous out for the first time"


def read(path: Path, limits: Limits) -> tuple[tuple[TextFile, ...], list[Problem]]:
    """The index, the security report of the whole and the list of changes, in this order; nothing if one is missing.

    A site that was published before there were changes has none; all else is a problem.
    """
    try:
        root = root_folder(path)
    except OSError:
        return (), [_absent(path)]
    found, problems = list[TextFile](), list[Problem]()
    for address in (urls.API, urls.API_SECURITY, urls.API_CHANGES):
        place, _, name = address.rpartition("/")
        entry = file_in(Folder(root.root, root.path / place, place, f"{root.shown}/{place}"), name)
        if entry is None:
            if address == urls.API_CHANGES and found:
                continue
            return (), [*problems, _absent(path)]
        text, problem = read_text(entry, limits.report_bytes)
        if problem or text is None:
            return (), [_unreadable(problem)] if problem else []
        found.append(TextFile.of(entry.shown, text))
    return tuple(found), problems


def _absent(path: Path) -> Problem:
    message = "there is no earlier publish here, so that nothing is known to have changed"
    return Problem("PA210", message, Location(shown_path(path)), Severity.WARNING, _HINT)


def _unreadable(problem: Problem) -> Problem:
    message = f"the earlier publish is not used: {problem.message}"
    return Problem("PA211", message, problem.location, Severity.WARNING, _HINT)
