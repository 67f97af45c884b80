"""Read `catalog.yaml`, the one file of a content folder that is settings and no content."""

from __future__ import annotations

import os
from pathlib import Path

from packatlas import yaml_loader
from packatlas.errors import Location, Problem, SiteError
from packatlas.rulebook import RULES
from packatlas.schema.catalog_file import LEVELS, CatalogFile, contradictions, registry_source, to_settings
from packatlas.schema.faults import validate
from packatlas.settings import Settings, resolved
from packatlas.sources.folder import Entry, read_text, shown_path
from packatlas.tree import Tree
from packatlas.wording import quoted

CATALOG_FILE = "catalog.yaml"
_LIKELY_NAMES = ("catalog.yml", "catalogue.yaml", "Catalog.yaml", "catalog.json")


def load_settings(content: Path) -> Settings:
    """The settings of the catalog in a content folder; the defaults when it has no `catalog.yaml`.

    Raises SiteError, with every fault of the file, when something in it is wrong.
    """
    resolved(content, "PA171")
    settings = Settings(content=content)
    text = _text(content, settings.limits.text_bytes)
    tree, faults = yaml_loader.load(text, shown_path(content / CATALOG_FILE))
    if tree.data is None and not faults:
        return settings
    if any(fault.code == "PA003" for fault in faults):
        raise SiteError(*faults)  # what else it says is not known
    fields, problems = validate(CatalogFile, tree)
    if fields is not None:
        problems = [*contradictions(fields, tree), *_missing_registries(fields, tree, content)]
    problems = [*faults, *problems, *_too_light(tree)]
    if fields is None or problems:
        raise SiteError(*problems)
    return to_settings(fields, tree, settings)


def _text(content: Path, limit: int) -> str:
    """The file's text; empty when there is none. Raises SiteError when it cannot be read."""
    path = content / CATALOG_FILE
    if not os.path.lexists(path):
        for name in _LIKELY_NAMES:
            if (content / name).is_file():
                place = Location(shown_path(content / name))
                raise SiteError(Problem("PA170", f"{name} is not read", place, hint=f"rename it to {CATALOG_FILE}"))
        return ""
    shown = shown_path(path)
    text, problem = read_text(Entry(path.name, path.name, resolved(path, "PA170"), shown), limit)
    if problem or text is None:
        raise SiteError(problem or Problem("PA170", "it cannot be read", Location(shown)))
    return text


def _too_light(tree: Tree) -> list[Problem]:
    """Weights below what their codes may have: what is left out, and what guards readers, has to be told."""
    stated = tree.data.get("checks") if isinstance(tree.data, dict) else None
    problems = []
    for code, word in (stated if isinstance(stated, dict) else {}).items():
        rule = RULES.get(code)
        if rule and isinstance(word, str) and word.lower() in LEVELS and word.lower() not in rule.levels:
            message = f"'{code}' can't be {quoted(word)}: {rule.title}"
            hint = f"it is {' or '.join(rule.levels)}; `packatlas checks {code}` says why it matters"
            problems.append(Problem("PA170", message, tree.value_at(("checks", code)), hint=hint))
    return problems


def _missing_registries(fields: CatalogFile, tree: Tree, content: Path) -> list[Problem]:
    hint = "name a folder as seen from catalog.yaml"
    return [
        Problem("PA171", f"there is no folder {quoted(entry.path)}", tree.value_at(("sources", number)), hint=hint)
        for number, entry in enumerate(fields.sources)
        if not os.path.isdir(registry_source(entry, content).path)  # noqa: PTH112 - False too for a name that is too long
    ]
