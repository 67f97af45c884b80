"""PA190-PA199: the trust file, and signed statements."""

from __future__ import annotations

from packatlas.rules import refusal

TITLE = "Signed trust"
RULES = (
    refusal(
        "PA190",
        "Without the trust file nobody could say whose signatures count. Inside the content folder, whoever sends a "
        "page could say it.",
        "trust: {mode: signed, file: content/trust.json}",
        "trust: {mode: signed, file: ../trust.json}",
    ),
    refusal(
        "PA191",
        "A pipeline has pinned the keys that it believes. Other keys need somebody who changes the pin as well.",
        "packatlas build --trust trust.json --trust-sha256 <digest of another file>",
        'packatlas build --trust trust.json --trust-sha256 "$TRUST_SHA256"',
        "text",
    ),
    refusal(
        "PA192",
        "What is not understood here might have been meant to forbid something. The whole file is refused.",
        '{"threshold": 0, "keys": []}',
        '{"threshold": 1, "keys": [{"keyid": "…", "public": "…", "owner": "packs@example", …}], "revoked": []}',
        "json",
    ),
    refusal(
        "PA193",
        "Where only signed statements count, a verification in a page would look like one and be worth nothing.",
        "verification: {verified_on: 2026-10-12, by: Example Platform Team}",
        "packatlas attest NAME@VERSION --key packatlas.key",
        "text",
    ),
    refusal(
        "PA194",
        "A statement is an in-toto Statement v1 in a DSSE envelope, each key once. Nobody can check what else it is.",
        '{"payload": "…", "payload": "…"}',
        "the file as `packatlas attest` wrote it",
        "text",
    ),
    refusal(
        "PA195",
        "The bytes are not those that were signed, or who signed them may not: a shield would stand on nobody's word.",
        "a statement on an os pack, signed with a key for add-ons",
        "a statement that a key of the trust file signed for its own layers, packs and days",
        "text",
    ),
    refusal(
        "PA196",
        "Somebody verified other facts than those that are shown now, or another pack, and never saw these.",
        "attestations/vault/2.0.json, copied from 1.0.json",
        "packatlas attest vault@2.0 --key packatlas.key",
        "text",
    ),
    refusal(
        "PA197",
        "A statement that ends before it begins, or is from the future, was not made by a sound machine.",
        '{"timeCreated": "2026-11-01T00:00:00Z", "validUntil": "2026-10-01T00:00:00Z"}',
        '{"timeCreated": "2026-11-01T00:00:00Z", "validUntil": "2026-12-27T00:00:00Z"}',
        "json",
    ),
    refusal(
        "PA198",
        "Who holds the keys has taken it back: the key may be in other hands, or the statement was wrong.",
        "a statement of a key that stands under `revoked`",
        "the same facts, verified and signed anew with another key",
        "text",
    ),
    refusal(
        "PA199",
        "A statement that speaks of nothing here, or of what a newer one says, may hide that something was taken away.",
        "attestations/vault/1.0.json, and no release 1.0 of vault",
        "attestations/vault/2.0.json, for the release 2.0 of vault",
        "text",
    ),
)
