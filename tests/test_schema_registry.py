"""What stands beside a `pack.json`, and in it: read as far as it goes, with warnings for the rest."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from packatlas import json_loader
from packatlas.errors import Severity
from packatlas.model import Component, ConstraintType, Layer, Pack, Preset, RequiredInput, Resource, Status
from packatlas.schema import pack_files, pack_json
from packatlas.schema.names import pack_name_fault, tag_slug, unportable, version_fault

SOUND = {"name": "demo", "displayName": "Demo", "version": "1.10", "layer": "addon"}


def read(**changes: Any) -> tuple[Pack | None, list[str]]:
    """The pack of a `pack.json` and what is said about it."""
    stated = {key: value for key, value in {**SOUND, **changes}.items() if value is not ...}
    tree, faults = json_loader.load(json.dumps(stated, indent=1), "demo/pack.json")
    fields, problems = pack_json.read_fields(tree)
    found = pack_json.to_pack(fields, tree, "central") if fields else None
    return found, [str(problem) for problem in (*faults, *problems)]


def made(**changes: Any) -> Pack:
    found, problems = read(**changes)
    assert problems == []
    assert found is not None
    return found


def test_a_pack_json_makes_a_pack_with_one_release() -> None:
    pack = made(
        charts=["charts/demo.tgz"], kubeManifests=["m.yaml"], cloudTypes=["AWS", "all"], addonType="App services"
    )
    (release,) = pack.releases
    assert (pack.name, pack.title, pack.layer, pack.addon_type) == ("demo", "Demo", Layer.ADDON, "app-services")
    assert (release.version.text, release.registry, release.clouds) == ("1.10", "central", ("aws", "all"))
    assert (release.charts, release.manifests) == (("charts/demo.tgz",), ("m.yaml",))
    assert str(release.location) == "demo/pack.json:4:13"
    assert pack.verification is None


def test_annotations_say_who_where_and_what() -> None:
    pack = made(
        annotations={
            "source": "spectrocloud", "contributor": "Someone", "docsURL": "https://docs.example/x",
            "description": "What it is", "architecture": "arm64", "anything": "else", "disabled": False,
        }
    )  # fmt: skip
    assert (pack.publisher, pack.description, pack.architectures) == ("Someone", "What it is", ("arm64",))
    assert pack.links == pack.releases[0].links == (("Documentation", "https://docs.example/x"),)
    assert pack.verification is None


@pytest.mark.parametrize("stated", ["x" * 65, "con", "AUX"])
def test_an_addon_type_that_cannot_be_part_of_an_address_is_left_out(stated: str) -> None:
    pack, (problem,) = read(addonType=stated)
    assert pack is not None
    assert pack.addon_type == ""
    assert problem.startswith("demo/pack.json:6:15 PA067 warning: the add-on type '")
    assert "cannot be part of an address (choose another one: " in problem


@pytest.mark.parametrize(
    ("annotations", "status"),
    [
        ({}, Status.ACTIVE),
        ({"system_state": "deprecated"}, Status.DEPRECATED),
        ({"system_state": "deleted", "disabled": "true"}, Status.DELETED),
        ({"system_state": "deprecated", "disabled": "true"}, Status.DISABLED),
        ({"disabled": "false"}, Status.ACTIVE),
    ],
)
def test_the_status_comes_from_annotations(annotations: dict[str, str], status: Status) -> None:
    assert made(annotations=annotations).releases[0].status is status


def test_constraints_are_read() -> None:
    release = made(
        kubeVersion=">=1.26.0-0",
        constraints={
            "dependencies": [{"packName": "kubernetes", "layer": "k8s", "minVersion": "1.27", "type": "optional"}],
            "resources": [
                {"type": "cpu", "minLimit": 100},
                {"type": "memory", "components": [{"scheduleType": "all", "resourceRequestParamRef": "a.b"}]},
            ],
        },
    ).releases[0]
    (constraint,) = release.requires
    assert (constraint.pack, constraint.layer, constraint.type) == ("kubernetes", Layer.K8S, ConstraintType.OPTIONAL)
    assert (constraint.min, constraint.max, constraint.location.line) == ("1.27", "", 10)
    assert release.resources == (Resource("cpu", 100), Resource("memory", None, (Component("all", "a.b"),)))
    assert release.kubernetes == ">=1.26.0-0"


@pytest.mark.parametrize("eol", ["", " "])
def test_an_empty_end_of_life_says_nothing(eol: str) -> None:
    assert made(eol=eol).releases[0].notes == ""


def test_a_stated_end_of_life_is_shown() -> None:
    assert made(eol="2026-12-31").releases[0].notes == "End of life: 2026-12-31."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ...}, "demo/pack.json:1:1 PA010 error: the key 'name' is missing"),
        ({"version": ...}, "demo/pack.json:1:1 PA010 error: the key 'version' is missing"),
        ({"layer": "adon"}, "demo/pack.json:5:11 PA012 error: unknown layer 'adon' (did you mean 'addon'?)"),
        ({"name": "../up"}, "demo/pack.json:2:10 PA065 error: '../up' cannot be a pack's name (up to 128 letters"),
        ({"name": "nul"}, "demo/pack.json:2:10 PA065 error: 'nul' cannot be a pack's name (the name 'nul' is reserved"),
        ({"version": "1/2"}, "demo/pack.json:4:13 PA065 error: '1/2' cannot be a version"),
        ({"version": ["1"]}, "demo/pack.json:4:13 PA011 error: 'version' should be a text, not a list"),
    ],
)
def test_without_name_version_or_layer_there_is_no_pack(changes: dict[str, Any], expected: str) -> None:
    pack, problems = read(**changes)
    assert pack is None
    assert [problem[: len(expected)] for problem in problems] == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"displayName": ...}, "demo/pack.json:1:1 PA065 warning: the pack has no displayName"),
        ({"displayName": ["x"]}, "demo/pack.json:3:17 PA011 warning: 'displayName"),
        ({"cloudTypes": ["azrue"]}, "demo/pack.json:7:3 PA066 warning: unknown cloud 'azrue' (did you mean 'azure'?)"),
        ({"addonType": "magic"}, "demo/pack.json:6:15 PA067 warning: unknown add-on type 'magic'"),
        ({"kubeVersion": "new"}, "demo/pack.json:6:17 PA064 warning: 'new' is not a range of versions"),
        (
            {"annotations": {"docsURL": "javascript:x"}},
            "demo/pack.json:7:14 PA064 warning: 'javascript:x' is not a link",
        ),
        ({"annotations": {"system_state": "odd"}}, "demo/pack.json:7:19 PA064 warning: unknown system_state 'odd'"),
        (
            {"annotations": ["x"]},
            "demo/pack.json:6:17 PA011 warning: 'annotations' should be keys and values",
        ),
        ({"charts": [["x"]]}, "demo/pack.json:7:3 PA011 warning: 'charts[1]' should be a text, not a list"),
        (
            {"constraints": {"dependencies": [{"packName": "k"}]}},
            "demo/pack.json:8:4 PA072 warning: the dependency on 'k' has no type",
        ),
        (
            {"constraints": {"dependencies": [{"type": "required"}]}},
            "demo/pack.json:8:4 PA010 warning: the key 'packName' is missing in 'constraints.dependencies[1]'",
        ),
        (
            {"constraints": {"resources": [{"type": "gpu", "minLimit": 1}]}},
            "demo/pack.json:9:13 PA011 warning: 'constraints.resources[1].type' should be 'cpu',",
        ),
    ],
)
def test_what_a_page_can_do_without_is_a_warning(changes: dict[str, Any], expected: str) -> None:
    pack, problems = read(**changes)
    assert pack is not None
    assert expected in [problem[: len(expected)] for problem in problems]
    assert not any(" error: " in problem for problem in problems)


def test_one_bad_dependency_does_not_cost_the_others() -> None:
    listed = [
        {"packName": "a", "type": "required"},
        {"packName": "b", "type": "odd"},
        {"packName": "c", "type": "upgrade"},
    ]
    pack, problems = read(constraints={"dependencies": listed})
    assert pack is not None
    assert [one.pack for one in pack.releases[0].requires] == ["a", "c"]
    assert [problem.split(" ")[1] for problem in problems] == ["PA016"]


def test_a_pack_json_that_is_a_list_is_refused() -> None:
    tree, _ = json_loader.load("[1]", "p.json")
    fields, problems = pack_json.read_fields(tree)
    assert fields is None
    assert [problem.code for problem in problems] == ["PA064"]


# --- The files beside it -------------------------------------------------------------------------------------------


def test_presets_are_read_and_bad_ones_left_out() -> None:
    text = (
        "presets:\n- name: a\n  displayName: A one\n  group: G\n  add: |\n    x: 1\n  remove: [b.c]\n- displayName: B\n"
    )
    found, problems = pack_files.presets(text, "presets.yaml")
    assert found == (Preset("a", "A one", "G", "x: 1\n", ("b.c",)),)
    assert [str(problem) for problem in problems] == [
        "presets.yaml:8:3 PA010 warning: the key 'name' is missing in 'presets[2]' (add it)"
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("{{ required }}", RequiredInput("p", "", required=True)),
        ("{{ readonly }}", RequiredInput("p", "", readonly=True)),
        ('{{ required | format "${string}" }}', RequiredInput("p", "string", required=True)),
        ('{{ format "${number:[5000-5005]}" }}', RequiredInput("p", "number [5000-5005]")),
        ('{{ format "${string:/^a|b$/}" | hints "a" "say \\"b\\"" }}',
         RequiredInput("p", "string /^a|b$/", hints=("a", 'say "b"'))),
        ('{{required|format "${list:[A,B]}"|hints "x | y"}}',
         RequiredInput("p", "list [A,B]", required=True, hints=("x | y",))),
        ('{{ format "odd" }}', RequiredInput("p", "odd")),
        ("required", None),
        ("{{ required || }}", None),
        ('{{ hints "open }}', None),
    ],
)  # fmt: skip
def test_the_language_of_schema_yaml(expression: str, expected: RequiredInput | None) -> None:
    assert pack_files.parse_expression("p", expression) == expected


def test_a_schema_that_cannot_be_read_is_left_out() -> None:
    text = "a.b:\n  schema: '{{ required }}'\nc.d:\n  schema: nonsense\ne: 3\n"
    found, problems = pack_files.required_inputs(text, "schema.yaml")
    assert [one.path for one in found] == ["a.b"]
    assert [(problem.code, problem.location.line, problem.severity) for problem in problems] == [
        ("PA069", 4, Severity.WARNING), ("PA069", 5, Severity.WARNING),
    ]  # fmt: skip


def test_history_gives_dates_by_folder() -> None:
    text = '{"a-1": {"added": "2026-01-02", "changed": "2026-02-03"}, "b": {"added": "soon"}, "c": 3}'
    found, problems = pack_files.history(text, "history.json")
    assert found["a-1"] == pack_files.Dates(date(2026, 1, 2), date(2026, 2, 3))
    assert (found["b"].added, found["c"].added) == (None, None)
    assert [str(problem)[:45] for problem in problems] == ["history.json:1:74 PA071 warning: 'added' is n"]


# --- Names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["con", "CON.txt", "nul.md", "com1", "LPT9.tar.gz", "a.", "a ", " a", "a:b", "a\x07", "x" * 256]
)
def test_names_that_some_systems_refuse(name: str) -> None:
    assert unportable(name)


@pytest.mark.parametrize(
    "name", ["console", "com10", "a.con", "nul-1.0", "Größe.png", "vsphere_noprovisioner_csi_1.0.0"]
)
def test_names_that_every_system_takes(name: str) -> None:
    assert not unportable(name)


def test_registries_may_use_capital_letters_and_pages_may_not() -> None:
    assert pack_name_fault("Demo")
    assert not pack_name_fault("Demo", from_registry=True)


@pytest.mark.parametrize("version", ["1.10", "v1.8.7", "2.0.1-up.1", "0.30.0-5.5.2026", "1.27.x", "1.0.0+b_1"])
def test_real_versions_are_safe(version: str) -> None:
    assert not version_fault(version)


@pytest.mark.parametrize(
    ("tag", "slug"),
    [("Network Policy", "network-policy"), ("C++", "c"), ("v1.2", "v1.2"), ("Größe", "grösse"), ("CON", "con-tag")],
)
def test_tags_become_addresses(tag: str, slug: str) -> None:
    assert tag_slug(tag) == slug
