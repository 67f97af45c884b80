"""Ed25519 keys on disk: those of packatlas (PKCS #8), of OpenSSL and of OpenSSH, encrypted or not."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.model import Layer
from packatlas.trust.statement import SVR

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Ask = Callable[[], str]
"""Asks for the passphrase of a key."""
_LARGEST = 64 * 1024
_OPENSSH = b"BEGIN OPENSSH PRIVATE KEY"
_PRIVATE = b"PRIVATE KEY-----"


def new_key(path: Path, passphrase: str = "") -> Ed25519PrivateKey:
    """Make a key and write it to a file that only its owner may read; one that is there already stays as it is."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    for folder in path.absolute().parents:
        if (folder / "catalog.yaml").is_file():
            raise _fault(
                path, "this is inside a content folder, and what is in there is published", "name another place"
            )
    private = Ed25519PrivateKey.generate()
    secret = passphrase.encode()
    data = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption(),
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
    except FileExistsError:
        raise _fault(path, "there is a file here already, and keys are never written over", "name another") from None
    except OSError as fault:
        raise _fault(path, f"the key cannot be written: {reason_of(fault)}") from fault
    return private


def read_private(path: Path, ask: Ask) -> Ed25519PrivateKey:
    """The private key of a file. Raises `SiteError` when it is none, or its passphrase is wrong."""
    data = _read(path)
    if _PRIVATE not in data:
        raise _fault(path, "this is no private key", "name the file of the private key, not of the public one")
    try:
        key = _load(data, None)
    except TypeError:
        key = _with_passphrase(path, data, ask())
    except Exception as fault:
        raise _unreadable(path, fault) from None
    return _ed25519(path, key)


def read_public(path: Path, ask: Ask) -> Ed25519PublicKey:
    """The public key of a file, or that of the private key in it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    data = _read(path)
    if _PRIVATE in data:
        return read_private(path, ask).public_key()
    try:
        pem = b"-----BEGIN" in data
        key = serialization.load_pem_public_key(data) if pem else serialization.load_ssh_public_key(data)
    except Exception as fault:
        raise _unreadable(path, fault) from None
    if isinstance(key, Ed25519PublicKey):
        return key
    raise _other_kind(path)


def key_entry(public: Ed25519PublicKey, owner: str, begins: date) -> dict[str, Any]:
    """What a trust file says of a key that may sign everything for a year; to be narrowed by whoever adds it."""
    from securesystemslib.signer import SSlibKey

    known = SSlibKey.from_crypto(public)
    year = begins.year + 1
    ends = begins.replace(year=year) if (begins.month, begins.day) != (2, 29) else date(year, 3, 1)
    return {
        "keyid": known.keyid,
        "public": known.keyval["public"],
        "owner": owner,
        "predicateTypes": [SVR],
        "packs": ["pack:*"],
        "layers": [layer.value for layer in Layer],
        "validAfter": f"{begins}T00:00:00Z",
        "validBefore": f"{ends}T00:00:00Z",
    }


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as fault:
        raise _fault(path, f"the key cannot be read: {reason_of(fault)}") from fault
    if len(data) > _LARGEST:
        raise _fault(path, "this is no key: it is far too large")
    return data


def _load(data: bytes, passphrase: bytes | None) -> object:
    from cryptography.hazmat.primitives import serialization

    load = serialization.load_ssh_private_key if _OPENSSH in data else serialization.load_pem_private_key
    try:
        return load(data, passphrase)
    except ValueError as fault:
        if passphrase is None and "password" in str(fault).lower():
            raise TypeError from None  # what the other loader raises for an encrypted key
        raise


def _with_passphrase(path: Path, data: bytes, passphrase: str) -> object:
    try:
        return _load(data, passphrase.encode())
    except Exception:
        raise _fault(path, "the key cannot be decrypted: the passphrase is wrong, or the file is damaged") from None


def _ed25519(path: Path, key: object) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if isinstance(key, Ed25519PrivateKey):
        return key
    raise _other_kind(path)


def _other_kind(path: Path) -> SiteError:
    hint = "make one with `packatlas keygen`, or with `ssh-keygen -t ed25519`"
    return _fault(path, "this is not an Ed25519 key", hint)


def _unreadable(path: Path, fault: Exception) -> SiteError:
    return _fault(path, f"this is no key that can be read ({type(fault).__name__})")


def _fault(path: Path, message: str, hint: str = "") -> SiteError:
    return SiteError(Problem("PA174", message, Location(path.as_posix()), hint=hint))
