"""Grype's JSON: `grype … -o json`, and the bare list of matches that its first versions wrote.

The shapes are those of `grype/presenter/models` and, before, `grype/presenter/json` in github.com/anchore/grype. What
ignore rules took out stands in `ignoredMatches` and doesn't count.
"""

from __future__ import annotations

from datetime import date

from packatlas.findings import Finding, Report, advisory_id
from packatlas.scans.values import Node, aliases, bounded, finding, rating

NAME = "Grype"
_BESIDE = ("descriptor", "source", "distro", "image", "directory")
"""Keys beside `matches`, of which each version writes some."""


def detect(root: Node) -> bool:
    """Whether Grype wrote it."""
    if isinstance(root.value, list):
        first = Node(root.value[0] if root.value else None)
        return "vulnerability" in first and "artifact" in first
    return "matches" in root and any(key in root for key in _BESIDE)


def read(root: Node) -> Report:
    """What it says; raises WrongError."""
    bare = isinstance(root.value, list)
    matches = root.objects() if bare else root.each("matches")
    found = [_finding(match) for match in matches]
    stated = Node(None) if bare else root
    version = stated.text("descriptor", "version")
    return Report(
        scanner=NAME,
        version="" if version.startswith("[") else version,
        subject=_subject(stated.at("source", "target")),
        finished=stated.moment("descriptor", "timestamp"),
        database=_database(stated.at("descriptor", "db")),
        findings=bounded(found),
    )


def _subject(target: Node) -> str:
    """An image by the name that the user gave, a folder or file by its path."""
    return target.text("userInput") if isinstance(target.value, dict) else target.plain()


def _database(db: Node) -> date | None:
    """The day on which its list was made; the key has had three names since 2021."""
    for keys in (("status", "built"), ("built",), ("dataAge",)):
        if when := db.moment(*keys):
            return date.fromisoformat(when[:10])
    return None


def _finding(match: Node) -> Finding:
    found, artifact = match.at("vulnerability"), match.at("artifact")
    fix = found.at("fix")
    fixes = [part for part in (*fix.texts("versions"), found.text("fixedInVersion")) if part]
    related = [advisory_id(other.text("id")) for other in match.each("relatedVulnerabilities")]
    return finding(
        found,
        found.text("id"),
        package=artifact.text("name"),
        version=artifact.text("version"),
        rating=rating(found.text("severity")),
        fixable=bool(fixes) or fix.text("state") == "fixed",
        fixed_in=tuple(fixes),
        aliases=aliases(related),
    )
