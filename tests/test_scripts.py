"""What a script imports, told from what only looks like it."""

from __future__ import annotations

import pytest

from packatlas.resources import default_assets
from packatlas.scripts import ScriptError, imports


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("import './a.js';", ["./a.js"]),
        ('import x from "./a.js"', ["./a.js"]),
        ("import {a, b as c} from './a.js';", ["./a.js"]),
        ("import * as all from './a.js'; import d, {e} from './b.js';", ["./a.js", "./b.js"]),
        ("import {\n  a, // from './no.js'\n  b,\n} from './a.js';", ["./a.js"]),
        (
            "export {a} from './a.js'; export * from './b.js'; export * as n from './c.js';",
            ["./a.js", "./b.js", "./c.js"],
        ),
        ("export {a}; export const b = 1; export default function () {}", []),
        ("const m = await import('./a.js');", ["./a.js"]),
        ("const t = `${await import('./a.js')} import './no.js' ${`import('./no.js')`}`;", ["./a.js"]),
        ("// import './no.js'\n/* import './no.js' */ const a = \"import './no.js'\";", []),
        ("const r = /import '.\\/no.js'[/']/g; import './a.js'", ["./a.js"]),
        ("const d = 6 / 2; import './a.js'; const e = a[0] / 2 / b;", ["./a.js"]),
        ("f(a) / 2; const q = x ? 'a' : /'/; import './a.js'", ["./a.js"]),
        ("return_ / 1; const s = 'it\\'s'; import './a.js'", ["./a.js"]),
        ("a.import('./no.js'); a?.import('./no.js'); const o = {import: './no.js', export: 1};", []),
        ("class A { #from = 1; from() { return this.#from; } } import './a.js'", ["./a.js"]),
        ("`a\\`${'}'}${{a: {}}}`; import './a.js'", ["./a.js"]),
        ("const a = 1_000n, b = .5, c = 1e-5; const f = (x) => /\\//.test(x); import './a.js'", ["./a.js"]),
    ],
)
def test_imports_are_found(script: str, expected: list[str]) -> None:
    found = imports(script)
    assert [each.address for each in found] == expected
    assert [script[each.start : each.end] for each in found] == expected


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("\nimport(name);", "line 2: an import\\(\\) of something else"),
        ("import(`./${name}.js`);", "an import\\(\\) of something else"),
        ("import('./a.js', {});", "an import\\(\\) of something else"),
        ("const u = import.meta.url;", "import.meta"),
        ("import a;", "an import that names no module"),
        ("const a = `never ends", "line 1: a template without an end"),
        ("const a = `never ${ends`", "a template without an end"),
        ("const a = /never ends", "a regular expression without an end"),
        ("const a = 'never ends", 'the character "\'"'),
        ("const a = \\x;", "the character"),
    ],
)
def test_what_is_not_understood_is_said(script: str, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        imports(script)


def test_every_script_of_the_site_is_understood() -> None:
    scripts = sorted(default_assets().glob("*.js"))
    names = {script.name for script in scripts}
    for script in scripts:
        for each in imports(script.read_text("utf-8")):
            assert each.address.removeprefix("./") in names
