from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from packatlas import __version__
from packatlas.cli import main
from packatlas.model import Layer

DAY = "2026-10-12"
TEN_WEEKS_LATER = "2026-12-21"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the machine sets may change what a command does."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "PACKATLAS_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new catalog, which is also the working folder; its packs were verified on `DAY`."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1791763200")
    assert main(["init", str(tmp_path / "catalog")]) == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.chdir(tmp_path / "catalog")
    capsys.readouterr()
    return tmp_path / "catalog"


def spoil(catalog: Path) -> None:
    """One fault in one page, to which no other links."""
    page = catalog / "content/packs/os/ubuntu-vsphere.md"
    page.write_text(page.read_text().replace("layer: os\n", "layer: netwrok\n", 1))


def started(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "packatlas", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **environment},
        capture_output=True,
    )


# --- Build and check ------------------------------------------------------------------------------------------------


def test_a_new_catalog_builds_without_a_warning(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--strict", "--as-of", DAY]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("Built 4 packs (3 verified), 5 releases, ")
    assert out.endswith(" in build\nNo problems\n")
    assert (catalog / "build/packs/cni-calico/index.html").is_file()


def test_a_second_build_changes_nothing(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "--as-of", DAY])
    capsys.readouterr()
    assert main(["build", "--as-of", DAY, "--no-cache"]) == 0
    assert "0 files written, " in capsys.readouterr().out


def test_the_output_may_be_elsewhere(catalog: Path) -> None:
    assert main(["build", "-o", "public/site", "--as-of", DAY]) == 0
    assert (catalog / "public/site/index.html").is_file()
    assert not (catalog / "build").exists()


def test_the_content_may_be_elsewhere(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(catalog.parent)
    spoil(catalog)
    assert main(["check", "catalog/content", "--as-of", DAY]) == 1
    assert capsys.readouterr().err.startswith("catalog/content/packs/os/ubuntu-vsphere.md:")


def test_a_check_writes_nothing(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(catalog.rglob("*"))
    assert main(["check", "--as-of", DAY]) == 0
    assert sorted(catalog.rglob("*")) == before
    assert capsys.readouterr().out.startswith("Checked 4 packs (3 verified)")


def test_a_check_passes_over_a_site_in_the_content(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-o", "content/out", "--as-of", DAY]) == 0
    assert main(["check", "--strict", "--as-of", DAY]) == 0


def test_an_error_is_one_line_with_its_place_and_the_other_pages_are_built(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(catalog)
    assert main(["build", "--as-of", DAY]) == 1
    out, err = capsys.readouterr()
    assert err.splitlines()[0].startswith("content/packs/os/ubuntu-vsphere.md:5:8 PA012 error: unknown layer 'netwrok'")
    assert "1 error" in out
    assert (catalog / "build/packs/kubernetes/index.html").is_file()


def test_check_and_build_report_the_same(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(catalog)
    main(["build", "--as-of", DAY])
    built = capsys.readouterr().err
    main(["check", "--as-of", DAY])
    assert capsys.readouterr().err == built


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--strict"], 1)])
def test_warnings_count_with_strict(catalog: Path, arguments: list[str], code: int) -> None:
    assert main(["check", "--as-of", TEN_WEEKS_LATER, *arguments]) == code


def warned(capsys: pytest.CaptureFixture[str]) -> bool:
    return "PA110 warning" in capsys.readouterr().err


def test_the_day_comes_from_the_option_then_from_the_environment(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--as-of", TEN_WEEKS_LATER])
    assert warned(capsys)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1797811200")  # ten weeks later
    main(["check"])
    assert warned(capsys)
    main(["check", "--as-of", DAY])
    assert not warned(capsys)


def test_a_registry_is_read_too(catalog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "registry/demo-1.0.0"
    folder.mkdir(parents=True)
    facts = {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon"}
    (folder / "pack.json").write_text(json.dumps(facts))
    assert main(["build", "--registry", str(tmp_path / "registry"), "--as-of", DAY]) == 0
    assert capsys.readouterr().out.startswith("Built 5 packs")
    assert (catalog / "build/packs/demo/index.html").is_file()


def test_a_registry_that_the_catalog_names_is_read_once(
    catalog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "registry/demo-1.0.0"
    folder.mkdir(parents=True)
    facts = {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon"}
    (folder / "pack.json").write_text(json.dumps(facts))
    with (catalog / "content/catalog.yaml").open("a") as settings:
        settings.write("sources: [{path: ../../registry}]\n")
    assert main(["check", "--registry", str(tmp_path / "registry"), "--registry", "../registry", "--as-of", DAY]) == 0
    assert "PA081" not in capsys.readouterr().err


def test_an_earlier_publish_is_compared_with_and_its_changes_are_noticed(catalog: Path) -> None:
    def events(site: str) -> list[str]:
        changes = json.loads(Path(site, "api/v1/changes.json").read_text("utf-8"))
        return [change["kind"] for change in changes["changes"]]

    assert main(["build", "-o", "first", "--as-of", DAY]) == 0
    assert not Path("first/api/v1/changes.json").exists()
    again = ["build", "-o", "second", "--previous", "first", "--as-of", TEN_WEEKS_LATER]
    assert main(again) == 0
    lapsed = events("second")
    assert set(lapsed) == {"lapsed"}
    assert Path("second/security/feed.xml").is_file()
    index = Path("first/api/v1/index.json")
    index.write_text(index.read_text("utf-8").replace('"shield":"current"', '"shield":"none"'), "utf-8")
    assert main(again) == 0
    assert events("second") == ["gained"] * len(lapsed)


def test_a_first_publish_has_nothing_to_be_compared_with(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--previous", "nowhere", "--as-of", DAY]) == 0
    assert "nowhere PA210 warning: there is no earlier publish here" in capsys.readouterr().err
    assert main(["build", "--previous", "nowhere", "--as-of", DAY, "--strict"]) == 1


def test_the_base_url_is_where_the_site_will_stand(catalog: Path) -> None:
    assert main(["build", "--base-url", "https://packs.example/docs", "--as-of", DAY]) == 0
    assert "https://packs.example/docs/packs/kubernetes/" in (catalog / "build/sitemap.xml").read_text()


def test_templates_and_assets_beside_the_content_are_used(catalog: Path) -> None:
    (catalog / "assets/extra.txt").write_text("own")
    assert main(["build", "--as-of", DAY]) == 0
    assert any(path.read_text() == "own" for path in (catalog / "build/assets").rglob("extra*"))


# --- What cannot begin ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bild"], "No such command"),
        (["build", "--colour"], "No such option"),
        (["build", "nowhere"], "packatlas init"),
        (["build", "content/catalog.yaml"], "PA171"),
        (["build", "--registry", "nowhere"], "PA171"),
        (["build", "--registry", "README.md"], "PA171"),
        (["build", "--as-of", "yesterday"], "'yesterday' is not a date; write it as 2026-10-12"),
        (["build", "--as-of", "2026-02-30"], "2026-02-30"),
        (["build", "--jobs", "0"], "--jobs"),
        (["build", "--format", "xml"], "xml"),
        (["build", "--base-url", "packs.example"], "not the address of a site"),
        (["build", "--base-url", "javascript:alert(1)"], "not the address of a site"),
        (["build", "--base-url", "mailto:me@example.com"], "not the address of a site"),
        (["build", "--base-url", "https://packs.example/?a"], "not the address of a site"),
        (["build", "-o", "content"], "PA180"),
        (["build", "-o", "."], "PA180"),
        (["build", "-o", "README.md"], "PA180"),
        (["check", "-o", "build"], "No such option"),
        (["init", "."], "PA177"),
        (["init"], "Missing argument"),
        (["new", "network", "x"], "network"),
        (["new", "cni", "../x"], "PA178"),
        (["new", "cni", "cni-calico"], "PA177"),
        (["serve", "--port", "70000"], "70000"),
        (["serve", "nowhere"], "PA171"),
    ],
)
def test_wrong_commands_end_with_2_and_say_why(
    catalog: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    before = sorted(catalog.rglob("*"))
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert sorted(catalog.rglob("*")) == before


LONG = "x" * 300


@pytest.mark.parametrize("path", ["loop", "loop/below", "loop/..", LONG, f"{LONG}/below"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "PATH"], "PA171"),
        (["check", "--changed-since", "HEAD", "PATH"], "PA171"),
        (["check", "--registry", "PATH"], "PA171"),
        (["explain", "cni-calico", "PATH"], "PA171"),
        (["serve", "PATH"], "PA171"),
        (["add", "nginx", "PATH"], "PA171"),
        (["new", "cni", "cni-new", "PATH"], "PA177"),
        (["init", "PATH"], "PA177"),
        (["build", "-o", "PATH"], "PA180"),
        (["build", "--offline-zip", "PATH/copy.zip"], "PA228"),
        (["publish", "PATH"], "PA220"),
        (["publish", "PATH", "--rollback"], "PA220"),
        (["publish", "--branch", "pages", "PATH"], "PA171"),
    ],
)
def test_a_path_that_cannot_be_followed_ends_with_2(
    catalog: Path, capsys: pytest.CaptureFixture[str], path: str, arguments: list[str], code: str
) -> None:
    (catalog / "loop").symlink_to("pool")
    (catalog / "pool").symlink_to("loop")
    before = sorted(catalog.rglob("*"))
    assert main([each.replace("PATH", path) for each in arguments]) == 2
    err = capsys.readouterr().err
    assert f" {code} error: " in err
    assert err.startswith(path)
    assert sorted(catalog.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "-o", "~no.such.user/site"], "~no.such.user/site PA180 error: this path cannot be followed"),
        (["publish", "~no.such.user/site"], "~no.such.user/site PA220 error: this path cannot be followed"),
        (["build", "-o", "~no.such.user/x", "--offline-zip", "x.zip"], "~no.such.user/x PA180 error"),
        (["build", "-o", "/proc/packatlas"], "/proc/packatlas PA184 error: cannot write the site: "),
        (["publish", "/proc/packatlas"], "/proc/packatlas PA222 error: cannot publish here: "),
    ],
)
def test_a_folder_that_nobody_can_make_ends_with_2(
    catalog: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(words)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("sources: [{path: ../loop}]", "content/catalog.yaml:13:11 PA171 error: there is no folder"),
        (f"sources: [{{path: ../{'世' * 100}}}]", "content/catalog.yaml:13:11 PA171 error: there is no folder"),
        ("trust: {mode: signed, file: ../trust.json, attestations: ../loop}", "loop PA190 error: this path cannot be"),
    ],
)
def test_a_path_in_the_settings_that_cannot_be_followed_ends_with_2(
    catalog: Path, capsys: pytest.CaptureFixture[str], settings: str, words: str
) -> None:
    (catalog / "loop").symlink_to("loop")
    (catalog / "trust.json").write_text("{}")
    with (catalog / "content/catalog.yaml").open("a") as stream:
        stream.write(f"{settings}\n")
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith(words)


def test_settings_that_lead_to_themselves_end_with_2(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (catalog / "content/catalog.yaml").unlink()
    (catalog / "content/catalog.yaml").symlink_to("catalog.yaml")
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith("content/catalog.yaml PA170 error: this path cannot be followed")


def test_a_check_does_not_mind_where_nothing_is_written(catalog: Path) -> None:
    (catalog / "build").symlink_to("build")
    assert main(["check", "--as-of", DAY]) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions don't bind root")
@pytest.mark.parametrize("arguments", [["check", "shut/content"], ["build", "-o", "shut/site"], ["publish", "shut/x"]])
def test_a_folder_that_may_not_be_looked_into_ends_with_2(
    catalog: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (catalog / "shut").mkdir(mode=0)
    assert main(arguments) == 2
    assert "permission denied" in capsys.readouterr().err


@pytest.mark.parametrize("epoch", ["now", "-1", "1.5", "9" * 30, "1e9", "\u0661"])
def test_a_wrong_clock_ends_with_2(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert main(["check"]) == 2
    assert "PA175 error: SOURCE_DATE_EPOCH is " in capsys.readouterr().err


def test_every_fault_of_the_settings_is_told(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (catalog / "content/catalog.yaml").write_text("titel: A\nbase_url: 3\n")
    assert main(["check"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[:2] for line in lines] == [["content/catalog.yaml", "1"], ["content/catalog.yaml", "2"]]


def test_a_folder_that_packatlas_did_not_make_ends_with_2(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (catalog / "build").mkdir()
    (catalog / "build/thesis.txt").write_text("precious")
    assert main(["build"]) == 2
    assert "build PA180 error" in capsys.readouterr().err
    assert [path.name for path in (catalog / "build").iterdir()] == ["thesis.txt"]


# --- Formats --------------------------------------------------------------------------------------------------------


def test_json_is_all_there_is_on_standard_output(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(catalog)
    assert main(["build", "--format", "json", "--as-of", DAY]) == 1
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert err == ""
    assert document["problems"][0]["code"] == "PA012"
    assert document["summary"]["packs"] == 3
    assert document["summary"]["output"] == "build"


def test_sarif_is_all_there_is_on_standard_output(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(catalog)
    assert main(["check", "--format", "sarif", "--as-of", DAY]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["runs"][0]["results"][0]["ruleId"] == "PA012"
    assert err == ""


def test_github_gets_annotations_and_the_summary(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(catalog)
    assert main(["check", "--format", "github", "--as-of", DAY]) == 1
    first, *_, verdict = capsys.readouterr().out.splitlines()
    assert first.startswith("::error file=content/packs/os/ubuntu-vsphere.md,line=5,col=8,title=PA012::")
    assert "1 error" in verdict


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("json", lambda out: json.loads(out)["problems"][0]["code"]),
        ("sarif", lambda out: json.loads(out)["runs"][0]["results"][0]["ruleId"]),
        ("github", lambda out: out.partition("title=")[2][:5]),
    ],
)
def test_what_cannot_begin_is_told_in_the_format_asked_for(
    catalog: Path, capsys: pytest.CaptureFixture[str], form: str, read: Callable[[str], str]
) -> None:
    assert main(["check", "nowhere", "--format", form]) == 2
    out, err = capsys.readouterr()
    assert (read(out), err) == ("PA171", "")


def test_hostile_names_cannot_command_the_terminal(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (catalog / "content/a\x1b]0;owned\x07.md").write_text("---\nlayer: \x1b[2J\n---\n")
    assert main(["check", "--as-of", DAY]) == 1
    out, err = capsys.readouterr()
    assert all(line.isprintable() for line in (out + err).split("\n"))


def test_words_beyond_the_terminals_encoding_are_no_fault(catalog: Path) -> None:
    (catalog / "content/packs/cni/caf\u00e9.md").write_text("---\nlayer: r\u00e9seau\n---\n", "utf-8")
    done = started("check", "--as-of", DAY, cwd=catalog, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert rb"caf\xe9.md" in done.stderr


# --- The other commands --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", [layer.value for layer in Layer])
def test_a_new_page_passes_the_check_and_wants_a_logo(
    catalog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, layer: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1791763200")
    assert main(["new", layer, "my-pack"]) == 0
    assert capsys.readouterr().out == f"Made content/packs/{layer}/my-pack.md\n"
    assert main(["check", "--strict", "--as-of", DAY]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert " PA120 info: 'my-pack' has no logo" in line


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    schema: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert "layer" in schema["$defs"]["frontmatter"]["properties"]
    assert "base_url" in schema["$defs"]["catalog"]["properties"]


def test_init_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "mine")]) == 0
    assert capsys.readouterr().out.endswith(f"  cd {tmp_path / 'mine'}\n  packatlas serve\n")


@pytest.mark.parametrize("command", ["build", "check", "serve", "init", "new", "schema"])
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: packatlas {command}")


def test_the_version_is_told_without_loading_what_a_build_needs(tmp_path: Path) -> None:
    script = (
        "import sys; from packatlas.cli import main; main(['--version']); "
        "slow = {'pydantic', 'jinja2', 'markdown', 'yaml', 'rich', 'starlette', 'pygments'}; "
        "print(sorted(slow & sys.modules.keys()))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.stdout == f"packatlas, version {__version__}\n[]\n"


# --- When things go wrong ------------------------------------------------------------------------------------------


def failing(fault: BaseException) -> Callable[[int], NoReturn]:
    def fail(_process: int) -> NoReturn:
        raise fault

    return fail


def test_a_fault_of_its_own_is_told_without_a_traceback(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", failing(RuntimeError("a\x1bb")), raising=False)
    assert main(["check"]) == 70
    assert capsys.readouterr().err == (
        "packatlas failed, and the fault is its own: RuntimeError: a\\x1bb\n"
        "Please report it with what PACKATLAS_DEBUG=1 shows.\n"
    )
    monkeypatch.setenv("PACKATLAS_DEBUG", "1")
    assert main(["check"]) == 70
    assert capsys.readouterr().err.startswith("Traceback")


def test_an_interrupt_is_quiet(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", failing(KeyboardInterrupt()), raising=False)
    assert main(["check"]) == 130
    assert capsys.readouterr().err.strip() == ""


def test_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "-m", "packatlas", "schema"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    assert process.communicate()[1] == b""
    assert process.returncode == 141
