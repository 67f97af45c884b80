"""The files beside `pack.json`: presets and required inputs; and a registry's history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from packatlas import json_loader, yaml_loader
from packatlas.errors import Problem, Severity
from packatlas.model import Preset, RequiredInput
from packatlas.schema.faults import validate_leniently
from packatlas.schema.fields import Lenient, Line, Listed, Sentence, calendar_day
from packatlas.suggest import quoted
from packatlas.tree import Steps, Tree

_EXPRESSION = re.compile(r"\{\{(.*)\}\}", re.DOTALL)
_WORD = re.compile(r'\s*([A-Za-z]+)((?:\s+"(?:[^"\\]|\\.)*")*)\s*(?:\||$)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FORMAT = re.compile(r"\$\{\s*([A-Za-z0-9]+)\s*(?::(.*))?\}", re.DOTALL)


def _as_warnings(problems: Iterable[Problem]) -> list[Problem]:
    """What is wrong in a file that a page can do without doesn't stop a build."""
    return [problem.as_warning() for problem in problems]


def _warning(code: str, message: str, tree: Tree, steps: Steps, hint: str) -> Problem:
    return Problem(code, message, tree.value_at(steps), Severity.WARNING, hint)


# --- presets.yaml ------------------------------------------------------------------------------------------------


class PresetRecord(Lenient):
    """A named bundle of values."""

    name: Line
    title: Line | None = Field(None, alias="displayName")
    group: Sentence = ""
    add: str = ""
    remove: Annotated[tuple[str, ...], Listed] = ()


class PresetsFile(Lenient):
    """`presets.yaml`."""

    presets: tuple[PresetRecord, ...] = ()


def presets(text: str, path: str) -> tuple[tuple[Preset, ...], list[Problem]]:
    """The presets of a `presets.yaml`; one that cannot be read is left out with a warning."""
    tree, faults = yaml_loader.load(text, path)
    problems = _as_warnings(faults)
    if tree.data is None:
        return (), problems
    found, more = validate_leniently(PresetsFile, tree)
    listed = found.presets if found else ()
    return tuple(
        Preset(one.name, one.title or one.name, one.group, one.add, one.remove) for one in listed
    ), problems + more


# --- schema.yaml -------------------------------------------------------------------------------------------------


def required_inputs(text: str, path: str) -> tuple[tuple[RequiredInput, ...], list[Problem]]:
    """The inputs of a `schema.yaml`: a path, and an expression such as `{{ required | format "${string}" }}`."""
    tree, faults = yaml_loader.load(text, path)
    problems = _as_warnings(faults)
    found: list[RequiredInput] = []
    if tree.data is not None and not isinstance(tree.data, dict):
        problems.append(_warning("PA069", "schema.yaml is not a list of keys and values", tree, (), "write path: …"))
    for place, value in (tree.data if isinstance(tree.data, dict) else {}).items():
        expression = value.get("schema") if isinstance(value, dict) else value
        one = parse_expression(place, expression) if isinstance(expression, str) else None
        if one is None:
            message = f"the schema of {quoted(place)} cannot be read"
            hint = 'write it as \'{{ required | format "${string}" | hints "…" }}\''
            problems.append(_warning("PA069", message, tree, (place, "schema"), hint))
        else:
            found.append(one)
    return tuple(found), problems


def parse_expression(place: str, text: str) -> RequiredInput | None:
    """Read the little language of schema.yaml; None when the text isn't of it."""
    inner = _EXPRESSION.fullmatch(text.strip())
    if inner is None:
        return None
    source, position = inner[1].strip(), 0
    words: dict[str, tuple[str, ...]] = {}
    while position < len(source):
        word = _WORD.match(source, position)
        if word is None:
            return None
        words[word[1].lower()] = tuple(part.replace('\\"', '"') for part in _QUOTED.findall(word[2]))
        position = word.end()
    return RequiredInput(
        path=place,
        format=_format(words.get("format", ())),
        required="required" in words,
        readonly="readonly" in words,
        hints=words.get("hints", ()),
    )


def _format(arguments: tuple[str, ...]) -> str:
    """`${number:[1-5]}` as people read it, `number [1-5]`; what isn't of this form stays as it is."""
    text = arguments[0].strip() if arguments else ""
    found = _FORMAT.fullmatch(text)
    return f"{found[1]} {found[2] or ''}".strip() if found else text


# --- history.json ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dates:
    """When a registry folder came in and was last changed."""

    added: date | None
    changed: date | None


def history(text: str, path: str) -> tuple[Mapping[str, Dates], list[Problem]]:
    """The dates of a registry's folders by folder name, from its `history.json`."""
    tree, faults = json_loader.load(text, path)
    problems = _as_warnings(faults)
    found = {}
    for folder, value in (tree.data if isinstance(tree.data, dict) else {}).items():
        dates = []
        for key in ("added", "changed"):
            stated = value.get(key) if isinstance(value, dict) else None
            day = _day(stated)
            dates.append(day)
            if stated is not None and day is None:
                hint = "write year-month-day, such as 2026-10-12"
                problems.append(_warning("PA071", f"'{key}' is not a date", tree, (folder, key), hint))
        found[folder] = Dates(*dates)
    return found, problems


def _day(text: object) -> date | None:
    return calendar_day(text[:10]) if isinstance(text, str) else None
