"""Attacks on signed statements, by name. None of them may make a shield, and each has to be named by its code."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tests.statements import (
    FACTS,
    VULNS,
    Attack,
    Json,
    changed,
    envelope,
    file,
    key,
    keyid,
    on_envelope,
    on_file,
    on_statement,
    pae,
    payload_of,
    private,
    sha256,
    statement,
    trust,
    without,
)

_GOOD = statement()
_TEXT = json.dumps(_GOOD)
_ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the base point of Ed25519: RFC 8032, 5.1."""
_REPLACED = statement(changed(FACTS, "kubernetes", to=">=1.20"), timeCreated="2026-11-20T00:00:00Z")


def _predicate(*way: str | int, to: Any) -> Json:
    return changed(_GOOD, "predicate", *way, to=to)


def _resealed(change: Any) -> bytes:
    """An envelope of which one text is changed after signing."""
    return json.dumps(change(envelope(_GOOD))).encode()


def _sig(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _malleated() -> str:
    """The signature with the order of the group added to its second half: the same equation, another text."""
    raw = private("alice").sign(pae(payload_of(_GOOD)))
    second = int.from_bytes(raw[32:], "little") + _ORDER
    return _sig(raw[:32] + second.to_bytes(32, "little"))


def _loose_padding(text: str) -> str:
    """Base64 of the same bytes with bits set that say nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = len(text.rstrip("=")) - 1
    return text[:at] + alphabet[alphabet.index(text[at]) + 1] + text[at + 1 :]


def _loosely_padded(one: Json) -> Json:
    return {**one, "payload": _loose_padding(one["payload"])}


def _padded(length: int) -> Json:
    """A statement of which the payload ends with so many `=` in base64."""
    value = statement(note="")
    while len(payload_of(value)) % 3 != 3 - length:
        value["predicate"]["note"] += "x"
    return value


_FORM: dict[str, Attack] = {
    "nothing": on_file("PA194", lambda _data: b""),
    "cut short": on_file("PA194", lambda data: data[:-20]),
    "no JSON": on_file("PA194", lambda _data: b"verified: true\n"),
    "no UTF-8": on_file("PA194", lambda data: data.replace(b"payloadType", b"payload\xffype")),
    "a byte order mark": on_file("PA194", lambda data: b"\xef\xbb\xbf" + data),
    "UTF-16": on_file("PA194", lambda data: data.decode().encode("utf-16")),
    "UTF-32": on_file("PA194", lambda data: data.decode().encode("utf-32")),
    "two values": on_file("PA194", lambda data: data + data),
    "a comma too many": on_file("PA194", lambda data: data.replace(b'"\n    }', b'",\n    }')),
    "a comment": on_file("PA194", lambda data: b"// signed\n" + data),
    "a key twice, the same": on_file(
        "PA194", lambda data: data.replace(b"{", b'{"payloadType": "application/vnd.in-toto+json",', 1)
    ),
    "a key twice, another": on_file("PA194", lambda data: data.replace(b"{", b'{"payload": "e30=",', 1)),
    "a key of a signature twice": on_file(
        "PA194", lambda data: data.replace(b'"keyid"', b'"keyid": "%s", "keyid"' % (b"0" * 64))
    ),
    "a key twice in what is signed": on_statement("PA194", _TEXT.replace("{", '{"_type": 1, ', 1).encode()),
    "an escaped slash": on_file("PA194", lambda data: data.replace(b"application/", b"application\\/")),
    "an escaped letter": on_file("PA194", lambda data: data.replace(b'"payload"', b'"p\\u0061yload"')),
    "an unknown key": on_envelope("PA194", lambda one: {**one, "verified": True}),
    "an unknown key of a signature": on_envelope("PA194", lambda one: changed(one, "signatures", 0, "cert", to="x")),
    "a list": on_envelope("PA194", lambda one: [one]),
    "null": on_envelope("PA194", lambda _one: None),
    "no payload": on_envelope("PA194", lambda one: without(one, "payload")),
    "no payload type": on_envelope("PA194", lambda one: without(one, "payloadType")),
    "no signatures": on_envelope("PA194", lambda one: without(one, "signatures")),
    "an empty list of signatures": on_envelope("PA194", lambda one: {**one, "signatures": []}),
    "signatures that are an object": on_envelope("PA194", lambda one: {**one, "signatures": one["signatures"][0]}),
    "a signature that is a text": on_envelope("PA194", lambda one: {**one, "signatures": ["good"]}),
    "a signature without its key": on_envelope("PA194", lambda one: without(one, "signatures", 0, "keyid")),
    "a key id in capitals": on_envelope(
        "PA194", lambda one: changed(one, "signatures", 0, "keyid", to=keyid("alice").upper())
    ),
    "a key id that is a number": on_envelope("PA194", lambda one: changed(one, "signatures", 0, "keyid", to=7)),
    "an empty key id": on_envelope("PA194", lambda one: changed(one, "signatures", 0, "keyid", to="")),
    "a payload that is an object": on_envelope("PA194", lambda one: {**one, "payload": _GOOD}),
    "an empty payload": on_envelope("PA194", lambda one: {**one, "payload": ""}),
    "a payload of another alphabet": on_envelope(
        "PA194",
        lambda one: {**one, "payload": one["payload"].translate(str.maketrans("+/", "-_")) + "-"},
    ),
    "white space in base64": on_envelope(
        "PA194", lambda one: {**one, "payload": one["payload"][:8] + " " + one["payload"][8:]}
    ),
    "base64 without its padding": Attack("PA194", {"ubuntu/22.04.json": file(_padded(2)).replace(b'==",', b'",')}),
    "padding bits": Attack("PA194", {"ubuntu/22.04.json": json.dumps(_loosely_padded(envelope(_padded(2)))).encode()}),
    "the type of another payload, changed": on_envelope(
        "PA194", lambda one: {**one, "payloadType": "application/json"}
    ),
    "the type of another payload, signed": Attack(
        "PA194", {"ubuntu/22.04.json": json.dumps(envelope(_GOOD, kind="text/plain")).encode()}
    ),
    "a type that differs in case": on_envelope(
        "PA194", lambda one: {**one, "payloadType": "application/vnd.in-toto+JSON"}
    ),
    "a signature of 63 bytes": on_envelope(
        "PA194", lambda one: changed(one, "signatures", 0, "sig", to=_sig(bytes(63)))
    ),
    "a signature in hexadecimal digits": on_envelope(
        "PA194", lambda one: changed(one, "signatures", 0, "sig", to="00" * 64)
    ),
    "one key twice": on_statement(
        "PA194", _GOOD, "alice", "alice", trust_file=trust(key("alice"), key("bob"), threshold=2)
    ),
    "seventeen signatures": on_statement("PA194", _GOOD, *(f"key {number}" for number in range(17))),
    "nested too deep": on_file("PA194", lambda _data: b"[" * 100_000),
    "a payload nested too deep": on_statement("PA194", b"[" * 50_000 + b"]" * 50_000),
    "deep below a key that nobody reads": on_statement(
        "PA194", _TEXT.replace("{", f'{{"x": {"[" * 99}{"]" * 99}, ', 1).encode()
    ),
    "a number that is none": on_statement("PA194", _predicate("scan", "fixable", to=float("nan"))),
    "a number without an end": on_statement("PA194", _predicate("scan", "fixable", to=float("inf"))),
    "a number that overflows": on_statement("PA194", _TEXT.replace('"fixable": 0', '"fixable": 1e999').encode()),
    "a number of 5,000 digits": on_statement(
        "PA194", _TEXT.replace('"fixable": 0', f'"fixable": {"9" * 5000}').encode()
    ),
    "half a surrogate pair": on_statement("PA194", _TEXT.replace("Level 1 - Server", "Level 1 \\ud800").encode()),
    "a direction override": on_statement("PA194", _predicate("hardening", "benchmark", to="CIS \u202eLeveL")),
    "a line break in a name": on_statement("PA194", _predicate("hardening", "benchmark", to="CIS\nVerified")),
}
_SAID: dict[str, Attack] = {
    "a payload that is a list": on_statement("PA194", b"[]"),
    "a payload that is null": on_statement("PA194", b"null"),
    "an older kind of statement": on_statement(
        "PA194", changed(_GOOD, "_type", to="https://in-toto.io/Statement/v0.1")
    ),
    "another predicate": on_statement("PA194", changed(_GOOD, "predicateType", to="https://slsa.dev/provenance/v1")),
    "a scan that says it is a verification": on_statement("PA194", changed(_GOOD, "predicateType", to=VULNS)),
    "two subjects": on_statement("PA194", changed(_GOOD, "subject", to=[*_GOOD["subject"], *_GOOD["subject"]])),
    "no subject": on_statement("PA194", changed(_GOOD, "subject", to=[])),
    "a subject without a layer": on_statement("PA194", statement(subject="pack:ubuntu@22.04")),
    "a subject without a version": on_statement("PA194", statement(subject="pack:os/ubuntu")),
    "a subject with two names": on_statement("PA194", statement(subject="pack:os/ubuntu@22.04 pack:os/debian@12")),
    "a subject that climbs": on_statement("PA194", statement(subject="pack:os/../ubuntu@22.04")),
    "no digest": on_statement("PA194", changed(_GOOD, "subject", 0, "digest", to={})),
    "another digest only": on_statement("PA194", changed(_GOOD, "subject", 0, "digest", to={"sha512": "0" * 128})),
    "a digest in capitals": on_statement(
        "PA194", changed(_GOOD, "subject", 0, "digest", "sha256", to=sha256(FACTS).upper())
    ),
    "a digest that is a list": on_statement(
        "PA194", changed(_GOOD, "subject", 0, "digest", "sha256", to=[sha256(FACTS)])
    ),
    "no verifier": on_statement("PA194", without(_GOOD, "predicate", "verifier")),
    "a verifier that is no URI": on_statement("PA194", _predicate("verifier", "id", to="us")),
    "a verifier with a line break": on_statement("PA194", _predicate("verifier", "id", to="https://packs.example/\n")),
    "no time": on_statement("PA194", without(_GOOD, "predicate", "timeCreated")),
    "no end": on_statement("PA194", without(_GOOD, "predicate", "validUntil")),
    "an end that is null": on_statement("PA194", _predicate("validUntil", to=None)),
    "a day for a time": on_statement("PA194", _predicate("timeCreated", to="2026-11-01")),
    "a time of another zone": on_statement("PA194", _predicate("timeCreated", to="2026-11-01T00:00:00+01:00")),
    "a time that no clock shows": on_statement("PA194", _predicate("timeCreated", to="2026-11-01T25:00:00Z")),
    "a time in other digits": on_statement("PA194", _predicate("timeCreated", to="２０２６-11-01T00:00:00Z")),
    "a time that is a number": on_statement("PA194", _predicate("timeCreated", to=1793491200)),
    "an end in the year 9999": on_statement("PA194", _predicate("validUntil", to="9999-12-31T23:59:59Z")),
    "no properties": on_statement("PA194", _predicate("properties", to=[])),
    "properties in one text": on_statement("PA194", _predicate("properties", to="PACK_BUILT_BY_PUBLISHER")),
    "a count below nothing": on_statement("PA194", _predicate("scan", "counts", "high", to=-1)),
    "a count that is true": on_statement("PA194", _predicate("scan", "counts", "critical", to=False)),
    "a count with a point": on_statement("PA194", _predicate("scan", "counts", "critical", to=0.0)),
    "a count in quotes": on_statement("PA194", _predicate("scan", "counts", "critical", to="0")),
    "a count left out": on_statement("PA194", without(_GOOD, "predicate", "scan", "counts", "critical")),
    "a count of a severity that is none": on_statement("PA194", _predicate("scan", "counts", "urgent", to=0)),
    "a scan that is null": on_statement("PA194", _predicate("scan", to=None)),
    "hardening without a profile": on_statement("PA194", without(_GOOD, "predicate", "hardening", "profile")),
    "hardening with half a result": on_statement("PA194", without(_GOOD, "predicate", "hardening", "failed")),
    "an end before the beginning": on_statement("PA197", _predicate("validUntil", to="2026-10-31T00:00:00Z")),
    "an end at the beginning": on_statement("PA197", _predicate("validUntil", to="2026-11-01T00:00:00Z")),
    "a statement from tomorrow": on_statement(
        "PA197", statement(timeCreated="2026-11-24T00:00:00Z", validUntil="2026-12-27T00:00:00Z")
    ),
    "a statement that verifies something else": on_statement(
        "PA197", _predicate("properties", to=["CHECKED_BY_SOMEBODY"])
    ),
    "no critical ones, and five": on_statement("PA197", _predicate("scan", "counts", "critical", to=5)),
    "more that can be fixed than there are": on_statement("PA197", _predicate("scan", "fixable", to=12)),
    "a scan that ended after it was signed": on_statement(
        "PA197", _predicate("scan", "finishedOn", to="2026-11-05T00:00:00Z")
    ),
    "a list of vulnerabilities from after the scan": on_statement(
        "PA197", _predicate("scan", "scanner", "db", "lastUpdate", to="2026-11-02T00:00:00Z")
    ),
    "another level than the profile": on_statement(
        "PA197", _predicate("properties", to=["PACK_BUILT_BY_PUBLISHER", "PACK_CIS_LEVEL_2"])
    ),
    "facts that are not those of the digest": on_statement("PA197", statement(facts={**FACTS, "fips": True})),
}
_SIGNED: dict[str, Attack] = {
    "another payload": on_envelope(
        "PA195", lambda one: {**one, "payload": envelope(_predicate("scan", "fixable", to=1))["payload"]}
    ),
    "one bit of a signature": on_envelope(
        "PA195", lambda one: changed(one, "signatures", 0, "sig", to="A" + one["signatures"][0]["sig"][1:])
    ),
    "a signature of nothing": on_envelope(
        "PA195", lambda one: changed(one, "signatures", 0, "sig", to=_sig(bytes(64)))
    ),
    "a signature of the identity": on_envelope(
        "PA195", lambda one: changed(one, "signatures", 0, "sig", to=_sig(b"\x01" + bytes(63)))
    ),
    "a signature written in another way": on_envelope(
        "PA195", lambda one: changed(one, "signatures", 0, "sig", to=_malleated())
    ),
    "a signature on the bare payload": on_envelope(
        "PA195", lambda one: changed(one, "signatures", 0, "sig", to=_sig(private("alice").sign(payload_of(_GOOD))))
    ),
    "a signature on base64": on_envelope(
        "PA195",
        lambda one: changed(one, "signatures", 0, "sig", to=_sig(private("alice").sign(pae(one["payload"].encode())))),
    ),
    "the signature of another statement": on_envelope(
        "PA195",
        lambda one: {**one, "signatures": envelope(_predicate("scan", "fixable", to=1))["signatures"]},
    ),
    "a stranger's key": on_statement("PA195", _GOOD, "mallory"),
    "a stranger with a friend's id": on_envelope(
        "PA195",
        lambda one: changed(one, "signatures", 0, "sig", to=_sig(private("mallory").sign(pae(payload_of(_GOOD))))),
    ),
    "a friend with a stranger's id": on_envelope(
        "PA195", lambda one: changed(one, "signatures", 0, "keyid", to=keyid("mallory"))
    ),
    "one friend with the id of another": Attack(
        "PA195",
        {"ubuntu/22.04.json": _resealed(lambda one: changed(one, "signatures", 0, "keyid", to=keyid("bob")))},
        trust(key("alice"), key("bob")),
    ),
    "a stranger beside a friend": on_statement("PA195", _GOOD, "alice", "mallory"),
    "one signature where two are needed": on_statement(
        "PA195", _GOOD, trust_file=trust(key("alice"), key("bob"), threshold=2)
    ),
    "one good and one bad where two are needed": Attack(
        "PA195",
        {
            "ubuntu/22.04.json": json.dumps(
                changed(envelope(_GOOD, "alice", "bob"), "signatures", 1, "sig", to=_sig(bytes(64)))
            ).encode()
        },
        trust(key("alice"), key("bob"), threshold=2),
    ),
    "a key of another layer": on_statement("PA195", _GOOD, trust_file=trust(key("alice", layers=["cni"]))),
    "a key of other packs": on_statement("PA195", _GOOD, trust_file=trust(key("alice", packs=["pack:os/debian"]))),
    "a key of a longer name": on_statement("PA195", _GOOD, trust_file=trust(key("alice", packs=["pack:os/ubuntu-*"]))),
    "a key of another release": on_statement(
        "PA195", _GOOD, trust_file=trust(key("alice", packs=["pack:os/ubuntu@20.*"]))
    ),
    "a key of scans": on_statement("PA195", _GOOD, trust_file=trust(key("alice", predicateTypes=[VULNS]))),
    "a key that is not valid yet": on_statement(
        "PA195", _GOOD, trust_file=trust(key("alice", validAfter="2026-11-01T00:00:01Z"))
    ),
    "a key that had expired": on_statement(
        "PA195", _GOOD, trust_file=trust(key("alice", validBefore="2026-10-01T00:00:00Z"))
    ),
    "a key that expired since": on_statement(
        "PA195", _GOOD, trust_file=trust(key("alice", validBefore="2026-11-15T00:00:00Z"))
    ),
    "a statement that outlives its key": on_statement("PA195", _predicate("validUntil", to="2027-03-01T00:00:00Z")),
    "a key that is revoked": on_statement(
        "PA198", _GOOD, trust_file=trust(key("alice"), key("bob"), revoked=(keyid("alice"),))
    ),
    "a key that is revoked and gone": on_statement(
        "PA198", _GOOD, trust_file=trust(key("bob"), revoked=(keyid("alice"),))
    ),
    "a revoked key beside a good one": on_statement(
        "PA198", _GOOD, "alice", "bob", trust_file=trust(key("alice"), key("bob"), revoked=(keyid("bob"),))
    ),
    "a statement that is revoked": on_statement(
        "PA198", _GOOD, trust_file=trust(key("alice"), revoked=(hashlib.sha256(payload_of(_GOOD)).hexdigest(),))
    ),
}
_PLACED: dict[str, Attack] = {
    "copied from another pack": Attack("PA196", {"ubuntu/22.04.json": file(statement(subject="pack:os/debian@22.04"))}),
    "copied from another release": Attack(
        "PA196", {"ubuntu/22.04.json": file(statement(subject="pack:os/ubuntu@20.04"))}
    ),
    "copied to another release": Attack("PA196", {"ubuntu/20.04.json": file(_GOOD)}),
    "copied to another pack": Attack("PA196", {"debian/12.json": file(_GOOD)}),
    "of the same pack in another layer": Attack(
        "PA196", {"ubuntu/22.04.json": file(statement(subject="pack:cni/ubuntu@22.04"))}
    ),
    "on other facts": Attack(
        "PA196", {"ubuntu/22.04.json": file(statement(changed(FACTS, "kubernetes", to=">=1.20")))}
    ),
    "on the facts of another release": Attack(
        "PA196", {"ubuntu/22.04.json": file(statement(changed(FACTS, "version", to="20.04")))}
    ),
    "on fewer facts": Attack("PA196", {"ubuntu/22.04.json": file(statement(without(FACTS, "publisher")))}),
    "on no facts": Attack("PA196", {"ubuntu/22.04.json": file(statement({}))}),
    "an older one beside a newer": Attack(
        "PA199", {"ubuntu/22.04.json": file(_GOOD), "debian/22.04.json": file(_REPLACED)}
    ),
    "on a pack that isn't there": Attack(
        "PA199", {"fedora/22.04.json": file(statement(subject="pack:os/fedora@22.04"))}
    ),
    "on a release that isn't there": Attack(
        "PA199", {"ubuntu/24.04.json": file(statement(subject="pack:os/ubuntu@24.04"))}
    ),
    "on a release spelt otherwise": Attack(
        "PA199", {"ubuntu/v22.04.json": file(statement(subject="pack:os/ubuntu@v22.04"))}
    ),
}

ATTACKS: Mapping[str, Attack] = MappingProxyType({**_FORM, **_SAID, **_SIGNED, **_PLACED})
