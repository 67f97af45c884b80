"""Signs the statements of the golden sites anew: `python -m tests.signed_goldens`.

Needed when the facts that are signed change; the keys are those that tests make of words.
"""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from typing import Any

from packatlas.options import Choices
from packatlas.signing.catalog import release_of, to_sign
from packatlas.trust.descriptor import facts, subject
from tests.statements import Json, file, statement

HERE = Path(__file__).parent


def sign(site: str, release: str, *words: str, bare: bool = False, **predicate: Any) -> None:
    """Put a statement on a site's release into its place; a `bare` one has no evidence.

    It states the facts as they are, but for the site whose fault is that they are not.
    """
    with chdir(HERE / site):
        pack, found = release_of(to_sign(Choices(content=Path("content")).settings()), release)
        stated = facts(pack, found)
        if site.endswith("other-facts"):
            stated["kubernetes"] = ">=1.30 <1.35"
        value: Json = statement(stated, subject(pack, found), facts=stated, **predicate)
        if bare:
            value["predicate"]["properties"] = ["PACK_BUILT_BY_PUBLISHER"]
            del value["predicate"]["hardening"], value["predicate"]["scan"]
        place = Path("attestations") / pack.name / f"{found.version.text}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file(value, *words) + b"\n")


def main() -> None:
    """Every statement of the golden sites, those on the wrong release or on other facts too."""
    sign("sites/signed-statements", "ubuntu@22.04", "alice", "bob")
    sign("sites/signed-statements", "calico@3.31.4", "alice", "bob", bare=True)
    sign("sites/signed-statements", "kubernetes@1.33.4", "alice", "bob", validUntil="2026-11-10T00:00:00Z")
    for site in ("statement-revoked", "verification-beside-statements", "statement-copied", "statement-on-other-facts"):
        sign(f"sites_invalid/{site}", "ubuntu@22.04")
    sign("sites_invalid/statement-by-a-stranger", "ubuntu@22.04", "mallory")
    copied = HERE / "sites_invalid/statement-copied/attestations/ubuntu"
    (copied / "22.04.json").replace(copied / "20.04.json")


if __name__ == "__main__":
    main()
