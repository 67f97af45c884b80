"""`packatlas check --changed-since`: only what a change touches."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from packatlas.cli import main
from tests.publishing import process_environment

DAY = "2026-10-12"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A catalog in a repository, with an error in one page and a dead link in another."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1791763200")
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "catalog"
    assert main(["init", str(folder)]) == 0
    (folder / "content/guides/old.md").write_text("# Old\n\n[a](nowhere.md)\n")
    page = folder / "content/packs/os/ubuntu-vsphere.md"
    page.write_text(page.read_text().replace("layer: os\n", "layer: netwrok\n", 1))
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "begin")
    monkeypatch.chdir(folder)
    capsys.readouterr()
    return folder


def check(capsys: pytest.CaptureFixture[str], *options: str, since: str = "main") -> tuple[int, list[str], str]:
    """Exit code, the places of what is reported, and the last line."""
    code = main(["check", "--changed-since", since, *options])
    out, err = capsys.readouterr()
    return code, [line.split(" ")[0] for line in err.splitlines()], out.splitlines()[-1] if out else ""


def test_faults_elsewhere_are_counted_and_fail_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, places, last = check(capsys, "--strict")
    assert (code, places) == (0, [])
    assert last == "No problems here; elsewhere, not touched by this change: 1 error and 1 warning"


def test_a_fault_in_a_changed_file_is_reported(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (checkout / "content/guides/old.md").open("a") as page:
        page.write("\nMore.\n")
    code, places, last = check(capsys)
    assert (code, places) == (0, ["content/guides/old.md:3"])
    assert last == "1 warning; elsewhere, not touched by this change: 1 error (`packatlas checks CODE` explains a code)"
    assert check(capsys, "--strict")[0] == 1


def test_a_fault_in_a_new_file_is_reported_committed_or_not(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "content/new.md").write_text("# New\n\n[a](gone.md)\n")
    assert check(capsys)[1] == ["content/new.md:3"]
    git(checkout, "checkout", "--quiet", "-b", "change")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "change")
    assert check(capsys)[1] == ["content/new.md:3"]
    assert check(capsys, since="HEAD")[1] == []


def test_what_the_other_branch_changed_meanwhile_is_not_ours(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(checkout, "checkout", "--quiet", "-b", "change")
    git(checkout, "checkout", "--quiet", "main")
    (checkout / "content/guides/old.md").write_text("# Old\n\nMended.\n")
    git(checkout, "commit", "--quiet", "-am", "theirs")
    git(checkout, "checkout", "--quiet", "change")
    assert check(capsys)[1] == []


def test_a_dead_link_to_a_page_that_the_change_removed_is_reported(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "content/guides/target.md").write_text("# Target\n")
    (checkout / "content/guides/links.md").write_text("# Links\n\n[a](target.md)\n")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "links")
    (checkout / "content/guides/target.md").unlink()
    assert check(capsys)[1] == ["content/guides/links.md:3"]


def test_a_constraint_on_a_changed_pack_that_can_no_longer_be_met_is_reported(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = checkout / "content/packs/addon/hello-universe.md"
    need = '{pack: cni-calico, layer: cni, min: "3.0", max: "3.99", type: required}'
    page.write_text(page.read_text().replace("    requires:\n", f"    requires:\n      - {need}\n", 1))
    git(checkout, "commit", "--quiet", "-am", "constraint")
    assert check(capsys)[1] == []
    calico = checkout / "content/packs/cni/cni-calico.md"
    calico.write_text(calico.read_text().replace("version: 3.31.4", "version: 4.0.0"))
    assert [place.partition(":")[0] for place in check(capsys)[1]] == ["content/packs/addon/hello-universe.md"]


def test_after_a_change_of_the_settings_everything_is_reported(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (checkout / "content/catalog.yaml").open("a") as settings:
        settings.write("# A word.\n")
    code, places, last = check(capsys)
    assert (code, len(places), last) == (1, 2, "1 error, 1 warning (`packatlas checks CODE` explains a code)")


def test_a_registry_in_another_repository_is_not_of_this_change(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "registry/demo-1.0.0"
    folder.mkdir(parents=True)
    (folder / "pack.json").write_text("{")
    assert check(capsys, "--registry", "../registry")[1] == []


def test_a_fault_in_any_file_of_a_changed_registry_folder_is_reported(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = checkout / "registry/demo-1.0.0"
    folder.mkdir(parents=True)
    facts = {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon"}
    constraint = {"packName": "ghost", "layer": "addon", "type": "required"}
    (folder / "pack.json").write_text(json.dumps({**facts, "constraints": {"dependencies": [constraint]}}))
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "registry")
    main(["check", "--registry", "registry"])
    everything = capsys.readouterr().err
    assert "'ghost'" in everything
    assert check(capsys, "--registry", "registry")[1] == []
    (folder / "README.md").write_text("# Demo\n")
    assert any(
        place.startswith("registry/demo-1.0.0/pack.json") for place in check(capsys, "--registry", "registry")[1]
    )


def test_the_figures_are_in_the_json_too(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--changed-since", "main", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert document["problems"] == []
    summary = document["summary"]
    assert [summary[name] for name in ("errors", "warnings", "elsewhere_errors", "elsewhere_warnings")] == [0, 0, 1, 1]


@pytest.mark.parametrize("revision", ["ghost", "--output=evil", "main..main", ""])
def test_a_revision_that_git_does_not_know_ends_with_2(
    checkout: Path, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    code = main(["check", f"--changed-since={revision}"])
    assert code == (2 if revision else 1)
    assert ("PA227 error: there is no such revision" in capsys.readouterr().err) is bool(revision)
    assert not (checkout / "evil").exists()


def test_outside_of_a_repository_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert main(["init", str(tmp_path / "plain")]) == 0
    assert main(["check", "--changed-since", "main", str(tmp_path / "plain/content")]) == 2
    assert "PA226 error: this is no Git repository" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nosuch", "content/catalog.yaml"])
def test_a_folder_that_is_not_there_is_said_to_be_missing(
    checkout: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["check", name, "--changed-since", "HEAD"]) == 2
    assert f"{name} PA171 error: there is no such folder" in capsys.readouterr().err


def test_a_link_to_itself_is_a_change_like_any_other(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "content/loop.md").symlink_to("loop.md")
    assert check(capsys)[:2] == (1, ["content/loop.md"])


# --- In a hook ------------------------------------------------------------------------------------------------------


def hook(checkout: Path, command: str) -> None:
    """Let each commit be checked."""
    path = checkout / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)


def commit(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    command = ["git", *identity, "commit", "--quiet", "-m", "change", *options]
    return subprocess.run(command, cwd=folder, env=process_environment(), capture_output=True, text=True)


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("options", [["-a"], ["content/guides/verified-packs.md"]])
def test_a_hook_judges_the_commit_and_not_the_whole_catalog(
    checkout: Path, tmp_path: Path, linked: bool, inside: bool, options: list[str]
) -> None:
    """In a linked working tree Git names the repository to its hooks, and everywhere an index that may be another."""
    check = f"{sys.executable} -m packatlas check -q --strict --changed-since HEAD"
    hook(checkout, f"cd content && exec {check} ." if inside else f"exec {check}")
    tree = tmp_path / "linked" if linked else checkout
    if linked:
        git(checkout, "worktree", "add", "--quiet", str(tree), "-b", "linked")
    page = tree / "content/guides/verified-packs.md"
    page.write_text(page.read_text() + "\nMore.\n")
    done = commit(tree, *options)
    assert done.returncode == 0, done.stderr
    page.write_text(page.read_text() + "\n[a](gone.md)\n")
    done = commit(tree, *options)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "guides/verified-packs.md" if inside else "content/guides/verified-packs.md"
    ]
