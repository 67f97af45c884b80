"""Problems and summaries for people, programs and pipelines: text, JSON, annotations of GitHub and GitLab, SARIF."""

from __future__ import annotations

from packatlas.report.formats import as_github, as_gitlab, as_json, as_sarif
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
    "as_sarif",
    "problem_text",
    "safe",
    "style_for",
    "summarize",
    "summary_text",
]
