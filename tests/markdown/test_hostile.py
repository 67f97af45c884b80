"""Texts written to break out, to run script or to take for ever."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from packatlas.errors import Severity
from packatlas.markdown import MAX_TEXT, parse, place
from packatlas.model import Picture
from tests.markdown.safety import unsafe

TOO_DEEP = {
    "brackets": "[" * 10_000,
    "image brackets": "![" * 5_000,
    "CDATA": "<![" * 4_000,
    "quotes": ">" * 10_000,
    "lists": "\n".join("  " * depth + "- a" for depth in range(150)),
    "lists in a line": "- " * 5_000 + "a",
    "emphasis": "*a **a " * 500 + "b" + "** a*" * 500,
    "HTML": "<div>" * 10_000,
    "inline HTML": "a " + "<b>" * 10_000,
    "footnotes": "[^a]: " * 500,
    "admonitions": ":::note\n" * 500,
    "tabs": "<Tabs>\n" * 500,
}
"""Limits that end in a named error."""

SLOW = {
    **TOO_DEEP,
    "open links": "[a](" * 10_000,
    "links": "[a](b) " * 8_000,
    "link titles": '[a](b "' * 8_000,
    "comments": "a <!--" * 10_000,
    "instructions": "a <?" * 10_000,
    "declarations": "a <!A " * 10_000,
    "openers": "*a " * 20_000,
    "closers": "a* " * 20_000,
    "openers of two kinds": "*a **b " * 8_000,
    "all delimiters": "*_~" * 15_000,
    "closers behind openers": "a**b" + "c* " * 20_000,
    "runs of backticks": "".join("e" + "`" * size for size in range(1, 300)),
    "entities": "&a" * 20_000,
    "backslashes": "\\" * 50_000,
    "definitions": "".join(f"[a{number}]: /b\n" for number in range(4_000)),
    "bad definitions": '[a]: b "c\n' * 5_000,
    "a wide table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|a\n" * 5_000,
    "delimiter rows": "a|b\n-|-|-\n" * 4_000,
    "open tags": "<a " * 15_000,
    "open attributes": '<a b="' * 8_000,
    "JSX braces": "x <A b={" * 6_000,
    "many components": "".join(f"<A{number}>\n" for number in range(6_000)),
    "tabs side by side": "<Tabs></Tabs>" * 4_000,
    "imports": "import {\n" * 5_000,
    "JSX comments": "{/*\n" * 10_000,
    "equal headings": "# a\n" * 10_000,
    "empty headings": "#\n" * 10_000,
    "addresses": "http://a.b " * 5_000,
    "one long address": "http://a" + "&a;)" * 10_000,
    "mail addresses": "a@b." * 12_000,
    "spaces": "a" + " " * 50_000 + "b",
    "marked lines": "```yaml {" + "1-99999999," * 4_000 + "}\na\n```",
    "code of blank lines": "```hcl\n" + "\n" * 50_000 + "```",
    "code in one line": "```go\n" + '"\\' * 25_000 + "\n```",
    "references to a footnote": "[^a]" * 20_000 + "\n\n[^a]: b",
    "footnotes": "".join(f"[^{number}] " for number in range(5_000))
    + "".join(f"\n[^{number}]: a" for number in range(5_000)),
    "footnotes that refer on": "[^0]" + "".join(f"\n[^{number}]: [^{number + 1}]" for number in range(5_000)),
    "footnotes side by side": "[^a]: " * 10_000,
    "short codes": ":+1:" * 12_000 + ":a" * 20_000,
    "open code components": "<CodeBlock>\n" * 6_000,
    "code components": "<CodeBlock>\n{`a`}\n</CodeBlock>\n" * 3_000,
    "code components never closed": "<CodeBlock>{`" * 3_000 + "\n" + "</CodeBlock>",
    "expressions": "import a from 'b'\n\n" + "{' " * 15_000,
    "sources": "<ThemedImage sources={{light: " * 1_500,
    "code that calls": "```python\n" + "a(\n" * 20_000 + "```",
}


@pytest.mark.parametrize("name", TOO_DEEP)
def test_a_limit_ends_in_a_named_error_and_nothing_is_lost(name: str) -> None:
    body, problems = parse(TOO_DEEP[name], "page.md")
    assert [problem.code for problem in problems if problem.severity is Severity.ERROR] == ["PA040"]
    html = place(body, lambda link: link.target, lambda image: Picture(image.target))
    assert html.unescape() == f'<pre class="plain">{TOO_DEEP[name]}</pre>'


def test_the_error_says_where() -> None:
    _, problems = parse("a\n\n" + "[" * 1_000, "page.md", first_line=10)
    assert str(problems[0].location) == "page.md:12"


def test_a_text_too_long_is_shown_plain() -> None:
    body, problems = parse("*a* " * (MAX_TEXT // 4 + 1), "page.md")
    assert [problem.code for problem in problems] == ["PA041"]
    assert "<em>" not in place(body, lambda _: "", lambda _: None)


def test_nothing_hangs() -> None:
    program = (
        "import json, sys\nfrom packatlas.markdown import parse\n"
        "for name, text in json.load(sys.stdin).items():\n    parse(text, name)\n    print(name, flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(SLOW),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines() == list(SLOW), done.stderr


def test_hostile_texts_are_harmless(corpus: Path) -> None:
    texts = json.loads((corpus / "hostile" / "markup.json").read_text(encoding="utf-8"))
    faults = {entry["text"]: unsafe(entry["text"]) for entry in texts}
    assert {text: found for text, found in faults.items() if found} == {}


def test_our_own_markup_cannot_be_forged() -> None:
    body, _ = parse("x", "page.md")
    assert body.pieces == ("<p>x</p>",)
    mark = "0123456789abcdef" * 2
    forged = f'<span class="{mark}admonition">a</span><a href="{mark}0">b</a>'
    assert unsafe(forged) == []
    assert "admonition" not in place(parse(forged, "page.md")[0], lambda link: link.target, lambda _: None)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"<b id={number}></i>" for number in range(3000)) + "<p>x" * 12_000,
        "".join(f"<i title={number}>" for number in range(100)) + "\n\nx" * 30_000,
        '[a]: b "' + "b" * 50_000 + '"\n\n' + "[a]" * 16_000,
        "```js {1-10000}\na\n```\n" * 5_000,
    ],
    ids=["formatting closed by other names", "formatting never closed", "a long title, used often", "long line ranges"],
)
def test_a_page_never_becomes_many_times_longer_than_its_text(text: str) -> None:
    body, _ = parse(text, "page.md")
    assert sum(len(piece) for piece in body.pieces if isinstance(piece, str)) < 10 * len(text)


def test_a_fence_with_blank_words_only() -> None:
    assert "x" in "".join(piece for piece in parse("```&nbsp;\nx\n```", "page.md")[0].pieces if isinstance(piece, str))
