"""Sources are read safely: regular files of the source only, in one order, whatever strangers put there."""

from __future__ import annotations

import json
import os
import socket
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from packatlas.documents import Inputs
from packatlas.errors import SiteError
from packatlas.settings import Limits, RegistrySource, Settings
from packatlas.sources import all_inputs as sources

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty content folder in the working folder."""
    monkeypatch.chdir(tmp_path)
    Path("content").mkdir()
    return Path("content")


def put(path: Path, data: str | bytes = "text\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read(content: Path, *registries: Path, limits: Limits = Limits()) -> tuple[Inputs, list[str]]:  # noqa: B008
    named = tuple(RegistrySource(path, path.name) for path in registries)
    inputs, problems = sources.read(Settings(content=content, registries=named, limits=limits))
    return inputs, [str(problem) for problem in problems]


def within(seconds: float, work: Callable[[], object]) -> None:
    """Fail when `work` hangs; only a thread can tell."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), "it hangs"


# --- The content folder --------------------------------------------------------------------------------------------


def test_pages_and_files_are_told_apart(content: Path) -> None:
    put(content / "catalog.yaml", "title: x")
    put(content / "packs/cni/calico.md", "---\nlayer: cni\n---\n")
    put(content / "guide.mdx")
    put(content / "images/a.png", PNG)
    put(content / "static/img/b.svg", SVG)
    put(content / "data.csv", "a,b")
    inputs, problems = read(content)
    assert problems == []
    assert [(one.path, one.place, one.kind) for one in inputs.documents] == [
        ("content/guide.mdx", "guide.mdx", "page"),
        ("content/packs/cni/calico.md", "packs/cni/calico.md", "page"),
    ]
    assert [(one.path, one.source.as_posix()) for one in inputs.files] == [
        ("data.csv", "content/data.csv"),
        ("images/a.png", "content/images/a.png"),
        ("img/b.svg", "content/static/img/b.svg"),
    ]
    assert sorted(inputs.documents[0].pictures) == ["images/a.png", "img/b.svg"]


@pytest.mark.parametrize(
    "name", [".git/config.txt", ".DS_Store", "a.txt~", "_partial.mdx", "_drafts/a.md", "node_modules/a.js"]
)
def test_some_files_are_no_content_on_purpose(content: Path, name: str) -> None:
    put(content / name)
    assert read(content) == (Inputs((), ()), [])


def test_a_category_file_is_read_though_its_name_begins_with_an_underscore(content: Path) -> None:
    put(content / "guides/_category_.json", "{}")
    put(content / "guides/_category_.txt")
    inputs, problems = read(content)
    assert ([(one.place, one.kind) for one in inputs.documents], problems) == (
        [("guides/_category_.json", "category")],
        [],
    )


def test_a_path_outside_the_working_folder_is_shown_as_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "site/content/a.md")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    inputs, _ = read(Path("../site/content"))
    assert inputs.documents[0].path == "../site/content/a.md"


def test_line_ends_and_byte_order_mark_are_made_plain(content: Path) -> None:
    put(content / "a.md", b"\xef\xbb\xbf---\r\ntitle: x\r\n---\rText")
    assert read(content)[0].documents[0].text == "---\ntitle: x\n---\nText"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"ok\nab\xff\n",
            "content/a.md:2:3 PA020 error: byte 6 of the file is 0xff, which is not valid UTF-8 (save the",
        ),
        (
            "hi".encode("utf-16"),
            "content/a.md:1:1 PA020 error: byte 1 of the file is 0xff, which is not valid UTF-8 (save",
        ),
        (
            b"ok\n\x00",
            "content/a.md:2:1 PA007 error: the control character U+0000 is not allowed in a text (delete it)",
        ),
        (
            b"a\x1b[31m",
            "content/a.md:1:2 PA007 error: the control character U+001B is not allowed in a text (delete it",
        ),
    ],
)
def test_what_is_no_text_is_named_with_its_place(content: Path, data: bytes, expected: str) -> None:
    put(content / "a.md", data)
    put(content / "b.md")
    inputs, problems = read(content)
    assert [one.place for one in inputs.documents] == ["b.md"]
    assert [problem[: len(expected)] for problem in problems] == [expected]


def test_large_files_are_refused(content: Path) -> None:
    put(content / "a.md", "x" * 2049)
    put(content / "b.txt", "x" * 4097)
    put(content / "c.md", "x" * 2048)
    inputs, problems = read(content, limits=Limits(text_bytes=2048, file_bytes=4096))
    assert [one.place for one in inputs.documents] == ["c.md"]
    assert [problem.partition(" (")[0] for problem in problems] == [
        "content/a.md PA024 error: the file is larger than 2 KiB",
        "content/b.txt PA024 error: the file is larger than 4 KiB",
    ]


# --- What may stand in a folder ------------------------------------------------------------------------------------


def test_a_link_inside_the_source_is_followed(content: Path) -> None:
    put(content / "a.md", "words")
    (content / "sub").mkdir()
    (content / "sub/b.md").symlink_to("../a.md")
    inputs, problems = read(content)
    assert problems == []
    assert [(one.place, one.text) for one in inputs.documents] == [("a.md", "words"), ("sub/b.md", "words")]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("../../secret.md", "the symbolic link leads out of the source: '../../secret.md'"),
        ("/etc/passwd", "the symbolic link leads out of the source: '/etc/passwd'"),
        ("nowhere.md", "the symbolic link leads nowhere: 'nowhere.md'"),
        ("x.md", "the symbolic link leads nowhere: 'x.md'"),
        ("..", "the symbolic link leads to a folder: '..'"),
        ("../.hidden.md", "the symbolic link leads to a file that is no content: '../.hidden.md'"),
        ("../_part.md", "the symbolic link leads to a file that is no content: '../_part.md'"),
        ("../a.txt", "the symbolic link leads to a file that is no content: '../a.txt'"),
    ],
)
def test_other_links_are_not_followed(content: Path, target: str, reason: str) -> None:
    put(content.parent / "secret.md", "secret")
    put(content / ".hidden.md")
    put(content / "_part.md")
    put(content / "a.txt")
    (content / "sub").mkdir()
    (content / "sub/x.md").symlink_to(target)
    inputs, problems = read(content)
    assert inputs.documents == ()
    assert [problem.partition(" (")[0] for problem in problems] == [f"content/sub/x.md PA021 error: {reason}"]


def test_a_hard_link_is_refused(content: Path) -> None:
    secret = put(content.parent / "secret.md", "secret")
    (content / "x.md").hardlink_to(secret)
    inputs, problems = read(content)
    assert inputs.documents == ()
    assert [problem.split(" ")[1] for problem in problems] == ["PA022"]


@pytest.mark.parametrize("name", ["x.md", "x.png", "logo.txt"])
def test_a_pipe_is_never_opened(content: Path, name: str) -> None:
    os.mkfifo(content / name)
    found: list[str] = []
    within(10, lambda: found.extend(read(content)[1]))
    assert [problem.split(" ")[1] for problem in found] == ["PA023"]


def test_a_socket_is_refused(content: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("content/x.md")
        assert [problem.split(" ")[1] for problem in read(content)[1]] == ["PA023"]


def test_a_loop_of_folders_ends(content: Path) -> None:
    put(content / "a/b/c.md")
    (content / "a/b/loop").symlink_to("../../a")
    found: list[str] = []
    within(10, lambda: found.extend(read(content)[1]))
    assert [problem.partition(" (")[0] for problem in found] == [
        "content/a/b/loop PA021 error: the symbolic link leads to a folder: '../../a'"
    ]


def test_folders_nested_too_deep_are_named(content: Path) -> None:
    put(content / "/".join("d" * 40) / "a.md")
    inputs, problems = read(content)
    assert inputs.documents == ()
    assert [problem.split(" ")[1] for problem in problems] == ["PA032"]


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions don't bind root")
def test_what_cannot_be_read_is_named(content: Path) -> None:
    put(content / "a.md").chmod(0)
    (content / "b").mkdir(mode=0)
    put(content / "c.md")
    inputs, problems = read(content)
    assert [one.place for one in inputs.documents] == ["c.md"]
    assert [problem.split(" ")[:2] for problem in sorted(problems)] == [
        ["content/a.md", "PA027"],
        ["content/b", "PA027"],
    ]


@pytest.mark.parametrize(
    "name", ["con.md", "AUX/a.md", "nul.txt", "lpt1.md", "a:b.md", "a?.md", "end .md/x.md ", "tab\t.md"]
)
def test_names_that_some_systems_refuse_are_errors(content: Path, name: str) -> None:
    put(content / name)
    inputs, problems = read(content)
    assert (inputs.documents, inputs.files) == ((), ())
    assert [problem.partition(" PA025 error: ")[1] for problem in problems] == [" PA025 error: "]
    assert all(problem.isprintable() for problem in problems)


def test_a_name_that_is_no_utf_8_is_an_error(content: Path) -> None:
    Path(os.fsdecode(b"content/\xff.md")).write_text("x", "utf-8")
    assert read(content)[1] == [r"content/\xff.md PA025 error: the name is not valid UTF-8 (rename it)"]


def test_names_that_differ_in_case_only_are_an_error_with_both_places(content: Path) -> None:
    put(content / "guides/Start.md")
    put(content / "Guides/start.md")
    settings = Settings(content=content)
    inputs, (problem,) = sources.read(settings)
    assert [one.path for one in inputs.documents] == ["content/Guides/start.md"]
    assert str(problem).startswith(
        "content/guides/Start.md PA026 error: this name differs from another one in case only"
    )
    assert [str(place) for place in problem.related] == ["content/Guides/start.md"]


def test_names_that_differ_in_normal_form_only_are_an_error(content: Path) -> None:
    put(content / unicodedata.normalize("NFC", "é.md"))
    put(content / unicodedata.normalize("NFD", "é.md"))
    inputs, problems = read(content)
    assert [one.place for one in inputs.documents] == [unicodedata.normalize("NFC", "é.md")]
    assert [problem.split(" ")[1] for problem in problems] == ["PA026"]


def test_a_file_and_one_in_static_cannot_have_one_place(content: Path) -> None:
    put(content / "img/a.txt")
    put(content / "static/img/a.txt")
    assert [problem.partition(" (")[0] for problem in read(content)[1]] == [
        "content/static/img/a.txt PA026 error: this file has the place of another one: 'content/img/a.txt'"
    ]


@pytest.mark.parametrize(
    "name", ["a.html", "a.HTM", "a.xhtml", "a.js", "a.mjs", "a.css", "a.xml", "a.wasm", "a.exe", "Makefile"]
)
def test_files_that_could_act_are_not_published(content: Path, name: str) -> None:
    put(content / name)
    inputs, problems = read(content)
    assert inputs.files == ()
    assert [problem.split(" ")[1] for problem in problems] == ["PA028"]


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.ico"])
def test_a_picture_has_to_be_one(content: Path, name: str) -> None:
    put(content / name, b"<script>alert(1)</script>")
    inputs, problems = read(content)
    assert inputs.files == ()
    assert [problem.split(" ")[1] for problem in problems] == ["PA030"]


def test_the_output_and_the_registries_are_no_content(content: Path) -> None:
    put(content / "a.md")
    put(content / "build/index.html")
    put(content / "registry/demo-1/pack.json", json.dumps({"name": "demo", "version": "1", "layer": "os"}))
    put(content / "catalog.yaml", "")
    registry = RegistrySource(content / "registry", "r")
    inputs, problems = sources.read(Settings(content=content, output=content / "build", registries=(registry,)))
    assert problems == ()
    assert [(one.kind, one.place) for one in inputs.documents] == [("page", "a.md"), ("registry", "demo-1")]


def test_a_site_that_was_built_into_the_content_is_no_content(content: Path) -> None:
    put(content / "a.md")
    put(content / "out/.packatlas.json", "{}")
    put(content / "out/assets/page.js", "1")
    put(content / "out/deep/b.md")
    put(content / ".packatlas.json", "{}")
    inputs, problems = read(content)
    assert problems == []
    assert [one.place for one in inputs.documents] == ["a.md"]


def test_without_a_content_folder_nothing_goes_on(content: Path) -> None:
    with pytest.raises(SiteError, match="nowhere PA171 error: the content folder cannot be read: no such file"):
        read(Path("nowhere"))
    with pytest.raises(SiteError, match="nowhere PA171 error: the pack registry cannot be read: no such file"):
        read(content, Path("nowhere"))


def test_a_registry_given_as_content_is_recognised(content: Path) -> None:
    put(content / "packs/demo-1/pack.json", "{}")
    with pytest.raises(SiteError, match=r"this is a pack registry and no content folder \(name it with --registry"):
        read(content)


@pytest.mark.parametrize(
    "name", ["api/v1/packs/cni-calico/66.0.0.json", "static/search/x.json", "API/x.json", "badges/a.svg"]
)
def test_nobody_adds_to_what_programs_read(content: Path, name: str) -> None:
    put(content / name, "{}\n" if name.endswith("json") else "<svg xmlns='http://www.w3.org/2000/svg'/>")
    inputs, problems = read(content)
    assert inputs.files == ()
    assert [problem.split(" ")[1] for problem in problems] == ["PA033"]


# --- Security reports ------------------------------------------------------------------------------------------------


def test_reports_are_read_and_not_published(content: Path) -> None:
    put(content / "security/calico/3.31.4.json", "{}")
    put(content / "security/calico/3.31.4/node.JSON", "[]")
    put(content / "security/policy.md", "# Ours\n")
    inputs, problems = read(content)
    assert problems == []
    assert inputs.files == ()
    assert [(one.place, one.kind, one.text) for one in inputs.documents] == [
        ("security/policy.md", "page", "# Ours\n"),
        ("security/calico/3.31.4.json", "report", "{}"),
        ("security/calico/3.31.4/node.JSON", "report", "[]"),
    ]


def test_other_files_have_no_place_beside_the_pages_on_security(content: Path) -> None:
    put(content / "security/a.png", PNG)
    put(content / "static/security/1.0.json", "{}")
    inputs, problems = read(content)
    assert (inputs.documents, inputs.files) == ((), ())
    assert [problem.partition(" error")[0] for problem in problems] == [
        "content/security/a.png PA033",
        "content/static/security/1.0.json PA033",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{}" * 100, "PA024 error: the file is larger than 0 KiB"),
        (b"\xff\xfe{\0}\0", "PA020 error"),
        (b"ustar\0\0\0", "PA200 error: this security report is no text"),
    ],
)
def test_what_is_no_report_by_its_bytes_is_told(content: Path, data: bytes, words: str) -> None:
    put(content / "security/calico/3.31.4.json", data)
    inputs, problems = read(content, limits=Limits(report_bytes=100))
    assert inputs.documents == ()
    (problem,) = problems
    assert words in problem


def test_all_reports_together_are_bounded(content: Path) -> None:
    for name in ("a", "b", "c"):
        put(content / f"security/{name}/1.json", "{" + " " * 100 + "}")
    inputs, problems = read(content, limits=Limits(all_reports_bytes=220))
    assert [one.place for one in inputs.documents] == ["security/a/1.json", "security/b/1.json"]
    assert [problem.partition(" error")[0] for problem in problems] == ["content/security/c/1.json PA024"]


def test_a_report_may_be_no_link_out_of_the_source(content: Path) -> None:
    put(content.parent / "elsewhere.json", "{}")
    (content / "security").mkdir()
    (content / "security/1.json").symlink_to("../../elsewhere.json")
    inputs, problems = read(content)
    assert inputs.documents == ()
    assert "PA021" in problems[0]
