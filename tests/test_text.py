"""The index of texts: what is a term, what is on which page, and laws of the shards."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas.cache import Cache
from packatlas.catalog import assemble
from packatlas.model import Body, ContainerImage, Pack, Page, Preset, RequiredInput, Section
from packatlas.outputs import common_terms, shard_edits
from packatlas.outputs import shards as sharding
from packatlas.outputs import text as texts
from packatlas.outputs.common_terms import CommonTerms
from packatlas.outputs.passages import parameters, section_numbers
from packatlas.outputs.search import edition
from packatlas.outputs.shard_edits import Index
from packatlas.outputs.shards import Found, TextIndex
from packatlas.outputs.terms import (
    EVERYWHERE,
    FILLERS,
    LEVELS,
    SECTIONS,
    SUMMARY,
    Field,
    PageTerms,
    page_terms,
    terms,
    tokens,
)
from packatlas.settings import Settings
from tests.conftest import ROOT
from tests.factories import pack, page, release

SETTINGS = Settings(as_of=date(2026, 11, 1))
ALL = (1 << SECTIONS) - 1


def files(*packs: Pack, pages: tuple[Page, ...] = ()) -> dict[str, Any]:
    catalog, _ = assemble(packs, pages, (), SETTINGS)
    made = texts.text(catalog, 1, Cache())
    return {
        file.path.removeprefix("search/"): json.loads(file.content) for file in made if isinstance(file.content, bytes)
    }


def decode(places: str) -> tuple[int, list[tuple[int, int, int]]]:
    """How many pages have a term; page, level and sections of those that are listed. Written from the description."""
    count = 0
    found: list[tuple[int, int, int]] = []
    for mark, digits in re.findall(r"([!\d])([^!\d]*)", places):
        numbers, value = [], 0
        for digit in map(ord, digits):
            value = value * 32 + digit - (60 if digit < 93 else 93)
            if digit >= 93:
                numbers.append(value)
                value = 0
        if mark == "!":
            (count,) = numbers
            continue
        before = -1
        for gap, sections in zip(numbers[::2], numbers[1::2], strict=True):
            before += gap + 1
            found.append((before, int(mark), sections))
    return count or len(found), found


def index(made: dict[str, Any]) -> dict[str, list[tuple[int, int, int]]]:
    """Where each term is found, over all shards; each one stands in the shard that the starts name."""
    starts = made["text.json"]["starts"]
    found: dict[str, list[tuple[int, int, int]]] = {}
    for name, shard in made.items():
        if not name.startswith("text-"):
            continue
        start = bytes.fromhex(name[5:-5]).decode("utf-8", "surrogatepass")
        for term, places in zip(shard["terms"].split(), shard["places"].split(), strict=True):
            assert term not in found
            assert max((s for s in starts if utf16(s) <= utf16(term)), key=utf16) == start
            found[term] = decode(places)[1]
    assert [utf16(start) for start in starts] == sorted(map(utf16, set(starts)))
    return found


def utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


# --- Terms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Calico", {"calico"}),
        ("externalTrafficPolicy", {"externaltrafficpolicy", "external", "traffic", "policy"}),
        ("hubble.relay.enabled", {"hubblerelayenabled", "hubble", "relay", "enabled"}),
        (
            "--scale-down-utilization-threshold=0.5",
            {"scaledownutilizationthreshold", "scale", "down", "utilization", "threshold", "0.5"},
        ),
        ("v1.16.6", {"1.16.6"}),
        ("3.30.2-rev2", {"3.30.2rev2", "3.30.2", "rev2"}),
        ("cilium-1.16.6", {"cilium1.16.6", "cilium", "1.16.6"}),
        ("CVE-2024-3094", {"cve2024.3094", "cve"}),
        ("quay.io/cilium/cilium:v1.16.6", {"quayio", "quay", "io", "cilium", "1.16.6"}),
        ("ArgoCD", {"argocd", "argo", "cd"}),
        ("HTTPRoute", {"httproute", "http", "route"}),
        ("KUBE_CONFIG", {"kubeconfig", "kube", "config"}),
        ("Résumé ﬁle", {"resume", "file"}),
        ("the way to it", {"way"}),
        ("a b c", set()),
        ("x" * 65, set()),
        ("日本語の", {"日本", "本語", "語の"}),
        ("Kubernetes集群", {"kubernetes", "集群"}),
        ("ガイド", {"ガイ", "イド"}),
        ("한국어", {"한국", "국어"}),
        ("Straße", {"strasse"}),
        ("…—!?", set()),
    ],
)
def test_a_text_is_found_by(written: str, found: set[str]) -> None:
    assert {term for token in tokens(written) for term in terms(token)} == found


def test_more_mentions_in_weightier_places_of_shorter_pages_say_more() -> None:
    def level(*fields: Field) -> int:
        page = page_terms(fields)
        return page.levels[page.terms.index("calico")]

    rest = Field("words " * 200, 1)
    once, thrice = Field("calico", 1), Field("calico calico calico", 1)
    assert level(once, rest) < level(thrice, rest) < level(Field("calico", 12), rest) < LEVELS
    assert level(once, rest, rest, rest, rest, rest) < level(once)


def test_a_page_knows_which_of_its_sections_has_a_term() -> None:
    page = page_terms(
        [
            Field("calico", 12, EVERYWHERE),
            Field("relay", 6, SUMMARY),
            Field("relay", 1, 1),
            Field("relay port", 1, 3),
            Field("port", 1, 3 + SECTIONS - 1),
        ]
    )
    assert dict(zip(page.terms, page.sections, strict=True)) == {"calico": ALL, "relay": 0b1011, "port": 0b1000}


def test_sections_keep_their_numbers_when_one_is_added() -> None:
    names = ["", "install", "usage", "parameters", "upgrade"]
    before = dict(zip(names, section_numbers(Section(name, name, "") for name in names), strict=True))
    names.insert(1, "new")
    after = dict(zip(names, section_numbers(Section(name, name, "") for name in names), strict=True))
    assert len(set(after.values())) == len(after)
    assert sum(before[name] != after[name] for name in before) <= 1


def test_all_sections_have_numbers() -> None:
    numbers = list(section_numbers(Section(f"s{number}", "", "") for number in range(4 * (SECTIONS - 1))))
    assert sorted(numbers) == sorted([*range(1, SECTIONS)] * 4)


def test_parameters_are_dotted_paths_without_the_name_of_the_chart() -> None:
    values = """\
pack:
  namespace: kube-system
charts:
  cilium:
    hubble:
      relay:
        enabled: true   # a: comment
    "quoted.key": x
    list:
      - name: one
        port: 1
    script: |
      inside: this is text
      more: text
    after: {flow: 1}
# commented: out
"""
    assert list(parameters(values)) == [
        "pack", "namespace", "pack.namespace", "charts", "cilium", "charts.cilium", "hubble", "relay", "hubble.relay",
        "enabled", "hubble.relay.enabled", "quoted.key", "list", "name", "list.name", "port", "list.port", "script",
        "after",
    ]  # fmt: skip


@pytest.mark.parametrize("values", ["", "{{ if x }}\n  a: {{ b }}\n", "\t:\n::\n- - a:\n", "key", "a:\nb:\n  c:"])
def test_no_text_is_too_odd_for_parameters(values: str) -> None:
    assert all(values.count(key.rpartition(".")[2]) for key in parameters(values))


# --- Laws of shards --------------------------------------------------------------------------------------------------

TERMS = st.text(st.sampled_from("ab.1é日￿\U00010400"), min_size=1, max_size=6)
PAGES = st.lists(
    st.dictionaries(TERMS, st.tuples(st.integers(0, LEVELS - 1), st.integers(1, ALL)), max_size=30), max_size=40
)


def page_of(said: dict[str, tuple[int, int]]) -> PageTerms:
    return PageTerms(tuple(said), bytes(level for level, _ in said.values()), tuple(bits for _, bits in said.values()))


@settings(deadline=None)
@given(PAGES.filter(len), st.data(), st.sampled_from([20, 100, 1000]), st.sampled_from([2, 4096]))
def test_an_edited_index_is_the_one_that_is_made_anew(
    pages: list[dict[str, tuple[int, int]]], data: st.DataObject, characters: int, most: int
) -> None:
    said = [page_of(page) for page in pages]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharding, "SHARD_CHARACTERS", characters)
        for module in (sharding, shard_edits, common_terms):
            patch.setattr(module, "MOST_PAGES", most)
        files = index_files(said)
        index = Index(shard_edits.lengths_of(files.values()), common(said))
        for _ in range(2):
            number = data.draw(st.integers(0, len(said) - 1))
            changed = page_of(data.draw(st.dictionaries(TERMS, st.tuples(st.integers(0, 9), st.integers(1, ALL)))))
            told = shard_edits.edit(number, said[number], changed, index, files.get)
            if told is None:
                return
            said[number] = changed
            files |= told
            assert files == index_files(said)
            assert index.lengths == shard_edits.lengths_of(files.values())


def common(said: list[PageTerms]) -> CommonTerms:
    """What is kept of the terms of which the index doesn't list all pages."""
    kept = CommonTerms(Cache())
    kept.begin(sharding.places(said))
    return kept


def index_files(said: list[PageTerms]) -> dict[str, bytes]:
    made = [texts.shard_file(shard, "edition") for shard in TextIndex(sharding.places(said)).shards()]
    return {file.path: file.content for file in made if isinstance(file.content, bytes)}


def test_words_of_a_usual_page_can_be_changed_alone() -> None:
    said = [page_of({f"word{number}{letter}": (3, 1) for letter in "abc"}) for number in range(500)]
    files = index_files(said)
    changed = page_of({"word7a": (3, 1), "word7b": (4, 1), "other": (1, 1)})
    index = Index(shard_edits.lengths_of(files.values()), common(said))
    told = shard_edits.edit(7, said[7], changed, index, files.get)
    assert told is not None
    assert {**files, **told} == index_files([*said[:7], changed, *said[8:]])


@settings(deadline=None)
@given(PAGES, st.sampled_from([20, 100, 1000]))
def test_every_term_of_every_page_is_found_in_just_one_shard(
    pages: list[dict[str, tuple[int, int]]], most: int
) -> None:
    said = [page_of(page) for page in pages]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharding, "SHARD_CHARACTERS", most)
        made = list(TextIndex(sharding.places(said)).shards())
    starts = [shard.start for shard in made]
    assert starts[:1] == [""]
    assert starts == sorted(set(starts), key=utf16)
    found: dict[str, list[tuple[int, int, int]]] = {}
    for shard, following in zip(made, [*starts[1:], None], strict=True):
        for term, places in shard.entries:
            assert term not in found
            assert utf16(shard.start) <= utf16(term)
            assert following is None or utf16(term) < utf16(following)
            found[term] = decode(places)[1]
    wanted = {(term, number, level, bits) for number, page in enumerate(pages) for term, (level, bits) in page.items()}
    assert {(term, *place) for term, places in found.items() for place in places} == wanted


def test_shards_are_no_longer_than_they_may_unless_a_single_term_is() -> None:
    said = [
        PageTerms(tuple(f"{word}{number}" for word in ("alpha", "beta", "al")), b"\0\0\0", (1, 1, 1))
        for number in range(3000)
    ]
    made = list(TextIndex(sharding.places(said)).shards())
    lengths = [sum(len(term) + len(places) + 2 for term, places in shard.entries) for shard in made]
    assert max(lengths) <= sharding.SHARD_CHARACTERS
    assert len(made) < 3 * sum(lengths) / sharding.SHARD_CHARACTERS


def test_a_word_that_nobody_had_used_moves_no_start() -> None:
    large: Found = {f"{beginning}{number}": 1 for beginning in ("la", "le", "li", "lo") for number in range(5000)}
    long = array("Q", range(0, 5000 << 20, 1 << 20))

    def starts(*more: str) -> list[str]:
        index = TextIndex(large | {"0": 1, "lem": long, "lux": long, "node": long} | dict.fromkeys(more, 1))
        return [shard.start for shard in index.shards()]

    assert {"l", "le", "lem", "li", "lo", "lu", "n"} <= set(starts())
    for new in ("a", "lb", "lf", "lhx", "lz", "mine", "zzz", "le4999a", "lo", "lemon", "luy", "nodes", "oil"):
        assert starts(new) == starts(), new


def test_terms_that_go_on_from_another_are_cut_all_the_same() -> None:
    said = [
        PageTerms(("re", "rea", f"re{number}", f"rea{number}"), b"\0\0\0\0", (1, 1, 1, 1)) for number in range(3000)
    ]
    made = list(TextIndex(sharding.places(said)).shards())
    for shard in made:
        short = [len(term) + len(places) + 2 for term, places in shard.entries if term not in ("re", "rea")]
        assert sum(short) <= sharding.SHARD_CHARACTERS


def test_terms_that_share_a_long_beginning_stay_together() -> None:
    said = [PageTerms((f"{'日' * 50}{number}",), b"\0", (1,)) for number in range(1000)]
    (made,) = TextIndex(sharding.places(said)).shards()
    assert len(made.entries) == 1000


def test_of_a_common_term_the_pages_that_say_most_are_listed() -> None:
    most = sharding.MOST_PAGES
    said = [PageTerms(("pod",), bytes([3 if number % 2 else 7]), (1,)) for number in range(most * 2 - 2)]
    (shard,) = TextIndex(sharding.places(said)).shards()
    count, places = decode(dict(shard.entries)["pod"])
    assert count == most * 2 - 2
    assert len(places) == most
    assert sorted(places)[:3] == [(0, 7, 1), (1, 3, 1), (2, 7, 1)]


def test_a_change_of_one_page_changes_few_shards() -> None:
    def made(changed: str) -> dict[str, Any]:
        said = (" ".join(f"word{number * 7 % 5000}x{place}" for place in range(40)) for number in range(600))
        packs = [pack(f"p{number:03}", body=body(text)) for number, text in enumerate(said)]
        return files(*packs[:-1], replace(packs[-1], body=body(changed)))

    before, after = made("something old"), made("something new")
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= {"text-.json"} | {
        f"text-{start.encode().hex()}.json" for start in before["text.json"]["starts"] if start[:1] in "no"
    }
    assert before["text.json"] == after["text.json"]


# --- Files -----------------------------------------------------------------------------------------------------------


def body(text: str, *more: Section) -> Body:
    return Body.of((f"<p>{text}</p>",), sections=(Section("", "", text), *more))


def some() -> tuple[Iterator[Pack], tuple[Page, ...]]:
    packs = (
        pack(
            "calico",
            aliases=("tigera",),
            tags=("network",),
            body=body("Routes between nodes.", Section("encrypt", "Encryption", "With WireGuard.")),
            releases=(
                release("3.31.4", fixes=("CVE-2026-12345",), values="felix:\n  logLevel: info\n"),
                release("3.30.2", notes="A hurried fix"),
            ),
        ),
        pack(
            "dex",
            releases=(
                release(
                    "2.1.0",
                    images=(ContainerImage("ghcr.io/dexidp/dex:v2.41.1", "pack.content.images"),),
                    inputs=(RequiredInput("issuer.host", "string"),),
                    presets=(Preset("ldap", "Directory", "", "connector:\n  kind: ldap\n"),),
                ),
            ),
        ),
    )
    return iter(packs), (page("guides/install", title="Install a cluster", body=body("Begin with an image.")),)


ISSUE = ["security/CVE-2026-12345/", "CVE-2026-12345"]


def test_pages_are_found_by_all_that_stands_on_them() -> None:
    packs, pages = some()
    made = files(*packs, pages=pages)
    found = {term: {page for page, *_ in places} for term, places in index(made).items()}
    directory = made["text.json"]
    assert directory["pages"] == 6
    assert directory["releases"] == [[0, 1], [1, 1]]
    assert made["pages-0.json"] == [
        ["packs/calico/3.31.4/", "Calico 3.31.4"],
        ["packs/dex/2.1.0/", "Dex 2.1.0"],
        ["guides/install/", "Install a cluster"],
        ISSUE,
    ]
    wanted = {
        "tigera": {0}, "network": {0}, "routes": {0}, "encryption": {0}, "wireguard": {0}, "3.30.2": {0},
        "hurried": {0},
        "cve2026.12345": {0, 2, 5}, "3.31.4": {0, 2}, "felixloglevel": {2}, "loglevel": {2},
        "dexidp": {3}, "2.41.1": {3}, "issuerhost": {3}, "directory": {3}, "connectorkind": {3},
        "cluster": {4}, "begin": {4}, "image": {4},
    }  # fmt: skip
    assert {term: found[term] for term in wanted} == wanted
    assert not FILLERS & found.keys()


def test_a_readme_that_releases_repeat_is_found_once() -> None:
    same, old = body("Repeated words."), body("Older words.")
    releases = (release("3.0.0", body=same), release("2.0.0", body=old), release("1.0.0", body=old))
    found = index(files(pack(body=same, source="", releases=releases)))
    assert [page for page, *_ in found["repeated"]] == [0]
    assert [page for page, *_ in found["older"]] == [2]


def test_an_empty_catalog_has_an_empty_index() -> None:
    made = files()
    assert made["text.json"]["starts"] == [""]
    assert made["text-.json"]["terms"] == ""


def test_the_order_of_the_input_does_not_matter() -> None:
    packs = [pack(name, body=body(f"All about {name}."), tags=(name,)) for name in ("one", "two", "three")]
    pages = (page("a"), page("b"))
    assert files(*packs, pages=pages) == files(*reversed(packs), pages=pages[::-1])


def test_all_files_are_of_the_edition_of_the_packs() -> None:
    catalog, _ = assemble([pack("a")], (), (), SETTINGS)
    made = files(pack("a"))
    assert made["text.json"]["edition"] == made["text-.json"]["edition"] == edition(catalog)


def test_every_key_is_described_and_typed() -> None:
    made = files(pack(releases=(release(values="a: 1"),)))
    described = re.findall(r"^\| `(\w+)`", texts.__doc__ or "", re.MULTILINE)
    assert described == [*made["text.json"], *made["text-.json"]]
    script = (ROOT / "assets" / "search-text.js").read_text(encoding="utf-8")
    typedef = script[: script.index("TextIndex\n")].rpartition("@typedef")[2]
    assert set(re.findall(r"(\w+): ", typedef)) == set(made["text.json"])
