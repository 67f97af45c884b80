"""The commands that answer questions: `checks` and `explain`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from packatlas.cli import main
from packatlas.making import content_of
from tests.conftest import ROOT
from tests.site_builds import AS_OF, built

DAY = AS_OF.isoformat()
FULL = Path("/dev/full")


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample catalog, with nothing that the machine sets."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "PACKATLAS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(ROOT)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


# --- checks -------------------------------------------------------------------------------------------------------


def test_checks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = answer(capsys, "checks").splitlines()
    assert lines[0] == "Checks"
    assert "  PA100  warning  a link that leads nowhere" in lines
    assert "  PA001  error    frontmatter without an end, or not at the start of its file" in lines


@pytest.mark.parametrize("code", ["PA100", "pa100"])
def test_a_check_is_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "checks", code)
    assert text.startswith("PA100 warning: a link that leads nowhere\n")
    assert "Bad\n    [The guide](../guide/instal.md)\n" in text
    assert "Good\n    [The guide](../guides/install.md)\n" in text


def test_programs_get_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    every = json.loads(answer(capsys, "checks", "--format", "json"))["rules"]
    (one,) = json.loads(answer(capsys, "checks", "PA100", "--format", "json"))["rules"]
    assert one in every
    assert one["chapter"] == "Checks"


def test_a_code_that_is_none_ends_with_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checks", "PA1000"]) == 2
    assert "did you mean 'PA100'?" in capsys.readouterr().err


# --- explain ------------------------------------------------------------------------------------------------------


def test_a_shield_is_explained_with_every_release_and_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    lines = answer(capsys, "explain", "calico", "--as-of", DAY).splitlines()
    assert lines[0] == "Calico (cni-calico, Network): Verified"
    assert "Why this shield, on 23 November 2026" in lines
    assert "  - Example Platform Team verified this pack on 16 November 2026." in lines
    assert any(line.startswith("  3.31.4 ") and "Active" in line for line in lines)
    assert any(line.startswith("  verification ") and "content/packs/cni/cni-calico.md:" in line for line in lines)


@pytest.mark.parametrize("name", ["cni-calico", "loki", "antrea", "ubuntu-vsphere", "argo-cd", "kubernetes"])
def test_the_page_the_api_and_the_command_say_the_same(
    name: str, capsys: pytest.CaptureFixture[str], site: dict[str, str]
) -> None:
    told: dict[str, Any] = json.loads(answer(capsys, "explain", name, "--as-of", DAY, "--format", "json"))
    published = json.loads(site[f"api/v1/packs/{name}.json"])
    assert {key: published["shield"][key] for key in told["shield"]} == told["shield"]
    assert told["shield"]["reasons"]
    for release in told["releases"]:
        of_api = json.loads(site[f"api/v1/packs/{name}/{release['version']}.json"])
        assert (release["shield"], release["status"]) == (of_api["shield"], of_api["status"])
    page = site[f"packs/{name}/index.html"]
    assert told["question"] in page
    assert [sentence for sentence in told["shield"]["reasons"] if sentence.replace("'", "&#39;") not in page] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Pages and API files of the sample catalog, by their path."""
    result = built(ROOT, tmp_path_factory.mktemp("sample") / "build")
    wanted = [one for one in result.artifacts if one.path.startswith(("api/v1/packs/", "packs/"))]
    texts = [one for one in wanted if one.path.endswith((".json", ".html"))]
    return {one.path: content_of(one).decode() for one in texts}


def test_the_day_is_the_one_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "explain", "cni-calico", "--as-of", "2027-02-01")
    assert "Why this shield is amber, on 1 February 2027" in text
    assert "Its update is overdue" in text


def test_one_release_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "explain", "cni-calico@3.30.2", "--as-of", DAY)
    assert text.startswith("Calico 3.30.2 (cni-calico, Network): Older release\n")
    assert "  - This is an older release: the shield of the pack stands for 3.31.4." in text
    assert "  release 3.30.2  content/registry/cni-calico-3.30.2/pack.json:" in text


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("cni-calcio", "there is no pack 'cni-calcio'", "did you mean 'cni-calico'?"),
        ("cni-calico@3.31.5", "'cni-calico' has no release '3.31.5'", "did you mean '3.31.4'?"),
        ("cni-calico@9", "'cni-calico' has no release '9'", "it has 3.31.4, 3.30.2-rev2, 3.30.2"),
    ],
)
def test_what_is_not_there_ends_with_a_near_name(
    name: str, message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", name, "--as-of", DAY]) == 2
    assert capsys.readouterr().err == f"PA179 error: {message} ({hint})\n"


def test_a_pack_may_be_missing_for_its_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "content/packs/calico.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\nlayer: netwrok\n---\n")
    with chdir(tmp_path):
        assert main(["explain", "calico"]) == 2
        told = capsys.readouterr().err.splitlines()
        assert told[0] == "PA179 error: there is no pack 'calico' (its page has errors)"
        assert told[1].startswith("content/packs/calico.md:2:8 PA012 error: unknown layer 'netwrok'")
        assert main(["explain", "cilium"]) == 2
        assert "errors keep pages out of the catalog" in capsys.readouterr().err


def test_hostile_names_cannot_command_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "content/packs/calico.md"
    page.parent.mkdir(parents=True)
    page.write_text('---\nlayer: cni\ntitle: "Calico"\nverification: {verified_on: 2026-11-01, by: "a\u2003b"}\n---\n')
    with chdir(tmp_path):
        main(["explain", "calico\x1b[2J"])
        main(["explain", "calico", "--as-of", DAY])
    out, err = capsys.readouterr()
    assert all(line.isprintable() for line in (out + err).split("\n"))


# --- A report that can't be written -------------------------------------------------------------------------------


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments", [["--help"], ["checks"], ["explain", "loki"], ["check", "--format", "sarif"], ["schema"]]
)
def test_a_full_disk_is_told_as_such(arguments: list[str], buffered: str) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "packatlas", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONUNBUFFERED": buffered},
        )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1] == (
        "PA187 error: the report cannot be written: no space left on device (make room for it)"
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_where_nothing_can_be_said_the_exit_code_does() -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "packatlas", "check", "--format", "json"],
            stdout=full,
            stderr=full,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    assert done.returncode == 2


def test_a_report_that_nobody_reads_ends_quietly() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m packatlas checks --format json | head -c 10; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert done.returncode in (0, 141)
    assert done.stderr == b""


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m packatlas check --format text --as-of {DAY} {closed}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert done.returncode == 0
    assert b"PA110" not in done.stdout
