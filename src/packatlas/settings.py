"""One frozen `Settings` for a whole build. Every default of the product stands here and nowhere else."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from packatlas.errors import Location, Problem, Severity, SiteError, reason_of


@dataclass(frozen=True, slots=True)
class RegistrySource:
    """A pack registry on disk: a folder with one sub-folder for each release, each with a `pack.json`."""

    path: Path
    name: str
    """How the site calls it; the folder's name if the catalog gives none."""


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry of the site's header or footer: a page of this site by its path, or an absolute URL."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address that leads to a page of this site."""

    address: str
    """Site-relative."""
    text: str
    """As it was written."""
    target: str
    """The path of a page, maybe with a section."""
    location: Location


@dataclass(frozen=True, slots=True)
class LayerWords:
    """The publisher's own words for a layer; what is empty stays as it is called everywhere."""

    layer: str
    """`os`, `k8s` and so on."""
    title: str = ""
    description: str = ""


Consequence = Literal["lapse", "warn", "error"]
"""What follows when a condition of the promise doesn't hold: an amber shield, a warning, or an error."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the verified packs of a layer are updated."""

    update_weeks: int
    due_soon_weeks: int
    layer: str = ""
    """The layer that has update times of its own; empty for those of the whole catalog."""

    @property
    def notice(self) -> timedelta:
        """How long an update is due soon before it is overdue."""
        return timedelta(weeks=self.update_weeks - self.due_soon_weeks)

    @property
    def whose(self) -> str:
        """Whom these times bind, as the subject of a sentence."""
        return "verified packs of its layer" if self.layer else "verified packs"


@dataclass(frozen=True, slots=True)
class Policy:
    """The publisher's promise, in days and weeks; the defaults are the field's usual maintenance policy."""

    update_weeks: int = 8
    """A verified pack whose newest verification is older than this is overdue."""
    due_soon_weeks: int = 6
    """From this age on a verified pack's update is due soon; its shield stays green."""
    deprecated_months: int = 3
    """How long a deprecated release stays before it is disabled."""
    disabled_months: int = 3
    """How long a disabled release stays before it is deleted."""
    hotfix_day: str = "wednesday"
    """The weekday on which urgent fixes are released."""
    late_update: Consequence = "lapse"
    """What follows when a pack is overdue."""
    missing_cis: Consequence = "lapse"
    """What follows when an OS or Kubernetes pack has no CIS benchmark on record."""
    no_active_release: Consequence = "lapse"
    """What follows when no release of a pack is active any more."""
    open_critical: Consequence = "lapse"
    """What follows when a critical vulnerability that has a fix is still open past the next hotfix day."""
    late_step: Consequence = "lapse"
    """What follows when a release has been moved on by the calendar, and its file doesn't say so yet."""
    layers: tuple[Pace, ...] = ()
    """Layers with update times of their own."""

    def pace(self, *layers: str) -> Pace:
        """The update times of the first of these layers that has some of its own, else those of the catalog."""
        own = {pace.layer: pace for pace in self.layers}
        found = next((own[layer] for layer in layers if layer in own), None)
        return found or Pace(self.update_weeks, self.due_soon_weeks)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source may contain at most, so that no single file can stop a build."""

    text_bytes: int = 2 * 1024 * 1024
    """A Markdown, YAML or JSON file."""
    file_bytes: int = 25 * 1024 * 1024
    """Any file that is copied as it is."""
    statement_bytes: int = 256 * 1024
    """A signed statement, or the trust file; a real one has 2 to 20 kB."""
    report_bytes: int = 16 * 1024 * 1024
    """A security report; those on large images have a few megabytes."""
    all_reports_bytes: int = 512 * 1024 * 1024
    """All security reports of one source."""


TrustMode = Literal["declared", "signed"]


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word makes a shield."""

    mode: TrustMode = "declared"
    """`declared`: what the frontmatter of pages says; `signed`: signed statements, and nothing else."""
    file: Path | None = None
    """The trust file: whose signatures count; `Settings.trust_file` says where it is if this doesn't."""
    sha256: str = ""
    """The only content that the trust file may have, as its SHA-256; empty: any."""
    attestations: Path | None = None
    """The folder of the statements, `<name>/<version>.json`; likewise `Settings.attestations`."""

    @property
    def signed(self) -> bool:
        """Whether only signed statements count."""
        return self.mode == "signed"


def resolved(path: Path, code: str, *, home: bool = False) -> Path:
    """A path with its links followed, and with `home` its `~` too, whether or not something stands there.

    Raises `SiteError`, with a problem of this code, for what can't even be looked up: a loop of links, a name too long.
    """
    try:
        named = path.expanduser() if home else path
        with suppress(FileNotFoundError, NotADirectoryError):
            named.stat()
    except RuntimeError:
        raise _unfollowed(path, code, "there is no such home folder") from None
    except OSError as fault:
        raise _unfollowed(path, code, reason_of(fault)) from None
    return real(named)


def real(path: Path) -> Path:
    """A path with its links followed as far as they lead; unlike `Path.resolve` it takes a loop of links as it is."""
    return Path(os.path.realpath(path))


def _unfollowed(path: Path, code: str, reason: str) -> SiteError:
    message = f"this path cannot be followed: {reason}"
    return SiteError(Problem(code, message, Location(path.as_posix()), hint="name another one"))


def beside_of(content: Path) -> Path:
    """The folder that the content folder stands in, as the user would name it."""
    return resolved(content, "PA171").parent if content.name in ("", "..") else content.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build needs to know beside its content."""

    content: Path = Path("content")
    output: Path = Path("build")
    templates: Path | None = None
    """The user's own templates, each replacing the default of the same name."""
    assets: Path | None = None
    """The user's own assets, likewise."""
    title: str = "Pack catalog"
    description: str = ""
    base_url: str = ""
    """Where the site will stand, with a final slash: `https://packs.example/docs/`. Empty: not known."""
    publisher: str = ""
    notice: str = ""
    """A sentence that every page shows, such as a disclaimer."""
    repository: str = ""
    edit_url: str = ""
    """Address of a source file for editing, with `{path}` for its path below the content folder."""
    navigation: tuple[NavigationLink, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    layers: tuple[LayerWords, ...] = ()
    """Layers that the publisher calls otherwise."""
    registries: tuple[RegistrySource, ...] = ()
    previous: Path | None = None
    """The folder of the site as it was last published, to tell what changed since."""
    policy: Policy = Policy()
    limits: Limits = Limits()
    trust: Trust = Trust()
    levels: tuple[tuple[str, Severity | None], ...] = ()
    """How much a problem of a code weighs in this catalog; None: it isn't reported."""
    as_of: date = date(1970, 1, 1)
    """The only clock: what "today" is for this build. The command line sets it to the current day."""
    strict: bool = False
    publishing: bool = False
    """Whether the site is built to be published by packatlas itself, with a page of what changed."""
    jobs: int = 1
    """Worker processes for parsing and rendering."""

    @property
    def trust_file(self) -> Path:
        """Where the trust file stands."""
        return self.trust.file or beside_of(self.content) / "trust.json"

    @property
    def attestations(self) -> Path:
        """Where the statements stand."""
        return self.trust.attestations or beside_of(self.content) / "attestations"

    @property
    def base_path(self) -> str:
        """The path part of `base_url`, always starting and ending with a slash."""
        path = urlsplit(self.base_url).path
        return "/" + path.strip("/") + "/" if path.strip("/") else "/"

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every folder that a build reads, and the trust file; those that aren't there included."""
        beside = beside_of(self.content)
        own = (self.templates or beside / "templates", self.assets or beside / "assets")
        signed = (self.trust_file, self.attestations) if self.trust.signed else ()
        earlier = (self.previous,) if self.previous else ()
        return (self.content, *own, *signed, *(source.path for source in self.registries), *earlier)
