"""The trust file: whose signatures count, for which packs and for how long, and what has been revoked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from packatlas import json_loader
from packatlas.errors import Location, Problem, SiteError
from packatlas.model import Layer
from packatlas.suggest import did_you_mean
from packatlas.tree import Steps
from packatlas.trust.forms import Form
from packatlas.trust.strict import UnsoundError, read_json
from packatlas.wording import quoted

_MOST_KEYS = 100
_MOST_REVOKED = 10_000
_PATTERN = re.compile(r"\*|pack:[A-Za-z0-9._+*?/-]+(@[A-Za-z0-9._+*?-]+)?", re.ASCII)
_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
"""The curve's prime and its constant: RFC 8032, 5.1."""
_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT})
"""The y coordinates of the eight points of small order. For such a "key" signatures can be made without a secret."""


@dataclass(frozen=True, slots=True)
class TrustKey:
    """A public key and what it may sign."""

    id: str
    public: str
    """The raw Ed25519 key, 64 hexadecimal digits."""
    owner: str
    predicate_types: tuple[str, ...]
    packs: tuple[str, ...]
    """Patterns such as `pack:os/*`; with an `@` they speak of single releases."""
    layers: tuple[str, ...]
    valid_after: datetime
    valid_before: datetime

    def speaks_of(self, subject: str) -> bool:
        """Whether it may sign for `pack:<layer>/<name>@<version>`, as far as its patterns go."""
        name = subject.partition("@")[0]
        return any(fnmatchcase(subject if "@" in pattern else name, pattern) for pattern in self.packs)


@dataclass(frozen=True, slots=True)
class TrustFile:
    """Everything that a trust file says."""

    path: str
    """As messages show it."""
    threshold: int
    """How many different keys have to sign a statement."""
    keys: tuple[TrustKey, ...]
    revoked: frozenset[str]
    """Ids of keys, and SHA-256 digests of the payloads of statements."""

    def key(self, id: str) -> TrustKey | None:
        """The key of an id; None for a stranger's."""
        return next((key for key in self.keys if key.id == id), None)


def read_trust_file(data: bytes, path: str, pinned: str = "") -> TrustFile:
    """Read a trust file; raises `SiteError`, with every fault of it, unless all of it is in order.

    With a `pinned` SHA-256 the file may have no other content than that.
    """
    found = hashlib.sha256(data).hexdigest()
    if pinned and found != pinned:
        message = f"the trust file is not the one that is pinned: its SHA-256 is {found}"
        hint = "look at what changed in it; if that is right, pin the new digest with --trust-sha256"
        raise SiteError(Problem("PA191", message, Location(path), hint=hint))
    try:
        value = read_json(data)
    except UnsoundError as fault:
        raise SiteError(Problem("PA192", f"the trust file {fault}", Location(path), hint="write it anew")) from None
    form = Form()
    trusted = _trust_file(value, path, form)
    if form.faults:
        tree, _ = json_loader.load(data.decode(), path)
        problems = [Problem("PA192", words, tree.value_at(steps), hint=hint) for steps, words, hint in form.faults]
        raise SiteError(problems[0], *problems[1:])
    return trusted


def _trust_file(value: Any, path: str, form: Form) -> TrustFile:
    stated = form.object(value, (), ("threshold", "keys", "revoked?"))
    keys = form.items(stated.get("keys"), ("keys",), lambda item, steps: _key(item, steps, form), _MOST_KEYS)
    revoked = stated.get("revoked", [])
    read = form.items(revoked, ("revoked",), form.digest, _MOST_REVOKED) if revoked != [] else ()
    threshold = form.number(stated.get("threshold"), ("threshold",), low=1, high=_MOST_KEYS)
    known = [key for key in keys if key is not None]
    if len(known) == len(keys):
        _twins(known, form)
    if threshold > max(len(keys), 1):
        hint = "lower the threshold, or add keys"
        form.fault(("threshold",), f"'threshold' asks for {threshold} keys, and there are {len(keys)}", hint)
    return TrustFile(path, threshold, tuple(known), frozenset(read))


def _key(value: Any, steps: Steps, form: Form) -> TrustKey | None:
    before = len(form.faults)
    names = ("keyid", "public", "owner", "predicateTypes", "packs", "layers", "validAfter", "validBefore")
    stated = form.object(value, steps, names)
    if len(form.faults) > before:
        return None
    after = form.moment(stated["validAfter"], (*steps, "validAfter"))
    until = form.moment(stated["validBefore"], (*steps, "validBefore"))
    key = TrustKey(
        id=form.digest(stated["keyid"], (*steps, "keyid")),
        public=_public(stated["public"], (*steps, "public"), form),
        owner=form.text(stated["owner"], (*steps, "owner")),
        predicate_types=form.items(stated["predicateTypes"], (*steps, "predicateTypes"), form.uri, _MOST_KEYS),
        packs=form.items(stated["packs"], (*steps, "packs"), lambda item, at: _pattern(item, at, form), _MOST_REVOKED),
        layers=form.items(stated["layers"], (*steps, "layers"), lambda item, at: _layer(item, at, form), len(Layer)),
        valid_after=after or datetime.min,
        valid_before=until or datetime.min,
    )
    if after and until and until <= after:
        form.fault((*steps, "validBefore"), "'validBefore' is not after 'validAfter'", "correct one of the two")
    return key if len(form.faults) == before else None


def _public(value: Any, steps: Steps, form: Form) -> str:
    text = form.digest(value, steps)
    if not text:
        return ""
    # RFC 8032, 5.1.2: the y coordinate, least byte first; the highest bit is the sign of x.
    y = int.from_bytes(bytes.fromhex(text), "little") & ((1 << 255) - 1)
    if y >= _PRIME or y in _SMALL_ORDER or not _on_curve(y):
        form.fault(
            steps, "this is no Ed25519 public key that only one can sign for", "make one with `packatlas keygen`"
        )
        return ""
    return text


def _on_curve(y: int) -> bool:
    """Whether -x² + y² = 1 + dx²y² has a solution for x: RFC 8032, 5.1.3, by Euler's criterion."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return pow(square, (_PRIME - 1) // 2, _PRIME) == 1


def _pattern(value: Any, steps: Steps, form: Form) -> str:
    if isinstance(value, str) and _PATTERN.fullmatch(value) and len(value) <= 300:
        return value
    shown = quoted(value) if isinstance(value, str) else "it"
    form.fault(steps, f"{shown} is not a pattern of packs", "write it as 'pack:os/*', or as '*' for all")
    return ""


def _layer(value: Any, steps: Steps, form: Form) -> str:
    if value in list(Layer) and isinstance(value, str):
        return value
    shown = quoted(value) if isinstance(value, str) else "what stands here"
    form.fault(steps, f"{shown} is not a layer", did_you_mean(str(value), [layer.value for layer in Layer]))
    return ""


def _twins(keys: Sequence[TrustKey], form: Form) -> None:
    """One key under two ids would meet a threshold of two; of two under one id nobody knows which is meant."""
    ids: dict[str, int] = {}
    publics: dict[str, int] = {}
    for number, key in enumerate(keys):
        hint = "remove one of the two"
        if (first := ids.setdefault(key.id, number)) != number:
            form.fault(("keys", number, "keyid"), f"key {first + 1} has the same id", hint)
        if (first := publics.setdefault(key.public, number)) != number:
            form.fault(("keys", number, "public"), f"key {first + 1} is the same public key", hint)
