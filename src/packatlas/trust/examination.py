"""Which statements count by themselves: signed by whom they have to be, at a time when that could be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from packatlas.errors import Problem
from packatlas.model import Signer
from packatlas.settings import Settings
from packatlas.trust.descriptor import digest
from packatlas.trust.envelope import Envelope, read_envelope, verifies
from packatlas.trust.files import StatementFile, TrustInputs
from packatlas.trust.refusal import RefusedError
from packatlas.trust.statement import SVR, Claim, read_statement
from packatlas.trust.trust_file import TrustFile, TrustKey, read_trust_file
from packatlas.wording import day, quoted

_SIGN_ANEW = "sign the release anew with `packatlas attest`"


@dataclass(frozen=True, slots=True)
class Sound:
    """A statement that counts, if the catalog is as it says."""

    file: StatementFile
    envelope: Envelope
    claim: Claim
    signers: tuple[Signer, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the payload, by which it can be revoked."""
        return digest(self.envelope.payload)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the statements of a catalog are worth before it is known."""

    trust: TrustFile
    sound: tuple[Sound, ...]
    refused: tuple[tuple[StatementFile, Problem], ...]
    clock: date
    """The day of the build, or that of the newest signed statement if it is later."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why some don't count."""
        return tuple(problem for _, problem in self.refused)


def examine(inputs: TrustInputs | None, settings: Settings) -> Evidence | None:
    """Read the trust file and every statement; None where only pages are trusted.

    Raises `SiteError` when the trust file is not in order.
    """
    if inputs is None:
        return None
    trust, as_of = read_trust_file(inputs.data, inputs.path, settings.trust.sha256), settings.as_of
    signed, refused = list[Sound](), list[tuple[StatementFile, Problem]]()
    for file in inputs.statements:
        try:
            signed.append(opened(file, trust))
        except RefusedError as refusal:
            refused.append((file, refusal.problem(file.path)))
    newest = _newest(signed)
    sound = []
    for one in signed:
        try:
            _check_place(one, newest[one.claim.subject], as_of)
            sound.append(one)
        except RefusedError as refusal:
            refused.append((one.file, refusal.problem(one.file.path)))
    clock = max([as_of, *(one.claim.created.date() for one in signed)])
    return Evidence(trust, tuple(sound), tuple(refused), clock)


def opened(file: StatementFile, trust: TrustFile, *, unfinished: bool = False) -> Sound:
    """A statement all of whose signatures count; an `unfinished` one may need some more. Raises `RefusedError`.

    There is no half-good statement: one signature that doesn't count is reason enough to look at it again.
    """
    envelope = read_envelope(file.data)
    if (found := digest(envelope.payload)) in trust.revoked:
        message = f"this statement is revoked: the trust file names the digest of its payload, {found}"
        raise RefusedError("PA198", message, _SIGN_ANEW)
    keys = [_key(key, trust) for key in envelope.signatures]
    for key in keys:
        if not verifies(envelope, key.id, key.public):
            message = f"this statement has a wrong signature: it is not what {_owner(key)} signed"
            raise RefusedError("PA195", message, "restore the file as it was signed, or sign the release anew")
    claim = read_statement(envelope.payload)
    for key in keys:
        _check_reach(key, claim)
    if len(keys) < trust.threshold and not unfinished:
        message = f"this statement has {len(keys)} of the {trust.threshold} signatures that it needs"
        raise RefusedError("PA195", message, "have it signed by another key with `packatlas attest`")
    return Sound(file, envelope, claim, tuple(Signer(key.id, key.owner, key.public) for key in keys))


def _key(id: str, trust: TrustFile) -> TrustKey:
    key = trust.key(id)
    if id in trust.revoked:
        who = f"{_owner(key)}" if key else f"the key {id[:16]}…"
        raise RefusedError("PA198", f"this statement is signed by a key that is revoked, that of {who}", _SIGN_ANEW)
    if key is None:
        message = f"this statement is signed by the key {id[:16]}…, which is not in the trust file"
        raise RefusedError("PA195", message, f"sign it with a key of {trust.path}, or have the key added there")
    return key


def _check_reach(key: TrustKey, claim: Claim) -> None:
    """Whether a key may sign this: for this pack, for this layer, of this kind, at that time."""
    if SVR not in key.predicate_types:
        raise RefusedError("PA195", f"the key of {_owner(key)} may not sign verifications", _other_key(key))
    if claim.layer not in key.layers:
        message = f"the key of {_owner(key)} may not sign for the layer '{claim.layer}'"
        raise RefusedError("PA195", message, _other_key(key))
    if not key.speaks_of(claim.subject):
        raise RefusedError("PA195", f"the key of {_owner(key)} may not sign for {claim.subject}", _other_key(key))
    if claim.created < key.valid_after:
        message = f"the key of {_owner(key)} was not valid yet when it signed, on {day(claim.created.date())}"
        raise RefusedError("PA195", message, f"it is valid from {day(key.valid_after.date())}; sign the release anew")
    if claim.created >= key.valid_before:
        message = f"the key of {_owner(key)} had expired when it signed, on {day(claim.created.date())}"
        raise RefusedError("PA195", message, "sign the release anew, with a key that is valid")
    if claim.valid_until > key.valid_before:
        ends, claimed = day(key.valid_before.date()), day(claim.valid_until.date())
        message = f"the key of {_owner(key)} expires on {ends}, before the end of this statement, {claimed}"
        raise RefusedError("PA195", message, f"sign it to end by {ends}, or with a key that is valid longer")


def _other_key(key: TrustKey) -> str:
    return f"sign with another key, or let the trust file allow it for {key.id[:16]}…"


def _owner(key: TrustKey) -> str:
    return quoted(key.owner)


def _newest(signed: Iterable[Sound]) -> Mapping[str, Sound]:
    """For each subject the statement that was created last, wherever it stands."""
    newest: dict[str, Sound] = {}
    for one in signed:
        best = newest.setdefault(one.claim.subject, one)
        if (one.claim.created, one.digest) > (best.claim.created, best.digest):
            newest[one.claim.subject] = one
    return newest


def _check_place(one: Sound, newest: Sound, as_of: date) -> None:
    """Whether a statement stands where it belongs, is the last word on its release, and is not from tomorrow."""
    claim, file = one.claim, one.file
    if (claim.name, claim.version) != (file.name, file.version):
        place = quoted(f"{file.name}@{file.version}")
        message = f"this statement is about {claim.subject}, and stands in the place of {place}"
        hint = "a statement can't be copied; make one with `packatlas attest`"
        raise RefusedError("PA196", message, hint)
    if newest.digest != one.digest:
        message = f"a newer statement on {claim.subject} stands in {newest.file.path}"
        raise RefusedError("PA199", message, f"keep the newer one, and keep it in {file.path}")
    if claim.created.date() > as_of:
        message = f"this statement was created on {day(claim.created.date())}, after the day of the build, {day(as_of)}"
        raise RefusedError("PA197", message, "build `--as-of` that day or later; look at the clock of who signed it")


def by_release(sound: Sequence[Sound]) -> dict[tuple[str, str], Sound]:
    """The statements by name and version of their releases."""
    return {(one.claim.name, one.claim.version): one for one in sound}
