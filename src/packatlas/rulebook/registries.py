"""PA060-PA072: pack registries, which are read as they are."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule, refusal

TITLE = "Pack registries"
RULES = (
    refusal(
        "PA060",
        "A registry is named that adds nothing: its path is most likely a slip.",
        "sources: [../registry]",
        "sources: [../registry/packs]",
    ),
    Rule(
        "PA061",
        Severity.WARNING,
        "A release may be missing from the catalog, since a folder has its values and not its pack.json.",
        "calico-3.31.4/values.yaml",
        "calico-3.31.4/values.yaml and calico-3.31.4/pack.json",
        "text",
    ),
    refusal(
        "PA062",
        "A pack.json that is no JSON says nothing; the release is left out.",
        '{"name": calico}',
        '{"name": "calico"}',
        "json",
    ),
    refusal(
        "PA063",
        "The last of the two counts, as on the platform; whoever reads the first one is misled.",
        '{"version": "3.31.3", "version": "3.31.4"}',
        '{"version": "3.31.4"}',
        "json",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA064",
        "The value is left out, and the rest of the release is shown. Where nothing is left, the release is missing.",
        '"kubeVersion": "any"',
        '"kubeVersion": ">=1.30 <1.35"',
        "json",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA065",
        "A release is known by its name and version; without them it is left out. Without a displayName it is shown by "
        "its name.",
        '{"displayName": "Calico", "layer": "cni"}',
        '{"name": "cni-calico", "displayName": "Calico", "version": "3.31.4", "layer": "cni"}',
        "json",
        lighter=Severity.WARNING,
    ),
    Rule(
        "PA066",
        Severity.WARNING,
        "Readers filter by cloud; one of another spelling is in no filter of theirs.",
        "clouds: [amazon]",
        "clouds: [aws]",
    ),
    Rule(
        "PA067",
        Severity.WARNING,
        "Add-ons are listed by type; one of another spelling gets a list of its own.",
        '"addonType": "monitorring"',
        '"addonType": "monitoring"',
        "json",
    ),
    Rule(
        "PA069",
        Severity.WARNING,
        "A reader isn't told of a value that has to be filled in.",
        "key: required",
        "key:\n  schema: '{{ required | format \"${string}\" }}'",
    ),
    Rule(
        "PA070",
        Severity.WARNING,
        "The images of this release are not listed, so that nobody can mirror or scan them from here.",
        "pack:\n  content:\n    images: nginx",
        "pack:\n  content:\n    images:\n      - image: registry.example/nginx:1.27.0",
    ),
    Rule(
        "PA071",
        Severity.WARNING,
        "Without its day a release is in no list of updates, and no verification covers it.",
        '{"calico-3.31.4": {"added": "last week"}}',
        '{"calico-3.31.4": {"added": "2026-11-11"}}',
        "json",
    ),
    Rule(
        "PA072",
        Severity.WARNING,
        "Nobody can tell whether the other pack is needed, possible or ruled out; it is taken as needed.",
        '{"packName": "kubernetes", "layer": "k8s"}',
        '{"packName": "kubernetes", "layer": "k8s", "type": "required"}',
        "json",
    ),
)
