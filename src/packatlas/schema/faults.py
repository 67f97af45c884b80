"""Validate a tree against a model, and word every fault of it for people, with its place and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from packatlas.errors import Problem, Severity, has_error
from packatlas.suggest import did_you_mean
from packatlas.tree import Steps, Tree, Value
from packatlas.wording import quoted

Model = TypeVar("Model", bound=BaseModel)
_ROUNDS = 8
"""How often a lenient reading tries again without what was wrong; one fault can hide others of the same mapping."""
_KEY = "[key]"
"""The step that pydantic adds where a key itself is wrong, and not its value."""
_KINDS = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "date_type": "a date",
}


def validate(model: type[Model], tree: Tree) -> tuple[Model | None, list[Problem]]:
    """The tree as the model has it, or every fault of it."""
    try:
        return model.model_validate(tree.data), []
    except ValidationError as error:
        return None, [_problem(fault, model, tree) for fault in error.errors(include_url=False)]


def validate_leniently(
    model: type[Model], tree: Tree, required: frozenset[str] = frozenset(), only: str = ""
) -> tuple[Model | None, list[Problem]]:
    """Like `validate`, but a wrong value that isn't `required` is left out with a warning.

    With `only`, nothing but faults of this pydantic type is forgiven.
    """
    data, problems = tree.data, list[Problem]()
    for _round in range(_ROUNDS):
        try:
            return model.model_validate(data), problems
        except ValidationError as error:
            faults = error.errors(include_url=False)
        for fault in faults:
            forgiven = fault["type"] == only if only else not (fault["loc"] and fault["loc"][0] in required)
            severity = Severity.WARNING if forgiven else Severity.ERROR
            problems.append(_problem(fault, model, tree, severity))
        if has_error(problems):
            return None, problems
        data = _without(data, [_removed(fault) for fault in faults])
    return None, problems


def _removed(fault: ErrorDetails) -> Steps:
    """What has to go for a fault to go: the whole item of the list that it stands in, else the value.

    Half an item would say something else than its author did: a dependency of an unknown type is no requirement.
    """
    steps = fault["loc"]
    last = max((number for number, step in enumerate(steps) if isinstance(step, int)), default=None)
    if last is not None:
        return steps[: last + 1]
    return steps[:-1] if fault["type"] == "missing" else steps


def _without(value: Value, gone: list[Steps]) -> Value:
    """A copy of a tree's values without those at these steps."""
    if () in gone:
        return None
    here = {steps[0] for steps in gone if len(steps) == 1}

    def below(step: str | int) -> list[Steps]:
        return [steps[1:] for steps in gone if len(steps) > 1 and steps[0] == step]

    if isinstance(value, dict):
        return {name: _without(item, below(name)) for name, item in value.items() if name not in here}
    if isinstance(value, list):
        return [_without(item, below(number)) for number, item in enumerate(value) if number not in here]
    return value


def _problem(fault: ErrorDetails, model: type[BaseModel], tree: Tree, severity: Severity = Severity.ERROR) -> Problem:
    kind, steps = fault["type"], fault["loc"]
    of_a_key = bool(steps) and steps[-1] == _KEY
    steps = steps[:-1] if of_a_key else steps
    name = f"'{_dotted(steps)}'" if steps else "the file"
    context = fault.get("ctx", {})
    place = tree.key_at(steps) if of_a_key else tree.value_at(steps)
    if kind == "packatlas":
        message = context["message"]
        message = f"{name}{message}" if message.startswith(":") else message
        return Problem(context["code"], message, place, severity, context["hint"])
    if kind == "extra_forbidden":
        key = str(steps[-1])
        hint = did_you_mean(key, _fields_at(model, steps[:-1])) or "remove it, or begin it with 'x-'"
        if hint.startswith("one of"):
            hint = f"known here are {hint.removeprefix('one of ')}"
        return Problem("PA009", f"unknown key {quoted(key)}{_inside(steps)}", tree.key_at(steps), severity, hint)
    if kind == "missing":
        message = f"the key '{steps[-1]}' is missing{_inside(steps)}"
        return Problem("PA010", message, place, severity, _what_to_add(model, steps))
    if kind == "string_too_short":
        return Problem("PA010", f"{name} is empty", place, severity, "give it a value, or remove it")
    if kind == "string_too_long":
        limit = context.get("max_length")
        return Problem("PA018", f"{name} is longer than {limit} characters", place, severity, "shorten it")
    wanted = _KINDS.get(kind)
    if wanted:
        return Problem("PA011", f"{name} should be {wanted}, not {_kind_of(fault['input'])}", place, severity)
    words = fault["msg"].removeprefix("Input ")
    return Problem("PA011", f"{name} {words[:1].lower()}{words[1:]}", place, severity)


def _kind_of(value: Any) -> str:
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"the text {quoted(str(value))}"


def _dotted(steps: Steps) -> str:
    """The way to a value as people write it, `releases[2].version`; list positions count from 1."""
    parts = (f"[{step + 1}]" if isinstance(step, int) else f".{quoted(step)[1:-1]}" for step in steps)
    return "".join(parts).lstrip(".")


def _inside(steps: Steps) -> str:
    return f" in '{_dotted(steps[:-1])}'" if len(steps) > 1 else ""


def _what_to_add(model: type[BaseModel], steps: Steps) -> str:
    """A hint for a missing key, in the words of its own description."""
    field = _fields_at(model, steps[:-1]).get(str(steps[-1]))
    words = (field.description or "") if field else ""
    return f"add it: {words[:1].lower()}{words[1:].rstrip('.')}" if words else "add it"


def _fields_at(model: type[BaseModel], steps: Steps) -> dict[str, FieldInfo]:
    """The fields of the mapping that stands at these steps, by their keys; none for a place the model doesn't know."""
    chosen = False
    for step in steps:
        if chosen or not isinstance(step, str):
            chosen = False  # a key of the author's own choice, or a place in a list
            continue
        fields = _fields(model)
        if step not in fields:
            return {}
        chosen = get_origin(fields[step].annotation) is dict
        model = next(_models(fields[step].annotation), model)
    return _fields(model)


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
