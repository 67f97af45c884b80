"""PA080-PA089: documents that don't fit together."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule, refusal

TITLE = "The catalog"
RULES = (
    refusal(
        "PA080",
        "A pack has one page. The verified one counts, else the one whose file bears its name; the other is left out.",
        "# a.md and b.md\nname: cni-calico",
        "# a.md\nname: cni-calico\n# b.md\nname: cni-calico-edge",
    ),
    Rule(
        "PA081",
        Severity.ERROR,
        "Two sources state one version, and may state it differently. The first counts.",
        "releases:\n  - version: v1.0\n  - version: 1.0.0",
        "releases:\n  - version: 1.0.0\n  - version: 1.1.0",
        lighter=Severity.WARNING,
    ),
    Rule(
        "PA082",
        Severity.ERROR,
        "One pack stands in one layer. That of its page counts, or that of its newest release.",
        "layer: csi  # and in the registry: cni",
        "layer: cni",
        lighter=Severity.WARNING,
    ),
    Rule(
        "PA083",
        Severity.ERROR,
        "On some systems their pages would be one file. The verified one is kept, then the one with a page.",
        "name: CNI-Calico  # beside cni-calico",
        "name: cni-calico-edge",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA084",
        "A reader who types the old name would get to another pack than before. A verified pack's claim counts first.",
        "aliases: [kubernetes]  # which is a pack of its own",
        "aliases: [pxk]",
    ),
    Rule(
        "PA086",
        Severity.WARNING,
        "The shield of the page would seem to cover what a stranger's registry adds to its releases.",
        "sources: [../own, ../strangers]  # both have cni-calico",
        "sources: [../own]",
        lowest=Severity.WARNING,
    ),
    refusal(
        "PA087",
        "A reader who follows an old link finds nothing.",
        "redirects: {/old/: guides/instal}",
        "redirects: {/old/: guides/install}",
    ),
    refusal(
        "PA088",
        "A browser that follows it never arrives.",
        "redirects: {/a/: b, /b/: a}",
        "redirects: {/a/: guides/install, /b/: guides/install}",
    ),
    Rule(
        "PA089",
        Severity.ERROR,
        "The site shows the status that the policy gives a release today, and its file still has an older one. It is "
        "reported where `policy.late_step` in `catalog.yaml` is `warn` or `error`.",
        "{version: 1.0.0, status: deprecated, since: 2026-01-10}  # in May",
        "{version: 1.0.0, status: disabled, since: 2026-04-10}",
        lighter=Severity.WARNING,
    ),
)
