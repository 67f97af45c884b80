"""After a whole build: what has to be known to change a text alone, which `amend` does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from packatlas.cache import Cache
from packatlas.catalog import Catalog
from packatlas.model import Artifact
from packatlas.outputs.passages import text_pages
from packatlas.outputs.shard_edits import lengths_of
from packatlas.parse import Parsed
from packatlas.plan.views import Planned
from packatlas.settings import Settings
from packatlas.standing import Facts, Ledger, Standing, body_of, name_of, owner_of
from packatlas.urls import output_path, search_shard


def remember(
    parsed: Parsed,
    catalog: Catalog,
    pages: Sequence[Planned],
    artifacts: Sequence[Artifact],
    settings: Settings,
    cache: Cache,
) -> None:
    """Keep where each text stands, but for those that are not alone of their kind."""
    shown, found = _shown(pages), _found(catalog)
    named = [name_of(owner_of(one), body) if (body := body_of(one)) else b"" for one in parsed.outcomes]
    names = Counter(filter(None, named))
    texts: dict[str, Standing] = {}
    for above, key, name in zip(parsed.above, parsed.keys, named, strict=True):
        if above and names[name] == 1:
            texts[above.path] = Standing(above.digest, above.path, key, shown.get(name, ()), *found.get(name, (-1, ())))
    ledger = Ledger(cache)
    # A statement may stand for every file that a release installs, its README among them.
    ledger.begin({} if settings.trust.signed else texts, frozenset(names), settings)
    starts = search_shard("").removesuffix(".json")
    shards = [file.content for file in artifacts if file.path.startswith(starts) and isinstance(file.content, bytes)]
    ledger.keep_index(*lengths_of(shards).packed())


def _shown(pages: Sequence[Planned]) -> Mapping[bytes, tuple[str, ...]]:
    """By the name of a text: the files of the pages that show it."""
    found = defaultdict[bytes, list[str]](list)
    for page in pages:
        if page.body:
            found[name_of(page.owner, page.body)].append(output_path(page.address))
    return {name: tuple(paths) for name, paths in found.items()}


def _found(catalog: Catalog) -> Mapping[bytes, tuple[int, Facts]]:
    """By the name of a text: the number of the page that is found by it, and its other texts."""
    return {
        name_of(page.owner, page.body): (number, tuple((one.text, one.weight, one.section) for one in page.facts()))
        for number, page in enumerate(text_pages(catalog))
        if page.body
    }
