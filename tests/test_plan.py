"""Which pages exist, and what stands in their views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import Catalog, assemble
from packatlas.errors import Location
from packatlas.model import (
    Benchmark,
    Component,
    Constraint,
    ConstraintType,
    ContainerImage,
    Heading,
    Layer,
    Pack,
    Page,
    PageFolder,
    Preset,
    Resource,
    Status,
    Verification,
)
from packatlas.plan import install, tags, words
from packatlas.plan.contents import prose_entries
from packatlas.plan.lists import PAGE_SIZE, pager, split
from packatlas.plan.navigation import address
from packatlas.plan.pack_views import Install, PackView, ReleaseParts, ReleaseView
from packatlas.plan.updates import SHOWN
from packatlas.plan.views import (
    BLANK,
    ArticleView,
    Card,
    Code,
    Group,
    HomeView,
    ListView,
    PacksView,
    PageView,
    RedirectView,
    ShieldView,
    TagsView,
    UpdatesView,
    VerifiedView,
)
from packatlas.settings import LayerWords, NavigationLink, Settings
from tests.factories import body, pack, page, release
from tests.stages import plan, views

TODAY = date(2026, 11, 23)
SETTINGS = Settings(title="Packs", as_of=TODAY)
View = TypeVar("View", bound=PageView)


def verified(days: int = 7, **changes: Any) -> Verification:
    """A verification of some days ago."""
    return replace(Verification(TODAY - timedelta(days=days), "Team"), **changes)


def catalog(
    *packs: Pack, pages: tuple[Page, ...] = (), settings: Settings = SETTINGS, folders: tuple[PageFolder, ...] = ()
) -> Catalog:
    return assemble(packs, pages, (), settings, folders)[0]


def planned(
    *packs: Pack, pages: tuple[Page, ...] = (), settings: Settings = SETTINGS, folders: tuple[PageFolder, ...] = ()
) -> dict[str, PageView]:
    made = views(catalog(*packs, pages=pages, settings=settings, folders=folders), settings)
    return {view.address: view for view in made}


def only(views: dict[str, PageView], address: str, kind: type[View]) -> View:
    view = views[address]
    assert isinstance(view, kind)
    return view


def parts(view: PackView | ReleaseView) -> ReleaseParts:
    assert view.parts is not None
    return view.parts


def installed(view: PackView | ReleaseView) -> Install:
    found = parts(view).install
    assert found is not None
    return found


def test_the_site_tree_has_every_kind_of_page() -> None:
    views = planned(
        pack("calico", layer=Layer.CNI, tags=("Network",), aliases=("old-calico", "/integrations/calico")),
        pack("loki", addon_type="logging", releases=(release("1.0.0", values="a: 1"),)),
        pages=(page("guides/install"),),
    )
    assert list(views) == [
        "",
        "packs/",
        "layers/os/",
        "layers/k8s/",
        "layers/cni/",
        "layers/csi/",
        "layers/addon/",
        "types/logging/",
        "tags/",
        "tags/network/",
        "verified/",
        "packs/calico/",
        "packs/loki/",
        "packs/loki/1.0.0/",
        "updates/",
        "lifecycle/",
        "security/",
        "404.html",
        "guides/install/",
        "guides/",
        "packs/old-calico/",
        "integrations/calico/",
    ]


def test_an_empty_catalog_has_its_pages_too() -> None:
    views = planned()
    assert {"", "packs/", "layers/addon/", "verified/", "updates/"} <= set(views)
    assert only(views, "packs/", ListView).total == 0


@pytest.mark.parametrize(
    "own",
    [
        {"body": body()},
        {"values": "a: 1"},
        {"presets": (Preset("p", "P", "", "a: 1"),)},
        {"images": (ContainerImage("registry.example/a:1", "pack.content.images"),)},
    ],
)
def test_only_a_release_with_something_of_its_own_has_a_page(own: dict[str, Any]) -> None:
    views = planned(pack(releases=(release("2.0.0", **own), release("1.0.0", notes="Fixes."))))
    rows = only(views, "packs/demo/", PackView).releases
    assert [(row.version, row.has_page, row.address) for row in rows] == [
        ("2.0.0", True, "packs/demo/2.0.0/"),
        ("1.0.0", False, "packs/demo/#release-1.0.0"),
    ]
    assert [name for name in views if name.startswith("packs/demo/")] == ["packs/demo/", "packs/demo/2.0.0/"]


# --- Home ----------------------------------------------------------------------------------------------------------


def test_home_draws_the_stack_from_applications_down() -> None:
    views = planned(
        pack("ubuntu", layer=Layer.OS, verification=verified()),
        pack("edge-kernel", layer=Layer.KERNEL),
        pack("loki", addon_type="logging"),
    )
    home = only(views, "", HomeView)
    assert [(slab.title, slab.total, slab.verified) for slab in home.slabs] == [
        ("Add-on", 1, 0),
        ("Storage", 0, 0),
        ("Network", 0, 0),
        ("Kubernetes", 0, 0),
        ("Operating System", 2, 1),
    ]
    assert [(ref.title, total) for ref, total in home.slabs[0].types] == [("Logging", 1)]


def test_home_does_not_grow_with_the_catalog() -> None:
    slabs = only(planned(*(pack(f"p{n}") for n in range(40))), "", HomeView).slabs
    assert (len(slabs[0].packs), slabs[0].total) == (6, 40)


def test_the_words_of_the_index_page_stand_on_home() -> None:
    own = page("index", title="Welcome", description="Hello.")
    views = planned(pages=(own,))
    home = only(views, "", HomeView)
    assert (home.title, home.description, home.prose is not None) == ("Welcome", "Hello.", True)
    assert not any(isinstance(view, ArticleView) for view in views.values())


# --- Lists ---------------------------------------------------------------------------------------------------------


def card(name: str) -> Card:
    return Card(name, name, f"packs/{name}/", "cni", "Network", "", "", ShieldView("none", "Community"), "", "", None)


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(1, 25))
def test_cutting_a_list_loses_nothing_and_repeats_nothing(sizes: list[int], size: int) -> None:
    groups = [
        Group(f"g{n}", f"g{n}", None, count, tuple(card(f"{n}-{place}") for place in range(count)))
        for n, count in enumerate(sizes)
    ]
    parts = list(split(groups, size))
    before = [one.name for group in groups for one in group.cards]
    assert [one.name for part in parts for group in part for one in group.cards] == before
    assert all(sum(len(group.cards) for group in part) <= size for part in parts)
    assert len(parts) == max(1, -(-len(before) // size))


def test_a_long_list_goes_on_over_pages_that_link_to_each_other() -> None:
    views = planned(*(pack(f"p{n:04}") for n in range(PAGE_SIZE + 1)))
    first, second = only(views, "packs/", ListView), only(views, "packs/page/2/", ListView)
    assert first.pager is not None
    assert second.pager is not None
    assert [step.address for step in first.pager.steps] == [None, "packs/page/2/"]
    assert [step.address for step in second.pager.steps] == ["packs/", None]
    assert [one.name for group in second.groups for one in group.cards] == [f"p{PAGE_SIZE:04}"]
    assert (second.groups[0].title, second.groups[0].total) == ("Add-on", PAGE_SIZE + 1)


@given(st.integers(1, 5000).flatmap(lambda last: st.tuples(st.integers(1, last), st.just(last))))
def test_a_pager_stays_short_and_names_both_ends(place: tuple[int, int]) -> None:
    number, last = place
    steps = pager("packs/", number, last).steps
    assert len(steps) <= 9
    titles = [step.title for step in steps]
    assert titles[0] == "1"
    assert titles[-1] == str(last)
    assert [step.title for step in steps if step.address is None and step.title != "…"] == [str(number)]


def test_add_ons_stand_under_their_type_and_the_others_last() -> None:
    views = planned(pack("zeta"), pack("loki", addon_type="logging"), pack("vault", addon_type="security"))
    groups = only(views, "layers/addon/", ListView).groups
    assert [(group.title, group.address) for group in groups] == [
        ("Logging", "types/logging/"),
        ("Security", "types/security/"),
        ("Other", None),
    ]


def test_tags_that_differ_in_case_and_separators_are_one() -> None:
    views = planned(
        pack("a", tags=("Service Mesh",)),
        pack("b", tags=("service-mesh", "!!!")),
        pages=(page("guides/mesh", tags=("service_mesh",)),),
    )
    assert [(ref.address, total) for ref, total in only(views, "tags/", TagsView).tags] == [("tags/service-mesh/", 3)]
    of_tag = only(views, "tags/service-mesh/", ListView)
    assert (of_tag.total, [ref.address for ref in of_tag.articles]) == (2, ["guides/mesh/"])
    assert [ref.title for ref in tags.refs(("Mesh", "mesh", "!!!"))] == ["Mesh"]


def test_the_list_of_all_packs_leads_to_the_shorter_lists_that_have_pages() -> None:
    tagged = [pack(f"p{n}", tags=tuple(f"t{k}" for k in range(n + 1)), addon_type="logging") for n in range(10)]
    views = planned(*tagged, pack("calico", layer=Layer.CNI, verification=verified(1)))
    narrower = dict(only(views, "packs/", PacksView).narrower)
    assert [(to.title, total) for to, total in narrower["Layer"]][2:] == [
        ("Network", 1),
        ("Storage", 0),
        ("Add-on", 10),
    ]
    assert [(to.address, total) for to, total in narrower["Add-on type"]] == [("types/logging/", 10)]
    assert [(to.address, total) for to, total in narrower["Shield"]] == [("verified/", 1)]
    tags_of = [(to.address, total) for to, total in narrower["Tag"]]
    assert tags_of == [*((f"tags/t{n}/", 10 - n) for n in range(8)), ("tags/", 10)]
    assert {to.address for links in narrower.values() for to, _ in links} <= set(views)
    assert [title for title, _ in only(planned(pack()), "packs/", PacksView).narrower] == ["Layer", "Shield"]


def test_without_tags_there_are_no_tag_pages() -> None:
    assert not any(name.startswith("tags/") for name in planned(pack()))


# --- Verified ------------------------------------------------------------------------------------------------------


def test_verified_packs_are_listed_by_state_the_most_urgent_first() -> None:
    views = planned(
        pack("fresh", verification=verified(1)),
        pack("older", verification=verified(30)),
        pack("due", verification=verified(7 * 7)),
        pack("late", verification=verified(7 * 9)),
        pack("none"),
    )
    view = only(views, "verified/", VerifiedView)
    assert [(group.title, [one.name for one in group.cards]) for group in view.groups] == [
        ("Update overdue", ["late"]),
        ("Update due soon", ["due"]),
        ("Current", ["older", "fresh"]),
    ]
    assert (view.verified, view.total) == (4, 5)
    assert [(share.title, share.current, share.due, share.overdue) for share in view.shares] == [("Add-on", 2, 1, 1)]


@pytest.mark.parametrize(
    ("made", "state", "said", "title"),
    [
        ({"verification": verified(1)}, "current", "Verified", "Why this shield"),
        ({"verification": verified(7 * 7)}, "due", "Verified, update due soon", "Why this shield"),
        ({"verification": verified(7 * 9)}, "overdue", "Update overdue", "Why this shield is amber"),
        (
            {"verification": verified(1), "layer": Layer.OS},
            "overdue",
            "Verification lapsed",
            "Why this shield is amber",
        ),
        ({}, "none", "Community", "Why no shield"),
    ],
)
def test_a_shield_says_in_words_what_it_shows(made: dict[str, Any], state: str, said: str, title: str) -> None:
    view = only(planned(pack(**made)), "packs/demo/", PackView)
    assert (view.card.shield, view.shield.title) == (ShieldView(state, said), title)
    assert view.shield.reasons


def test_the_shield_panel_names_the_record() -> None:
    record = verified(1, cis=Benchmark("CIS Ubuntu", "2.0", 1), evidence="https://e.example/1")
    view = only(planned(pack(layer=Layer.OS, verification=record)), "packs/demo/", PackView)
    lines = {fact.label: [(value.title, value.address) for value in fact.values] for fact in view.shield.facts}
    assert lines == {
        "Verified by": [("Team", None)],
        "Verified on": [("22 November 2026", None)],
        "Next update due": [("17 January 2027", None)],
        "CIS benchmark": [("CIS Ubuntu 2.0, level 1", None)],
        "Evidence": [("Read the evidence", "https://e.example/1")],
    }


# --- Packs ---------------------------------------------------------------------------------------------------------


def test_beside_a_shield_stands_the_version_that_it_stands_for() -> None:
    stranger = release("9.0", registry="central", released=TODAY)
    for made, version in (
        (pack(verification=verified(), releases=(stranger, release("1.0"))), "1.0"),
        (pack(verification=verified(), releases=(stranger,)), "9.0"),
        (pack(releases=(stranger, release("1.0"))), "9.0"),
    ):
        assert only(planned(made), "packs/demo/", PackView).card.version == version


def test_a_pack_knows_its_place_and_its_neighbours() -> None:
    views = planned(pack("a", addon_type="logging"), pack("b"), pack("c"), pack("calico", layer=Layer.CNI))
    first, middle = only(views, "packs/a/", PackView), only(views, "packs/b/", PackView)
    assert [step.title for step in first.trail] == ["Packs", "Add-on", "Logging"]
    assert first.previous is None
    assert middle.previous is not None
    assert middle.next is not None
    assert (middle.previous.address, middle.next.address) == ("packs/a/", "packs/c/")
    assert only(views, "packs/calico/", PackView).next is None


def test_needs_are_links_where_the_catalog_has_the_pack() -> None:
    needs = (
        Constraint("k8s", None, ConstraintType.REQUIRED, "1.30", "1.33"),
        Constraint("other", None, ConstraintType.NOT_SUPPORTED, "", "2.0"),
        Constraint("gone", None, ConstraintType.OPTIONAL, "1.0"),
    )
    views = planned(
        pack("demo", releases=(release(requires=needs),)), pack("kubernetes", aliases=("k8s",)), pack("other")
    )
    view = only(views, "packs/demo/", PackView)
    assert [(need.kind, need.pack.address, need.versions) for need in parts(view).needs] == [
        ("Needs", "packs/kubernetes/", "1.30 to 1.33"),
        ("Works with", None, "1.0 or newer"),
    ]
    assert [(need.kind, need.pack.address, need.versions) for need in parts(view).conflicts] == [
        ("Conflicts with", "packs/other/", "up to 2.0")
    ]
    other = only(views, "packs/other/", PackView)
    assert ([need.pack.title for need in other.rivals], other.needed_by) == (["Demo"], ())
    assert [need.pack.title for need in only(views, "packs/kubernetes/", PackView).needed_by] == ["Demo"]


def test_an_upgrade_path_of_a_pack_is_nothing_that_needs_it() -> None:
    own = Constraint("demo", None, ConstraintType.UPGRADE, "1.0", "1.1")
    assert only(planned(pack(releases=(release(requires=(own,)),))), "packs/demo/", PackView).needed_by == ()


def test_a_pack_that_everything_needs_names_only_some() -> None:
    need = (release(requires=(Constraint("kubernetes", None, ConstraintType.REQUIRED),)),)
    views = planned(pack("kubernetes", layer=Layer.K8S), *(pack(f"p{n}", releases=need) for n in range(30)))
    view = only(views, "packs/kubernetes/", PackView)
    assert (len(view.needed_by), view.needed_by_more) == (24, 6)


def test_a_deprecated_pack_says_until_when_and_what_replaces_it() -> None:
    old = release(status=Status.DEPRECATED, since=date(2026, 10, 31))
    views = planned(pack("old", releases=(old,), replaced_by="new"), pack("new"))
    banner = only(views, "packs/old/", PackView).banner
    assert banner is not None
    assert banner.title == "This pack has been deprecated since 31 October 2026"
    assert banner.lines[-1] == "It will be disabled on 31 January 2027."
    assert banner.successor is not None
    assert banner.successor.address == "packs/new/"


def test_an_old_release_points_to_the_latest() -> None:
    old = release("1.0.0", status=Status.DISABLED, values="a: 1")
    views = planned(pack(releases=(release("2.0.0", values="a: 2"), old)))
    banner = only(views, "packs/demo/1.0.0/", ReleaseView).banner
    assert banner is not None
    assert banner.successor is not None
    assert (banner.successor.title, banner.successor.address) == ("Demo 2.0.0", "packs/demo/2.0.0/")
    assert only(views, "packs/demo/", PackView).banner is None


@pytest.mark.parametrize("status", [Status.DISABLED, Status.DELETED])
def test_nobody_is_told_to_install_what_is_gone(status: Status) -> None:
    assert parts(only(planned(pack(releases=(release(status=status),))), "packs/demo/", PackView)).install is None


def test_without_words_and_releases_a_pack_has_a_page() -> None:
    view = only(planned(pack(releases=(), description="")), "packs/demo/", PackView)
    assert (view.prose, view.parts, view.chooser, view.releases) == (None, None, None, ())
    assert [section.id for section in view.sections] == ["shield", "version", "links"]


def test_long_values_are_cut_on_the_page_and_whole_in_the_file() -> None:
    text = "".join(f"key{n}: value\n" for n in range(10_000))
    view = only(planned(pack(releases=(release(values=text),))), "packs/demo/1.0.0/", ReleaseView)
    values = view.parts.values
    assert values is not None
    assert values.lines == 10_000
    assert values.shown == values.code.text.count("\n") + 1 < 4_000
    assert {file.path: file.content for file in view.files}["packs/demo/1.0.0/values.yaml"] == text.encode()


def test_words_in_a_form_of_code_are_text_whatever_they_say() -> None:
    code = Code(f'name = "{BLANK}" # {BLANK}\n', "terraform", ("<b>&", BLANK))
    assert code.text == f'name = "<b>&" # {BLANK}\n'
    shown = BeautifulSoup(code.__html__(), "html.parser")
    assert shown.get_text() == code.text
    assert [span.get_text() for span in shown.select(".s2")] == ['"<b>&"']
    plain = Code('name = "calico-2" # x\n', "terraform").__html__()
    assert Code(f'name = "{BLANK}" # x\n', "terraform", ("calico-2",)).__html__() == plain
    assert Code(BLANK, "yaml").text == BLANK


def test_install_code_is_coloured_as_if_it_were_written_out() -> None:
    for code in (install.terraform_source("cni-calico", "3.31.0"), install.terraform_block("cni-calico")):
        assert code.__html__() == Code(code.text, code.language).__html__()


def test_terraform_keeps_what_looks_like_an_expression_as_text() -> None:
    text = install.terraform_source("9-${var.x}", 'v"1').text
    assert 'data "spectrocloud_pack" "pack-9--var-x"' in text
    assert 'name    = "9-$${var.x}"' in text
    assert 'version = "v\\"1"' in text


@pytest.mark.parametrize(
    ("need", "said"),
    [
        (Resource("cpu", 500), "CPU: 0.5 cores"),
        (Resource("memory", 2048), "Memory: 2,048 MiB"),
        (Resource("diskSize", 20), "Disk: 20 GB"),
        (Resource("cpu", 1000), "CPU: 1 core"),
        (Resource("cpu"), "CPU: an amount that the release does not state"),
        (
            Resource("memory", 5, (Component("worker", "a.memory", "a.replicas"), Component("all"))),
            "Memory: the value a.memory, times the value a.replicas on worker nodes; "
            "what its values ask for on every node",
        ),
    ],
)
def test_resources_have_units(need: Resource, said: str) -> None:
    assert words.resource(need) == said


def test_a_title_above_all_other_headings_is_not_in_the_contents() -> None:
    deep = (Heading(4, "Use", "use"), Heading(5, "More", "more"), Heading(6, "x", "x"))
    headings = (Heading(3, "Calico", "calico"), *deep)
    assert [(entry.title, entry.depth) for entry in prose_entries(body(headings=headings))] == [("Use", 1), ("More", 2)]


# --- Plain pages ---------------------------------------------------------------------------------------------------


def test_a_second_category_file_of_one_folder_is_a_fault_with_both_places() -> None:
    two = (PageFolder("a", Location("a/_category_.yml"), "Y"), PageFolder("a", Location("a/_category_.json"), "J"))
    made, problems = assemble((), (), (), SETTINGS, two)
    assert made.folders["a"].label == "J"
    assert [str(problem) for problem in problems] == [
        "a/_category_.yml PA019 error: a second file says how this folder is called "
        "(keep this one or a/_category_.json)"
    ]


def faults(*packs: Pack, pages: tuple[Page, ...] = ()) -> list[str]:
    return [str(problem) for problem in plan(catalog(*packs, pages=pages), SETTINGS)[1]]


@pytest.mark.parametrize(
    ("twins", "expected"),
    [
        (("a.md", "a.mdx"), "content/a.mdx:1 PA181 error: the address of this page, '/a/', is that of content/a.md:1"),
        (("g/README.md", "g/index.md"), "content/g/README.md:1 PA181 error: the address of this page, '/g/', is that"),
        (("g.md", "g/index.md"), "content/g/index.md:1 PA181 error: the address of this page, '/g/', is that of con"),
        (("README.md", "index.md"), "content/README.md:1 PA181 error: the address of this page, '/', is that of co"),
        (("A.md", "a/index.md"), "content/a/index.md:1 PA181 error: the address of this page, '/a/', is that of co"),
    ],
)
def test_two_pages_of_one_address_are_told_once_with_both_places(twins: tuple[str, str], expected: str) -> None:
    def made(source: str) -> Page:
        stem = source.rpartition(".")[0].replace("README", "index")
        return page(stem, source=source, location=Location(f"content/{source}", 1))

    for order in (twins, twins[::-1]):
        (found,) = faults(pages=tuple(made(source) for source in order))
        assert found.startswith(expected)
        assert found.endswith("(rename one of them, or give it a 'slug')")


@pytest.mark.parametrize("path", ["layers/os", "packs/index", "updates", "verified", "packs/demo", "types/ai", "404"])
def test_a_page_at_an_address_of_the_site_is_told_and_the_site_keeps_it(path: str) -> None:
    demo, own = pack(addon_type="ai"), page("x", slug=path)
    views = planned(demo, pages=(own,))
    taken = path != "404"
    assert isinstance(views[f"{path}/".replace("index/", "")], ArticleView) is not taken
    found = faults(demo, pages=(own,))
    assert [line.partition(" error")[0] for line in found] == (["content/x.md:1 PA181"] if taken else [])


def test_an_old_name_leads_to_the_pack_and_never_replaces_a_page() -> None:
    owner = pack("demo", aliases=("Demo", "old", "/guides/install/", "a/old.html", "layers/os"))
    views = planned(owner, pages=(page("guides/install"),))
    redirects = {view.address: view.target.address for view in views.values() if isinstance(view, RedirectView)}
    assert redirects == {"packs/old/": "packs/demo/", "a/old.html": "packs/demo/"}
    assert faults(owner, pages=(page("guides/install"),)) == [
        "content/packs/addon/demo.md:1 PA084 error: the alias '/guides/install/' has the address '/guides/install/', "
        "that of content/guides/install.md:1 (remove the alias)",
        "content/packs/addon/demo.md:1 PA084 error: the alias 'layers/os' has the address '/layers/os/', "
        "that of a page that packatlas makes (remove the alias)",
    ]


def test_layers_are_called_as_the_publisher_calls_them() -> None:
    own = (LayerWords("cni", "Networking", "The wires."), LayerWords("kernel", "Kernels"))
    settings = replace(SETTINGS, layers=own)
    packs = (pack("calico", layer=Layer.CNI), pack("rt", layer=Layer.KERNEL))
    views = planned(*packs, settings=settings)
    slab = next(slab for slab in only(views, "", HomeView).slabs if slab.layer == "cni")
    network = only(views, "layers/cni/", ListView)
    calico = only(views, "packs/calico/", PackView)
    assert (slab.title, slab.line) == ("Networking", "The wires.")
    assert (network.title, network.line) == ("Networking", "The wires.")
    assert ("Networking", 1) in [(to.title, total) for to, total in only(views, "packs/", ListView).shortcuts]
    assert [step.title for step in calico.trail] == ["Packs", "Networking"]
    assert (calico.card.kind, installed(calico).layer) == ("Networking", "Networking")
    assert [group.title for group in only(views, "layers/os/", ListView).groups] == ["Kernels"]
    assert only(views, "layers/os/", ListView).line == "What every node boots."


@pytest.mark.parametrize("target", ["guides/install", "/guides/install/", "guides/install.md", "guides/install.mdx"])
def test_a_navigation_entry_may_be_written_as_path_address_or_file(target: str) -> None:
    assert address(target) == "guides/install/"


def test_a_navigation_entry_for_a_page_with_a_slug_is_told_where_that_page_stands() -> None:
    settings = replace(SETTINGS, navigation=(NavigationLink("Start", "guides/install"),))
    _, problems = plan(catalog(pages=(page("guides/install", slug="start"),)), settings)
    assert [problem.hint for problem in problems] == ["that page stands at 'start/'"]


def test_a_navigation_entry_that_leads_nowhere_is_reported() -> None:
    entries = (
        NavigationLink("Fine", "guides/install"),
        NavigationLink("Out", "https://example.org/x"),
        NavigationLink("File", "files/policy.pdf"),
        NavigationLink("Bad", "guides/instal"),
    )
    settings = replace(SETTINGS, navigation=entries)
    _, problems = plan(catalog(pages=(page("guides/install"),)), settings)
    assert [str(problem) for problem in problems] == [
        "content/catalog.yaml PA150 warning: the navigation entry 'Bad' leads to 'guides/instal', "
        "which is no page of this site (did you mean 'guides/install/'?)"
    ]


# --- Updates -------------------------------------------------------------------------------------------------------


def test_updates_go_back_in_time_and_never_ahead() -> None:
    views = planned(
        pack(
            verification=verified(2),
            releases=(
                release("3.0", released=TODAY + timedelta(days=1)),
                release("2.0", released=date(2026, 10, 5), fixes=("CVE-2026-1",)),
                release("1.0", released=date(2026, 1, 5), status=Status.DEPRECATED, since=date(2026, 11, 1)),
            ),
        )
    )
    months = only(views, "updates/", UpdatesView).months
    assert [(title, [(event.kind, event.version) for event in events]) for title, _, events in months] == [
        ("November 2026", [("verified", ""), ("deprecated", "1.0")]),
        ("October 2026", [("released", "2.0")]),
        ("January 2026", [("released", "1.0")]),
    ]
    assert months[1][2][0].fixes[0].address == "https://www.cve.org/CVERecord?id=CVE-2026-1"


def test_old_updates_are_left_out() -> None:
    rows = tuple(release(f"1.{n}", released=TODAY - timedelta(days=n)) for n in range(SHOWN + 3))
    view = only(planned(pack(releases=rows)), "updates/", UpdatesView)
    assert (sum(len(events) for _, _, events in view.months), view.more) == (SHOWN, 3)


def test_the_order_of_the_input_does_not_matter() -> None:
    packs = [pack("a", location=Location("a.md")), pack("b", tags=("x",)), pack("c", layer=Layer.OS)]
    assert [v.address for v in planned(*packs).values()] == [v.address for v in planned(*reversed(packs)).values()]
