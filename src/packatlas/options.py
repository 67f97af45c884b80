"""What the command line says of a build: its options, and the settings that they make with the catalog's own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from packatlas.errors import NOWHERE, Location, Problem, SiteError

if TYPE_CHECKING:
    from packatlas.settings import Settings, Trust

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says of a build."""

    content: Path
    output: Path = Path("build")
    registries: tuple[Path, ...] = ()
    base_url: str = ""
    as_of: date | None = None
    strict: bool = False
    jobs: int | None = None
    trust: Path | None = None
    trust_sha256: str = ""
    previous: Path | None = None
    cache: Path | None = None
    """The folder that keeps what earlier builds found out; None: nothing is kept."""

    def wish(self) -> str:
        """What is asked for, in words that are equal for builds that come to the same, given equal inputs."""
        alike = replace(self, as_of=self.as_of or today(), jobs=None, strict=False, cache=None)
        return f"{Path.cwd()} {alike}"

    def settings(self) -> Settings:
        """With what the catalog says; raises `SiteError` when that is wrong."""
        from packatlas.configuration import load_settings
        from packatlas.settings import RegistrySource, beside_of, real, resolved

        loaded = load_settings(self.content)
        beside = beside_of(self.content)
        known = {real(source.path) for source in loaded.registries}
        found = {folder: resolved(folder, "PA171") for folder in self.registries}
        named = tuple(RegistrySource(folder, found[folder].name) for folder in found if found[folder] not in known)
        settings = replace(
            loaded,
            output=self.output,
            templates=_folder(beside / "templates"),
            assets=_folder(beside / "assets"),
            registries=(*loaded.registries, *named),
            base_url=self.base_url or loaded.base_url,
            as_of=self.as_of or today(),
            strict=self.strict,
            jobs=self.jobs or processors(),
            trust=self._trust(loaded.trust),
            previous=self.previous,
        )
        self.expect_apart(settings, self.output)
        return settings

    def expect_apart(self, settings: Settings, output: Path) -> None:
        """Raise `SiteError` where the chosen cache would stand among what a build reads or writes, or around it."""
        from packatlas.cache import FOLDER
        from packatlas.settings import beside_of, real

        # The usual one may well stand in a registry that is all around the content: hidden folders aren't read.
        if self.cache is None or real(self.cache) == real(beside_of(self.content) / FOLDER):
            return
        cache = real(self.cache)
        written = Path(os.path.expanduser(output))  # noqa: PTH111 - what can't be written is told where it is
        for named in (*settings.inputs, written):
            folder = real(named)
            if cache.is_relative_to(folder) or folder.is_relative_to(cache):
                message = f"the cache and {named.as_posix()!r}, which a build reads or writes, lie one in the other"
                hint = "give it a folder of its own with --cache"
                raise SiteError(Problem("PA173", message, Location(self.cache.as_posix()), hint=hint))

    def _trust(self, loaded: Trust) -> Trust:
        """Who names or pins a trust file wants signatures, whatever a file says that others may change."""
        mode = "signed" if self.trust or self.trust_sha256 else loaded.mode
        return replace(loaded, mode=mode, file=self.trust or loaded.file, sha256=self.trust_sha256)


def cache_folder(content: Path, chosen: Path | None, *, none: bool, pinned: bool) -> Path | None:
    """The cache's folder: the one that was chosen, else one beside the content; none if so wished.

    Who pins a trust file doesn't trust what stands beside the content, and a cache there least of all.
    """
    from packatlas.cache import FOLDER
    from packatlas.settings import beside_of

    if none or (pinned and chosen is None):
        return None
    return chosen or beside_of(content) / FOLDER


def _folder(path: Path) -> Path | None:
    return path if path.is_dir() else None


def today() -> date:
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
        raise SiteError(Problem("PA175", message, NOWHERE, hint=hint)) from None


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def day_option(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """A day on the command line."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; write it as 2026-10-12") from None


def _web_address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not value:
        return ""
    from packatlas.schema.fields import site_address

    if address := site_address(value):
        return address
    raise click.BadParameter(f"{value!r} is not the address of a site; write it as https://packs.example/docs/")


def _digest(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not value or re.fullmatch(r"[0-9a-f]{64}", value.lower(), re.ASCII):
        return value.lower()
    raise click.BadParameter(f"{value!r} is not the SHA-256 of a file; `sha256sum trust.json` prints it")


def source_options(command: _Command) -> _Command:
    """What every build needs to know of its input, and where it may keep what it finds out."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Neither use nor keep results of earlier builds."),
        click.option(
            "--cache",
            type=_FOLDER,
            metavar="DIR",
            help="Where results are kept for the next build; .packatlas-cache beside the content if left out.",
        ),
        input_options,
    ):
        command = option(command)
    return command


def input_options(command: _Command) -> _Command:
    """What whoever reads a catalog needs to know of it."""
    for option in (
        click.option(
            "--jobs",
            type=click.IntRange(1, 256),
            metavar="N",
            help="Processes to work with; all processors if left out.",
        ),
        click.option(
            "--as-of",
            metavar="DATE",
            callback=day_option,
            help="The day that shields and lifecycles are judged by; SOURCE_DATE_EPOCH or today if left out.",
        ),
        click.option(
            "--trust-sha256",
            metavar="HEX",
            callback=_digest,
            default="",
            help="The SHA-256 that the trust file must have; a pipeline can pin it so.",
        ),
        click.option(
            "--trust",
            type=_FOLDER,
            metavar="FILE",
            help="Whose signed statements count. With it, nothing else makes a shield.",
        ),
        click.option(
            "--registry",
            "registries",
            type=_FOLDER,
            metavar="DIR",
            multiple=True,
            help="A folder of packs to read too; may be repeated.",
        ),
        click.argument("content", type=_FOLDER, default="content"),
    ):
        command = option(command)
    return command


def report_options(command: _Command) -> _Command:
    """What a build and a check have in common."""
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Tell only what fails the command, and no summary."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
            default="text",
            show_default=True,
            help="How problems are reported: for people, programs, GitHub, GitLab or code scanning.",
        ),
        click.option(
            "--previous",
            type=_FOLDER,
            metavar="DIR",
            help="The site as it was last published, to tell what changed in security since.",
        ),
        click.option("--strict", is_flag=True, help="Let warnings fail the build too."),
        click.option("--base-url", metavar="URL", callback=_web_address, default="", help="Where the site will stand."),
    ):
        command = option(command)
    return command
