"""Rules for people and programs: a list of them, and one explained."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import fill, indent
from typing import Any

from packatlas.errors import Severity
from packatlas.report.terminal import PLAIN, Style
from packatlas.rulebook import CHAPTERS, CHECKS, Chapter
from packatlas.rules import Rule

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_NOUNS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Advice"}
_WIDTH = 100


def rule_list(style: Style = PLAIN) -> Iterator[str]:
    """Every code on a line, below the titles of their chapters, the checks first."""
    for chapter in CHAPTERS:
        yield style.paint(chapter.title, "bold")
        for rule in chapter.rules:
            weight = style.paint(f"{rule.severity:<7}", _COLOURS[rule.severity])
            yield f"  {rule.code}  {weight}  {rule.title}"
        yield ""
    yield "`packatlas checks CODE` explains one."


def rule_text(rule: Rule, style: Style = PLAIN) -> str:
    """One rule explained, for a terminal."""
    heading = style.paint(rule.code, "bold") + f" {style.paint(rule.severity, _COLOURS[rule.severity])}: {rule.title}"
    parts = [heading, fill(rule.why, _WIDTH)]
    parts += [f"{style.paint(name, 'bold')}\n{indent(text, '    ')}" for name, text in _examples(rule)]
    return "\n\n".join((*parts, fill(_weights(rule).replace("**", ""), _WIDTH)))


def rule_markdown(rule: Rule) -> str:
    """One rule explained, for a page."""
    parts = [rule.why]
    parts += [f"{name}:\n\n```{rule.language}\n{text}\n```" for name, text in _examples(rule)]
    return "\n\n".join((*parts, _weights(rule)))


def rules_json(rules: Iterable[Rule]) -> str:
    """Rules for programs, in the order given."""
    return json.dumps({"version": 1, "rules": [_record(rule) for rule in rules]}, indent=2, ensure_ascii=False)


def chapter_of(rule: Rule) -> Chapter:
    """The chapter that a rule stands in."""
    return next(chapter for chapter in CHAPTERS if rule in chapter.rules)


def _examples(rule: Rule) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in (("Bad", rule.bad), ("Good", rule.good)) if text)


def _weights(rule: Rule) -> str:
    """How much it weighs, and what a catalog may make of that."""
    usual = f"**{_NOUNS[rule.severity]}**"
    if rule.lighter:
        usual += f"; {_NOUNS[rule.lighter].lower()} where it isn't the publisher's own"
    if len(rule.levels) == 1:
        return f"{usual}. It stays one."
    *others, last = rule.levels
    return f"{usual}. `checks: {{{rule.code}: …}}` in catalog.yaml makes it {', '.join(others)} or {last}."


def _record(rule: Rule) -> dict[str, Any]:
    chapter = chapter_of(rule)
    return {
        "code": rule.code,
        "title": rule.title,
        "chapter": chapter.title,
        "check": chapter is CHECKS,
        "severity": rule.severity.value,
        "lighter": rule.lighter.value if rule.lighter else None,
        "levels": rule.levels,
        "why": rule.why,
        "language": rule.language,
        "bad": rule.bad,
        "good": rule.good,
    }
