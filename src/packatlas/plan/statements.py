"""The signed statement on a release, and the lines of shell by which anyone can check it without packatlas."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from packatlas import urls
from packatlas.model import Pack, Release, Statement
from packatlas.plan.pack_views import Fact, StatementView
from packatlas.plan.views import Code, Ref
from packatlas.settings import Settings
from packatlas.trust.envelope import PAYLOAD_TYPE
from packatlas.wording import day

_PREFIX = f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE}"
"""How every text begins that is signed; the length of the payload and the payload follow."""


def statement_view(pack: Pack, release: Release | None, settings: Settings) -> StatementView | None:
    """What a page shows of a statement; None where there is none."""
    record = release.verification if release else None
    if release is None or record is None or record.statement is None:
        return None
    statement, version = record.statement, release.version.text
    files = (urls.statement(pack.name, version), urls.facts(pack.name, version))
    facts = (
        Fact("About", (Ref(statement.subject, None),), code=True),
        Fact("Signed by", tuple(Ref(one.owner, urls.public_key(one.key)) for one in statement.signers)),
        Fact("Verifier", (Ref(statement.verifier, None),), code=True),
        Fact("Valid until", (Ref(day(statement.valid_until.date()), None),)),
        Fact("Says", tuple(Ref(one, None) for one in statement.properties), code=True),
        Fact("Files", tuple(Ref(address.rpartition("/")[2], address) for address in files)),
    )
    return StatementView(facts, Code("\n".join(_lines(statement, files, settings)) + "\n", "bash"))


def _lines(statement: Statement, files: tuple[str, str], settings: Settings) -> Iterator[str]:
    """Shell and OpenSSL 3, nothing else; each line can be read, and what it made can be looked at."""
    keys = [urls.public_key(signer.key) for signer in statement.signers]
    if settings.base_url:
        for address in (*files, *keys):
            yield f"curl -sSfO {shlex.quote(urls.absolute(settings.base_url, address))}"
    yield f"{_value('payload')} > payload.json"
    yield f"printf '{_PREFIX} %d ' \"$(wc -c < payload.json)\" | cat - payload.json > signed.bin"
    for signer in statement.signers:
        yield f"{_value('sig', after=signer.key)} > signature.bin"
        yield f"openssl pkeyutl -verify -pubin -inkey {signer.key}.pem -rawin -in signed.bin -sigfile signature.bin"
    yield "openssl dgst -sha256 facts.json  # the digest that payload.json has for its subject"


def _value(name: str, after: str = "") -> str:
    """The line that takes one value, or the one after the id of a key, out of `statement.json`."""
    place = f'/"{after}"/,/"{name}"/' if after else ""
    return f"""sed -n '{place}s/.*"{name}": "\\([^"]*\\)".*/\\1/p' statement.json | openssl base64 -d -A"""
