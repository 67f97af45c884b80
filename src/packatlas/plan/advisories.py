"""Where there is more on a security issue: its page in this catalog, or the public record of it."""

from __future__ import annotations

from collections.abc import Iterable

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.findings import advisory_id
from packatlas.plan.views import Ref


def fixes(ids: Iterable[str], catalog: Catalog) -> tuple[Ref, ...]:
    """Security issues by the identifiers that an author wrote, each with where there is more on it."""
    return tuple(issue_ref(text, catalog) for text in ids)


def issue_ref(text: str, catalog: Catalog) -> Ref:
    """One of them; without an address where nothing is known of it."""
    page = catalog.issue_pages.get(advisory_id(text))
    return Ref(text, urls.issue(page) if page else record(text))


def record(text: str) -> str | None:
    """The public record of an issue."""
    if text.upper().startswith("CVE-"):
        return f"https://www.cve.org/CVERecord?id={text}"
    return f"https://github.com/advisories/{text}" if text.upper().startswith("GHSA-") else None
