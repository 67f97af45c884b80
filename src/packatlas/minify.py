"""Scripts and style sheets as they travel: without comments and needless blanks, local names as short as they get.

For the program's own files only, which say nothing that this does not know: no `eval`, no `with`, no template within a
template. Libraries read them; what is decided here is which names are local to a script.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES = frozenset({
    "program", "statement_block", "function_declaration", "arrow_function", "method_definition", "for_statement",
    "for_in_statement", "catch_clause",
})  # fmt: skip
_DECLARED = {
    "variable_declarator": "name", "for_in_statement": "left", "catch_clause": "parameter",
    "arrow_function": "parameter", "function_declaration": "name", "class_declaration": "name",
}  # fmt: skip
"""What declares names, and its field that holds a name or a pattern of names."""
_PATTERNS = {
    "object_pattern": "", "array_pattern": "", "rest_pattern": "", "pair_pattern": "value",
    "assignment_pattern": "left", "object_assignment_pattern": "left",
}  # fmt: skip
"""Patterns, and the field of each that declares something; empty where all of it does."""
_SHORTHAND = ("shorthand_property_identifier", "shorthand_property_identifier_pattern")
"""`{ name }`, which is the name of a property and a local name at once."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@lru_cache
def style(text: bytes) -> bytes:
    """A style sheet without comments and needless blanks."""
    import rcssmin

    found: bytes = rcssmin.cssmin(text)
    return found.strip() + b"\n"


@lru_cache
def script(text: bytes) -> bytes:
    """A script without comments and needless blanks, each local name with a short one in its place."""
    import rjsmin

    found: bytes = rjsmin.jsmin(_shortened(text))
    return found.strip() + b"\n"


def _shortened(text: bytes) -> bytes:
    """A script with short names for those that no one else knows.

    A name gets the same short one everywhere, so that it does not matter which of several variables it means; and no
    other name that is known in the same place gets that one.
    """
    names = [node for node in _nodes(text) if node.type == "identifier" or node.type in _SHORTHAND]
    often = Counter(_said(node) for node in names)
    scopes: dict[bytes, set[Node]] = defaultdict(set)
    for node in names:
        if scope := _declared_in(node):
            scopes[_said(node)].add(scope)
    kept = {_said(node) for node in names if _is_known_elsewhere(node, scopes[_said(node)])}
    fresh = [name for name in _short_names() if name not in often]
    taken: dict[bytes, set[Node]] = defaultdict(set)
    short = {}
    for name, _ in often.most_common():
        if name not in kept:
            short[name] = next(one for one in fresh if not _overlap(scopes[name], taken[one]))
            taken[short[name]] |= scopes[name]
    pieces: list[bytes] = []
    end = 0
    for node in names:
        if new := short.get(_said(node)):
            key = _said(node) + b":" if node.type in _SHORTHAND else b""
            pieces += text[end : node.start_byte], key, new
            end = node.end_byte
    return b"".join((*pieces, text[end:]))


def _overlap(some: set[Node], others: set[Node]) -> bool:
    return any(a.start_byte < b.end_byte and b.start_byte < a.end_byte for a in some for b in others)


def _nodes(text: bytes) -> Iterator[Node]:
    """Every node of a script's syntax tree, in the order of the text."""
    import tree_sitter
    import tree_sitter_javascript

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    waiting = [parser.parse(text).root_node]
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" or node.is_missing:
            raise ValueError(f"line {node.start_point.row + 1} of an own script cannot be read")
        yield node
        waiting += reversed(node.children)


def _said(node: Node) -> bytes:
    return node.text or b""


def _above(node: Node) -> Iterator[Node]:
    while parent := node.parent:
        yield parent
        node = parent


def _declaration(node: Node) -> Node | None:
    """What declares the name at this place; None where it is only used."""
    for parent in _above(node):
        field = "" if parent.type == "formal_parameters" else (_PATTERNS | _DECLARED).get(parent.type)
        if field is None or (field and parent.child_by_field_name(field) != node):
            return None
        if parent.type not in _PATTERNS:
            return parent
        node = parent
    return None


def _declared_in(node: Node) -> Node | None:
    """The part of the script in which a name is known by its declaration at this place."""
    declaration = _declaration(node)
    if declaration is None:
        return None
    named = declaration.type in ("function_declaration", "class_declaration")
    return next(above for above in _above(declaration if named else node) if above.type in _SCOPES)


def _is_known_elsewhere(node: Node, scopes: set[Node]) -> bool:
    """Whether others know a name: a module that imports it, one that it is imported from, or the browser."""
    if declaration := _declaration(node):
        nearest = (declaration.parent, declaration.parent and declaration.parent.parent)
        return any(above and above.type == "export_statement" for above in nearest)
    return not any(above in scopes for above in _above(node)) or (
        node.parent is not None and node.parent.type == "export_specifier"
    )


def _short_names() -> Iterator[bytes]:
    for length in (1, 2):
        for letters in product(_LETTERS, repeat=length):
            yield "".join(letters).encode()
