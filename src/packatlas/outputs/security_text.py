"""Vulnerabilities in the Markdown copies of pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packatlas.outputs import marks
from packatlas.outputs.copy_parts import Place
from packatlas.plan.pack_views import ReportRow, ScanPanel
from packatlas.plan.security_views import Affected, ChangeRow, IssueRow, IssueView, ScanRow, SecurityView
from packatlas.wording import day

Parts = tuple[str, Sequence[str]]
"""A heading, which may be empty, and the paragraphs below it."""


def of_pack(panel: ScanPanel | None, place: Place) -> Iterator[str]:
    """What is open in the latest release."""
    if panel:
        yield from map(marks.line, panel.lines)
        yield _tallies(panel)
        if panel.json:
            yield marks.link("All of them as JSON", place.file(panel.json))


def of_release(panel: ScanPanel | None, place: Place) -> Iterator[str]:
    """What is open in a release, and who says so."""
    if not panel:
        return
    yield from map(marks.line, panel.lines)
    yield _tallies(panel)
    if panel.rows:
        head = ("Vulnerability", "Rating", "Package", "Installed", "Fixed in")
        yield marks.table(
            head,
            (
                (
                    place.ref(row.issue),
                    row.label,
                    marks.code(row.package),
                    marks.code(row.version),
                    marks.line(row.fixed_in),
                )
                for row in panel.rows
            ),
        )
    if panel.more:
        yield f"{panel.more:,} more are in the JSON."
    yield marks.items(_report(report) for report in panel.reports)
    if panel.json:
        yield marks.link("All of them as JSON", place.file(panel.json))


def overview(page: SecurityView, place: Place) -> Iterator[Parts]:
    """The page of the whole catalog."""
    yield "", [*map(marks.line, page.lines), marks.link("All of this as JSON", place.file(page.api))]
    if not page.pager or page.pager.number == 1:
        head = ("Vulnerability", "Rating", "Open in", "Fixed by")
        worst = [marks.table(head, [_issue(row, place) for row in page.issues])] if page.issues else []
        yield "The worst vulnerabilities", worst
        yield "What changed", [marks.items(_change(row, place) for row in page.changes)]
        yield "By layer", [_figures("Layer", "Scanned", page.layers, place)]
    yield "By pack", [_figures("Pack", "Version", page.packs, place)] if page.packs else []
    yield "Not known", [", ".join(place.ref(pack) for pack in page.unknown)]


def issue(page: IssueView, place: Place) -> Iterator[Parts]:
    """The page of one vulnerability."""
    said = [*map(marks.line, page.lines)]
    said += [f"Rating: {page.label}."] if page.label else []
    said += [f"Also known as {marks.line(', '.join(page.aliases))}."] if page.aliases else []
    said += [marks.link("The public record", page.record)] if page.record else []
    yield "", said
    yield "Packs", [marks.items(_affected(one, place) for one in page.affected)]


def _tallies(panel: ScanPanel) -> str:
    return ", ".join(f"{tally.count:,} {tally.label.lower()}" for tally in panel.tallies)


def _report(report: ReportRow) -> str:
    parts = [marks.line(report.scanner)]
    parts += [f"on {marks.code(report.subject)}"] if report.subject else []
    parts += [f"of {day(report.finished)}"] if report.finished else []
    parts += [f"with a list of {day(report.database)}"] if report.database else []
    parts += [f"brought along by the registry {marks.line(report.registry)}"] if report.registry else []
    return " ".join([*parts, *map(marks.line, report.notes)])


def _issue(row: IssueRow, place: Place) -> Sequence[str]:
    open_in = "1 pack" if row.packs == 1 else f"{row.packs:,} packs" if row.packs else "no report"
    return place.ref(row.issue), row.label, open_in, ", ".join(place.ref(fix) for fix in row.fixes)


def _change(row: ChangeRow, place: Place) -> str:
    said = f"{day(row.day)}: {place.ref(row.subject)}: {marks.line(row.words)}"
    return f"{said} ({', '.join(place.ref(one) for one in row.issues)})" if row.issues else said


def _figures(first: str, second: str, rows: Sequence[ScanRow], place: Place) -> str:
    head = (first, second, "Critical", "High", "Medium", "Low", "Other", "With a fix", "Scanned on")
    return marks.table(head, (_figure_row(row, place) for row in rows))


def _figure_row(row: ScanRow, place: Place) -> Sequence[str]:
    figures = [f"{figure:,}" if row.known else "not known" for figure in (*row.figures, row.fixable)]
    what = marks.line(row.version) or f"{row.scanned:,} of {row.total:,} packs"
    return place.ref(row.subject), what, *figures, day(row.day) if row.day else ""


def _affected(one: Affected, place: Place) -> str:
    said = [f"{place.ref(one.pack)}: {marks.line(one.advice)}"]
    if one.open:
        releases = ", ".join(place.ref(release) for release in one.open)
        said.append(f"Open in {releases}: {marks.line('; '.join(one.packages))}.")
    if one.fixed:
        said.append(f"Fixed by {', '.join(place.ref(release) for release in one.fixed)}.")
    return " ".join(said)
