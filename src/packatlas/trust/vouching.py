"""Compare what was signed with what the catalog says, release by release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packatlas.errors import Location, Problem
from packatlas.model import Pack, Release, Statement, Verification
from packatlas.suggest import near_name
from packatlas.trust.descriptor import canonical, differences, digest, facts, subject
from packatlas.trust.envelope import text
from packatlas.trust.examination import Evidence, Sound, by_release
from packatlas.trust.refusal import RefusedError
from packatlas.wording import day


def without_declared(packs: Sequence[Pack]) -> tuple[list[Pack], list[Problem]]:
    """Packs without what their pages say of a verification: where statements count, nobody may just claim one."""
    hint = "remove it, and sign the releases with `packatlas attest`"
    message = "a verification in frontmatter, and this catalog counts signed statements only"
    problems = [Problem("PA193", message, pack.verification.location, hint=hint) for pack in packs if pack.verification]
    return [replace(pack, verification=None) if pack.verification else pack for pack in packs], problems


def vouch(packs: Sequence[Pack], evidence: Evidence) -> tuple[list[Pack], list[Problem]]:
    """Packs whose releases carry the verifications that statements give them, and what is wrong with the others."""
    waiting = by_release(evidence.sound)
    vouched, problems = list[Pack](), list[Problem]()
    for pack in packs:
        releases = []
        for release in pack.releases:
            sound = waiting.pop((pack.name, release.version.text), None)
            record = None
            try:
                record = _verification(pack, release, sound) if sound else None
            except RefusedError as refusal:
                problems += [refusal.problem(sound.file.path)] if sound else []
            releases.append(replace(release, verification=record))
        verified = replace(pack, releases=tuple(releases))
        vouched.append(replace(verified, verification=verified.latest.verification if verified.latest else None))
    by_name = {pack.name: pack for pack in packs}
    problems += [_orphan(sound, by_name.get(sound.claim.name), sorted(by_name)) for sound in waiting.values()]
    return vouched, problems


def _verification(pack: Pack, release: Release, sound: Sound) -> Verification:
    """What a statement gives to a release, once its facts are those that were signed."""
    claim, found = sound.claim, facts(pack, release)
    if claim.subject != subject(pack, release):
        message = f"this statement is about {claim.subject}, and the catalog has {subject(pack, release)}"
        raise RefusedError("PA196", message, "put the pack back into its layer, or sign the release anew")
    try:
        text_of_facts = canonical(found)
    except ValueError:
        text_of_facts = b""  # what no statement can be on: half a character, or a number beyond all measure
    if digest(text_of_facts) != claim.facts_digest:
        changed = differences(claim.facts, found)
        what = f": {', '.join(changed)}" if changed else ""
        message = f"the facts of {claim.subject} are not those that were signed on {day(claim.created.date())}{what}"
        hint = f"undo the change, or verify it and run `packatlas attest {claim.name}@{claim.version}`"
        raise RefusedError("PA196", message, hint)
    statement = Statement(
        subject=claim.subject,
        verifier=claim.verifier,
        created=claim.created,
        valid_until=claim.valid_until,
        properties=claim.properties,
        signers=sound.signers,
        digest=sound.digest,
        envelope=text(sound.envelope),
        facts=text_of_facts.decode(),
    )
    owners = dict.fromkeys(signer.owner for signer in sound.signers)
    return Verification(
        verified_on=claim.created.date(),
        by=" and ".join(owners),
        cis=claim.cis,
        location=Location(sound.file.path),
        valid_until=claim.valid_until.date(),
        scan=claim.scan,
        statement=statement,
    )


def _orphan(sound: Sound, pack: Pack | None, names: Sequence[str]) -> Problem:
    claim, here = sound.claim, Location(sound.file.path)
    if pack is None:
        message = f"this statement is about '{claim.name}', which this catalog doesn't have"
        return Problem("PA199", message, here, hint=near_name(claim.name, names) or "remove it, or add the pack")
    message = f"this statement is about release {claim.version} of '{claim.name}', which this catalog doesn't have"
    hint = near_name(claim.version, [release.version.text for release in pack.releases])
    return Problem("PA199", message, here, hint=hint or "remove it, or add the release")
