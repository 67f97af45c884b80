"""What templates get of vulnerabilities beside the section of a release: the page of the catalog, that of one issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from packatlas.plan.views import Pager, PageView, Ref


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A pack or a layer with what is open in it."""

    subject: Ref
    layer: str
    version: str
    """The latest release; empty for a layer."""
    known: bool
    """False for a layer of which nothing is known."""
    figures: tuple[int, ...]
    """How many are critical, high, medium, low, and anything else."""
    fixable: int
    day: date | None
    scanned: int = 0
    """For a layer: how many of its packs have a report on their latest release."""
    total: int = 0


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue in a list."""

    issue: Ref
    rating: str
    label: str
    packs: int
    """In how many packs it is open, whatever the release."""
    fixes: tuple[Ref, ...]
    """Releases that say they fix it, a few."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something that changed from one publish to the next."""

    day: date
    kind: str
    subject: Ref
    words: str
    issues: tuple[Ref, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityView(PageView):
    """`security.html`: the whole catalog."""

    lines: tuple[str, ...]
    layers: tuple[ScanRow, ...]
    packs: tuple[ScanRow, ...]
    """Latest releases of which something is known, the most urgent first; on this page of the list."""
    unknown: tuple[Ref, ...]
    """Packs of whose latest release nothing is known."""
    unknown_more: int
    issues: tuple[IssueRow, ...]
    issues_more: int
    changes: tuple[ChangeRow, ...]
    feed: str
    """Address of the feed of changes; empty where none is made."""
    api: str
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """A pack that has, or had, an issue."""

    pack: Ref
    layer: str
    open: tuple[Ref, ...]
    """Releases in which a report found it, newest first, a few."""
    open_more: int
    packages: tuple[str, ...]
    """Where it is in the newest of them: `openssl 3.0.1, fixed in 3.0.2`."""
    fixed: tuple[Ref, ...]
    """Releases that say they fix it."""
    advice: str
    """What to do, as a sentence."""
    state: str
    """`open`, `fixed` or `unknown`, for the latest release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView(PageView):
    """`issue.html`: one vulnerability."""

    id: str
    aliases: tuple[str, ...]
    rating: str
    label: str
    """Empty where no report rates it."""
    record: str
    """Address of the public record."""
    lines: tuple[str, ...]
    affected: tuple[Affected, ...]
    affected_more: int
    api: str
