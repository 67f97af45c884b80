"""Whole sites of authors who mean harm: nothing acts, nothing looks like the site's own, and the others are built.

What single texts do to the Markdown is in `tests/markdown/test_hostile.py`; what a browser makes of it all is in
`tests/browser/test_hostile.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from packatlas import report
from packatlas.build import Result, build
from packatlas.headers import IMMUTABLE, SECURITY_HEADERS
from packatlas.making import content_of
from packatlas.model import Artifact
from packatlas.options import Choices
from packatlas.policy import Shield
from packatlas.write.claims import settle
from tests.hostile import (
    PNG,
    catalog_of,
    catalog_of_forgeries,
    faults,
    forgeries,
    one_line,
    pages_of,
    put,
    slug,
    texts,
)
from tests.site_builds import AS_OF

SOUND = """\
---
layer: cni
verification: {verified_on: 2026-11-01, by: Acme}
releases: [{version: 1.0.0}]
---
Sound.
"""
OTHER = '{"name": "other", "displayName": "Other", "version": "1", "layer": "os"}'


def made(site: Path) -> Result:
    """The site of a folder with `content` and perhaps `registry`, not written."""
    registry = site / "registry"
    registries = (registry,) if registry.is_dir() else ()
    choices = Choices(site / "content", site / "build", registries, as_of=AS_OF, jobs=1)
    return build(choices.settings(), writing=False)


def text_of(result: Result, path: str) -> str:
    """One file of a site."""
    return content_of(settle(result.artifacts)[0][path]).decode()


# --- Every text in every position ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The site of a catalog in which every field and position holds a hostile text."""
    site = tmp_path_factory.mktemp("hostile")
    catalog_of(texts(corpus), site)
    return made(site)


def test_no_page_holds_what_could_act(hostile: Result) -> None:
    found = {path: wrong for path, html in pages_of(hostile.artifacts).items() if (wrong := faults(html))}
    assert found == {}


def test_a_text_costs_no_more_than_its_own_page(hostile: Result, corpus: Path) -> None:
    """What cannot be built is told by file and line; everything else is there."""
    built = {pack.name for pack in hostile.catalog.packs}
    told = {problem.location.path.rpartition("/")[2] for problem in hostile.problems}
    missing = {f"text-{number}.md" for number in range(len(texts(corpus))) if f"text-{number}" not in built}
    assert missing <= told
    assert len(missing) < 60


def test_what_programs_read_is_well_formed(hostile: Result) -> None:
    for artifact in hostile.artifacts:
        _read(artifact)
    feed = ElementTree.fromstring(text_of(hostile, "feed.xml"))
    assert feed.findtext("{http://www.w3.org/2005/Atom}title") == "Packs </title><script>alert(1)</script>: updates"


def _read(artifact: Artifact) -> None:
    if isinstance(artifact.content, Path):
        return
    if artifact.path.endswith(".json"):
        json.loads(content_of(artifact))
    elif artifact.path.endswith(".xml"):
        ElementTree.fromstring(content_of(artifact))


def test_headers_and_robots_say_what_the_site_says(hostile: Result) -> None:
    allowed = {f"  {name}: {value}" for name, value in SECURITY_HEADERS.items()} | {f"  Cache-Control: {IMMUTABLE}"}
    lines = text_of(hostile, "_headers").splitlines()
    assert all(line in allowed or line.startswith("/docs/") for line in lines)
    assert text_of(hostile, "robots.txt").splitlines() == [
        "User-agent: *", "Allow: /", "", "Sitemap: https://packs.example/docs/sitemap.xml",
    ]  # fmt: skip


def test_the_search_index_holds_the_words_and_no_markup_of_ours(hostile: Result, corpus: Path) -> None:
    titles = json.loads(text_of(hostile, "search/packs.json"))["titles"]
    wanted = {one_line(text)[:190] for text in texts(corpus)[:50]} - {""}
    assert len(wanted & set(titles)) > 40


def test_messages_cannot_command_a_terminal_or_a_pipeline(hostile: Result) -> None:
    lines = [*report.problem_text(hostile.problems), *report.as_github(hostile.problems).split("\n")]
    assert [line for line in lines if not line.isprintable()] == []
    commands = report.as_github(hostile.problems).split("\n")
    assert len(commands) == len(hostile.problems)
    assert all(command.startswith(("::error file=", "::warning file=")) for command in commands)
    json.loads(report.as_sarif(hostile.problems))
    json.loads(report.as_json(hostile.problems, None))


# --- Forged shields ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The site of a catalog with one verified pack and many that pretend."""
    site = tmp_path_factory.mktemp("forged")
    catalog_of_forgeries(site)
    return made(site)


def test_there_are_thirty_ways() -> None:
    assert len(forgeries()) >= 30


@pytest.mark.parametrize("origin", ["", "r-"])
@pytest.mark.parametrize("name", forgeries())
def test_no_author_draws_a_shield(forged: Result, name: str, origin: str) -> None:
    html = text_of(forged, f"packs/{origin}{slug(name)}/index.html")
    page = BeautifulSoup(html, "html.parser")
    assert faults(html) == []
    assert [mark.get_text() for mark in page.select("main .shield")] == ["Community"]
    assert page.select("main use[href$=-verified], main use[href$=-overdue]") == []
    assert [image["src"] for image in page.select("article img") if not str(image["src"]).endswith("mine.svg")] == []


def test_only_the_verified_pack_counts_as_verified(forged: Result) -> None:
    verified = [name for name, standing in forged.catalog.standings.items() if standing.shield is not Shield.NONE]
    assert verified == ["sound"]
    index = json.loads(text_of(forged, "search/packs.json"))
    states = [index["shields"]["table"][place][0] for place in index["shields"]["of"]]
    assert [name for name, state in zip(index["names"], states, strict=True) if state != "none"] == ["sound"]
    page = BeautifulSoup(text_of(forged, "verified/index.html"), "html.parser")
    assert {link["href"] for link in page.select("main a[href*='packs/']")} <= {"../packs/", "../packs/sound/#shield"}


# --- Taking what belongs to another pack ---------------------------------------------------------------------------

Files = dict[str, str]
TAKEOVERS: dict[str, Files] = {
    "a second page": {"content/packs/aaa/evil.md": "---\nname: sound\nlayer: addon\n---\nEvil.\n"},
    "an alias": {"content/packs/os/evil.md": "---\nlayer: os\ntitle: A\naliases: [sound]\n---\nEvil.\n"},
    "an alias in capitals": {"content/packs/os/evil.md": "---\nlayer: os\ntitle: A\naliases: [SOUND]\n---\nEvil.\n"},
    "an alias as a path": {"content/packs/os/evil.md": "---\nlayer: os\naliases: [/packs/sound/]\n---\nEvil.\n"},
    "a registry's name in capitals": {
        "registry/evil/pack.json": '{"name": "SOUND", "displayName": "A", "version": "9", "layer": "os"}',
        "registry/evil/README.md": "Evil.\n",
    },
    "a plain page at its address": {"content/packs/sound/index.md": "---\nlayer: os\nname: other\n---\nEvil.\n"},
    "a page over the verified packs": {"content/verified.md": "# Evil\n"},
    "a page over the home page's folder": {"content/packs/packs/index.html.md": "---\nlayer: os\n---\nEvil.\n"},
}


@pytest.mark.parametrize("name", TAKEOVERS)
def test_a_verified_pack_keeps_its_page_and_its_shield(name: str, tmp_path: Path) -> None:
    put(tmp_path / "content/packs/cni/sound.md", SOUND)
    for path, text in TAKEOVERS[name].items():
        put(tmp_path / path, text)
    result = made(tmp_path)
    page = BeautifulSoup(text_of(result, "packs/sound/index.html"), "html.parser")
    assert page.select_one("main .shield-current")
    assert "Sound." in page.select("article")[-1].get_text()
    assert "Evil" not in page.get_text()
    assert "Sound" in text_of(result, "verified/index.html")


def test_a_registry_gives_no_release_the_shield_of_a_page(tmp_path: Path) -> None:
    put(tmp_path / "content/packs/cni/sound.md", SOUND)
    put(tmp_path / "registry/evil/pack.json", '{"name": "sound", "version": "99.0.0", "layer": "cni"}')
    put(tmp_path / "registry/evil/README.md", "Evil.\n")
    page = BeautifulSoup(text_of(made(tmp_path), "packs/sound/99.0.0/index.html"), "html.parser")
    for other in page.select(".chooser a"):
        other.decompose()
    assert page.select("main .shield-current, main .shield-due") == []
    assert "Not verified yet" in page.select_one(".title").get_text()  # type: ignore[union-attr]
    assert "verified badge" not in page.get_text()


RESERVED = [
    "api/v1/packs/sound/66.0.0.json", "api/v1/packs/other.json", "search/summaries-7.json", "assets/other.png",
    "robots.txt", "search/packs.json", "api/v1/index.json", "static/api/v1/index.json",
]  # fmt: skip


@pytest.mark.parametrize("path", RESERVED)
def test_a_file_of_the_content_never_stands_where_programs_look(path: str, tmp_path: Path) -> None:
    put(tmp_path / "content/packs/cni/sound.md", SOUND)
    put(tmp_path / "content" / path, PNG if path.endswith("png") else '{"evil": 1}')
    result = made(tmp_path)
    own = tmp_path / "content" / path
    claims, _ = settle(result.artifacts)
    assert [place for place, artifact in claims.items() if artifact.content == own] == []
    assert path in {problem.location.path.rpartition("content/")[2] for problem in result.problems}


def test_hidden_marks_of_direction_don_t_reach_titles(tmp_path: Path) -> None:
    words = "# A \u202edeifireV\n\nFirst \u202esentence\u200b.\n"
    put(tmp_path / "content/packs/cni/evil.md", f"---\nlayer: cni\n---\n{words}")
    result = made(tmp_path)
    pack = result.catalog.packs[0]
    assert "\u202e" not in pack.title + pack.description
    assert "\u200b" not in pack.description


# --- Values and texts that take for ever, or break a reckoning -----------------------------------------------------


def _page(fields: str, body: str = "Words.") -> str:
    return f"---\nlayer: addon\n{fields}\n---\n{body}\n"


def _pack(**more: object) -> str:
    return json.dumps({"name": "evil", "version": "1", "layer": "addon", **more})


ODD: dict[str, Callable[[], Files]] = {
    "a day at the end of time": lambda: {
        "content/packs/evil.md": _page("verification: {verified_on: 9999-12-31, by: A}"),
    },
    "a day at its beginning": lambda: {
        "content/packs/evil.md": _page("verification: {verified_on: 0001-01-01, by: A}"),
    },
    "a disabled release at the end of time": lambda: {
        "content/packs/evil.md": _page('releases: [{version: "1", status: disabled, since: 9999-12-31}]')
    },
    "a range with many spaces": lambda: {
        "content/packs/evil.md": _page(f'releases: [{{version: "1", kubernetes: ">=1.0,{" " * 60_000}!"}}]')
    },
    "a version of many digits": lambda: {"content/packs/evil.md": _page(f'releases: [{{version: "{"9" * 100_000}"}}]')},
    "deep YAML": lambda: {"content/packs/evil.md": _page("tags: " + "[" * 100_000)},
    "aliases of YAML": lambda: {
        "content/packs/evil.md": _page("a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(2_000)))
    },
    "a fence of a space that is none": lambda: {"content/packs/evil.md": _page("", "```&nbsp;\nx\n```")},
    "a fence of a form feed": lambda: {"content/packs/evil.md": _page("", "~~~&#12;\nx\n~~~")},
    "keys that stand twice": lambda: {
        "registry/evil/pack.json": "{" + ",".join(f'"a{n // 2}":1' for n in range(80_000)) + "}"
    },
    "deep JSON": lambda: {"registry/evil/pack.json": "[" * 200_000},
    "a number without end": lambda: {"registry/evil/pack.json": f'{{"version": {"9" * 100_000}, "x": 1e999999}}'},
    "no object": lambda: {"registry/evil/pack.json": "null"},
    "a type of many letters": lambda: {"registry/evil/pack.json": _pack(addonType="a" * 300)},
    "a type that Windows keeps": lambda: {"registry/evil/pack.json": _pack(addonType="con")},
    "an expression of many words": lambda: {
        "registry/evil/pack.json": _pack(),
        "registry/evil/schema.yaml": "a: {schema: '{{ " + 'a "b" ' * 30_000 + "! }}'}\n",
    },
    "open bold in every paragraph": lambda: {
        "content/packs/evil.md": _page("", "".join(f"<b id={n}></i>" for n in range(3_000)) + "<p>x" * 12_000)
    },
    "bold never closed by others": lambda: {
        "content/packs/evil.md": _page("", "".join(f"<b id=x{n}><p></i>" for n in range(5_000)))
    },
    "bold over many short paragraphs": lambda: {
        "content/packs/evil.md": _page("", "".join(f"<b id={n}>" for n in range(190)) + "<p>x" * 200_000)
    },
    "a long title used often": lambda: {
        "content/packs/evil.md": _page("", '[a]: b "' + "b" * 50_000 + '"\n\n' + "[a]" * 16_000)
    },
    "a long address used often": lambda: {
        "content/packs/evil.md": _page("", "[a]: " + "b" * 50_000 + "\n\n" + "[a]" * 16_000)
    },
    "many marked lines": lambda: {"content/packs/evil.md": _page("", "```js {1-10000}\na\n```\n" * 5_000)},
    "many broken links": lambda: {"content/packs/evil.md": _page("", "".join(f"[a](b{n}) " for n in range(20_000)))},
}
SECONDS = 30
"""A watchdog, not a measure: what hangs takes minutes or all memory."""
MEMORY = 3 << 30
PROGRAM = """
import os, resource, sys
from contextlib import redirect_stderr, redirect_stdout
import packatlas.build, packatlas.markdown.engine
from packatlas.cli import main
for folder in sys.argv[3:]:
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
        options = ["--registry", f"{folder}/registry", "--as-of", "2026-11-23", "--jobs", "1"]
        with open(f"{folder}/said.txt", "w") as said, redirect_stderr(said), redirect_stdout(said):
            code = main(["build", f"{folder}/content", "-o", f"{folder}/build", *options])
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, int]]:
    """Where each odd file was built beside sound ones, and the exit code of that."""
    folders = {name: tmp_path_factory.mktemp("odd") for name in ODD}
    for name, folder in folders.items():
        put(folder / "content/packs/cni/sound.md", SOUND)
        put(folder / "registry/other/pack.json", OTHER)
        for path, text in ODD[name]().items():
            put(folder / path, text)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(MEMORY), str(SECONDS), *map(str, folders.values())],
        capture_output=True,
        text=True,
        timeout=60 * SECONDS,
        check=True,
    )
    codes = map(int, done.stdout.split())
    return {name: (folders[name], code) for name, code in zip(folders, codes, strict=True)}


@pytest.mark.parametrize("name", list(ODD))
def test_an_odd_file_ends_in_a_problem_or_in_a_page(odd: dict[str, tuple[Path, int]], name: str) -> None:
    folder, code = odd[name]
    said = (folder / "said.txt").read_text("utf-8", "replace")
    assert code in (0, 1), said[-2000:]
    assert "evil" in said or (folder / "build/packs/evil/index.html").is_file(), "neither a page nor a word about it"


@pytest.mark.parametrize("name", list(ODD))
def test_beside_an_odd_file_the_others_are_built(odd: dict[str, tuple[Path, int]], name: str) -> None:
    build = odd[name][0] / "build"
    assert "Sound." in (build / "packs/sound/index.html").read_text("utf-8")
    assert (build / "packs/other/index.html").is_file()
