"""The files of `packatlas add`: that they say what the program and the hosts understand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Context, Parameter

from packatlas.cli import cli, main
from packatlas.deployment import KINDS, deployment
from packatlas.settings import Settings
from tests.conftest import ROOT

FILES = {path: text for kind in KINDS for path, text in deployment(kind, Settings()).items()}
YAML = {path: text for path, text in FILES.items() if path.endswith((".yml", ".yaml"))}
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def commands(text: str) -> list[list[str]]:
    """Every command of packatlas in a file, as words."""
    found = re.findall(r"packatlas (?:check|publish|build)[^\n|&>]*", text)
    return [shlex.split(each.replace('"$', '"').strip("`")) for each in found]


def parameters(command: str) -> list[Parameter]:
    return cli.commands[command].params


@pytest.mark.parametrize("path", YAML)
def test_pipelines_are_yaml_without_a_key_twice(path: str) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(set(keys)) == len(keys)
        return dict(loader.construct_pairs(node, deep=True))

    Strict.add_constructor("tag:yaml.org,2002:map", mapping)
    assert yaml.load(YAML[path], Strict)


@pytest.mark.parametrize("path", [*FILES, HOOKS.name])
def test_every_command_in_them_is_understood(path: str) -> None:
    text = FILES.get(path) or HOOKS.read_text()
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for _, command, *arguments in commands(plain):
        with Context(cli.commands[command]) as context:
            cli.commands[command].parse_args(context, arguments)


def workflow(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(FILES[f".github/workflows/{name}.yml"])
    return loaded


@pytest.mark.parametrize("name", ["catalog-check", "catalog-publish"])
def test_workflows_have_the_shape_that_github_reads(name: str) -> None:
    found = workflow(name)
    assert set(found) <= {"name", True, "concurrency", "permissions", "jobs"}  # YAML 1.1 reads `on` as true
    for job in found["jobs"].values():
        assert set(job) <= {"runs-on", "timeout-minutes", "permissions", "steps"}
        for step in job["steps"]:
            assert set(step) <= {"name", "if", "uses", "run", "with", "env", "continue-on-error"}
            assert ("uses" in step) != ("run" in step)
            # What a stranger may choose, such as the name of a branch, must not become a part of a script.
            assert "${{" not in step.get("run", "")


def test_a_pull_request_may_write_nothing_but_code_scanning() -> None:
    found = workflow("catalog-check")
    assert found[True] == {"pull_request": None}
    assert found["permissions"] == {"contents": "read"}
    assert found["jobs"]["check"]["permissions"] == {"contents": "read", "security-events": "write"}
    checkout = found["jobs"]["check"]["steps"][0]
    assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_the_catalog_is_published_from_main_and_every_night_one_at_a_time() -> None:
    found = workflow("catalog-publish")
    assert found[True]["push"] == {"branches": ["main"]}
    assert re.fullmatch(r"\d+ \d+ \* \* \*", found[True]["schedule"][0]["cron"])
    assert found["concurrency"] == {"group": "catalog-publish", "cancel-in-progress": False}


def test_gitlab_has_a_check_and_pages() -> None:
    found = yaml.safe_load(FILES[".gitlab-ci.yml"])
    assert found["check"]["artifacts"]["reports"] == {"codequality": "packatlas.json"}
    assert found["pages"]["artifacts"]["paths"] == ["public"]
    assert any("public" in line for line in found["pages"]["script"])


@pytest.mark.parametrize("name", ["catalog-check", "catalog-publish"])
def test_this_repository_uses_the_workflows_that_it_ships(name: str) -> None:
    path = f".github/workflows/{name}.yml"
    assert (ROOT / path).read_text("utf-8") == FILES[path].replace("pip install packatlas", "pip install .")


def test_the_hook_of_this_repository_is_the_one_that_it_ships() -> None:
    ours = yaml.safe_load(HOOKS.read_text())[0]
    shipped = yaml.safe_load(FILES[".pre-commit-config.yaml"])["repos"][0]["hooks"][0]
    assert {key: value for key, value in ours.items() if key != "description"} == {
        key: value for key, value in shipped.items() if key != "additional_dependencies"
    }


def test_no_registry_is_named() -> None:
    assert [path for path, text in FILES.items() if re.search(r"(?:docker|quay|ghcr|gcr)\.io", text)] == []


def test_the_container_runs_without_rights_and_takes_other_images() -> None:
    text = FILES["deploy/Containerfile"]
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${PYTHON}", "${NGINX}"]
    assert "\nUSER 101:101\n" in text
    for path in re.findall(r"^COPY (deploy/\S+)", text, re.MULTILINE):
        assert path in deployment("container", Settings())
    assert "listen 8080;" in FILES["deploy/site.conf"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_writes_the_files_beside_the_content_and_none_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert main(["init", str(tmp_path / "catalog")]) == 0
    monkeypatch.chdir(tmp_path / "catalog")
    with Path("content/catalog.yaml").open("a") as settings:
        settings.write("base_url: https://packs.example/docs/\n")
    capsys.readouterr()
    assert main(["add", kind]) == 0
    paths = list(KINDS[kind])
    assert capsys.readouterr().out == "".join(f"Made {path}\n" for path in paths)
    assert {path: Path(path).read_text("utf-8") for path in paths} == deployment(
        kind, Settings(base_url="https://packs.example/docs/")
    )
    before = sorted(Path().rglob("*"))
    Path(paths[-1]).write_text("mine")
    for path in map(Path, paths[:-1]):
        path.unlink()
        before.remove(path)
    assert main(["add", kind]) == 2
    assert f"{paths[-1]} PA177 error: this file exists already" in capsys.readouterr().err
    assert Path(paths[-1]).read_text() == "mine"
    assert sorted(Path().rglob("*")) == before


def test_every_kind_can_be_asked_for() -> None:
    choice = next(each for each in parameters("add") if each.name == "kind")
    assert list(choice.type.choices) == list(KINDS)  # type: ignore[attr-defined]
