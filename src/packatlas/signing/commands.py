"""`keygen`, `attest` and `verify` on the command line. What they need is imported when they run."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click

from packatlas.errors import NOWHERE, Problem, SiteError
from packatlas.options import Choices, day_option, input_options, today

PASSPHRASE = "PACKATLAS_PASSPHRASE"  # noqa: S105 - the name of a variable
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", metavar="[FILE]", type=_FILE, default="packatlas.key")
@click.option("--owner", metavar="WHO", default="", help="Whose key it is, as readers will see it.")
@click.option("--passphrase", is_flag=True, help=f"Encrypt the key; asks, or takes {PASSPHRASE}.")
@click.option(
    "--of", "existing", is_flag=True, help="Make none: print the entry of a key, private or public, you have."
)
def keygen(file: Path, owner: str, *, passphrase: bool, existing: bool) -> int:
    """Make a key that signs statements.

    FILE is where the private key goes, `packatlas.key` if left out. Its entry for the trust file is printed.
    """
    from packatlas.report import safe
    from packatlas.signing import keys

    if existing:
        public = keys.read_public(file, _ask)
    else:
        public = keys.new_key(file, _new_passphrase() if passphrase else "").public_key()
        click.echo(f"Made the private key {safe(str(file))}. Keep it secret, and out of version control.", err=True)
    entry = keys.key_entry(public, owner or "who this is", today())
    click.echo(f"Key id: {entry['keyid']}", err=True)
    click.echo("For the trust file, narrowed to what the key may sign:", err=True)
    click.echo(json.dumps(entry, indent=2))
    return 0


@click.command()
@click.argument("release", metavar="NAME@VERSION")
@input_options
@click.option(
    "--key", type=_FILE, required=True, metavar="FILE", help="Private Ed25519 key: packatlas', OpenSSH's, PEM."
)
@click.option("--scan", type=_FILE, metavar="FILE", help="Report of Trivy or Grype, as JSON.")
@click.option("--cis", nargs=3, metavar="BENCHMARK VERSION PROFILE", help="CIS benchmark that it is hardened to.")
@click.option("--cis-result", nargs=3, type=click.IntRange(0), metavar="PASSED FAILED SKIPPED", help="Checks of it.")
@click.option("--cis-report", type=_FILE, metavar="FILE", help="Report on them; its SHA-256 is signed.")
@click.option("--valid-until", metavar="DATE", callback=day_option, help="End; by the policy's weeks if left out.")
@click.option("--verifier", metavar="URI", default="", help="Who verified it; made of the base URL if left out.")
@click.option("--renew", is_flag=True, help="Make a new statement instead of adding a signature.")
def attest(release: str, key: Path, valid_until: date | None, verifier: str, *, renew: bool, **others: Any) -> int:
    """Sign a statement on a release: what it is now, and that it was verified.

    A statement that is there, says the same and is still valid gets one more signature; otherwise a new one takes
    its place. CONTENT is the catalog's folder, `content` if left out.
    """
    from packatlas.signing import attesting, keys
    from packatlas.signing.evidence import evidence

    names = ("scan", "cis", "cis_result", "cis_report")
    choices = Choices(**{name: value for name, value in others.items() if name not in names})
    settings = choices.settings()
    proofs = evidence(*(others[name] for name in names))
    order = attesting.Order(release, proofs, verifier, valid_until, _moment(choices.as_of), renew)
    done = attesting.attest(order, settings, keys.read_private(key, _ask))
    for line in attesting.told(done):
        click.echo(line)
    return 0


@click.command()
@click.argument("name", metavar="[NAME[@VERSION]]", default="")
@input_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="For people or programs.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Let an expired statement fail too.")
def verify(name: str, form: str, *, strict: bool, **choices: Any) -> int:
    """Look at the signed statements of a catalog, or of one pack.

    CONTENT is the catalog's folder, `content` if left out.
    """
    from packatlas.signing import verifying

    settings = Choices(**choices).settings()
    if not settings.trust.signed:
        hint = "name a trust file with --trust, or write 'trust: signed' in catalog.yaml"
        raise SiteError(
            Problem("PA190", "this catalog trusts its pages, so there is nothing to verify", NOWHERE, hint=hint)
        )
    verdict = verifying.verify(settings, name)
    if form == "json":
        click.echo(json.dumps(verifying.as_json(verdict), indent=2))
    else:
        for problem in verdict.others:
            click.echo(str(problem), err=True)
        for line in verifying.as_table(verdict.rows):
            click.echo(line)
        if verdict.rows:
            click.echo(verifying.summary(verdict.rows))
    return 0 if verifying.good(verdict, strict=strict) else 1


def _moment(as_of: date | None) -> datetime | None:
    """When a statement is made: at the beginning of `--as-of`, by SOURCE_DATE_EPOCH, or now."""
    if as_of or os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.combine(as_of or today(), time.min, UTC)
    return None


def _ask() -> str:
    """The passphrase of a key that has one."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        raise SiteError(Problem("PA174", "the key has a passphrase", NOWHERE, hint=f"set {PASSPHRASE}"))
    answer: str = click.prompt("Passphrase of the key", hide_input=True, err=True)
    return answer


def _new_passphrase() -> str:
    if os.environ.get(PASSPHRASE):
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        raise SiteError(Problem("PA174", "nobody can be asked for a passphrase", NOWHERE, hint=f"set {PASSPHRASE}"))
    answer: str = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    return answer
