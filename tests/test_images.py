"""The container images of a release: its own list first, then whatever its values and presets name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packatlas.model import ContainerImage, Preset
from packatlas.schema.images import LIST, images, mentioned

DIGEST = "sha256:" + "0a" * 32


def named(text: str, *presets: Preset) -> list[tuple[str, str, bool]]:
    found, problems = images(text, "values.yaml", presets)
    assert problems == []
    return [(one.name, one.source, one.complete) for one in found]


def test_the_packs_own_list_is_read_whatever_the_rest_of_the_file_is() -> None:
    text = (
        "charts:\n  x: &a {y: 1}\n  z: *a\n  t: {{ .spectro.system }}\npack:\n"
        "  namespace: n\n\n  content:\n    images:\n"
        "      - image: a.example/b:1\n      - image: c:2\n      - image: c:2\n# end\nother: {{ x }}\n"
    )
    assert named(text) == [("a.example/b:1", LIST, True), ("c:2", LIST, True)]


def test_an_entry_of_the_list_that_is_no_image_is_left_out() -> None:
    text = "x: 1\npack:\n  content:\n    images:\n    - iamge: a:1\n    - image: b:1\n    - image: 'a b'\n"
    found, problems = images(text, "values.yaml", ())
    assert found == (ContainerImage("b:1", LIST),)
    assert [(problem.code, problem.location.line) for problem in problems] == [("PA070", 5), ("PA070", 7)]


@pytest.mark.parametrize("text", ["", "pack:\n", "pack: {}\n", "charts: {}\n", "pack:\n  content: x # images\n"])
def test_values_without_images_are_fine(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [
        ("a:\n  image: quay.io/x/y:1.2", "quay.io/x/y:1.2", "a.image"),
        ("a:\n  image: 'x/y:1' # why", "x/y:1", "a.image"),
        ("a:\n- image: x/y:1\n  name: z", "x/y:1", "a.image"),
        (f"image: x/y@{DIGEST}", f"x/y@{DIGEST}", "image"),
        ("a:\n  image:\n    repository: x/y\n    # a comment\n    tag: v1", "x/y:v1", "a.image.repository"),
        ("image:\n  tag: 1.0\n  repository: x/y\n  registry: ghcr.io/", "ghcr.io/x/y:1.0", "image.repository"),
        ("image:\n  registry: ghcr.io\n  repository: ghcr.io/x/y\n  tag: a", "ghcr.io/x/y:a", "image.repository"),
        (f"image:\n  repository: x/y\n  tag: a\n  digest: {DIGEST}", f"x/y:a@{DIGEST}", "image.repository"),
        ("a:\n  repository: nvcr.io/n/m\n  image: op\n  version: v2", "nvcr.io/n/m/op:v2", "a.image"),
        (
            "a:\n  image:\n    repository: nvcr.io/n/m\n    name: op\n    tag: v2",
            "nvcr.io/n/m/op:v2",
            "a.image.repository",
        ),
        ("a:\n  image: localhost:5000/y:1\n", "localhost:5000/y:1", "a.image"),
        ("a:\n  text: |\n    image: x/y:1\n", "x/y:1", "a.text.image"),
    ],
)
def test_an_image_is_found_as_charts_write_it(text: str, name: str, source: str) -> None:
    assert named(text) == [(name, source, True)]


@pytest.mark.parametrize(
    "text",
    ["image:\n  repository: x/y\n  tag: ''", "image:\n  repository: x/y\n  tag: null", "a:\n  image: x/y"],
)
def test_an_image_without_a_tag_is_incomplete(text: str) -> None:
    ((name, _, complete),) = named(text)
    assert (name, complete) == ("x/y", False)


@pytest.mark.parametrize(
    "text",
    [
        "# image: x/y:1", "image: true", "image: '{{ .x }}'", "image: ''", "image:", "repository: https://x.example/y",
        "chart:\n  repository: x/y\n  version: 1", "image:\n  repository: X/Y\n  tag: 1", "image: /x/y:1",
        "imagePullPolicy: x/y:1", "image: &a x/y:1", "repository: x/y",
    ],
)  # fmt: skip
def test_what_names_no_image_is_none(text: str) -> None:
    assert named(text) == []


def test_items_of_a_list_are_apart() -> None:
    text = "a:\n  - repository: x/y\n    tag: 1\n  - repository: x/z\n  - tag: 2\n    repository: x/w\n"
    assert [name for name, _, _ in named(text)] == ["x/y:1", "x/w:2"]


def test_each_image_stands_once_with_the_first_place_that_names_it() -> None:
    text = "a:\n  image: x/y:1\npack:\n  content:\n    images:\n    - image: x/y:1\n    - image: x/z:1\n"
    presets = (Preset("p", "Fast", "", "a:\n  image: x/y:1\nb:\n  image: x/w:2\n"),)
    assert named(text, *presets) == [("x/y:1", LIST, True), ("x/z:1", LIST, True), ("x/w:2", "preset Fast", True)]


def test_an_image_that_another_place_completes_is_not_incomplete() -> None:
    text = "a:\n  image:\n    repository: h:5000/x/y\npack:\n  content:\n    images:\n    - image: h:5000/x/y:1\n"
    assert named(text) == [("h:5000/x/y:1", LIST, True)]


@given(st.text(alphabet=" -\nabimageregistrytag:/'\"#{}", max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(one.name and "\n" not in one.name for one in mentioned(text))
