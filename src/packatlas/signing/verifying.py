"""What every statement is worth, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from packatlas import parse
from packatlas.cache import Cache
from packatlas.catalog import Catalog, assemble
from packatlas.errors import Problem
from packatlas.model import Release, Verification
from packatlas.report import safe
from packatlas.settings import Settings
from packatlas.signing.catalog import pack_of, release_of
from packatlas.sources.all_inputs import read
from packatlas.sources.folder import shown_path
from packatlas.trust.examination import examine

VERIFIED, EXPIRED, NONE, INVALID, REVOKED = "verified", "expired", "none", "invalid", "revoked"


@dataclass(frozen=True, slots=True)
class Row:
    """One release, or one statement that is on none."""

    pack: str
    version: str
    outcome: str
    """`verified`, `expired`, `none`, `invalid` or `revoked`."""
    reason: str = ""
    """Why it is not verified."""
    file: str = ""
    record: Verification | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was looked at."""

    rows: tuple[Row, ...]
    as_of: date
    """The day of the clock: that of the command, or of the newest statement if it is later."""
    others: tuple[Problem, ...] = ()
    """What is wrong with files that could not even be read."""


def verify(settings: Settings, wanted: str = "") -> Verdict:
    """Look at every statement, or at those on one pack or one release, `NAME` or `NAME@VERSION`.

    Raises `SiteError` when the trust file is not in order, or the catalog has no such pack.
    """
    inputs, unreadable = read(settings)
    parsed, _faults = parse.parse(inputs.documents, settings, Cache())
    evidence = examine(inputs.trust, settings)
    catalog, clashes = assemble(parsed.packs, parsed.pages, inputs.files, settings, parsed.folders, evidence=evidence)
    clock = evidence.clock if evidence else settings.as_of
    files = inputs.trust.statements if inputs.trust else ()
    problems = {problem.location.path: problem for problem in clashes if problem.code.startswith("PA19")}
    refused = {(file.name, file.version): _refused(file.name, file.version, file.path, problems[file.path])
               for file in files if file.path in problems}  # fmt: skip
    releases = _wanted(catalog, wanted)
    rows = [
        refused.pop(at) if (at := (name, release.version.text)) in refused else _row(name, release, clock)
        for name, release in releases
    ]
    name, _, version = wanted.partition("@")
    rows += [row for row in refused.values() if name in ("", row.pack) and version in ("", row.version)]
    shown = rows if wanted else [row for row in rows if row.outcome != NONE]
    folder = f"{shown_path(settings.attestations)}/"
    others = tuple(problem for problem in unreadable if problem.location.path.startswith(folder))
    return Verdict(tuple(sorted(shown, key=lambda row: (row.pack, row.file))), clock, others)


def _wanted(catalog: Catalog, wanted: str) -> Iterable[tuple[str, Release]]:
    if "@" in wanted:
        pack, release = release_of(catalog, wanted)
        return [(pack.name, release)]
    packs = [pack_of(catalog, wanted)] if wanted else catalog.packs
    return [(pack.name, release) for pack in packs for release in pack.releases]


def _refused(name: str, version: str, file: str, problem: Problem) -> Row:
    return Row(name, version, REVOKED if problem.code == "PA198" else INVALID, problem.message, file)


def _row(name: str, release: Release, clock: date) -> Row:
    record = release.verification
    if record is None:
        return Row(name, release.version.text, NONE, "there is no signed statement on it")
    late = record.valid_until is not None and clock > record.valid_until
    reason = f"it was valid until {record.valid_until}" if late else ""
    outcome = EXPIRED if late else VERIFIED
    return Row(name, release.version.text, outcome, reason, record.location.path, record)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": "packatlas-verify/v1",
        "as_of": verdict.as_of.isoformat(),
        "releases": [_json_row(row) for row in verdict.rows],
        "unreadable": [str(problem) for problem in verdict.others],
    }


def _json_row(row: Row) -> dict[str, Any]:
    record = row.record
    statement = record.statement if record else None
    return {
        "pack": row.pack,
        "version": row.version,
        "outcome": row.outcome,
        "reason": row.reason,
        "file": row.file,
        "verified_on": record.verified_on.isoformat() if record else None,
        "valid_until": record.valid_until.isoformat() if record and record.valid_until else None,
        "verifier": statement.verifier if statement else None,
        "properties": list(statement.properties) if statement else [],
        "payload_sha256": statement.digest if statement else None,
        "signers": [{"keyid": one.key, "owner": one.owner} for one in statement.signers] if statement else [],
    }


def as_table(rows: Sequence[Row]) -> list[str]:
    """One line a release, in columns; the digest of a payload is what revokes it."""
    if not rows:
        return ["There is no statement here."]
    cells = [("PACK", "VERSION", "OUTCOME", "VALID UNTIL", "SIGNED BY, OR WHY NOT")]
    for row in rows:
        until = row.record.valid_until if row.record else None
        words = row.reason or (row.record.by if row.record else "")
        cells.append((safe(row.pack), safe(row.version), row.outcome, until.isoformat() if until else "", safe(words)))
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    return ["  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[4]]).rstrip()
            for line in cells]  # fmt: skip


def summary(rows: Sequence[Row]) -> str:
    """How many of which outcome."""
    found = [(outcome, sum(row.outcome == outcome for row in rows)) for outcome in
             (VERIFIED, EXPIRED, NONE, INVALID, REVOKED)]  # fmt: skip
    return ", ".join(
        f"{count} {'without a statement' if outcome == NONE else outcome}" for outcome, count in found if count
    )


def good(verdict: Verdict, *, strict: bool) -> bool:
    """Whether a pipeline may go on: nothing is refused, and of what was asked for not all is unsigned."""
    outcomes = {row.outcome for row in verdict.rows}
    bad = {INVALID, REVOKED} | ({EXPIRED} if strict else set())
    return not verdict.others and not outcomes & bad and outcomes != {NONE}
