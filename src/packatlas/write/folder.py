"""The output folder as it stands: whether packatlas may write there, and which files are whose."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from packatlas import regular
from packatlas.errors import Location, Problem, SiteError
from packatlas.making import content_of
from packatlas.model import Artifact
from packatlas.settings import Settings, real, resolved
from packatlas.write.claims import MANIFEST

Record = dict[str, tuple[int, str]]
"""Path -> size and BLAKE2b (32 bytes, hexadecimal) of what was written there."""

_EMPTY = frozenset({".gitignore", ".gitkeep"})
"""A folder that holds nothing but these counts as empty."""
_VERSION = 1
_OWN = "give a folder of its own with -o"


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the output folder holds."""

    root: Path
    """The folder, symbolic links resolved."""
    files: dict[str, os.stat_result]
    """Everything that is not a folder, by path; symbolic links are not followed."""
    folders: dict[str, os.stat_result]
    owned: frozenset[str]
    """Paths of the files that an earlier build wrote, those that are gone included."""

    @property
    def foreign(self) -> list[str]:
        """Files of the user's own; they stay."""
        return [path for path in self.files if path not in self.owned and path != MANIFEST]

    @property
    def foreign_folders(self) -> set[str]:
        """Folders of the user's own: those with such files in them, and those that packatlas had no reason to make."""
        without_reason = self.folders.keys() - folders_of(self.owned)
        return folders_of(self.foreign) | without_reason | folders_of(without_reason)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that has one of the paths in it."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def refusal(code: str, message: str, output: Path, hint: str) -> SiteError:
    """The error that ends a write, placed at the output folder as the user named it."""
    return SiteError(Problem(code, message, Location(output.as_posix()), hint=hint))


def usable(settings: Settings) -> Path:
    """The output folder, symbolic links resolved; raises `SiteError` where a site must not be put."""
    output = resolved(settings.output, "PA180", home=True)
    here, home = Path.cwd().resolve(), Path.home().resolve()
    if output == Path(output.anchor) or home.is_relative_to(output) or here.is_relative_to(output):
        reason = "the output folder would be the working folder, the home folder or a folder around them"
        raise refusal("PA180", reason, settings.output, _OWN)
    others = [settings.templates, settings.assets, *(source.path for source in settings.registries)]
    for source in (real(folder) for folder in (settings.content, *others) if folder):
        within = output.is_relative_to(source) and source != real(settings.content)
        if source.is_relative_to(output) or within:
            reason = f"the output folder and the source folder {source.name!r} lie one in the other"
            raise refusal("PA180", reason, settings.output, _OWN)
    if output.exists() and not output.is_dir():
        raise refusal("PA180", "the output is a file, not a folder", settings.output, _OWN)
    return output


def survey(output: Path, settings: Settings) -> Holdings:
    """What stands in the output folder; raises `SiteError` when it has files and none of them is packatlas's."""
    with os.scandir(output) as entries:
        names = {entry.name for entry in entries}
    if MANIFEST not in names and not names <= _EMPTY:
        hint = "give another folder with -o, or empty this one yourself if nothing in it is needed"
        raise refusal("PA180", "packatlas didn't make this folder and it isn't empty", settings.output, hint)
    owned = _owned(output, settings) if MANIFEST in names else frozenset()
    files: dict[str, os.stat_result] = {}
    folders: dict[str, os.stat_result] = {}
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(output / folder) as entries:
            for entry in entries:
                path, is_folder = folder + entry.name, entry.is_dir(follow_symlinks=False)
                (folders if is_folder else files)[path] = entry.stat(follow_symlinks=False)
                if is_folder:
                    pending.append(f"{path}/")
    return Holdings(output, files, folders, owned)


def _owned(output: Path, settings: Settings) -> frozenset[str]:
    try:
        record = json.loads(regular.read(output / MANIFEST))
        if record["packatlas"] != _VERSION:
            raise ValueError
        return frozenset(map(str, dict(record["files"])))
    except (ValueError, KeyError, TypeError, RecursionError, regular.IrregularError):
        hint = f"it tells whose files these are: give another folder with -o, or remove {settings.output.as_posix()!r}"
        raise refusal("PA186", f"the record {MANIFEST} in this folder is damaged", settings.output, hint) from None


def manifest(record: Record) -> bytes:
    """The text of the record: sorted, one file a line, so that it reads well in a diff."""
    lines = ",\n".join(f'    {json.dumps(path)}: [{record[path][0]}, "{record[path][1]}"]' for path in sorted(record))
    return f'{{\n  "packatlas": {_VERSION},\n  "files": {{\n{lines}\n  }}\n}}\n'.encode()


def amended(text: bytes, record: Record) -> bytes:
    """The text of a record with other entries for some of its files."""
    pieces, at = list[bytes](), 0
    for path in sorted(record):
        named = f"\n    {json.dumps(path)}: [".encode()
        start = text.index(named, at) + len(named)
        pieces += (text[at:start], f'{record[path][0]}, "{record[path][1]}"'.encode())
        at = text.index(b"]", start)
    return b"".join((*pieces, text[at:]))


def entry(content: bytes) -> tuple[int, str]:
    """What the record says of a file with this content."""
    return len(content), blake2b(content, digest_size=32).hexdigest()


def unchanged(path: str, content: bytes, holdings: Holdings) -> bool:
    """Whether a file of the output folder has this content already, and the mode that we give."""
    return _content_at(path, len(content), holdings) == content


def recorded(path: str, known: tuple[int, str], holdings: Holdings) -> bool:
    """Whether a file of the output folder has the content of an entry in the record, and the mode that we give."""
    content = _content_at(path, known[0], holdings)
    return content is not None and entry(content) == known


def _content_at(path: str, size: int, holdings: Holdings) -> bytes | None:
    """What a file of the output folder holds, if it is one as we write them and of this size."""
    status = holdings.files.get(path)
    if status is None or not stat.S_ISREG(status.st_mode) or stat.S_IMODE(status.st_mode) != 0o644:
        return None
    if status.st_size != size:
        return None
    with suppress(OSError):
        return regular.read(holdings.root / path)
    return None


def check_room(claims: dict[str, Artifact], holdings: Holdings, settings: Settings) -> None:
    """Raises `SiteError` when a file or folder of the user's own stands where one of the site's must be."""
    needed = folders_of(claims)
    for path in sorted(holdings.foreign):
        if path in needed or (path in claims and not unchanged(path, content_of(claims[path]), holdings)):
            raise _in_the_way(path, settings)
    for path in sorted(holdings.foreign_folders & claims.keys()):
        raise _in_the_way(path, settings)


def _in_the_way(path: str, settings: Settings) -> SiteError:
    message = f"{path!r} in the output folder isn't packatlas's, and the site has a file of that name"
    return refusal("PA183", message, settings.output, "move it away, or rename the source of the site's file")
