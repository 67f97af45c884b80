"""Old names and old paths: small pages that lead to where a pack stands now."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.plan.views import RedirectView, Ref


def redirect_views(catalog: Catalog) -> Iterator[RedirectView]:
    """One page for each alias. An alias that is the pack's own name in other letters is only for search."""
    for alias, name in catalog.aliases.items():
        address, pack = urls.alias(alias), catalog.by_name[name]
        if address.casefold() == urls.pack(name).casefold():
            continue
        yield RedirectView(
            address=address,
            template="redirect.html",
            title=pack.title,
            target=Ref(pack.title, urls.pack(name)),
            alias=alias,
            location=pack.location,
        )
