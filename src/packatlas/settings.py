"""One frozen `Settings` for a whole build. Every default of the product stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from packatlas.errors import Location


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


@dataclass(frozen=True, slots=True)
class Policy:
    """The publisher's promise, in days and weeks; the defaults are the field's usual maintenance policy."""

    update_weeks: int = 8
    """A verified pack whose newest verification is older than this is overdue: its shield turns amber."""
    due_soon_weeks: int = 6
    """From this age on a verified pack's update is due soon; its shield stays green."""
    deprecated_months: int = 3
    """How long a deprecated release stays before it is disabled."""
    disabled_months: int = 3
    """How long a disabled release stays before it is deleted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source may contain at most, so that no single file can stop a build."""

    text_bytes: int = 2 * 1024 * 1024
    """A Markdown, YAML or JSON file."""
    file_bytes: int = 25 * 1024 * 1024
    """Any file that is copied as it is."""


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
    policy: Policy = Policy()
    limits: Limits = Limits()
    as_of: date = date(1970, 1, 1)
    """The only clock: what "today" is for this build. The command line sets it to the current day."""
    strict: bool = False
    publishing: bool = False
    """Whether the site is built to be published by packatlas itself, with a page of what changed."""
    jobs: int = 1
    """Worker processes for parsing and rendering."""

    @property
    def base_path(self) -> str:
        """The path part of `base_url`, always starting and ending with a slash."""
        path = urlsplit(self.base_url).path
        return "/" + path.strip("/") + "/" if path.strip("/") else "/"

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every folder that a build reads, those that aren't there included."""
        own = (self.templates or self.content.parent / "templates", self.assets or self.content.parent / "assets")
        return (self.content, *own, *(source.path for source in self.registries))
