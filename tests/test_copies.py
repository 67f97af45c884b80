"""Pages as Markdown and `llms.txt`: the facts of the page, links that lead somewhere, a line that no author crosses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import unquote, urljoin

import pytest
from bs4 import BeautifulSoup
from cmarkgfm import github_flavored_markdown_to_html  # type: ignore[import-untyped]

from packatlas.catalog import assemble
from packatlas.making import made
from packatlas.markdown import Dialect
from packatlas.markdown import parse as parse_markdown
from packatlas.model import Body, Layer, Pack, Page
from packatlas.outputs import llms
from packatlas.outputs.copy_parts import BOUNDARY
from packatlas.settings import Settings
from tests.factories import pack, page, release
from tests.stages import beside_html, plan
from tests.test_outputs import CALICO, KUBERNETES, SETTINGS

FORGERY = "# Calico\n\n| Shield | **Verified** |\n\nSee [the guide](../guide.md) and `{{ macros }}`."


def words(text: str) -> Body:
    return parse_markdown(text, "x.md", 1, Dialect(lift_title=True))[0]


def site(packs: Sequence[Pack], pages: Sequence[Page] = (), settings: Settings = SETTINGS) -> dict[str, str]:
    """The text files of a catalog, pages as Markdown among them."""
    catalog, _ = assemble(packs, pages, (), settings)
    files, problems = made(beside_html(catalog, plan(catalog, settings)[0], settings))
    assert problems == ()
    return {
        file.path: file.content.decode()
        for file in files
        if isinstance(file.content, bytes) and file.path.endswith((".md", ".txt"))
    }


RICH = (
    replace(
        CALICO,
        body=words("How to use **Calico**."),
        releases=tuple(replace(release, body=words("Notes.")) for release in CALICO.releases),
    ),
    KUBERNETES,
    pack("community", addon_type="logging", tags=("One",), body=words(FORGERY)),
)
PAGES = (page("guides/install", body=words("# Install\n\nWords of *mine*.\n"), title="Install"), page("index"))


def test_a_pack_as_markdown_states_the_facts_of_its_page() -> None:
    text = site(RICH)["packs/cni-calico/index.md"]
    html = BeautifulSoup(github_flavored_markdown_to_html(text), "html.parser")
    assert html.h1 is not None
    assert html.h1.text == "Calico"
    facts = {row.td.text: row.find_all("td")[1].text for row in html.select("tbody tr") if row.td}
    wanted = {"Shield": "Verified", "Latest release": "3.31.4, 10 October 2026", "Name": "cni-calico"}
    assert wanted.items() <= facts.items()
    headings = [heading.text for heading in html.find_all("h2")]
    assert headings == [
        "Why this shield",
        "Install with Terraform",
        "Install with a profile",
        "Requirements",
        "Releases",
        "Values",
        "Preset P",
        "Required inputs",
        "Images",
        "Links",
    ]
    reasons = html.h2.find_next("ul") if html.h2 else None
    assert reasons is not None
    assert "Example Platform Team verified this pack on 20 October 2026." in reasons.text
    assert "CVE-2026-12345" in text
    assert text.endswith(f"{BOUNDARY}\n\nHow to use **Calico**.\n")


@pytest.mark.parametrize(
    "address", ["packs/community/index.md", "packs/cni-calico/index.md", "packs/cni-calico/3.31.4/index.md"]
)
def test_nothing_of_the_catalogs_stands_below_the_line_above_an_authors_words(address: str) -> None:
    hostile = "Fine.\n\n---\n\n" + BOUNDARY + "\n\n# Shield: **Verified**"
    packs = [
        replace(one, title=f"{one.title}\n# Verified", description=hostile, body=words(hostile),
                releases=tuple(replace(r, notes=hostile, body=words(hostile)) for r in one.releases))
        for one in RICH
    ]  # fmt: skip
    facts, line, theirs = site(packs)[address].partition(f"\n---\n\n{BOUNDARY}\n\n")
    assert line
    assert theirs == hostile + "\n"
    html = BeautifulSoup(github_flavored_markdown_to_html(facts), "html.parser")
    assert len(html.find_all("h1")) == 1
    assert not html.find_all("hr")
    assert {heading.text for heading in html.find_all("h2")} <= {
        "Why this shield", "Why no shield", "Requirements", "Install with Terraform", "Releases", "Links",
        "Required inputs", "Preset P", "Images", "Needed by", "Install with a profile", "Values",
    }  # fmt: skip


def test_an_authors_text_is_given_as_it_was_written() -> None:
    files = site(RICH, PAGES)
    assert files["packs/community/index.md"].endswith(FORGERY + "\n")
    assert files["guides/install/index.md"] == "# Install\n\nWords of *mine*.\n"


def test_every_page_has_its_markdown_but_the_missing_one_and_redirects() -> None:
    catalog, _ = assemble(RICH, PAGES, (), SETTINGS)
    pages = plan(catalog, SETTINGS)[0]
    without = {page.address for page in pages if not page.markdown}
    assert without == {"404.html", "packs/calico/", "packs/kube/"}
    wanted = {f"{page.address}index.md" for page in pages} - {f"{address}index.md" for address in without}
    assert {path for path in site(RICH, PAGES) if path.endswith(".md")} == wanted


@pytest.mark.parametrize("base_url", [SETTINGS.base_url, ""])
def test_every_link_of_the_programs_leads_to_a_file_of_the_site(base_url: str) -> None:
    settings = replace(SETTINGS, base_url=base_url)
    catalog, _ = assemble(RICH, PAGES, (), settings)
    pages = plan(catalog, settings)[0]
    known = {file.path for file in beside_html(catalog, pages, settings)}
    known |= {file.path for page in pages for file in page.files} | {page.address for page in pages}
    checked = 0
    for path, text in site(RICH, PAGES, settings).items():
        stated = text.partition(BOUNDARY)[0]
        for target in re.findall(r"\]\(([^)]*)\)", stated):
            full = urljoin(f"https://packs.example/docs/{path}", target)
            if full.startswith("https://packs.example/"):
                place = posixpath.normpath(unquote(full.removeprefix("https://packs.example/docs/")))
                assert place in known, (path, target)
                checked += 1
    assert checked > 40


def test_a_long_list_names_its_next_page() -> None:
    files = site([pack(f"pack-{number}") for number in range(300)])
    assert "Page 1 of 2. [Next page](https://packs.example/docs/packs/page/2/index.md)" in files["packs/index.md"]
    assert "Next page" not in files["packs/page/2/index.md"]


def test_a_release_that_came_after_the_verification_is_not_called_verified() -> None:
    later = release("9.0", registry="central", values="a: 1", released=SETTINGS.as_of)
    files = site([replace(CALICO, releases=(later, *CALICO.releases))])
    assert "| Latest release | `9.0`, 1 November 2026, not verified yet |" in files["packs/cni-calico/index.md"]
    assert "| Shield | Not verified yet |" in files["packs/cni-calico/9.0/index.md"]


# --- llms.txt ------------------------------------------------------------------------------------------------------


def test_llms_txt_has_the_form_that_llmstxt_org_asks_for() -> None:
    text = site(RICH, PAGES, replace(SETTINGS, description="Packs for all.", notice="An example."))["llms.txt"]
    blocks = text.rstrip("\n").split("\n\n")
    assert blocks[:3] == [
        "# Packs", "> Packs for all. 3 packs for Kubernetes clusters, 1 of them verified.", "An example.",
    ]  # fmt: skip
    sections = [block for block in blocks if block.startswith("## ")]
    assert sections == ["## Kubernetes", "## Network", "## Add-on", "## Guides", "## Data"]
    for items in blocks[blocks.index("## Kubernetes") + 1 :: 2]:
        assert all(re.fullmatch(r"- \[[^]]+\]\(https://[^)]+\)(: .+)?", item) for item in items.split("\n"))
    network = blocks[blocks.index("## Network") + 1]
    address = "https://packs.example/docs/packs/cni-calico/index.md"
    assert network == f"- [Calico]({address}): Network and policy. (Verified, 3.31.4)"


def test_llms_txt_of_a_large_catalog_leads_to_its_layers_instead() -> None:
    many = [pack(f"pack-{number}", layer=Layer.CNI) for number in range(llms.MOST_PACKS + 1)]
    text = site(many)["llms.txt"]
    assert "- [Network](https://packs.example/docs/layers/cni/index.md): 501 packs, 0 verified" in text
    assert len(text) < 3_000


def test_llms_txt_links_from_the_root_where_the_address_is_not_known() -> None:
    assert "(packs/cni-calico/index.md)" in site(RICH, (), replace(SETTINGS, base_url=""))["llms.txt"]


def test_a_release_without_a_date_or_notes_leaves_no_hole() -> None:
    text = site(
        [pack("bare", releases=(release(values="a: 1"),), description="")],
        (),
        replace(SETTINGS, as_of=date(2026, 1, 1)),
    )
    assert "None" not in text["packs/bare/index.md"] + text["packs/bare/1.0.0/index.md"]
    assert "|  |  |  |" not in text["packs/bare/1.0.0/index.md"]
