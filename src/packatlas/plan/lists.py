"""Pages that list packs: all of them, by layer, by add-on type, by tag. Long lists go on over several pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from packatlas import urls
from packatlas.catalog import Catalog, Shelf
from packatlas.model import Layer, Pack
from packatlas.plan import words
from packatlas.plan.cards import Cards
from packatlas.plan.sharing import feed_of_layer
from packatlas.plan.tags import Tagged
from packatlas.plan.views import Card, Group, ListView, PacksView, Pager, Ref, TagsView

PAGE_SIZE = 240
"""Packs on one page of a list, so that no page weighs more than 60 kB compressed."""
_TAGS = 8
"""How many tags the list of all packs leads to."""
_NEAR = 2
"""How many neighbours of the current page a pager names on each side."""


def pack_lists(catalog: Catalog, cards: Cards, tagged: Sequence[Tagged]) -> Iterator[ListView | TagsView]:
    """Every list page of the site."""
    yield from _all_packs(catalog, cards, tagged)
    for shelf in catalog.shelves:
        yield from _layer(shelf, catalog, cards)
    types = _by_type(catalog.shelves[-1].packs)
    for slug, packs in types.items():
        if slug:
            yield from _addon_type(slug, packs, catalog, cards)
    yield from _tags(tagged, cards)


def _all_packs(catalog: Catalog, cards: Cards, tagged: Sequence[Tagged]) -> Iterator[ListView]:
    groups = [
        _group(catalog.layers[shelf.layer].title, shelf.layer.value, urls.layer(shelf.layer), shelf.packs, cards)
        for shelf in catalog.shelves
        if shelf.packs
    ]
    shortcuts = tuple(
        (Ref(catalog.layers[shelf.layer].title, urls.layer(shelf.layer)), len(shelf.packs)) for shelf in catalog.shelves
    )
    verified = sum(shelf.verified for shelf in catalog.shelves)
    narrower = (
        ("Layer", shortcuts),
        ("Add-on type", type_counts(catalog.shelves[-1].packs)),
        ("Tag", _most_used(tagged)),
        ("Shield", ((Ref("Verified packs", urls.VERIFIED), verified),)),
    )
    first = PacksView(
        address=urls.PACKS,
        template="packs.html",
        title="All packs",
        description=f"{words.count(len(catalog.packs), 'pack')}, from the operating system to applications.",
        groups=tuple(groups),
        total=len(catalog.packs),
        verified=verified,
        shortcuts=shortcuts,
        narrower=tuple(part for part in narrower if part[1]),
    )
    yield from paged(first)


def _layer(shelf: Shelf, catalog: Catalog, cards: Cards) -> Iterator[ListView]:
    layer, own = shelf.layer, catalog.layers[shelf.layer]
    if layer is Layer.ADDON:
        groups = [
            _group(
                words.addon_type(slug),
                f"type-{slug or 'other'}",
                urls.addon_type(slug) if slug else None,
                packs,
                cards,
            )
            for slug, packs in _by_type(shelf.packs).items()
        ]
    else:
        kinds: dict[Layer, list[Pack]] = defaultdict(list)
        for pack in shelf.packs:
            kinds[pack.layer].append(pack)
        groups = [
            _group(catalog.layers[kind].title, f"kind-{kind.value}", None, packs, cards)
            for kind, packs in kinds.items()
        ]
    first = ListView(
        address=urls.layer(layer),
        template="layer.html",
        title=own.title,
        description=f"{words.count(len(shelf.packs), 'pack')} in the layer {own.title}.",
        trail=(Ref("Packs", urls.PACKS),),
        groups=tuple(groups),
        total=len(shelf.packs),
        verified=shelf.verified,
        feeds=(feed_of_layer(layer, catalog),),
        line=own.description,
        layer=layer.value,
        shortcuts=tuple((Ref(g.title, g.address), g.total) for g in groups if g.address),
    )
    yield from paged(first)


def _addon_type(slug: str, packs: Sequence[Pack], catalog: Catalog, cards: Cards) -> Iterator[ListView]:
    title = words.addon_type(slug)
    yield from paged(
        ListView(
            address=urls.addon_type(slug),
            template="type.html",
            title=title,
            description=f"{words.count(len(packs), 'add-on pack')} of the type {title}.",
            trail=(Ref("Packs", urls.PACKS), Ref(catalog.layers[Layer.ADDON].title, urls.layer(Layer.ADDON))),
            groups=(_group("", "packs", None, packs, cards),),
            total=len(packs),
            verified=_verified(packs, cards),
            layer=Layer.ADDON.value,
        )
    )


def _tags(tagged: Sequence[Tagged], cards: Cards) -> Iterator[ListView | TagsView]:
    if not tagged:
        return
    yield TagsView(
        address=urls.TAGS,
        template="tags.html",
        title="Tags",
        description="Every tag of the catalog.",
        tags=tuple((Ref(tag.title, urls.tag(tag.slug)), len(tag.packs) + len(tag.pages)) for tag in tagged),
    )
    for tag in tagged:
        first = ListView(
            address=urls.tag(tag.slug),
            template="tag.html",
            title=tag.title,
            description=f"Packs with the tag {tag.title}.",
            trail=(Ref("Tags", urls.TAGS),),
            groups=(_group("", "packs", None, tag.packs, cards),) if tag.packs else (),
            total=len(tag.packs),
            verified=_verified(tag.packs, cards),
            articles=tag.pages,
        )
        yield from paged(first)


def _most_used(tagged: Sequence[Tagged]) -> tuple[tuple[Ref, int], ...]:
    """The tags that most packs carry, and the page of all tags."""
    of_packs = sorted((tag for tag in tagged if tag.packs), key=lambda tag: -len(tag.packs))[:_TAGS]
    links = tuple((Ref(tag.title, urls.tag(tag.slug)), len(tag.packs)) for tag in of_packs)
    return (*links, (Ref("All tags", urls.TAGS), len(tagged))) if tagged else ()


def _by_type(packs: Iterable[Pack]) -> dict[str, list[Pack]]:
    """Add-ons by type, in the order of the types' names, those of no stated type last."""
    types: dict[str, list[Pack]] = defaultdict(list)
    for pack in packs:
        types[pack.addon_type].append(pack)
    return dict(sorted(types.items(), key=lambda item: (not item[0], words.addon_type(item[0]).casefold())))


def type_counts(packs: Iterable[Pack]) -> tuple[tuple[Ref, int], ...]:
    """The add-on types of some packs, each with its number of packs."""
    return tuple(
        (Ref(words.addon_type(slug), urls.addon_type(slug)), len(members))
        for slug, members in _by_type(packs).items()
        if slug
    )


def _group(title: str, id: str, address: str | None, packs: Sequence[Pack], cards: Cards) -> Group:
    return Group(title, id, address, len(packs), tuple(cards[pack.name] for pack in packs))


def _verified(packs: Iterable[Pack], cards: Cards) -> int:
    return sum(cards[pack.name].shield.state != "none" for pack in packs)


# --- Lists of more than one page ---------------------------------------------------------------------------------


def paged(whole: ListView) -> Iterator[ListView]:
    """A list as one page, or as several of at most `PAGE_SIZE` packs; the first one keeps the address."""
    parts = list(split(whole.groups))
    if len(parts) == 1:
        yield whole
        return
    for number, groups in enumerate(parts, start=1):
        yield replace(
            whole,
            address=urls.numbered(whole.address, number),
            title=whole.title if number == 1 else f"{whole.title}, page {number}",
            trail=whole.trail if number == 1 else (*whole.trail, Ref(whole.title, whole.address)),
            groups=groups,
            pager=pager(whole.address, number, len(parts)),
        )


def split(groups: Iterable[Group], size: int = PAGE_SIZE) -> Iterator[tuple[Group, ...]]:
    """Groups cut into pages; a group that is cut goes on under the same heading. One empty page for no groups."""
    page: list[Group] = []
    room = size
    for group in groups:
        rest: tuple[Card, ...] = group.cards
        while rest:
            if room == 0:
                yield tuple(page)
                page, room = [], size
            page.append(replace(group, cards=rest[:room]))
            taken = len(page[-1].cards)
            rest, room = rest[taken:], room - taken
    yield tuple(page)


def pager(address: str, number: int, last: int) -> Pager:
    """Where to go from one page of a list: the ends and the neighbours, so that it stays short."""
    wanted = sorted({1, last, *range(max(1, number - _NEAR), min(last, number + _NEAR) + 1)})
    steps: list[Ref] = []
    for before, here in zip([0, *wanted], wanted, strict=False):
        if here - before > 1:
            steps.append(Ref("…", None))
        steps.append(Ref(str(here), urls.numbered(address, here) if here != number else None))
    return Pager(number, last, tuple(steps))
