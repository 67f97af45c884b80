"""A small catalog of which one release is signed, and what packatlas makes of any statement on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from packatlas.catalog import Catalog, assemble
from packatlas.errors import Problem
from packatlas.model import Layer, Pack
from packatlas.settings import Settings, Trust
from packatlas.trust.examination import examine
from packatlas.trust.files import StatementFile, TrustInputs
from tests.factories import pack, release
from tests.statements import Attack

AS_OF = date(2026, 11, 23)
SETTINGS = Settings(as_of=AS_OF, trust=Trust(mode="signed"))


def ubuntu() -> Pack:
    """The pack that `FACTS` are those of, with an older release beside it."""
    newer = release("22.04", kubernetes=">=1.30 <1.35")
    made = pack("ubuntu", title="Ubuntu", layer=Layer.OS, publisher="Example", clouds=("vsphere",))
    return replace(made, releases=(newer, release("20.04")))


def debian() -> Pack:
    return pack("debian", title="Debian", layer=Layer.OS, releases=(release("12"), release("22.04")))


def judged(case: Attack, *packs: Pack, as_of: date = AS_OF) -> tuple[Catalog, tuple[Problem, ...]]:
    """The catalog that a case makes, and everything that is said of it."""
    files = []
    for path, data in sorted(case.files.items()):
        name, _, version = path.removesuffix(".json").partition("/")
        files.append(StatementFile(f"attestations/{path}", name, version, data))
    chosen = replace(SETTINGS, as_of=as_of)
    evidence = examine(TrustInputs("trust.json", case.trust, tuple(files)), chosen)
    assert evidence is not None
    return assemble(packs or (ubuntu(), debian()), (), (), replace(chosen, as_of=evidence.clock), evidence=evidence)
