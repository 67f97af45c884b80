"""Publish to a branch of Git for hosts that serve one: a commit beside the working tree, which is not touched.

The branch moves in one step, and only if nobody else moved it meanwhile. Files in it that packatlas didn't make stay.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import new as new_hash

from packatlas import making, urls
from packatlas.build import Result
from packatlas.errors import Location, Problem, SiteError
from packatlas.git import GitError, Repository, repository_of
from packatlas.publish.manifest import Entry, Manifest, entry_of, read_manifest, release_of
from packatlas.publish.release import Published, compose, told
from packatlas.settings import Settings
from packatlas.write.claims import settle

NO_JEKYLL = ".nojekyll"
"""Tells GitHub Pages to serve the files as they are, those too that begin with an underscore."""
_OF_PEOPLE = frozenset(
    {"CNAME", NO_JEKYLL, "README", "README.md", "LICENSE", "LICENSE.md", ".gitignore", ".gitattributes"}
)
"""A branch that holds nothing but these counts as empty."""
_FALLBACK = "packatlas <packatlas@localhost>"
"""Who commits where Git doesn't know, as on most pipelines."""
_REFS = "refs/packatlas/"
_PLAIN = "100644"
_UNSAFE = re.compile(rb'[\x00-\x1f"\\\x7f-\xff]')


@dataclass(frozen=True, slots=True)
class Target:
    """The branch that is published to, and the remote that has it if it shall be pushed."""

    name: str
    remote: str = ""

    @property
    def ref(self) -> str:
        """Its full name in Git."""
        return f"refs/heads/{self.name}"

    @property
    def tracking(self) -> str:
        """What Git knows of the remote's branch."""
        return f"refs/remotes/{self.remote or 'origin'}/{self.name}"


@dataclass(frozen=True, slots=True)
class Base:
    """What the branch holds before."""

    repository: Repository
    commit: str
    """Empty for a new branch."""
    local: str
    """Where the branch stands in this repository; empty when it isn't there."""
    tree: dict[str, tuple[str, str]]
    """Mode and object of each path."""
    manifest: Manifest | None

    def fetch(self, entry: Entry) -> bytes | None:
        """A file of it."""
        known = self.tree.get(entry.path)
        return self.repository.run("cat-file", "blob", known[1]) if known else None

    @property
    def foreign(self) -> dict[str, tuple[str, str]]:
        """What packatlas didn't make; it stays."""
        own = {urls.MANIFEST, NO_JEKYLL, *(self.manifest.by_path if self.manifest else ())}
        return {path: known for path, known in self.tree.items() if path not in own}


def opened(target: Target, settings: Settings) -> Base:
    """What a publish begins from, fetched first if it shall be pushed.

    Raises `SiteError` when the branch can't be used.
    """
    repository = repository_of(settings.content)
    try:
        _usable(repository, target)
        commit, local = _tip(repository, target)
        return _base(repository, target, commit, local)
    except GitError as fault:
        raise _refused(target, str(fault)) from None


def to_branch(
    base: Base, target: Target, result: Result, settings: Settings
) -> tuple[Published | None, tuple[Problem, ...]]:
    """Make the site of a build what the branch holds, and push it if it has a remote.

    The problems say why the page of what changed could not be drawn; nothing is published then. Raises `SiteError`
    when Git refuses; the branch is then where it was.
    """
    made, problems = making.made(tuple(settle(result.artifacts)[0].values()), settings.jobs)
    if problems:
        return None, problems
    content = {artifact.path: making.content_of(artifact) for artifact in made}
    entries = tuple(entry_of(path, content[path]) for path in sorted(content))
    try:
        if base.manifest and base.manifest.release == release_of(entries) and _is_there(base, content):
            if target.remote:
                _push(base, target, base.commit)
            return Published(base.manifest.release, base.manifest.previous, False, unchanged=len(content)), ()
        release, problems = compose(entries, base.manifest, base.fetch, result.catalog, settings)
        if release is None:
            return None, problems
        files = content | {file.entry.path: file.content for file in release.added} | {NO_JEKYLL: b""}
        _expect_room(base, target, files)
        commit = _commit(base, files, _message(base, result, release.manifest, settings))
        if target.remote:
            _push(base, target, commit)
        base.repository.run(
            "update-ref", "-m", "packatlas publish", target.ref, commit, base.local or "0" * len(commit)
        )
        return told(release, len(content), ()), ()
    except GitError as fault:
        raise _refused(target, str(fault)) from None


# --- Where it begins -----------------------------------------------------------------------------------------------


def _usable(repository: Repository, target: Target) -> None:
    if not repository.line("check-ref-format", "--branch", target.name):
        raise _unfit(target, "no branch can have this name")
    if target.remote.startswith("-"):
        raise _unfit(target, f"no remote is called {target.remote!r}", "name one that `git remote` lists")
    used = repository.line("for-each-ref", "--format=%(worktreepath)", target.ref)
    unborn = repository.line("symbolic-ref", "--quiet", "HEAD") == target.ref
    if used or (unborn and not _is_bare(repository)):
        raise _unfit(target, "this branch is checked out, so it can't be published to", "name one for the site alone")


def _is_bare(repository: Repository) -> bool:
    return repository.line("rev-parse", "--is-bare-repository") == "true"


def _tip(repository: Repository, target: Target) -> tuple[str, str]:
    """The commit to go on from, and where the branch stands here."""
    if target.remote:
        _fetch(repository, target)
    local, remote = (_commit_of(repository, ref) for ref in (target.ref, target.tracking))
    if not (local and remote) or not target.remote or _is_ancestor(repository, remote, local):
        return local or remote, local
    if not _is_ancestor(repository, local, remote):
        message = f"the branch here and that of {target.remote!r} have gone different ways"
        raise _unfit(target, message, f"delete the one here: git branch -D {target.name}")
    return remote, local


def _fetch(repository: Repository, target: Target) -> None:
    listed = repository.run("ls-remote", target.remote, target.ref)
    if not listed:
        repository.run("update-ref", "-d", target.tracking)
        return
    # What a pipeline has checked out is shallow as a rule; then the past of this branch isn't wanted either.
    shallow = repository.line("rev-parse", "--is-shallow-repository") == "true"
    depth = ["--depth=1"] if shallow else []
    repository.run("fetch", "--quiet", "--no-tags", *depth, target.remote, f"+{target.ref}:{target.tracking}")


def _commit_of(repository: Repository, ref: str) -> str:
    return repository.line("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")


def _is_ancestor(repository: Repository, older: str, newer: str) -> bool:
    try:
        repository.run("merge-base", "--is-ancestor", older, newer)
    except GitError:
        return False
    return True


def _base(repository: Repository, target: Target, commit: str, local: str) -> Base:
    tree: dict[str, tuple[str, str]] = {}
    if commit:
        for row in (
            repository.run("ls-tree", "--full-tree", "-r", "-z", commit).decode("utf-8", "surrogateescape").split("\0")
        ):
            facts, _, path = row.partition("\t")
            if path:
                mode, _, known = facts.split(" ")
                tree[path] = mode, known
    manifest = None
    if urls.MANIFEST in tree:
        manifest = read_manifest(repository.run("cat-file", "blob", tree[urls.MANIFEST][1]))
    if manifest is None and tree.keys() - _OF_PEOPLE:
        hint = f"name another branch, or delete this one if nothing in it is needed: git branch -D {target.name}"
        raise _unfit(target, "packatlas didn't make what is in this branch", hint)
    return Base(repository, commit, local, tree, manifest)


# --- The commit ----------------------------------------------------------------------------------------------------


def _is_there(base: Base, files: Mapping[str, bytes]) -> bool:
    """Whether the branch has every one of these files."""
    blob = partial(_blob, _kind_of_digest(base.repository))
    return all(base.tree.get(path) == (_PLAIN, blob(files[path])) for path in files)


def _expect_room(base: Base, target: Target, files: Mapping[str, bytes]) -> None:
    ours, foreign = files.keys(), base.foreign.keys()
    for path in sorted((ours | _folders(ours)) & foreign | (ours & _folders(foreign))):
        raise _unfit(target, f"{path!r} in this branch isn't packatlas's, and the site has a file of that name")


def _folders(paths: Iterable[str]) -> set[str]:
    return {path[:at] for path in paths for at in range(len(path)) if path[at] == "/"}


def _commit(base: Base, files: Mapping[str, bytes], message: str) -> str:
    """The new commit, under a name of its own until the branch leads to it."""
    repository = base.repository
    for left in repository.run("for-each-ref", "--format=%(refname)", _REFS).decode().split():
        repository.run("update-ref", "-d", left)
    ref = f"{_REFS}{os.getpid()}"
    repository.run("fast-import", "--quiet", "--done", stdin=b"".join(_stream(base, files, ref, message)))
    commit = _commit_of(repository, ref)
    repository.run("update-ref", "-d", ref)
    return commit


def _stream(base: Base, files: Mapping[str, bytes], ref: str, message: str) -> Iterator[bytes]:
    """A commit as `git fast-import` reads it; a file that the branch has already is named instead of sent."""
    yield f"commit {ref}\ncommitter {_committer(base.repository)}\n".encode("utf-8", "surrogateescape")
    yield _data(message.encode("utf-8", "replace"))
    if base.commit:
        yield f"from {base.commit}\n".encode()
    yield b"deleteall\n"
    for path, (mode, known) in base.foreign.items():
        yield f"M {mode} {known} ".encode() + _quoted(path) + b"\n"
    blob = partial(_blob, _kind_of_digest(base.repository))
    for path, content in files.items():
        place, known = _quoted(path), base.tree.get(path, ("", ""))[1]
        if known and known == blob(content):
            yield f"M {_PLAIN} {known} ".encode() + place + b"\n"
        else:
            yield f"M {_PLAIN} inline ".encode() + place + b"\n" + _data(content)
    yield b"done\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _quoted(path: str) -> bytes:
    plain = path.encode("utf-8", "surrogateescape")
    return b'"' + _UNSAFE.sub(lambda found: b"\\%03o" % found[0][0], plain) + b'"'


def _kind_of_digest(repository: Repository) -> str:
    return repository.line("rev-parse", "--show-object-format") or "sha1"


def _blob(kind: str, content: bytes) -> str:
    """The name that Git gives to a file's content."""
    return new_hash(kind, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _committer(repository: Repository) -> str:
    known = os.environ.get("GIT_COMMITTER_EMAIL") or repository.line("config", "user.email")
    person = repository.line("var", "GIT_COMMITTER_IDENT") if known else ""
    name = person.rpartition("> ")[0] + ">" if person else _FALLBACK
    when = os.environ.get("SOURCE_DATE_EPOCH") or str(int(time.time()))
    return f"{name} {when} +0000"


def _message(base: Base, result: Result, manifest: Manifest, settings: Settings) -> str:
    packs, verified = len(result.catalog.packs), sum(shelf.verified for shelf in result.catalog.shelves)
    lines = [
        f"Publish release {manifest.release[:12]}",
        "",
        f"{packs} packs ({verified} verified) as of {settings.as_of}",
    ]
    if source := base.repository.line("rev-parse", "--verify", "--quiet", "HEAD"):
        dirty = base.repository.line("status", "--porcelain", "--untracked-files=no")
        lines.append(f"From commit {source}" + (" and changes that were not committed" if dirty else ""))
    return "\n".join([*lines, ""])


def _push(base: Base, target: Target, commit: str) -> None:
    base.repository.run("push", "--quiet", target.remote, f"{commit}:{target.ref}")


def _refused(target: Target, words: str) -> SiteError:
    hint = "the branch is where it was"
    if ".lock" in words and "File exists" in words:
        hint = "if no other git is at work, remove that file"
    elif words.startswith("!"):
        hint = "somebody else has pushed to it: publish again"
    return SiteError(Problem("PA226", f"git refused: {words}", Location(target.name), hint=hint))


def _unfit(target: Target, message: str, hint: str = "name another branch") -> SiteError:
    return SiteError(Problem("PA225", message, Location(target.name), hint=hint))
