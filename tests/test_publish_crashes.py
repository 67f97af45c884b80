"""Whatever happens to a publisher, readers get a whole site: the one before or the one after."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from packatlas.errors import SiteError
from packatlas.publish.place import LOCK
from tests.publishing import names, process_environment, publish_to, served

CHILD = """
import itertools, resource, sys
from pathlib import Path
from tests.publishing import publish_to
from tests.test_publish_crashes import versions
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sites = versions()
print("ready", flush=True)
for number in itertools.count(int(sys.argv[3])):
    publish_to(folder, sites[number % len(sites)])
    print(number, flush=True)
"""


def versions() -> list[dict[str, bytes]]:
    """Three sites that share some pages, lack some of each other's, and differ in others."""
    return [
        {
            **{f"same/{page}/index.html": b"<p>same</p>" * 200 for page in range(8)},
            **{f"changed/{page}/index.html": b"<p>%d</p>" % number * 400 for page in range(8)},
            **{f"only-{number}/{page}/index.html": b"x" for page in range(8)},
            f"assets/style-{str(number) * 12}.css": b"a{}" * 500,
        }
        for number in range(3)
    ]


def own(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without assets, of which those of earlier sites stay."""
    return {path: content for path, content in files.items() if not path.startswith("assets/")}


def child(folder: Path, limit: int = 0, start: int = 0) -> subprocess.Popen[bytes]:
    """Publishes one site after the other without end."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(limit), str(start)],
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    return process.stdout.readline()


@contextmanager
def endless(folder: Path, start: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """A publisher that goes on until the test is through with it; it has published once."""
    process = child(folder, start=start)
    try:
        assert line(process) == b"ready\n"
        line(process)
        yield process
    finally:
        process.kill()
        process.communicate()


def kill_at_random(folder: Path, signals: list[signal.Signals], chance: random.Random) -> None:
    """End publishers at random moments; after each, readers have one of the sites, and the next one tidies up."""
    wanted = [own(site) for site in versions()]
    for number, how in enumerate(signals):
        with endless(folder, number) as process:
            time.sleep(chance.random() * 0.08)
            process.send_signal(how)
            process.communicate()
        assert own(served(folder)) in wanted
    publish_to(folder, versions()[0])
    assert own(served(folder)) == wanted[0]
    assert names(folder) == [LOCK, "current", "releases"]
    assert len(names(folder / "releases")) <= 3
    assert not [name for name in names(folder / "releases") if name.startswith(".")]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_killed_at_any_moment_it_leaves_a_whole_site(tmp_path: Path, how: signal.Signals) -> None:
    kill_at_random(tmp_path / "public", [how] * 6, random.Random(20_261_012 + how))


def test_sigterm_leaves_nothing_half_done(tmp_path: Path) -> None:
    script = "import sys; from packatlas.cli import main; sys.exit(main(sys.argv[1:]))"
    catalog = tmp_path / "catalog"
    run = [sys.executable, "-c", script]
    subprocess.run([*run, "init", str(catalog)], env=process_environment(), check=True, capture_output=True)
    process = subprocess.Popen(
        [*run, "publish", "public"],
        cwd=catalog,
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not list((catalog / "public").glob("releases/.packatlas-new-*")):
        time.sleep(0.001)
    process.terminate()
    process.communicate()
    assert process.returncode in (143, 0)
    if process.returncode == 143:
        assert not (catalog / "public").exists()


def test_a_file_that_cannot_be_written_leaves_the_old_site(tmp_path: Path) -> None:
    publish_to(tmp_path / "public", {"index.html": b"old"})
    before = sorted(path for path in tmp_path.rglob("*"))
    process = child(tmp_path / "public", limit=1000)
    _, errors = process.communicate()
    assert b"PA222 error: cannot publish here: file too large" in errors
    assert sorted(path for path in tmp_path.rglob("*")) == before


SMALL_DISK = """
set -e
mount -t tmpfs -o size=600k none "$1"
exec "$2" -c '
import os, sys
from pathlib import Path
from packatlas.errors import SiteError
from tests.publishing import names, publish_to, served
public = Path(sys.argv[1]) / "public"
old = {"index.html": os.urandom(90_000), "same.html": b"s" * 50_000}
publish_to(public, old)
for size in range(60_000, 600_000, 25_000):
    new = {**old, "index.html": os.urandom(90_000), "a/more.html": os.urandom(size)}
    try:
        publish_to(public, new)
    except SiteError as fault:
        assert "PA222 error: cannot publish here: no space left on device" in str(fault), fault
        break
    old = new
else:
    raise AssertionError("the disk was never full")
assert served(public) == old, served(public).keys()
assert not [name for name in names(public / "releases") if name.startswith(".")]
small = {**old, "index.html": b"small again"}
del small["a/more.html"]
publish_to(public, small)
assert served(public) == small
print("whole")
' "$1"
"""


def in_namespace(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script that may mount what only it sees; skipped where the machine doesn't allow that."""
    namespace = ["unshare", "--mount", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*namespace, "true"], capture_output=True).returncode:
        pytest.skip("this machine doesn't let us mount a small disk")
    command = [*namespace, "sh", "-c", script, "sh", str(folder), sys.executable]
    return subprocess.run(command, env=process_environment(), capture_output=True, text=True)


def test_a_full_disk_leaves_the_old_site_and_a_smaller_one_fits(tmp_path: Path) -> None:
    done = in_namespace(SMALL_DISK, tmp_path)
    assert done.stdout == "whole\n", done.stderr


READ_ONLY = """
set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
exec "$2" -c '
import sys
from pathlib import Path
from tests.publishing import publish_to
publish_to(Path(sys.argv[1]), {"index.html": b"new"})
' "$1"
"""


def test_a_folder_that_may_not_be_written_leaves_the_old_site(tmp_path: Path) -> None:
    publish_to(tmp_path, {"index.html": b"old"})
    done = in_namespace(READ_ONLY, tmp_path)
    assert "PA222 error: cannot publish here: read-only file system" in done.stderr
    assert served(tmp_path) == {"index.html": b"old"}


def test_a_second_publisher_stops_and_says_why(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from packatlas import publish
from packatlas.settings import Settings
with publish.held(Path(sys.argv[1]), Settings()):
    print("held", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(tmp_path / "public")]
    with subprocess.Popen(command, env=process_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert line(first) == b"held\n"
        with pytest.raises(SiteError, match="PA221 error: somebody else is publishing here right now"):
            publish_to(tmp_path / "public", {"index.html": b"second"})
        first.communicate()
    publish_to(tmp_path / "public", {"index.html": b"second"})
    assert served(tmp_path / "public") == {"index.html": b"second"}


def test_publishers_at_once_do_not_mix(tmp_path: Path) -> None:
    """Of two that publish without end one is told sooner or later that the other does; what stands there is whole."""
    pairs_at_once(tmp_path, 4)


def pairs_at_once(folder: Path, pairs: int) -> None:
    wanted = [own(site) for site in versions()]
    publish_to(folder, versions()[0])
    for number in range(pairs):
        both = [child(folder, start=number + place) for place in range(2)]
        while all(process.poll() is None for process in both):
            time.sleep(0.001)
        ended = [process for process in both if process.poll() is not None]
        for process in both:
            process.kill()
        told = {process: process.communicate()[1] for process in both}
        assert any(b"PA221 error" in told[process] for process in ended)
        assert own(served(folder)) in wanted


def read_on(folder: Path, ended: threading.Event, faults: list[str]) -> None:
    """A reader who opens a page and then what it needs: a style that the page names by its digest."""
    pages = {site["changed/0/index.html"]: number for number, site in enumerate(versions())}
    while not ended.is_set():
        home = (folder / "current/changed/0/index.html").read_bytes()
        number = pages.get(home)
        if number is None:
            faults.append(f"a page of no site: {home[:40]!r}")
            return
        style = folder / f"current/assets/style-{str(number) * 12}.css"
        if not style.is_file():
            faults.append(f"{style} is missing")
            return


def switch_under_readers(folder: Path, switches: int) -> list[str]:
    """Publish again and again while two readers read; what they missed."""
    publish_to(folder, versions()[0])
    ended = threading.Event()
    faults: list[str] = []
    readers = [threading.Thread(target=read_on, args=(folder, ended, faults)) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(switches):
            publish_to(folder, versions()[(number + 1) % 3])
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    return faults


def test_readers_during_switches_miss_nothing(tmp_path: Path) -> None:
    assert switch_under_readers(tmp_path / "public", 15) == []


def test_a_reader_inside_of_an_old_release_reads_it_whole_until_it_is_pruned(tmp_path: Path) -> None:
    """Who stands in a folder that goes finds nothing there, but never the pages of another release."""
    publish_to(tmp_path, versions()[0])
    descriptor = os.open(tmp_path / "current", os.O_RDONLY | os.O_DIRECTORY)
    opened = (tmp_path / "current/changed/0/index.html").open("rb")
    for number in (1, 2):
        publish_to(tmp_path, versions()[number])
        with os.fdopen(os.open("changed/0/index.html", os.O_RDONLY, dir_fd=descriptor), "rb") as page:
            assert page.read() == versions()[0]["changed/0/index.html"]
    publish_to(tmp_path, {"index.html": b"other"})
    with pytest.raises(FileNotFoundError):
        os.open("changed/0/index.html", os.O_RDONLY, dir_fd=descriptor)
    assert opened.read() == versions()[0]["changed/0/index.html"]
    opened.close()
    os.close(descriptor)


def main() -> None:
    """The same with more tries than a test run has time for: `python -m tests.test_publish_crashes`."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        kill_at_random(Path(folder) / "killed", [signal.SIGKILL] * 100, random.Random(1))
        print(f"100 kill -9: every site whole, {time.monotonic() - begun:.0f} s", flush=True)
        begun = time.monotonic()
        pairs_at_once(Path(folder) / "pairs", 20)
        print(f"20 pairs of publishers at once: every site whole, {time.monotonic() - begun:.0f} s", flush=True)
        begun = time.monotonic()
        faults = switch_under_readers(Path(folder) / "read", 500)
        print(f"500 switches under two readers: {faults or 'nothing missing'}, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
