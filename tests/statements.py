"""Keys, trust files and statements for tests, made and signed without any code of packatlas.

Keys come from words, so that every run has the same ones and no file has a secret.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SVR = "https://in-toto.io/attestation/svr/v0.1"
VULNS = "https://in-toto.io/attestation/vulns/v0.2"
TYPE = "application/vnd.in-toto+json"
LAYERS = ["kernel", "os", "k8s", "cni", "csi", "addon"]

Json = dict[str, Any]


def private(word: str) -> Ed25519PrivateKey:
    """The key that belongs to a word."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())


def public(word: str) -> str:
    """Its public half, in hexadecimal digits."""
    return private(word).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def keyid(word: str) -> str:
    """An id for it; any 64 digits will do."""
    return hashlib.sha256(f"id of {word}".encode()).hexdigest()


def key(word: str, **changes: Any) -> Json:
    """The entry of a trust file for a key that may sign everything in 2026."""
    return {
        "keyid": keyid(word),
        "public": public(word),
        "owner": f"{word}@example",
        "predicateTypes": [SVR],
        "packs": ["pack:*"],
        "layers": LAYERS,
        "validAfter": "2026-01-01T00:00:00Z",
        "validBefore": "2027-01-01T00:00:00Z",
        **changes,
    }


def trust(*keys: Json, threshold: int = 1, revoked: tuple[str, ...] = ()) -> bytes:
    """A trust file; of one key called `alice` if none is named."""
    stated = {"threshold": threshold, "keys": list(keys or (key("alice"),)), "revoked": list(revoked)}
    return json.dumps(stated).encode()


def sha256(value: Any) -> str:
    """The digest of plain values as RFC 8785 writes them; for those without odd characters and broken numbers."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


FACTS: Json = {
    "name": "ubuntu",
    "title": "Ubuntu",
    "layer": "os",
    "addonType": "",
    "publisher": "Example",
    "license": "",
    "version": "22.04",
    "released": None,
    "kubernetes": ">=1.30 <1.35",
    "clouds": ["vsphere"],
    "architectures": [],
    "fips": None,
    "requires": [],
    "resources": [],
    "fixes": [],
    "charts": [],
    "manifests": [],
    "artifacts": {},
}
"""Those of the release that most tests are about, written out: they are a contract with everybody who signs."""


def statement(about: Json | None = None, subject: str = "pack:os/ubuntu@22.04", **predicate: Any) -> Json:
    """A statement on a release, in the shape that the documentation shows."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": subject, "digest": {"sha256": sha256(FACTS if about is None else about)}}],
        "predicateType": SVR,
        "predicate": {
            "verifier": {"id": "https://packs.example/verifier/v1"},
            "timeCreated": "2026-11-01T00:00:00Z",
            "validUntil": "2026-12-27T00:00:00Z",
            "properties": ["PACK_BUILT_BY_PUBLISHER", "PACK_CIS_LEVEL_1", "PACK_NO_CRITICAL_VULNERABILITIES"],
            "hardening": {
                "benchmark": "CIS Ubuntu Linux 22.04 LTS Benchmark",
                "version": "2.0.0",
                "profile": "Level 1 - Server",
                "passed": 270,
                "failed": 0,
                "notApplicable": 12,
                "report": {"digest": {"sha256": "0" * 64}},
            },
            "scan": {
                "scanner": {
                    "uri": "pkg:github/aquasecurity/trivy",
                    "version": "0.65.0",
                    "db": {"lastUpdate": "2026-11-01T00:00:00Z"},
                },
                "finishedOn": "2026-11-01T00:00:00Z",
                "counts": {"critical": 0, "high": 0, "medium": 3, "low": 8, "unknown": 0},
                "fixable": 0,
                "report": {"digest": {"sha256": "0" * 64}},
            },
            **predicate,
        },
    }


def changed(value: Json, *way: str | int, to: Any) -> Json:
    """A copy in which the value at the end of a way is another one."""
    whole = copy.deepcopy(value)
    place: Any = whole
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return whole


def without(value: Json, *way: str | int) -> Json:
    """A copy that lacks the value at the end of a way."""
    whole = copy.deepcopy(value)
    place: Any = whole
    for step in way[:-1]:
        place = place[step]
    del place[way[-1]]
    return whole


def pae(payload: bytes, kind: str = TYPE) -> bytes:
    """What is signed: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def payload_of(value: Json | bytes) -> bytes:
    """The bytes of a payload."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def signature(payload: bytes, word: str, kind: str = TYPE) -> Json:
    """The entry of an envelope for one key."""
    raw = private(word).sign(pae(payload, kind))
    return {"keyid": keyid(word), "sig": base64.b64encode(raw).decode()}


def envelope(value: Json | bytes, *words: str, kind: str = TYPE) -> Json:
    """A statement that some keys signed; `alice` if none is named."""
    payload = payload_of(value)
    return {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": kind,
        "signatures": [signature(payload, word, kind) for word in words or ("alice",)],
    }


def file(value: Json | bytes, *words: str) -> bytes:
    """The same as a file."""
    return json.dumps(envelope(value, *words), indent=2).encode()


@dataclass(frozen=True)
class Attack:
    """Something that must not make a shield."""

    code: str
    """The problem that names it."""
    files: Mapping[str, bytes]
    """Statements by their path below the folder of statements."""
    trust: bytes = field(default_factory=trust)


def on_file(code: str, change: Callable[[bytes], bytes]) -> Attack:
    """A change of the bytes of a file that was good."""
    return Attack(code, {"ubuntu/22.04.json": change(file(statement()))})


def on_envelope(code: str, change: Callable[[Json], Any]) -> Attack:
    """A change of the values of an envelope that was good, written as JSON again."""
    return Attack(code, {"ubuntu/22.04.json": json.dumps(change(envelope(statement()))).encode()})


def on_statement(code: str, value: Json | bytes, *words: str, trust_file: bytes | None = None) -> Attack:
    """A statement that is signed as it should be, and says what it should not."""
    return Attack(code, {"ubuntu/22.04.json": file(value, *words)}, trust_file or trust())
