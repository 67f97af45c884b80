"""The calendar of deprecations, its page and both iCalendar files."""

from __future__ import annotations

from datetime import date

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from packatlas.catalog import Catalog, assemble
from packatlas.making import content_of
from packatlas.model import Pack, Status, Verification
from packatlas.outputs.calendars import calendars
from packatlas.plan.cards import make_cards
from packatlas.plan.lifecycle import AHEAD, PASSED, lifecycle_steps, lifecycle_view
from packatlas.settings import Policy, Settings
from tests.factories import pack, release
from tests.stages import copies, html_pages, plan

TODAY = date(2026, 11, 23)
SETTINGS = Settings(as_of=TODAY, title="Packs, all; of them", base_url="https://packs.example/docs/")
CALICO = pack(
    "calico",
    title="Calico",
    verification=Verification(date(2026, 11, 2), "Team, the"),
    releases=(
        release("3.31.4"),
        release("3.30.2", status=Status.DEPRECATED, since=date(2026, 10, 31)),
        release("3.29.0", status=Status.DISABLED, since=date(2026, 11, 23)),
        release("3.28.0", status=Status.DELETED, since=date(2026, 1, 1)),
    ),
)
OLD = pack(
    "old",
    title="Old",
    replaced_by="calico",
    releases=(release("1.0", status=Status.DEPRECATED, since=date(2026, 12, 1)), release("0.9")),
)


def cataloged(*packs: Pack, settings: Settings = SETTINGS) -> Catalog:
    return assemble(packs, (), (), settings)[0]


def steps(*packs: Pack, settings: Settings = SETTINGS) -> list[tuple[str, str, str, str]]:
    catalog = cataloged(*packs, settings=settings)
    found = lifecycle_steps(catalog, make_cards(catalog, TODAY), settings)
    return [
        (f"{one.day}", f"{one.card.name} {one.version}", one.status, one.successor.title if one.successor else "")
        for one in found
    ]


def test_every_step_has_its_day_and_what_to_take_instead() -> None:
    assert steps(CALICO, OLD) == [
        ("2026-01-01", "calico 3.28.0", "deleted", "Calico 3.31.4"),
        ("2026-10-31", "calico 3.30.2", "deprecated", "Calico 3.31.4"),
        ("2026-11-23", "calico 3.29.0", "disabled", "Calico 3.31.4"),
        ("2026-12-01", "old 1.0", "deprecated", "Calico"),
        ("2027-01-31", "calico 3.30.2", "disabled", "Calico 3.31.4"),
        ("2027-02-23", "calico 3.29.0", "deleted", "Calico 3.31.4"),
        ("2027-03-01", "old 1.0", "disabled", "Calico"),
        ("2027-04-30", "calico 3.30.2", "deleted", "Calico 3.31.4"),
        ("2027-06-01", "old 1.0", "deleted", "Calico"),
    ]


def test_the_months_are_the_publisher_s() -> None:
    settings = Settings(as_of=TODAY, policy=Policy(deprecated_months=1, disabled_months=0))
    assert [step[0] for step in steps(OLD, settings=settings)] == ["2026-12-01", "2027-01-01", "2027-01-01"]


def test_the_page_tells_what_comes_from_what_was() -> None:
    catalog = cataloged(CALICO, OLD)
    pages, _ = plan(catalog, SETTINGS)
    html = {artifact.path: artifact for artifact in html_pages(pages, SETTINGS)}
    page = BeautifulSoup(content_of(html["lifecycle/index.html"]), "html.parser")
    ahead, passed = (page.select(f"section[aria-labelledby={id}] .event time") for id in ("ahead", "passed"))
    assert [day["datetime"] for day in ahead] == [
        "2026-12-01", "2027-01-31", "2027-02-23", "2027-03-01", "2027-04-30", "2027-06-01",
    ]  # fmt: skip
    assert [day["datetime"] for day in passed] == ["2026-11-23", "2026-10-31", "2026-01-01"]
    assert page.select(".event-notes a")[0]["href"] == "../packs/calico/"
    assert page.select_one('a[href="../lifecycle/calendar.ics"], a[href="calendar.ics"]')
    text = {artifact.path: artifact for artifact in copies(pages, SETTINGS)}
    copy = content_of(text["lifecycle/index.md"]).decode()
    assert "- 1 December 2026: [Old 1.0]" in copy
    assert "Use [Calico](" in copy


def test_a_page_does_not_grow_with_the_catalog() -> None:
    many = tuple(
        release(f"{number}.0", status=Status.DEPRECATED, since=date(2026, 10, 1 + number % 28)) for number in range(400)
    )
    catalog = cataloged(pack(releases=many))
    found = lifecycle_steps(catalog, make_cards(catalog, TODAY), SETTINGS)
    view = lifecycle_view(found, SETTINGS)
    shown = [sum(len(steps) for _, steps in months) for months in (view.ahead, view.passed)]
    assert shown == [AHEAD, PASSED]
    assert view.more == 1200 - AHEAD - PASSED


# --- iCalendar -------------------------------------------------------------------------------------------------------


def events(path: str, *packs: Pack) -> list[dict[str, str]]:
    """The events of a calendar, read as RFC 5545 says: lines unfolded first."""
    catalog = cataloged(*packs)
    made = calendars(catalog, make_cards(catalog, SETTINGS.as_of), SETTINGS)
    files = {file.path: content_of(file) for file in made}
    raw = files[path]
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name.partition(";")[0]] = value
    assert len({one["UID"] for one in found}) == len(found)
    return found


def test_a_calendar_has_the_days_on_which_packs_are_due() -> None:
    (one,) = events("verified/calendar.ics", CALICO, OLD)
    assert (one["DTSTART"], one["DTEND"], one["SUMMARY"]) == ("20261228", "20261229", "Calico: update due")
    assert one["UID"] == "due/calico@packs.example"
    assert one["URL"] == "https://packs.example/docs/packs/calico/#shield"
    assert one["DESCRIPTION"].startswith("Team\\, the verified this pack on 2 November 2026.")


def test_a_calendar_has_the_steps_of_the_lifecycle() -> None:
    found = events("lifecycle/calendar.ics", CALICO, OLD)
    assert len(found) == 9
    assert (found[3]["DTSTART"], found[3]["SUMMARY"]) == ("20261201", "Old 1.0: deprecated")
    assert found[3]["DESCRIPTION"] == "Use Calico instead."


@given(st.text(max_size=200))
def test_no_title_breaks_out_of_its_line(title: str) -> None:
    hostile = pack("calico", title=title, verification=Verification(date(2026, 11, 2), title))
    (one,) = events("verified/calendar.ics", hostile)
    assert one["DTSTART"] == "20261228"
