"""The documentation says what the code does: floors, problem codes, commands and settings.

`python -m tests.test_docs` writes the generated page again.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from packatlas.checks import CHECKS
from packatlas.cli import cli
from packatlas.codes import CODES
from packatlas.headers import SECURITY_HEADERS
from tests.conftest import ROOT

DOCS = ROOT / "content" / "docs"
GROUPS = {
    "PA00": "Frontmatter and fields",
    "PA01": "Frontmatter and fields",
    "PA02": "Files and folders",
    "PA03": "Files and folders",
    "PA04": "Markdown",
    "PA06": "Pack registries",
    "PA07": "Pack registries",
    "PA08": "The catalog",
    "PA10": "Checks",
    "PA11": "Checks",
    "PA15": "Pages and templates",
    "PA17": "Settings and commands",
    "PA18": "Writing the site",
    "PA20": "Publishing",
}


def codes_page() -> str:
    """The page of problem codes, made from the table in the code."""
    lines = [
        "---",
        "title: Problem codes",
        "sidebar_label: Problem codes",
        "sidebar_position: 10",
        "description: Every code that packatlas reports, and what it means.",
        "tags: [packatlas, reference]",
        "---",
        "",
        "A problem names its file, line and column, a code, what is wrong and, in brackets, a way out. "
        "Codes are stable:",
        "a pipeline may count on them.",
    ]
    group = ""
    for code, meaning in sorted(CODES.items()):
        if GROUPS[code[:4]] != group:
            group = GROUPS[code[:4]]
            lines += ["", f"## {group}", "", "| Code | What is wrong |", "|---|---|"]
        lines.append(f"| `{code}` | {meaning} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_problem_codes_is_up_to_date() -> None:
    assert (DOCS / "problem-codes.md").read_text("utf-8") == codes_page()


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
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py") if path.name != "codes.py")
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


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__module__.rpartition(".")[2])
def test_every_check_says_why_it_matters_with_a_bad_and_a_good_example(check: object) -> None:
    module = __import__(check.__module__, fromlist=["check"])
    text = module.__doc__ or ""
    assert re.match(r"PA\d{3}", text)
    for part in ("Why it matters: ", "Bad: ", "Good: "):
        assert part in text


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
    pipelines = DOCS / "pipelines.md"
    pipelines.write_text(pipelines_page(pipelines.read_text("utf-8")), "utf-8")
    (DOCS / "problem-codes.md").write_text(codes_page(), "utf-8")
