"""Corners of CommonMark and GFM where renderers go apart: ours goes with GitHub's."""

from __future__ import annotations

import pytest

from tests.markdown.structure import differences

TEXTS = {
    "two-space nesting": "- one\n  - two\n    - three\n- four",
    "list after a paragraph": "Words:\n- one\n- two\n1. first",
    "number that can't interrupt": "In the year\n1999. it was\n1. so",
    "start kept": "7. seven\n8. eight\n\n1) other",
    "loose by a blank line": "- a\n\n- b\n- c",
    "loose inside": "- a\n\n  b\n- c",
    "blank first line": "-\n  a\n-\n\n  b\n",
    "code in a list": "1. a\n\n   ```sh\n   x\n     y\n   ```\n2. b\n\n       code",
    "tabs": "-\ta\n\n\tb\n\n>\t\tcode\n\n\tx\ty",
    "lazy": "> a\nb\n> - c\nd\n\ne",
    "quote in list": "- > a\n  > b\n\n  > c\n- d",
    "setext": "a\nb\n===\n\nc\n---\n\n- d\n---\n",
    "atx": "# a #\n## b##\n#c\n###### d \\#\n####### e\n#\n",
    "rules": "***\n- - -\n_ _ _ _\n--\n",
    "fences": "~~~ a b\n```\n~~~~\n````\n```\n`````\n```x`y\n",
    "open fence": "> ```\n> a\nb",
    "indented": "    a\n\n      b\n\n\nc\n    d",
    "html kinds": "<div>\n*a*\n\n*b*\n</div>\n\n<b>\n*c*\n\nd\n<b>\n*e*\n",
    "comment block": "<!-- a\n\nb --> c\n*d*\n",
    "pre block": "<pre>\n\n*a*\n\nb</pre>\n*c*",
    "definitions": "[a]: <x y> 'T'\n[b]:\n/z\n\"two\nlines\"\n[c]: no title here\n\n[a] [b] [c] [A][] [x][b]",
    "definition ends a list": "- a\n\n[r]: /x\n- b",
    "emphasis": "*a **b** c* **a *b***c ***a** b* _a_b _a_ b__c__ *a_b*c_ **a*",
    "intraword": "snake_case_name a*b*c __a__b 5*3*2",
    "punctuation": '*"a"*b *(a)* **a:**b **“a”**b',
    "strike": "~~a~~ ~b~ ~~~c~~~ ~d~~ a~~b~~c ~~*e*~~",
    "code spans": "`` a`b `` `` ` `` ` a ` `a\nb` `unclosed ``",
    "links": "[a](b) [a](<b c>) [a](b 'c') [a](b(c)d) [a]( b ) [a](b c) [a]() [](b) [a [b](c) d](e)",
    "escapes": r"\*a\* \[b](c) \\ \a &amp; &copy; &#35; &#x22; &nope; &copy",
    "images": "![a *b*](c.png 'T') ![a][r] [![i](j)](k) ![](x)\n\n[r]: /r.png",
    "angle links": "<https://a.b/c?d=e&f> <me@a.b> <a:b> <not a link>",
    "bare links": "https://a.b/c. (https://a.b/(c)) www.a.b, http://a.b/c_d* <b>https://a.b</b> [x https://a.b](c)",
    "bare link ends": "https://a.b/c&amp; https://a.b/c&x; https://a.b/?q=1), 'https://a.b' https://a_b.c.d https://a.b_c",
    "mail": "a@b.co, a.b+c@d-e.f. a@b a@b_c.d_ mailto:a@b.co x:a@b.co a@b.c1",
    "entity mail": "&#97;&#x40;b.co",
    "breaks": "a  \nb\\\nc\nd   ",
    "table": "a | b\n:-|-:\nc | d | e\nf\n| g\n\nh",
    "table cells": "|a|b|\n|-|-|\n| `x\\|y` | \\| |\n|| z |\n> q",
    "table after text": "words\nmore\n| a |\n| - |\n| b |",
    "no table": "a | b\n- | -\n\n| a |\n| - | - |\n| b |",
    "table ended by": "|a|\n|-|\n|b|\n# h\n|c|\n|-|\n- x",
    "tasks": "- [ ] a\n- [x] b\n  - [X] c\n1. [ ] d\n- [ ]\n- [y] e\n- [ ] \nf",
    "alert": "> [!NOTE]\n> a *b*\n\n> [!NOTE] not one\n\n> [!warning]\n>\n> - c\n",
    "crlf": "# a\r\n\r\n- b\r\n- c\r\rd",
    "nul": "a\0b",
    "html tags as text": "<title>a</title> <script>b</script> <iframe src=x>",
    "footnotes": "a[^1] b[^two], c[^1]![^1] [^none] [^] [^ a]\n\n[^1]: One *x*\n[^TWO]: Two\n\n    more\n\n[^1]: no\n",
    "footnotes in places": "> [^q]: quote\n\n- [^l]: list\n\na[^q] b[^l] **c[^q]** [d[^e]\n\n[^e]: x[^f]\n[^f]: y",
    "footnotes end": "p[^1]\n[^1]: one\nlazy\n\nnot\n\n[^2]:\n    two\n\nq[^2] `[^1]` \\[^1]\n    [^3]: code",
    "footnotes with blocks": "a[^1]\n\n[^1]: - x\n    - y\n\n    > z\n\n        code\n",
    "raw heading": "<h2 align='center'>A <em>b</em></h2>\n\n### C",
}


@pytest.mark.parametrize("name", TEXTS)
def test_structure_is_the_reference_s(name: str) -> None:
    assert differences(TEXTS[name]) == {}
