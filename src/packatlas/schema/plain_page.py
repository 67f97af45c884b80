"""The frontmatter of a page that is no pack."""

from __future__ import annotations

import posixpath

from packatlas import urls
from packatlas.errors import Problem, Severity
from packatlas.schema.faults import validate_leniently
from packatlas.schema.page_fields import PageFields
from packatlas.schema.slug import slug_path
from packatlas.tree import Tree
from packatlas.wording import quoted


def read_fields(tree: Tree) -> tuple[PageFields | None, list[Problem]]:
    """The frontmatter as it was meant, or every fault of it. Keys of other programs are left out with a warning."""
    return validate_leniently(PageFields, tree, only="extra_forbidden")


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
