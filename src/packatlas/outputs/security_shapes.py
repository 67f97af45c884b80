"""The shapes of what programs read of vulnerabilities."""

from __future__ import annotations

from typing import Any

from packatlas.findings import Rating
from packatlas.history import Kind
from packatlas.outputs.shape_words import Shape, day, listed, maybe, number, one_of, record, text, truth, url

_SCHEMA: Shape = {"const": "packatlas/v1"}


def security_shapes(ref: Any) -> dict[str, Shape]:
    """The files below `api/v1/` that are on vulnerabilities, and what they consist of."""
    return {**_files(ref), **_parts(ref)}


def _files(ref: Any) -> dict[str, Shape]:
    return {
        "Security": record(
            "What is open in the whole catalog, `api/v1/security.json`.",
            schema=_SCHEMA,
            as_of=day("The day of the build."),
            url=url("The page for people."),
            feed={"type": ["string", "null"], "format": "uri-reference", "description": "The feed of what changed."},
            packs=number("How many packs there are."),
            scanned=number("Of how many the latest release has a security report."),
            counts=maybe(ref("Ratings")),
            fixable={"type": ["integer", "null"], "description": "How many of them have a fix."},
            unknown=listed(text(), "Packs of whose latest release no report was read."),
            releases=listed(ref("ScannedRelease"), "All releases with a report, in the order of the catalog."),
            issues=listed(ref("Issue"), "The worst first."),
        ),
        "Findings": record(
            "What the reports on a release found, `api/v1/packs/{name}/{version}/security.json`.",
            schema=_SCHEMA,
            name=text(),
            version=text(),
            findings=listed(ref("Finding"), "Each once, the worst first."),
        ),
        "Changes": record(
            "What changed from publish to publish, `api/v1/changes.json`.",
            schema=_SCHEMA,
            as_of=day("The day of the build."),
            previous=day("That of the publish before; null if nothing is known of one."),
            changes=listed(ref("Change"), "The newest first."),
        ),
    }


def _figures(ref: Any) -> dict[str, Shape]:
    return {
        "counts": ref("Ratings"),
        "fixable": number("How many have a fix."),
        "scanned_on": day("Day of the oldest report that counts."),
        "database_on": day("Day of the oldest list of vulnerabilities that a scanner used."),
        "of_packages": {**truth(), "description": "False: the reports speak of no packages, and zeros mean nothing."},
    }


def _parts(ref: Any) -> dict[str, Shape]:
    return {
        "Ratings": record("How many vulnerabilities have which rating.", **{one.value: number() for one in Rating}),
        "Scan": record(
            "What the security reports on a release say together.",
            **_figures(ref),
            reports=listed(ref("Report"), "Those that count."),
            findings=url("The file with every finding."),
        ),
        "Report": record(
            "A scanner’s report.",
            scanner=text(),
            version=text("That of the scanner; empty: not stated."),
            subject=text("What was scanned, such as a container image."),
            finished={"type": ["string", "null"], "format": "date-time"},
            database_on=day("Day of the scanner’s list of vulnerabilities."),
            of_packages=truth(),
            gaps=number("Parts that could not be scanned."),
            registry=text("The registry that it came with; empty: the publisher’s own."),
        ),
        "ScannedRelease": record(
            "A release with its figures.",
            name=text(),
            version=text(),
            latest=truth(),
            **_figures(ref),
            serious=listed(ref("Serious"), "Its critical and high vulnerabilities, each once."),
            url=url("The page for people."),
            api=url("The JSON file of the release."),
        ),
        "Serious": record(
            "A critical or high vulnerability of a release.",
            id=text(),
            rating=one_of(Rating),
            since=day("If it is critical with a fix: since when that is known."),
        ),
        "Issue": record(
            "A vulnerability, and where it is.",
            id=text("The CVE where there is one."),
            aliases=listed(text()),
            rating={"enum": [*(one.value for one in Rating), None], "description": "The highest; null: in no report."},
            fixable=truth(),
            open=_releases("Releases in which a report found it."),
            fixed=_releases("Releases that say they fix it."),
            url={"type": ["string", "null"], "format": "uri-reference", "description": "Its page, if it has one."},
        ),
        "Finding": record(
            "A vulnerability in a package of a release.",
            id=text(),
            aliases=listed(text()),
            rating=one_of(Rating),
            package=text(),
            installed=text(),
            fixable=truth(),
            fixed_in=listed(text()),
            since=day("First day on which a report is known to have shown it with a fix."),
        ),
        "Change": record(
            "Something that changed in the trust in a pack.",
            day=day("The day of the publish that noticed it."),
            kind=one_of(Kind),
            pack=text(),
            title=text(),
            version=text("Its latest release at that time."),
            words=text("What changed, after the title."),
            issues=listed(text(), "The vulnerabilities that it is about."),
            more=number("How many more there were."),
            url=url("The page for people."),
        ),
    }


def _releases(description: str) -> Shape:
    return {"type": "object", "description": description, "additionalProperties": listed(text("A version."))}
