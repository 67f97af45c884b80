"""Code to HTML with Pygments' short CSS classes, as the style sheet knows them below `.highlight`; no inline style.

Most of Pygments' lexers take quadratic time for some text. So only languages that were tried are highlighted, in
portions of two kilobytes, and without the lines that no person writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_HIGHLIGHTED = 64 * 1024
"""Characters of a block, and of the blocks of a page together, beyond which code is shown plain."""
_MAX_LINE = 200
_PORTION = 2000
_REMEMBERED = 512
"""Blocks of code whose HTML is remembered: the texts of one pack's releases mostly show the same."""
_SMALL = 4096
"""Characters of the longest of them."""

LEXERS = {
    **{
        name: name
        for name in (
            "bash", "c", "cmake", "console", "cpp", "css", "diff", "docker", "go", "graphql", "hcl", "html", "http",
            "ini", "javascript", "json", "jsonnet", "kotlin", "lua", "makefile", "nginx", "php", "promql", "properties",
            "protobuf", "python", "rego", "ruby", "rust", "sql", "toml", "typescript", "xml", "yaml",
        )
    },
    "c++": "cpp",
    "conf": "ini",
    "cfg": "ini",
    "dockerfile": "docker",
    "env": "properties",
    "gitconfig": "ini",
    "golang": "go",
    "hcl2": "hcl",
    "helm": "yaml",
    "js": "javascript",
    "json5": "json",
    "jsonc": "json",
    "kt": "kotlin",
    "make": "makefile",
    "patch": "diff",
    "proto": "protobuf",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "shell-session": "console",
    "shellsession": "console",
    "svg": "xml",
    "terraform": "hcl",
    "tf": "hcl",
    "tfvars": "hcl",
    "ts": "typescript",
    "yml": "yaml",
    "zsh": "bash",
}  # fmt: skip
"""Language of a fence -> Pygments lexer. Any other language is shown plain."""

_UNSTYLED = frozenset({"", "w", "p", "n", "x", "err"})
"""Classes that are shown as plain text."""
_UNREAD = re.compile(rf"((?<=\n)(?:[ \t]*+\n)++|[^\n]{{{_MAX_LINE},}}+)")
"""Runs of blank lines, and lines such as no person writes."""
_PORTIONS = re.compile(rf"(?s).{{1,{_PORTION}}}(?:\n(?=\S)|\Z)|.{{1,{_PORTION}}}(?:\n|\Z)|.{{1,{_PORTION}}}")


def highlight(code: str, language: str) -> Markup:
    """Code as HTML spans; plain, escaped text for a language that is not known. No element around it."""
    return highlight_lines(code, language, frozenset())


def highlight_lines(code: str, language: str, marked: frozenset[int]) -> Markup:
    """As `highlight`, with the marked lines (1-based) inside `<mark>` elements."""
    return (_remembered if len(code) <= _SMALL else _highlighted)(code, language, marked)


def _highlighted(code: str, language: str, marked: frozenset[int]) -> Markup:
    spans = _spans(code, language)
    if not marked:
        return Markup("".join(spans))
    lines = enumerate(_lines(spans), 1)
    return Markup("".join([f"<mark>{line}</mark>" if at in marked else line for at, line in lines]))


_remembered = lru_cache(maxsize=_REMEMBERED)(_highlighted)


def style_sheet(style: str, scope: str = ".highlight") -> str:
    """The CSS rules of a Pygments style for the classes used here, each below `scope`."""
    from pygments.formatters import HtmlFormatter

    formatter: HtmlFormatter[str] = HtmlFormatter(style=style)
    return str(formatter.get_style_defs(scope))  # type: ignore[no-untyped-call]


def _spans(code: str, language: str) -> list[str]:
    """Escaped text and whole spans; neighbours of one class are one span."""
    name = LEXERS.get(language.lower())
    if name is None or len(code) > MAX_HIGHLIGHTED:
        return [escape(code, quote=False)]
    spans: list[str] = []
    style = ""
    words: list[str] = []
    for found, value in _tokens(code, _lexer(name)):
        if found == style or not value.strip():
            words.append(value)
            continue
        spans.append(_span(style, "".join(words)))
        style, words = found, [value]
    spans.append(_span(style, "".join(words)))
    return spans


def _tokens(code: str, lexer: Lexer) -> Iterator[tuple[str, str]]:
    """Class and text of each token; long code in portions that begin at the margin where possible."""
    for at, part in enumerate(_UNREAD.split(code)):
        if at % 2:
            yield "", part
            continue
        for portion in _PORTIONS.findall(part) if len(part) > _PORTION else (part,):
            tokens = [(_class(token), value) for _, token, value in lexer.get_tokens_unprocessed(portion)]
            if "".join([value for _, value in tokens]) == portion:
                yield from tokens
            else:  # some lexers lose a last line without an end
                yield "", portion


def _span(style: str, words: str) -> str:
    text = escape(words, quote=False)
    if not style:
        return text
    bare = text.rstrip()
    return f'<span class="{style}">{bare}</span>{text[len(bare) :]}'


def _lines(spans: list[str]) -> list[str]:
    """The same text, cut behind each line end, with no span over two lines."""
    lines: list[str] = []
    line: list[str] = []
    for span in spans:
        opening, text, ending = "", span, ""
        if span.startswith("<span"):
            start, close = span.index(">") + 1, span.index("</span>")
            opening, text, ending = span[:start], span[start:close], span[close + 7 :]
        for before, part in ((opening, text), ("", ending)):
            for at, piece in enumerate(part.split("\n")):
                if at:
                    lines.append("".join(line) + "\n")
                    line = []
                if piece:
                    line.append(f"{before}{piece}</span>" if before else piece)
    return [*lines, "".join(line)]


@cache
def _class(token: object) -> str:
    from pygments.token import STANDARD_TYPES

    while token not in STANDARD_TYPES:
        token = token.parent  # type: ignore[attr-defined]
    style = STANDARD_TYPES[token]  # type: ignore[index]
    return "" if style in _UNSTYLED else style


@cache
def _lexer(name: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name)
