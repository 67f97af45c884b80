"""An edit of texts alone: few files are made, and they are those that a whole build makes."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from packatlas.cache import Cache
from packatlas.cli import main
from packatlas.footprint import Footprint
from packatlas.standing import LEDGER
from packatlas.standing_site import StandingSite
from tests.site_builds import files_of

LONG = "The gauge hangs in the harbour and warns of high water before it comes. " * 4
GUIDE = f"""\
---
title: Guide
---
{LONG}

## Where

See [the pack](../packs/lamp.md) and [the tide](https://tides.example/a "A tide"), near the *old* pier.

![A picture](pier.svg)

| Height | Word |
|---|---|
| 3 m | high |

:::tip
Mind the step.
:::

<a id="buoy"></a>A buoy.

```yaml
place: pier
```

## When

At full moon, mostly.
"""
README = f"# Tide\n\n{LONG}\n\n## Values\n\nSet `place` to [a pier](https://pier.example/).\n"
FILES = {
    "content/catalog.yaml": (
        "title: Harbour\nbase_url: https://harbour.example/\nsources: [{path: ../registry, name: Central}]\n"
    ),
    "content/index.md": f"# Harbour packs\n\n{LONG}\n",
    "content/guides/guide.md": GUIDE,
    "content/guides/pier.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0"/></svg>',
    "content/packs/lamp.md": f"---\ntitle: Lamp\nlayer: addon\n---\n{LONG}\n\nLight [it](../guides/guide.md#where).\n",
    "content/guides/said.md": f"---\ntitle: Said\ndescription: What it says.\n---\n{LONG}\n",
    "content/guides/astray.md": f"# Astray\n\n{LONG}\n\n[It](guide.md#tie-up), [no](gone.md), [a](guide.md#buoy).\n",
    "content/packs/plain.md": f"---\ntitle: Plain\nlayer: os\n---\n{LONG}\n",
}
NEW = "A sentence that nobody had written before, about xylophones and 1.16.7-rc2."


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A catalog with texts of every kind, built once."""
    site = tmp_path / "site"
    for path, text in FILES.items():
        put(site / path, text)
    for version, readme in {"1.0.0": README, "1.1.0": README, "2.0.0": README + "\nNewer words.\n"}.items():
        stated = {"name": "tide", "displayName": "Tide", "version": version, "layer": "addon"}
        put(site / f"registry/tide-{version}/pack.json", json.dumps(stated))
        put(site / f"registry/tide-{version}/values.yaml", "place: pier\n")
        put(site / f"registry/tide-{version}/README.md", readme)
    build(site)
    return site


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def build(site: Path, *more: str, output: str = "out") -> int:
    time.sleep(0.06)  # what has just been saved is not told apart from what is saved next
    return main(["build", str(site / "content"), "-o", str(site / output), "--as-of", "2026-11-23", *more])


def amended(site: Path) -> bool:
    """Whether the last build changed a text alone; checks that the site is what a whole build makes."""
    build(site)
    build(site, "--no-cache", output="whole")
    assert files_of(site / "out") == files_of(site / "whole")
    return bool(Cache(site / ".packatlas-cache").shelf("amended"))


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    """An edit of a file."""

    def edit(site: Path) -> None:
        text = (site / path).read_text()
        assert old in text
        (site / path).write_text(text.replace(old, new, 1))

    return edit


WORDS = {
    "a sentence at the end of a page": replaced("content/guides/guide.md", "mostly.\n", f"mostly. {NEW}\n"),
    "a paragraph": replaced("content/guides/guide.md", "At full moon", f"{NEW}\n\nAt full moon"),
    "a word before a link": replaced("content/guides/guide.md", "See [", "Now see ["),
    "a word in a cell": replaced("content/guides/guide.md", "| high |", "| higher |"),
    "code": replaced("content/guides/guide.md", "place: pier", "place: <script>"),
    "a word less": replaced("content/guides/guide.md", " mostly.", ""),
    "a note": replaced("content/guides/guide.md", "Mind the step.", "Mind the gap & the step."),
    "the home page": replaced("content/index.md", f"{LONG}\n", f"{LONG}\n\n{NEW}\n"),
    "a pack's own words": replaced("content/packs/lamp.md", "Light [", "Do light ["),
    "a README": replaced("registry/tide-2.0.0/README.md", "Newer words.", NEW),
    "words that change no sense": replaced("content/guides/guide.md", "*old*", "**old**"),
    "a comment": replaced("content/guides/guide.md", "At full moon", "<!-- hidden -->\n\nAt full moon"),
    "a heading": replaced("content/guides/guide.md", "At full moon", "## Then\n\nAt full moon"),
    "a heading of a pack's page": replaced("content/packs/lamp.md", "Light [", "## Light\n\nLight ["),
    "a heading of a README": replaced("registry/tide-2.0.0/README.md", "Newer words.", f"## Newer\n\n{NEW}"),
    "a link to elsewhere": replaced("content/guides/guide.md", "At full", "At [full](https://moon.example/?a=1&b) "),
    "a link more to where one leads": replaced("content/guides/guide.md", "At full", "[At](../packs/lamp.md) full"),
    "a link less": replaced("content/guides/guide.md", "[the pack](../packs/lamp.md)", "the pack"),
    "a picture twice": replaced("content/guides/guide.md", "At full", "![Again](pier.svg)\n\nAt full"),
    "a link to a section of the page": replaced("content/guides/guide.md", "At full", "At [full](#where)"),
    "a link to a new section": replaced("content/guides/guide.md", "At full", "## Then\n\nAt [full](#then)"),
    "a fault more": replaced("content/guides/guide.md", "At full", "<Odd />\n\nAt full"),
    "a first sentence that is no description": replaced("content/guides/said.md", "The gauge", "A gauge"),
}
MORE = {
    "a link into the site": replaced("content/guides/guide.md", "At full", "At [home](https://harbour.example/x) full"),
    "a picture": replaced("content/guides/guide.md", "At full", "![New](new.svg)\n\nAt full"),
    "a section that a link was meant for": replaced("content/guides/guide.md", "At full", "## Tied up\n\nAt full"),
    "a section by the name of an author's anchor": replaced("content/guides/guide.md", "At full", "## Buoy\n\nAt full"),
    "a section less": replaced("content/guides/guide.md", "## Where\n", ""),
    "a heading's words": replaced("content/guides/guide.md", "## When", "## Whence"),
    "a link": replaced("content/guides/guide.md", "At full moon", "At [full](../index.md) moon"),
    "where a link leads": replaced("content/guides/guide.md", "../packs/lamp.md", "../packs/plain.md"),
    "a dead link": replaced("content/guides/guide.md", "At full moon", "At [full](gone.md) moon"),
    "the first sentence": replaced("content/guides/guide.md", "The gauge", "A gauge"),
    "frontmatter": replaced("content/guides/guide.md", "title: Guide", "title: A guide"),
    "a pack's layer": replaced("content/packs/lamp.md", "layer: addon", "layer: csi"),
    "one of two equal READMEs": replaced("registry/tide-1.0.0/README.md", "Set", "Do set"),
    "a README that becomes like another": replaced("registry/tide-2.0.0/README.md", "\nNewer words.\n", ""),
    "values": replaced("registry/tide-2.0.0/values.yaml", "pier", "quay"),
    "nothing left": lambda site: (site / "content/packs/plain.md").write_text("---\ntitle: Plain\nlayer: os\n---\n"),
    "bytes that are no text": lambda site: (site / "content/guides/guide.md").write_bytes(b"\xff" + GUIDE.encode()),
    "a page less": lambda site: (site / "content/guides/guide.md").unlink(),
    "a page more": lambda site: put(site / "content/guides/other.md", "# Other\n\nWords.\n"),
}


@pytest.mark.parametrize("edit", WORDS.values(), ids=WORDS.keys())
def test_a_text_is_changed_alone(site: Path, edit: Callable[[Path], None]) -> None:
    edit(site)
    assert amended(site)


@pytest.mark.parametrize("edit", MORE.values(), ids=MORE.keys())
def test_of_all_else_the_whole_site_is_built(site: Path, edit: Callable[[Path], None]) -> None:
    edit(site)
    assert not amended(site)


def test_the_change_is_found_in_its_text(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    WORDS["a sentence at the end of a page"](site)
    capsys.readouterr()
    build(site)
    assert " 3 files written" in capsys.readouterr().out
    for path in ("guides/guide/index.html", "guides/guide/index.md", "search/text-.json"):
        assert "xylophones" in (site / "out" / path).read_text()


def test_one_edit_follows_another(site: Path) -> None:
    for number in range(4):
        replaced("content/guides/guide.md", "## When\n", f"## When\n\nNumber{number} of them.\n")(site)
        replaced("registry/tide-2.0.0/README.md", "Newer words", f"Newer words{number}")(site)
        assert amended(site)
    replaced("content/guides/guide.md", "Number3 of them.", "")(site)
    assert amended(site)
    replaced("content/guides/guide.md", "title: Guide", "title: Other guide")(site)
    assert not amended(site)


def test_an_edit_is_taken_back(site: Path) -> None:
    WORDS["a paragraph"](site)
    assert amended(site)
    replaced("content/guides/guide.md", f"{NEW}\n\nAt full moon", "At full moon")(site)
    assert amended(site)


def test_what_was_touched_in_the_site_is_put_right(site: Path) -> None:
    (site / "out/index.html").write_text("forged")
    WORDS["a paragraph"](site)
    assert not amended(site)


FAULTY = f"""\
---
title: Other
tagz: [a]
---
{LONG}

[x](gone.md), [y](gone.md) and [z](#nowhere)

<Odd />

![](pier.svg) or ![Gone](gone.svg)
"""


@pytest.mark.parametrize(
    "edit",
    [
        replaced("content/guides/other.md", "[x]", "More words\n\n[x]"),
        replaced("content/guides/other.md", ", [y]", "\n\n, [y]"),
        replaced("content/guides/other.md", "<Odd />", "<Odder />\n\n<Odd />\n\n<Odd />"),
        replaced("content/guides/other.md", "<Odd />", ""),
        replaced("content/guides/other.md", "<Odd />", "## Somewhere else\n\n<Odd />"),
    ],
)
def test_what_is_wrong_with_a_text_is_told_at_its_line(
    site: Path, capsys: pytest.CaptureFixture[str], edit: Callable[[Path], None]
) -> None:
    put(site / "content/guides/other.md", FAULTY)
    build(site)
    for change in (edit, WORDS["a paragraph"], edit):
        if change is edit and "<Odd />" not in (site / "content/guides/other.md").read_text():
            continue
        change(site)
        capsys.readouterr()
        build(site)
        told = capsys.readouterr().err
        assert Cache(site / ".packatlas-cache").shelf("amended")
        build(site, "--no-cache", output="whole")
        assert told == capsys.readouterr().err
        assert "other.md" in told


def test_a_template_may_make_more_of_a_text_than_show_it(site: Path) -> None:
    put(
        site / "templates/page.html",
        "{{ page.prose.body.text | length }} {{ page.contents | length }} {{ page.prose }}",
    )
    build(site)
    for edit in ("a paragraph", "a link less"):
        WORDS[edit](site)
        assert amended(site)


def test_a_page_that_could_not_be_made_is_told_of_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(site / "templates/page.html", "{{ page.nothing }}")
    assert build(site) == 1
    WORDS["a paragraph"](site)
    capsys.readouterr()
    assert build(site) == 1
    assert "templates/page.html:1 PA152 error" in capsys.readouterr().err
    assert not (site / "out/guides/guide/index.html").exists()


@pytest.mark.parametrize("content", ["[]", '{"terms": 1}', "\\N", "{"])
def test_what_stands_in_a_shard_instead_of_it_is_put_right(site: Path, content: str) -> None:
    (site / "content/guides/guide.md").write_text(f"{GUIDE}\n{NEW}\n")
    for shard in (site / "out/search").glob("text-*.json"):
        shard.write_text(content)
    assert not amended(site)


def test_what_was_touched_is_not_read(site: Path) -> None:
    """It could be anything: a device, a file without an end."""
    page = site / "out/guides/guide/index.html"
    standing = StandingSite(Footprint.of(str(site / "out"), ["guides/guide/index.html"]), Cache())
    assert standing.read("guides/guide/index.html") == page.read_bytes()
    assert standing.read("guides/other/index.html") is None
    text = page.read_bytes()
    page.unlink()
    page.write_bytes(text)
    assert standing.read("guides/guide/index.html") is None


def test_another_day_is_another_site(site: Path) -> None:
    WORDS["a paragraph"](site)
    time.sleep(0.06)
    assert main(["build", str(site / "content"), "-o", str(site / "out"), "--as-of", "2027-11-23"]) == 0
    assert not Cache(site / ".packatlas-cache").shelf("amended")


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_what_another_command_found_out_since_is_not_this_sites(site: Path, tmp_path: Path, strict: list[str]) -> None:
    WORDS["a paragraph"](site)
    put(site / "content/later.md", "# Later\n\n[Gone](gone.md)\n")
    time.sleep(0.06)
    options = [str(site / "content"), "--as-of", "2026-11-23", *strict]
    assert main(["publish", str(tmp_path / "public"), *options]) == len(strict)
    (site / "content/later.md").unlink()
    amended(site)


def test_random_edits_come_to_the_same(site: Path) -> None:
    chance = random.Random(20_261_123)
    files = [path for path in sorted(site.rglob("*.md")) if "out" not in path.parts]
    alone = 0
    for number in range(12):
        path = chance.choice(files)
        text = path.read_text()
        at = chance.randrange(len(text))
        piece = chance.choice([f" word{number} ", "e", "\n\n", "*", "`", "[", "<b>", "&", "#", "|", "\n- a\n"])
        path.write_text(text[:at] + piece + text[at + chance.choice([0, 0, 1, 5]) :])
        alone += amended(site)
    assert alone > 1


KEPT = (*sorted(LEDGER), "outcomes", "parsed", "sites", "terms", "written")


@pytest.mark.parametrize("first", [(), ("content/packs/plain.md", "layer: os", "layer: csi")])
@pytest.mark.parametrize("name", KEPT)
def test_files_that_builds_left_at_other_times_are_not_taken_for_one(
    site: Path, name: str, first: tuple[str, str, str]
) -> None:
    """As builds leave them that run at once, or are ended while they save."""
    file = site / ".packatlas-cache" / name
    before = file.read_bytes() if file.exists() else b""
    replaced("content/guides/guide.md", "title: Guide", "title: A guide of mine")(site)
    replaced("content/guides/guide.md", "warns of high water", "tells of high water")(site)
    put(site / "content/guides/about.md", "---\ntitle: About\n---\nXylophones first.\n")
    build(site)
    file.write_bytes(before)
    if first:
        replaced(*first)(site)
        build(site)
    replaced("content/guides/guide.md", "mostly.", "mostly, and by day.")(site)
    assert amended(site) or not first, "after a whole build all is of one time again"


def test_all_that_is_kept_is_tried_at_other_times(site: Path) -> None:
    replaced("content/guides/guide.md", "mostly.", "mostly, and by day.")(site)
    assert amended(site)
    found = {file.name for file in (site / ".packatlas-cache").iterdir()}
    assert found - {".gitignore"} <= set(KEPT)
