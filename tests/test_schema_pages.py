"""Frontmatter of packs and pages: what it makes, and every fault with its place and way out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas import yaml_loader
from packatlas.errors import Severity
from packatlas.model import Benchmark, ConstraintType, Layer, Pack, Status
from packatlas.schema import pack_page, plain_page
from packatlas.schema.slug import slug_path

FULL = """\
title: Calico
name: cni-calico
description: >
  Networking
  and policy.
layer: cni
publisher: Example Platform Team
clouds: [aws, vSphere]
architectures: [amd64, arm64]
fips: false
tags: [Network Policy, eBPF, network policy]
aliases: [calico, /integrations/calico/]
replaced_by: cni-calico-v2
links: {Documentation: "https://docs.example/calico", Write: "mailto:packs@example.org"}
verification:
  verified_on: 2026-10-12
  by: Example Platform Team
  cis: {benchmark: CIS Kubernetes, version: 2.10, level: 1}
  evidence: https://evidence.example/1
releases:
  - version: 3.10
    released: 2026-10-10
    status: deprecated
    since: 2026-11-01
    kubernetes: ">=1.30 <1.35"
    requires: [{pack: kubernetes, layer: k8s, min: "1.30", max: "", type: not-supported}]
    fixes: [cve-2026-12345, GHSA-CFGH-2345-6789]
    notes: One line.
last_update: {date: 2026-10-13, author: someone}
sidebar_custom_props: {icon: x}
"""


def made(text: str) -> Pack:
    """The pack of a sound frontmatter that begins in line 2, as in a page."""
    tree, faults = yaml_loader.load(text, "p.md", 2)
    fields, problems = pack_page.read_fields(tree)
    assert [str(problem) for problem in (*faults, *problems)] == []
    assert fields is not None
    return pack_page.to_pack(fields, tree, "stem")


def told(text: str) -> list[str]:
    """The problems of a frontmatter, in the order of their places."""
    fields, problems = pack_page.read_fields(yaml_loader.load(text, "p.md", 2)[0])
    assert (fields is None) == any(problem.severity is Severity.ERROR for problem in problems)
    return [str(problem) for problem in sorted(problems, key=lambda problem: problem.location)]


def test_a_full_page_makes_a_full_pack() -> None:
    pack = made(FULL)
    assert (pack.name, pack.title, pack.layer, pack.origin) == ("cni-calico", "Calico", Layer.CNI, "page")
    assert pack.description == "Networking and policy."
    assert pack.clouds == ("aws", "vsphere")
    assert pack.tags == ("network-policy", "ebpf")
    assert pack.aliases == ("calico", "/integrations/calico/")
    assert pack.fips is False
    assert pack.links == (("Documentation", "https://docs.example/calico"), ("Write", "mailto:packs@example.org"))
    assert pack.updated == date(2026, 10, 13)


def test_a_verification_keeps_its_record_and_place() -> None:
    verification = made(FULL).verification
    assert verification is not None
    assert (verification.verified_on, verification.by) == (date(2026, 10, 12), "Example Platform Team")
    assert verification.cis == Benchmark("CIS Kubernetes", "2.10", 1)
    assert str(verification.location) == "p.md:16:1"


def test_a_release_keeps_its_version_as_written() -> None:
    (release,) = made(FULL).releases
    assert (release.version.text, str(release.location)) == ("3.10", "p.md:22:5")
    assert (release.status, release.since) == (Status.DEPRECATED, date(2026, 11, 1))
    assert release.fixes == ("CVE-2026-12345", "GHSA-cfgh-2345-6789")
    (constraint,) = release.requires
    assert (constraint.pack, constraint.type, constraint.min) == ("kubernetes", ConstraintType.NOT_SUPPORTED, "1.30")
    assert str(constraint.location) == "p.md:27:23"


def test_the_file_names_a_pack_that_has_no_name() -> None:
    assert made("layer: os").name == "stem"


def test_one_text_is_a_list_of_one() -> None:
    assert made("layer: os\ntags: linux\nclouds: all").tags == ("linux",)


@pytest.mark.parametrize("kind", ["app-services", "App Services", "app services", "AppServices"])
def test_an_addon_type_has_one_spelling(kind: str) -> None:
    assert made(f"layer: addon\naddon_type: {kind}").addon_type == "app-services"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("layer: netwrok", "p.md:2:8 PA012 error: unknown layer 'netwrok' (did you mean 'cni'?)"),
        ("layer: storage", "p.md:2:8 PA012 error: unknown layer 'storage' (did you mean 'csi'?)"),
        ("layer: Kubernetes", "p.md:2:8 PA012 error: unknown layer 'Kubernetes' (did you mean 'k8s'?)"),
        ("layer: operating system", "p.md:2:8 PA012 error: unknown layer 'operating system' (did you mean 'os'?)"),
        ("layer: zzzz", "p.md:2:8 PA012 error: unknown layer 'zzzz' (one of kernel, os, k8s, cni, csi, addon)"),
        ("title: x", "p.md:2:1 PA010 error: the key 'layer' is missing (add it: place in the stack, one of"),
        ("layer: os\ntitle:", None),
        ("layer: os\ntitle: ''", "p.md:3:8 PA010 error: 'title' is empty (give it a value, or remove it)"),
        ("layer: os\ntitle: [a]", "p.md:3:8 PA011 error: 'title' should be a text, not a list"),
        (f"layer: os\ntitle: {'x' * 201}", "p.md:3:8 PA018 error: 'title' is longer than 200 characters (shorten it)"),
        ("layer: os\nverfication: x", "p.md:3:1 PA009 error: unknown key 'verfication' (did you mean 'verification'?)"),
        ("layer: os\nzzz: x", "p.md:3:1 PA009 error: unknown key 'zzz' (remove it, or begin it with 'x-')"),
        ("layer: addon\naddon_type: montoring", "p.md:3:13 PA013 error: unknown add-on type 'montoring' (did you mean"),
        ("layer: cni\naddon_type: ingress", "p.md:3:1 PA019 error: 'addon_type' is for add-ons, and this pack's layer"),
        ("layer: os\nname: Ubuntu", "p.md:3:7 PA014 error: 'Ubuntu' cannot be a pack's name (up to 128 small letters"),
        ("layer: os\nname: con", "p.md:3:7 PA014 error: 'con' cannot be a pack's name (the name 'con' is reserved on "),
        ("layer: os\nname: a..b", "p.md:3:7 PA014 error: 'a..b' cannot be a pack's name"),
        ("layer: os\nreplaced_by: ../x", "p.md:3:14 PA014 error: '../x' cannot be a pack's name"),
        ("layer: os\naliases: [a/../b]", "p.md:3:11 PA014 error: 'a/../b' cannot be an alias"),
        ("layer: os\ntags: ['!!']", "p.md:3:8 PA014 error: '!!' cannot be a tag"),
        ("layer: os\nfips: yes", "p.md:3:7 PA011 error: 'fips': 'yes' is neither true nor false (write true or false)"),
        ("layer: os\narchitectures: [x86_64]", "p.md:3:17 PA016 error: unknown architecture 'x86_64' (did you mean 'a"),
        ("layer: os\nclouds: [azrue]", "p.md:3:10 PA066 warning: unknown cloud 'azrue' (did you mean 'azure'?)"),
        ("layer: os\nlinks: {A: 'javascript:x'}", "p.md:3:12 PA017 error: 'links.A': 'javascript:x' is not a link: th"),
        ("layer: os\nlinks: {A: '//x.example'}", "p.md:3:12 PA017 error: 'links.A': '//x.example' is not a link: it h"),
        ("layer: os\nlinks: {A: 'https://a@x.example'}", "p.md:3:12 PA017 error: 'links.A': 'https://a@x.example' is "),
        ("layer: os\nlinks: {A: 'https://x.example/\"b'}", "p.md:3:12 PA017 error: 'links.A'"),
        ("layer: os\nverification: {by: x}", "p.md:3:15 PA010 error: the key 'verified_on' is missing in 'verificatio"),
        (
            "layer: os\nverification: {by: x, verified_on: 2026-13-01}",
            "p.md:3:36 PA015 error: 'verification.verified_on': '2026-13-01' is not a date (write year-month-day",
        ),
        (
            "layer: os\nverification: {by: x, verified_on: 2026-01-01, cis: {benchmark: x, level: 3}}",
            "p.md:3:75 PA011 error: 'verification.cis.level' should be less than or equal to 2",
        ),
        ("layer: os\nreleases: [x]", "p.md:3:12 PA011 error: 'releases[1]' should be keys and values, not the text '"),
        ("layer: os\nreleases: [{released: 2026-01-01}]", "p.md:3:12 PA010 error: the key 'version' is missing in 're"),
        ("layer: os\nreleases: [{version: a/b}]", "p.md:3:22 PA014 error: 'a/b' cannot be a version"),
        ("layer: os\nreleases: [{version: 1..2}]", "p.md:3:22 PA014 error: '1..2' cannot be a version"),
        ("layer: os\nreleases: [{version: 1, status: gone}]", "p.md:3:33 PA016 error: unknown status 'gone' (one of a"),
        ("layer: os\nreleases: [{version: 1, fixes: [CVE-1]}]", "p.md:3:33 PA016 error: 'CVE-1' is not the id of a CV"),
        ("layer: os\nreleases: [{version: 1, kubernetes: newest}]", "p.md:3:37 PA011 error: 'releases[1].kubernetes':"),
        ("layer: os\nreleases: [{version: '1.0'}, {version: v1.0.0}]", "p.md:3:40 PA019 error: version 'v1.0.0' stand"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_a_way_out(text: str, expected: str | None) -> None:
    found = told(text)
    assert len(found) == (0 if expected is None else 1)
    assert not found or found[0].startswith(str(expected))


def test_every_fault_of_a_page_is_found_in_one_pass() -> None:
    codes = [
        line.split(" ")[1] for line in told("layer: x\nfips: y\nnmae: z\naddon_type: w\nreleases: [{}, {version: 1}]")
    ]
    assert codes == ["PA012", "PA011", "PA009", "PA013", "PA010"]


def test_keys_of_docusaurus_are_accepted() -> None:
    text = "layer: os\nhide_table_of_contents: true\nkeywords: [a]\nsidebar_position: 3"
    assert told(text) == []


@pytest.mark.parametrize("key", ["slug: /x", "logoUrl: https://x.example/a.png", "category: [a]", "type: integration"])
def test_a_key_that_only_other_sites_read_is_ignored_on_a_pack_page_and_said_so(key: str) -> None:
    name = key.partition(":")[0]
    (found,) = told(f"layer: os\n{key}")
    assert found.startswith(f"p.md:3:1 PA019 warning: '{name}' changes nothing on a pack's page (")


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("/x/y", "x/y"), ("y", "guides/y"), ("./y/", "guides/y"), ("../y", "y"), ("/x//y/", "x/y"), ("//x", "x"),
        ("/x/index", "x"), ("index", "guides"), (".", "guides"), ("/größe", "größe"), ("/v1.2", "v1.2"),
    ],
)  # fmt: skip
def test_a_slug_is_taken_from_the_root_or_from_the_files_folder(slug: str, path: str) -> None:
    assert slug_path(slug, "guides") == (path, "")


@pytest.mark.parametrize(
    "slug",
    [
        "../../x", "/../x", "/a/../../x", "/.git/x", "/_headers", "/a?b", "/a#b", "/a%2e", "/a\\b", "/a:b", "/con",
        "/a\u202eb", "/" + "x" * 256, "/x.", "/{a}", "https://evil.example/x",
    ],
)  # fmt: skip
def test_a_slug_that_is_no_plain_path_is_refused(slug: str) -> None:
    assert slug_path(slug, "guides")[1]


@given(st.text(max_size=40), st.sampled_from(["", "a", "a/b"]))
def test_a_slug_never_leads_out_of_the_site(slug: str, folder: str) -> None:
    path, fault = slug_path(slug, folder)
    parts = path.split("/") if path else []
    assert fault or all(part and part[0] not in "._" and part.isprintable() for part in parts)


def slug_of(slug: str, path: str) -> tuple[str, list[str]]:
    tree, _ = yaml_loader.load(f"slug: {slug}", "p.md", 2)
    fields, _ = plain_page.read_fields(tree)
    assert fields is not None
    found, problems = plain_page.read_slug(fields, tree, path)
    return found, [str(problem).partition(": ")[0] for problem in problems]


def test_only_the_index_of_the_content_folder_stands_at_the_root() -> None:
    assert slug_of("/", "index") == ("", [])
    assert slug_of("/", "guides/start") == ("", ["p.md:2:7 PA019 warning"])
    assert slug_of("/a?b", "guides/start") == ("", ["p.md:2:7 PA014 error"])
    assert slug_of("/start", "guides/start") == ("start", [])


def test_a_plain_page_keeps_what_it_can_use() -> None:
    tree, _ = yaml_loader.load("title: A\ntags: [{label: Guides, permalink: /g}]\nsidebar_position: 1.5\nid: a", "p.md")
    fields, problems = plain_page.read_fields(tree)
    assert fields is not None
    assert (fields.title, fields.tags, fields.sidebar_position, problems) == ("A", ("guides",), 1.5, [])


def test_unknown_keys_of_a_plain_page_are_warnings_and_other_faults_errors() -> None:
    tree, _ = yaml_loader.load("title: A\ncolour: [x]\n", "p.md", 2)
    fields, problems = plain_page.read_fields(tree)
    assert fields is not None
    assert fields.title == "A"
    assert [str(problem)[:46] for problem in problems] == ["p.md:3:1 PA009 warning: unknown key 'colour' ("]
    tree, _ = yaml_loader.load("title: [A]\ncolour: x\n", "p.md", 2)
    fields, problems = plain_page.read_fields(tree)
    assert fields is None
    assert sorted(problem.severity for problem in problems) == [Severity.ERROR, Severity.WARNING]
