"""Assembling: documents of one name joined, references resolved, clashes reported, order irrelevant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import Catalog, assemble
from packatlas.errors import Location, Problem, Severity
from packatlas.model import Constraint, ConstraintType, Layer, Pack, Status, Verification
from packatlas.policy import Shield
from packatlas.settings import Settings
from packatlas.versions import Version
from tests.factories import body, pack, release

SETTINGS = Settings(as_of=date(2026, 11, 23))
RECORD = Verification(date(2026, 11, 1), "Example Platform Team")


def catalog(*packs: Pack) -> tuple[Catalog, tuple[Problem, ...]]:
    return assemble(packs, (), (), SETTINGS)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def folder(name: str, version: str, **changes: object) -> Pack:
    """What one registry folder says of a pack."""
    place = Location(f"registry/{name}-{version}/pack.json", 1)
    found = release(version, location=place, registry="central", values="charts: {}\n")
    return pack(name, origin="registry", source="", location=place, releases=(found,), **changes)


def need(name: str, kind: ConstraintType = ConstraintType.REQUIRED, low: str = "", high: str = "") -> Constraint:
    return Constraint(name, None, kind, low, high, Location("content/packs/addon/demo.md", 9))


def test_layers_come_in_stack_order_and_kernel_stands_under_the_operating_system() -> None:
    made, _ = catalog(
        pack("a-tool"),
        pack("calico", layer=Layer.CNI),
        pack("linux", layer=Layer.KERNEL),
        pack("ubuntu", layer=Layer.OS),
    )
    assert [p.name for p in made.packs] == ["linux", "ubuntu", "calico", "a-tool"]
    assert [(shelf.layer.value, len(shelf.packs)) for shelf in made.shelves] == [
        ("os", 2), ("k8s", 0), ("cni", 1), ("csi", 0), ("addon", 1),
    ]  # fmt: skip


def test_verified_packs_are_counted_by_layer_amber_ones_too() -> None:
    late = Verification(date(2026, 1, 1), "Example Platform Team")
    made, _ = catalog(pack("a", verification=RECORD), pack("b", verification=late), pack("c"))
    assert made.shelves[-1].verified == 2
    assert made.standings["b"].shield is Shield.OVERDUE


def test_page_and_registry_of_one_name_become_one_pack() -> None:
    page = pack("calico", title="Calico", verification=RECORD, description="", releases=(), body=body("<p>Page</p>"))
    made, problems = catalog(
        folder("calico", "3.30.2", description="From the registry.", publisher="tigera"),
        folder("calico", "3.31.4"),
        page,
    )
    joined = made.by_name["calico"]
    assert not problems
    assert joined.title == "Calico"
    assert joined.verification == RECORD
    assert joined.publisher == "tigera"
    assert joined.body == body("<p>Page</p>")
    assert [r.version.text for r in joined.releases] == ["3.31.4", "3.30.2"]


def test_a_description_is_the_first_sentence_of_the_body_only_if_both_are_of_one_document() -> None:
    page = pack("calico", description="", releases=())
    registry = folder("calico", "3.30.2", described=False, description="Connects pods.", body=body())
    for stated, expected in (
        (page, False),
        (replace(page, description="Routes packets."), True),
        (replace(page, body=body("<p>See notes.</p>")), True),
    ):
        joined, _ = catalog(stated, registry)
        assert joined.packs[0].described is expected


def test_what_a_page_says_of_a_release_joins_what_the_registry_has() -> None:
    stated = release("v3.31.4", notes="Fixes routing.", released=date(2026, 10, 10), status=Status.DEPRECATED)
    made, problems = catalog(pack("calico", releases=(stated,)), folder("calico", "3.31.4"))
    only = made.by_name["calico"].releases
    assert not problems
    assert len(only) == 1
    assert (only[0].notes, only[0].values, only[0].status) == ("Fixes routing.", "charts: {}\n", Status.DEPRECATED)


def test_latest_is_the_newest_stable_active_release() -> None:
    releases = (
        release("1.0.0"), release("1.2.0", status=Status.DEPRECATED), release("1.3.0-rc.1"), release("1.1.0"),
    )  # fmt: skip
    made, _ = catalog(pack(releases=releases))
    latest = made.by_name["demo"].latest
    assert latest is not None
    assert latest.version == Version("1.1.0")


def test_second_page_for_a_name_is_an_error_that_names_both_places() -> None:
    twin = pack(location=Location("content/other.md", 1))
    made, problems = catalog(pack(), twin)
    assert codes(problems)[0] == "PA080"
    assert problems[0].location == Location("content/packs/addon/demo.md", 1)
    assert problems[0].related == (Location("content/other.md", 1),)
    assert len(made.packs) == 1


def test_release_stated_twice_on_pages_is_an_error_in_registries_a_warning() -> None:
    _, page_faults = catalog(pack(releases=(release("1.0.0"), release("v1.0"))))
    second = folder("calico", "1.0.0")
    _, registry_faults = catalog(folder("calico", "1.0.0"), second)
    assert [(p.code, p.severity) for p in page_faults] == [("PA081", Severity.ERROR)]
    assert [(p.code, p.severity) for p in registry_faults] == [("PA081", Severity.WARNING)]


def test_documents_that_disagree_about_the_layer() -> None:
    _, problems = catalog(pack("calico", layer=Layer.CNI, releases=()), folder("calico", "1.0.0", layer=Layer.CSI))
    assert codes(problems) == ["PA082"]


def test_names_that_differ_only_in_case() -> None:
    _, problems = catalog(pack("Calico"), pack("calico"))
    assert codes(problems) == ["PA083"]


def test_aliases_lead_to_their_pack_and_clash_with_names() -> None:
    made, problems = catalog(pack("cni-calico", aliases=("calico",)), pack("flannel", aliases=("cni-calico",)))
    assert dict(made.aliases) == {"calico": "cni-calico"}
    assert codes(problems) == ["PA084"]


def test_constraints_are_joined_both_ways_through_aliases() -> None:
    made, problems = catalog(
        pack("kubernetes", layer=Layer.K8S, aliases=("k8s",)),
        pack("demo", releases=(release(requires=(need("k8s"),)),)),
    )
    assert not problems
    assert [(n.pack, n.version) for n in made.needed_by["kubernetes"]] == [("demo", "1.0.0")]


def test_lifecycle_is_applied_on_the_day_of_the_build() -> None:
    made, _ = catalog(pack(releases=(release(status=Status.DEPRECATED, since=date(2026, 6, 1)),)))
    assert made.by_name["demo"].releases[0].status is Status.DISABLED


DOCUMENTS = (
    pack("a", aliases=("x",)), pack("b", aliases=("x", "a")), folder("a", "1.0.0"), folder("a", "2.0.0", title="Other"),
    folder("b", "1.0.0"), folder("c", "1.0.0", layer=Layer.CSI), pack("c", releases=(release(requires=(need("zz"),)),)),
    Pack("a", "A twin", Layer.CNI, Location("content/a.md", 1), "page"), folder("a", "v1.0"),
)  # fmt: skip


@given(st.permutations(DOCUMENTS))
def test_the_order_of_the_input_does_not_matter(documents: list[Pack]) -> None:
    made, problems = catalog(*documents)
    expected, faults = catalog(*DOCUMENTS)
    assert made.packs == expected.packs
    assert dict(made.aliases) == dict(expected.aliases)
    assert dict(made.needed_by) == dict(expected.needed_by)
    assert sorted(map(str, problems)) == sorted(map(str, faults))


def test_a_logo_of_the_newest_release_serves_a_page_without_one() -> None:
    old, new = folder("a", "1.0.0", logo=Path("old.png")), folder("a", "2.0.0", logo=Path("new.png"))
    made, _ = catalog(pack("a"), old, new)
    assert made.by_name["a"].logo == Path("new.png")


def test_of_two_pages_the_one_with_a_verification_counts() -> None:
    evil = pack("calico", source="packs/aaa/evil.md", location=Location("content/packs/aaa/evil.md", 1), title="Evil")
    real = pack("calico", location=Location("content/packs/cni/calico.md", 1), title="Calico", verification=RECORD)
    made, problems = catalog(evil, real)
    assert made.by_name["calico"].title == "Calico"
    assert [(p.code, p.location.path) for p in problems] == [("PA080", "content/packs/aaa/evil.md")]


def test_a_folder_whose_name_differs_in_case_cannot_take_a_verified_packs_place() -> None:
    made, problems = catalog(pack("calico", title="zz", verification=RECORD), folder("CALICO", "9.9.9", title="A"))
    assert [p.name for p in made.packs] == ["calico"]
    assert [(p.code, p.severity) for p in problems] == [("PA083", Severity.WARNING)]


def test_a_verified_packs_alias_counts_before_that_of_others() -> None:
    other = pack("other", layer=Layer.OS, title="00", aliases=("calico",))
    made, problems = catalog(other, pack("cni-calico", aliases=("calico",), verification=RECORD))
    assert made.aliases["calico"] == "cni-calico"
    assert codes(problems) == ["PA084"]


def test_a_second_registry_that_adds_to_a_verified_pack_is_reported() -> None:
    page = pack("calico", releases=(), verification=RECORD)
    stranger = folder("calico", "99.0.0")
    stranger = replace(stranger, releases=tuple(replace(r, registry="stranger") for r in stranger.releases))
    _, problems = catalog(page, folder("calico", "3.31.4"), stranger)
    assert codes(problems) == ["PA086"]
    assert "central, stranger" in problems[0].message
