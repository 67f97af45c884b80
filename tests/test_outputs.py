"""The files for programs: the API, the feed, the sitemap and the rules for web hosts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import Catalog, assemble
from packatlas.errors import Location
from packatlas.headers import CONTENT_SECURITY_POLICY, IMMUTABLE
from packatlas.making import content_of
from packatlas.model import (
    Artifact,
    Benchmark,
    Component,
    Constraint,
    ConstraintType,
    ContainerImage,
    Layer,
    Pack,
    Preset,
    RequiredInput,
    Resource,
    StaticFile,
    Status,
    Verification,
)
from packatlas.outputs import api, feed, hosting, sitemap, static
from packatlas.outputs.all_files import outputs
from packatlas.outputs.atom import NEWEST
from packatlas.plan.cards import make_cards
from packatlas.plan.views import MissingView, PageView, Planned, RedirectView, Ref
from packatlas.settings import LayerWords, Settings
from tests.factories import pack, release
from tests.stages import beside_html, plan

SETTINGS = Settings(
    title="Packs", base_url="https://packs.example/docs/", publisher="Example Platform Team", as_of=date(2026, 11, 1)
)
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://packs.example/docs/"


def made(packs: Sequence[Pack], settings: Settings = SETTINGS) -> tuple[Catalog, tuple[Planned, ...]]:
    catalog, _ = assemble(packs, (), (), settings)
    return catalog, plan(catalog, settings)[0]


def content(artifacts: Sequence[Artifact], path: str) -> bytes:
    (found,) = (artifact for artifact in artifacts if artifact.path == path)
    assert not isinstance(found.content, Path)
    return content_of(found)


CALICO = pack(
    "cni-calico",
    title="Calico",
    layer=Layer.CNI,
    description="Network and policy.",
    publisher="Example Platform Team",
    license="Apache-2.0",
    clouds=("all",),
    architectures=("amd64", "arm64"),
    fips=False,
    tags=("network",),
    aliases=("calico",),
    links=(("Source", "https://git.example/calico"),),
    verification=Verification(date(2026, 10, 20), "Example Platform Team", Benchmark("CIS X", "2.0.0", 1), "https://e.example"),
    releases=(
        release(
            "3.31.4",
            released=date(2026, 10, 10),
            kubernetes=">=1.30 <1.35",
            requires=(
                Constraint("kube", Layer.K8S, ConstraintType.REQUIRED, "1.30"),
                Constraint("gone", None, ConstraintType.OPTIONAL),
            ),
            resources=(Resource("memory", 512, (Component("worker", "a.b", "c"),)),),
            fixes=("CVE-2026-12345",),
            notes="Faster.",
            values="a: 1\n",
            presets=(Preset("p", "P", "g", "b: 2\n", ("a",)),),
            inputs=(RequiredInput("a.b", "number [1-9]", True, False, ("x",)),),
            images=(ContainerImage("img:1", "pack.content.images"), ContainerImage("b/c", "charts.x.image", False)),
            charts=("c.tgz",),
            registry="central",
        ),
        release("3.28.0", status=Status.DEPRECATED, since=date(2026, 10, 1)),
    ),
)  # fmt: skip
KUBERNETES = pack("kubernetes", title="Kubernetes", layer=Layer.K8S, aliases=("kube",))


def read(path: str, settings: Settings = SETTINGS) -> Any:
    catalog, pages = made([CALICO, KUBERNETES], settings)
    return json.loads(content(api.api(catalog, pages, settings), path))


# --- API -----------------------------------------------------------------------------------------------------------


def test_the_index_lists_every_pack_in_stack_order_with_counts() -> None:
    index = read("api/v1/index.json")
    assert index["counts"] == {
        "packs": 2,
        "releases": 3,
        "layers": {"os": 0, "k8s": 1, "cni": 1, "csi": 0, "addon": 0},
        "shields": {"current": 1, "due": 0, "overdue": 0, "none": 1},
    }
    assert (index["schema"], index["as_of"], index["url"]) == ("packatlas/v1", "2026-11-01", SITE)
    assert [entry["name"] for entry in index["packs"]] == ["kubernetes", "cni-calico"]
    assert index["packs"][1] == {
        "name": "cni-calico",
        "title": "Calico",
        "layer": "cni",
        "addon_type": "",
        "description": "Network and policy.",
        "shield": "current",
        "verified_on": "2026-10-20",
        "due": "2026-12-15",
        "shielded": "3.31.4",
        "latest": "3.31.4",
        "url": f"{SITE}packs/cni-calico/",
        "api": f"{SITE}api/v1/packs/cni-calico.json",
    }


def test_a_pack_states_all_that_its_page_states() -> None:
    calico = read("api/v1/packs/cni-calico.json")
    newest, oldest = calico.pop("releases")
    assert calico.pop("latest") == newest
    assert (oldest["version"], oldest["status"], oldest["since"]) == ("3.28.0", "deprecated", "2026-10-01")
    assert calico == {
        "schema": "packatlas/v1",
        "name": "cni-calico",
        "title": "Calico",
        "layer": "cni",
        "addon_type": "",
        "description": "Network and policy.",
        "publisher": "Example Platform Team",
        "license": "Apache-2.0",
        "clouds": ["all"],
        "architectures": ["amd64", "arm64"],
        "fips": False,
        "tags": ["network"],
        "aliases": ["calico"],
        "replaced_by": "",
        "links": [{"label": "Source", "url": "https://git.example/calico"}],
        "shield": {
            "state": "current",
            "verified": True,
            "words": "Verified",
            "reasons": [
                "Example Platform Team verified this pack on 20 October 2026.",
                "The pack is hardened to the CIS X v2.0.0 benchmark, level 1.",
                "The next update is due by 15 December 2026.",
            ],
            "due": "2026-12-15",
        },
        "verification": {
            "source": "page",
            "verified_on": "2026-10-20",
            "valid_until": None,
            "by": "Example Platform Team",
            "cis": {
                "benchmark": "CIS X",
                "version": "2.0.0",
                "level": 1,
                "passed": None,
                "failed": None,
                "not_applicable": None,
            },
            "scan": None,
            "evidence": "https://e.example",
            "statement": None,
        },
        "shielded": "3.31.4",
        "needs": [
            {
                "pack": "kube",
                "layer": "k8s",
                "type": "required",
                "min": "1.30",
                "max": "",
                "api": f"{SITE}api/v1/packs/kubernetes.json",
            },
            {"pack": "gone", "layer": None, "type": "optional", "min": "", "max": "", "api": None},
        ],
        "needed_by": [],
        "updated": None,
        "url": f"{SITE}packs/cni-calico/",
        "api": f"{SITE}api/v1/packs/cni-calico.json",
    }


def test_a_pack_names_those_that_need_it() -> None:
    (need,) = read("api/v1/packs/kubernetes.json")["needed_by"]
    assert need == {
        "pack": "cni-calico",
        "version": "3.31.4",
        "type": "required",
        "min": "1.30",
        "max": "",
        "api": f"{SITE}api/v1/packs/cni-calico.json",
    }


def test_a_release_states_all_but_long_texts() -> None:
    newest = read("api/v1/packs/cni-calico/3.31.4.json")
    newest.pop("requires")
    assert newest.pop("shield") == read("api/v1/packs/cni-calico.json")["shield"]
    assert newest == {
        "security": None,
        "schema": "packatlas/v1",
        "name": "cni-calico",
        "title": "Calico",
        "layer": "cni",
        "version": "3.31.4",
        "released": "2026-10-10",
        "status": "active",
        "since": None,
        "kubernetes": ">=1.30 <1.35",
        "fixes": ["CVE-2026-12345"],
        "notes": "Faster.",
        "url": f"{SITE}packs/cni-calico/3.31.4/",
        "api": f"{SITE}api/v1/packs/cni-calico/3.31.4.json",
        "verification": None,
        "stable": True,
        "latest": True,
        "clouds": ["all"],
        "resources": [
            {
                "type": "memory",
                "minimum": 512,
                "unit": "Mi",
                "components": [{"schedule": "worker", "request": "a.b", "replicas": "c"}],
            }
        ],
        "values": f"{SITE}packs/cni-calico/3.31.4/values.yaml",
        "profile": f"{SITE}packs/cni-calico/3.31.4/profile.json",
        "presets": [{"name": "p", "title": "P", "group": "g", "add": "b: 2\n", "remove": ["a"]}],
        "inputs": [
            {"path": "a.b", "format": "number [1-9]", "required": True, "readonly": False, "hints": ["x"]},
        ],
        "images": ["img:1"],
        "image_sources": [
            {"image": "img:1", "source": "pack.content.images", "complete": True},
            {"image": "b/c", "source": "charts.x.image", "complete": False},
        ],
        "charts": ["c.tgz"],
        "manifests": [],
        "links": [],
        "registry": "central",
        "pack": f"{SITE}api/v1/packs/cni-calico.json",
    }


def test_a_release_without_a_page_of_its_own_stands_on_the_page_of_its_pack() -> None:
    oldest = read("api/v1/packs/cni-calico/3.28.0.json")
    assert (oldest["url"], oldest["latest"], oldest["values"]) == (
        f"{SITE}packs/cni-calico/#release-3.28.0",
        False,
        None,
    )


def test_each_release_states_a_shield_of_its_own() -> None:
    later = release("3.32.0", registry="central", released=date(2026, 10, 21))
    older = release("3.30.0")
    catalog, pages = made([replace(CALICO, releases=(later, *CALICO.releases, older))])
    files = tuple(api.api(catalog, pages, SETTINGS))
    whole = json.loads(content(files, "api/v1/packs/cni-calico.json"))
    assert (whole["shielded"], whole["latest"]["version"]) == ("3.31.4", "3.32.0")
    listed = whole["releases"]
    assert {one["version"]: (one["shield"]["state"], one["shield"]["words"]) for one in listed} == {
        "3.32.0": ("none", "Not verified yet"),
        "3.31.4": ("current", "Verified"),
        "3.30.0": ("none", "Older release"),
        "3.28.0": ("none", "Deprecated"),
    }
    alone = json.loads(content(files, "api/v1/packs/cni-calico/3.32.0.json"))["shield"]
    assert (alone["verified"], alone["due"]) == (False, None)
    assert "came later" in alone["reasons"][0]


def test_without_a_base_url_addresses_are_paths_from_the_root() -> None:
    calico = read("api/v1/packs/cni-calico.json", replace(SETTINGS, base_url=""))
    assert calico["url"] == "/packs/cni-calico/"


def test_a_community_pack_has_no_verification_and_says_why() -> None:
    shield = read("api/v1/packs/kubernetes.json")["shield"]
    assert (shield["state"], shield["verified"], shield["due"]) == ("none", False, None)
    assert shield["reasons"]


def test_every_address_of_the_site_leads_to_a_file() -> None:
    catalog, pages = made([CALICO, KUBERNETES])
    artifacts = beside_html(catalog, pages, SETTINGS)
    there = {f"{SITE}{artifact.path}" for artifact in artifacts}
    there |= {f"{SITE}{page.address}" for page in pages} | {
        f"{SITE}{file.path}" for page in pages for file in page.files
    }

    def addresses(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [found for each in value.values() for found in addresses(each)]
        if isinstance(value, list):
            return [found for each in value for found in addresses(each)]
        return [value.partition("#")[0]] if isinstance(value, str) and value.startswith(SITE) else []

    files = [json.loads(content(artifacts, file.path)) for file in artifacts if file.path.startswith("api/")]
    found = {address for file in files for address in addresses(file)}
    assert len(found) > 10
    assert found <= there


def test_layers_have_the_publishers_words() -> None:
    index = read("api/v1/index.json", replace(SETTINGS, layers=(LayerWords("cni", "Networking", "The wires."),)))
    assert index["layers"][2] == {
        "id": "cni",
        "label": "Networking",
        "description": "The wires.",
        "url": f"{SITE}layers/cni/",
    }


def test_a_file_is_copied_unless_a_page_publishes_it_already() -> None:
    here = Location("content/x")
    logo = Path("content/packs/demo/logo.svg")
    files = (StaticFile("packs/demo/logo.svg", logo, here), StaticFile("images/a.png", Path("content/a.png"), here))
    catalog, _ = assemble((pack(logo=logo),), (), files, SETTINGS)
    copied = static.static(catalog, plan(catalog, SETTINGS)[0])
    assert [(file.path, file.content) for file in copied] == [("images/a.png", Path("content/a.png"))]
    assert set(copied) <= set(outputs(catalog, plan(catalog, SETTINGS)[0], SETTINGS))


def test_files_have_paths_of_their_own() -> None:
    catalog, pages = made([CALICO, KUBERNETES])
    paths = [artifact.path for artifact in beside_html(catalog, pages, SETTINGS)]
    assert len(paths) == len(set(paths))
    assert {"feed.xml", "sitemap.xml", "robots.txt", "_headers", "search/packs.json", "api/v1/index.json"} <= set(paths)


# --- Feed ----------------------------------------------------------------------------------------------------------


def atom(packs: Sequence[Pack], settings: Settings = SETTINGS, path: str = "feed.xml") -> ElementTree.Element:
    catalog, pages = made(packs, settings)
    return ElementTree.fromstring(
        content(feed.feeds(catalog, make_cards(catalog, settings.as_of), pages, settings), path)
    )


def test_the_feed_has_what_atom_asks_for() -> None:
    root = atom([CALICO])
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}id") == "tag:packs.example,2026:/docs/"
    assert root.findtext(f"{ATOM}title") == "Packs: updates"
    assert root.findtext(f"{ATOM}updated") == "2026-10-20T00:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Example Platform Team"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{SITE}feed.xml", "alternate": f"{SITE}updates/"}
    for entry in root.findall(f"{ATOM}entry"):
        for field in ("id", "title", "updated"):
            assert entry.findtext(ATOM + field)
    assert [entry.findtext(f"{ATOM}updated") for entry in root.findall(f"{ATOM}entry")] == [
        "2026-10-20T00:00:00Z",
        "2026-10-10T00:00:00Z",
        "2026-10-01T00:00:00Z",
    ]


def test_a_release_in_the_feed() -> None:
    entry = atom([CALICO]).findall(f"{ATOM}entry")[1]
    assert entry.findtext(f"{ATOM}id") == "tag:packs.example,2026:/docs/packs/cni-calico/released/3.31.4"
    assert entry.findtext(f"{ATOM}title") == "Calico 3.31.4: Released"
    assert entry.findtext(f"{ATOM}summary") == "Faster. Fixes CVE-2026-12345."
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{SITE}packs/cni-calico/3.31.4/"


def ids(root: ElementTree.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]


def test_ids_are_unique_and_outlive_new_words_and_days() -> None:
    before = ids(atom([CALICO]))
    renamed = replace(CALICO, title="Project Calico", description="Other words.")
    assert ids(atom([renamed], replace(SETTINGS, as_of=date(2026, 11, 9), title="Other"))) == before
    assert len(before) == len(set(before)) == 3


def test_the_feed_without_a_base_url_links_relative_to_itself() -> None:
    settings = replace(SETTINGS, base_url="")
    root = atom([CALICO], settings)
    links = [link.get("href") for link in root.iter(f"{ATOM}link")]
    assert links[:3] == ["feed.xml", "updates/", "packs/cni-calico/#shield"]
    assert root.findtext(f"{ATOM}id") == "tag:packatlas.invalid,2026:/"


def test_the_feed_keeps_to_the_newest() -> None:
    releases = tuple(release(f"1.{number}", released=date(2025, 1, 1)) for number in range(NEWEST + 9))
    assert len(atom([pack(releases=releases)]).findall(f"{ATOM}entry")) == NEWEST


def test_a_feed_of_nothing_is_the_same_every_day() -> None:
    root = atom([])
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert ids(root) == []


def test_layers_and_packs_have_feeds_of_their_own_events() -> None:
    other = pack("other", releases=(release(released=date(2026, 10, 5)),))
    layer = atom([CALICO, other], path="layers/cni/feed.xml")
    assert ids(layer) == ids(atom([CALICO, other], path="packs/cni-calico/feed.xml")) == ids(atom([CALICO]))
    assert layer.findtext(f"{ATOM}title") == "Network: updates"
    assert layer.findtext(f"{ATOM}id") == "tag:packs.example,2026:/docs/layers/cni/"
    links = {link.get("rel"): link.get("href") for link in layer.findall(f"{ATOM}link")}
    assert links == {"self": f"{SITE}layers/cni/feed.xml", "alternate": f"{SITE}layers/cni/"}
    assert ids(atom([CALICO, other], path="packs/other/feed.xml")) == [
        "tag:packs.example,2026:/docs/packs/other/released/1.0.0"
    ]
    assert ids(atom([CALICO, other], path="layers/os/feed.xml")) == []


def test_the_feed_of_a_pack_without_a_base_url_links_relative_to_itself() -> None:
    root = atom([CALICO], replace(SETTINGS, base_url=""), "packs/cni-calico/feed.xml")
    links = [link.get("href") for link in root.iter(f"{ATOM}link")]
    assert links[:3] == ["../../packs/cni-calico/feed.xml", "../../packs/cni-calico/", "../../packs/cni-calico/#shield"]


@given(st.text(), st.text())
def test_no_title_and_no_note_breaks_the_feed(title: str, note: str) -> None:
    hostile = pack(title=title, releases=(release(released=date(2026, 10, 1), notes=note),))
    entry = atom([hostile]).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == "tag:packs.example,2026:/docs/packs/demo/released/1.0.0"


@pytest.mark.parametrize(
    "title", ["</title><script>", "]]>", "&bogus;", "\x00\x0b\x1f\ufffe", "\ud800", "<![CDATA[", "<!--"]
)
def test_hostile_titles_are_only_text(title: str) -> None:
    entry = atom([pack(title=title, releases=(release(released=date(2026, 10, 1)),))]).find(f"{ATOM}entry")
    assert entry is not None
    shown = "".join(character for character in title if character.isprintable())
    assert entry.findtext(f"{ATOM}title") == f"{shown} 1.0.0: Released"


# --- Sitemap, robots and headers -----------------------------------------------------------------------------------


def page(address: str, updated: date | None = None) -> Planned:
    return Planned.of(PageView(address=address, template="page.html", title=address, updated=updated))


def test_the_sitemap_has_every_page_but_the_missing_one_and_redirects() -> None:
    pages = [
        Planned.of(RedirectView(address="old/", template="", title="", target=Ref("New", "packs/"), alias="/old")),
        page("packs/", date(2026, 1, 2)),
        page(""),
        page("a&b/"),
        Planned.of(MissingView(address="404.html", template="", title="")),
    ]
    root = ElementTree.fromstring(content(sitemap.sitemap(pages, SETTINGS), "sitemap.xml"))
    assert [(url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod")) for url in root] == [
        (SITE, None),
        (f"{SITE}a%26b/", None),
        (f"{SITE}packs/", "2026-01-02"),
    ]


def test_a_large_sitemap_is_split_below_an_index() -> None:
    artifacts = sitemap.sitemap([page(f"{number}/") for number in range(5)], SETTINGS, limit=2)
    index = ElementTree.fromstring(content(artifacts, "sitemap.xml"))
    assert index.tag == f"{MAP}sitemapindex"
    parts = [(part.findtext(f"{MAP}loc") or "").removeprefix(SITE) for part in index]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    sizes = [len(ElementTree.fromstring(content(artifacts, part))) for part in parts]
    assert sizes == [2, 2, 1]


def test_robots_point_at_the_sitemap_if_there_is_one() -> None:
    with_base = sitemap.sitemap([page("")], SETTINGS)
    assert content(with_base, "robots.txt").decode().splitlines()[-1] == f"Sitemap: {SITE}sitemap.xml"
    without = sitemap.sitemap([page("")], replace(SETTINGS, base_url=""))
    assert [artifact.path for artifact in without] == ["robots.txt"]
    assert b"Sitemap" not in content(without, "robots.txt")


def test_web_hosts_are_told_the_policy_and_what_may_be_kept() -> None:
    scripts = {name: f"assets/scripts-0123/{name}" for name in ("page.js", "search.js")}
    assets = {"style": "assets/style-0123.css", "favicon.svg": "assets/favicon.svg", **scripts}
    lines = content(hosting.hosting(assets, SETTINGS), "_headers").decode().splitlines()
    assert lines[0] == "/docs/*"
    assert f"  Content-Security-Policy: {CONTENT_SECURITY_POLICY}" in lines
    assert lines[-4:] == [
        "/docs/assets/scripts-0123/*", f"  Cache-Control: {IMMUTABLE}",
        "/docs/assets/style-0123.css", f"  Cache-Control: {IMMUTABLE}",
    ]  # fmt: skip
    at_root = content(hosting.hosting(assets, replace(SETTINGS, base_url="")), "_headers").decode().splitlines()
    assert at_root[0] == "/*"
