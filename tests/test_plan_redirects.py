"""Old addresses lead to where a page stands now, and what leads nowhere, or in a circle, is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packatlas.catalog import assemble
from packatlas.errors import Location
from packatlas.links import LinkIndex, Origin
from packatlas.model import OldAddress, Page
from packatlas.plan.views import FolderView, RedirectView
from packatlas.settings import Redirect, Settings
from tests.factories import body, pack, page
from tests.site_builds import AS_OF
from tests.stages import plan

SETTINGS = Settings(title="Packs", base_url="https://packs.example/docs/", as_of=AS_OF)
CALICO = pack("cni-calico", aliases=("calico",))


def moved(path: str, *old: str, **changes: object) -> Page:
    """A page with old addresses."""
    aliases = tuple(OldAddress(address, f"/{address}", Location(f"content/{path}.md", 3)) for address in old)
    return page(path, aliases=aliases, **changes)


def leading(**redirects: str) -> Settings:
    """Settings with redirects, one a line of the file; underscores of a name stand for slashes."""
    made = (
        Redirect(f"{old.replace('_', '/')}/", f"/{old.replace('_', '/')}", target, Location("catalog.yaml", line))
        for line, (old, target) in enumerate(redirects.items(), 1)
    )
    return replace(SETTINGS, redirects=tuple(made))


def found(*pages: Page, settings: Settings = SETTINGS) -> tuple[dict[str, str], list[str]]:
    """Old address -> where it leads, and what is told."""
    catalog, _ = assemble((CALICO,), pages, (), settings)
    planned, problems = plan(catalog, settings)
    views = [each.view() for each in planned]
    redirects = {view.address: f"{view.target.address}" for view in views if isinstance(view, RedirectView)}
    return {old: target for old, target in redirects.items() if old != "packs/calico/"}, [str(one) for one in problems]


def test_a_page_leads_from_its_old_addresses() -> None:
    assert found(moved("guides/new", "guides/old/", "a/b.html", "guides/new/")) == (
        {"guides/old/": "guides/new/", "a/b.html": "guides/new/"},
        [],
    )


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("guides/new", "guides/new/"),
        ("/guides/new.md#set-up", "guides/new/#set-up"),
        ("packs/cni-calico", "packs/cni-calico/"),
        ("packs/calico#values", "packs/cni-calico/#values"),
        ("guides/before", "guides/new/"),
        ("layers/cni", "layers/cni/"),
        ("guides", "guides/"),
    ],
)
def test_the_publisher_leads_an_old_address_to_any_page(target: str, address: str) -> None:
    redirects, problems = found(moved("guides/new", "guides/before/"), settings=leading(old=target))
    assert (redirects["old/"], problems) == (address, [])


def test_a_chain_leads_straight_to_its_end() -> None:
    settings = leading(a="b#here", b="c#there", c="guides/new")
    assert found(page("guides/new"), settings=settings) == (
        {"a/": "guides/new/#here", "b/": "guides/new/#there", "c/": "guides/new/"},
        [],
    )


def test_a_circle_is_told_with_its_way_and_leads_nowhere() -> None:
    redirects, problems = found(settings=leading(a="b", b="c", c="b", d="d"))
    assert redirects == {}
    assert [line.partition(" (")[0] for line in problems] == [
        "catalog.yaml:1 PA088 error: the redirect '/a' leads in a circle: /a/ -> /b/ -> /c/ -> /b/",
        "catalog.yaml:2 PA088 error: the redirect '/b' leads in a circle: /b/ -> /c/ -> /b/",
        "catalog.yaml:3 PA088 error: the redirect '/c' leads in a circle: /c/ -> /b/ -> /c/",
        "catalog.yaml:4 PA088 error: the redirect '/d' leads in a circle: /d/ -> /d/",
    ]


def test_a_redirect_to_no_page_is_told_with_a_way_out() -> None:
    redirects, problems = found(page("guides/install"), settings=leading(a="guides/instal", b="https://packs.example/"))
    assert redirects == {}
    assert problems == [
        "catalog.yaml:1 PA087 error: the redirect '/a' leads to 'guides/instal', which is no page of this site "
        "(did you mean 'guides/install/'?)",
        "catalog.yaml:2 PA087 error: the redirect '/b' leads to 'https://packs.example/', which is no page of this "
        "site (write the path of a page, such as guides/install)",
    ]


def test_of_two_claims_on_an_old_address_the_page_wins_and_then_the_first() -> None:
    pages = (moved("guides/a", "guides/b/", "old/"), moved("guides/b", "old/", "packs/cni-calico/"))
    redirects, problems = found(*pages, settings=leading(old="guides/b"))
    assert redirects == {"old/": "guides/a/"}
    assert [line.partition(" (")[0] for line in problems] == [
        "content/guides/a.md:3 PA084 error: the alias '/guides/b/' has the address '/guides/b/', "
        "that of content/guides/b.md:1",
        "content/guides/b.md:3 PA084 error: the alias '/old/' has the address '/old/', that of content/guides/a.md:3",
        "content/guides/b.md:3 PA084 error: the alias '/packs/cni-calico/' has the address '/packs/cni-calico/', "
        "that of content/packs/addon/cni-calico.md:1",
        "catalog.yaml:1 PA084 error: the redirect '/old' has the address '/old/', that of content/guides/a.md:3",
    ]


def test_an_old_address_goes_before_the_list_of_a_folder() -> None:
    catalog, _ = assemble((), (moved("start", "guides/"), page("guides/x")), (), SETTINGS)
    planned, problems = plan(catalog, SETTINGS)
    assert problems == ()
    assert not any(isinstance(each.view(), FolderView) for each in planned)


@pytest.mark.parametrize("target", ["/guides/old", "/guides/old/", "../guides/old/"])
def test_links_to_an_old_address_lead_to_the_page(target: str) -> None:
    catalog, _ = assemble((), (moved("new", "guides/old/"), page("a")), (), SETTINGS)
    assert LinkIndex(catalog).link(target, Origin("a/", "a.md", body())).href == "../new/"
    catalog, _ = assemble((), (page("new"), page("a")), (), leading(guides_old="new"))
    assert LinkIndex(catalog).link(target, Origin("a/", "a.md", body())).href == "../guides/old/"
