"""What is wrong with a catalog after an edit of a text alone: the same as before, some of it at other lines.

A fault of the Markdown itself comes or goes with the words. What the checks say of a text moves with its line: which
lines, the document tells by itself. There all links to other pages lead nowhere, so that only those count that did so
before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from heapq import merge

from packatlas.catalog import assemble
from packatlas.checks import run_checks
from packatlas.checks.texts import TOLD
from packatlas.errors import Location, Problem, by_place, in_order
from packatlas.model import Pack, Page
from packatlas.rulebook import weighed
from packatlas.settings import Settings
from packatlas.standing import Known

_Said = tuple[str, str]


def moved_problems(
    problems: Iterable[Problem], path: str, above: int, before: Known, after: Known, settings: Settings
) -> tuple[Problem, ...] | None:
    """All problems after an edit of the file at `path`, whose text begins below `above` lines; None if nobody knows."""
    own = {(_said(problem), problem.location) for problem in before.problems}
    then, now = _places(_of_checks(before.outcome, settings)), _places(_of_checks(after.outcome, settings))
    # Of a fault that is new, only the whole catalog could say whether it is one.
    if not now.keys() <= then.keys():
        return None
    # Of many, not all are told one by one.
    counts = [{said: len(places) for said, places in found.items()} for found in (then, now)]
    if counts[0] != counts[1] and max(sum(count.values()) for count in counts) > TOLD:
        return None
    fresh, others = list(weighed(after.problems, dict(settings.levels))), list[Problem]()
    for problem in problems:
        if (_said(problem), problem.location) in own:
            continue
        if problem.location.path != path:
            others.append(problem)
        elif problem.location.line <= above:
            fresh.append(problem)
        elif problem.location in then[_said(problem)]:
            fresh += [replace(problem, location=place) for place in now[_said(problem)]]
        else:
            return None
    # The others are in their order: to sort thousands again would take longer than all else.
    return tuple(merge(others, in_order(fresh), key=by_place))


def _places(problems: Iterable[Problem]) -> Mapping[_Said, list[Location]]:
    """Where each thing is said."""
    found = defaultdict[_Said, list[Location]](list)
    for problem in problems:
        found[_said(problem)].append(problem.location)
    return found


def _said(problem: Problem) -> _Said:
    return problem.code, problem.message


def _of_checks(outcome: Pack | Page, settings: Settings) -> tuple[Problem, ...]:
    """What the checks say of a document by itself."""
    packs, pages = ((outcome,), ()) if isinstance(outcome, Pack) else ((), (outcome,))
    alone, _ = assemble(packs, pages, (), settings, ())
    return run_checks(alone, settings)
