"""Plain pages: in which order they are read, what their navigation shows, and the pages of their folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packatlas.catalog import assemble
from packatlas.errors import Location
from packatlas.making import made
from packatlas.model import Body, Link, Page, PageFolder
from packatlas.plan.lists import PAGE_SIZE
from packatlas.plan.sidebar import ALL_SHOWN, WINDOW
from packatlas.plan.views import ArticleView, FolderView, PageView, Planned, Ref, SideEntry
from packatlas.settings import Settings
from tests.factories import page
from tests.site_builds import AS_OF
from tests.site_links import dead_links
from tests.stages import html_pages, plan

SETTINGS = Settings(title="Packs", base_url="https://packs.example/", as_of=AS_OF)
Tree = list["str | tuple[str, Tree]"]


def site(pages: Iterable[Page], folders: Iterable[PageFolder] = ()) -> tuple[Planned, ...]:
    catalog, _ = assemble((), tuple(pages), (), SETTINGS, tuple(folders))
    planned, problems = plan(catalog, SETTINGS)
    assert problems == ()
    return planned


def planned(pages: Iterable[Page], folders: Iterable[PageFolder] = ()) -> dict[str, PageView]:
    views = [page.view() for page in site(pages, folders)]
    return {view.address: view for view in views}


def articles(views: dict[str, PageView]) -> dict[str, ArticleView]:
    return {address: view for address, view in views.items() if isinstance(view, ArticleView)}


def lists(views: dict[str, PageView]) -> dict[str, FolderView]:
    return {address: view for address, view in views.items() if isinstance(view, FolderView)}


def drawn(entries: Iterable[SideEntry]) -> Tree:
    """A navigation as nested lists: the page itself in brackets, an open folder with a plus."""
    tree: Tree = []
    for entry in entries:
        if entry.entries:
            tree.append((entry.title + ("+" if entry.opened else ""), drawn(entry.entries)))
        else:
            tree.append(f"[{entry.title}]" if entry.current else entry.title)
    return tree


def links(entries: Iterable[SideEntry]) -> Iterator[str]:
    for entry in entries:
        yield from [entry.address] if entry.address is not None else []
        yield from links(entry.entries)


def test_folders_stand_in_folders_and_the_branch_of_the_page_is_open() -> None:
    views = articles(planned([page("about"), page("a/x"), page("a/deep/y"), page("a/deep/z"), page("b/w")]))
    assert drawn(views["a/deep/y/"].sidebar) == [
        ("A+", [("Deep+", ["[Y]", "Z"]), "X"]),
        "About",
        ("B", ["W"]),
    ]
    assert drawn(views["about/"].sidebar) == [("A", [("Deep", ["Y", "Z"]), "X"]), "[About]", ("B", ["W"])]


def test_the_order_of_reading_is_that_of_the_navigation() -> None:
    views = articles(
        planned(
            [
                page("guides/zebra", sidebar_position=1.0),
                page("guides/apple"),
                page("guides/index", title="Guides of ours", sidebar_label="Our guides"),
                page("guides/more/first", sidebar_position=5.0),
                page("last", sidebar_position=9.0),
                page("about"),
            ],
            [PageFolder("guides/more", Location("c.json"), position=0.5)],
        )
    )
    order = ["last/", "about/", "guides/", "guides/more/first/", "guides/zebra/", "guides/apple/"]
    assert list(views) == order
    assert [address for address in links(views["about/"].sidebar) if address] == order
    assert [view.next.address for view in views.values() if view.next] == order[1:]
    assert [view.previous.address for view in views.values() if view.previous] == order[:-1]
    assert views["guides/apple/"].trail == (Ref("Guides of ours", "guides/"),)


def test_a_folder_is_called_as_its_category_file_says_then_as_its_index_then_by_its_name() -> None:
    views = articles(
        planned(
            [
                page("first-steps/a"),
                page("second/a"),
                page("third/index", sidebar_label="The third", sidebar_position=2.0),
                page("third/deep/b", title="B"),
                page("third/c", title="A"),
                page("third/d", sidebar_position=3.0),
            ],
            [
                PageFolder("second", Location("c.json"), "Before all", 1.0),
                PageFolder("third/deep", Location("d.json"), "Deeper", 2.0),
            ],
        )
    )
    view = views["third/deep/b/"]
    assert drawn(view.sidebar) == [
        ("Before all", ["A"]),
        ("The third+", ["Overview", ("Deeper+", ["[B]"]), "D", "A"]),
        ("First Steps", ["A"]),
    ]
    assert view.trail == (Ref("Index", "third/"), Ref("Deeper", "third/deep/"))


def test_a_category_file_may_keep_a_folder_open_everywhere() -> None:
    views = planned([page("a/x"), page("b/y"), page("c/z")], [PageFolder("b", Location("b.json"), opened=True)])
    assert drawn(articles(views)["a/x/"].sidebar) == [("A+", ["[X]"]), ("B+", ["Y"]), ("C", ["Z"])]


def test_a_slug_is_where_a_page_stands_and_its_file_is_where_it_is_in_the_navigation() -> None:
    views = articles(planned([page("guides/a"), page("guides/b", slug="start/here"), page("guides/c")]))
    view = views["start/here/"]
    assert "guides/b/" not in views
    assert (view.source, view.previous, view.trail) == (
        "guides/b.md", Ref("A", "guides/a/"), (Ref("Guides", "guides/"),),
    )  # fmt: skip
    assert list(links(view.sidebar)) == ["guides/a/", "start/here/", "guides/c/"]


def test_every_folder_has_a_page_that_lists_what_is_in_it() -> None:
    views = planned(
        [page("a/b/c", description="About c."), page("a/b/d"), page("a/x")],
        [PageFolder("a", Location("a.json"), "Letters", title="All letters", description="From a on.")],
    )
    made = lists(views)
    assert sorted(made) == ["a/", "a/b/"]
    assert (made["a/"].title, made["a/"].description) == ("All letters", "From a on.")
    assert [(each.title, each.address, each.pages) for each in made["a/"].teasers] == [
        ("B", "a/b/", 2),
        ("X", "a/x/", 0),
    ]
    assert [(each.address, each.description) for each in made["a/b/"].teasers] == [
        ("a/b/c/", "About c."),
        ("a/b/d/", ""),
    ]
    assert made["a/b/"].trail == (Ref("All letters", "a/"),)
    assert made["a/b/"].next == Ref("C", "a/b/c/")
    assert articles(views)["a/b/c/"].trail == (Ref("All letters", "a/"), Ref("B", "a/b/"))


def test_a_page_that_leads_its_folder_lists_what_is_in_it_and_needs_no_other_page() -> None:
    views = planned([page("a/index", title="Words on a"), page("a/x"), page("b", title="Beside"), page("b/y")])
    assert lists(views) == {}
    assert [each.address for each in articles(views)["a/"].teasers] == ["a/x/"]
    assert [each.address for each in articles(views)["b/"].teasers] == ["b/y/"]
    assert articles(views)["a/x/"].teasers == ()
    assert drawn(articles(views)["b/"].sidebar) == [("Beside+", ["[Overview]", "Y"]), ("Words on a", ["Overview", "X"])]


def test_the_page_of_a_folder_takes_no_address_that_is_another_page_s() -> None:
    views = planned([page("updates/x"), page("c/d/e"), page("z", slug="c")])
    assert sorted(lists(views)) == ["c/d/"]
    assert articles(views)["updates/x/"].trail == (Ref("Updates", None),)


MANY = [page(f"big/p{number:04}") for number in range(1_000)]


def test_the_navigation_of_a_large_folder_is_a_window_around_the_page() -> None:
    views = planned([*MANY, *(page(f"other/q{number}") for number in range(5))])
    for address in ("big/p0000/", "big/p0500/", "big/p0999/"):
        view = articles(views)[address]
        (big, other) = view.sidebar
        assert len(list(links(view.sidebar))) <= WINDOW + 3
        assert address in list(links(big.entries))
        assert (other.address, other.entries) == ("other/", ())
        ends = [entry.address for entry in big.entries if entry.folder]
        assert ends == ["big/"] * (2 if address == "big/p0500/" else 1)
    assert [entry.title for entry in articles(views)["big/p0500/"].sidebar[0].entries if entry.folder] == [
        "485 earlier",
        "485 more",
    ]


def test_no_page_grows_with_the_number_of_pages_but_lists_that_go_on_over_several() -> None:
    views = planned(MANY)
    assert max(len(list(links(view.sidebar))) for view in articles(views).values()) <= WINDOW + 2
    made = lists(views)
    assert list(made) == ["big/", *(f"big/page/{number}/" for number in range(2, 1_000 // PAGE_SIZE + 2))]
    listed = [each.address for view in made.values() for each in view.teasers]
    assert listed == [f"{one.path}/" for one in MANY]
    assert all(len(view.teasers) <= PAGE_SIZE and view.pager for view in made.values())


def test_pages_that_stand_in_no_folder_have_a_list_when_there_are_many() -> None:
    few = planned([page(f"p{number:03}") for number in range(ALL_SHOWN - 1)])
    assert lists(few) == {}
    assert len(articles(few)["p000/"].sidebar) == ALL_SHOWN - 1
    many = planned([page(f"p{number:03}") for number in range(ALL_SHOWN + 50)])
    assert lists(many)["pages/"].title == "All pages"
    assert articles(many)["p000/"].sidebar[-1].address == "pages/"


def test_the_list_of_a_page_that_leads_a_large_folder_goes_on_behind_it() -> None:
    views = planned([*MANY, page("big/index", title="Big")])
    assert list(lists(views)) == [f"big/page/{number}/" for number in range(2, 1_000 // PAGE_SIZE + 2)]
    lead = articles(views)["big/"]
    assert len(lead.teasers) == PAGE_SIZE
    assert lead.pager is not None
    assert lead.pager.number == 1
    assert lists(views)["big/page/2/"].trail == (Ref("Big", "big/"),)


def test_no_link_of_a_tree_of_pages_leads_nowhere() -> None:
    targets = ("/a", "/a/b/", "/big", "/a/b/c.md")
    to_folders = Body.of(part for to in targets for part in ('<a href="', Link(to), '">x</a>'))
    pages = site([page("a/b/c"), page("x", body=to_folders), *MANY[:300]])
    artifacts, problems = made(html_pages(pages, SETTINGS))
    files = {artifact.path: artifact.content for artifact in artifacts if isinstance(artifact.content, bytes)}
    others = ("assets/", "search/", "feed.xml", "calendar.ics", "opensearch.xml", "index.md", "llms.txt", "api/")
    assert problems == ()
    assert [link for link in dead_links(files, SETTINGS.base_url) if not any(name in link for name in others)] == []
    assert b'href="../a/b/"' in files["x/index.html"]
