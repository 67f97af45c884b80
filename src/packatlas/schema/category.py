"""Docusaurus' `_category_` files: what a folder of plain pages is called in the navigation, and where it stands."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from packatlas.errors import Location, Problem
from packatlas.model import PageFolder
from packatlas.schema.faults import validate_leniently
from packatlas.schema.fields import Line, Number, Strict
from packatlas.tree import Tree


class CategoryFields(Strict):
    """A folder's label and position. Keys that only Docusaurus needs are accepted and change nothing."""

    label: Line | None = Field(None, description="What the navigation calls the folder; its name if left out.")
    position: Number | None = Field(None, description="Place in the navigation, small numbers first.")

    className: Any = Field(None, description="For Docusaurus only.")  # noqa: N815 - Docusaurus spells it so
    collapsed: Any = Field(None, description="For Docusaurus only.")
    collapsible: Any = Field(None, description="For Docusaurus only.")
    customProps: Any = Field(None, description="For Docusaurus only.")  # noqa: N815 - likewise
    description: Any = Field(None, description="For Docusaurus only.")
    key: Any = Field(None, description="For Docusaurus only.")
    link: Any = Field(None, description="For Docusaurus only.")


def read_folder(tree: Tree, folder: str) -> tuple[PageFolder | None, list[Problem]]:
    """What the file says of its folder, or every fault of it. Keys of other programs are left out with a warning."""
    fields, problems = validate_leniently(CategoryFields, tree, only="extra_forbidden")
    if fields is None:
        return None, problems
    return PageFolder(folder, Location(tree.path), fields.label or "", fields.position), problems
