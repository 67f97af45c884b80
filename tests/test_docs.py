"""The documentation says what the code does: floors, problem codes, commands and settings.

`python -m tests.test_docs` writes the generated pages again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from packatlas import checks
from packatlas.cli import cli
from packatlas.codes import CODES
from packatlas.errors import Severity
from packatlas.headers import SECURITY_HEADERS
from packatlas.report.rules import rule_markdown
from packatlas.rulebook import CHAPTERS, CHECKS, RULES
from packatlas.rules import Rule
from tests.conftest import ROOT

DOCS = ROOT / "content" / "docs"
FRONT = """---
title: {title}
sidebar_label: {title}
sidebar_position: {position}
description: {description}
tags: [packatlas, reference]
---

"""
CHECKS_INTRO = """A check looks for what is wrong in a catalog whose files can be read. Each has a code.
`packatlas checks` lists them, and `packatlas checks PA100` explains one in the terminal; the other codes are among the
[problem codes](problem-codes.md).

## Choose how much a problem weighs

An error fails the build, a warning fails it with `--strict`, advice (`info`) never does. A catalog may choose
otherwise, for checks and for all other codes:

```yaml title="content/catalog.yaml"
checks:
  PA103: error # each image has its alternative text
  PA113: off # packs may go without a successor
  PA042: info
```

- A code or level that is not known is an error in `catalog.yaml`, with the nearest one as a hint.
- What leaves something out of the site stays an error: a page that can't be read, a file that is refused. So does what
  guards readers from the outset: symbolic and hard links, active files, files in the site's own folders.
- {guarded} guard readers too. These are never less than a warning.
- Where a code is a warning because a registry says it, the new level counts for that as well.

## All checks

| Code | Usually | What is wrong |
|---|---|---|
{table}
"""
CODES_INTRO = """A problem names its file, line and column, a code, what is wrong and, in brackets, a way out. Codes
are stable: a pipeline may count on them. `packatlas checks PA012` explains one in the terminal, and `checks:` in
[catalog.yaml](checks.md#choose-how-much-a-problem-weighs) changes how much one weighs.
"""


def checks_page() -> str:
    """The page of checks, made from their files."""
    front = FRONT.format(
        title="Checks",
        position=7,
        description="Every check with why it matters, an example, and how to weigh it otherwise.",
    )
    guarded = [f"`{code}`" for code, rule in sorted(RULES.items()) if rule.lowest is Severity.WARNING]
    rows = [f"| [`{rule.code}`](#{rule.code.lower()}) | {rule.severity} | {rule.title} |" for rule in CHECKS.rules]
    intro = CHECKS_INTRO.format(guarded=f"{', '.join(guarded[:-1])} and {guarded[-1]}", table="\n".join(rows))
    return front + intro + "".join(section(rule, "##") for rule in CHECKS.rules)


def codes_page() -> str:
    """The page of all other codes, made from the rules."""
    front = FRONT.format(
        title="Problem codes", position=10, description="Every code that packatlas reports, and what it means."
    )
    rows = "\n".join(f"| [`{rule.code}`](checks.md#{rule.code.lower()}) | {rule.title} |" for rule in CHECKS.rules)
    chapters = [f"\n## Checks\n\n| Code | What is wrong |\n|---|---|\n{rows}\n"]
    for chapter in CHAPTERS:
        if chapter is not CHECKS:
            sections = "".join(section(rule, "###") for rule in chapter.rules)
            chapters.append(f"\n## {chapter.title}\n{sections}")
    return front + CODES_INTRO + "".join(chapters)


def section(rule: Rule, level: str) -> str:
    return f"\n{level} {rule.code}: {rule.title} {{#{rule.code.lower()}}}\n\n{rule_markdown(rule)}\n"


@pytest.mark.parametrize(("name", "page"), [("checks.md", checks_page), ("problem-codes.md", codes_page)])
def test_the_pages_of_checks_and_codes_are_up_to_date(name: str, page: Callable[[], str]) -> None:
    assert (DOCS / name).read_text("utf-8") == page()


def test_every_code_is_explained_once_and_the_other_way_round() -> None:
    explained = [rule.code for chapter in CHAPTERS for rule in chapter.rules]
    assert sorted(explained) == sorted(CODES)


def pipelines_page(page: str) -> str:
    """The page of pipelines with the files as they are shipped; each is known by its first line."""
    for source in (ROOT / "src/packatlas/deploy").glob("*.y*ml"):
        text = source.read_text("utf-8")
        start = page.index(f"```yaml\n{text.partition(chr(10))[0]}\n") + len("```yaml\n")
        page = page[:start] + text + page[page.index("```\n", start) :]
    return page


def test_the_page_of_pipelines_shows_the_files_that_are_shipped() -> None:
    page = (DOCS / "pipelines.md").read_text("utf-8")
    assert page == pipelines_page(page)


def test_every_code_that_is_reported_is_in_the_table_and_the_other_way_round() -> None:
    files = [
        path for path in (ROOT / "src").rglob("*.py") if path.name != "codes.py" and path.parent.name != "rulebook"
    ]
    source = "".join(path.read_text("utf-8") for path in files)
    assert set(re.findall(r'"(PA\d{3})"', source)) == set(CODES)


def test_the_floors_of_the_architecture_page_are_those_that_the_linter_holds() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    held = configuration["tool"]["importlinter"]["contracts"][0]["layers"]
    page = (DOCS / "architecture.md").read_text("utf-8")
    drawn = re.findall(r"^\| \d+ \| (.*) \|$", page, re.MULTILINE)
    assert [row.replace("`", "").replace(", ", " | ") for row in drawn] == held


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_and_option_is_documented(command: str) -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    assert f"packatlas {command}" in page
    assert f"packatlas {command}" in (ROOT / "README.md").read_text("utf-8")
    for parameter in cli.commands[command].params:
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts:
            assert any(f"`{spelling}" in page or f" {spelling}" in page for spelling in parameter.opts), parameter.opts


def test_the_headers_of_production_are_documented() -> None:
    page = (DOCS / "publish.md").read_text("utf-8")
    assert [name for name, value in SECURITY_HEADERS.items() if f"\n{name}: {value}\n" not in page] == []


@pytest.mark.parametrize("module", checks.CHECKS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_check_says_why_it_matters_with_a_bad_and_a_good_example(module: checks.Check) -> None:
    assert (module.__doc__ or "").startswith(", ".join(sorted(rule.code for rule in module.RULES)) + ": ")
    for rule in module.RULES:
        assert rule.why.endswith(".")
        assert rule.bad
        assert rule.good
        assert rule.bad != rule.good


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    readme = (ROOT / "README.md").read_text("utf-8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = [re.split(r"[<>=]", line)[0] for line in wanted]
    assert [name for name in names if f"`{name}`" not in readme and not name.startswith("types-")] == []


def test_the_changelog_names_this_version() -> None:
    from packatlas import __version__

    assert f"## {__version__}" in Path(ROOT / ".github/CHANGELOG.md").read_text("utf-8")


if __name__ == "__main__":
    (DOCS / "checks.md").write_text(checks_page(), "utf-8")
    pipelines = DOCS / "pipelines.md"
    pipelines.write_text(pipelines_page(pipelines.read_text("utf-8")), "utf-8")
    (DOCS / "problem-codes.md").write_text(codes_page(), "utf-8")
