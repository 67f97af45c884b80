"""What the list of all packs is narrowed by: its shape, what packs answer, in which order, and how small it is."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import assemble
from packatlas.making import content_of
from packatlas.model import Benchmark, Layer, Pack, Status, Verification
from packatlas.outputs import facets, search
from packatlas.outputs.minors import minors
from packatlas.settings import LayerWords, Settings
from tests import large_list
from tests.conftest import ROOT
from tests.factories import pack, release

TODAY = date(2026, 11, 1)
SETTINGS = Settings(as_of=TODAY)


def content(*packs: Pack, settings: Settings = SETTINGS) -> Any:
    catalog, _ = assemble(packs, (), (), settings)
    return json.loads(content_of(facets.facets(catalog, settings)))


def group(name: str, *packs: Pack, settings: Settings = SETTINGS) -> Any:
    (found,) = (each for each in content(*packs, settings=settings)["groups"] if each["id"] == name)
    return found


def labels(name: str, *packs: Pack) -> list[list[str]]:
    """What each pack answers to the question of a group."""
    found = group(name, *packs)
    return [[found["choices"][choice][1] for choice in found["sets"][place]] for place in found["of"]]


def verified(days: int) -> Verification:
    return Verification(TODAY - timedelta(days=days), "Team", Benchmark("CIS"))


def test_the_file_has_the_shape_that_its_description_states() -> None:
    calico = pack(
        "cni-calico",
        layer=Layer.CNI,
        clouds=("aws",),
        architectures=("amd64", "arm64"),
        fips=False,
        publisher="Example Team",
        logo=Path("calico.SVG"),
        verification=verified(3),
        releases=(release("3.31.4", released=date(2026, 10, 20), kubernetes=">=1.32 <1.34"),),
    )
    dex = pack("dex", addon_type="authentication", releases=())
    assert content(dex, calico) == {
        "version": 1,
        "edition": search.edition(assemble((calico, dex), (), (), SETTINGS)[0]),
        "groups": [
            {"id": "layer", "title": "Layer", "choices": [["cni", "Network"], ["addon", "Add-on"]]}
            | {"sets": [[0], [1]], "of": [0, 1]},
            {"id": "type", "title": "Add-on type"}
            | {"choices": [["authentication", "Authentication"], ["not-stated", "Not stated"]]}
            | {"sets": [[1], [0]], "of": [0, 1]},
            {"id": "shield", "title": "Shield", "choices": [["verified", "Verified"], ["community", "Community"]]}
            | {"sets": [[0], [1]], "of": [0, 1]},
            {"id": "cloud", "title": "Cloud", "choices": [["aws", "AWS"], ["not-stated", "Not stated"]]}
            | {"sets": [[0], [1]], "of": [0, 1]},
            {"id": "arch", "title": "Architecture"}
            | {"choices": [["amd64", "amd64"], ["arm64", "arm64"], ["not-stated", "Not stated"]]}
            | {"sets": [[0, 1], [2]], "of": [0, 1]},
            {"id": "fips", "title": "FIPS", "choices": [["no", "No FIPS variant"], ["not-stated", "Not stated"]]}
            | {"sets": [[0], [1]], "of": [0, 1]},
            {"id": "lifecycle", "title": "Lifecycle"}
            | {"choices": [["active", "Active"], ["not-stated", "Not stated"]]}
            | {"sets": [[0], [1]], "of": [0, 1]},
            {"id": "kubernetes", "title": "Kubernetes"}
            | {"choices": [["1.33", "1.33"], ["1.32", "1.32"], ["not-stated", "Not stated"]]}
            | {"sets": [[0, 1], [2]], "of": [0, 1]},
            {"id": "publisher", "title": "Publisher"}
            | {"choices": [["example-team", "Example Team"], ["not-stated", "Not stated"]]}
            | {"sets": [[0], [1]], "of": [0, 1]},
        ],
        "released": {"table": ["2026-10-20", ""], "of": [0, 1]},
        "verified": {"table": ["2026-10-29", ""], "of": [0, 1]},
        "pictures": {"table": [".svg", ""], "of": [0, 1]},
    }


def test_every_key_is_described_and_typed() -> None:
    made = content(pack())
    described = re.findall(r"^\| `(\w+)`", facets.__doc__ or "", re.MULTILINE)
    script = (ROOT / "assets" / "packs.js").read_text(encoding="utf-8")
    of_facets, of_groups = (script[: script.index(end)].rpartition("@typedef")[2] for end in ("} Facets", "} Group "))
    assert described == [*made, *made["groups"][0]]
    assert re.findall(r"(\w+): ", of_facets) == [*made]
    assert re.findall(r"(\w+): ", of_groups) == [*made["groups"][0]]
    assert f"const VERSION = {facets.VERSION};" in script


def test_every_group_is_documented_under_its_name_in_the_address() -> None:
    page = (ROOT / "content" / "docs" / "list-of-packs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w -]+) \| `(\w+)=", page, re.MULTILINE)
    assert [row for row in rows if row[1] not in ("q", "sort", "view")] == [
        (each["title"], each["id"]) for each in content(pack())["groups"]
    ]


def test_both_files_are_of_one_edition_until_the_packs_are_others() -> None:
    def editions(*packs: Pack) -> set[str]:
        catalog, _ = assemble(packs, (), (), SETTINGS)
        files = (search.search(catalog, SETTINGS)[0], facets.facets(catalog, SETTINGS))
        return {json.loads(content_of(file))["edition"] for file in files}

    one, two = pack("one"), pack("two")
    assert len(editions(one)) == 1
    assert editions(one) == editions(replace(one, title="Another title"))
    assert editions(one) != editions(one, two) != editions(two)


# --- What packs answer ---------------------------------------------------------------------------------------------


def test_kernels_are_found_with_operating_systems_under_the_publishers_words() -> None:
    words = Settings(as_of=TODAY, layers=(LayerWords("os", "Machines"),))
    found = group("layer", pack("k", layer=Layer.KERNEL), pack("o", layer=Layer.OS), pack("a"), settings=words)
    assert found["choices"] == [["os", "Machines"], ["addon", "Add-on"]]
    assert found["of"] == [0, 0, 1]


def test_shields_that_are_due_and_overdue_are_one_choice() -> None:
    packs = [pack(f"p{days:02}", verification=verified(days)) for days in (1, 45, 80)]
    assert labels("shield", *packs, pack("q")) == [
        ["Verified"], ["Due soon or overdue"], ["Due soon or overdue"], ["Community"],
    ]  # fmt: skip


def test_a_pack_for_all_clouds_is_found_by_each() -> None:
    packs = (pack("a", clouds=("all",)), pack("b", clouds=("aws", "Own Cloud")), pack("c"))
    assert labels("cloud", *packs) == [["All clouds", "AWS", "Own Cloud"], ["AWS", "Own Cloud"], ["Not stated"]]
    assert [name for name, _ in group("cloud", *packs)["choices"]] == ["all", "aws", "own-cloud", "not-stated"]


def test_spellings_that_differ_in_case_and_separators_are_one_choice() -> None:
    packs = [pack(name, publisher=text) for name, text in (("a", "Own Team"), ("b", "own-team"), ("c", "!!!"))]
    assert labels("publisher", *packs) == [["Own Team"], ["Own Team"], ["!!!"]]


def test_publishers_of_most_packs_come_first_and_nobody_last() -> None:
    packs = [pack(f"p{n}", publisher=text) for n, text in enumerate(("B", "A", "C", "C", ""))]
    assert [label for _, label in group("publisher", *packs)["choices"]] == ["C", "A", "B", "Not stated"]


@pytest.mark.parametrize(
    ("fips", "label"), [(True, "FIPS 140 variant"), (False, "No FIPS variant"), (None, "Not stated")]
)
def test_fips_has_three_answers(fips: bool | None, label: str) -> None:
    assert labels("fips", pack(fips=fips)) == [[label]]


def test_the_lifecycle_is_that_of_the_release_that_a_reader_sees_first() -> None:
    old, gone = release("1.0", status=Status.DEPRECATED), release("0.9", status=Status.DELETED)
    assert labels("lifecycle", pack(releases=(release("2.0"), old))) == [["Active"]]
    assert labels("lifecycle", pack(releases=(old, gone))) == [["Deprecated"]]
    assert labels("lifecycle", pack(releases=())) == [["Not stated"]]


def test_days_ahead_do_not_count() -> None:
    tomorrow = release("2.0", released=TODAY + timedelta(days=1))
    made = content(
        pack("a", releases=(tomorrow, release("1.0", released=TODAY))), pack("b", verification=verified(-1)), pack("c")
    )
    assert made["released"] == {"table": ["2026-11-01", ""], "of": [0, 1, 1]}
    assert made["verified"] == {"table": [""], "of": [0, 0, 0]}


# --- Kubernetes ----------------------------------------------------------------------------------------------------


def of_minors(*packs: Pack) -> dict[str, tuple[str, ...]]:
    return dict(minors(assemble(packs, (), (), SETTINGS)[0]))


def states(name: str, *ranges: str, **changes: Any) -> Pack:
    return pack(name, releases=tuple(release(f"{n}.0", kubernetes=text) for n, text in enumerate(ranges)), **changes)


def test_minors_between_those_that_are_named_exist() -> None:
    found = of_minors(states("a", ">=1.28 <1.31"), states("b", ">=1.30"), states("c", "<=1.29"), states("d", ""))
    assert found == {"a": ("1.30", "1.29", "1.28"), "b": ("1.30",), "c": ("1.29", "1.28"), "d": ()}


def test_a_release_that_is_out_of_use_counts_only_where_there_is_no_other() -> None:
    old = release("1.0", kubernetes=">=1.20 <1.22", status=Status.DELETED)
    new = release("2.0", kubernetes=">=1.31 <1.33")
    known = states("known", ">=1.20 <1.33")
    assert of_minors(pack("a", releases=(old, new)), known)["a"] == ("1.32", "1.31")
    assert of_minors(pack("a", releases=(old,)), known)["a"] == ("1.21", "1.20")


def test_kubernetes_packs_are_for_the_minor_that_they_are() -> None:
    versions = [release(text) for text in ("1.33.4", "v1.32.1", "1.31.x", "2.5.0", "22.04", "stable")]
    own = pack("kubernetes", layer=Layer.K8S, releases=tuple(versions))
    assert of_minors(own, pack("a", releases=(release("1.33.4"),))) == {"a": (), "kubernetes": ("1.33", "1.32", "1.31")}
    ranged = pack("k", layer=Layer.K8S, releases=(release("1.30.1", kubernetes="<=1.29 >=1.28"),))
    assert of_minors(ranged) == {"k": ("1.29", "1.28")}


def test_a_far_away_minor_brings_no_crowd_with_it() -> None:
    found = of_minors(states("a", ">=1.30 <1.9999"), states("b", "1.31"), states("c", ">=999999999.1"))
    assert found["a"] == ("1.9998", "1.31", "1.30")
    assert found["c"] == ()


def test_what_is_no_range_says_nothing() -> None:
    assert of_minors(states("a", "1.30 || 1.31")) == {"a": ()}


@given(st.lists(st.text(">=<1.239x ", max_size=12), max_size=6))
def test_any_ranges_are_read(texts: list[str]) -> None:
    found = of_minors(states("a", *texts), states("b", ">=1.1 <1.4"))
    assert set(found["a"]) | {"1.3", "1.2", "1.1"} >= set(found["b"])


# --- Laws ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large() -> Any:
    """The files of ten thousand packs."""
    catalog = large_list.catalog(10_000)
    return content_of(facets.facets(catalog, SETTINGS)), content_of(search.search(catalog, SETTINGS)[0])


def test_no_pack_is_without_an_answer(large: Any) -> None:
    made = json.loads(large[0])
    assert len(made["groups"]) == 9
    for each in made["groups"]:
        assert len(each["of"]) == 10_000
        assert all(each["sets"])
        assert {choice for one in each["sets"] for choice in one} == set(range(len(each["choices"])))
        assert len({name for name, _ in each["choices"]}) == len(each["choices"])
        assert sorted(each["sets"]) == sorted(sorted(set(one)) for one in each["sets"])


def test_ten_thousand_packs_stay_small(large: Any) -> None:
    assert len(gzip.compress(large[0], 6)) < 250_000


def test_two_hundred_packs_are_a_few_kilobytes() -> None:
    made = content_of(facets.facets(large_list.catalog(200), SETTINGS))
    assert len(gzip.compress(made, 6)) < 4_000


def test_the_order_of_the_input_does_not_matter() -> None:
    packs = [
        pack(name, clouds=(cloud,), publisher=name) for name, cloud in zip("abc", ("aws", "Own", "own"), strict=True)
    ]
    assert content(*packs) == content(*reversed(packs))


def test_an_empty_catalog_has_no_choices() -> None:
    assert [each["choices"] for each in content()["groups"]] == [[]] * 9
