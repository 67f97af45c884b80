"""The frontmatter of a page that is no pack."""

from __future__ import annotations

from packatlas.errors import Problem
from packatlas.schema.faults import validate_leniently
from packatlas.schema.page_fields import PageFields
from packatlas.tree import Tree


def read_fields(tree: Tree) -> tuple[PageFields | None, list[Problem]]:
    """The frontmatter as it was meant, or every fault of it. Keys of other programs are left out with a warning."""
    return validate_leniently(PageFields, tree, only="extra_forbidden")
