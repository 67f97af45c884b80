"""Publishing to a branch: a commit beside the working tree, and only of what packatlas made."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from packatlas.cli import main

DAY = "1791763200"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A catalog in a repository of its own, which is also the working folder, on a machine without settings of Git."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_COMMITTER_EMAIL", "GIT_AUTHOR_EMAIL", "EMAIL", "GIT_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "catalog"
    assert main(["init", str(folder)]) == 0
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "begin")
    monkeypatch.chdir(folder)
    capsys.readouterr()
    return folder


@pytest.fixture
def remote(checkout: Path, tmp_path: Path) -> Path:
    """Where the repository is pushed to."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", "remote.git")
    git(checkout, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(checkout, "push", "--quiet", "origin", "main")
    return tmp_path / "remote.git"


def publish(*options: str) -> int:
    return main(["publish", "--branch", "pages", *options])


def files(folder: Path, of: str = "pages") -> list[str]:
    return git(folder, "ls-tree", "-r", "--name-only", of).splitlines()


def edit(checkout: Path, words: str = "Other words.") -> None:
    page = checkout / "content/guides/verified-packs.md"
    page.write_text(page.read_text() + f"\n{words}\n")


def commit_to_branch(checkout: Path, tmp_path: Path, changes: Callable[[Path], object]) -> None:
    """What somebody commits to the branch by hand."""
    tree = tmp_path / "by-hand"
    git(checkout, "worktree", "add", "--quiet", str(tree), "pages")
    changes(tree)
    git(tree, "add", "--all")
    git(tree, "-c", "user.name=B", "-c", "user.email=b@example.com", "commit", "--quiet", "-m", "by hand")
    git(checkout, "worktree", "remove", "--force", str(tree))


def test_the_branch_holds_the_site_and_nothing_else_is_touched(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, status = git(checkout, "rev-parse", "HEAD"), git(checkout, "status", "--porcelain")
    assert publish() == 0
    assert "in the branch pages\n" in capsys.readouterr().out
    assert (git(checkout, "rev-parse", "HEAD"), git(checkout, "status", "--porcelain")) == (head, status)
    assert git(checkout, "symbolic-ref", "HEAD") == "refs/heads/main"
    main(["publish", "../public"])
    current = checkout.parent / "public/current"
    plain = {path.relative_to(current).as_posix() for path in current.rglob("*") if path.is_file()}
    assert set(files(checkout)) == {path for path in plain if not path.endswith((".gz", ".br"))} | {".nojekyll"}
    for path in ("index.html", "manifest.json", "changes/index.html"):
        blob = subprocess.run(["git", "cat-file", "blob", f"pages:{path}"], cwd=checkout, capture_output=True).stdout
        assert blob == (current / path).read_bytes()
    assert git(checkout, "for-each-ref", "--format=%(refname)") == "refs/heads/main\nrefs/heads/pages"


def test_the_commit_says_what_it_holds_and_of_what(checkout: Path) -> None:
    publish()
    release = json.loads(git(checkout, "show", "pages:manifest.json"))["release"]
    head = git(checkout, "rev-parse", "HEAD")
    assert git(checkout, "log", "--format=%an <%ae> %ct%n%B", "pages") == (
        f"packatlas <packatlas@localhost> {DAY}\nPublish release {release[:12]}\n\n"
        f"4 packs (3 verified) as of 2026-10-12\nFrom commit {head}"
    )
    edit(checkout)
    git(checkout, "config", "user.name", "Ada")
    git(checkout, "config", "user.email", "ada@example.com")
    publish()
    assert git(checkout, "log", "-1", "--format=%cn <%ce>", "pages") == "Ada <ada@example.com>"
    assert git(checkout, "log", "-1", "--format=%B", "pages").endswith(f"{head} and changes that were not committed")


def test_the_same_content_is_not_committed_twice(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish()
    first = git(checkout, "rev-parse", "pages")
    assert publish() == 0
    assert ", which readers get already" in capsys.readouterr().out
    assert git(checkout, "rev-parse", "pages") == first


def test_a_second_publish_is_a_commit_on_the_first_with_what_changed(checkout: Path) -> None:
    publish()
    first = git(checkout, "rev-parse", "pages")
    edit(checkout)
    publish()
    assert git(checkout, "rev-parse", "pages^") == first
    told = json.loads(git(checkout, "show", "pages:changes.json"))
    assert "guides/verified-packs/index.html" in told["changed"]
    assert told["added"] == []


def test_a_pages_own_domain_stays(checkout: Path, tmp_path: Path) -> None:
    publish()
    commit_to_branch(checkout, tmp_path, lambda tree: (tree / "CNAME").write_text("packs.example\n"))
    odd = 'o"d\\d\u00e9\n.txt'
    commit_to_branch(checkout, tmp_path, lambda tree: (tree / odd).write_text("odd"))
    edit(checkout)
    publish()
    assert git(checkout, "show", "pages:CNAME") == "packs.example"
    assert git(checkout, "show", f"pages:{odd}") == "odd"


def test_files_of_an_earlier_site_go_and_its_style_stays(checkout: Path) -> None:
    (checkout / "content/more.md").write_text("# More\n")
    publish()
    old = [path for path in files(checkout) if path.startswith("assets/style")]
    (checkout / "content/more.md").unlink()
    (checkout / "assets/styles").mkdir()
    (checkout / "assets/styles/99-own.css").write_text("a{color:red}")
    publish()
    assert "more/index.html" not in files(checkout)
    assert len([path for path in files(checkout) if path.startswith("assets/style")]) == 2
    assert set(old) <= set(files(checkout))


def test_what_somebody_altered_by_hand_is_put_right(checkout: Path, tmp_path: Path) -> None:
    publish()
    before = git(checkout, "rev-parse", "pages:index.html")
    commit_to_branch(checkout, tmp_path, lambda tree: (tree / "index.html").write_text("altered"))
    publish()
    assert git(checkout, "rev-parse", "pages:index.html") == before


@pytest.mark.parametrize("name", ["CNAME", "README.md", ".nojekyll"])
def test_a_branch_that_only_waits_for_a_site_is_taken(checkout: Path, tmp_path: Path, name: str) -> None:
    blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=checkout, input=b"x", capture_output=True).stdout
    row = f"100644 blob {blob.decode().strip()}\t{name}\n"
    tree = (
        subprocess.run(["git", "mktree"], cwd=checkout, input=row.encode(), capture_output=True).stdout.decode().strip()
    )
    commit = git(checkout, "-c", "user.name=B", "-c", "user.email=b@example.com", "commit-tree", tree, "-m", "wait")
    git(checkout, "branch", "pages", commit)
    assert publish() == 0
    assert {name, "index.html"} <= set(files(checkout))


# --- Refused --------------------------------------------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    assert main(["publish", *options]) == 2
    return capsys.readouterr().err


def test_a_branch_that_packatlas_did_not_make_is_left_alone(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(checkout, "branch", "pages")
    assert "pages PA225 error: packatlas didn't make what is in this branch" in refused(capsys, "--branch", "pages")
    assert git(checkout, "rev-parse", "pages") == git(checkout, "rev-parse", "main")


def test_a_branch_that_is_checked_out_is_left_alone(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "main PA225 error: this branch is checked out" in refused(capsys, "--branch", "main")
    publish()
    git(checkout, "worktree", "add", "--quiet", str(tmp_path / "tree"), "pages")
    assert "pages PA225 error: this branch is checked out" in refused(capsys, "--branch", "pages")


@pytest.mark.parametrize("name", ["a..b", "-x", "a b", "refs/heads/", "@{-1}"])
def test_a_name_that_no_branch_can_have_is_refused(
    checkout: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert "PA225" in refused(capsys, f"--branch={name}")
    assert git(checkout, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_a_file_in_the_way_is_not_overwritten(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish()
    commit_to_branch(checkout, tmp_path, lambda tree: (tree / "more").write_text("by hand"))
    (checkout / "content/more.md").write_text("# More\n")
    assert "pages PA225 error: 'more' in this branch isn't packatlas's" in refused(capsys, "--branch", "pages")
    assert git(checkout, "show", "pages:more") == "by hand"


def test_outside_of_a_repository_it_says_so(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "plain")]) == 0
    monkeypatch.chdir(tmp_path / "plain")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "content PA226 error: this is no Git repository: not a git repository" in refused(
        capsys, "--branch", "pages"
    )


def test_a_folder_that_is_not_there_is_told_apart_from_git(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "site PA171 error: there is no such folder" in refused(capsys, "--branch", "pages", "site")
    monkeypatch.setenv("PATH", str(checkout))
    assert "content PA226 error: git is not installed" in refused(capsys, "--branch", "pages")


def test_a_branch_that_another_git_has_locked_stays_where_it_was(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish()
    before = git(checkout, "rev-parse", "pages")
    (checkout / ".git/refs/heads/pages.lock").write_text("")
    edit(checkout)
    said = refused(capsys, "--branch", "pages")
    assert "pages PA226 error: git refused: " in said
    assert "if no other git is at work, remove that file" in said
    assert git(checkout, "rev-parse", "pages") == before


def test_a_catalog_with_errors_moves_no_branch(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = checkout / "content/packs/os/ubuntu-vsphere.md"
    page.write_text(page.read_text().replace("layer: os\n", "layer: netwrok\n", 1))
    assert publish() == 1
    assert "Nothing is published" in capsys.readouterr().out
    assert git(checkout, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


@pytest.mark.parametrize(
    "options",
    [["--branch", "pages", "--rollback"], ["public", "--push"], ["--branch", "pages", "--push", "--remote", ""]],
)
def test_what_does_not_go_together_is_refused(
    checkout: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert "Usage: " in refused(capsys, *options)


# --- Pushed ---------------------------------------------------------------------------------------------------------


def test_a_pushed_branch_is_on_the_remote(checkout: Path, remote: Path) -> None:
    assert publish("--push") == 0
    assert git(remote, "rev-parse", "pages") == git(checkout, "rev-parse", "pages")
    edit(checkout)
    assert publish() == 0
    assert git(remote, "rev-parse", "pages") == git(checkout, "rev-parse", "pages^")
    assert publish("--push") == 0
    assert git(remote, "rev-parse", "pages") == git(checkout, "rev-parse", "pages")


def test_a_fresh_shallow_checkout_goes_on_from_the_remote(
    checkout: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pipelines have it: one commit of the main branch and no other branch."""
    publish("--push")
    first = git(remote, "rev-parse", "pages")
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "main", f"file://{remote}", "pipeline")
    monkeypatch.chdir(tmp_path / "pipeline")
    assert publish("--push") == 0
    assert git(remote, "rev-parse", "pages") == first
    edit(tmp_path / "pipeline")
    assert publish("--push") == 0
    assert git(remote, "rev-parse", "pages^") == first
    told = json.loads(git(remote, "show", "pages:changes.json"))
    assert told["added"] == []


def test_branches_that_went_different_ways_are_not_joined(
    checkout: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish("--push")
    git(tmp_path, "clone", "--quiet", str(remote), "other")
    edit(checkout)
    publish()
    edit(tmp_path / "other", "Words of somebody else.")
    assert main(["publish", "--branch", "pages", "--push", str(tmp_path / "other/content")]) == 0
    theirs = git(remote, "rev-parse", "pages")
    said = refused(capsys, "--branch", "pages", "--push")
    assert "pages PA225 error: the branch here and that of 'origin' have gone different ways" in said
    assert git(remote, "rev-parse", "pages") == theirs


def test_a_push_that_is_refused_leaves_the_branch_where_it_was(
    checkout: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish("--push")
    before = git(checkout, "rev-parse", "pages")
    hook = remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    edit(checkout)
    assert "pages PA226 error: git refused: " in refused(capsys, "--branch", "pages", "--push")
    assert (git(checkout, "rev-parse", "pages"), git(remote, "rev-parse", "pages")) == (before, before)


def test_a_remote_that_is_not_there_is_named(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "'origin'" in refused(capsys, "--branch", "pages", "--push")
    assert "'mirror'" in refused(capsys, "--branch", "pages", "--push", "--remote", "mirror")
    assert "PA225" in refused(capsys, "--branch", "pages", "--push", "--remote=--upload-pack=touch evil")
