"""Look into folders that strangers may have filled: regular files inside the source only, in one fixed order.

Nothing is opened that could block, lead out of the source or be shared with a file elsewhere.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from packatlas import regular
from packatlas.errors import Location, Problem, reason_of
from packatlas.schema.names import unportable
from packatlas.tree import position

DEPTH_LIMIT = 32
"""Folders in one another; also keeps paths below what file systems take."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(code for code in range(0x80) if _CONTROLS.match(chr(code)))
"""The same in UTF-8, where no other character has any of these bytes."""
CATEGORY_FILES = frozenset({"_category_.json", "_category_.yml", "_category_.yaml"})
"""What Docusaurus calls the settings of a folder."""
_LEFTOVERS = frozenset({"node_modules", "__pycache__", "thumbs.db", "desktop.ini"})
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a source."""

    root: Path
    """The source's root with every link in it resolved."""
    path: Path
    """Where it is read; that of the root as it was named, which may be relative or a link."""
    place: str
    """Path below the root with forward slashes, NFC; empty for the root."""
    shown: str
    """As messages show it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a folder, or what isn't one and why."""

    name: str
    """NFC."""
    place: str
    """Path below the root with forward slashes, NFC."""
    path: Path
    """Where its bytes are: for a link inside the source, its target."""
    shown: str
    size: int = 0
    problem: Problem | None = None
    """Why it may not be read; the other fields are then for messages only."""


def shown_path(path: Path) -> str:
    """A path as a reader would type it: relative to the working folder when below it, else as it was named."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def root_folder(path: Path) -> Folder:
    """The root of a source; raises OSError when there is no folder."""
    if not path.is_dir():
        code = errno.ENOTDIR if path.exists() else errno.ENOENT
        raise OSError(code, os.strerror(code), str(path))
    return Folder(path.resolve(strict=True), path, "", shown_path(path))


def is_skipped(name: str) -> bool:
    """Names that are no content on purpose: hidden ones, backups, Docusaurus' `_partials`, what tools leave behind."""
    if name in CATEGORY_FILES:
        return False
    return name.startswith((".", "_")) or name.endswith("~") or name.lower() in _LEFTOVERS


def scan(folder: Folder) -> tuple[list[Entry], list[Folder], list[Problem]]:
    """The files and folders in one folder, by name. Problems are those of the folder itself."""
    try:
        with os.scandir(folder.path) as found:
            names = [item.name for item in found if not is_skipped(item.name)]
    except OSError as fault:
        return [], [], [_unreadable(folder.shown or ".", fault)]
    if names and folder.place.count("/") + 2 > DEPTH_LIMIT:
        message = f"folders are nested more than {DEPTH_LIMIT} deep"
        return [], [], [Problem("PA032", message, Location(folder.shown), hint="make the folders flatter")]
    found_here = [look(folder, name) for name in sorted(names, key=lambda name: (_nfc(name), name))]
    entries = [one for one in found_here if isinstance(one, Entry)]
    return entries, [one for one in found_here if isinstance(one, Folder)], []


def folder_at(root: Folder, path: Path) -> Folder | None:
    """A folder at a real path, if it is below the root and content by the names of all folders above it."""
    if not path.is_relative_to(root.root):
        return None
    folder = root
    for name in path.relative_to(root.root).parts:
        found = None if is_skipped(name) else look(folder, name)
        if not isinstance(found, Folder):
            return None
        folder = found
    return folder


def file_in(folder: Folder, name: str) -> Entry | None:
    """The file of this name in a folder, if there is one that may be read."""
    if not os.path.lexists(folder.path / name):
        return None
    found = look(folder, name)
    return found if isinstance(found, Entry) and found.problem is None else None


def walk(root: Folder, left_out: Callable[[Folder], bool] = lambda _folder: False) -> tuple[list[Entry], list[Problem]]:
    """Every file below a folder, without those in folders that are left out."""
    entries, problems, waiting = list[Entry](), list[Problem](), [root]
    while waiting:
        folder = waiting.pop()
        files, folders, faults = scan(folder)
        problems += faults
        entries += files
        waiting += [one for one in folders if not left_out(one)]
    return sorted(entries, key=lambda entry: (entry.place, entry.shown)), problems


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def look(folder: Folder, raw_name: str) -> Entry | Folder:
    """What stands in a folder under a name."""
    name = _nfc(raw_name)
    place = f"{folder.place}/{name}" if folder.place else name
    shown = f"{folder.shown}/{printable(raw_name)}" if folder.shown != "." else printable(raw_name)
    entry = Entry(name, place, folder.path / raw_name, shown)
    try:
        name.encode("utf-8")
        found = entry.path.lstat()
    except UnicodeEncodeError:
        return _refused(entry, "PA025", "the name is not valid UTF-8", "rename it")
    except OSError as fault:
        return replace(entry, problem=_unreadable(shown, fault))
    if fault_of_name := unportable(name):
        return _refused(entry, "PA025", fault_of_name, "rename it")
    if stat.S_ISDIR(found.st_mode):
        return Folder(folder.root, entry.path, place, shown)
    if stat.S_ISLNK(found.st_mode):
        return _followed(entry, folder.root)
    return _regular(entry, found)


def _regular(entry: Entry, found: os.stat_result) -> Entry:
    if not stat.S_ISREG(found.st_mode):
        return _refused(entry, "PA023", "this is no regular file but a pipe, socket or device", "remove it")
    if found.st_nlink > 1:
        return _refused(
            entry, "PA022", "this file is a hard link to one that may stand elsewhere", "copy the file instead"
        )
    return replace(entry, size=found.st_size)


def _followed(entry: Entry, root: Path) -> Entry:
    """A symbolic link, followed when it leads to a file of the same source that is content by its own name."""
    target = printable(str(entry.path.readlink()))
    hint = "copy the file instead"
    try:
        real = entry.path.resolve(strict=True)
        below = real.relative_to(root)
        found = real.lstat()
    except (OSError, RuntimeError):
        return _refused(entry, "PA021", f"the symbolic link leads nowhere: '{target}'", "remove it")
    except ValueError:
        return _refused(entry, "PA021", f"the symbolic link leads out of the source: '{target}'", hint)
    if stat.S_ISDIR(found.st_mode):
        return _refused(entry, "PA021", f"the symbolic link leads to a folder: '{target}'", "copy the folder instead")
    if any(is_skipped(part) for part in below.parts) or real.suffix.lower() != PurePath(entry.name).suffix.lower():
        return _refused(entry, "PA021", f"the symbolic link leads to a file that is no content: '{target}'", hint)
    return _regular(replace(entry, path=real), found)


def _refused(entry: Entry, code: str, message: str, hint: str) -> Entry:
    return replace(entry, problem=Problem(code, message, Location(entry.shown), hint=hint))


def _unreadable(shown: str, fault: OSError) -> Problem:
    return Problem("PA027", f"this cannot be read: {reason_of(fault)}", Location(shown), hint="check its permissions")


def printable(name: str) -> str:
    """A file's name with nothing in it that a terminal would obey."""
    return "".join(c if c.isprintable() else "".join(f"\\x{b:02x}" for b in os.fsencode(c)) for c in name)


def read_bytes(entry: Entry, limit: int, first: int | None = None) -> bytes | Problem:
    """The bytes of a file of at most `limit` bytes, or why not; only the `first` ones if asked so."""
    try:
        with os.fdopen(regular.opened(entry.path), "rb") as stream:
            wanted = limit + 1 if first is None else first
            # Room for all that is asked for would be made before anything is read; and a size isn't always true.
            most = min(wanted, os.fstat(stream.fileno()).st_size + 1)
            data = stream.read(most)
            if len(data) == most:
                data += stream.read(wanted - most)
    except regular.IrregularError:
        return Problem("PA023", "this is no regular file", Location(entry.shown), hint="remove it")
    except OSError as fault:
        return _unreadable(entry.shown, fault)
    return too_large(entry, limit) if len(data) > limit else data


def too_large(entry: Entry, limit: int) -> Problem:
    """The problem of a file above its limit."""
    message = f"the file is larger than {limit // 1024} KiB"
    return Problem("PA024", message, Location(entry.shown), hint="split it, or keep it elsewhere and link to it")


def decode(data: bytes, shown: str) -> tuple[str, Problem | None]:
    """Bytes as text: UTF-8, a byte order mark dropped, line ends as newlines.

    What is no text becomes U+FFFD and a problem, that of the first such place.
    """
    whole = len(data)
    data = data.removeprefix(b"\xef\xbb\xbf")
    problem = None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line, start = data.count(b"\n", 0, fault.start) + 1, data.rfind(b"\n", 0, fault.start) + 1
        number = fault.start + whole - len(data) + 1
        message = f"byte {number} of the file is 0x{data[fault.start]:02x}, which is not valid UTF-8"
        hint = "save the file as UTF-8" + (" instead of UTF-16" if data.startswith(_UTF16) else "")
        problem = Problem("PA020", message, Location(shown, line, fault.start - start + 1), hint=hint)
        text = data.decode("utf-8", "replace")
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(data.translate(None, _CONTROL_BYTES)) < len(data) and (found := _CONTROLS.search(text)):
        message = f"the control character U+{ord(found[0]):04X} is not allowed in a text"
        problem = problem or Problem(
            "PA007", message, Location(shown, *position(text, found.start())), hint="delete it"
        )
        text = _CONTROLS.sub("\ufffd", text)
    return text, problem


def read_text(entry: Entry, limit: int) -> tuple[str | None, Problem | None]:
    """A file's text; None when nothing of it could be read."""
    data = read_bytes(entry, limit)
    return (None, data) if isinstance(data, Problem) else decode(data, entry.shown)
