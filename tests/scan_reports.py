"""Reports as Trivy and Grype write them, made by hand, for tests; and a count of them that shares nothing with ours."""

from __future__ import annotations

from typing import Any

RATINGS = ("critical", "high", "medium", "low", "negligible", "unknown")


def vulnerability(id: str = "CVE-2026-1", package: str = "openssl", **changes: Any) -> dict[str, Any]:
    """One of Trivy's findings."""
    return {
        "VulnerabilityID": id,
        "PkgName": package,
        "InstalledVersion": "3.0.1",
        "FixedVersion": "3.0.2",
        "Severity": "HIGH",
        "Status": "fixed",
        "CVSS": {"nvd": {"V3Score": 7.5}},
        **changes,
    }


def trivy(*vulnerabilities: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A report of Trivy on one container image."""
    return {
        "SchemaVersion": 2,
        "Trivy": {"Version": "0.65.0"},
        "CreatedAt": "2026-11-20T04:10:11.123456789+02:00",
        "ArtifactName": "registry.example/app:1",
        "ArtifactType": "container_image",
        "Metadata": {"OS": {"Family": "debian", "Name": "12"}},
        "Results": [
            {
                "Target": "registry.example/app:1 (debian 12)",
                "Class": "os-pkgs",
                "Type": "debian",
                "Vulnerabilities": list(vulnerabilities),
            }
        ],
        **changes,
    }


def match(
    id: str = "CVE-2026-1", package: str = "openssl", related: tuple[str, ...] = (), **changes: Any
) -> dict[str, Any]:
    """One of Grype's matches."""
    return {
        "vulnerability": {
            "id": id,
            "severity": "High",
            "fix": {"versions": ["3.0.2"], "state": "fixed"},
            "cvss": [],
            **changes,
        },
        "relatedVulnerabilities": [{"id": other, "severity": "Low"} for other in related],
        "artifact": {"name": package, "version": "3.0.1", "type": "deb"},
    }


def grype(*matches: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A report of Grype on one container image."""
    return {
        "matches": list(matches),
        "ignoredMatches": [match("CVE-1999-9999", appliedIgnoreRules=[{}])],
        "source": {"type": "image", "target": {"userInput": "registry.example/app:1", "layers": []}},
        "distro": {"name": "debian", "version": "12"},
        "descriptor": {
            "name": "grype",
            "version": "0.96.0",
            "timestamp": "2026-11-20T04:10:11.123456789+02:00",
            "db": {"status": {"schemaVersion": "v6.1.0", "built": "2026-11-19T06:00:00Z", "valid": True}},
        },
        **changes,
    }


def independent_count(report: Any) -> dict[str, int]:
    """Counts by rating, straight from the JSON: no code and no value in common with `packatlas.findings`.

    Reports in which an advisory has several CVEs, or aliases over two steps, are not for it.
    """
    entries: list[tuple[str, set[str], str, str, str]] = []
    if isinstance(report, dict) and "matches" in report:
        report = report["matches"]
    if isinstance(report, list) and report and "vulnerability" in report[0]:
        for m in report:
            v, a = m["vulnerability"], m["artifact"]
            others = {r["id"] for r in m.get("relatedVulnerabilities") or []}
            entries.append((v["id"], others, a["name"], a["version"], (v.get("severity") or "unknown").lower()))
    else:
        results = report if isinstance(report, list) else report.get("Results") or []
        for result in results:
            for v in result.get("Vulnerabilities") or []:
                severity = v.get("Severity", "UNKNOWN").lower()
                entries.append((v["VulnerabilityID"], set(), v["PkgName"], v["InstalledVersion"], severity))
    seen: list[dict[str, Any]] = []
    for id, others, package, version, severity in entries:
        for one in seen:
            if one["where"] == (package, version) and one["ids"] & ({id} | others):
                one["ids"] |= {id} | others
                one["severities"].add(severity)
                break
        else:
            seen.append({"where": (package, version), "ids": {id} | others, "severities": {severity}})
    counts = dict.fromkeys(RATINGS, 0)
    for one in seen:
        counts[next(rating for rating in RATINGS if rating in one["severities"])] += 1
    return counts
