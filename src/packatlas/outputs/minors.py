"""The minor versions of Kubernetes that packs are for, such as `1.33`: read from the ranges that releases state."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from packatlas.catalog import Catalog
from packatlas.model import Layer, Pack, Release, Status
from packatlas.versions import Range, parse_range

_MINOR = re.compile(r"(\d{1,4})\.(\d{1,4})")
_USABLE = (Status.ACTIVE, Status.DEPRECATED)
_WIDEST_GAP = 10
"""Minors between two that are named are taken to exist, unless it would be more than these."""

Minor = tuple[int, int]


def minors(catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
    """For each pack, by its name, the minors that its releases are for, newest first; none if no release says.

    Those count that can still be put into a profile; the others only where there is no such release. A release of
    a Kubernetes pack that states no range is for the minor that it is a version of.
    """
    stated = {pack.name: frozenset(_stated(pack)) for pack in catalog.packs}
    texts = frozenset[str]().union(*stated.values())
    ranges = {text: found for text in texts if (found := parse_range(text))}
    known = _known(ranges.values())
    inside = {text: {minor for minor in known if found.meets(_text(minor))} for text, found in ranges.items()}
    lists = {several: _newest_first(several, inside) for several in set(stated.values())}
    return {name: lists[several] for name, several in stated.items()}


def _stated(pack: Pack) -> Iterator[str]:
    """The ranges of a pack's releases."""
    usable = [release for release in pack.releases if release.status in _USABLE]
    for release in usable or pack.releases:
        if text := release.kubernetes or _own(pack, release):
            yield text


def _own(pack: Pack, release: Release) -> str:
    """The range of what is Kubernetes itself. That has been at 1 since 2015: another major counts something else."""
    own = _read(release.version.minor) if pack.layer is Layer.K8S else None
    return f"={_text(own)}" if own and own[0] == 1 else ""


def _known(ranges: Iterable[Range]) -> list[Minor]:
    """Every minor that is named, or lies between two that are: a range without an end says nothing of new ones."""
    named: dict[int, set[int]] = defaultdict(set)
    for major, minor in (end for each in ranges for end in _ends(each)):
        named[major].add(minor)
    for inside in named.values():
        for low, high in pairwise(sorted(inside)):
            inside.update(range(low, high) if high - low <= _WIDEST_GAP else ())
    return sorted((major, minor) for major, inside in named.items() for minor in inside)


def _ends(stated: Range) -> Iterator[Minor]:
    """The minors at the ends of a range: those that it names, or the next ones inside where it leaves those out."""
    for operator, bound in stated.conditions:
        if place := _read(bound.minor):
            major, minor = place
            inside = place if stated.meets(_text(place)) else (major, minor + {"<": -1, ">": 1}.get(operator, 0))
            if inside[1] >= 0 and stated.meets(_text(inside)):
                yield inside


def _newest_first(texts: Iterable[str], inside: Mapping[str, set[Minor]]) -> tuple[str, ...]:
    found = set[Minor]().union(*(inside.get(text, ()) for text in texts))
    return tuple(_text(minor) for minor in sorted(found, reverse=True))


def _read(text: str) -> Minor | None:
    found = _MINOR.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def _text(minor: Minor) -> str:
    return f"{minor[0]}.{minor[1]}"
