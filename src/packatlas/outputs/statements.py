"""Signed statements beside the releases that they are on, and the public keys, so that anyone can check them."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.outputs.files import text_file

_PUBLIC_KEY_INFO = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo: RFC 8410, section 4."""


def statements(catalog: Catalog) -> Iterator[Artifact]:
    """For each signed release its statement and the facts that it names by their digest, then every key once."""
    keys: dict[str, str] = {}
    for pack in catalog.packs:
        for release in pack.releases:
            record = release.verification
            if record is None or record.statement is None:
                continue
            statement, version = record.statement, release.version.text
            yield text_file(urls.statement(pack.name, version), statement.envelope, record.location)
            yield text_file(urls.facts(pack.name, version), statement.facts, record.location)
            keys |= {signer.key: signer.public for signer in statement.signers}
    for key, public in sorted(keys.items()):
        yield text_file(urls.public_key(key), pem(bytes.fromhex(public)))


def pem(public: bytes) -> str:
    """A raw Ed25519 public key as OpenSSL reads it."""
    encoded = base64.b64encode(_PUBLIC_KEY_INFO + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n"
