"""The entries of header and footer that the publisher chose."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from packatlas import urls
from packatlas.errors import Location, Problem, Severity
from packatlas.plan.views import Planned, Ref
from packatlas.settings import Settings
from packatlas.suggest import near_name


def entries(settings: Settings) -> tuple[Ref, ...]:
    """The publisher's entries with their addresses: site-relative, or as they are when they lead elsewhere."""
    return tuple(Ref(link.label, address(link.target)) for link in settings.navigation)


def address(target: str) -> str:
    """Where an entry leads: `guides/install`, `guides/install.md` and `/guides/install/` are one page."""
    if is_external(target):
        return target
    path, mark, fragment = target.strip().partition("#")
    path = path.strip("/")
    for ending in (".md", ".mdx"):
        path = path.removesuffix(ending)
    place = path if "." in path.rpartition("/")[2] else urls.page(path)
    return place + mark + fragment


def is_external(target: str) -> bool:
    """Whether a target leaves the site."""
    parts = urlsplit(target)
    return bool(parts.scheme or parts.netloc)


def dead_ends(pages: Iterable[Planned], settings: Settings) -> tuple[Problem, ...]:
    """Entries for pages that this site doesn't have. Entries for files are not looked at."""
    standing = list(pages)
    known = {page.address for page in standing}
    moved = {urls.page(page.source.rpartition(".")[0]): page.address for page in standing if page.source}
    return tuple(
        Problem(
            "PA150",
            f"the navigation entry '{link.label}' leads to '{link.target}', which is no page of this site",
            Location((settings.content / "catalog.yaml").as_posix()),
            Severity.WARNING,
            f"that page stands at '{moved[place]}'"
            if place in moved
            else near_name(place, known) or "write the path of a page, such as guides/install",
        )
        for link in settings.navigation
        if not is_external(link.target)
        and (place := address(link.target).partition("#")[0]) not in known
        and (place.endswith("/") or place == urls.HOME)
    )
