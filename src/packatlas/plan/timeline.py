"""When the shields of the catalog are due, drawn: a column for each week, and today between two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from packatlas.plan.views import Card, Column, Label, Timeline
from packatlas.wording import MONTHS

WIDTH, HEIGHT = 720, 150
"""In units of the drawing; its text has 12."""
_TOP, _FLOOR = 28, 120
_BEFORE, _AFTER = 6, 12
"""Weeks that are drawn; what is due before or after stands in the first or the last."""
_STATES = ("current", "due", "overdue")
"""From the floor up."""


def timeline(cards: Iterable[Card], as_of: date) -> Timeline | None:
    """The drawing of all packs that have a shield; None where there is none."""
    counts = Counter((_week(card.due, as_of), card.shield.state) for card in cards if card.due)
    if not counts:
        return None
    shown = range(min(-1, *(week for week, _ in counts)), max(1, *(week for week, _ in counts)) + 1)
    step, highest = WIDTH / len(shown), max(_total(counts, week) for week in shown)
    columns, labels = list[Column](), list[Label]()
    for place, week in enumerate(shown):
        left = place * step
        columns += _columns(counts, week, left, step, highest)
        if total := _total(counts, week):
            top = round(_FLOOR - _height(total, highest) - 5, 1)
            labels.append(Label(_half(left, step), top, f"{total:,}"))
        if week % 2 == 0:
            day = as_of + timedelta(weeks=week)
            labels.append(Label(_half(left, step), HEIGHT - 10, f"{day.day} {MONTHS[day.month - 1][:3]}"))
    return Timeline(WIDTH, HEIGHT, _FLOOR, tuple(columns), tuple(labels), round(-shown[0] * step, 1))


def _week(due: date, as_of: date) -> int:
    """Which week from today a day is in: 0 begins today, and what was due yesterday is in -1."""
    return max(-_BEFORE, min(_AFTER, (due - as_of).days // 7))


def _total(counts: Counter[tuple[int, str]], week: int) -> int:
    return sum(counts[week, state] for state in _STATES)


def _columns(counts: Counter[tuple[int, str]], week: int, left: float, step: float, highest: int) -> Iterator[Column]:
    """One bar a state, on top of each other."""
    floor = float(_FLOOR)
    for state in _STATES:
        if count := counts[week, state]:
            height = _height(count, highest)
            floor -= height
            yield Column(round(left + step * 0.15, 1), round(floor, 1), round(step * 0.7, 1), round(height, 1), state)


def _height(count: int, highest: int) -> float:
    return (_FLOOR - _TOP) * count / highest


def _half(left: float, step: float) -> float:
    return round(left + step / 2, 1)
