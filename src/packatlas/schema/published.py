"""The files for programs of an earlier publish, and what they say of the packs at that time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from packatlas import json_loader
from packatlas.errors import Location, Problem, Severity
from packatlas.history import Change, Kind, Published, PublishedPack
from packatlas.schema.faults import validate
from packatlas.schema.fields import Day, Lenient, WholeNumber, one_line
from packatlas.wording import day, quoted

MOST_CHANGES = 200
"""Changes that are carried on from one publish to the next."""
_SCHEMA = "packatlas/v1"
_HINT = "leave --previous out once, and name the site that this makes from then on"
Name = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(max_length=1000)]


class _File(Lenient):
    schema_name: Text = Field(alias="schema")


class _PackEntry(Lenient):
    name: Name
    title: Text = ""
    shield: Text
    verified_on: Day | None = None
    latest: Text = ""


class _Index(_File):
    as_of: Day
    packs: tuple[_PackEntry, ...]


class _Serious(Lenient):
    id: Name
    since: Day | None = None


class _ReleaseEntry(Lenient):
    name: Name
    version: Name
    serious: tuple[_Serious, ...] = ()


class _Security(_File):
    releases: tuple[_ReleaseEntry, ...] = ()


class _Change(Lenient):
    day: Day
    kind: Kind
    pack: Name
    title: Text = ""
    version: Text = ""
    issues: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    more: WholeNumber = 0


class _Changes(_File):
    changes: Annotated[tuple[_Change, ...], Field(max_length=MOST_CHANGES)] = ()


def read_published(files: Sequence[tuple[str, str]], as_of: date) -> tuple[Published | None, tuple[Problem, ...]]:
    """What the index, the security file and the changes of a publish, each a path and a text, say of an earlier time.

    Nothing, and one warning, if any of them is not as packatlas writes it: half of a past would make changes up.
    """
    problems: list[Problem] = []
    models: tuple[type[_File], ...] = (_Index, _Security, _Changes)
    read = [_read(model, path, text, problems) for model, (path, text) in zip(models, files, strict=False)]
    index, security, changes = (*read, None, None, None)[:3]
    if problems or not isinstance(index, _Index) or not isinstance(security, _Security):
        return None, tuple(problems[:1])
    if index.as_of > as_of:
        message = f"the earlier publish is of {day(index.as_of)}, later than this build"
        return None, (_unusable("PA212", message, Location(files[0][0])),)
    return Published(
        as_of=index.as_of,
        packs={
            one.name: PublishedPack(one.name, one_line(one.title), one.shield, one.verified_on, one.latest)
            for one in index.packs
        },
        serious={(one.name, one.version): frozenset(each.id for each in one.serious) for one in security.releases},
        seen={
            (one.name, one.version): {each.id: each.since for each in one.serious if each.since}
            for one in security.releases
        },
        changes=tuple(_change(one) for one in changes.changes) if isinstance(changes, _Changes) else (),
    ), ()


def _read(model: type[_File], path: str, text: str, problems: list[Problem]) -> _File | None:
    tree, faults = json_loader.load(text, path)
    fields = None
    if not faults:
        fields, found = validate(model, tree)
        faults = tuple(found)
    if faults:
        problems.append(_unusable("PA211", f"the earlier publish is not used: {faults[0].message}", faults[0].location))
    elif fields and fields.schema_name != _SCHEMA:
        message = f"the earlier publish has the shape {quoted(fields.schema_name)}, and this is '{_SCHEMA}'"
        problems.append(_unusable("PA212", message, Location(path)))
    return fields


def _unusable(code: str, message: str, place: Location) -> Problem:
    return Problem(code, message, place, Severity.WARNING, _HINT)


def _change(one: _Change) -> Change:
    return Change(one.day, one.kind, one.pack, one_line(one.title), one.version, one.issues, one.more)
