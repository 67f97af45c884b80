"""The facts that stand by a shield, as the one text that a statement's digest is made of. Prose is not among them."""

from __future__ import annotations

import hashlib
from typing import Any

from packatlas.model import Constraint, Pack, Release, Resource
from packatlas.wording import quoted


def subject(pack: Pack, release: Release) -> str:
    """What a statement calls a release: `pack:<layer>/<name>@<version>`."""
    return f"pack:{pack.layer.value}/{pack.name}@{release.version.text}"


def facts(pack: Pack, release: Release) -> dict[str, Any]:
    """The facts of a release, as its page shows them.

    What the maintainers of a release may change without another look at it is left out: descriptions, READMEs, notes,
    links, tags, logos, and the steps of the lifecycle.
    """
    return {
        "name": pack.name,
        "title": pack.title,
        "layer": pack.layer.value,
        "addonType": pack.addon_type,
        "publisher": pack.publisher,
        "license": pack.license,
        "version": release.version.text,
        "released": release.released.isoformat() if release.released else None,
        "kubernetes": release.kubernetes,
        "clouds": list(release.clouds or pack.clouds),
        "architectures": list(pack.architectures),
        "fips": pack.fips,
        "requires": [_constraint(one) for one in release.requires],
        "resources": [_resource(one) for one in release.resources],
        "fixes": list(release.fixes),
        "charts": list(release.charts),
        "manifests": list(release.manifests),
        "artifacts": dict(release.artifacts),
    }


def _constraint(one: Constraint) -> dict[str, Any]:
    layer = one.layer.value if one.layer else None
    return {"pack": one.pack, "layer": layer, "type": one.type.value, "min": one.min, "max": one.max}


def _resource(one: Resource) -> dict[str, Any]:
    parts = [{"schedule": p.schedule, "request": p.request, "replicas": p.replicas} for p in one.components]
    return {"type": one.type, "minimum": one.minimum, "components": parts}


def canonical(value: Any) -> bytes:
    """JSON as RFC 8785 writes it: one text for one value. Raises `ValueError` for what has none."""
    import rfc8785

    return rfc8785.dumps(value)


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def differences(signed: Any, found: dict[str, Any]) -> tuple[str, ...]:
    """Which facts are not those that were signed, in words; none when the signed ones are not known."""
    if not isinstance(signed, dict):
        return ()
    return tuple(_difference(key, signed.get(key), found.get(key)) for key in sorted({*signed, *found})
                 if signed.get(key) != found.get(key))  # fmt: skip


def _difference(key: str, signed: Any, found: Any) -> str:
    if isinstance(signed, dict) and isinstance(found, dict):
        inside = [name for name in sorted({*signed, *found}) if signed.get(name) != found.get(name)]
        return f"{quoted(key)} ({', '.join(map(quoted, inside[:3]))}{' …' if len(inside) > 3 else ''})"
    if isinstance(signed, str | int | None) and isinstance(found, str | int | None):
        return f"{quoted(key)} ({_word(signed)}, now {_word(found)})"
    return quoted(key)


def _word(value: Any) -> str:
    return "not stated" if value in (None, "") else quoted(str(value))
