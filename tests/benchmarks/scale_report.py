"""What `scale` prints: a table a size, the goals beside Hugo, and how all of it grows with the number of packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from tests.benchmarks.trial import KINDS, Figures

GOALS: dict[int, dict[str, float]] = {
    1_000: {"cold": 2.0, "warm": 0.1, "changed": 0.15, "live": 100, "memory": 150},
    10_000: {"cold": 1.5, "warm": 0.02, "changed": 0.03, "live": 200, "memory": 450},
}
"""By packs: at most so many times what Hugo takes, but for `live` in milliseconds and `memory` in megabytes."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table, for one generator."""

    label: str
    step: str
    """Of the trial, which says why there are no values."""
    values: Sequence[float]
    digits: int = 0
    worst: bool = False
    """Whether the worst stands beside the median."""
    goal: str = ""

    @property
    def cell(self) -> str:
        """The median."""
        shown = [median(self.values), max(self.values)][: 1 + self.worst]
        return " / ".join(f"{value:,.{self.digits}f}" for value in shown)


def measures(of: Figures) -> Iterator[Measure]:
    """All rows of a generator."""
    yield Measure("cold build, s", "cold", [cost.seconds for cost in of.cold], 2, goal="cold")
    yield Measure("  processor, s", "cold", [cost.cpu for cost in of.cold], 2)
    yield Measure("  others meanwhile, processors", "cold", [cost.others for cost in of.cold], 2)
    yield Measure("  largest process, MB", "cold", [cost.largest for cost in of.cold], goal="memory")
    yield Measure("  all processes, MB", "cold", [cost.together for cost in of.cold], goal="memory")
    yield Measure("  files written", "cold", [of.files])
    yield Measure("  output, MB", "cold", [of.megabytes], 1)
    yield Measure("nothing changed, s", "warm", [cost.seconds for cost in of.warm], 2, goal="warm")
    for kind in KINDS:
        changed = [cost.seconds for cost in of.changed.get(kind, ())]
        yield Measure(f"one page, {kind}, s / worst", kind, changed, 2, worst=True, goal="changed")
    yield Measure("preview ready, s", "live", [of.ready] if of.ready else (), 2)
    yield Measure("  largest process, MB", "live", [of.preview.largest] if of.preview else ())
    for kind in KINDS:
        served = [seconds * 1000 for seconds in of.live.get(kind, ())]
        yield Measure(f"  {kind} served, ms / worst", f"live {kind}", served, worst=True, goal="live")


def print_size(all_figures: Sequence[Figures]) -> None:
    """The figures of all generators with one number of packs, a column each."""
    rows = [[f"{all_figures[0].packs:,} packs", *(figures.generator for figures in all_figures)]]
    for row in zip(*map(measures, all_figures), strict=True):
        cells = [_cell(measure, figures) for measure, figures in zip(row, all_figures, strict=True)]
        rows.append([row[0].label, *cells])
    _print_table(rows)


def print_goals(ours: Figures, hugo: Figures) -> None:
    """How far packatlas is from its goals, where there are any for this number of packs."""
    goals = GOALS.get(ours.packs, {})
    rows = [[f"{ours.packs:,} packs", "packatlas", "hugo", "ratio", "goal", ""]]
    for mine, other in zip(measures(ours), measures(hugo), strict=True):
        if mine.goal in goals:
            goal, absolute = goals[mine.goal], mine.goal in ("live", "memory")
            both = mine.values and other.values
            ratio = median(mine.values) / median(other.values) if both else inf
            found = median(mine.values) if absolute and mine.values else ratio
            met = found <= goal and mine.step not in ours.missing
            cells = [_cell(mine, ours), _cell(other, hugo), f"{ratio:.3f}" if both else "-"]
            label = mine.label.strip().removesuffix(" / worst")
            rows.append([label, *cells, f"<= {goal:g}{'' if absolute else 'x'}", "met" if met else "missed"])
    if goals:
        _print_table(rows)


def print_growth(all_figures: Sequence[Figures]) -> None:
    """What a pack costs at each size: the same where growth is linear."""
    rows = [["a pack costs", "packs", "cold, ms", "processor, ms", "memory, kB", "files", "output, kB"]]
    for of in sorted(all_figures, key=lambda figures: (figures.generator, figures.packs)):
        if of.cold:
            wall, cpu, memory = (median(values) for values in zip(*_three(of), strict=True))
            costs = [f"{wall:.2f}", f"{cpu:.2f}", f"{memory:.0f}", f"{of.files / of.packs:.2f}"]
            rows.append([of.generator, f"{of.packs:,}", *costs, f"{of.megabytes * 1000 / of.packs:.1f}"])
    _print_table(rows)


def _three(of: Figures) -> Iterator[tuple[float, float, float]]:
    for cost in of.cold:
        yield cost.seconds * 1000 / of.packs, cost.cpu * 1000 / of.packs, cost.together * 1000 / of.packs


def _cell(measure: Measure, figures: Figures) -> str:
    if measure.step in figures.missing:
        return figures.missing[measure.step]
    return measure.cell if measure.values else "-"


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]).rstrip())
