"""What a preview makes after a change: only what the change can have changed, and never less."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from packatlas.build import Draft
from packatlas.cache import Cache
from packatlas.errors import SiteError
from packatlas.making import content_of
from packatlas.options import Choices
from packatlas.previewing import Maker
from packatlas.scaffold import new_catalog
from packatlas.serve.site import Build, Edition
from tests.previewing import DAY

CALICO = "content/packs/cni/cni-calico.md"
OWN = '{% extends "layout.html" %}{% block main %}<h1>NUMBER</h1>{{ page.prose }}{% endblock %}'


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalog with a template and a style of its own."""
    new_catalog(tmp_path, DAY)
    (tmp_path / "assets/styles").mkdir(parents=True, exist_ok=True)
    saved(tmp_path, "templates/pack.html", OWN)
    saved(tmp_path, "assets/styles/99-own.css", "h1 { color: red }")
    return tmp_path.resolve()


@pytest.fixture
def maker(catalog: Path) -> Maker:
    made = Maker(Choices(catalog / "content", as_of=DAY, jobs=1), Cache())
    made.address = "http://127.0.0.1:1/"
    return made


def saved(folder: Path, path: str, text: str) -> Path:
    (folder / path).write_text(text)
    return folder / path


def page_of(draft: Draft) -> str:
    return content_of(next(one for one in draft.artifacts if one.path == "packs/cni-calico/index.html")).decode()


def style_of(draft: Draft) -> str:
    return content_of(next(one for one in draft.artifacts if one.path.startswith("assets/style-"))).decode()


def test_after_a_change_of_the_look_pages_are_drawn_anew_and_not_planned(maker: Maker, catalog: Path) -> None:
    before = maker.make()
    template = saved(catalog, "templates/pack.html", OWN.replace("NUMBER", "SECOND"))
    after = maker.make([template])
    assert "<h1>SECOND</h1>" in page_of(after)
    assert after.pages is before.pages
    style = saved(catalog, "assets/styles/99-own.css", "h1 { color: blue }")
    again = maker.make([style])
    assert "blue" in style_of(again)
    assert again.pages is before.pages
    assert again.templates is after.templates


def test_after_a_change_of_the_look_nothing_is_checked_anew(maker: Maker, catalog: Path) -> None:
    first = maker.finish(maker.make())
    template = saved(catalog, "templates/pack.html", OWN.replace("NUMBER", "SECOND"))
    drafted = maker.make([template])
    second = maker.finish(drafted)
    assert second.problems is first.problems
    assert [one.path for one in second.artifacts] == [one.path for one in first.artifacts]
    made = len(drafted.artifacts)
    assert second.artifacts[:made] == drafted.artifacts
    late = list(zip(second.artifacts[made:], first.artifacts[made:], strict=True))
    assert late
    assert all(now is before for now, before in late)
    page = saved(catalog, CALICO, (catalog / CALICO).read_text().replace("layer: cni", "layer: cni\nodd: 1"))
    assert maker.finish(maker.make([page])).problems != first.problems


Change = Callable[[Maker, Path], list[Path]]


def words(maker: Maker, catalog: Path) -> list[Path]:
    """Changed in the site that is shown, and not in the last draft."""
    drafted = maker.make()
    result = maker.finish(drafted)
    page = saved(catalog, CALICO, (catalog / CALICO).read_text() + "\nNEWS\n")
    assert maker.amend([page], Edition(Build(result.artifacts)), result.problems)
    return []


def settings(_maker: Maker, catalog: Path) -> list[Path]:
    """Saved together with the template."""
    text = (catalog / "content/catalog.yaml").read_text()
    return [saved(catalog, "content/catalog.yaml", text.replace("title: ", "title: NEWS "))]


def another_page(_maker: Maker, catalog: Path) -> list[Path]:
    """Saved together with the template."""
    return [saved(catalog, CALICO, (catalog / CALICO).read_text() + "\nNEWS\n")]


def something(_maker: Maker, catalog: Path) -> list[Path]:
    """Saved without anybody knowing."""
    another_page(_maker, catalog)
    return []


@pytest.mark.parametrize("change", [words, settings, another_page, something])
def test_what_else_has_changed_is_in_it_too(maker: Maker, catalog: Path, change: Change) -> None:
    maker.make()
    others = change(maker, catalog)
    template = saved(catalog, "templates/pack.html", OWN.replace("NUMBER", "SECOND"))
    page = page_of(maker.make([] if change is something else [template, *others]))
    assert "<h1>SECOND</h1>" in page
    assert "NEWS" in page


def test_after_a_failure_all_is_read_anew(maker: Maker, catalog: Path) -> None:
    maker.make()
    (catalog / "content").rename(catalog / "away")
    with pytest.raises(SiteError):
        maker.make()
    (catalog / "away").rename(catalog / "content")
    saved(catalog, CALICO, (catalog / CALICO).read_text() + "\nNEWS\n")
    assert "NEWS" in page_of(maker.make([saved(catalog, "templates/pack.html", OWN)]))
