"""Trivy's JSON: `--format json` of all its commands, `--format cosign-vuln`, and what it wrote before 0.20.

The shapes are those of `pkg/types/report.go`, `pkg/k8s/report/report.go` and `pkg/report/predicate/vuln.go` in
github.com/aquasecurity/trivy. What VEX statements and ignore files took out stands in `ExperimentalModifiedFindings`
and doesn't count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from packatlas.findings import Finding, Report, advisory_id
from packatlas.scans.values import Node, WrongError, aliases, bounded, finding, rating

NAME = "Trivy"
_SCHEMA = "2"
_RESOURCES = ("Resources", "Findings", "Vulnerabilities", "Misconfigurations")
"""Lists of a report on a cluster; which of them it has depends on its kind and age."""
_OF_PACKAGES = frozenset({"", "os-pkgs", "lang-pkgs"})
"""Classes of results that list packages; old versions name no class."""


def detect(root: Node) -> bool:
    """Whether Trivy wrote it."""
    if isinstance(root.value, list):
        first = Node(root.value[0] if root.value else None)
        return "Target" in first or "Vulnerabilities" in first
    if "ClusterName" in root:
        return any(key in root for key in _RESOURCES)
    stated = "ArtifactName" in root or ("SchemaVersion" in root and "Results" in root)
    return stated or ("scanner" in root and detect(_inner(root)))


def read(root: Node) -> Report:
    """What it says; raises WrongError."""
    inner = _inner(root)
    if inner.value is None:
        return _report(root)
    report = _report(inner)
    return replace(
        report,
        version=root.text("scanner", "version") or report.version,
        finished=root.moment("metadata", "scanFinishedOn") or report.finished,
    )


def _inner(root: Node) -> Node:
    """The report within a predicate for cosign; of any other report nothing."""
    scanner = root.value.get("scanner") if isinstance(root.value, dict) else None
    found = scanner.get("result") if isinstance(scanner, dict) else None
    return Node(found if isinstance(found, dict) else None, ("scanner", "result"))


def _report(root: Node) -> Report:
    results = list(_results(root))
    found = [one for result in results for one in _findings(result)]
    stated = Node(None) if isinstance(root.value, list) else root
    return Report(
        scanner=NAME,
        version=stated.text("Trivy", "Version"),
        subject=stated.text("ArtifactName") or stated.text("ClusterName"),
        finished=stated.moment("CreatedAt"),
        findings=bounded(found),
        of_packages=not results or any(_is_of_packages(result) for result in results),
        gaps=sum(bool(resource.text("Error")) for resource in _resources(root)),
    )


def _results(root: Node) -> Iterator[Node]:
    """What was found, by target."""
    if isinstance(root.value, list):
        yield from root.objects()
    elif "ClusterName" in root:
        for resource in _resources(root):
            yield from resource.each("Results")
    else:
        schema = root.at("SchemaVersion")
        if schema.value is not None and schema.value != _SCHEMA:
            raise WrongError(schema.steps, "its SchemaVersion is not 2, the only one that is known", "PA201")
        yield from root.each("Results")


def _resources(root: Node) -> Iterator[Node]:
    if "ClusterName" in root:
        for key in _RESOURCES:
            yield from root.each(key)


def _is_of_packages(result: Node) -> bool:
    return "Vulnerabilities" in result or "Packages" in result or result.text("Class") in _OF_PACKAGES


def _findings(result: Node) -> Iterator[Finding]:
    for found in result.each("Vulnerabilities"):
        fixes = tuple(part for fix in found.text("FixedVersion").split(",") if (part := fix.strip()))
        yield finding(
            found,
            found.text("VulnerabilityID"),
            package=found.text("PkgName"),
            version=found.text("InstalledVersion"),
            rating=rating(found.text("Severity")),
            fixable=bool(fixes),
            fixed_in=fixes,
            aliases=aliases(advisory_id(name) for name in found.texts("VendorIDs")),
        )
