"""The frontmatter of a page that is no pack."""

from __future__ import annotations

import posixpath
from typing import Annotated

from pydantic import Field

from packatlas import urls
from packatlas.errors import Problem, Severity
from packatlas.model import OldAddress
from packatlas.schema.faults import validate_leniently
from packatlas.schema.fields import Line, Listed
from packatlas.schema.page_fields import PageFields
from packatlas.schema.slug import moved_address, slug_path
from packatlas.suggest import quoted
from packatlas.tree import Tree


class PlainFields(PageFields):
    """What a page that is no pack may say."""

    aliases: Annotated[tuple[Line, ...], Listed] = Field(
        (), description="Old addresses from the root (/x/y) or from the file's folder (y); they lead here."
    )


def read_fields(tree: Tree) -> tuple[PlainFields | None, list[Problem]]:
    """The frontmatter as it was meant, or every fault of it. Keys of other programs are left out with a warning."""
    return validate_leniently(PlainFields, tree, only="extra_forbidden")


def read_slug(fields: PageFields, tree: Tree, path: str) -> tuple[str, list[Problem]]:
    """Where the page of the file `path` is to stand instead; empty where that is its own place, or cannot be."""
    if fields.slug is None:
        return "", []
    here = tree.value_at(("slug",))
    slug, fault = slug_path(fields.slug, posixpath.dirname(path))
    if fault:
        message = f"the slug {quoted(fields.slug)} cannot be an address"
        return "", [Problem("PA014", message, here, hint=fault)]
    if not slug and path != "index":
        own = urls.page(path)
        message = f"the slug {quoted(fields.slug)} is the address of the home page, so this page stands at '/{own}'"
        hint = "remove it, or name the file index.md in the content folder to write on the home page"
        return "", [Problem("PA019", message, here, Severity.WARNING, hint)]
    return slug, []


def read_aliases(fields: PlainFields, tree: Tree, path: str) -> tuple[tuple[OldAddress, ...], list[Problem]]:
    """The old addresses of the page of the file `path`, and what is wrong with the others."""
    found, problems = list[OldAddress](), list[Problem]()
    for number, alias in enumerate(fields.aliases):
        here = tree.value_at(("aliases", number))
        address, fault = moved_address(alias, posixpath.dirname(path))
        if fault:
            problems.append(Problem("PA014", f"the alias {quoted(alias)} cannot be an address", here, hint=fault))
        else:
            found.append(OldAddress(address, alias, here))
    return tuple(found), problems
