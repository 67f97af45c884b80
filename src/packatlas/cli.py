"""The command line: arguments in, exit code out. Nothing else catches what goes wrong.

Exit codes: 0 done; 1 the content has errors (with `--strict`, warnings count); 2 the command line or the settings are
wrong; 70 a fault of packatlas itself; 130 interrupted; 141 nobody reads the output any more.

What only one command needs is imported when it runs, so that `--version` and `--help` are quick.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from click.core import ParameterSource

from packatlas import __version__
from packatlas.errors import NOWHERE, Problem, Severity, SiteError, in_order, reason_of
from packatlas.options import Choices, cache_folder, report_options, source_options, today
from packatlas.questions import checks, explain
from packatlas.signing.commands import attest, keygen, verify

if TYPE_CHECKING:
    from packatlas.build import Result
    from packatlas.cache import Cache
    from packatlas.earlier import Earlier
    from packatlas.report import Summary

DONE, FAULTY, MISUSED, BROKEN, INTERRUPTED, UNREAD = 0, 1, 2, 70, 130, 141
"""Exit codes; 70 is EX_SOFTWARE of sysexits.h, the last two are what a shell reports for SIGINT and SIGPIPE."""
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
        _tell_problems(in_order(fault.problems))
        return MISUSED
    except BrokenPipeError:
        _silence(sys.stdout, sys.stderr)
        return UNREAD
    except Exception as fault:
        if isinstance(fault, OSError) and _is_full(fault):
            return _tell_unwritten(fault)
        _tell_own_fault(fault)
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
        _tell_problems((problem,))
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
@report_options
def build(form: str, quiet: bool, **choices: Any) -> int:
    """Make the site of a catalog.

    CONTENT is the catalog's folder, `content` if left out.
    """
    return _build(_choices(**choices), form, quiet=quiet, writing=True)


@cli.command()
@source_options
@report_options
def check(form: str, quiet: bool, **choices: Any) -> int:
    """Report what is wrong with a catalog, and write nothing.

    CONTENT is the catalog's folder, `content` if left out.
    """
    return _build(_choices(**choices), form, quiet=quiet, writing=False)


@cli.command()
@source_options
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, help="8000, or the next free one, if left out.")
@click.pass_context
def serve(context: click.Context, /, port: int, **choices: Any) -> int:
    """Show the site at a local address, built again on each save.

    CONTENT is the catalog's folder, `content` if left out. No other machine can reach the address.
    """
    exact = context.get_parameter_source("port") is ParameterSource.COMMANDLINE
    return _serve(_choices(**choices), port, exact=exact)


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


def _build(choices: Choices, form: str, *, quiet: bool, writing: bool) -> int:
    from packatlas.report import style_for, summary_text

    try:
        problems, summary = _outcome(choices, quiet=quiet, writing=writing)
    except SiteError as fault:
        _report(in_order(fault.problems), form, None)
        return MISUSED
    failing = [problem for problem in problems if _fails(problem, strict=choices.strict)]
    # A document is for programs, which choose for themselves.
    _report(failing if quiet and form in ("text", "github") else problems, form, summary)
    if form in ("text", "github") and not quiet:
        click.echo(summary_text(summary, style_for(sys.stdout, os.environ)))
    return FAULTY if failing else DONE


def _outcome(choices: Choices, *, quiet: bool, writing: bool) -> tuple[tuple[Problem, ...], Summary]:
    """What a build comes to: from the cache, where it would do again what it did before."""
    from packatlas import earlier
    from packatlas.cache import Cache
    from packatlas.report.summary import again

    begun = time.monotonic()
    cache, wish = Cache(choices.cache), choices.wish()
    done = earlier.recall(wish, choices.output, cache) if writing else None
    written = _amended(done, choices, cache) if done else None
    if done and written is not None:
        cache.save()
        return done.outcome.problems, again(done.outcome.figures, time.monotonic() - begun, written)
    from packatlas.build import STAGES, build
    from packatlas.report import StageBar, summarize
    from packatlas.resources import default_assets, default_templates

    settings = choices.settings()
    # A check writes nothing at all.
    keeping = writing and choices.cache
    sight = earlier.look((*settings.inputs, default_templates(), default_assets())) if keeping else None
    with StageBar(None if quiet else sys.stderr, STAGES) as progress:
        result = build(settings, writing=writing, progress=progress, cache=cache)
    summary = summarize(result, time.monotonic() - begun, choices.output.as_posix())
    if sight:
        outcome = earlier.Outcome(astuple(summary), result.problems)
        earlier.keep(wish, sight, earlier.look([choices.output]), outcome, cache)
        cache.save()
    return result.problems, summary


def _amended(done: Earlier, choices: Choices, cache: Cache) -> int | None:
    """How many files were written to bring an earlier build's site up to date; None where all of it must be built."""
    if not done.changed:
        return 0
    from packatlas import earlier
    from packatlas.amend import amend
    from packatlas.write import MANIFEST, exchange

    root = choices.output.resolve()
    files = amend(done.changed, lambda path: (root / path).read_bytes(), cache) if done.sight.settled else None
    if files is None:
        return None
    exchange(files, choices.output)
    site = earlier.seen_again(done.site, {str(root / path) for path in (*files, MANIFEST)})
    earlier.keep(choices.wish(), done.sight, site, done.outcome, cache)
    return len(files)


def _fails(problem: Problem, *, strict: bool) -> bool:
    """Whether a command fails because of a problem. What is told of it has no say in that."""
    return problem.severity is Severity.ERROR or (strict and problem.severity is Severity.WARNING)


def _report(problems: Sequence[Problem], form: str, summary: Any) -> None:
    """Problems for people go to standard error, documents for programs to standard output."""
    from packatlas import report

    if form == "json":
        click.echo(report.as_json(problems, summary))
    elif form == "sarif":
        from packatlas.report.sarif import as_sarif

        click.echo(as_sarif(problems))
    elif form == "github" and problems:
        click.echo(report.as_github(problems))
    elif form == "text":
        _tell_problems(problems)


def _tell_problems(problems: Sequence[Problem]) -> None:
    from packatlas.report import problem_text, style_for

    for line in problem_text(problems, style_for(sys.stderr, os.environ)):
        _tell(line)


def _tell(line: str) -> None:
    """A line on standard error, if there is one."""
    if sys.stderr:
        print(line, file=sys.stderr)


def _tell_own_fault(fault: Exception) -> None:
    """A short word instead of a traceback, which is there for those who ask for it."""
    from packatlas.report import safe

    if os.environ.get("PACKATLAS_DEBUG"):
        traceback.print_exception(fault, file=sys.stderr)
        return
    _tell(f"packatlas failed, and the fault is its own: {type(fault).__name__}: {safe(str(fault))}")
    _tell("Please report it with what PACKATLAS_DEBUG=1 shows.")


def _serve(choices: Choices, port: int, *, exact: bool) -> int:
    settings, address = choices.settings(), ""
    from packatlas import serve as preview
    from packatlas.build import build
    from packatlas.cache import Cache

    cache = Cache(choices.cache)

    def make() -> Result:
        nonlocal settings
        settings = choices.settings()
        # Later builds run beside the server's threads, where a fork isn't safe.
        jobs = settings.jobs if threading.current_thread() is threading.main_thread() else 1
        return build(replace(settings, base_url=address, jobs=jobs), writing=False, cache=cache)

    def folders() -> list[Path]:
        return list(settings.inputs)

    site = preview.Site()
    loop = preview.Preview(site, make, _tell_preview)
    with preview.listen(port, exact=exact) as server:
        address = preview.address(server)
        try:
            preview.run(server, site, loop, folders, lambda: click.echo(f"Serving {address} (Ctrl-C ends it)"))
        except KeyboardInterrupt:
            click.echo()
    return DONE


def _tell_preview(outcome: Result | Exception, seconds: float, shown: bool) -> None:
    from packatlas.report import style_for, summarize, summary_text

    if isinstance(outcome, SiteError):
        _tell_problems(in_order(outcome.problems))
    elif isinstance(outcome, Exception):
        _tell_own_fault(outcome)
    else:
        _tell_problems(outcome.problems)
        click.echo(summary_text(summarize(outcome, seconds), style_for(sys.stdout, os.environ), "Built"))
    if not shown:
        click.echo("The last good site stays up.")
