"""What a file is that no scanner's report, and what to do about it."""

from __future__ import annotations

from packatlas.scans.values import Node

_SCAN_IT = "scan it: `trivy sbom FILE --format json` or `grype sbom:FILE -o json`"
_KNOWN = (
    ("bomFormat", "a CycloneDX bill of materials", _SCAN_IT),
    ("spdxVersion", "an SPDX bill of materials", _SCAN_IT),
    ("runs", "SARIF", "let the scanner write JSON: `trivy … --format json` or `grype … -o json`"),
    ("payloadType", "a signed envelope", "put the scanner's own report here"),
    ("predicateType", "an in-toto statement", "put the scanner's own report here"),
    ("vulnerability", "a single match", "let Grype write one document: `grype … -o json`"),
)
"""A key that gives a format away, its name, and the way to a report."""
_OTHERWISE = "reports of Trivy (`--format json`) and of Grype (`-o json`) are read"


def described(root: Node) -> tuple[str, str]:
    """What it is, as a message, and the way out."""
    if isinstance(root.value, list) and not root.value:
        return "an empty list doesn't say who looked for what", "let the scanner's current version write it anew"
    for key, name, hint in _KNOWN:
        if key in root:
            return f"this is {name} and no security report", hint
    return "this is no security report that is known", _OTHERWISE
