"""`catalog.yaml` becomes settings, or every fault of it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from packatlas.configuration import load_settings
from packatlas.errors import SiteError
from packatlas.schema.export import json_schemas
from packatlas.settings import LayerWords, NavigationLink, Policy, Settings


def loaded(folder: Path, text: str) -> Settings:
    (folder / "catalog.yaml").write_text(text, "utf-8")
    return load_settings(folder)


def told(folder: Path, text: str) -> list[str]:
    """The faults of a catalog.yaml without the path before them."""
    with pytest.raises(SiteError) as caught:
        loaded(folder, text)
    return sorted(str(problem).partition("catalog.yaml:")[2] for problem in caught.value.problems)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(content=tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_says_nothing(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text) == Settings(content=tmp_path)


def test_everything_that_it_says_is_taken(tmp_path: Path) -> None:
    (tmp_path / "packs-here").mkdir()
    settings = loaded(
        tmp_path,
        """\
title: Packs
description: All of them.
base_url: https://packs.example/docs
publisher: Team
notice: A sentence.
repository: https://git.example/p
edit_url: https://git.example/p/edit/{path}
navigation: [{label: Guide, page: guides/start}, {label: Code, url: "https://git.example/"}]
sources: [packs-here, {path: packs-here, name: Central}]
layers: {cni: {title: Networking, description: The wires.}, kernel: {title: Kernels}}
policy: {update_weeks: 10, deprecated_months: 4}
redirects:
  /old/guide.md: guides/new#here
  was/there.html: packs/demo
""",
    )
    assert [(one.address, one.text, one.target, one.location.line) for one in settings.redirects] == [
        ("old/guide/", "/old/guide.md", "guides/new#here", 13),
        ("was/there.html", "was/there.html", "packs/demo", 14),
    ]
    assert (settings.base_url, settings.base_path) == ("https://packs.example/docs/", "/docs/")
    assert settings.edit_url == "https://git.example/p/edit/{path}"
    assert settings.navigation == (
        NavigationLink("Guide", "guides/start"),
        NavigationLink("Code", "https://git.example/"),
    )
    assert [(source.path, source.name) for source in settings.registries] == [
        (tmp_path / "packs-here", "packs-here"), (tmp_path / "packs-here", "Central"),
    ]  # fmt: skip
    assert settings.layers == (LayerWords("kernel", "Kernels"), LayerWords("cni", "Networking", "The wires."))
    assert settings.policy == Policy(update_weeks=10, deprecated_months=4)


def test_every_fault_is_told(tmp_path: Path) -> None:
    text = "titel: x\nbase_url: ftp://x\nedit_url: https://x/\npolicy: {update_weeks: eight}\ntitle: a\ntitle: b\n"
    assert [line.partition(" error")[0] for line in told(tmp_path, text)] == [
        "1:1 PA009", "2:11 PA017", "3:11 PA170", "4:24 PA011", "6:1 PA004",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sources: [../nowhere]", "1:11 PA171 error: there is no folder '../nowhere'"),
        ("policy: {update_weeks: 4}", "1:9 PA170 error: 'due_soon_weeks' is more than 'update_weeks'"),
        ("navigation: [{label: A}]", "1:14 PA170 error: the navigation entry 'A' leads nowhere"),
        (
            "navigation: [{label: A, page: x, url: 'https://x.example'}]",
            "1:14 PA170 error: an entry leads to a page or",
        ),
        ("base_url: https://x.example/?a", "1:11 PA017 error: 'base_url': 'https://x.example/?a' is not the address"),
        ("- a", "1:1 PA011 error: the file should be keys and values, not a list"),
        ("layers: {netwrok: {title: x}}", "1:10 PA012 error: unknown layer 'netwrok' (did you mean 'cni'?)"),
        ("layers: {os: {titel: x}}", "1:15 PA009 error: unknown key 'titel' in 'layers.os' (did you mean 'title'?)"),
        ("layers: {os: Linux}", "1:14 PA011 error: 'layers.os' should be keys and values, not the text 'Li"),
        ("layers: {kernel: {description: x}}", "1:32 PA170 error: the layer 'kernel' has no page of its own"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = told(tmp_path, text)
    assert found.startswith(expected)


def test_a_file_of_nearly_that_name_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "catalog.yml").write_text("title: x", "utf-8")
    with pytest.raises(SiteError, match=r"PA170 error: catalog\.yml is not read \(rename it to catalog\.yaml\)"):
        load_settings(tmp_path)


def test_the_exported_schemas_describe_every_key() -> None:
    schemas = json_schemas()
    assert set(schemas) == {"frontmatter", "page", "catalog"}
    for schema in schemas.values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["additionalProperties"] is False
        for part in (schema, *schema.get("$defs", {}).values()):
            assert all("description" in key for key in part.get("properties", {}).values())
    assert "layer" in schemas["frontmatter"]["required"]
    level = schemas["frontmatter"]["$defs"]["CisRecord"]["properties"]["level"]["anyOf"][0]
    assert (level["minimum"], level["maximum"]) == (1, 2)


def test_an_old_address_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    assert told(tmp_path, "redirects:\n  /: a\n  ../x: b\n  /a?b=c: d\n  /fine: e\n") == [
        "2:3 PA014 error: the redirect '/' cannot be an address (it is the address of the home page)",
        "3:3 PA014 error: the redirect '../x' cannot be an address (it leads out of the site)",
        "4:3 PA014 error: the redirect '/a?b=c' cannot be an address "
        "(letters, digits, hyphens and dots only, with / between them)",
    ]
