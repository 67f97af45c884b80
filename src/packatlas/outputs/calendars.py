"""Two calendars (iCalendar, RFC 5545): when verified packs are due, and the lifecycle of releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.outputs.files import later_at, text_file, without_controls
from packatlas.plan.cards import Cards
from packatlas.plan.lifecycle import lifecycle_steps
from packatlas.plan.views import Step
from packatlas.settings import Settings

_LINE = 75
"""Octets that a line may have before it is folded: RFC 5545, section 3.1."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True, slots=True)
class _Day:
    """An event that lasts a day."""

    id: str
    """Names of things, so that a calendar program knows it again."""
    day: date
    stamp: date
    """When that was known: the day of the record that says it."""
    title: str
    text: str
    address: str


def calendars(catalog: Catalog, cards: Cards, settings: Settings) -> tuple[Artifact, ...]:
    """Both files."""

    def made() -> Iterator[Artifact]:
        steps = lifecycle_steps(catalog, cards, settings)
        yield _file(urls.VERIFIED_CALENDAR, f"{settings.title}: verified packs", _due(catalog), settings)
        yield _file(urls.LIFECYCLE_CALENDAR, f"{settings.title}: lifecycle", map(_step, steps), settings)

    return (*later_at([urls.VERIFIED_CALENDAR, urls.LIFECYCLE_CALENDAR], made),)


def _due(catalog: Catalog) -> Iterator[_Day]:
    for pack in catalog.packs:
        standing = catalog.standings[pack.name]
        if standing.due and pack.verification:
            yield _Day(
                f"due/{pack.name}",
                standing.due,
                pack.verification.verified_on,
                f"{pack.title}: update due",
                " ".join(standing.reasons),
                urls.pack(pack.name) + "#shield",
            )


def _step(step: Step) -> _Day:
    instead = f"Use {step.successor.title} instead." if step.successor else ""
    return _Day(
        f"{step.status}/{step.card.name}/{step.version}",
        step.day,
        step.day,
        f"{step.card.title} {step.version}: {step.words.lower()}",
        instead,
        step.address,
    )


def _file(path: str, title: str, days: Iterable[_Day], settings: Settings) -> Artifact:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//packatlas//packatlas//EN", f"X-WR-CALNAME:{_text(title)}"]
    for one in days:
        lines += _event(one, settings)
    lines.append("END:VCALENDAR")
    return text_file(path, "".join(f"{_folded(line)}\r\n" for line in lines))


def _event(one: _Day, settings: Settings) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(one.id)}@{_host(settings)}"
    yield f"DTSTAMP:{one.stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(one.title)}"
    if one.text:
        yield f"DESCRIPTION:{_text(one.text)}"
    if settings.base_url:
        yield f"URL:{urls.absolute(settings.base_url, one.address)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A value of type TEXT: RFC 5545, section 3.3.11."""
    return without_controls(value).translate(_ESCAPES)


def _folded(line: str) -> str:
    """A line cut so that none of its parts is too long; a letter stays in one piece."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > _LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)


def _host(settings: Settings) -> str:
    try:
        return urlsplit(settings.base_url).hostname or "packatlas.invalid"
    except ValueError:
        return "packatlas.invalid"
