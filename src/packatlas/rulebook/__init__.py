"""Every problem code explained, the checks first, and what a catalog may make of their weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from packatlas import checks
from packatlas.errors import Problem, Severity
from packatlas.rulebook import (
    catalog,
    commands,
    files,
    frontmatter,
    markdown,
    pages,
    previous,
    publishing,
    registries,
    reports,
    trust,
    writing,
)
from packatlas.rules import Rule


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rules that belong together."""

    title: str
    rules: tuple[Rule, ...]


CHECKS = Chapter("Checks", checks.RULES)
"""What is looked for in a finished catalog. Nothing has been left out of the site because of these."""
_MODULES = (
    frontmatter, files, markdown, registries, catalog, trust, reports, previous, pages, commands, writing,
    publishing,
)  # fmt: skip
CHAPTERS = (
    CHECKS,
    *(Chapter(module.TITLE, module.RULES) for module in _MODULES),
)
RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for chapter in CHAPTERS for rule in chapter.rules})
"""By their code."""
_OF_CHECKS = frozenset(rule.code for rule in CHECKS.rules)


def weighed(problems: Iterable[Problem], levels: Mapping[str, Severity | None]) -> tuple[Problem, ...]:
    """The problems with the weights that a catalog gives their codes, without those that it turns off.

    An error that no check found stays one: something was left out of the site, or refused, because of it.
    """
    kept = []
    for problem in problems:
        level = levels.get(problem.code, problem.severity)
        if problem.severity is Severity.ERROR and problem.code not in _OF_CHECKS:
            level = Severity.ERROR
        if level is not None:
            kept.append(replace(problem, severity=level))
    return tuple(kept)
