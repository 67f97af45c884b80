"""The pages of packs and releases: what a reader finds in each section, and that it is true of the release shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from packatlas import making
from packatlas.catalog import assemble
from packatlas.model import (
    Constraint,
    ConstraintType,
    ContainerImage,
    Layer,
    Pack,
    Preset,
    Release,
    RequiredInput,
    Status,
    Verification,
)
from packatlas.plan.parts import SHOWN_CHARACTERS
from packatlas.schema.images import LIST
from packatlas.settings import Settings
from tests.factories import body, pack, release
from tests.stages import html_pages, plan

TODAY = date(2026, 11, 23)
SETTINGS = Settings(title="Packs", publisher="Team", base_url="https://packs.example/", as_of=TODAY)
RECORD = Verification(TODAY - timedelta(days=7), "Team")
LATER = TODAY - timedelta(days=1)


def built(*packs: Pack) -> dict[str, str]:
    """Every text file of the pages of a catalog."""
    catalog, _ = assemble(packs, (), (), SETTINGS)
    artifacts, problems = making.made(html_pages(plan(catalog, SETTINGS)[0], SETTINGS))
    assert problems == ()
    return {one.path: one.content.decode() for one in artifacts if isinstance(one.content, bytes)}


def shown(made: Pack, *others: Pack, version: str = "") -> BeautifulSoup:
    """The page of a pack, or of one of its releases."""
    path = f"packs/{made.name}/{version + '/' if version else ''}index.html"
    return BeautifulSoup(built(made, *others)[path], "html.parser")


def section(page: BeautifulSoup, name: str) -> Tag:
    heading = page.select_one(f"main h2#{name}")
    assert heading is not None, name
    found = heading.find_parent("section")
    assert isinstance(found, Tag)
    return found


def said(element: Tag) -> str:
    return " ".join(element.get_text(" ").split()).replace(" .", ".")


def facts_of(element: Tag) -> dict[str, str]:
    return {row.dt.text: said(row.dd) for row in element.select("dl > div") if row.dt and row.dd}


def one(**changes: Any) -> Pack:
    """A pack with one release."""
    return pack(releases=(release("1.0.0", **changes),))


VERIFIED = pack(
    "calico",
    title="Calico",
    layer=Layer.CNI,
    verification=RECORD,
    releases=(release("2.0.0", values="a: 1"), release("1.0.0", values="a: 0")),
)
OVERTAKEN = replace(
    VERIFIED, releases=(release("3.0.0", registry="central", released=LATER, values="a: 2"), *VERIFIED.releases)
)


# --- Sections --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["", "2.0.0"])
def test_every_section_has_an_address_of_its_own_that_its_heading_shows(version: str) -> None:
    page = shown(VERIFIED, version=version)
    headings = [str(heading["id"]) for heading in page.select(".column h2")]
    assert [str(link["href"]) for link in page.select(".heading .anchor")] == [f"#{name}" for name in headings]
    assert [str(link["href"]) for link in page.select(".toc a")] == [f"#{name}" for name in headings]


def test_the_page_of_a_pack_and_that_of_its_release_have_the_same_sections() -> None:
    whole, alone = shown(VERIFIED), shown(VERIFIED, version="2.0.0")
    ids = [[str(heading["id"]) for heading in page.select(".column h2")] for page in (whole, alone)]
    assert ids[0] == ids[1]


# --- The shield of the release that is shown -------------------------------------------------------------------------


def test_the_verified_badge_is_promised_for_the_release_that_has_it_alone() -> None:
    assert "with the verified badge" in said(section(shown(VERIFIED), "install"))
    assert "with the verified badge" in said(section(shown(VERIFIED, version="2.0.0"), "install"))
    assert "verified badge" not in shown(VERIFIED, version="1.0.0").text
    assert "verified badge" not in shown(OVERTAKEN).text
    assert "verified badge" not in shown(OVERTAKEN, version="3.0.0").text
    assert "with the verified badge" in shown(OVERTAKEN, version="2.0.0").text
    assert "verified badge" not in shown(replace(VERIFIED, verification=None)).text
    late = replace(VERIFIED, verification=Verification(TODAY - timedelta(weeks=9), "Team"))
    assert "verified badge" not in shown(late).text


def test_a_latest_release_that_nobody_verified_says_so_and_names_the_one_that_is() -> None:
    page = shown(OVERTAKEN)
    which, install = section(page, "version"), section(page, "install")
    assert which.select_one(".big-mark .status") is not None
    assert "Not verified yet" in said(which)
    assert "The newest verified release is 2.0.0." in said(which)
    assert [str(link["href"]) for link in which.select(".which-better a")] == ["../../packs/calico/2.0.0/"]
    assert "doesn’t cover 3.0.0 yet" in said(install)
    assert "covers is 2.0.0." in said(section(page, "shield"))


@pytest.mark.parametrize(
    ("version", "words", "title"),
    [
        ("3.0.0", "Not verified yet", "Why no shield"),
        ("2.0.0", "Verified", "Why this shield"),
        ("1.0.0", "Older release", "Why no shield"),
    ],
)
def test_a_release_says_for_itself_whether_it_is_verified(version: str, words: str, title: str) -> None:
    page = shown(OVERTAKEN, version=version)
    assert said(page.select_one(".title .shield") or page) == words
    assert said(section(page, "shield").select_one("h2") or page) == title
    assert bool(section(page, "shield").select("dl")) is (words == "Verified")


@pytest.mark.parametrize("list_of", [".timeline .release-head", ".chooser li"])
def test_each_release_of_a_list_shows_its_own_shield(list_of: str) -> None:
    gone = release("0.9.0", status=Status.DEPRECATED, since=date(2026, 11, 1))
    page = shown(replace(OVERTAKEN, releases=(*OVERTAKEN.releases, gone)))
    marks = {}
    for row in page.select(list_of):
        version = said(row.select_one("b, .release-version") or row)
        marks[version] = [said(mark) for mark in row.select(".shield, .status")]
    assert marks == {
        "3.0.0": ["Latest", "Not verified yet"], "2.0.0": ["Verified"], "1.0.0": [], "0.9.0": ["Deprecated"],
    }  # fmt: skip


# --- Which version ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("releases", "version", "line"),
    [
        ((release("1.0.0"),), "", "The latest stable release"),
        ((release("2.0.0-rc.1"),), "", "The latest release, a pre-release"),
        ((release("1.0.0", status=Status.DELETED),), "", "The last release"),
        ((release("2.0.0"), release("1.0.0", values="a")), "1.0.0", "An older release"),
        ((release("2.0.0-rc.1", values="a"), release("1.0.0")), "2.0.0-rc.1", "A pre-release"),
        ((release("2.0.0"), release("1.0.0-rc.1", values="a")), "1.0.0-rc.1", "An older pre-release"),
    ],
)
def test_a_release_is_told_from_the_others(releases: tuple[Release, ...], version: str, line: str) -> None:
    page = shown(pack(releases=releases), version=version)
    assert said(section(page, "version").select_one(".which-line") or page) == f"{line}."


def test_kubernetes_and_clouds_are_answered_even_where_nobody_states_them() -> None:
    facts = {
        row.dt.text: said(row.dd) for row in section(shown(one()), "version").select("dl > div") if row.dt and row.dd
    }
    assert facts == {"Kubernetes": "not stated", "Clouds": "not stated"}


# --- Install ---------------------------------------------------------------------------------------------------------


def profile_of(page: BeautifulSoup) -> dict[str, Any]:
    tab = next(tab for tab in page.select(".tab") if said(tab).startswith("Profile JSON"))
    code = tab.select_one("pre")
    assert code is not None
    found: dict[str, Any] = json.loads(code.text)
    return found


def test_there_are_three_ways_to_install() -> None:
    tabs = section(shown(VERIFIED), "install").select(".tabs > .tab")
    assert [said(tab.select_one(".tab-label") or tab) for tab in tabs] == ["Terraform", "Profile JSON", "By hand"]
    source, block = (said(code) for code in tabs[0].select("pre"))
    assert source == 'data "spectrocloud_pack" "calico" { name = "calico" version = "2.0.0" }'
    assert block.startswith("pack { name = data.spectrocloud_pack.calico.name")
    assert len(tabs[2].select("ol > li")) == 4


def test_an_add_on_is_a_whole_profile() -> None:
    made = pack("loki", title="Loki", releases=(release("1.0", values="a: {{ .x }}\n", registry="Public"),))
    assert profile_of(shown(made)) == {
        "metadata": {"name": "loki", "description": "Loki 1.0", "labels": {}},
        "spec": {
            "version": "1.0.0",
            "template": {
                "type": "add-on",
                "cloudType": "all",
                "packs": [
                    {
                        "name": "loki",
                        "layer": "addon",
                        "type": "spectro",
                        "tag": "1.0",
                        "version": "1.0",
                        "values": "a: {{ .x }}\n",
                        "manifests": [],
                        "registry": {"metadata": {"name": "Public", "kind": "pack"}},
                    }
                ],
            },
            "variables": [],
        },
    }


@pytest.mark.parametrize(
    ("clouds", "named"), [(("aws",), "aws"), (("aws", "gcp"), "your-cloud"), (("all",), "your-cloud")]
)
def test_a_core_pack_begins_an_infrastructure_profile_of_one_cloud(clouds: tuple[str, ...], named: str) -> None:
    template = profile_of(shown(replace(VERIFIED, clouds=clouds)))["spec"]["template"]
    assert (template["type"], template["cloudType"]) == ("infra", named)


def test_long_values_stand_in_the_file_of_the_profile_and_in_what_is_copied() -> None:
    values = "".join(f"key{n}: value # ${{x}} </script>\n" for n in range(400))
    files = built(one(values=values))
    page = BeautifulSoup(files["packs/demo/1.0.0/index.html"], "html.parser")
    (entry,) = profile_of(page)["spec"]["template"]["packs"]
    assert entry["values"] == "# Here stand the 400 lines of values.yaml."
    whole = json.loads(files["packs/demo/1.0.0/profile.json"])
    assert whole["spec"]["template"]["packs"][0]["values"] == values
    block = section(page, "install").select_one("[data-whole]")
    assert block is not None
    assert block["data-whole"] == "../../../packs/demo/1.0.0/profile.json"


def test_nobody_is_shown_how_to_install_what_is_gone() -> None:
    page = shown(one(status=Status.DISABLED, values="a: 1"))
    assert page.select("#install, a[href='#install']") == []
    assert "packs/demo/1.0.0/profile.json" not in built(one(status=Status.DISABLED, values="a: 1"))


# --- Requirements and conflicts --------------------------------------------------------------------------------------


def test_requirements_say_what_is_needed_first_and_conflicts_stand_apart() -> None:
    needs = (
        Constraint("a", None, ConstraintType.UPGRADE, "1.0"),
        Constraint("b", None, ConstraintType.NOT_SUPPORTED, "", "2.0"),
        Constraint("c", None, ConstraintType.OPTIONAL),
        Constraint("d", None, ConstraintType.REQUIRED, "1.0", "1.0"),
    )
    page = shown(one(requires=needs), pack("b"))
    assert [said(line) for line in section(page, "requirements").select("li")] == [
        "Needs d 1.0", "Works with c any version", "Upgrades from a 1.0 or newer",
    ]  # fmt: skip
    assert [said(line) for line in section(page, "conflicts").select("li")] == ["Conflicts with B up to 2.0"]
    other = shown(pack("b"), one(requires=needs))
    assert [said(line) for line in section(other, "conflicts").select("li")] == ["Demo 1.0.0 conflicts with this pack"]


def test_a_release_that_states_no_requirements_says_so() -> None:
    assert "states none" in said(section(shown(one()), "requirements"))


# --- Releases --------------------------------------------------------------------------------------------------------


def test_the_timeline_has_dates_fixes_notes_and_changes_of_status() -> None:
    made = pack(
        releases=(
            release("2.0.0", released=date(2026, 11, 1), fixes=("CVE-2026-1234",), notes="Faster."),
            release("1.0.0", status=Status.DEPRECATED, since=date(2026, 10, 1)),
        )
    )
    newest, oldest = shown(made).select(".timeline > li")
    assert (said(newest.time) if newest.time else "") == "1 November 2026"
    assert "Faster." in said(newest)
    assert [str(link["href"]) for link in newest.select(".fixes a")] == ["../../security/CVE-2026-1234/"]
    assert "date not on record" in said(oldest)
    assert "Deprecated since 1 October 2026. It will be disabled on 1 January 2027." in said(oldest)


def test_forty_releases_are_folded_and_each_can_be_linked_to() -> None:
    made = pack(releases=tuple(release(f"1.{n}") for n in range(40, 0, -1)))
    page = shown(made)
    assert len(page.select(".timeline .release")) == 40
    assert len(page.select("details.older .release")) == 32
    assert page.select_one("details.older #release-1\\.1 a[href='#release-1.1']") is not None


# --- The chooser -----------------------------------------------------------------------------------------------------


def choices(page: BeautifulSoup) -> dict[str, str]:
    return {
        said(item.select_one("b") or item): str(item.a["href"]) if item.a else "here"
        for item in page.select(".chooser li")
    }


def test_the_chooser_is_made_of_links() -> None:
    made = pack(releases=(release("3.0", values="a"), release("2.0"), release("1.0", values="a")))
    assert choices(shown(made)) == {
        "3.0": "here", "2.0": "../../packs/demo/#release-2.0", "1.0": "../../packs/demo/1.0/",
    }  # fmt: skip
    assert choices(shown(made, version="1.0"))["3.0"] == "../../../packs/demo/3.0/"
    assert shown(made, version="1.0").select_one(".chooser [aria-current=page] b").text == "1.0"  # type: ignore[union-attr]
    assert shown(one(values="a")).select(".chooser") == []


def test_the_chooser_does_not_grow_with_the_history() -> None:
    made = pack(releases=tuple(release(f"1.{n}", values="a") for n in range(60, 0, -1)))
    page = shown(made, version="1.20")
    found = choices(page)
    assert list(found) == ["1.60", *(f"1.{n}" for n in range(28, 11, -1))]
    assert said(page.select_one(".chooser .all") or page) == "42 more releases"


# --- What the release holds ------------------------------------------------------------------------------------------


def test_the_values_can_be_read_searched_and_taken_home() -> None:
    values = section(shown(one(values="# why\na: 1\n")), "values")
    assert "2 lines, comments and all." in said(values)
    code = values.select_one("#pa-values pre.highlight")
    assert code is not None
    assert code.text == "# why\na: 1\n"
    link = values.select_one("a[download]")
    assert link is not None
    assert (link["href"], link["download"]) == ("../../packs/demo/1.0.0/values.yaml", "demo-1.0.0-values.yaml")
    assert values.select_one("input[type=search]#pa-seek") is not None
    assert not values.select("[data-whole]")


def test_long_values_say_what_is_left_out() -> None:
    values = section(shown(one(values="key: value\n" * 9000)), "values")
    kept = SHOWN_CHARACTERS // len("key: value\n")
    assert (
        f"9,000 lines, comments and all. Here are the first {kept:,}; the other {9000 - kept:,} are in the file"
        in said(values)
    )
    block = values.select_one("#pa-values")
    assert block is not None
    assert block["data-whole"] == "../../packs/demo/1.0.0/values.yaml"


def test_presets_are_one_choice_a_group() -> None:
    presets = (
        Preset("a", "A", "Size", "x: 1"), Preset("b", "b", "Size", "x: 2", ("y",)), Preset("c", "C", "", "z: 1"),
    )  # fmt: skip
    found = section(shown(one(presets=presets)), "presets")
    assert [said(heading) for heading in found.select("h3")] == ["Size choose one of 2", "Others"]
    assert [item.get("name") for item in found.select("details")] == ["pa-preset-1", "pa-preset-1", None]
    assert [said(item) for item in found.select("summary")] == ["A a", "b", "C c"]
    assert "Removes y." in said(found)


def test_presets_that_are_too_long_for_a_page_say_so() -> None:
    presets = tuple(Preset(name, name, "", "key: value\n" * 2000) for name in "ab")
    lines = [said(item) for item in section(shown(one(presets=presets)), "presets").select("details > .section-line")]
    assert lines == ["1,273 more lines left out here; this release as JSON has all of them."]


def test_required_inputs_come_first() -> None:
    inputs = (RequiredInput("b", "", False, True), RequiredInput("a", "number [1-5]", True, False, ("One", "Two")))
    items = [said(item) for item in section(shown(one(inputs=inputs)), "inputs").select(".inputs > li")]
    assert items == ["a Required One; Two Format: number [1-5]", "b Optional Read-only Format: any"]


def test_the_images_can_be_copied_one_a_line_and_say_where_they_are_named() -> None:
    images = (
        ContainerImage("r.example/a:1", LIST),
        ContainerImage("r.example/b:1", "charts.b.image"),
        ContainerImage("r.example/c:1", "preset P"),
        ContainerImage("r.example/d", "charts.d.image.repository", complete=False),
    )
    found = section(shown(one(images=images)), "images")
    assert found.select_one("pre").text == "r.example/a:1\nr.example/b:1\nr.example/c:1"  # type: ignore[union-attr]
    text = said(found)
    assert "3 container images" in text
    assert "1 named in the pack’s own list, pack.content.images; 1 named in other values; 1 named in presets." in text
    assert "Named without a tag, which the chart or the platform adds: r.example/d" in text


def test_the_readme_of_a_registry_is_called_so_and_a_pages_words_are_not() -> None:
    readme = body("<p>Readme.</p>")
    made = pack(body=readme, releases=(release("1.0.0", body=readme),))
    assert "Readme." in said(section(shown(made), "readme"))
    assert "Words." in said(section(shown(pack(body=body())), "about"))


def test_publisher_licence_registry_and_links_close_the_page() -> None:
    made = pack(
        publisher="Acme",
        license="Apache-2.0 WITH LLVM-exception",
        links=(("Source", "https://git.example/demo"),),
        releases=(release(registry="Public", links=(("Documentation", "https://docs.example/"),)),),
    )
    found = section(shown(made), "links")
    assert facts_of(found) == {
        "Publisher": "Acme", "Licence": "Apache-2.0 WITH LLVM-exception", "Registry": "Public",
    }  # fmt: skip
    assert [said(link) for link in found.select("ul a")] == ["Documentation", "Source"]


# --- On the way out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "next_step"),
    [
        (Status.DEPRECATED, "It will be disabled on 1 January 2027."),
        (Status.DISABLED, "It will be deleted on 1 January 2027."),
        (Status.DELETED, "It is no longer offered; this page stays for those who still run it."),
    ],
)
def test_what_is_on_its_way_out_keeps_its_text_below_a_banner(status: Status, next_step: str) -> None:
    old = release("1.0.0", status=status, since=date(2026, 10, 1), body=body("<p>How it was.</p>"), values="a: 1")
    newer, successor = release("2.0.0", values="a: 2"), pack("next", title="Next")
    for made, version, what, use in (
        (pack(releases=(newer, old)), "1.0.0", "release", "Demo 2.0.0"),
        (pack(releases=(old,), body=old.body, replaced_by="next"), "", "pack", "Next"),
        (pack(releases=(old,), replaced_by="next"), "1.0.0", "release", "Next"),
    ):
        page = shown(made, successor, version=version)
        banner = page.select_one("main > .banner")
        assert banner is not None
        began = "was deleted on" if status is Status.DELETED else f"has been {status.value} since"
        assert f"This {what} {began} 1 October 2026." in said(banner)
        assert next_step in said(banner)
        assert said(banner.select_one("a") or banner) == use
        assert "How it was." in page.text
        assert page.select("#values")


def test_the_successor_of_an_old_release_is_one_that_somebody_verified() -> None:
    gone = release("0.9.0", status=Status.DELETED, values="a: 1")
    page = shown(replace(OVERTAKEN, releases=(*OVERTAKEN.releases, gone)), version="0.9.0")
    assert said(page.select_one(".banner a") or page) == "Calico 2.0.0"
    assert "The newest verified release is 2.0.0." in said(section(page, "version"))


def test_an_active_pack_with_a_successor_says_so() -> None:
    banner = shown(pack(replaced_by="next"), pack("next", title="Next")).select_one("main > .banner")
    assert banner is not None
    assert said(banner) == "This pack is replaced. New profiles should use its successor. Use Next instead."


# --- The legend ------------------------------------------------------------------------------------------------------


def test_every_shield_leads_to_what_it_promises() -> None:
    states = {
        "current": VERIFIED,
        "due": replace(VERIFIED, verification=Verification(TODAY - timedelta(weeks=7), "Team")),
        "overdue": replace(VERIFIED, verification=Verification(TODAY - timedelta(weeks=9), "Team")),
        "none": replace(VERIFIED, verification=None),
    }
    legend = BeautifulSoup(built(VERIFIED)["verified/index.html"], "html.parser")
    for state, made in states.items():
        page = shown(made)
        title = page.select_one(".title a.to-shield")
        panel = page.select_one("section.trust .trust-more a")
        assert title is not None
        assert panel is not None
        assert (title["href"], panel["href"]) == ("#shield", f"../../verified/#shield-{state}")
        entry = legend.select_one(f"#shield-{state}")
        assert entry is not None
        assert said(entry.select_one(".shield") or entry) == said(page.select_one(".title .shield") or page)
    assert legend.select_one("footer a[href$='verified/#meaning']") or legend.select_one("footer a[href='./#meaning']")


def test_the_legend_says_who_decides_and_how_to_embed_a_badge() -> None:
    legend = BeautifulSoup(built(VERIFIED)["verified/index.html"], "html.parser")
    text = said(legend.select_one(".meanings") or legend)
    assert "Team records who verified a pack" in text
    markdown, html = (code.text for code in legend.select(".meanings pre"))
    assert (
        markdown == "[![NAME: verification](https://packs.example/badges/NAME.svg)](https://packs.example/packs/NAME/)"
    )
    picture = BeautifulSoup(html, "html.parser").img
    assert picture is not None
    assert (picture["alt"], picture["src"]) == ("NAME: verification", "https://packs.example/badges/NAME.svg")


def test_a_badge_can_be_copied_for_the_pack_and_for_one_release() -> None:
    for version, name in (("", "calico"), ("1.0.0", "calico/1.0.0")):
        found = section(shown(VERIFIED, version=version), "badge")
        picture = found.select_one("img")
        assert picture is not None
        assert picture["alt"] == f"Calico {version}: verification".replace(" :", ":")
        assert [f"https://packs.example/badges/{name}.svg" in code.text for code in found.select("pre")] == [True, True]
