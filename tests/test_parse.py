"""Documents become packs and pages: each by itself, with all its problems."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from packatlas.cache import Cache
from packatlas.documents import Document, TextFile
from packatlas.errors import Location, Severity
from packatlas.model import Body, ContainerImage, Layer, Pack, Page, PageFolder, Section, StaticFile
from packatlas.parse import Parsed, Reader, guarded, humanised, parse
from packatlas.settings import RegistrySource, Settings
from packatlas.sources import registry
from packatlas.summary import LONGEST, first_sentence
from tests.scan_reports import trivy, vulnerability


def page(text: str, place: str = "packs/cni/calico.md", pictures: tuple[str, ...] = ()) -> Document:
    files = {path: StaticFile(path, Path("content") / path, Location(path)) for path in pictures}
    return Document.of(f"content/{place}", place, "page", text, pictures=files)


def folder(readme: str = "", **changes: object) -> Document:
    stated = {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", **changes}
    parts = {"readme": TextFile.of("reg/demo/README.md", readme)} if readme else {}
    return Document.of("reg/demo/pack.json", "demo", "registry", json.dumps(stated), parts, registry="reg")


def read(*documents: Document, jobs: int = 1) -> tuple[Parsed, list[str]]:
    parsed, problems = parse(documents, Settings(jobs=jobs), Cache())
    return parsed, [str(problem) for problem in problems]


def one_pack(document: Document) -> Pack:
    parsed, problems = read(document)
    assert problems == []
    (pack,) = parsed.packs
    return pack


def one_page(document: Document) -> Page:
    parsed, problems = read(document)
    assert problems == []
    (found,) = parsed.pages
    return found


def html(body: Body | None) -> str:
    assert body is not None
    return "".join(piece for piece in body.pieces if isinstance(piece, str))


# --- Pages ---------------------------------------------------------------------------------------------------------


def test_a_pack_page_becomes_a_pack() -> None:
    pack = one_pack(
        page("---\nlayer: cni\ntitle: Calico\n---\n\n# Lifted\n\nIt routes packets between all of the pods. More.\n")
    )
    assert (pack.name, pack.title, pack.layer, pack.source) == ("calico", "Calico", Layer.CNI, "packs/cni/calico.md")
    assert pack.description == "It routes packets between all of the pods."
    assert "Lifted" not in html(pack.body)


def test_it_is_known_whether_a_description_is_its_authors_own() -> None:
    text = "Calico routes packets between pods."
    assert not one_pack(page(f"---\nlayer: cni\n---\n{text}\n")).described
    assert one_pack(page(f"---\nlayer: cni\ndescription: {text}\n---\n{text}\n")).described


def test_headings_of_a_pack_page_stand_below_those_of_the_site() -> None:
    body = one_pack(page("---\nlayer: cni\n---\n# T\n\n## Values\n\ntext\n")).body
    assert body is not None
    assert [(heading.level, heading.text) for heading in body.headings] == [(3, "Values")]
    assert body.headings[0].id != "values"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\nlayer: cni\ntitle: Stated\n---\n# Heading", "Stated"),
        ("---\nlayer: cni\n---\n# Heading", "Heading"),
        ("---\nlayer: cni\n---\nwords", "Tigera operator"),
    ],
)
def test_a_title_is_stated_or_the_heading_or_the_file_name(text: str, title: str) -> None:
    assert one_pack(page(text, "packs/cni/tigera-operator.md")).title == title


def test_a_layer_makes_a_pack_of_a_page_anywhere() -> None:
    assert one_pack(page("---\nlayer: os\n---\n", "ubuntu.md")).name == "ubuntu"


def test_a_page_among_the_packs_needs_a_layer() -> None:
    parsed, problems = read(page("# Calico\n"))
    assert parsed.outcomes == (None,)
    way_out = "add it: place in the stack, one of os, k8s, cni, csi, addon and kernel"
    assert problems == [f"content/packs/cni/calico.md PA010 error: the key 'layer' is missing ({way_out})"]


def test_an_index_is_called_like_its_folder() -> None:
    assert one_pack(page("---\nlayer: cni\n---\n", "packs/cni/calico/index.md")).name == "calico"


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("index.md", "index"),
        ("README.md", "index"),
        ("guides/install.mdx", "guides/install"),
        ("guides/Readme.md", "guides/index"),
        ("guides/v1.2.md", "guides/v1.2"),
    ],
)
def test_the_path_of_a_plain_page(place: str, path: str) -> None:
    found = one_page(page("# Title\n\nSome words.\n", place))
    assert (found.path, found.source, found.title) == (path, place, "Title")


def test_a_plain_page_keeps_what_its_frontmatter_says() -> None:
    front = "title: T\nsidebar_label: L\nsidebar_position: 2\ntags: [A b]\nlast_update: {date: 2026-01-02}\nx-own: 1"
    text = f"---\n{front}\n---\n"
    found = one_page(page(text, "a.md"))
    assert (found.title, found.sidebar_label, found.sidebar_position, found.tags) == ("T", "L", 2.0, ("a-b",))
    assert found.updated == date(2026, 1, 2)


def test_a_plain_page_may_have_old_addresses() -> None:
    front = "aliases: [/start.html, old-name, ../b/a.md]"
    found = one_page(page(f"---\n{front}\n---\n", "guides/a.md"))
    assert [(old.address, old.text, str(old.location)) for old in found.aliases] == [
        ("start.html", "/start.html", "content/guides/a.md:2:11"),
        ("guides/old-name/", "old-name", "content/guides/a.md:2:24"),
        ("b/a/", "../b/a.md", "content/guides/a.md:2:34"),
    ]
    parsed, problems = read(page("---\naliases: /a?b\n---\n", "guides/a.md"))
    assert parsed.pages == ()
    assert problems[0].startswith("content/guides/a.md:2:10 PA014 error: the alias '/a?b' cannot be an address (")


def test_a_draft_is_left_out_without_a_word() -> None:
    parsed, problems = read(page("---\ndraft: true\nlayer: nonsense\n---\n"))
    assert parsed.outcomes == (None,)
    assert problems == []


def test_a_page_with_faults_is_left_out_and_the_others_stay() -> None:
    parsed, problems = read(
        page("---\nlayer: x\n---\n"), page("---\nlayer: os\n---\n", "packs/os/ubuntu.md"), page("# A", "a.md")
    )
    assert [pack.name for pack in parsed.packs] == ["ubuntu"]
    assert [one.path for one in parsed.pages] == ["a"]
    assert [problem.split(" ")[1] for problem in problems] == ["PA012"]


def test_all_kinds_of_faults_of_one_page_are_told() -> None:
    text = "---\nlayer: netwrok\nlayer: os\nlogo: no.svg\n---\n"
    _, problems = read(page(text, "packs/Bad Name.md"))
    assert sorted(problem.split(" ")[2] for problem in problems) == ["PA004", "PA012", "PA014", "PA031"]


@pytest.mark.parametrize(
    "stated", ["logo.svg", "./logo.svg", "../cni/logo.svg", "/packs/cni/logo.svg", "packs/cni/logo.svg"]
)
def test_a_logo_stands_beside_the_page_or_below_the_content_folder(stated: str) -> None:
    pack = one_pack(page(f"---\nlayer: cni\nlogo: {stated}\n---\n", pictures=("packs/cni/logo.svg",)))
    assert pack.logo == Path("content/packs/cni/logo.svg")


@pytest.mark.parametrize("stated", ["/img/a.png", "../../static/img/a.png", "static/img/a.png"])
def test_a_logo_may_stand_in_the_static_folder(stated: str) -> None:
    assert one_pack(page(f"---\nlayer: cni\nlogo: {stated}\n---\n", pictures=("img/a.png",))).logo == Path(
        "content/img/a.png"
    )


@pytest.mark.parametrize("stated", ["no.png", "../../../etc/passwd", "/etc/passwd", "https://x.example/a.png"])
def test_a_logo_that_is_not_there_is_a_fault(stated: str) -> None:
    _, (problem,) = read(page(f"---\nlayer: cni\nlogo: {stated}\n---\n", pictures=("a.png",)))
    assert problem.startswith(f"content/packs/cni/calico.md:3:7 PA031 error: the logo '{stated}' is not there")


def test_problems_of_the_text_have_the_lines_of_the_file() -> None:
    _, problems = read(page("---\ntitle: x\n---\n\n" + "[" * 20_000, "a.md"))
    assert all(int(problem.split(":")[1].split(" ")[0]) >= 4 for problem in problems)


# --- Registries ----------------------------------------------------------------------------------------------------


def test_a_registry_folder_becomes_a_pack_with_a_release() -> None:
    document = Document.of(
        "reg/demo/pack.json", "demo", "registry", folder().text,
        {
            "readme": TextFile.of("r/README.md", "# Demo\n\nShows what can be shown in a catalog. More.\n"),
            "values": TextFile.of("r/values.yaml", "pack:\n  content:\n    images:\n    - image: a:1\n"),
            "presets": TextFile.of("r/presets.yaml", "presets: [{name: p, add: 'x: 1'}]"),
            "schema": TextFile.of("r/schema.yaml", "a.b: {schema: '{{ required }}'}"),
        },
        registry="reg", added=date(2026, 1, 2), changed=date(2026, 3, 4),
    )  # fmt: skip
    pack = one_pack(document)
    (release,) = pack.releases
    assert (pack.title, pack.description, pack.updated) == (
        "Demo",
        "Shows what can be shown in a catalog.",
        date(2026, 3, 4),
    )
    assert (release.released, release.registry, release.images) == (
        date(2026, 1, 2),
        "reg",
        (ContainerImage("a:1", "pack.content.images"),),
    )
    assert release.values.startswith("pack:")
    assert ([one.name for one in release.presets], [one.path for one in release.inputs]) == (["p"], ["a.b"])
    assert pack.body is release.body


def test_a_readme_keeps_its_first_heading() -> None:
    assert "Demo" in html(one_pack(folder("# Demo\n\nWords.\n")).body)


def test_a_readme_inside_pack_json_is_read_when_there_is_no_file() -> None:
    stated = {"name": "demo", "displayName": "Demo", "version": "1", "layer": "os", "readme": "## Inline\n"}
    assert "Inline" in html(one_pack(Document.of("p.json", "d", "registry", json.dumps(stated))).body)


def test_equal_readmes_are_rendered_once() -> None:
    reader = Reader()
    folders = (folder("# Same\n"), folder("# Same\n", version="2.0.0"), folder("# Other\n", version="3.0.0"))
    packs = [pack for pack, _ in map(reader.read, folders) if isinstance(pack, Pack)]
    first, second, third = (pack.body for pack in packs)
    assert first is second
    assert first is not third


def test_a_broken_pack_json_is_named_and_the_others_stay() -> None:
    broken = Document.of("reg/b/pack.json", "b", "registry", '{"name": "b",}')
    parsed, problems = read(broken, folder())
    assert [pack.name for pack in parsed.packs] == ["demo"]
    assert [problem[:38] for problem in problems] == ["reg/b/pack.json:1:14 PA062 error: this"]


@pytest.mark.parametrize("text", ["null", "[]", '"demo"'])
def test_a_pack_json_that_is_no_object_is_named(text: str) -> None:
    parsed, problems = read(Document.of("reg/b/pack.json", "b", "registry", text), folder())
    assert [pack.name for pack in parsed.packs] == ["demo"]
    assert [problem[:65] for problem in problems] == [
        "reg/b/pack.json:1:1 PA064 error: pack.json is not an object of ke"
    ]


def test_a_document_that_cannot_be_read_at_all_is_a_problem_and_stops_no_other() -> None:
    def broken(_document: Document) -> tuple[None, tuple[()]]:
        raise ValueError("no such\x1b thing")

    made, (problem,) = guarded(broken, page("text", "guides/a.md"))
    assert made is None
    assert str(problem) == (
        "content/guides/a.md PA034 error: a fault of packatlas itself in reading this file: "
        r"'ValueError: no such\u001b thing' (report it; the other pages are built)"
    )


@pytest.mark.parametrize("place", ["g/a#b.md", "g/a%2fb.md", "g#h/a.md"])
def test_a_page_whose_path_cannot_be_an_address_is_refused(place: str) -> None:
    parsed, problems = read(page("text", place), page("text", "g/sound.md"))
    assert [one.path for one in parsed.pages] == ["g/sound"]
    assert [problem.split(": ")[0] for problem in problems] == [f"content/{place} PA025 error"]
    assert one_page(page("---\nslug: /g/a\n---\ntext", place)).slug == "g/a"


def test_a_registry_is_forgiven_what_its_platform_forgives() -> None:
    text = '{"name": "demo", "version": "1", "layer": "os", "displayName": "A\\u200b", "displayName": "B\\u200b"}'
    parsed, problems = read(Document.of("p.json", "d", "registry", text))
    assert [pack.title for pack in parsed.packs] == ["B\ufffd"]
    assert sorted(problem.split(" ")[1] + problem.split(" ")[2] for problem in problems) == [
        "PA007warning:",
        "PA063warning:",
    ]


def test_an_invisible_character_in_a_name_is_no_pack() -> None:
    parsed, problems = read(folder(name="de\u200bmo"))
    assert parsed.packs == ()
    assert [problem.split(" ")[1] for problem in problems] == ["PA007", "PA065"]


def test_hostile_texts_reach_messages_and_links_harmlessly(corpus: Path) -> None:
    texts = [entry["text"] for entry in json.loads((corpus / "hostile/markup.json").read_text("utf-8"))]
    fronts = [json.dumps(text) for text in texts]
    documents = [
        page(f'---\nlayer: os\ntitle: {front}\nlinks: {{{front[:99]}": {front}}}\n{front}: {front}\n---\n')
        for front in fronts
    ]
    documents += [folder(text, displayName=text, annotations={"docsURL": text}, cloudTypes=[text]) for text in texts]
    parsed, problems = read(*documents)
    assert all(problem.isprintable() for problem in problems)
    assert {target.partition(":")[0].lower() for pack in parsed.packs for _, target in pack.links} <= {
        "http",
        "https",
        "mailto",
    }


def test_a_pack_without_a_display_name_has_its_name() -> None:
    parsed, _ = read(folder(displayName=""))
    assert parsed.packs[0].title == "Demo"


def test_the_corpus_gives_every_release(corpus: Path) -> None:
    central = RegistrySource(corpus / "pack-central", "central")
    inputs, _ = registry.read(central, Settings().limits)
    parsed, problems = parse(inputs.documents, Settings(), Cache())
    assert len(parsed.packs) == 144
    assert len({pack.name for pack in parsed.packs}) == 66
    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []
    assert Counter(problem.code for problem in problems if not problem.code.startswith("PA04")) == {
        "PA070": 2,
        "PA072": 1,
    }
    assert all(pack.logo and pack.publisher is not None and pack.title for pack in parsed.packs)
    named = [image.source for pack in parsed.packs for image in pack.releases[0].images]
    assert (named.count("pack.content.images"), len(named)) == (823, 957)


def test_two_processes_find_what_one_finds() -> None:
    documents = [
        page(
            f"---\nlayer: os\ntitle: P{number}\n{'nonsense: 1' if number % 7 == 0 else ''}\n---\n# H{number % 5}\n",
            f"p{number}.md",
        )
        for number in range(80)
    ] + [folder(f"# R{number % 3}\n\n[a](b.md)\n", version=f"1.{number}") for number in range(20)]
    assert parse(documents, Settings(jobs=1), Cache()) == parse(documents, Settings(jobs=3), Cache())


@pytest.mark.parametrize("text", ["---\ntitle: Calico: x\nlayer: cni\n---\n", "---\ntitle: Calico\n"])
def test_frontmatter_that_is_cut_short_is_not_blamed_for_what_it_could_not_say(text: str) -> None:
    _, problems = read(page(text))
    assert [problem.split()[1] for problem in problems] in (["PA003"], ["PA001"])


# --- Folders of plain pages ----------------------------------------------------------------------------------------


def category(text: str, name: str = "_category_.json") -> Document:
    return Document.of(f"content/guides/{name}", f"guides/{name}", "category", text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_category_.json", '{"label": "All guides", "position": 2, "link": {"type": "generated-index"}}'),
        ("_category_.yml", "label: All guides\nposition: 2\ncollapsed: true\n"),
    ],
)
def test_a_category_file_says_how_its_folder_is_called_and_where_it_stands(name: str, text: str) -> None:
    parsed, problems = read(category(text, name))
    assert problems == []
    assert parsed.folders == (PageFolder("guides", Location(f"content/guides/{name}"), "All guides", 2.0),)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("_category_.json", '{"label": ["x"]}', "content/guides/_category_.json:1:11 PA011 error: 'label' should be"),
        ("_category_.json", "{", "content/guides/_category_.json:1:2 PA062 error: "),
        ("_category_.json", '{"labl": "x"}', "content/guides/_category_.json:1:2 PA009 warning: unknown key 'labl' "),
        ("_category_.yml", "position: first", "content/guides/_category_.yml:1:11 PA011 error: 'position': 'first' i"),
        ("_category_.yml", "a: &x b", "content/guides/_category_.yml:1:4 PA005 error: the anchor '&x' is not allowed"),
        ("_category_.yml", "[", "content/guides/_category_.yml:2:1 PA003 error: "),
    ],
)
def test_a_faulty_category_file_is_told_with_its_place(name: str, text: str, expected: str) -> None:
    parsed, problems = read(category(text, name))
    assert problems[0].startswith(expected)
    assert bool(parsed.folders) is (" warning: " in expected)


def test_a_slug_is_part_of_a_page() -> None:
    assert one_page(page("---\nslug: /start\n---\n", "guides/a.md")).slug == "start"
    parsed, problems = read(page("---\nslug: /a?b\n---\n", "guides/a.md"))
    assert parsed.pages == ()
    assert problems[0].startswith("content/guides/a.md:2:7 PA014 error: the slug '/a?b' cannot be an address (")


# --- Words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Version 1.2 of e.g. Calico is here. Next."], "Version 1.2 of e.g. Calico is here."),
        (
            ["Short", "This section has the first words to speak of. And more."],
            "This section has the first words to speak of.",
        ),
        (["It has no full stop at all"], "It has no full stop at all"),
        ([], ""),
        (["tiny"], ""),
    ],
)
def test_the_first_sentence(texts: list[str], expected: str) -> None:
    assert first_sentence(Body.of(sections=tuple(Section("", "", text) for text in texts))) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Short.</p><p>The first words to speak of. More.</p>", "The first words to speak of."),
        ("<p><a>Calico</a> &amp; friends<br/>connect pods.</p>", "Calico & friends connect pods."),
        ('<div><p>Note</p><p>An aside of many words.</p></div><p>The text of the page itself.</p>',
         "The text of the page itself."),
        ("<pre><code>curl -L x.example</code></pre><p>What the pack is for. More.</p>", "What the pack is for."),
        ("<ul><li><p>A list of many many words</p></li></ul>", "All words of the section."),
    ],
)  # fmt: skip
def test_a_summary_is_made_of_the_first_paragraph_that_stands_alone(html: str, expected: str) -> None:
    found = first_sentence(Body.of((html,), sections=(Section("", "", "All words of the section."),)))
    assert found == expected


def test_a_long_sentence_is_cut_between_words() -> None:
    found = first_sentence(Body.of(sections=(Section("", "", "word " * 100),)))
    assert len(found) <= LONGEST
    assert found.endswith("word…")


@pytest.mark.parametrize(
    ("stem", "title"), [("getting-started", "Getting started"), ("a__b c", "A b c"), ("README", "README")]
)
def test_a_file_name_as_a_title(stem: str, title: str) -> None:
    assert humanised(stem) == title


# --- Security reports ------------------------------------------------------------------------------------------------


def test_a_report_is_parsed_with_its_place_and_stays_in_the_cache() -> None:
    text = json.dumps(trivy(vulnerability()))
    document = Document.of("reg/security/demo/1.0.json", "security/demo/1.0.json", "report", text, registry="reg")
    cache = Cache()
    (first,) = parse((document,), Settings(), cache)[0].reports
    (again,) = parse((document,), Settings(), cache)[0].reports
    assert first == again
    assert (first.place, first.registry, first.location) == (
        "security/demo/1.0.json",
        "reg",
        Location("reg/security/demo/1.0.json"),
    )
    assert [one.id for one in first.findings] == ["CVE-2026-1"]


def test_a_wrong_report_is_left_out_and_told() -> None:
    document = Document.of("content/security/demo/1.0.json", "security/demo/1.0.json", "report", "{")
    parsed, problems = read(document)
    assert parsed.reports == ()
    assert problems[0].startswith("content/security/demo/1.0.json:1:2 PA200 error: this security report ends too early")


def test_reports_are_the_same_from_several_processes() -> None:
    documents = [
        Document.of(
            f"security/{n}.json", f"security/{n}.json", "report", json.dumps(trivy(vulnerability(f"CVE-2026-{n}")))
        )
        for n in range(70)
    ]
    assert read(*documents, jobs=2) == read(*documents)
    assert len(read(*documents)[0].reports) == 70
