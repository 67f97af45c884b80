"""`search/facets.json`: what the list of all packs needs, beside `search/packs.json`, to be narrowed and sorted.

Shape of `search/facets.json`, version 1, read by `assets/packs.js`, whose `Facets` is this same description. A
*column* is a list with one entry a pack, in the order of `search/packs.json`. A *coded* column is an object of a
`table` and of a column `of` with each pack's place in that table.

| key        | what                                                                                                 |
|------------|------------------------------------------------------------------------------------------------------|
| `version`  | number of this shape; the script refuses any other                                                   |
| `edition`  | that of the `search/packs.json` whose packs these are                                                |
| `groups`   | list of the groups of choices, as they stand on the page; the first is that of layers                |
| `released` | coded; the table holds the days of the newest release, newest first, empty where none is known        |
| `verified` | coded; the table holds the days of verification, likewise                                            |
| `pictures` | coded; the table holds endings of file names, empty where there is no picture                        |

A group is a question that a pack answers with one or more choices:

| key       | what                                                                                                  |
|-----------|-------------------------------------------------------------------------------------------------------|
| `id`      | its name in the address of the page                                                                   |
| `title`   | its name for people                                                                                   |
| `choices` | list of `[name in the address, label]`, as they stand on the page                                     |
| `sets`    | list of the answers that packs give, each a list of places in `choices`                               |
| `of`      | column of each pack's place in `sets`                                                                 |

No pack is without a choice: one that doesn't say has the choice `not-stated`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact, Layer
from packatlas.outputs.files import json_file, later_at
from packatlas.outputs.minors import minors
from packatlas.outputs.search import coded, edition
from packatlas.plan import tags, words
from packatlas.policy import Shield
from packatlas.settings import Settings

VERSION = 1
NOT_STATED = ("not-stated", "Not stated")
_SHIELDS = {
    Shield.CURRENT: ("verified", "Verified"),
    Shield.DUE: ("due", "Due soon or overdue"),
    Shield.OVERDUE: ("due", "Due soon or overdue"),
    Shield.NONE: ("community", "Community"),
}
_FIPS = {True: ("yes", "FIPS 140 variant"), False: ("no", "No FIPS variant")}
_STATUSES = {status: (status.value, label) for status, label in words.STATUSES.items()}

Choice = tuple[str, str]
"""A choice's name in the address, and its label."""
Said = TypeVar("Said", bound=Hashable)
"""What a pack says of itself, before it is made into choices."""


def facets(catalog: Catalog, settings: Settings) -> Artifact:
    """The choices and the days of every pack."""
    (file,) = later_at([urls.FACETS], lambda: (_facets(catalog, settings),))
    return file


def _facets(catalog: Catalog, settings: Settings) -> Artifact:
    packs, as_of = catalog.packs, settings.as_of
    records = [pack.verification for pack in packs]
    content = {
        "version": VERSION,
        "edition": edition(catalog),
        "groups": _groups(catalog),
        "released": _days(_newest((release.released for release in pack.releases), as_of) for pack in packs),
        "verified": _days(_newest([record.verified_on], as_of) if record else "" for record in records),
        "pictures": coded(pack.logo.suffix.lower() if pack.logo else "" for pack in packs),
    }
    return json_file(urls.FACETS, content)


def _groups(catalog: Catalog) -> list[dict[str, Any]]:
    packs = catalog.packs
    shields = [catalog.standings[pack.name].shield for pack in packs]
    statuses = [latest.status if latest else None for latest in (pack.latest for pack in packs)]
    of_kubernetes = minors(catalog)
    clouds = sorted({_cloud(cloud) for pack in packs for cloud in pack.clouds})
    sizes = Counter(_named(pack.publisher)[0] for pack in packs)
    return [
        _group("layer", "Layer", [pack.layer.shelf for pack in packs], partial(_layer, catalog), _stack_order),
        _group("type", "Add-on type", [pack.addon_type for pack in packs], _type, _by_label),
        _group("shield", "Shield", shields, partial(_one_of, _SHIELDS), _as_listed(_SHIELDS)),
        _group("cloud", "Cloud", [pack.clouds for pack in packs], partial(_clouds, clouds), _by_label),
        _group("arch", "Architecture", [pack.architectures for pack in packs], _several, _by_label),
        _group("fips", "FIPS", [pack.fips for pack in packs], partial(_one_of, _FIPS), _as_listed(_FIPS)),
        _group("lifecycle", "Lifecycle", statuses, partial(_one_of, _STATUSES), _as_listed(_STATUSES)),
        _group("kubernetes", "Kubernetes", [of_kubernetes[pack.name] for pack in packs], _minors, _newest_first),
        _group("publisher", "Publisher", [pack.publisher for pack in packs], _publisher, partial(_by_size, sizes)),
    ]


def _group(
    id: str,
    title: str,
    said: Sequence[Said],
    answer: Callable[[Said], Iterable[Choice]],
    rank: Callable[[Choice], Any],
) -> dict[str, Any]:
    """What packs say as choices sorted by their rank, those who say nothing last."""
    answers = {one: tuple(answer(one)) or (NOT_STATED,) for one in dict.fromkeys(said)}
    labels: dict[str, str] = {}
    for name, label in (choice for several in answers.values() for choice in several):
        labels.setdefault(name, label)
    choices = sorted((choice for choice in labels.items() if choice[0] != NOT_STATED[0]), key=rank)
    choices += [NOT_STATED] if NOT_STATED[0] in labels else []
    place = {name: number for number, (name, _) in enumerate(choices)}
    sets: dict[tuple[int, ...], int] = {}
    code = {
        one: sets.setdefault(tuple(sorted({place[name] for name, _ in several})), len(sets))
        for one, several in answers.items()
    }
    return {"id": id, "title": title, "choices": choices, "sets": list(sets), "of": [code[one] for one in said]}


# --- What a pack says, as choices ----------------------------------------------------------------------------------


def _named(label: str) -> Choice:
    """A choice in an author's words; spellings that differ only in case and separators are one."""
    return (tags.slug(label) or label, label)


def _several(labels: Iterable[str]) -> Iterable[Choice]:
    return map(_named, labels)


def _layer(catalog: Catalog, layer: Layer) -> Iterable[Choice]:
    return [(layer.value, catalog.layers[layer].title)]


def _type(slug: str) -> Iterable[Choice]:
    return [(slug, words.addon_type(slug))] if slug else []


def _cloud(cloud: str) -> Choice:
    return (_named(cloud)[0], words.cloud(cloud))


def _clouds(every: Iterable[Choice], own: Iterable[str]) -> Iterable[Choice]:
    """The clouds that a pack runs on: one that is for all of them is found by each."""
    return every if "all" in own else map(_cloud, own)


def _minors(minors: Iterable[str]) -> Iterable[Choice]:
    return [(minor, minor) for minor in minors]


def _publisher(name: str) -> Iterable[Choice]:
    return [_named(name)] if name else []


def _one_of(choices: Mapping[Any, Choice], said: Hashable) -> Iterable[Choice]:
    return [choices[said]] if said in choices else []


def _newest(days: Iterable[date | None], as_of: date) -> str:
    """The newest of some days that is not ahead; empty where there is none."""
    return max((day.isoformat() for day in days if day and day <= as_of), default="")


def _days(days: Iterable[str]) -> dict[str, list[Any]]:
    """A coded column whose table is in order, so that packs can be sorted by their places in it."""
    column = list(days)
    table = sorted(set(column), reverse=True)
    place = {day: number for number, day in enumerate(table)}
    return {"table": table, "of": [place[day] for day in column]}


# --- In which order choices stand ----------------------------------------------------------------------------------


def _stack_order(choice: Choice) -> int:
    return list(Layer).index(Layer(choice[0]))


def _by_label(choice: Choice) -> tuple[bool, str]:
    """By the alphabet; what is for all clouds comes first."""
    return (choice[0] != "all", choice[1].casefold())


def _by_size(sizes: Mapping[str, int], choice: Choice) -> tuple[int, str]:
    return (-sizes[choice[0]], choice[1].casefold())


def _newest_first(choice: Choice) -> list[int]:
    return [-int(number) for number in choice[1].split(".")]


def _as_listed(choices: Mapping[Any, Choice]) -> Callable[[Choice], int]:
    return list(choices.values()).index
