"""What travels says what was written: only comments, blanks and the spelling of local names differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_javascript

from packatlas import minify
from packatlas.resources import default_assets

SCRIPTS = sorted(default_assets().glob("*.js"))


def leaves(script: bytes) -> Iterator[tree_sitter.Node]:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    waiting = [parser.parse(script).root_node]
    while waiting:
        node = waiting.pop()
        waiting += reversed(node.children)
        if not node.children:
            yield node


def said(script: bytes) -> list[bytes]:
    """All that others could see of a script: strings, numbers, keywords, names of properties."""
    needless = (":", ";", ",", "identifier", "comment")
    return [node.text or b"" for node in leaves(script) if node.type not in needless]


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_an_own_script_says_what_it_said(file: Path) -> None:
    """The library that takes blanks away reads no template within a template: this is where one would be noticed."""
    written = file.read_bytes()
    assert said(minify.script(written)) == said(written)
    assert len(minify.script(written)) < len(written) * 0.7


@pytest.mark.parametrize(
    ("written", "travels"),
    [
        ("// word\nconst word = 1; /* word */\nuse(word);", "const a=1;use(a);"),
        ("export const word = 1;\nconst other = word;", "export const word=1;const a=word;"),
        ("export function word() {}\nexport class Other {}", "export function word(){}\nexport class Other{}"),
        ("import { word } from './a.js';\nuse(word);", "import{word}from'./a.js';use(word);"),
        ("const one = 1;\nexport { one };", "const one=1;export{one};"),
        (
            "const { one, two: other, ...rest } = all;\nuse(one, other, rest);",
            "const{one:a,two:b,...c}=all;use(a,b,c);",
        ),
        ("const make = ({ one = 1 }, [two]) => ({ one, two });", "const c=({one:a=1},[b])=>({one:a,two:b});"),
        ("const one = (two) => two.one;\nconst two = one;", "const b=(a)=>a.one;const a=b;"),
        ("for (const item of list) use(item);\nitem();", "for(const item of list)use(item);item();"),
        ("{ const one = 1; use(one); }\n{ const two = 2; use(two); }", "{const a=1;use(a);}\n{const a=2;use(a);}"),
        ("try { use(); } catch (error) { say(error); }", "try{use();}catch(a){say(a);}"),
        ("class Box {\n  size = 1;\n  grow(by) { this.size += by; }\n}", "class b{size=1;grow(a){this.size+=a;}}"),
        ("const a = 1;\nconst word = `${a} // ${window.b}`;", "const b=1;const c=`${b} // ${window.b}`;"),
    ],
)
def test_local_names_become_short(written: str, travels: str) -> None:
    assert minify.script(written.encode()) == f"{travels}\n".encode()


def test_a_script_that_cannot_be_read_is_no_script_to_publish() -> None:
    with pytest.raises(ValueError, match="line 2 of an own script cannot be read"):
        minify.script(b"const one = 1;\nconst = {;\n")


def test_a_style_keeps_what_it_says() -> None:
    assert minify.style(b"/* Words */\na  >  b {\n  width: calc(1px + 2px);\n}\n") == b"a>b{width:calc(1px + 2px)}\n"
