"""The container images that a release names: in the list that its values keep for that, and anywhere else in them.

An air-gapped cluster needs all of them mirrored, so what the list leaves out is looked for where charts usually have
it: `image: registry/name:tag`, or `repository` beside `registry`, `tag` and `digest`. That is read line by line, since
values may be templates, which are no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from packatlas import yaml_loader
from packatlas.errors import Problem, Severity
from packatlas.model import ContainerImage, Preset
from packatlas.tree import Steps

LIST = "pack.content.images"
"""Where a `values.yaml` lists the images of its pack."""
_PACK_BLOCK = re.compile(r"^(?:pack|\"pack\"|'pack')[ \t]*:.*\n?(?:(?:[ \t#].*|[ \t]*)(?:\n|\Z))*", re.MULTILINE)
_LISTED = re.compile(r"[A-Za-z0-9$<{][^\s\"'`]{0,511}")
_KEY = re.compile(r"""^((?: |- )*)(["']?)([\w.-]{1,128})\2:(?:[ \t]+([^\n]{1,600}))?$""", re.MULTILINE)
_SCALAR = re.compile(r"""(?P<quote>["'])(?P<quoted>[^"']*)(?P=quote)|(?P<plain>[^\s"'#&*|>{\[!%@`][^\s#]*)""")
_FIELDS = frozenset({"image", "registry", "repository", "name", "tag", "version", "digest"})
_NOTHING = frozenset({"null", "Null", "NULL", "~"})
_HOST = r"(?:[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?(?::\d{1,5})?/)?"
_PATH = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"{_HOST}{_PATH}(?:/{_PATH})*(?P<version>(?::\w[\w.-]{{0,127}})?(?:@[a-z0-9]+:[0-9a-f]{{32,128}})?)", re.ASCII
)
"""Host, path, tag and digest, after the grammar of the OCI distribution specification's reference."""


def images(text: str, path: str, presets: Iterable[Preset]) -> tuple[tuple[ContainerImage, ...], list[Problem]]:
    """Every image that a `values.yaml` and its presets name, each once and with the first place that names it."""
    listed, problems = _listed(text, path)
    found = [ContainerImage(name, LIST) for name in listed]
    found += mentioned(text)
    for preset in presets:
        found += [replace(one, source=f"preset {preset.title or preset.name}") for one in mentioned(preset.add)]
    return tuple(_distinct(found)), problems


def _distinct(found: Iterable[ContainerImage]) -> Iterator[ContainerImage]:
    """Each name once; an incomplete one only where no other place completes it."""
    unique: dict[str, ContainerImage] = {}
    for one in found:
        unique.setdefault(one.name, one)
    completed = {re.split(r"(?::[^/]*)?(?:@.*)?$", name, maxsplit=1)[0] for name, one in unique.items() if one.complete}
    return (one for one in unique.values() if one.complete or one.name not in completed)


def _listed(text: str, path: str) -> tuple[tuple[str, ...], list[Problem]]:
    """The entries of the list, as they are written.

    Only the block `pack:` is read: the rest may use YAML, and templates, that are none of our business.
    """
    block = _PACK_BLOCK.search(text)
    if block is None or "images" not in block[0]:
        return (), []
    first_line = text.count("\n", 0, block.start()) + 1
    tree, faults = yaml_loader.load(block[0], path, first_line)
    if faults:
        return (), [replace(fault, code="PA070").as_warning() for fault in faults]
    steps: Steps = tuple(LIST.split("."))
    value = tree.data
    for step in steps:
        value = value.get(str(step)) if isinstance(value, dict) else None
    found, problems = [], []
    for number, item in enumerate(value if isinstance(value, list) else ()):
        image = item.get("image") if isinstance(item, dict) else item
        if isinstance(image, str) and _LISTED.fullmatch(image.strip()):
            found.append(image.strip())
        else:
            place, hint = tree.value_at((*steps, number)), "write '- image: registry/name:tag'"
            problems.append(Problem("PA070", "this is not the name of an image", place, Severity.WARNING, hint))
    return tuple(found), problems


# --- Anywhere in a text --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Mapping:
    """Keys that stand one below the other, as far as they are read."""

    column: int
    path: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    last: str = ""


def mentioned(text: str) -> Iterator[ContainerImage]:
    """The images that a YAML text names anywhere; its comments don't count."""
    open_mappings = [_Mapping(-1, ())]
    for line in _KEY.finditer(text):
        column, key = len(line[1]), line[3]
        while open_mappings[-1].column > column:
            yield from _image(open_mappings.pop())
        if open_mappings[-1].column < column:
            above = open_mappings[-1]
            open_mappings.append(_Mapping(column, (*above.path, above.last) if above.last else above.path))
        here = open_mappings[-1]
        if "-" in line[1]:
            yield from _image(here)
            here.fields = {}
        here.last = key
        if key in _FIELDS and (scalar := _SCALAR.match(line[4] or "")):
            value = scalar["quoted"] or scalar["plain"] or ""
            here.fields[key] = "" if value in _NOTHING else value
    while open_mappings:
        yield from _image(open_mappings.pop())


def _image(mapping: _Mapping) -> Iterator[ContainerImage]:
    """The image that a mapping names, in one text or in several."""
    fields = mapping.fields
    known = _known(mapping)
    if not known or not _names_an_image(mapping):
        return
    registry = fields.get("registry", "").rstrip("/")
    name = f"{registry}/{known}" if registry and not known.startswith(f"{registry}/") else known
    if (reference := _REFERENCE.fullmatch(name)) and not reference["version"]:
        tag = fields.get("tag") or fields.get("version")
        name += (f":{tag}" if tag else "") + (f"@{fields['digest']}" if fields.get("digest") else "")
    if reference := _REFERENCE.fullmatch(name):
        source = ".".join((*mapping.path, "image" if "image" in fields else "repository"))
        yield ContainerImage(name, source, complete=bool(reference["version"]))


def _known(mapping: _Mapping) -> str:
    """Path of an image: one text, or a `repository` and below it an `image` or, in a mapping of that name, a `name`."""
    fields, in_image = mapping.fields, mapping.path[-1:] == ("image",)
    repository, image = fields.get("repository", ""), fields.get("image", "")
    below = image or (fields.get("name", "") if in_image else "")
    if repository and below and not repository.endswith(f"/{below}") and not {"/", ":"} & set(below):
        return f"{repository}/{below}"
    return image or repository


def _names_an_image(mapping: _Mapping) -> bool:
    """Whether it is likely: charts and code have a `repository` too, and `image` may be the name of a picture."""
    fields = mapping.fields
    if "image" in fields:
        return bool({"/", ":"} & set(fields["image"])) or bool({"tag", "repository"} & set(fields))
    return "tag" in fields or "digest" in fields or "image" in (mapping.path or ("",))[-1].lower()
