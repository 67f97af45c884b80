"""The same catalog makes the same bytes, modes included, wherever and however it is built."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.publishing import process_environment
from tests.test_sites import SITES

EPOCH = "1795392000"
"""23 November 2026."""


@dataclass(frozen=True)
class Circumstances:
    """What may differ between two machines."""

    folder: str = "work"
    seed: int = 0
    """Of Python's hashes, and of the order in which files are made."""
    umask: int = 0o022
    jobs: int = 1
    environment: dict[str, str] = field(default_factory=dict)


MANY = [
    Circumstances(folder="somewhere else/with a blank", seed=1, environment={"TZ": "Pacific/Kiritimati"}),
    Circumstances(seed=2, umask=0o077, jobs=2, environment={"TZ": "Etc/GMT+12", "LANG": "C", "LC_ALL": "C"}),
    Circumstances(
        folder="d\u00e9p\u00f4t", seed=3, umask=0o000, environment={"LC_ALL": "tr_TR.UTF-8", "HOME": "/nonexistent"}
    ),
    Circumstances(
        seed=4, jobs=3, environment={"USER": "somebody", "HOSTNAME": "elsewhere", "COLUMNS": "20", "NO_COLOR": "1"}
    ),
]


SITE = SITES / "registry-and-page-joined"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the site comes to where nothing is special."""
    return made(SITE, tmp_path_factory.mktemp("plain"), Circumstances())


def copied(source: Path, target: Path, seed: int) -> None:
    """The same files, made in another order and at other times."""
    paths = [path for path in sorted(source.rglob("*")) if path.is_file() and "expected" not in path.parts]
    random.Random(seed).shuffle(paths)
    for number, path in enumerate(paths):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        os.utime(place, (number * 1000, number * 1000))


def tree_digest(*roots: Path) -> str:
    """Of every path below the folders with its mode and content; a file of its own counts too."""
    known = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            name = path.relative_to(root).as_posix()
            mode = stat.S_IMODE(path.lstat().st_mode)
            content = path.read_bytes() if path.is_file() else b""
            known.update(f"{name}\0{mode:o}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return known.hexdigest()


def made(site: Path, place: Path, how: Circumstances) -> str:
    """A digest of all that the commands make of a site: the folder, the release, the zip."""
    work = place / how.folder
    copied(site, work, how.seed)
    variables = {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": str(how.seed), "HOME": str(place), **how.environment}
    run = [sys.executable, "-m", "packatlas"]
    registry = ["--registry", "registry"] if (work / "registry").is_dir() else []
    options = ["--jobs", str(how.jobs), "--no-cache", *registry]
    for command in (["build", "-o", "out/site", "--offline-zip", "out.zip"], ["publish", "out/public"]):
        (work / "out").mkdir(exist_ok=True)
        done = subprocess.run(
            [*run, *command, *options],
            cwd=work,
            env={**process_environment(), **variables},
            umask=how.umask,
            capture_output=True,
            text=True,
        )
        assert done.returncode in (0, 1), done.stderr
    current = (work / "out/public/current").resolve()
    return f"{current.name} {tree_digest(work / 'out/site', current, work / 'out.zip')}"


@pytest.mark.parametrize("how", MANY, ids=str)
def test_whatever_the_machine_one_digest(plain: str, how: Circumstances, tmp_path: Path) -> None:
    assert made(SITE, tmp_path, how) == plain


def test_another_day_is_another_digest(plain: str, tmp_path: Path) -> None:
    tomorrow = Circumstances(environment={"SOURCE_DATE_EPOCH": str(int(EPOCH) + 86_400)})
    assert made(SITE, tmp_path, tomorrow) != plain


def main() -> None:
    """Ten builds of the sample catalog that differ in all of these: `python -m tests.test_reproducible`."""
    import tempfile

    from tests.conftest import ROOT

    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "sample"
        shutil.copytree(ROOT / "content", site / "content")
        many = [Circumstances(), *MANY, *(Circumstances(f"w{n}", n, 0o027, n % 3 + 1) for n in range(5, 10))]
        found = {made(site, Path(folder) / str(number), how) for number, how in enumerate(many)}
    print(f"{len(many)} builds, {len(found)} digest: {', '.join(sorted(found))}")


if __name__ == "__main__":
    main()
