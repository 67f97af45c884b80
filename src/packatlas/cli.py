"""The command line: arguments in, exit code out. Nothing else catches what goes wrong.

Exit codes: 0 done; 1 the content has errors (with `--strict`, warnings count); 2 the command line or the settings are
wrong; 70 a fault of packatlas itself; 130 interrupted, unless it is `serve`; 141 nobody reads the output any more; 143
ended by SIGTERM.

What only one command needs is imported when it runs, so that `--version` and `--help` are quick.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click
from click.core import ParameterSource

from packatlas import __version__
from packatlas.errors import NOWHERE, Problem, SiteError, in_order, reason_of
from packatlas.options import Choices, cache_folder, report_options, source_options, today
from packatlas.outcome import BROKEN, DONE, INTERRUPTED, MISUSED, UNREAD, Manner, tell_own_fault, tell_problems
from packatlas.questions import checks, explain
from packatlas.signing.commands import attest, keygen, verify

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # Not `cli.main`, which would end the process by itself when nobody reads the output.
        with cli.make_context("packatlas", list(sys.argv[1:] if arguments is None else arguments)) as context:
            code = cli.invoke(context)
        if sys.stdout:
            sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as fault:
        fault.show()
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SiteError as fault:
        tell_problems(in_order(fault.problems))
        return MISUSED
    except BrokenPipeError:
        _silence(sys.stdout, sys.stderr)
        return UNREAD
    except Exception as fault:
        if isinstance(fault, OSError) and _is_full(fault):
            return _tell_unwritten(fault)
        tell_own_fault(fault)
        return BROKEN
    return code if isinstance(code, int) else DONE


def _silence(*streams: TextIO | None) -> None:
    """Let streams lead nowhere: Python writes once more to them when it ends, and would complain."""
    for stream in streams:
        if stream:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _is_full(fault: OSError) -> bool:
    """Whether there is no room for what was to be said. Faults of files name their file."""
    return fault.filename is None and fault.errno in _NO_ROOM


def _tell_unwritten(fault: OSError) -> int:
    """A full disk, most often: told on standard error, where that is another one."""
    problem = Problem("PA187", f"the report cannot be written: {reason_of(fault)}", NOWHERE, hint="make room for it")
    _silence(sys.stdout)
    try:
        tell_problems((problem,))
    except OSError:
        _silence(sys.stderr)
    return MISUSED


# --- Commands ------------------------------------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="packatlas")
def cli() -> None:
    """Make a site of a verified pack catalog: Markdown pages and pack registries in, static files out."""


@cli.command()
@source_options
@click.option("-o", "--output", type=click.Path(path_type=Path), default="build", show_default=True, help="The site.")
@click.option(
    "--offline-zip",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a zip too that opens from a disk, search and all.",
)
@report_options
def build(form: str, quiet: bool, offline_zip: Path | None, **choices: Any) -> int:
    """Make the site of a catalog.

    CONTENT is the catalog's folder, `content` if left out.
    """
    chosen = _choices(**choices)
    from packatlas.building import build_or_check

    return build_or_check(chosen, Manner(form, quiet, chosen.strict), writing=True, offline_zip=offline_zip)


@cli.command()
@source_options
@click.option(
    "--changed-since",
    metavar="REV",
    default="",
    help="Report only what the changes since this revision of Git touch.",
)
@report_options
def check(form: str, quiet: bool, changed_since: str, **choices: Any) -> int:
    """Report what is wrong with a catalog, and write nothing.

    CONTENT is the catalog's folder, `content` if left out.
    """
    chosen = _choices(**choices)
    from packatlas.building import build_or_check

    return build_or_check(chosen, Manner(form, quiet, chosen.strict), writing=False, changed_since=changed_since)


@cli.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@source_options
@click.option("--branch", metavar="NAME", default="", help="Commit the site to this branch instead of a folder.")
@click.option("--push", is_flag=True, help="Push the branch too.")
@click.option("--remote", metavar="NAME", default="origin", show_default=True, help="Where to push to.")
@click.option("--rollback", is_flag=True, help="Let readers get the release before the current one again.")
@report_options
def publish(
    form: str,
    quiet: bool,
    folder: Path | None,
    rollback: bool,
    branch: str,
    push: bool,
    remote: str,
    **choices: Any,
) -> int:
    """Build a site and put it where a web server reads it, whole or not at all.

    In DIR, `current` leads to the release that readers get; three are kept. With --branch there is no DIR: the site
    becomes a commit of that branch. CONTENT is the catalog's folder, `content` if left out.
    """
    from packatlas.publishing import publish_to_branch, publish_to_folder, roll_back

    manner = Manner(form, quiet, choices["strict"])
    if branch:
        if rollback:
            raise click.UsageError("A branch goes back with `git revert`; --rollback is for a folder.")
        if push and not remote:
            raise click.UsageError("--remote is empty: name the remote to push to, or leave out --push.")
        content = choices["content"] if folder is None else folder
        return publish_to_branch(_choices(**{**choices, "content": content}), branch, remote if push else "", manner)
    if folder is None:
        raise click.UsageError("Name the folder to publish to, or a branch with --branch.")
    if push:
        raise click.UsageError("--push is for a branch: name it with --branch.")
    return roll_back(folder) if rollback else publish_to_folder(_choices(**choices), folder, manner)


@cli.command()
@source_options
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, help="8000, or the next free one, if left out.")
@click.option("--open", "opening", is_flag=True, help="Open the site in a browser.")
@click.pass_context
def serve(context: click.Context, /, port: int, opening: bool, **choices: Any) -> int:
    """Show the site at a local address; built again on each save, and reloaded by itself.

    CONTENT is the catalog's folder, `content` if left out. No other machine can reach the address.
    """
    exact = context.get_parameter_source("port") is ParameterSource.COMMANDLINE
    from packatlas.previewing import preview

    return preview(_choices(**choices), port, exact=exact, opening=opening)


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Begin a catalog in DIR, a new or empty folder."""
    from packatlas.report import safe
    from packatlas.scaffold import new_catalog

    files = new_catalog(folder, today())
    click.echo(f"Made a catalog of {len(files)} files in {safe(str(folder))}. To see it:")
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {safe(str(folder))}")
    click.echo("  packatlas serve")
    return DONE


@cli.command()
@click.argument("layer", metavar="LAYER", type=click.Choice(["os", "k8s", "cni", "csi", "addon", "kernel"]))
@click.argument("name")
@click.argument("content", type=click.Path(path_type=Path), default="content")
def new(layer: str, name: str, content: Path) -> int:
    """Begin the page of a pack called NAME.

    LAYER is os, k8s, cni, csi, addon or kernel; CONTENT is the catalog's folder, `content` if left out.
    """
    from packatlas.model import Layer
    from packatlas.report import safe
    from packatlas.scaffold import new_page

    click.echo(f"Made {safe(str(new_page(content, Layer(layer), name, today())))}")
    return DONE


@cli.command()
@click.argument("kind", metavar="KIND", type=click.Choice(["github", "gitlab", "nginx", "container", "pre-commit"]))
@click.argument("content", type=click.Path(path_type=Path), default="content")
def add(kind: str, content: Path) -> int:
    """Add files that publish or check a catalog.

    KIND is github or gitlab (pipelines), nginx (a web server's settings), container (an image that serves the site) or
    pre-commit (a hook). CONTENT is the catalog's folder, `content` if left out.
    """
    from packatlas.configuration import load_settings
    from packatlas.deployment import deployment
    from packatlas.report import safe
    from packatlas.scaffold import add_files
    from packatlas.settings import beside_of

    for path in add_files(beside_of(content), deployment(kind, load_settings(content))):
        click.echo(f"Made {safe(path.as_posix())}")
    return DONE


@cli.command()
def schema() -> int:
    """Print the JSON Schema of frontmatter and catalog.yaml."""
    import json

    from packatlas.schema.export import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
    return DONE


for command in (keygen, attest, verify, checks, explain):
    cli.add_command(command)


# --- How they do it ------------------------------------------------------------------------------------------------


def _choices(*, cache: Path | None, no_cache: bool, **others: Any) -> Choices:
    pinned = bool(others["trust_sha256"])
    return Choices(**others, cache=cache_folder(others["content"], cache, none=no_cache, pinned=pinned))
