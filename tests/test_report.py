from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.build import STAGES, build
from packatlas.codes import CODES
from packatlas.errors import Location, Problem, Severity
from packatlas.report import (
    StageBar,
    Style,
    Summary,
    as_github,
    as_json,
    problem_text,
    safe,
    style_for,
    summary_text,
)
from packatlas.report.sarif import as_sarif
from packatlas.settings import Settings

PLAIN = Style()
PLACE = Location("content/packs/cni/calico.md", 7, 3)
UNKNOWN = Problem("PA012", "unknown layer 'netwrok'", PLACE, hint="did you mean 'cni'?")
WARNING = Problem("PA110", "the shield is amber", Location("content/a, b:c.md"), Severity.WARNING)
ADVICE = Problem("PA120", "'calico' has no logo", PLACE, Severity.INFO)
SUMMARY = Summary(packs=52, verified=40, releases=110, pages=1, errors=0, warnings=0, infos=0, seconds=1.26)
BUILT = replace(SUMMARY, output="build", written=3, unchanged=5, removed=1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines(*problems: Problem, style: Style = PLAIN) -> list[str]:
    return list(problem_text(problems, style))


# --- Text --------------------------------------------------------------------------------------------------------


def test_a_problem_is_one_line() -> None:
    assert lines(UNKNOWN, WARNING) == [
        "content/packs/cni/calico.md:7:3 PA012 error: unknown layer 'netwrok' (did you mean 'cni'?)",
        "content/a, b:c.md PA110 warning: the shield is amber",
    ]


def test_advice_is_told_as_such() -> None:
    assert lines(ADVICE) == ["content/packs/cni/calico.md:7:3 PA120 info: 'calico' has no logo"]


def test_a_problem_of_no_place_begins_with_its_code() -> None:
    assert lines(replace(UNKNOWN, location=Location(""), hint="")) == ["PA012 error: unknown layer 'netwrok'"]


HOSTILE = "a\x1b]0;owned\x07b\x9bc\u202ed\ne\rf\u2028g\udc80h\u200b"


@pytest.mark.parametrize(
    "problem",
    [
        replace(UNKNOWN, message=HOSTILE),
        replace(UNKNOWN, hint=HOSTILE),
        replace(UNKNOWN, location=Location(HOSTILE)),
        replace(UNKNOWN, related=(Location(HOSTILE),)),
    ],
)
def test_hostile_text_cannot_command_the_terminal(problem: Problem) -> None:
    for line in lines(problem, style=Style(excerpts=True)):
        assert line.isprintable()


@given(st.text())
def test_safe_text_is_one_printable_line_and_plain_text_stays(text: str) -> None:
    assert safe(text).isprintable()
    assert safe(safe(text)) == safe(text)
    if text.isprintable():
        assert safe(text) == text


def test_escapes_can_be_told_apart() -> None:
    assert safe("\x1b[31m\u202e\n") == r"\x1b[31m\u202e\n"


def test_a_message_of_any_length_stays_readable() -> None:
    (line,) = lines(replace(UNKNOWN, message="x" * 1_000_000))
    assert len(line) < 2000


def test_the_source_line_is_shown_with_a_caret(tmp_path: Path) -> None:
    page = tmp_path / "calico.md"
    page.write_text("---\ntitle: Calico\nlayer: netwrok\n---\n")
    shown = lines(replace(UNKNOWN, location=Location(str(page), 3, 8)), style=Style(excerpts=True))
    assert shown[1:] == ["    3 | layer: netwrok", "               ^"]
    assert shown[2].index("^") == shown[1].index("netwrok")


def test_a_long_source_line_is_cut_around_the_place(tmp_path: Path) -> None:
    page = tmp_path / "long.md"
    page.write_text("a" * 5000 + "HERE" + "b" * 5000)
    _, excerpt, caret = lines(replace(UNKNOWN, location=Location(str(page), 1, 5001)), style=Style(excerpts=True))
    assert len(excerpt) < 120
    assert excerpt[caret.index("^") :].startswith("HERE")


@pytest.mark.parametrize("line", [2, 10_000])
def test_a_line_that_is_not_there_is_not_shown(tmp_path: Path, line: int) -> None:
    page = tmp_path / "short.md"
    page.write_text("one line\n")
    assert len(lines(replace(UNKNOWN, location=Location(str(page), line, 1)), style=Style(excerpts=True))) == 1


def test_hostile_source_lines_cannot_command_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "hostile.md"
    page.write_bytes(b"a\x1b[2Jb\xff\r\n")
    _, excerpt, _ = lines(replace(UNKNOWN, location=Location(str(page), 1, 2)), style=Style(excerpts=True))
    assert excerpt.isprintable()


def test_a_place_that_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    for path in (str(tmp_path / "pipe.md"), str(tmp_path), "nul\0", str(tmp_path / "missing")):
        assert len(lines(replace(UNKNOWN, location=Location(path, 1, 1)), style=Style(excerpts=True))) == 1


def test_colour_only_adds_codes() -> None:
    (coloured,) = lines(UNKNOWN, style=Style(colour=True))
    assert "\x1b[31;1merror\x1b[0m" in coloured
    plain = coloured
    for code in ("\x1b[31;1m", "\x1b[36m", "\x1b[1m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert [plain] == lines(UNKNOWN)


@pytest.mark.parametrize(
    ("terminal", "environment", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_those_who_ask(terminal: bool, environment: dict[str, str], colour: bool) -> None:
    style = style_for(Terminal() if terminal else io.StringIO(), environment)
    assert (style.colour, style.excerpts) == (colour, terminal)


def test_the_summary_of_a_build() -> None:
    assert summary_text(BUILT) == (
        "Built 52 packs (40 verified), 110 releases, 1 page in 1.3 s: "
        "3 files written, 5 unchanged, 1 removed in build\nNo problems"
    )


def test_the_summary_of_a_check_counts_problems() -> None:
    assert summary_text(replace(SUMMARY, errors=2, warnings=1, infos=3)) == (
        "Checked 52 packs (40 verified), 110 releases, 1 page in 1.3 s\n"
        "2 errors, 1 warning, 3 pieces of advice (`packatlas checks CODE` explains a code)"
    )


def test_the_summary_says_when_the_folder_was_not_switched() -> None:
    assert "file by file" in summary_text(replace(BUILT, whole=False))


# --- For programs -------------------------------------------------------------------------------------------------


def test_json_says_everything() -> None:
    twin = replace(UNKNOWN, related=(Location("content/b.md", 2),))
    document = json.loads(as_json([twin], BUILT))
    assert document["version"] == 1
    assert document["problems"] == [
        {
            "code": "PA012",
            "name": CODES["PA012"],
            "severity": "error",
            "message": "unknown layer 'netwrok'",
            "hint": "did you mean 'cni'?",
            "path": "content/packs/cni/calico.md",
            "line": 7,
            "column": 3,
            "related": [{"path": "content/b.md", "line": 2, "column": 0}],
        }
    ]
    assert document["summary"]["packs"] == 52
    assert document["summary"]["written"] == 3


def test_json_of_a_build_that_could_not_begin_has_no_summary() -> None:
    assert json.loads(as_json([UNKNOWN], None))["summary"] is None


@pytest.mark.parametrize("render", [lambda p: as_json(p, None), as_sarif, as_github])
def test_documents_hold_nothing_that_a_terminal_obeys(render: Callable[[Sequence[Problem]], str]) -> None:
    text = render([replace(UNKNOWN, message=HOSTILE, location=Location(HOSTILE, 1))])
    assert all(line.isprintable() for line in text.split("\n"))


def test_github_annotations() -> None:
    assert as_github([UNKNOWN, WARNING, ADVICE]).splitlines() == [
        "::error file=content/packs/cni/calico.md,line=7,col=3,title=PA012::"
        "unknown layer 'netwrok' (did you mean 'cni'?)",
        "::warning file=content/a%2C b%3Ac.md,title=PA110::the shield is amber",
        "::notice file=content/packs/cni/calico.md,line=7,col=3,title=PA120::'calico' has no logo",
    ]


def test_no_message_can_begin_another_github_command() -> None:
    hostile = replace(UNKNOWN, message="100%\r\n::set-env name=X::y", location=Location("a\n::stop-commands::x", 1))
    (line,) = as_github([hostile]).splitlines()
    assert line == (
        r"::error file=a\n%3A%3Astop-commands%3A%3Ax,line=1,title=PA012::"
        r"100%25\r\n::set-env name=X::y (did you mean 'cni'?)"
    )


# --- Progress -------------------------------------------------------------------------------------------------------


def test_a_quick_build_draws_no_bar() -> None:
    stream = Terminal()
    with StageBar(stream, STAGES) as bar:
        bar("Reading")
        bar("Parsing", 1, 2)
    assert stream.getvalue() == ""


def test_a_long_build_draws_a_bar_and_wipes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    stream = Terminal()
    with StageBar(stream, STAGES) as bar:
        bar("Reading")
        bar("Parsing", 1, 2)
    assert "Parsing" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")


def test_a_build_tells_just_the_stages_that_the_bar_is_drawn_for(tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "page.md").write_text("# Page\n")
    build(Settings(content=tmp_path), writing=False, progress=told.append)
    assert tuple(told) == STAGES


def test_no_bar_outside_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    stream = io.StringIO()
    with StageBar(stream, STAGES) as bar:
        bar("Reading")
    assert stream.getvalue() == ""
