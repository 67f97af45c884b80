"""Code to HTML with Pygments' short CSS classes, as the style sheet knows them below `.highlight`; no inline style."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_HIGHLIGHTED = 64 * 1024
"""Characters of a block beyond which it is shown plain."""
ALIASES = {
    "yml": "yaml",
    "sh": "bash",
    "shell": "bash",
    "zsh": "bash",
    "terraform": "hcl",
    "tf": "hcl",
    "hcl2": "hcl",
    "golang": "go",
    "py": "python",
    "js": "javascript",
    "ts": "typescript",
    "docker": "dockerfile",
    "jsonc": "json",
    "json5": "json",
    "conf": "ini",
    "shell-session": "console",
    "powershell": "pwsh",
}
"""Names that authors use -> the name that Pygments knows, where it differs or picks a slower lexer."""
PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output", "mermaid", "math"})
_UNWRAPPED = frozenset({"", "w", "p", "n", "x"})
"""Classes that no style tells from plain text."""


def highlight(code: str, language: str) -> Markup:
    """Code as HTML spans; plain, escaped text for a language that is not known. No element around it."""
    return Markup("".join(_spans(code, language)))


def highlight_lines(code: str, language: str, marked: frozenset[int]) -> Markup:
    """As `highlight`, with the marked lines (1-based) inside `<mark>` elements."""
    if not marked:
        return highlight(code, language)
    lines = _lines(_spans(code, language))
    return Markup("".join(f"<mark>{line}</mark>" if at in marked else line for at, line in enumerate(lines, 1)))


def _spans(code: str, language: str) -> list[str]:
    """Escaped text and whole spans; neighbours of one class are one span."""
    lexer = _lexer(language.lower()) if len(code) <= MAX_HIGHLIGHTED else None
    if lexer is None:
        return [escape(code, quote=False)]
    spans: list[str] = []
    style, words = "", ""
    for _, token, value in lexer.get_tokens_unprocessed(code):
        found = _class(token)
        if found == style or not value.strip():
            words += value
            continue
        spans.append(_span(style, words))
        style, words = found, value
    spans.append(_span(style, words))
    return spans


def _span(style: str, words: str) -> str:
    text = escape(words, quote=False)
    if not style:
        return text
    bare = text.rstrip()
    return f'<span class="{style}">{bare}</span>{text[len(bare) :]}'


def _lines(spans: list[str]) -> list[str]:
    """The same text, cut behind each line end, with no span over two lines."""
    lines = [""]
    for span in spans:
        opening, text, ending = "", span, ""
        if span.startswith("<span"):
            cut, close = span.index(">") + 1, span.index("</span>")
            opening, text, ending = span[:cut], span[cut:close], span[close + 7 :]
        for at, part in enumerate(text.split("\n")):
            if at:
                lines[-1] += "\n"
                lines.append("")
            if part:
                lines[-1] += f"{opening}{part}</span>" if opening else part
        for at, part in enumerate(ending.split("\n")):
            if at:
                lines[-1] += "\n"
                lines.append("")
            lines[-1] += part
    return lines


@cache
def _class(token: object) -> str:
    from pygments.token import STANDARD_TYPES

    while token not in STANDARD_TYPES:
        token = token.parent  # type: ignore[attr-defined]
    style = STANDARD_TYPES[token]  # type: ignore[index]
    return "" if style in _UNWRAPPED else style


@cache
def _lexer(language: str) -> Lexer | None:
    """The lexer for a fence's language; None for plain text and unknown ones."""
    if language in PLAIN or len(language) > 40:
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(ALIASES.get(language, language))
    except ClassNotFound:
        return None


def style_sheet(style: str, scope: str = ".highlight") -> str:
    """The CSS rules of a Pygments style for the classes used here, each below `scope`."""
    from pygments.formatters import HtmlFormatter

    return str(HtmlFormatter(style=style).get_style_defs(scope))
