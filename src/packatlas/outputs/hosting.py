"""`_headers`: how a web host has to serve the site, in the format that Netlify and Cloudflare Pages read."""

from __future__ import annotations

from collections.abc import Mapping

from packatlas.headers import IMMUTABLE, SECURITY_HEADERS
from packatlas.model import Artifact
from packatlas.outputs.files import text_file
from packatlas.settings import Settings


def hosting(assets: Mapping[str, str], settings: Settings) -> tuple[Artifact, ...]:
    """The security headers for every file; assets whose address holds their digest may be kept for good.

    The rules are paths from the root of the host, so they start with the site's base path.
    """
    hashed = {address for name, address in assets.items() if address != f"assets/{name}"}
    kept = sorted({address if address.count("/") == 1 else f"{address.rpartition('/')[0]}/*" for address in hashed})
    rules = {"*": SECURITY_HEADERS} | {address: {"Cache-Control": IMMUTABLE} for address in kept}
    lines = []
    for place, headers in rules.items():
        lines.append(f"{settings.base_path}{place}")
        lines += [f"  {name}: {value}" for name, value in headers.items()]
    return (text_file("_headers", "\n".join([*lines, ""])),)
