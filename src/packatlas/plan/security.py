"""The page of the catalog's vulnerabilities: what is open where, since which scan, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.findings import Rating, Scan
from packatlas.issues import Issue
from packatlas.model import Pack
from packatlas.plan import words
from packatlas.plan.advisories import issue_ref
from packatlas.plan.changes import changes
from packatlas.plan.lists import pager
from packatlas.plan.rows import release_address
from packatlas.plan.scan_panel import ALWAYS, RATINGS
from packatlas.plan.security_views import ChangeRow, IssueRow, ScanRow, SecurityView
from packatlas.plan.views import Ref
from packatlas.settings import Settings
from packatlas.wording import day

_PACKS = 150
"""Packs on one page of the list."""
_UNKNOWN = 200
_ISSUES = 40
_CHANGES = 12


def security_views(catalog: Catalog, settings: Settings) -> Iterator[SecurityView]:
    """The page, and those that its list of packs goes on over in a large catalog."""
    rows = sorted((_pack_row(pack) for pack in catalog.packs), key=_urgency)
    known, unknown = [row for row in rows if row.known], [row.subject for row in rows if not row.known]
    parts = [known[start : start + _PACKS] for start in range(0, len(known), _PACKS)] or [[]]
    first = SecurityView(
        address=urls.SECURITY,
        template="security.html",
        title="Security",
        description="Open vulnerabilities of every pack by its security reports, and the releases that fix them.",
        lines=tuple(_summary(catalog, rows)),
        layers=tuple(_layer_rows(catalog, rows)),
        packs=(),
        unknown=tuple(unknown[:_UNKNOWN]),
        unknown_more=max(0, len(unknown) - _UNKNOWN),
        issues=tuple(issue_row(issue, catalog) for issue in catalog.issues[:_ISSUES]),
        issues_more=max(0, len(catalog.issues) - _ISSUES),
        changes=tuple(_change_rows(catalog, settings)),
        feed=urls.SECURITY_FEED if settings.previous else "",
        api=urls.API_SECURITY,
    )
    for number, part in enumerate(parts, start=1):
        yield replace(
            first,
            address=urls.numbered(urls.SECURITY, number),
            title=first.title if number == 1 else f"{first.title}, page {number}",
            packs=tuple(part),
            pager=pager(urls.SECURITY, number, len(parts)) if len(parts) > 1 else None,
        )


def _pack_row(pack: Pack) -> ScanRow:
    latest = pack.latest
    scan = latest.scan if latest else None
    version = latest.version.text if latest else ""
    address = release_address(pack, latest) if latest and scan else urls.pack(pack.name)
    return ScanRow(
        subject=Ref(pack.title, address),
        layer=pack.layer.shelf.value,
        version=version,
        known=scan is not None and scan.of_packages,
        figures=_figures(scan),
        fixable=scan.fixable if scan else 0,
        day=scan.day if scan else None,
    )


def _figures(scan: Scan | None) -> tuple[int, ...]:
    counts = scan.counts if scan else dict.fromkeys(Rating, 0)
    return (*(counts[rating] for rating in ALWAYS), counts[Rating.NEGLIGIBLE] + counts[Rating.UNKNOWN])


def _urgency(row: ScanRow) -> tuple[object, ...]:
    """The worst first, what isn't known last."""
    return (not row.known, *(-number for number in row.figures), row.subject.title.casefold(), row.subject.address)


def _summary(catalog: Catalog, rows: Sequence[ScanRow]) -> Iterator[str]:
    known = [row for row in rows if row.known]
    if not known:
        yield "No security report was read, so the vulnerabilities of these packs are not known."
        return
    yield (
        f"{len(known):,} of {words.count(len(rows), 'pack')} have a security report on their latest release. "
        f"Together these have {sum(row.figures[0] for row in known):,} critical and "
        f"{sum(row.figures[1] for row in known):,} high vulnerabilities open."
    )
    scans = [pack.latest.scan for pack in catalog.packs if pack.latest and pack.latest.scan]
    if days := [scan.day for scan in scans if scan.day]:
        newest = f", the newest of {day(max(days))}" if max(days) > min(days) else ""
        yield f"The oldest scan is of {day(min(days))}{newest}."
    if lists := [scan.database for scan in scans if scan.database]:
        yield f"The oldest list of vulnerabilities that a scanner used is of {day(min(lists))}."


def _layer_rows(catalog: Catalog, rows: Iterable[ScanRow]) -> Iterator[ScanRow]:
    """The layers that have packs, applications first."""
    by_layer: dict[str, list[ScanRow]] = {}
    for row in rows:
        by_layer.setdefault(row.layer, []).append(row)
    for shelf in reversed(catalog.shelves):
        here = by_layer.get(shelf.layer.value, [])
        known = [row for row in here if row.known]
        if not here:
            continue
        yield ScanRow(
            subject=Ref(catalog.layers[shelf.layer].title, urls.layer(shelf.layer)),
            layer=shelf.layer.value,
            version="",
            known=bool(known),
            figures=tuple(map(sum, zip(*(row.figures for row in here), strict=True))),
            fixable=sum(row.fixable for row in known),
            day=min((row.day for row in known if row.day), default=None),
            scanned=len(known),
            total=len(here),
        )


def issue_row(issue: Issue, catalog: Catalog) -> IssueRow:
    """An issue as lists name it."""
    return IssueRow(
        issue=issue_ref(issue.id, catalog),
        rating=issue.rating.value if issue.open else "",
        label=RATINGS[issue.rating] if issue.open else "",
        packs=len({place.pack.name for place in issue.open}),
        fixes=tuple(
            Ref(f"{place.pack.title} {place.release.version}", release_address(place.pack, place.release))
            for place in issue.fixed[:3]
        ),
    )


def _change_rows(catalog: Catalog, settings: Settings) -> Iterator[ChangeRow]:
    for change in changes(catalog, settings)[:_CHANGES]:
        pack = catalog.by_name.get(change.pack)
        yield ChangeRow(
            day=change.day,
            kind=change.kind.value,
            subject=Ref(change.title, urls.pack(pack.name) if pack else None),
            words=words.change(change),
            issues=tuple(issue_ref(id, catalog) for id in change.issues[:5]),
            more=change.more + max(0, len(change.issues) - 5),
        )
