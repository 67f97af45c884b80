"""The index of the search box: its shape, what it leaves out, and how small it is."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

from packatlas.catalog import Catalog, assemble
from packatlas.making import content_of
from packatlas.model import Layer, Pack, Status, Verification
from packatlas.outputs import search
from packatlas.resources import published_assets
from packatlas.settings import Settings
from tests.conftest import ROOT
from tests.factories import pack, release

SETTINGS = Settings(as_of=date(2026, 11, 1))
VERIFIED = Verification(date(2026, 10, 20), "Example Platform Team")


def catalog(*packs: Pack) -> Catalog:
    return assemble(packs, (), (), SETTINGS)[0]


def files(*packs: Pack) -> dict[str, Any]:
    made = search.search(catalog(*packs), SETTINGS)
    return {file.path: json.loads(content_of(file)) for file in made}


def index(*packs: Pack) -> Any:
    return files(*packs)["search/packs.json"]


def test_the_index_has_the_shape_that_its_description_states() -> None:
    calico = pack(
        "cni-calico",
        title="Calico",
        layer=Layer.CNI,
        clouds=("aws", "all"),
        tags=("network",),
        aliases=("calico", "tigera"),
        verification=VERIFIED,
        releases=(release("3.31.4"), release("3.30.2")),
    )
    dex = pack("dex", title="dex", addon_type="app-services", releases=())
    hello = pack("hello-world", title="Hello World", fips=True, architectures=("arm64",), publisher="Contoso")
    assert index(dex, calico, hello) == {
        "version": 2,
        "edition": search.edition(catalog(dex, calico, hello)),
        "names": ["cni-calico", "dex", "hello-world"],
        "titles": ["Calico", 0, 1],
        "latest": ["3.31.4", "", "1.0.0"],
        "layers": {"table": [["cni", "Network"], ["addon", "Add-on"]], "of": [0, 1, 1]},
        "types": {"table": ["", "App Services"], "of": [0, 1, 0]},
        "shields": {"table": [["current", "Verified"], ["none", "Community"]], "of": [0, 1, 1]},
        "clouds": {"table": [["AWS", "All clouds"], []], "of": [0, 1, 1]},
        "tags": {"table": [["network"], []], "of": [0, 1, 1]},
        "traits": {"table": [["AWS", "All clouds"], [], ["FIPS", "arm64", "Contoso"]], "of": [0, 1, 2]},
        "aliases": [[0, "calico", "tigera"]],
        "abbreviations": [list(group) for group in search.ABBREVIATIONS],
        "summaries": search.SUMMARIES,
    }


def test_every_key_is_described_and_typed() -> None:
    keys = set(index(pack()))
    described = set(re.findall(r"^\| `(\w+)`", search.__doc__ or "", re.MULTILINE))
    engine = (ROOT / "assets" / "search-engine.js").read_text(encoding="utf-8")
    typedef = engine[: engine.index("PackIndex\n")].rpartition("@typedef")[2]
    assert described == keys
    assert set(re.findall(r"(\w+): ", typedef)) == keys
    assert f"const VERSION = {search.VERSION};" in engine


def test_summaries_are_cut_between_words_and_split_into_files() -> None:
    packs = [pack(f"p{number:03}", description=f"Number {number}.") for number in range(search.SUMMARIES)]
    long = pack("zebra", description="One word\nafter   another " * 20)
    found = files(*packs, long)
    assert found["search/summaries-0.json"][7] == "Number 7."
    (summary,) = found["search/summaries-1.json"]
    assert summary.startswith("One word after another One")
    assert summary.endswith("after another One…")
    assert len(summary) <= search.SUMMARY_LENGTH + 1


def test_a_word_without_end_is_cut_all_the_same() -> None:
    assert files(pack(description="x" * 500))["search/summaries-0.json"] == ["x" * search.SUMMARY_LENGTH + "…"]


def test_an_empty_catalog_has_an_empty_index() -> None:
    assert files()["search/packs.json"]["names"] == []


def test_the_order_of_the_input_does_not_matter() -> None:
    packs = [pack(name, tags=(name,)) for name in ("one", "two", "three")]
    assert files(*packs) == files(*reversed(packs))


def test_200_packs_are_small_enough_for_a_phone() -> None:
    kinds = ("operator", "exporter", "driver", "agent")
    packs = [
        replace(pack(f"{kind}-{number * 7919 % 1000:03}-{kind[::-1]}"), tags=(kind,), clouds=("aws", kind))
        for number in range(50)
        for kind in kinds
    ]
    addresses, assets = published_assets(SETTINGS)
    made = [*search.search(catalog(*packs), SETTINGS)[:1], *assets]
    needed = ("search/packs.json", addresses["search-box.js"], addresses["search-engine.js"])
    content = {file.path: content_of(file) for file in made if file.path in needed}
    assert sorted(content) == sorted(needed)
    assert sum(len(gzip.compress(some)) for some in content.values()) < 12_000


def test_a_release_that_is_no_longer_active_is_a_trait() -> None:
    old = pack(releases=(release(status=Status.DEPRECATED),))
    assert index(old)["traits"]["table"] == [["Deprecated"]]


def test_one_for_all_clouds_is_found_for_each_cloud_of_the_catalog() -> None:
    found = index(pack("one", clouds=("all",)), pack("two", clouds=("aws", "vsphere")))
    assert found["traits"]["table"] == [["AWS", "All clouds", "VMware vSphere"], []]


def test_the_edition_tells_lists_of_packs_apart_but_not_what_is_said_of_them() -> None:
    editions = [index(*packs)["edition"] for packs in ([pack("a")], [pack("a", title="Other")], [pack("b")])]
    assert editions[0] == editions[1] != editions[2]
