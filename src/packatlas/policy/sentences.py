"""What is said of a verification: whole sentences, the same on pages, in the API and on the command line."""

from __future__ import annotations

from packatlas.findings import Scan
from packatlas.model import Pack, Verification
from packatlas.policy.coverage import covers, newer_unsigned, shielded
from packatlas.policy.hotfixes import Hotfix
from packatlas.wording import day


def community(pack: Pack) -> tuple[str, ...]:
    """Why a pack without a verification has no shield."""
    latest = pack.latest
    signed = next((release for release in pack.releases if release.verification), None)
    if signed is None or latest is None:
        return ("This is a community pack: the publisher of this catalog has not verified it.",)
    return (
        f"Nobody has signed a statement on the latest release, {latest.version}.",
        f"There is one on {signed.version}, which is {signed.status.value}.",
    )


def verified(record: Verification) -> str:
    """Who verified it, and when."""
    if record.statement:
        return f"{record.by} verified this release on {day(record.verified_on)}, in a signed statement."
    return f"{record.by} verified this pack on {day(record.verified_on)}."


def newer(pack: Pack) -> tuple[str, ...]:
    """What the verification says nothing of: newer releases."""
    latest = pack.latest
    if latest is None:
        return ()
    if latest.verification:
        newer = newer_unsigned(pack)
        return (f"The newer release {newer.version} is not signed.",) if newer else ()
    if covers(pack, latest):
        return ()
    why, bearer = ("came later" if latest.released else "has no date"), shielded(pack)
    newest = f"; the newest release that it covers is {bearer.version}" if bearer else ""
    return (f"The verification doesn't cover the latest release, {latest.version}, which {why}{newest}.",)


def hardening(record: Verification) -> tuple[str, ...]:
    """Which CIS benchmark it is hardened to, if any."""
    if record.cis is None:
        return ()
    level = f", level {record.cis.level}" if record.cis.level else ""
    version = f" v{record.cis.version}" if record.cis.version else ""
    noun = "" if record.cis.name.casefold().endswith("benchmark") else " benchmark"
    hardened = f"The pack is hardened to the {record.cis.name}{version}{noun}{level}"
    if record.cis.results is None:
        return (f"{hardened}.",)
    passed, failed, other = record.cis.results
    return (f"{hardened}: {passed} checks passed, {failed} failed, {other} did not apply.",)


def scanned(record: Verification, scan: Scan | None, urgent: Hotfix | None) -> tuple[str, ...]:
    """What is known of vulnerabilities, what has to be mended soon at the end.

    By a shield that a statement makes, it alone may say that all is well; that something isn't, any report may.
    """
    if urgent:
        return (*_signed_scan(record), urgent.sentence())
    if record.statement:
        return _signed_scan(record)
    if scan is None or not scan.of_packages:
        return ()
    of = f" of {day(scan.day)}" if scan.day else ""
    return (f"The security scan{of} shows no critical vulnerability that has a fix.",)


def _signed_scan(record: Verification) -> tuple[str, ...]:
    if record.scan is None:
        return ()
    counts = dict(record.scan.counts)
    total = sum(counts.values())
    if not total:
        return (f"The scan of {day(record.scan.finished)} found no known vulnerability.",)
    found = ", ".join(f"{number:,} {severity}" for severity, number in counts.items() if number)
    known = "vulnerability" if total == 1 else "vulnerabilities"
    return (
        f"The scan of {day(record.scan.finished)} found {total:,} known {known}: {found}; "
        f"{record.scan.fixable:,} with a fix.",
    )
