"""What earlier builds found out, so that it need not be found out again; a build with and without it writes the same.

A cache wraps pure stages only: what is kept under a key is what the stage makes of exactly the inputs that the key is a
digest of. It is believed no further than that. Each file begins with a digest of its bytes and of the program that
wrote it, libraries included, so that one that is damaged, older or from another version is as good as none; and what it
holds is read back as plain values of packatlas's own types, so that no file in that folder can run anything. Whoever
may write there could still put other words into a page: it belongs to those who may change the content, too.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import struct
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path
from typing import Any

from packatlas import regular
from packatlas.model import Body
from packatlas.store import Store

FOLDER = ".packatlas-cache"
"""Name of the cache's folder, beside the content folder."""
_MAGIC = b"packatlas cache 1\n"
_LENGTHS = struct.Struct("<II")
DIGEST_SIZE = 16
"""Bytes of a key."""
_LIBRARIES = (
    "markdown", "pygments", "nh3", "jinja2", "yaml", "pydantic", "frontmatter", "PIL", "pymdownx", "rcssmin", "rjsmin",
    "cryptography", "rfc8785", "securesystemslib",
)  # fmt: skip
"""What a site's bytes depend on beside packatlas itself."""
_NEW = copyreg.__newobj__  # type: ignore[attr-defined]
"""How pickle says that a value is made without a call."""
_NOTE = "# Made by packatlas, safe to delete.\n*\n"


class StaleError(Exception):
    """A kept value that can't be read back."""


class Cache:
    """Shelves and stores of kept values in one folder, each a file. Without a folder it lasts as long as the process.

    A shelf is small and read as a whole; of a store a value is read when it is needed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._shelves: dict[str, Mapping[bytes, bytes]] = {}
        self._stores: dict[str, Store] = {}
        self._changed: set[str] = set()

    def store(self, name: str) -> Store:
        """A store, as it was left."""
        if name not in self._stores:
            self._stores[name] = Store(self._folder / name if self._folder else None, program())
        return self._stores[name]

    def shelf(self, name: str) -> Mapping[bytes, bytes]:
        """Everything on a shelf: key to value, as they were kept; nothing of one that can't be believed."""
        if name not in self._shelves:
            self._shelves[name] = _read(self._folder / name) if self._folder else {}
        return self._shelves[name]

    def keep(self, name: str, values: Mapping[bytes, bytes]) -> None:
        """Let a shelf hold exactly these values."""
        if self.shelf(name) != values:
            self._shelves[name] = values
            self._changed.add(name)

    def version(self, name: str) -> bytes:
        """Differs for shelves that hold different things."""
        return digest(_packed(self.shelf(name)))

    def save(self, leaving: Collection[str] = ()) -> None:
        """Write what has changed, `leaving` some shelves and stores as they stand in the folder.

        A folder that can't be written is let be: a cache is only a help.
        """
        stores = {name: store for name, store in self._stores.items() if name not in leaving}
        if self._folder and (self._changed or stores):
            with suppress(OSError):
                _prepare(self._folder)
                for store in stores.values():
                    store.save()
                for name in sorted(self._changed.difference(leaving)):
                    _write(self._folder / name, self._shelves[name])
        self._changed.clear()


def digest(*parts: bytes | memoryview | str) -> bytes:
    """A key for what is made of these parts: no two lists of parts have the same one."""
    found = blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "little"))
        found.update(data)
    return found.digest()


def printed(value: object) -> bytes:
    """What a frozen value is, with a digest in place of each text: the same bytes for equal values of the same types.

    `thaw` reads it again; a body in it then has a digest for its words. Raises an exception for what can't be taken
    apart, such as a function.
    """
    stream = io.BytesIO()
    printer = _Printer(stream, protocol=5)
    # Without it, a text that is met twice would be written otherwise than two equal texts.
    printer.fast = True
    printer.dump(value)
    return stream.getvalue()


class _Printer(pickle.Pickler):
    """Writes what a value is, in one order whatever Python's hashes are."""

    def reducer_override(self, value: Any) -> Any:
        kind: type = type(value)
        if isinstance(value, Body):
            # Sets have no order, and headings and anchors follow from the words.
            value = Body(digest(value.packed, printed(value.holes), value.title))
        get = _fields_of(kind)
        return (_NEW, (kind,), get(value)) if get else NotImplemented


@cache
def _fields_of(kind: type) -> Callable[[Any], Any] | None:
    """What gives the fields of a value of this type; None for one that isn't packatlas's own."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind)]
    get = attrgetter(*names)
    return (lambda value: list(get(value))) if len(names) > 1 else lambda value: [get(value)]


def freeze(value: object) -> bytes:
    """A value of packatlas's own types as bytes."""
    stream = io.BytesIO()
    _Freezer(stream, protocol=5).dump(value)
    return stream.getvalue()


class _Freezer(pickle.Pickler):
    """Writes frozen values as what they are made from, which is read back in half the time of their state."""

    def reducer_override(self, value: Any) -> Any:
        kind: type = type(value)
        get = _arguments_of(kind)
        return (kind, tuple(get(value))) if get else NotImplemented


@cache
def _arguments_of(kind: type) -> Callable[[Any], Any] | None:
    """What gives the arguments that a value of this type is made from, if they are its fields one by one."""
    plain = is_dataclass(kind) and all(field.init and not field.kw_only for field in fields(kind))
    return _fields_of(kind) if plain else None


def thaw(kept: bytes) -> Any:
    """The value; raises `StaleError` for bytes that `freeze` didn't make."""
    try:
        return _Reader(io.BytesIO(kept)).load()
    except Exception as fault:
        raise StaleError from fault


_MODULES = frozenset(
    f"packatlas.{name}"
    for name in ("errors", "findings", "model", "plan.pack_views", "plan.views", "settings", "versions")
)
"""Where the types stand that a page is made of."""


class _Reader(pickle.Unpickler):
    """Knows the types that a page is made of and no others, so that reading can do nothing but make such values."""

    def find_class(self, module: str, name: str) -> Any:
        return _known(module, name)


@cache
def _known(module: str, name: str) -> type:
    if (module, name) == ("datetime", "date") or (module, name) == ("pathlib", "PosixPath"):
        return getattr(sys.modules[module], name)  # type: ignore[no-any-return]
    if module in _MODULES and module in sys.modules:
        found = vars(sys.modules[module]).get(name)
        if isinstance(found, type) and found.__module__ == module and not issubclass(found, BaseException):
            return found
    raise pickle.UnpicklingError(f"{module}.{name}")


# --- Files ---------------------------------------------------------------------------------------------------------


def _read(path: Path) -> dict[bytes, bytes]:
    try:
        data = regular.read(path)
    except OSError:
        return {}
    head = len(_MAGIC) + DIGEST_SIZE
    if data[:head] != _MAGIC + digest(program(), data[head:]):
        return {}
    values: dict[bytes, bytes] = {}
    at = head
    while at < len(data):
        key, value = _LENGTHS.unpack_from(data, at)
        at += _LENGTHS.size
        values[data[at : at + key]] = data[at + key : at + key + value]
        at += key + value
    return values


def _prepare(folder: Path) -> None:
    """A folder that Git passes over."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text(_NOTE, encoding="utf-8")


def _write(path: Path, values: Mapping[bytes, bytes]) -> None:
    """Into place in one step, so that a build that ends halfway leaves the earlier file."""
    body = _packed(values)
    with regular.replacing(path) as stream:
        stream.write(_MAGIC)
        stream.write(digest(program(), body))
        stream.write(body)


def _packed(values: Mapping[bytes, bytes]) -> bytes:
    return b"".join(part for key, value in values.items() for part in (_LENGTHS.pack(len(key), len(value)), key, value))


@cache
def program() -> bytes:
    """A digest of the program: of its own files and the libraries' by size and time, and of Python's version."""
    places = [Path(__file__).parent]
    for library in _LIBRARIES:
        spec = find_spec(library)
        places += [Path(spec.origin)] if spec and spec.origin else []
    found = [sys.version]
    for place in places:
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        for file in files:
            status = file.stat()
            found.append(f"{file.name} {status.st_size} {status.st_mtime_ns}")
    return digest(*found)
