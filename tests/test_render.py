"""Page to HTML: the user's templates, their faults, escaping, and many processes."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from packatlas import making, minify, urls
from packatlas.catalog import assemble
from packatlas.errors import Problem
from packatlas.making import made
from packatlas.model import Artifact, ContainerImage, Layer, Link, Pack, Page, Preset, Verification
from packatlas.resources import default_assets, default_templates, published_assets
from packatlas.settings import NavigationLink, Settings
from packatlas.site_view import href
from tests.factories import body, pack, page, release
from tests.outline import without_digests
from tests.stages import beside_html, drawn, html_pages, plan

SETTINGS = Settings(title="Packs", as_of=date(2026, 11, 23), base_url="https://packs.example/docs/")
HOSTILE = "<script>alert(1)</script>\"'&{{ 7 * 7 }}{% raise %}"


def rendered(
    *packs: Pack, pages: tuple[Page, ...] = (), settings: Settings = SETTINGS
) -> tuple[dict[str, Artifact], tuple[Problem, ...]]:
    catalog, _ = assemble(packs, pages, (), settings)
    artifacts, problems = made(html_pages(plan(catalog, settings)[0], settings))
    return {artifact.path: artifact for artifact in artifacts}, problems


def text(artifact: Artifact) -> str:
    assert isinstance(artifact.content, bytes)
    return artifact.content.decode()


def soup(artifact: Artifact) -> BeautifulSoup:
    return BeautifulSoup(text(artifact), "html.parser")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a user with a folder of own templates, who works beside it."""
    (tmp_path / "templates").mkdir()
    monkeypatch.chdir(tmp_path)
    return replace(SETTINGS, templates=tmp_path / "templates")


def write(settings: Settings, name: str, source: str) -> None:
    assert settings.templates
    (settings.templates / name).write_text(source, encoding="utf-8")


# --- The user's templates ------------------------------------------------------------------------------------------


def test_a_users_template_replaces_the_default_of_its_name(own: Settings) -> None:
    write(own, "404.html", '{% extends "layout.html" %}{% block main %}<h1>Lost</h1>{% endblock %}')
    files, problems = rendered(pack(), settings=own)
    lost, home = soup(files["404.html"]).h1, soup(files["index.html"]).h1
    assert lost is not None
    assert home is not None
    assert (lost.text, home.text, problems) == ("Lost", "Packs", ())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("\n\n{% if %}", "templates/404.html:3 PA151 error: the template cannot be read: "),
        ("\n{{ page.colour }}", "templates/404.html:2 PA152 error: the template uses what is not there: "),
        ("{{ settings }}", "templates/404.html:1 PA152 error: the template uses what is not there: "),
        ("\n{% include 'gone.html' %}", "templates/404.html:2 PA153 error: there is no template 'gone.html'"),
        ("\n\n\n{{ 1 / 0 }}", "templates/404.html:4 PA154 error: the template fails: ZeroDivisionError: "),
        ("{% for x in page.title %}{{ x + 1 }}{% endfor %}", "templates/404.html:1 PA154 error: the template fails: "),
    ],
)
def test_a_faulty_template_is_a_problem_with_its_line_and_the_other_pages_stand(
    own: Settings, source: str, said: str
) -> None:
    write(own, "404.html", source)
    files, problems = rendered(pack(), settings=own)
    assert [str(problem)[: len(said)] for problem in problems] == [said]
    assert "404.html" not in files
    assert "index.html" in files


def test_a_fault_of_all_pages_is_told_once(own: Settings) -> None:
    write(own, "pack.html", "{{ nothing }}")
    _, problems = rendered(pack("a"), pack("b"), settings=own)
    assert [problem.code for problem in problems] == ["PA152"]


def test_what_is_no_file_is_no_template(own: Settings) -> None:
    assert own.templates
    os.mkfifo(own.templates / "404.html")
    (own.templates / "home.html").mkdir()
    files, problems = rendered(pack(), settings=own)
    assert {"404.html", "index.html"} <= files.keys()
    assert problems == ()


def test_a_template_that_is_no_text_is_a_problem(own: Settings) -> None:
    assert own.templates
    (own.templates / "404.html").write_bytes(b"\xff\xfe\x00")
    _, problems = rendered(settings=own)
    assert [(problem.code, problem.location.path) for problem in problems] == [("PA151", "templates/404.html")]


# --- Content is no template, and no HTML ---------------------------------------------------------------------------


def test_what_an_author_writes_is_text_everywhere() -> None:
    hostile = pack(
        "demo",
        title=HOSTILE,
        description=HOSTILE,
        publisher=HOSTILE,
        tags=(HOSTILE,),
        links=((HOSTILE, "https://e.example/" + HOSTILE),),
        clouds=(HOSTILE,),
        architectures=(HOSTILE,),
        verification=Verification(date(2026, 11, 20), HOSTILE, evidence="https://e.example/"),
        releases=(
            release(
                "1.0",
                notes=HOSTILE,
                kubernetes=HOSTILE,
                fixes=(HOSTILE,),
                values=HOSTILE,
                images=(ContainerImage(HOSTILE, HOSTILE), ContainerImage(HOSTILE, HOSTILE, complete=False)),
                presets=(Preset(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)),),
                released=date(2026, 11, 1),
            ),
        ),
    )
    files, problems = rendered(hostile, pages=(page(title=HOSTILE, description=HOSTILE),))
    assert problems == ()
    pages = [file for path, file in files.items() if path.endswith(".html")]
    assert pages
    for file in pages:
        assert "<script>alert" not in text(file)
        assert "49" not in without_digests(text(file))
    assert HOSTILE in soup(files["packs/demo/index.html"]).text


@given(st.text(max_size=30))
def test_no_target_becomes_an_address_with_a_scheme_of_its_own(word: str) -> None:
    for source in ("", "packs/demo/"):
        made = href(source, f"javascript:{word}")
        assert made.startswith(("./javascript:", "../"))


def test_links_from_frontmatter_cannot_run_script() -> None:
    bad = pack(links=(("Site", "javascript:alert(1)"), ("Data", "data:text/html,x"), ("Good", "https://e.example/")))
    files, _ = rendered(bad)
    section = soup(files["packs/demo/index.html"]).select("section.more li a")
    assert [a["href"] for a in section] == ["../../javascript:alert(1)", "../../data:text/html,x", "https://e.example/"]


# --- Addresses -----------------------------------------------------------------------------------------------------


def full_site() -> dict[str, Artifact]:
    packs = (
        pack(
            "loki",
            addon_type="logging",
            tags=("Logs",),
            releases=(release("2.0", values="a: 1", released=date(2026, 11, 1)), release("1.0")),
        ),
        pack("calico", layer=Layer.CNI, verification=Verification(date(2026, 11, 20), "Team")),
    )
    linked = body(pieces=('<p><a href="', Link("../packs/loki"), '">Loki</a></p>'))
    settings = replace(SETTINGS, navigation=(NavigationLink("Guide", "guides/install"),))
    files, problems = rendered(*packs, pages=(page(body=linked),), settings=settings)
    assert problems == ()
    catalog, _ = assemble(packs, (page(body=linked),), (), settings)
    published = {artifact.path: artifact for artifact in beside_html(catalog, plan(catalog, settings)[0], settings)}
    return files | published


def test_every_link_of_every_page_leads_to_a_file() -> None:
    files = full_site()
    known = set(files)
    seen = 0
    for path, file in files.items():
        if not path.endswith(".html") or path == urls.NOT_FOUND:
            continue
        address = path.removesuffix("index.html")
        for element in soup(file).select("[href], [src], [data-index]"):
            target = str(element.get("href") or element.get("src") or element.get("data-index"))
            if target.startswith(("http", "#")):
                continue
            place = _joined(address, target.partition("#")[0])
            assert urls.output_path(place) in known, f"{path} links to {target}"
            seen += 1
    assert seen > 200


def _joined(address: str, target: str) -> str:
    parts = address.split("/")[:-1]
    for part in target.split("/")[:-1]:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join([*parts, target.rpartition("/")[2]])


def test_the_page_for_what_is_missing_works_from_any_depth() -> None:
    missing = soup(full_site()["404.html"])
    targets = [str(element.get("href") or element.get("src")) for element in missing.select("[href], [src]")]
    local = [target for target in targets if not target.startswith(("http", "#"))]
    assert local
    assert all(target.startswith("/docs/") for target in local)


def test_the_edit_link_leads_to_the_pages_source() -> None:
    settings = replace(SETTINGS, edit_url="https://git.example/edit/main/content/{path}")
    files, _ = rendered(pack(), pages=(page("guides/a b"),), settings=settings)
    paths = ("packs/demo/index.html", "guides/a b/index.html")
    hrefs = [soup(files[path]).select(".source a")[0]["href"] for path in paths]
    assert hrefs == [
        "https://git.example/edit/main/content/packs/addon/demo.md",
        "https://git.example/edit/main/content/guides/a%20b.md",
    ]


# --- Files and processes -------------------------------------------------------------------------------------------


def test_values_and_logos_are_published_with_their_pages(tmp_path: Path) -> None:
    logo = tmp_path / "logo.SVG"
    files, _ = rendered(pack(logo=logo, releases=(release("1.0", values="a: 1\n"),)))
    assert files["packs/demo/1.0/values.yaml"].content == b"a: 1\n"
    assert files["packs/demo/logo.svg"].content == logo
    picture = soup(files["packs/demo/1.0/index.html"]).select(".title img")[0]
    assert (picture["src"], picture["alt"]) == ("../../../packs/demo/logo.svg", "")


def test_many_processes_draw_the_same_pages_in_the_same_order() -> None:
    packs = [pack(f"p{n}", releases=(release(values=f"a: {n}"),)) for n in range(making._WORTH_FORKING)]
    catalog, _ = assemble(packs, (), (), SETTINGS)
    pages, _ = plan(catalog, SETTINGS)
    artifacts = drawn(pages, SETTINGS)
    assert made(artifacts) == made(artifacts, jobs=3)


# --- Assets --------------------------------------------------------------------------------------------------------


def test_style_sheets_become_one_whose_name_tells_its_content(tmp_path: Path) -> None:
    before, files = published_assets(SETTINGS)
    styles = sorted((default_assets() / "styles").iterdir())
    style = next(file for file in files if file.path == before["style"])
    assert isinstance(style.content, bytes)
    assert style.content == b"".join(minify.style(sheet.read_bytes()) for sheet in styles)
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "95-own.css").write_text("h1 { color: red }\r\n", encoding="utf-8", newline="")
    after, own = published_assets(replace(SETTINGS, assets=tmp_path))
    assert after["style"] != before["style"]
    assert next(file for file in own if file.path == after["style"]).content == style.content + b"h1 { color: red }\n"


def test_a_users_asset_replaces_the_default_and_hidden_files_stay_at_home(tmp_path: Path) -> None:
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "own.woff2").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x", encoding="utf-8")
    addresses, files = published_assets(replace(SETTINGS, assets=tmp_path))
    content = {file.path: file.content for file in files}
    assert content["assets/favicon.svg"] == tmp_path / "favicon.svg"
    assert addresses["fonts/own.woff2"] == "assets/fonts/own.woff2"
    assert not any(".git" in path for path in content)


def test_templates_and_assets_are_where_the_program_looks() -> None:
    assert (default_templates() / "layout.html").is_file()
    assert (default_assets() / "favicon.svg").is_file()
