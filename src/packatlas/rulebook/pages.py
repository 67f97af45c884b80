"""PA150-PA154: pages and templates."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule, refusal

TITLE = "Pages and templates"
RULES = (
    Rule(
        "PA150",
        Severity.WARNING,
        "The header of every page would hold a link that leads nowhere; it is left out.",
        "navigation:\n  - {label: Policy, page: policy}",
        "navigation:\n  - {label: Policy, page: policies/maintenance-policy}",
    ),
    refusal(
        "PA151",
        "The pages that are made of this template are missing.",
        "{% if pack.title %}{{ pack.title }}",
        "{% if pack.title %}{{ pack.title }}{% endif %}",
        "html",
    ),
    refusal(
        "PA152",
        "A misspelt name would leave a gap on every page. Templates see the view of their page and nothing else.",
        "{{ page.titel }}",
        "{{ page.title }}",
        "html",
    ),
    refusal(
        "PA153",
        "A template takes in another one that nobody wrote.",
        '{% include "fotter.html" %}',
        '{% include "footer.html" %}',
        "html",
    ),
    refusal(
        "PA154", "The pages that are made of this template are missing.", "{{ 1 / 0 }}", "{{ page.title }}", "html"
    ),
)
