"""The default templates and assets: what a page must be for every reader, and must never contain."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from packatlas.catalog import assemble
from packatlas.findings import Finding, Rating, Report, scan_of
from packatlas.making import made
from packatlas.model import (
    Benchmark,
    Component,
    Constraint,
    ConstraintType,
    ContainerImage,
    Heading,
    Layer,
    Preset,
    RequiredInput,
    Resource,
    Signer,
    Statement,
    Status,
    Verification,
)
from packatlas.plan.differences import Difference, changes_view
from packatlas.plan.pack_views import SubjectView
from packatlas.plan.views import Planned
from packatlas.resources import default_assets, default_templates, published_assets
from packatlas.schema.images import LIST
from packatlas.settings import NavigationLink, Settings
from tests.factories import body, pack, page, release
from tests.stages import html_pages, plan

TODAY = date(2026, 11, 23)
SETTINGS = Settings(
    title="Packs",
    description="All packs.",
    publisher="Team",
    notice="A notice.",
    repository="https://git.example/packs",
    edit_url="https://git.example/edit/{path}",
    base_url="https://packs.example/",
    publishing=True,
    navigation=(NavigationLink("Guide", "guides/install"), NavigationLink("Elsewhere", "https://e.example/")),
    as_of=TODAY,
)


FINDINGS = (
    Finding("CVE-2026-1234", "open<b>ssl", "3.0.1", Rating.CRITICAL, True, ("3.0.2",), ("GHSA-cfh5-3ghh-wfjx",)),
    Finding("ELSA-1", "zlib", "1.3", Rating.LOW),
)
REPORT = Report("Trivy", version="0.67.2", subject="img<1>", finished="2026-11-20T00:00:00Z", findings=FINDINGS)


def _verified(days: int) -> Verification:
    return Verification(TODAY - timedelta(days=days), "Team", Benchmark("CIS", "1.0", 1), "https://e.example/")


def _signed() -> Verification:
    created = datetime(2026, 11, 1, tzinfo=UTC)
    signer = Signer("ab" * 32, "team@example", "cd" * 32)
    statement = Statement(
        "pack:addon/signed@1.0", "https://e.example/v1", created, created + timedelta(56), ("PACK_BUILT",), (signer,),
        "cd" * 32, "{}", "{}",
    )  # fmt: skip
    return Verification(created.date(), "Team", statement=statement)


@cache
def planned() -> tuple[Planned, ...]:
    """Pages of every template with everything that a view can hold, and with as little as it can."""
    rich = release(
        "2.0",
        released=date(2026, 11, 1),
        kubernetes=">=1.30",
        requires=(
            Constraint("plain", None, ConstraintType.REQUIRED, "1.0"),
            Constraint("late", None, ConstraintType.NOT_SUPPORTED),
        ),
        resources=(Resource("cpu", 500), Resource("memory", None, (Component("all"),))),
        fixes=("CVE-2026-1", "OTHER-1", "CVE-2026-4321"),
        notes="Notes.",
        body=body("<p>Readme.</p>"),
        values="a: 1\nb: [x]\n" * 3,
        presets=(Preset("p", "Preset", "group", "a: 2", ("b",)), Preset("q", "q", "", "a: 3")),
        inputs=(RequiredInput("a.b", "number [1-5]", True, True, ("hint",)), RequiredInput("c", "")),
        images=(
            *(ContainerImage(f"registry.example/{name}", LIST) for name in ("a:1", "b:2")),
            ContainerImage("registry.example/c:3", "preset Preset"),
            ContainerImage("registry.example/untagged", "charts.c.image.repository", complete=False),
        ),
        registry="main",
        scan=scan_of([REPORT]),
    )
    old = release("1.0", status=Status.DEPRECATED, since=date(2026, 11, 1), values="a: 0")
    words = body('<h3 id="use">Use</h3><p>x</p>', headings=(Heading(3, "Use", "use"),), anchors=frozenset({"use"}))
    packs = (
        pack(
            "rich",
            aliases=("wealthy", "/old/rich.html"),
            addon_type="logging",
            releases=(rich, old, *(release(f"0.{n}") for n in range(12))),
            verification=_verified(1),
            tags=("One", "Two"),
            links=(("Documentation", "https://e.example/"),),
            clouds=("aws", "new-cloud"),
            architectures=("amd64",),
            fips=True,
            publisher="Team",
            body=words,
            updated=TODAY,
        ),
        pack("due", layer=Layer.OS, verification=_verified(45)),
        pack(
            "late",
            layer=Layer.CNI,
            verification=_verified(80),
            releases=(release(requires=(Constraint("rich", None, ConstraintType.OPTIONAL),)),),
        ),
        pack("signed", releases=(release("1.0", verification=_signed()),), verification=_signed()),
        pack("plain", description="", releases=(), source=""),
        pack("gone", releases=(release(status=Status.DELETED),), replaced_by="rich"),
    )
    text = body('<h2 id="use">Use</h2><p>x</p>', headings=(Heading(2, "Use", "use"),), anchors=frozenset({"use"}))
    pages = (page("guides/install", body=text, tags=("One",), updated=TODAY), page("guides/use"), page("index"))
    catalog, _ = assemble(packs, pages, (), SETTINGS)
    copies = [f"packs/p{number}/index.md" for number in range(201)]
    difference = Difference("f" * 64, "e" * 64, ("packs/rich/index.md",), ("guides/install/index.md",), (*copies,))
    return (*plan(catalog, SETTINGS)[0], Planned.of(changes_view(difference, catalog)))


@cache
def site() -> dict[str, str]:
    """Those pages as HTML, by their paths."""
    artifacts, problems = made(html_pages(planned(), SETTINGS))
    assert problems == ()
    return {
        artifact.path: artifact.content.decode()
        for artifact in artifacts
        if artifact.path.endswith(".html") and isinstance(artifact.content, bytes)
    }


PAGES = sorted(
    [
        "index.html",
        "404.html",
        "packs/index.html",
        "layers/addon/index.html",
        "layers/csi/index.html",
        "types/logging/index.html",
        "tags/index.html",
        "tags/one/index.html",
        "verified/index.html",
        "updates/index.html",
        "lifecycle/index.html",
        "changes/index.html",
        "packs/rich/index.html",
        "packs/plain/index.html",
        "packs/gone/index.html",
        "packs/late/index.html",
        "packs/rich/2.0/index.html",
        "packs/rich/1.0/index.html",
        "guides/install/index.html",
        "security/index.html",
        "security/CVE-2026-1234/index.html",
        "security/CVE-2026-4321/index.html",
    ]
)


@pytest.fixture(params=PAGES)
def document(request: pytest.FixtureRequest) -> BeautifulSoup:
    return BeautifulSoup(site()[request.param], "html.parser")


def _of(path: str) -> BeautifulSoup:
    return BeautifulSoup(site()[path], "html.parser")


def test_nothing_on_a_page_needs_inline_script_or_style(document: BeautifulSoup) -> None:
    for element in document.find_all(True):
        assert isinstance(element, Tag)
        forbidden = [name for name in element.attrs if name == "style" or name.startswith("on")]
        assert forbidden == [], element
        assert element.name not in ("style", "form", "iframe", "base", "object", "embed")
        if element.name == "script" and element.get("type") != "application/ld+json":
            assert element["src"]
            assert element.text == ""


def test_a_page_has_one_title_and_its_landmarks(document: BeautifulSoup) -> None:
    assert len(document.select("h1")) == 1
    assert document.title is not None
    assert document.title.text.strip()
    for landmark in ("body > header", "main", "body > footer", "header nav[aria-label]", "search label[for=pa-search]"):
        assert len(document.select(landmark)) == 1, landmark
    skip = document.select_one("body > a")
    assert skip is not None
    assert skip["href"] == "#pa-main"
    assert document.select_one("html[lang]")


def test_headings_leave_no_level_out(document: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in document.select("main :is(h1, h2, h3, h4)")]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_ids_are_unique_and_all_that_is_pointed_at_exists(document: BeautifulSoup) -> None:
    ids = Counter(str(element["id"]) for element in document.select("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []
    for element in document.select("a[href^='#'], use[href^='#']"):
        assert str(element["href"])[1:] in ids
    for name in ("for", "aria-labelledby", "aria-controls", "popovertarget"):
        for element in document.select(f"[{name}]"):
            assert element[name] in ids


def test_pictures_and_buttons_are_named(document: BeautifulSoup) -> None:
    assert all(image.has_attr("alt") for image in document.select("img"))
    assert all(drawing.get("aria-hidden") == "true" for drawing in document.select("svg"))
    assert all(
        button.get("aria-label") or button.text.strip() for button in document.select("button:not([hidden] button)")
    )
    labels = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in document.select("nav")]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_what_scrolls_can_be_reached_by_keyboard(document: BeautifulSoup) -> None:
    assert all(block.get("tabindex") == "0" for block in document.select("main pre"))


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("index.html", "404.html")])
def test_breadcrumbs_lead_home(path: str) -> None:
    steps = _of(path).select("nav[aria-label=Breadcrumb] ol > li")
    assert steps[0].text.strip() == "Home"
    assert steps[-1].select("[aria-current=page]")


@pytest.mark.parametrize(("path", "up"), [("packs/wealthy/index.html", "../../"), ("old/rich.html", "../")])
def test_an_old_address_leads_to_the_new_one_with_and_without_a_reader(path: str, up: str) -> None:
    page = _of(path)
    refresh, robots = page.select_one("meta[http-equiv=refresh]"), page.select_one("meta[name=robots]")
    canonical, link = page.select_one("link[rel=canonical]"), page.select_one("main a")
    assert refresh is not None
    assert robots is not None
    assert canonical is not None
    assert link is not None
    assert refresh["content"] == f"0; url={up}packs/rich/"
    assert link["href"] == f"{up}packs/rich/"
    assert canonical["href"] == "https://packs.example/packs/rich/"
    assert robots["content"] == "noindex"
    assert page.select("style, [style]") == []
    script = published_assets(SETTINGS)[0]["moved.js"]
    assert [(element["src"], element.text) for element in page.select("script")] == [(up + script, "")]


# --- The shield ----------------------------------------------------------------------------------------------------

STATES = [
    ("rich", "Verified", "#pa-i-verified"),
    ("due", "Verified, update due soon", "#pa-i-verified"),
    ("late", "Update overdue", "#pa-i-overdue"),
    ("plain", "Community", None),
]


@pytest.mark.parametrize(("name", "words", "drawing"), STATES)
def test_a_shield_is_drawn_with_its_words_on_card_and_page(name: str, words: str, drawing: str | None) -> None:
    for shield in (
        _of("packs/index.html").select_one(f"[data-name={name}] .shield"),
        _of(f"packs/{name}/index.html").select_one(".title .shield"),
    ):
        assert shield is not None
        assert shield.text.strip() == words
        assert [str(use["href"]) for use in shield.select("use")] == ([drawing] if drawing else [])


@pytest.mark.parametrize(("name", "title"), [("rich", "Why this shield"), ("plain", "Why no shield")])
def test_the_pack_page_says_why(name: str, title: str) -> None:
    panel = _of(f"packs/{name}/index.html").select_one("section.trust")
    assert panel is not None
    heading = panel.select_one("h2#shield")
    assert heading is not None
    assert heading.text.strip() == title
    assert all(line.text.endswith(".") for line in panel.select("p:not(.trust-more)"))
    legend = panel.select_one(".trust-more a")
    assert legend is not None
    assert str(legend["href"]).startswith("../../verified/#shield-")


def test_an_article_never_holds_a_shield(document: BeautifulSoup) -> None:
    assert document.select(".prose .shield, .prose svg") == []


# --- Pack and release ----------------------------------------------------------------------------------------------


def test_the_pack_page_answers_in_order() -> None:
    ids = [str(heading["id"]) for heading in _of("packs/rich/index.html").select(".column section h2[id]")]
    assert ids == [
        "shield", "version", "install", "requirements", "needed-by", "conflicts", "releases", "vulnerabilities",
        "values", "presets", "inputs", "images", "about", "links", "badge",
    ]  # fmt: skip


def test_a_release_is_reached_by_its_anchor() -> None:
    rows = _of("packs/rich/index.html").select("li.release")
    assert [str(row["id"]) for row in rows][:2] == ["release-2.0", "release-1.0"]
    assert len(rows) == 14
    assert rows[1].select_one(".status-deprecated")
    assert _of("packs/rich/index.html").select("details.older li.release")


def test_a_deprecated_release_says_so_above_everything() -> None:
    banner = _of("packs/rich/1.0/index.html").select_one("main > .banner")
    assert banner is not None
    assert "deprecated since 1 November 2026" in banner.text
    successor = banner.select_one("a")
    assert successor is not None
    assert successor["href"] == "../../../packs/rich/2.0/"


def test_the_release_page_shows_all_that_the_release_has() -> None:
    release_page = _of("packs/rich/2.0/index.html")
    ids = [str(heading["id"]) for heading in release_page.select(".column h2[id]")]
    assert ids == [
        "shield", "version", "install", "requirements", "conflicts", "releases", "vulnerabilities", "values", "presets",
        "inputs", "images", "readme", "links", "badge",
    ]  # fmt: skip
    downloads = [str(link["href"]) for link in release_page.select("a[download]")]
    assert downloads == ["../../../packs/rich/2.0/profile.json", "../../../packs/rich/2.0/values.yaml"]
    assert "registry.example/a:1\nregistry.example/b:2" in release_page.text
    assert [link.text for link in release_page.select(".toc a")][:2] == ["Why this shield", "Which version"]


def test_plain_pages_name_their_neighbours_source_and_date() -> None:
    article = _of("guides/install/index.html")
    following = article.select_one("a[rel=next]")
    source = article.select_one(".source a")
    assert following is not None
    assert source is not None
    assert (following["href"], source["href"]) == ("../../guides/use/", "https://git.example/edit/guides/install.md")
    assert article.select(".source time[datetime='2026-11-23']")
    assert article.select(".sidebar [aria-current=page]")


# --- Templates and assets themselves -------------------------------------------------------------------------------


def test_every_default_template_is_used() -> None:
    folder = default_templates()
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
    mentioned = set(re.findall(r'(?:extends|from|include) "([^"]+)"', sources))
    views = [page.view() for page in planned()]
    sections = {section.template for view in views if isinstance(view, SubjectView) for section in view.sections}
    assert names == mentioned | sections | {view.template for view in views}


def test_what_is_planned_of_a_page_is_what_its_view_says() -> None:
    stated = ("template", "address", "title", "markdown", "description", "source", "updated", "files", "location")
    for one in planned():
        view = one.view()
        assert [getattr(one, name) for name in stated] == [getattr(view, name) for name in stated]
        prose = getattr(view, "prose", None)
        assert one.body is (prose.body if prose else None)
        assert one.owner == (view.card.name if isinstance(view, SubjectView) else view.source)
        assert one.kind is type(view)


def test_style_sheets_fetch_nothing() -> None:
    for sheet in (default_assets() / "styles").iterdir():
        assert not re.search(r"url\(|@import|expression\(", sheet.read_text(encoding="utf-8")), sheet.name


def test_scripts_use_nothing_that_trusted_types_forbid() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function"
        r"|\bstyle\s*=[^=]|cssText|['\"]style['\"]"
    )
    for script in default_assets().glob("*.js"):
        assert not re.search(forbidden, script.read_text(encoding="utf-8")), script.name


def test_every_colour_is_stated_in_one_place_for_both_schemes() -> None:
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in sorted((default_assets() / "styles").iterdir()))
    colours = re.findall(r"\n  --([\w-]+): (.*#[0-9a-f]{3,6}.*);", css.partition("/* On paper")[0])
    assert len(colours) > 20
    assert [name for name, value in colours if not value.startswith("light-dark(") and name != "mark"] == []
    for scheme in ("light", "dark"):
        assert f':root[data-theme="{scheme}"] {{\n  color-scheme: {scheme};\n}}' in css


def test_a_page_without_notice_publisher_and_links_is_whole() -> None:
    bare = replace(Settings(title="Packs"), as_of=TODAY)
    catalog, _ = assemble((pack(),), (), (), bare)
    artifacts, problems = made(html_pages(plan(catalog, bare)[0], bare))
    assert problems == ()
    home = next(artifact for artifact in artifacts if artifact.path == "index.html")
    assert isinstance(home.content, bytes)
    assert b'rel="canonical"' not in home.content
