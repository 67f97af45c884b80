"""The payload: an in-toto Statement v1 that carries a Simple Verification Result, and what it says of a release.

Specifications: https://github.com/in-toto/attestation/tree/main/spec, `v1/statement.md` and `predicates/svr.md`; the
fields `validUntil`, `hardening`, `scan` and `facts` are extensions, as that page allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from packatlas.model import Benchmark, Layer, SignedScan
from packatlas.trust.descriptor import canonical, digest
from packatlas.trust.forms import Form
from packatlas.trust.refusal import RefusedError
from packatlas.trust.strict import UnsoundError, read_json, written

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
SVR = "https://in-toto.io/attestation/svr/v0.1"
BUILT = "PACK_BUILT_BY_PUBLISHER"
"""The property that makes a shield: built and maintained by the publisher of the catalog."""
NO_CRITICAL = "PACK_NO_CRITICAL_VULNERABILITIES"
HARDENED = "PACK_CIS_LEVEL_"
"""Before the level, 1 or 2."""
SEVERITIES = ("critical", "high", "medium", "low", "unknown")
_SUBJECT = re.compile(rf"pack:({'|'.join(Layer)})/([A-Za-z0-9._-]+)@([0-9A-Za-z.+_-]+)", re.ASCII)
_LEVEL = re.compile(r"Level ([12])\b")
_MOST_PROPERTIES = 64
_ANEW = "make it anew with `packatlas attest`"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signed payload says, in order by itself; nobody has compared it with the catalog yet."""

    subject: str
    layer: str
    name: str
    version: str
    facts_digest: str
    """SHA-256 of the canonical facts of the release that it speaks of."""
    verifier: str
    created: datetime
    valid_until: datetime
    properties: tuple[str, ...]
    cis: Benchmark | None
    scan: SignedScan | None
    facts: Any
    """The facts in full, if it states them."""


def read_statement(payload: bytes) -> Claim:
    """What a payload says; its signatures must have been verified before. Raises `RefusedError`."""
    try:
        value = read_json(payload)
    except UnsoundError as fault:
        raise RefusedError("PA194", f"the payload of this statement {fault}", _ANEW) from None
    form = Form()
    claim = _claim(value, form)
    if form.faults or claim is None:
        raise RefusedError("PA194", f"this statement is not of the right form: {form.faults[0][1]}", _ANEW)
    if contradiction := _contradiction(claim):
        raise RefusedError("PA197", f"this statement contradicts itself: {contradiction}", _ANEW)
    return claim


def _claim(value: Any, form: Form) -> Claim | None:
    stated = form.object(value, (), ("_type", "subject", "predicateType", "predicate"), others=True)
    for key, wanted in (("_type", STATEMENT_TYPE), ("predicateType", SVR)):
        if key in stated and stated[key] != wanted:
            form.fault((key,), f"'{key}' is not '{wanted}'")
    named = _subject(stated.get("subject"), form)
    at = ("predicate",)
    keys = ("verifier", "timeCreated", "validUntil", "properties", "hardening?", "scan?", "facts?")
    predicate = form.object(stated.get("predicate"), at, keys, others=True)
    verifier = form.object(predicate.get("verifier"), (*at, "verifier"), ("id",), others=True)
    verifier_id = form.uri(verifier.get("id"), (*at, "verifier", "id"))
    created = form.moment(predicate.get("timeCreated"), (*at, "timeCreated"))
    until = form.moment(predicate.get("validUntil"), (*at, "validUntil"))
    properties = form.items(predicate.get("properties"), (*at, "properties"), form.text, _MOST_PROPERTIES)
    cis = _hardening(predicate["hardening"], form) if "hardening" in predicate else None
    scan = _scan(predicate["scan"], form) if "scan" in predicate else None
    if form.faults or named is None or created is None or until is None:
        return None
    return Claim(
        subject=named[0],
        layer=named[1],
        name=named[2],
        version=named[3],
        facts_digest=named[4],
        verifier=verifier_id,
        created=created,
        valid_until=until,
        properties=properties,
        cis=cis,
        scan=scan,
        facts=predicate.get("facts"),
    )


def _subject(value: Any, form: Form) -> tuple[str, str, str, str, str] | None:
    """The one subject of a statement: its name whole, then layer, name and version, and the digest of its facts."""
    steps = ("subject", 0)
    subjects = form.items(value, ("subject",), lambda item, _steps: item, most=1)
    named = form.object(subjects[0] if subjects else {}, steps, ("name", "digest"), others=True)
    digests = form.object(named.get("digest"), (*steps, "digest"), ("sha256",))
    facts_digest = form.digest(digests.get("sha256"), (*steps, "digest", "sha256"))
    subject = named.get("name")
    parts = _SUBJECT.fullmatch(subject) if isinstance(subject, str) else None
    if parts is None:
        form.fault((*steps, "name"), "'subject[1].name' is not 'pack:<layer>/<name>@<version>'")
        return None
    return parts[0], parts[1], parts[2], parts[3], facts_digest


def _hardening(value: Any, form: Form) -> Benchmark:
    at = ("predicate", "hardening")
    keys = ("benchmark", "version", "profile", "passed?", "failed?", "notApplicable?", "report?")
    stated = form.object(value, at, keys, others=True)
    results = tuple(
        form.number(stated[key], (*at, key)) for key in ("passed", "failed", "notApplicable") if key in stated
    )
    if results and len(results) < 3:
        form.fault(at, "'hardening' has some of 'passed', 'failed' and 'notApplicable', and not all")
    _report(stated, at, form)
    level = _LEVEL.search(form.text(stated.get("profile"), (*at, "profile")))
    return Benchmark(
        form.text(stated.get("benchmark"), (*at, "benchmark")),
        form.text(stated.get("version"), (*at, "version")),
        int(level[1]) if level else None,
        (results[0], results[1], results[2]) if len(results) == 3 else None,
    )


def _scan(value: Any, form: Form) -> SignedScan | None:
    at = ("predicate", "scan")
    stated = form.object(value, at, ("scanner", "finishedOn", "counts", "fixable", "report?"), others=True)
    scanner = form.object(stated.get("scanner"), (*at, "scanner"), ("uri", "version?", "db?"), others=True)
    counts = form.object(stated.get("counts"), (*at, "counts"), SEVERITIES)
    numbers = tuple((key, form.number(counts.get(key), (*at, "counts", key))) for key in SEVERITIES)
    fixable = form.number(stated.get("fixable"), (*at, "fixable"))
    updated = _database(scanner, (*at, "scanner", "db"), form) if "db" in scanner else None
    finished = form.moment(stated.get("finishedOn"), (*at, "finishedOn"))
    _report(stated, at, form)
    uri = form.uri(scanner.get("uri"), (*at, "scanner", "uri"))
    version = form.text(scanner["version"], (*at, "scanner", "version")) if "version" in scanner else ""
    if finished is None:
        return None
    return SignedScan(uri, version, updated, finished.date(), numbers, fixable)


def _database(scanner: Mapping[str, Any], at: tuple[str, ...], form: Form) -> date | None:
    """The day of the scanner's list of vulnerabilities; not every scanner says it."""
    stated = form.object(scanner["db"], at, ("lastUpdate",), others=True)
    updated = form.moment(stated.get("lastUpdate"), (*at, "lastUpdate"))
    return updated.date() if updated else None


def _report(stated: Mapping[str, Any], at: tuple[str, ...], form: Form) -> None:
    if "report" in stated:
        report = form.object(stated["report"], (*at, "report"), ("digest",), others=True)
        digests = form.object(report.get("digest"), (*at, "report", "digest"), ("sha256",))
        form.digest(digests.get("sha256"), (*at, "report", "digest", "sha256"))


def _contradiction(claim: Claim) -> str:
    """What in a statement cannot be, in words; empty when nothing is."""
    scan, levels = claim.scan, [one for one in claim.properties if one.startswith(HARDENED)]
    if claim.valid_until <= claim.created:
        return f"it is valid until {written(claim.valid_until)}, and was created on {written(claim.created)}"
    if BUILT not in claim.properties:
        return f"its properties don't say {BUILT}, which is what a shield means"
    if claim.cis and levels != ([f"{HARDENED}{claim.cis.level}"] if claim.cis.level else []):
        return "its properties name another level than the profile that it was hardened to"
    if scan and NO_CRITICAL in claim.properties and dict(scan.counts)["critical"]:
        return f"its properties say {NO_CRITICAL}, and its scan found {dict(scan.counts)['critical']}"
    if scan and scan.fixable > sum(count for _, count in scan.counts):
        return "its scan has more fixable findings than findings"
    if scan and (scan.finished > claim.created.date() or (scan.database or scan.finished) > scan.finished):
        return "its scan ended after it was created, or before its database was made"
    if claim.facts is not None and digest(canonical(claim.facts)) != claim.facts_digest:
        return "its facts are not those of its digest"
    return ""


def payload(
    subject: str,
    facts: Mapping[str, Any],
    verifier: str,
    created: datetime,
    until: datetime,
    evidence: Mapping[str, Any],
) -> bytes:
    """The canonical bytes of a statement on a release; `evidence` may have `hardening` and `scan`."""
    properties = [BUILT]
    if found := _LEVEL.search(str(evidence.get("hardening", {}).get("profile", ""))):
        properties.append(f"{HARDENED}{found[1]}")
    if "scan" in evidence and not evidence["scan"]["counts"]["critical"]:
        properties.append(NO_CRITICAL)
    return canonical({
        "_type": STATEMENT_TYPE,
        "subject": [{"name": subject, "digest": {"sha256": digest(canonical(facts))}}],
        "predicateType": SVR,
        "predicate": {
            "verifier": {"id": verifier},
            "timeCreated": written(created),
            "validUntil": written(until),
            "properties": properties,
            "facts": dict(facts),
            **evidence,
        },
    })  # fmt: skip
