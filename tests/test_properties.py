"""Laws of the whole: what holds for every catalog, not for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas import urls
from packatlas.build import build
from packatlas.catalog import assemble
from packatlas.checks import run_checks
from packatlas.configuration import load_settings
from packatlas.errors import Location
from packatlas.making import made
from packatlas.model import Constraint, ConstraintType, Layer, Pack, Page, StaticFile, Status, Verification
from packatlas.outputs.all_files import outputs
from packatlas.schema import names
from packatlas.settings import RegistrySource, Settings
from tests.conftest import ROOT
from tests.factories import body, pack, page, release
from tests.site_builds import AS_OF, files_of
from tests.site_links import dead_links
from tests.stages import drawn, plan

SETTINGS = Settings(title="Packs", base_url="https://packs.example/docs/", as_of=AS_OF)
SHORT = ("a", "b", "calico", "Calico")
VERSIONS = ("1.0.0", "v1.0.0", "1.1", "2.0.0-rc.1", "2.0.0")


# --- The order of the input doesn't matter --------------------------------------------------------------------------


@st.composite
def documents(draw: st.DrawFn) -> list[Pack]:
    """What some pages and registry folders say, some of them of one pack; each stands in a file of its own."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        origin = draw(st.sampled_from(["page", "registry"]))
        file = f"{origin}/{number}.md"
        versions = draw(st.lists(st.sampled_from(VERSIONS), max_size=2, unique=True))
        need = Constraint(draw(st.sampled_from((*SHORT, "gone"))), None, ConstraintType.REQUIRED, "", "")
        releases = tuple(
            release(
                version,
                location=Location(file, line),
                registry="r" if origin == "registry" else "",
                released=date(2026, 11, draw(st.integers(1, 30))),
                status=draw(st.sampled_from(Status)),
                requires=(replace(need, location=Location(file, line + 9)),),
            )
            for line, version in enumerate(versions, start=1)
        )
        found.append(
            pack(
                draw(st.sampled_from(SHORT)),
                origin=origin,
                location=Location(file, 1),
                source=file if origin == "page" else "",
                title=draw(st.sampled_from(["Same", f"Title {number}"])),
                layer=draw(st.sampled_from(Layer)),
                aliases=tuple(draw(st.lists(st.sampled_from(["x", "b", "/old/x", "/g/"]), max_size=2, unique=True))),
                tags=tuple(draw(st.lists(st.sampled_from(["One", "one", "two"]), max_size=2))),
                replaced_by=draw(st.sampled_from(["", "a", "gone"])),
                verification=draw(st.sampled_from([None, Verification(date(2026, 11, 1), f"Team {number}")])),
                body=draw(st.sampled_from([None, body(f"<p>{number}</p>")])),
                releases=releases,
            )
        )
    return found


SOURCES = ("g.md", "g/index.md", "g/README.md", "h.md", "h.mdx", "index.md", "README.md", "layers/os.md", "g/deep/x.md")


@st.composite
def plain_pages(draw: st.DrawFn) -> list[Page]:
    """Plain pages, some at one address."""
    found = []
    for source in draw(st.lists(st.sampled_from(SOURCES), unique=True, max_size=6)):
        path = source.rpartition(".")[0].replace("README", "index")
        found.append(
            page(
                path,
                source=source,
                location=Location(f"content/{source}"),
                title=draw(st.sampled_from(["Same", source])),
                slug=draw(st.sampled_from(["", "", "moved", "g"])),
                sidebar_position=draw(st.sampled_from([None, 1.0, 2.0])),
                tags=tuple(draw(st.lists(st.sampled_from(["One", "one"]), max_size=1))),
            )
        )
    return found


def everything(packs: list[Pack], pages: list[Page], files: list[StaticFile]) -> tuple[object, ...]:
    """All that a site is made of, and all that is said of it."""
    catalog, clashes = assemble(packs, pages, files, SETTINGS)
    planned, doubts = plan(catalog, SETTINGS)
    done, faults = made((*drawn(planned, SETTINGS), *outputs(catalog, planned, SETTINGS)))
    artifacts = {one.path: one.content for one in done}
    assert faults == ()
    return artifacts, {*clashes, *doubts, *run_checks(catalog, SETTINGS)}


@settings(max_examples=15, deadline=None)
@given(documents(), plain_pages(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(packs: list[Pack], pages: list[Page], chance: object) -> None:
    files = [StaticFile(name, Path("content") / name, Location(f"content/{name}")) for name in ("a.png", "b.txt")]
    expected = everything(packs, pages, files)
    for several in (packs, pages, files):
        chance.shuffle(several)  # type: ignore[attr-defined]
    assert everything(packs, pages, files) == expected


@settings(max_examples=40, deadline=None)
@given(documents(), plain_pages())
def test_no_two_pages_have_one_file_and_every_page_left_out_is_reported(packs: list[Pack], pages: list[Page]) -> None:
    catalog, _ = assemble(packs, pages, (), SETTINGS)
    planned, problems = plan(catalog, SETTINGS)
    paths = [urls.output_path(each.address).casefold() for each in planned]
    assert len(paths) == len(set(paths))
    shown = {each.location.path for each in planned}
    told = {problem.location.path for problem in problems}
    assert {page.location.path for page in pages} <= shown | told


# --- Addresses -------------------------------------------------------------------------------------------------------

NAME = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda n: not names.pack_name_fault(n)
)
VERSION = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,8}", fullmatch=True).filter(lambda v: not names.version_fault(v))
SLUG = st.text(max_size=20).map(names.tag_slug).filter(bool)
PATH = st.lists(st.sampled_from(["a", "b", "c", "index", "x.y"]), min_size=1, max_size=3).map("/".join)
ADDRESSES: tuple[tuple[str, Callable[..., str], tuple[st.SearchStrategy[str], ...]], ...] = (
    ("pack", urls.pack, (NAME,)),
    ("release", urls.release, (NAME, VERSION)),
    ("values", urls.values, (NAME, VERSION)),
    ("api of a pack", urls.api_pack, (NAME,)),
    ("api of a release", urls.api_release, (NAME, VERSION)),
    ("tag", urls.tag, (SLUG,)),
    ("add-on type", urls.addon_type, (SLUG,)),
)


@settings(deadline=None)
@given(st.data())
@pytest.mark.parametrize(("kind", "address", "parts"), ADDRESSES, ids=[kind for kind, _, _ in ADDRESSES])
def test_different_names_have_different_addresses(
    kind: str, address: Callable[..., str], parts: tuple[st.SearchStrategy[str], ...], data: st.DataObject
) -> None:
    one, other = (tuple(data.draw(part) for part in parts) for _ in range(2))
    assert (address(*one) == address(*other)) is (one == other)
    assert (urls.output_path(address(*one)) == urls.output_path(address(*other))) is (one == other)


@settings(deadline=None)
@given(NAME, NAME, VERSION)
def test_a_pack_and_a_release_never_share_an_address(name: str, other: str, version: str) -> None:
    assert len({urls.pack(name), urls.release(other, version), urls.values(other, version), urls.PACKS}) == 4
    assert urls.api_pack(name) != urls.api_release(other, version)


@settings(deadline=None)
@given(PATH, PATH)
def test_only_an_index_shares_its_folders_address(one: str, other: str) -> None:
    def plain(path: str) -> str:
        return "" if path == "index" else path.removesuffix("/index")

    assert (urls.page(one) == urls.page(other)) is (plain(one) == plain(other))


@settings(deadline=None)
@given(st.from_regex(r"/?[A-Za-z0-9]{1,3}(/[A-Za-z0-9]{1,3}){0,2}(\.html)?/?", fullmatch=True))
def test_an_alias_has_a_file_below_the_site(alias: str) -> None:
    path = urls.output_path(urls.alias(alias))
    assert path.endswith(".html")
    assert not path.startswith("/")
    assert "//" not in path
    assert ("/" in alias) is not (path.startswith("packs/") and not alias.strip("/").startswith("packs/"))


@settings(deadline=None)
@given(PATH.map(urls.page), PATH.map(urls.page))
def test_a_relative_address_leads_where_it_should(source: str, target: str) -> None:
    from urllib.parse import urljoin

    root = "https://packs.example/docs/"
    assert urljoin(root + source, urls.relative(source, target)) == root + target


# --- Whole sites -----------------------------------------------------------------------------------------------------


def test_as_many_processes_as_you_like_make_the_same_site(tmp_path: Path) -> None:
    content = tmp_path / "content" / "packs"
    content.mkdir(parents=True)
    for number in range(220):
        layer = ["os", "k8s", "cni", "csi", "addon"][number % 5]
        front = f"---\nlayer: {layer}\ntitle: Pack {number % 50}\ntags: [t{number % 9}]\n---\n"
        (content / f"p{number}.md").write_text(f"{front}\n# A\n\n[b](p{number // 2}.md)\n", "utf-8")
    (content / "bad.md").write_text("---\nlayer: x\n---\n", "utf-8")
    made = [
        build(Settings(content=tmp_path / "content", output=tmp_path / f"site-{jobs}", as_of=AS_OF, jobs=jobs))
        for jobs in (1, 2)
    ]
    assert made[0].problems == made[1].problems
    one, two = (files_of(tmp_path / f"site-{jobs}") for jobs in (1, 2))
    assert one == two
    assert len(one) > 440


def test_every_link_of_the_sample_catalog_leads_somewhere(tmp_path: Path) -> None:
    sample = replace(load_settings(ROOT / "content"), output=tmp_path / "site", as_of=AS_OF)
    base = sample.base_url
    build(sample)
    files = files_of(tmp_path / "site")
    assert len(files) > 300
    assert list(dead_links(files, base)) == []


def test_every_link_of_real_packs_leads_somewhere(tmp_path: Path, corpus: Path) -> None:
    base = "https://packs.example/"
    central = RegistrySource(corpus / "pack-central", "Central")
    (tmp_path / "content").mkdir()
    build(
        Settings(
            content=tmp_path / "content", output=tmp_path / "site", registries=(central,), base_url=base, as_of=AS_OF
        )
    )
    files = files_of(tmp_path / "site")
    assert len(files) > 400
    assert list(dead_links(files, base)) == []


@pytest.mark.parametrize(
    ("html", "dead"),
    [
        ('<a href="a/">', []),
        ('<a href="a/#x">', []),
        ('<a href="https://elsewhere.example/">', []),
        ('<a href="a">', ["index.html -> a"]),
        ('<a href="a/#y">', ["index.html -> a/#y"]),
        ('<img src="../a.png">', ["index.html -> ../a.png"]),
        ('<meta http-equiv="refresh" content="0; url=b/">', ["index.html -> b/"]),
    ],
)
def test_the_link_checker_finds_what_is_dead(html: str, dead: list[str]) -> None:
    files = {"index.html": html.encode(), "a/index.html": b'<p id="x">'}
    assert list(dead_links(files, "https://packs.example/docs/")) == dead
