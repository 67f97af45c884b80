"""What travels says what was written: only comments and blanks differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygments.lexers import JavascriptLexer
from pygments.token import Comment, Whitespace

from packatlas import minify
from packatlas.resources import default_assets

SCRIPTS = sorted(default_assets().glob("*.js"))


def said(script: bytes) -> str:
    """A script's tokens but for comments and blanks; blanks within strings and templates stay."""
    tokens = JavascriptLexer().get_tokens(script.decode())
    return "".join(text for kind, text in tokens if kind not in Comment and kind not in Whitespace)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_an_own_script_says_what_it_said(file: Path) -> None:
    """The library that takes blanks away reads no template within a template: this is where one would be noticed."""
    written = file.read_bytes()
    assert said(minify.script(written)) == said(written)
    assert len(minify.script(written)) < len(written) * 0.8


def test_a_script_keeps_what_it_says() -> None:
    written = b"// word\nconst word = `${a} // ${b}`; /* word */\nuse(word, ' // ');"
    assert minify.script(written) == b"const word=`${a} // ${b}`;use(word,' // ');\n"


def test_a_style_keeps_what_it_says() -> None:
    assert minify.style(b"/* Words */\na  >  b {\n  width: calc(1px + 2px);\n}\n") == b"a>b{width:calc(1px + 2px)}\n"
