"""Docusaurus' `_category_` files: what a folder of plain pages is called in the navigation, and where it stands."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from packatlas.errors import Location, Problem
from packatlas.model import PageFolder
from packatlas.schema.faults import validate_leniently
from packatlas.schema.fields import Boolean, Lenient, Line, Number, Sentence, Strict
from packatlas.tree import Tree


class CategoryLink(Lenient):
    """What Docusaurus says of the page that it makes for a folder."""

    title: Line | None = Field(None, description="Heading of the folder's page; its label if left out.")
    description: Sentence = Field("", description="One sentence on the folder's page.")


class CategoryFields(Strict):
    """What is said of a folder. Keys that only Docusaurus needs are accepted and change nothing."""

    label: Line | None = Field(None, description="What the navigation calls the folder; its name if left out.")
    position: Number | None = Field(None, description="Place in the navigation, small numbers first.")
    description: Sentence = Field("", description="One sentence on what stands in the folder.")
    collapsed: Boolean = Field(True, description="Whether the navigation shows only the folder's name elsewhere.")
    collapsible: Boolean = Field(True, description="With false, the navigation always shows what is in the folder.")
    link: CategoryLink | None = Field(None, description="Title and description of the folder's own page.")

    className: Any = Field(None, description="For Docusaurus only.")  # noqa: N815 - Docusaurus spells it so
    customProps: Any = Field(None, description="For Docusaurus only.")  # noqa: N815 - likewise
    key: Any = Field(None, description="For Docusaurus only.")


def read_folder(tree: Tree, folder: str) -> tuple[PageFolder | None, list[Problem]]:
    """What the file says of its folder, or every fault of it. Keys of other programs are left out with a warning."""
    fields, problems = validate_leniently(CategoryFields, tree, only="extra_forbidden")
    if fields is None:
        return None, problems
    link = fields.link or CategoryLink()
    return PageFolder(
        folder,
        Location(tree.path),
        label=fields.label or "",
        position=fields.position,
        title=link.title or "",
        description=link.description or fields.description,
        opened=not (fields.collapsed and fields.collapsible),
    ), problems
