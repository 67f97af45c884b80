"""Pages on vulnerabilities, as readers get them."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from packatlas.catalog import Catalog, assemble
from packatlas.errors import Location
from packatlas.findings import Finding, Rating, Report
from packatlas.history import Change, Kind, Published
from packatlas.making import content_of, made
from packatlas.model import Layer, Pack, Status
from packatlas.plan.scan_panel import SHOWN
from packatlas.plan.security import _PACKS
from packatlas.settings import Settings
from tests.factories import pack, release
from tests.stages import copies, html_pages, plan

TODAY = date(2026, 11, 23)
SETTINGS = Settings(title="Packs", as_of=TODAY)
GHSA = "GHSA-cfh5-3ghh-wfjx"


def finding(id: str = "CVE-2026-1000", rating: Rating = Rating.HIGH, **changes: Any) -> Finding:
    return replace(Finding(id, "openssl", "3.0.1", rating), **changes)


def report(place: str, *findings: Finding, **changes: Any) -> Report:
    plain = Report(
        "Trivy",
        Location(f"content/security/{place}.json"),
        version="0.67.2",
        subject=f"registry.example/{place}",
        finished="2026-11-20T00:00:00Z",
        findings=findings,
        place=f"security/{place}.json",
    )
    return replace(plain, **changes)


def catalog(*packs: Pack, reports: tuple[Report, ...] = (), published: Published | None = None) -> Catalog:
    return assemble(packs, (), (), SETTINGS, (), reports, published)[0]


class Site:
    """The pages of a site, each read when it is looked at."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages

    def __getitem__(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.pages[path], "html.parser")


def site(*packs: Pack, settings: Settings = SETTINGS, **others: Any) -> Site:
    artifacts, problems = made(html_pages(plan(catalog(*packs, **others), settings)[0], settings))
    assert problems == ()
    return Site({one.path: one.content for one in artifacts if isinstance(one.content, bytes)})


def table(page: BeautifulSoup, label: str) -> list[list[str]]:
    """The cells of a table by the name of what it stands in."""
    rows = page.select(f'[aria-label="{label}"] tbody tr')
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in rows]


def section(page: BeautifulSoup, id: str) -> Tag:
    found = page.select_one(f'section[aria-labelledby="{id}"]')
    assert found is not None
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.text.split())


# --- A release -------------------------------------------------------------------------------------------------------

APP = pack("app", title="App", releases=(release("2.0"), release("1.0")))


def test_the_page_of_a_release_lists_what_is_open_the_worst_first() -> None:
    open_in = (
        finding("CVE-2026-2000", Rating.LOW),
        finding("CVE-2026-1000", Rating.CRITICAL, fixable=True, fixed_in=("3.0.2", "3.1.0"), aliases=(GHSA,)),
        finding("CVE-2026-3000", Rating.HIGH, fixable=True),
    )
    page = site(APP, reports=(report("app/2.0", *open_in),))["packs/app/2.0/index.html"]
    assert table(page, "Table of vulnerabilities") == [
        [f"CVE-2026-1000{GHSA}", "Critical", "openssl", "3.0.1", "3.0.2, 3.1.0"],
        ["CVE-2026-3000", "High", "openssl", "3.0.1", "fixed"],
        ["CVE-2026-2000", "Low", "openssl", "3.0.1", "no fix yet"],
    ]
    assert "3 open vulnerabilities as of 20 November 2026, 2 with a fix." in words(section(page, "vulnerabilities"))
    tallies = [words(tally) for tally in page.select(".tallies li")]
    assert tallies == ["1 Critical", "1 High", "0 Medium", "1 Low"]
    links = [str(link["href"]) for link in page.select('[aria-label="Table of vulnerabilities"] a')]
    assert links == [
        "../../../security/CVE-2026-1000/",
        "../../../security/CVE-2026-3000/",
        "https://www.cve.org/CVERecord?id=CVE-2026-2000",
    ]


def test_the_page_of_a_release_says_who_looked_when_and_what_was_left_out() -> None:
    reports = (
        report("app/2.0/a", subject="a", database=date(2026, 11, 19), registry=""),
        report("app/2.0/b", subject="b", gaps=2, finished=""),
        report("app/2.0/c", subject="c", of_packages=False),
    )
    page = site(APP, reports=reports)["packs/app/2.0/index.html"]
    said = [words(one) for one in section(page, "vulnerabilities").select("details li")]
    assert said == [
        "Trivy 0.67.2 on a, 20 November 2026, with a list of 19 November 2026.",
        "Trivy 0.67.2 on b. 2 parts could not be scanned.",
        "Trivy 0.67.2 on c, 20 November 2026. It speaks of no packages.",
    ]


def test_nothing_found_is_said_so_and_nothing_known_too() -> None:
    pages = site(APP, reports=(report("app/2.0"),))
    assert "No open vulnerability was found as of 20 November 2026." in words(
        section(pages["packs/app/2.0/index.html"], "vulnerabilities")
    )
    assert "packs/app/1.0/index.html" not in pages.pages
    other = site(replace(APP, releases=(release("2.0", values="a: 1"), release("1.0"))), reports=(report("app/1.0"),))
    unknown = section(other["packs/app/2.0/index.html"], "vulnerabilities")
    assert words(unknown) == (
        "Vulnerabilities # No security report on this release was read, so its vulnerabilities are not known."
    )
    assert "0" not in words(unknown)


def test_a_report_on_no_packages_gives_no_figures() -> None:
    pages = site(APP, reports=(report("app/2.0", of_packages=False),))
    page = pages["packs/app/2.0/index.html"]
    assert page.select(".tallies") == []
    assert "speak of no packages, so its vulnerabilities are not known" in words(section(page, "vulnerabilities"))
    assert table(pages["security/index.html"], "Vulnerabilities of the packs") == []
    assert words(section(pages["security/index.html"], "unknown")).endswith("App")


def test_without_any_report_releases_say_nothing() -> None:
    pages = site(replace(APP, releases=(release("2.0", values="a: 1"),)))
    assert pages["packs/app/2.0/index.html"].select("#vulnerabilities") == []
    assert pages["packs/app/index.html"].select("#vulnerabilities") == []
    assert "No security report was read" in pages["security/index.html"].text


def test_the_page_of_a_pack_sums_up_its_latest_release() -> None:
    page = site(APP, reports=(report("app/2.0", finding()), report("app/1.0", finding(), finding("CVE-2026-2000"))))[
        "packs/app/index.html"
    ]
    found = section(page, "vulnerabilities")
    assert "1 open vulnerability" in words(found)
    link = found.select_one("p a")
    assert link is not None
    assert link["href"] == "../../packs/app/2.0/#vulnerabilities"
    assert [row.text for row in page.select(".toc a")].count("Vulnerabilities") == 1


def test_a_page_stays_light_whatever_was_found() -> None:
    many = tuple(
        finding(f"CVE-2026-{number}", Rating.CRITICAL, package=f"package-{number * 7919 % 10007}-{number}")
        for number in range(10_000, 12_000)
    )
    pages = site(APP, reports=(report("app/2.0", *many),)).pages
    release_page = pages["packs/app/2.0/index.html"]
    assert len(gzip.compress(release_page)) < 15_000
    page = BeautifulSoup(release_page, "html.parser")
    assert len(table(page, "Table of vulnerabilities")) == SHOWN
    assert f"{2000 - SHOWN:,} more vulnerabilities left out here" in words(section(page, "vulnerabilities"))
    link = section(page, "vulnerabilities").select("p a")[-1]
    assert link["href"] == "../../../api/v1/packs/app/2.0/security.json"
    assert len(gzip.compress(pages["security/index.html"])) < 15_000
    assert sum(path.startswith("security/CVE-") for path in pages) == 1000


def test_what_a_report_says_is_text() -> None:
    bad = finding(
        package="<img src=x onerror=alert(1)>", version='"><script>alert(1)</script>', fixed_in=("{{ 7*7 }}",)
    )
    page = site(APP, reports=(report("app/2.0", bad, subject="<b>x</b>"),))["packs/app/2.0/index.html"]
    assert table(page, "Table of vulnerabilities")[0][2:] == [bad.package, bad.version, "{{ 7*7 }}"]
    assert page.select("main td img, main td script, [aria-labelledby=vulnerabilities] details b") == []


# --- The whole catalog -----------------------------------------------------------------------------------------------


def test_the_page_of_the_catalog_sums_up_by_layer_and_pack_the_most_urgent_first() -> None:
    packs = (
        pack("a", title="A", layer=Layer.CNI),
        pack("b", title="B"),
        pack("c", title="C"),
        pack("d", title="D", releases=()),
    )
    pages = site(
        *packs,
        reports=(
            report("a/1.0.0", finding(rating=Rating.CRITICAL, fixable=True), finished="2026-11-01T00:00:00Z"),
            report(
                "b/1.0.0",
                finding(),
                finding("CVE-2026-2000", Rating.NEGLIGIBLE),
                finding("CVE-2026-3000", Rating.UNKNOWN),
            ),
        ),
    )
    page = pages["security/index.html"]
    assert table(page, "Vulnerabilities of the packs") == [
        ["A", "1.0.0", "1", "0", "0", "0", "0", "1", "1 November 2026"],
        ["B", "1.0.0", "0", "1", "0", "0", "2", "0", "20 November 2026"],
    ]
    assert table(page, "Vulnerabilities of the layers") == [
        ["Add-on", "1 of 3 packs", "0", "1", "0", "0", "2", "0", "20 November 2026"],
        ["Network", "1 of 1 pack", "1", "0", "0", "0", "0", "1", "1 November 2026"],
    ]
    assert [link.text for link in section(page, "unknown").select("a")] == ["C", "D"]
    lead = " ".join(words(line) for line in page.select(".intro p"))
    assert "2 of 4 packs have a security report on their latest release." in lead
    assert "1 critical and 1 high vulnerabilities open" in lead
    assert "The oldest scan is of 1 November 2026, the newest of 20 November 2026." in lead


def test_a_layer_of_which_nothing_is_known_has_no_figures() -> None:
    packs = (pack("a", layer=Layer.CNI), pack("b"))
    page = site(*packs, reports=(report("b/1.0.0"),))["security/index.html"]
    network = table(page, "Vulnerabilities of the layers")[1]
    assert network == ["Network", "0 of 1 pack", *"–" * 6, "not known"]


def test_a_long_list_of_packs_goes_on_over_several_pages() -> None:
    packs = [pack(f"p{number:03}") for number in range(_PACKS + 1)]
    pages = site(*packs, reports=tuple(report(f"{one.name}/1.0.0") for one in packs))
    assert len(table(pages["security/index.html"], "Vulnerabilities of the packs")) == _PACKS
    second = pages["security/page/2/index.html"]
    assert len(table(second, "Vulnerabilities of the packs")) == 1
    assert second.select("#by-layer") == []


def test_what_changed_stands_on_the_page_with_its_feed() -> None:
    change = Change(date(2026, 11, 16), Kind.OPENED, "app", "App", "2.0", ("CVE-2026-1000", "CVE-2026-2000"), 3)
    gone = Change(date(2026, 11, 9), Kind.LOST, "gone", "Gone")
    settings = replace(SETTINGS, previous=Path("published"))
    page = site(
        APP,
        reports=(report("app/2.0", finding()),),
        published=Published(date(2026, 11, 16), {}, {("app", ""): frozenset()}, {}, (change, gone)),
        settings=settings,
    )["security/index.html"]
    said = [words(line) for line in section(page, "changes").select("li")]
    assert said[1:] == [
        "16 November 2026 App: 5 serious vulnerabilities found in 2.0 CVE-2026-1000, CVE-2026-2000 and 3 more",
        "9 November 2026 Gone: shield lost",
    ]
    assert page.select('a[href="../security/feed.xml"]')
    assert site(APP)["security/index.html"].select('a[href$="feed.xml"]:not(footer a)') == []


# --- One vulnerability -----------------------------------------------------------------------------------------------


def advice(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """What the page of an issue says of each pack: its state and what to do."""
    found = {}
    for line in page.select(".advice > li"):
        name, state = line.select_one("b"), line.select_one(".status")
        assert name is not None
        assert state is not None
        following = state.find_next("span")
        assert isinstance(following, Tag)
        found[words(name)] = (words(state), words(following))
    return found


def test_the_page_of_an_issue_says_which_release_to_take() -> None:
    packs = (
        pack("open", title="Open", releases=(release("2.0"), release("1.0"))),
        pack("worse", title="Worse", releases=(release("2.0"), release("1.0"))),
        pack("mended", title="Mended", releases=(release("2.0"), release("1.0"))),
        pack("stated", title="Stated", releases=(release("3.0"), release("2.0", fixes=("CVE-2026-1000",)))),
        pack("unknown", title="Unknown", releases=(release("2.0"), release("1.0"))),
        pack("elsewhere", title="Elsewhere"),
    )
    affected = ("open/2.0", "open/1.0", "worse/2.0", "mended/1.0", "unknown/1.0")
    clean = ("worse/1.0", "mended/2.0", "elsewhere/1.0.0")
    pages = site(*packs, reports=(*(report(one, finding()) for one in affected), *(report(one) for one in clean)))
    page = pages["security/CVE-2026-1000/index.html"]
    assert advice(page) == {
        "Open": ("Open", "No release of this pack is known to be without it."),
        "Worse": ("Open", "Take 1.0: unlike the latest release, it is not known to have it."),
        "Unknown": ("Not known", "Of the latest release, 2.0, nothing is known."),
        "Mended": ("Fixed", "Take 2.0, the latest release."),
        "Stated": ("Fixed", "Take 2.0 or a newer one."),
    }
    lines = words(page.select(".intro")[0])
    assert "Open in the latest release of 2 packs of this catalog." in lines
    assert "Packs without a security report may have it too" in lines
    assert page.select('a[href="https://www.cve.org/CVERecord?id=CVE-2026-1000"]')


def test_the_page_of_an_issue_names_releases_and_packages() -> None:
    mended = finding(fixable=True, fixed_in=("3.0.2",), aliases=(GHSA,))
    packs = (pack("app", title="App", releases=(release("2.0", fixes=(GHSA,)), release("1.0"))),)
    pages = site(*packs, reports=(report("app/1.0", mended),))
    page = pages["security/CVE-2026-1000/index.html"]
    assert [words(line) for line in page.select(".advice p")] == [
        "Open in 1.0: openssl 3.0.1, fixed in 3.0.2.",
        "Fixed by 2.0.",
    ]
    assert f"Also known as {GHSA}." in page.text
    redirect = pages[f"security/{GHSA}/index.html"].select_one("meta[http-equiv=refresh]")
    assert redirect is not None
    assert redirect["content"] == "0; url=../../security/CVE-2026-1000/"
    fixes = pages["packs/app/index.html"].select_one(".fixes a")
    assert fixes is not None
    assert (fixes.text, fixes["href"]) == (GHSA, "../../security/CVE-2026-1000/")


def test_a_fix_that_nobody_scanned_for_has_a_page_too() -> None:
    page = site(pack("app", releases=(release("2.0", fixes=("CVE-2026-1000",)),)))["security/CVE-2026-1000/index.html"]
    assert "No security report of this catalog has found it." in page.text
    assert page.select("h1 .status") == []


def test_a_release_that_is_gone_is_no_way_out() -> None:
    packs = (pack("app", title="App", releases=(release("2.0"), release("1.0", status=Status.DISABLED))),)
    pages = site(*packs, reports=(report("app/2.0", finding()), report("app/1.0")))
    assert advice(pages["security/CVE-2026-1000/index.html"])["App"][1].startswith("No release of this pack")


# --- The copies ------------------------------------------------------------------------------------------------------


def test_the_markdown_copies_say_the_same() -> None:
    bad = finding(rating=Rating.CRITICAL, package="a|b`c", fixable=True, fixed_in=("3.0.2",))
    pages = plan(catalog(APP, pack("b", title="B"), reports=(report("app/2.0", bad),)), SETTINGS)[0]
    texts = {one.path: content_of(one).decode() for one in copies(pages, SETTINGS)}
    release_text = texts["packs/app/2.0/index.md"]
    assert "1 open vulnerability as of 20 November 2026, 1 with a fix." in release_text
    assert "| [CVE-2026-1000](../../../security/CVE-2026-1000/index.md) | Critical | `` a\\|b`c `` |" in release_text
    assert "- Trivy 0.67.2 on `registry.example/app/2.0` of 20 November 2026" in release_text
    assert "## Vulnerabilities" in texts["packs/app/index.md"]
    whole = texts["security/index.md"]
    assert "| [App](../packs/app/2.0/index.md) | 2\\.0 | 1 | 0 | 0 | 0 | 0 | 1 | 20 November 2026 |" in whole
    assert "## Not known\n\n[B](../packs/b/index.md)" in whole
    assert "[App](../../packs/app/index.md): No release of this pack" in texts["security/CVE-2026-1000/index.md"]
