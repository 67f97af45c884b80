"""Cases in readable files: what is written, what is shown, what is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from packatlas.markdown import parse, place
from packatlas.model import Picture

FOLDER = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^## (?P<name>.+)\n+`{5}markdown\n(?P<text>[\s\S]*?)^`{5}\n+`{5}html\n(?P<html>[\s\S]*?)^`{5}\n"
    r"(?:\n*`{5}problems\n(?P<problems>[\s\S]*?)^`{5}\n)?",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    text: str
    html: str
    problems: str


def _cases() -> dict[str, Case]:
    return {
        f"{path.stem}: {found['name']}": Case(found["text"], found["html"], found["problems"] or "")
        for path in sorted(FOLDER.glob("*.md"))
        for found in _CASE.finditer(path.read_text(encoding="utf-8"))
    }


CASES = _cases()


def test_every_case_of_every_file_is_read() -> None:
    headings = sum(path.read_text(encoding="utf-8").count("`````markdown\n") for path in FOLDER.glob("*.md"))
    assert len(CASES) == headings > 0


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    case = CASES[name]
    body, problems = parse(case.text, "page.md")
    shown = str(place(body, lambda link: link.target, lambda image: Picture(image.target)))
    assert _tidy(shown) == case.html.strip()
    assert [str(problem) for problem in problems] == case.problems.splitlines()


def _tidy(html: str) -> str:
    return html.replace(' loading="lazy" decoding="async"', "").strip()
