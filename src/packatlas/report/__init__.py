"""Problems and summaries for people, programs and pipelines: text, JSON, annotations of GitHub and GitLab.

What needs the texts of all rules, `sarif` and `rules`, or a catalog, `explanation`, is imported by those who use it.
"""

from __future__ import annotations

from packatlas.report.formats import as_github, as_gitlab, as_json
from packatlas.report.summary import Summary, summarize
from packatlas.report.terminal import StageBar, Style, safe, style_for
from packatlas.report.text import problem_text, summary_text

__all__ = [
    "StageBar",
    "Style",
    "Summary",
    "as_github",
    "as_gitlab",
    "as_json",
    "problem_text",
    "safe",
    "style_for",
    "summarize",
    "summary_text",
]
