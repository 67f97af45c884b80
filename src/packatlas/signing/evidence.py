"""What a statement says beyond the facts: hardening, and a scan for vulnerabilities, from what tools reported."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from packatlas.errors import NOWHERE, Location, Problem, SiteError, reason_of

_LEVEL = re.compile(r"Level [12]\b")
_LARGEST = 64 * 1024 * 1024


def evidence(
    scan: Path | None,
    cis: tuple[str, str, str] | None,
    results: tuple[int, int, int] | None,
    report: Path | None,
) -> dict[str, Any]:
    """`hardening` and `scan` of a statement, as far as there are any. Raises `SiteError` for what can't be meant."""
    found: dict[str, Any] = {}
    if cis:
        found["hardening"] = _hardening(cis, results, report)
    elif results or report:
        raise _fault("the result of a CIS benchmark without the benchmark", "name it with --cis")
    if scan:
        found["scan"] = {}
    return found


def _hardening(cis: tuple[str, str, str], results: tuple[int, int, int] | None, report: Path | None) -> dict[str, Any]:
    name, version, profile = (" ".join(part.split()) for part in cis)
    if not _LEVEL.search(profile):
        raise _fault(f"the profile '{profile}' names no level", "write it as 'Level 1 - Server'")
    stated: dict[str, Any] = {"benchmark": name, "version": version, "profile": profile}
    if results:
        stated |= dict(zip(("passed", "failed", "notApplicable"), results, strict=True))
    if report:
        stated["report"] = {"digest": {"sha256": hashlib.sha256(_read(report)).hexdigest()}}
    return stated


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as fault:
        place = Location(path.as_posix())
        raise SiteError(Problem("PA174", f"the report cannot be read: {reason_of(fault)}", place)) from fault
    if len(data) > _LARGEST:
        raise _fault("the report is larger than 64 MiB", "sign its summary instead")
    return data


def _fault(message: str, hint: str) -> SiteError:
    return SiteError(Problem("PA174", message, NOWHERE, hint=hint))
