"""The command line: arguments in, exit code out. Nothing else catches what goes wrong.

Exit codes: 0 done; 1 the content has errors (with `--strict`, warnings count); 2 the command line or the settings are
wrong; 70 a fault of packatlas itself; 130 interrupted; 141 nobody reads the output any more.

What only one command needs is imported when it runs, so that `--version` and `--help` are quick.
"""

from __future__ import annotations

import io
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from packatlas import __version__
from packatlas.errors import Location, Problem, Severity, SiteError

if TYPE_CHECKING:
    from packatlas.build import Result
    from packatlas.settings import Settings

DONE, FAULTY, MISUSED, BROKEN, INTERRUPTED, UNREAD = 0, 1, 2, 70, 130, 141
"""Exit codes; 70 is EX_SOFTWARE of sysexits.h, the last two are what a shell reports for SIGINT and SIGPIPE."""

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(args=arguments, prog_name="packatlas", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as fault:
        fault.show()
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SiteError as fault:
        _tell_problems(fault.problems)
        return MISUSED
    except BrokenPipeError:
        # Python flushes once more when it ends; let that go nowhere instead of complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except Exception as fault:
        _tell_own_fault(fault)
        return BROKEN
    return code if isinstance(code, int) else DONE


# --- What several commands share ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the command line says of a build."""

    content: Path
    output: Path = Path("build")
    registries: tuple[Path, ...] = ()
    base_url: str = ""
    as_of: date | None = None
    strict: bool = False
    jobs: int | None = None

    def settings(self) -> Settings:
        """With what the catalog says; raises `SiteError` when that is wrong."""
        from packatlas.configuration import load_settings
        from packatlas.settings import RegistrySource

        loaded = load_settings(self.content)
        beside = _beside(self.content)
        named = tuple(RegistrySource(folder, folder.resolve().name) for folder in self.registries)
        return replace(
            loaded,
            output=self.output,
            templates=_folder(beside / "templates"),
            assets=_folder(beside / "assets"),
            registries=(*loaded.registries, *named),
            base_url=self.base_url or loaded.base_url,
            as_of=self.as_of or _today(),
            strict=self.strict,
            jobs=self.jobs or _processors(),
        )


def _beside(content: Path) -> Path:
    """The folder that the content folder stands in, as the user would name it."""
    return content.resolve().parent if content.name in ("", "..") else content.parent


def _folder(path: Path) -> Path | None:
    return path if path.is_dir() else None


def _today() -> date:
    """`SOURCE_DATE_EPOCH` (reproducible-builds.org) if it is set, else the current day, both in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        if not (epoch.isascii() and epoch.isdigit()):
            raise ValueError
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        message, hint = f"SOURCE_DATE_EPOCH is {epoch!r}", "set it to whole seconds since 1970, or unset it"
        raise SiteError(Problem("PA175", message, Location(""), hint=hint)) from None


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _web_address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from packatlas.schema.fields import web_address_fault

    if not value:
        return ""
    if (
        web_address_fault(value)
        or not value.lower().startswith(("https://", "http://"))
        or "?" in value
        or "#" in value
    ):
        raise click.BadParameter(f"{value!r} is not the address of a site; write it as https://packs.example.com/docs/")
    return value.rstrip("/") + "/"


def _source_options(command: _Command) -> _Command:
    """What every build needs to know of its input."""
    for option in (
        click.option("--jobs", type=click.IntRange(1, 256), help="Processes to work with; all processors if left out."),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            callback=_day,
            help="The day that shields and lifecycles are judged by; SOURCE_DATE_EPOCH or today if left out.",
        ),
        click.option(
            "--registry",
            "registries",
            type=_FOLDER,
            multiple=True,
            help="A folder of packs to read too; may be repeated.",
        ),
        click.argument("content", type=_FOLDER, default="content"),
    ):
        command = option(command)
    return command


def _report_options(command: _Command) -> _Command:
    """What a build and a check have in common."""
    for option in (
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "github", "sarif"]),
            default="text",
            show_default=True,
            help="How problems are reported: for people, programs, GitHub Actions or code scanning.",
        ),
        click.option("--no-cache", is_flag=True, help="Don't use results of earlier builds. At present none are kept."),
        click.option("--strict", is_flag=True, help="Let warnings fail the build too."),
        click.option("--base-url", callback=_web_address, default="", help="Where the site will stand."),
    ):
        command = option(command)
    return command


# --- Commands ------------------------------------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="packatlas")
def cli() -> None:
    """Make a site of a verified pack catalog: Markdown pages and pack registries in, static files out."""


@cli.command()
@_source_options
@click.option("-o", "--output", type=click.Path(path_type=Path), default="build", show_default=True, help="The site.")
@_report_options
def build(form: str, no_cache: bool, **choices: Any) -> int:  # noqa: ARG001 - nothing is kept yet
    """Make the site of the catalog in CONTENT (`content` if left out)."""
    return _build(_Choices(**choices), form, writing=True)


@cli.command()
@_source_options
@_report_options
def check(form: str, no_cache: bool, **choices: Any) -> int:  # noqa: ARG001 - nothing is kept yet
    """Report what is wrong with the catalog in CONTENT (`content` if left out), and write nothing."""
    return _build(_Choices(**choices), form, writing=False)


@cli.command()
@_source_options
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, help="8000, or the next free one, if left out.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.pass_context
def serve(context: click.Context, /, host: str, port: int, **choices: Any) -> int:
    """Show the site of CONTENT (`content` if left out) at a local address; build again when a file is saved."""
    exact = context.get_parameter_source("port") is ParameterSource.COMMANDLINE
    return _serve(_Choices(**choices), host, port, exact=exact)


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Begin a catalog in DIR, a new or empty folder."""
    from packatlas.report import safe
    from packatlas.scaffold import new_catalog

    files = new_catalog(folder, _today())
    click.echo(f"Made a catalog of {len(files)} files in {safe(str(folder))}. To see it:")
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {safe(str(folder))}")
    click.echo("  packatlas serve")
    return DONE


@cli.command()
@click.argument("layer", type=click.Choice(["os", "k8s", "cni", "csi", "addon", "kernel"]))
@click.argument("name")
@click.argument("content", type=click.Path(path_type=Path), default="content")
def new(layer: str, name: str, content: Path) -> int:
    """Begin the page of a pack called NAME in LAYER."""
    from packatlas.model import Layer
    from packatlas.report import safe
    from packatlas.scaffold import new_page

    click.echo(f"Made {safe(str(new_page(content, Layer(layer), name, _today())))}")
    return DONE


@cli.command()
def schema() -> int:
    """Print the JSON Schema of a pack's frontmatter, a page's frontmatter and catalog.yaml."""
    import json

    from packatlas.schema.export import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
    return DONE


# --- How they do it ------------------------------------------------------------------------------------------------


def _build(choices: _Choices, form: str, *, writing: bool) -> int:
    from packatlas.report import StageBar, style_for, summarize, summary_text

    begun = time.monotonic()
    try:
        settings = choices.settings()
        from packatlas.build import build

        with StageBar(sys.stderr) as progress:
            result = build(settings, writing=writing, progress=progress)
    except SiteError as fault:
        _publish(fault.problems, form, None)
        return MISUSED
    summary = summarize(result, time.monotonic() - begun, choices.output.as_posix())
    _publish(result.problems, form, summary)
    if form in ("text", "github"):
        click.echo(summary_text(summary, style_for(sys.stdout, os.environ)))
    return _verdict(result.problems, strict=choices.strict)


def _verdict(problems: Sequence[Problem], *, strict: bool) -> int:
    return FAULTY if any(strict or problem.severity is Severity.ERROR for problem in problems) else DONE


def _publish(problems: Sequence[Problem], form: str, summary: Any) -> None:
    """Problems for people go to standard error, documents for programs to standard output."""
    from packatlas import report

    if form == "json":
        click.echo(report.as_json(problems, summary))
    elif form == "sarif":
        click.echo(report.as_sarif(problems))
    elif form == "github" and problems:
        click.echo(report.as_github(problems))
    elif form == "text":
        _tell_problems(problems)


def _tell_problems(problems: Sequence[Problem]) -> None:
    from packatlas.report import problem_text, style_for

    for line in problem_text(problems, style_for(sys.stderr, os.environ)):
        print(line, file=sys.stderr)


def _tell_own_fault(fault: Exception) -> None:
    """A short word instead of a traceback, which is there for those who ask for it."""
    from packatlas.report import safe

    if os.environ.get("PACKATLAS_DEBUG"):
        traceback.print_exception(fault, file=sys.stderr)
        return
    print(f"packatlas failed, and the fault is its own: {type(fault).__name__}: {safe(str(fault))}", file=sys.stderr)
    print("Please report it with what PACKATLAS_DEBUG=1 shows.", file=sys.stderr)


def _serve(choices: _Choices, host: str, port: int, *, exact: bool) -> int:
    settings = choices.settings()
    from packatlas import serve as preview
    from packatlas.build import build

    server = preview.listen(host, port, exact=exact)
    address = preview.address(server)

    def make() -> Result:
        nonlocal settings
        settings = choices.settings()
        # Later builds run beside the server's threads, where a fork isn't safe.
        jobs = settings.jobs if threading.current_thread() is threading.main_thread() else 1
        return build(replace(settings, base_url=address, jobs=jobs), writing=False)

    def folders() -> list[Path]:
        beside = _beside(settings.content)
        own = [settings.content, beside / "templates", beside / "assets"]
        return own + [source.path for source in settings.registries]

    site = preview.Site()
    loop = preview.Preview(site, make, _tell_preview)
    try:
        preview.run(server, host, site, loop, folders, lambda: click.echo(f"Serving {address} (Ctrl-C ends it)"))
    except KeyboardInterrupt:
        click.echo()
    return DONE


def _tell_preview(outcome: Result | Exception, seconds: float, shown: bool) -> None:
    from packatlas.report import style_for, summarize, summary_text

    if isinstance(outcome, SiteError):
        _tell_problems(outcome.problems)
    elif isinstance(outcome, Exception):
        _tell_own_fault(outcome)
    else:
        _tell_problems(outcome.problems)
        click.echo(summary_text(summarize(outcome, seconds), style_for(sys.stdout, os.environ), "Built"))
    if not shown:
        click.echo("The last good site stays up.")
