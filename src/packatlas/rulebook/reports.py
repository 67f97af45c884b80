"""PA200-PA207: security reports."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule, refusal

TITLE = "Security reports"
RULES = (
    refusal(
        "PA200",
        "Half a report has half the vulnerabilities. Nothing of it is counted: the page says that nothing is known.",
        '{"SchemaVersion": 2, "Results": [{"Vulnerab',
        '{"SchemaVersion": 2, "Results": []}',
        "json",
    ),
    refusal(
        "PA201",
        "Only the JSON of Trivy and Grype is understood; of anything else the figures would be guessed.",
        "trivy image --format sarif -o security/vault/1.0.json",
        "trivy image --format json -o security/vault/1.0.json",
        "text",
    ),
    refusal(
        "PA202",
        "A value that no scanner writes means that the file was changed, or is of a version that isn't known.",
        '{"Severity": ["HIGH"]}',
        '{"Severity": "HIGH"}',
        "json",
    ),
    Rule(
        "PA203",
        Severity.WARNING,
        "Nobody will see what it found: its path names no release of this catalog.",
        "security/valut/1.0.json",
        "security/vault/1.0.json",
        "text",
    ),
    refusal(
        "PA204",
        "The page promises a report, and nothing is known of its release.",
        'releases: [{version: "1.0", scan: report.json}]  # which is not there',
        'releases: [{version: "1.0", scan: scans/1.0.json}]',
    ),
    Rule(
        "PA205",
        Severity.WARNING,
        "A scan that looked at no packages finds nothing wrong with them. It is not counted as one that found nothing.",
        "trivy image --scanners secret --format json",
        "trivy image --scanners vuln --format json",
        "text",
    ),
    Rule(
        "PA206",
        Severity.WARNING,
        "There may be more than was found: the system is too old for the scanner's list, or unknown to it.",
        "a report on a system whose support has ended",
        "a report on a system that the scanner knows",
        "text",
    ),
    refusal(
        "PA207",
        "No image has so many. Reading on would cost more than any answer is worth.",
        "a report of 300,000 findings",
        "a report for each image",
        "text",
    ),
)
