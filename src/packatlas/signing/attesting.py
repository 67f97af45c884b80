"""Sign a statement on a release: a new one, or one more signature on one that is there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.settings import Pace, Settings
from packatlas.signing.catalog import release_of, to_sign
from packatlas.sources import attestations
from packatlas.sources.folder import shown_path
from packatlas.trust import descriptor
from packatlas.trust.envelope import Envelope, read_envelope, signed, text
from packatlas.trust.examination import opened
from packatlas.trust.files import StatementFile
from packatlas.trust.refusal import RefusedError
from packatlas.trust.statement import Claim, payload, read_statement
from packatlas.trust.trust_file import TrustFile, read_trust_file
from packatlas.wording import day, quoted

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_NOBODY = "urn:packatlas:verifier:v1"
"""Who verifies where a catalog has no address that could name it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be signed."""

    release: str
    """`NAME@VERSION`."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """`hardening` and `scan` as the statement will have them."""
    verifier: str = ""
    valid_until: date | None = None
    created: datetime | None = None
    """None: now."""
    renew: bool = False
    """Make a new statement where a signature could be added to one that is there."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed, and where it is."""

    path: str
    claim: Claim
    facts: Mapping[str, Any]
    added: bool
    """Whether it is a signature on a statement that was there."""
    signatures: int
    threshold: int
    """How many the trust file asks for; 0 where there is none."""


def attest(order: Order, settings: Settings, private: Ed25519PrivateKey) -> Signed:
    """Sign, and write the statement to its place. Raises `SiteError` when it would not count."""
    pack, release = release_of(to_sign(settings), order.release)
    facts = descriptor.facts(pack, release)
    if lost := [path for path, digest in release.artifacts if not digest]:
        message = f"the release cannot be signed: {quoted(lost[0])} of its registry folder cannot be read"
        raise SiteError(Problem("PA174", message, release.location, hint="`packatlas check` may say why"))
    path = settings.attestations / pack.name / f"{release.version.text}.json"
    trust = _trust(settings)
    key = _key_id(private)
    before = None if order.renew or order.evidence else _joinable(path, facts, key, order)
    if before is None:
        created = order.created or datetime.now(UTC).replace(microsecond=0)
        until = _end(order, created, key, trust, settings.policy.pace(pack.layer.value, pack.layer.shelf.value))
        verifier = order.verifier or (f"{settings.base_url}verifier/v1" if settings.base_url else _NOBODY)
        said = payload(descriptor.subject(pack, release), facts, verifier, created, until, order.evidence)
        envelope = signed(said, private, {})
    else:
        envelope = signed(before.payload, private, before.signatures)
    claim = _checked(envelope, path, trust)
    _write(path, text(envelope))
    threshold = trust.threshold if trust else 0
    return Signed(shown_path(path), claim, facts, before is not None, len(envelope.signatures), threshold)


def _trust(settings: Settings) -> TrustFile | None:
    """The trust file of a catalog that has one."""
    inputs, _problems = attestations.read(settings)
    return read_trust_file(inputs.data, inputs.path, settings.trust.sha256) if inputs else None


def _key_id(private: Ed25519PrivateKey) -> str:
    from securesystemslib.signer import SSlibKey

    return SSlibKey.from_crypto(private.public_key()).keyid


def _joinable(path: Path, facts: Mapping[str, Any], key: str, order: Order) -> Envelope | None:
    """The statement that is there, if this key can say the same: on the same facts, and still valid."""
    now = order.created or datetime.now(UTC)
    try:
        envelope = read_envelope(path.read_bytes())
        claim = read_statement(envelope.payload)
    except (OSError, RefusedError):
        return None
    same = claim.facts_digest == descriptor.digest(descriptor.canonical(dict(facts)))
    in_force = claim.created <= now < claim.valid_until
    return envelope if same and in_force and key not in envelope.signatures else None


def _end(order: Order, created: datetime, key: str, trust: TrustFile | None, pace: Pace) -> datetime:
    """When the statement ends: as ordered, or with the promise of the catalog, but not after the key itself."""
    if order.valid_until:
        return datetime.combine(order.valid_until, time.min, UTC)
    promised = created + timedelta(weeks=pace.update_weeks)
    known = trust.key(key) if trust else None
    return min(promised, known.valid_before) if known else promised


def _checked(envelope: Envelope, path: Path, trust: TrustFile | None) -> Claim:
    """What the statement says, once it is sure that its keys may say it."""
    shown = shown_path(path)
    try:
        claim = read_statement(envelope.payload)
        if trust:
            file = StatementFile(shown, claim.name, claim.version, text(envelope).encode())
            opened(file, trust, unfinished=True)
    except RefusedError as refusal:
        raise SiteError(refusal.problem(shown)) from None
    return claim


def _write(path: Path, content: str) -> None:
    """All or nothing, in the place of what is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".", delete=False
        ) as stream:
            stream.write(content)
        Path(stream.name).chmod(0o644)
        Path(stream.name).replace(path)
    except OSError as fault:
        message = f"the statement cannot be written: {reason_of(fault)}"
        raise SiteError(Problem("PA174", message, Location(shown_path(path)))) from fault


def told(done: Signed) -> list[str]:
    """What a signer should know of what was signed."""
    claim, lines = done.claim, list[str]()
    if done.added:
        lines.append(
            f"Added a signature to the statement of {day(claim.created.date())} on {claim.subject}: {done.path}"
        )
        lines.append("It says what it said before; --renew would have made a new one.")
    else:
        lines.append(f"Signed a statement on {claim.subject}: {done.path}")
    lines.append(f"  says         {', '.join(claim.properties)}")
    lines.append(f"  valid until  {day(claim.valid_until.date())}")
    artifacts = done.facts["artifacts"]
    lines.append(f"  facts        {len(done.facts)}, with {len(artifacts)} files of its registry folder")
    if done.threshold > done.signatures:
        more = done.threshold - done.signatures
        lines.append(f"It counts once {more} more {'key has' if more == 1 else 'keys have'} signed it.")
    return lines
