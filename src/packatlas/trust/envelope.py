"""The DSSE envelope: signatures over a payload, and over what kind of payload it is.

Specification: https://github.com/secure-systems-lab/dsse. `securesystemslib` signs and verifies. It reads what it is
given with much trust, so everything is looked at here before it gets a single value: it would raise KeyError, TypeError
or AttributeError for bad input, it takes both alphabets of base64 and any bits of padding, it doesn't look at
`payloadType`, and it would let two ids of one key meet a threshold of two.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packatlas.tree import Steps
from packatlas.trust.forms import Form
from packatlas.trust.refusal import RefusedError
from packatlas.trust.strict import UnsoundError, read_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
MOST_SIGNATURES = 16
_SIGNATURE_BYTES = 64
"""An Ed25519 signature: RFC 8032, 5.1.6."""
_ANEW = "make it anew with `packatlas attest`"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload whose signatures nobody has verified yet."""

    payload: bytes
    signatures: Mapping[str, bytes]
    """By the id of the key."""


def read_envelope(data: bytes) -> Envelope:
    """Read an envelope; raises `RefusedError` when anything in it could be written in another way.

    Only white space and the order of keys are free: two files that differ in more are not the same statement.
    """
    try:
        if b"\\" in data:
            raise UnsoundError("has an escape, which nothing in an envelope needs")
        value = read_json(data)
    except UnsoundError as fault:
        raise RefusedError("PA194", f"this statement {fault}", _ANEW) from None
    form = Form()
    stated = form.object(value, (), ("payload", "payloadType", "signatures"))
    kind = stated.get("payloadType")
    if "payloadType" in stated and kind != PAYLOAD_TYPE:
        form.fault(("payloadType",), f"'payloadType' is not '{PAYLOAD_TYPE}'")
    payload = _bytes(stated.get("payload"), ("payload",), form)
    signatures = form.items(
        stated.get("signatures"), ("signatures",), lambda item, steps: _signature(item, steps, form), MOST_SIGNATURES
    )
    if len(dict(signatures)) < len(signatures):
        form.fault(("signatures",), "one key signed twice")
    if form.faults:
        raise RefusedError("PA194", f"this statement is no DSSE envelope: {form.faults[0][1]}", _ANEW)
    return Envelope(payload, dict(signatures))


def _signature(value: Any, steps: Steps, form: Form) -> tuple[str, bytes]:
    stated = form.object(value, steps, ("keyid", "sig"))
    key = form.digest(stated.get("keyid"), (*steps, "keyid"))
    raw = _bytes(stated.get("sig"), (*steps, "sig"), form)
    if len(raw) != _SIGNATURE_BYTES:
        form.fault((*steps, "sig"), f"a signature has {len(raw)} bytes, not {_SIGNATURE_BYTES}")
    return key, raw


def _bytes(value: Any, steps: Steps, form: Form) -> bytes:
    """Base64 in its one way of writing: the standard alphabet, padded, no bits that say nothing."""
    try:
        raw = base64.b64decode(value.encode("ascii"), validate=True) if isinstance(value, str) else b""
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    if not raw or base64.b64encode(raw).decode() != value:
        form.fault(steps, f"'{steps[-1]}' is not base64 in the standard alphabet")
    return raw


def verifies(envelope: Envelope, key: str, public: str) -> bool:
    """Whether the signature under this id of a key was made by the holder of this public key, over this payload."""
    from securesystemslib.dsse import Envelope as Sealed
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import Signature, SSlibKey

    sealed = Sealed(envelope.payload, PAYLOAD_TYPE, {key: Signature(key, envelope.signatures[key].hex())})
    try:
        sealed.verify([SSlibKey(key, "ed25519", "ed25519", {"public": public})], 1)
    except VerificationError:
        return False
    return True


def signed(payload: bytes, private: Ed25519PrivateKey, others: Mapping[str, bytes]) -> Envelope:
    """The payload with a signature of a private key beside those of `others`."""
    from securesystemslib.dsse import Envelope as Sealed
    from securesystemslib.signer import CryptoSigner

    signature = Sealed(payload, PAYLOAD_TYPE, {}).sign(CryptoSigner(private))
    return Envelope(payload, {**others, signature.keyid: bytes.fromhex(signature.signature)})


def text(envelope: Envelope) -> str:
    """An envelope as packatlas writes it, one value a line, so that a shell can take it apart."""
    signatures = [{"keyid": key, "sig": _base64(raw)} for key, raw in sorted(envelope.signatures.items())]
    value = {"payload": _base64(envelope.payload), "payloadType": PAYLOAD_TYPE, "signatures": signatures}
    return json.dumps(value, indent=2) + "\n"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
