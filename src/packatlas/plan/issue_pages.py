"""The page of one vulnerability: which packs have it open, and which release to take instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.findings import Finding
from packatlas.issues import Issue, Place
from packatlas.model import Pack, Release, Status
from packatlas.plan import words
from packatlas.plan.advisories import record
from packatlas.plan.rows import release_address
from packatlas.plan.scan_panel import RATINGS, fixed_in
from packatlas.plan.security_views import Affected, IssueView
from packatlas.plan.views import Ref
from packatlas.versions import Version

SHOWN = 150
"""Packs that the page of an issue names; the API names all."""
_RELEASES = 6
_PACKAGES = 4


def issue_views(catalog: Catalog) -> Iterator[IssueView]:
    """The pages of the issues that have one."""
    known = set(catalog.issue_pages.values())
    for issue in catalog.issues:
        if issue.id in known:
            yield _view(issue)


def _view(issue: Issue) -> IssueView:
    open_in, fixed = _by_pack(issue.open), _by_pack(issue.fixed)
    packs = {place.pack.name: place.pack for place in (*issue.open, *issue.fixed)}
    all_of_them = (_affected(pack, open_in.get(name, []), fixed.get(name, [])) for name, pack in packs.items())
    affected = sorted(all_of_them, key=lambda one: _STATES.index(one.state))
    return IssueView(
        address=urls.issue(issue.id),
        template="issue.html",
        title=issue.id,
        description=f"Which packs of this catalog have {issue.id} open, and which releases fix it.",
        trail=(Ref("Security", urls.SECURITY),),
        id=issue.id,
        aliases=issue.aliases,
        rating=issue.rating.value if issue.open else "",
        label=RATINGS[issue.rating] if issue.open else "",
        record=record(issue.id) or "",
        lines=tuple(_lines(issue, affected)),
        affected=tuple(affected[:SHOWN]),
        affected_more=max(0, len(affected) - SHOWN),
        api=urls.API_SECURITY,
    )


_STATES = ("open", "unknown", "fixed")
"""The most urgent first."""


def _by_pack(places: Sequence[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[place.pack.name].append(place)
    return found


def _lines(issue: Issue, affected: Sequence[Affected]) -> Iterator[str]:
    still = sum(one.state == "open" for one in affected)
    if still:
        yield f"Open in the latest release of {words.count(still, 'pack')} of this catalog."
    elif issue.open:
        yield "No latest release of this catalog is known to have it; some older ones do."
    else:
        yield "No security report of this catalog has found it. The releases below say that they fix it."
    yield "Packs without a security report may have it too: of them nothing is known."


def _affected(pack: Pack, open_in: list[Place], fixed: list[Place]) -> Affected:
    releases = [place.release for place in open_in]
    state, advice = _advice(pack, {one.version for one in releases}, {place.release.version for place in fixed})
    return Affected(
        pack=Ref(pack.title, urls.pack(pack.name)),
        layer=pack.layer.shelf.value,
        open=tuple(_ref(pack, release) for release in releases[:_RELEASES]),
        open_more=max(0, len(releases) - _RELEASES),
        packages=tuple(_package(finding) for finding in open_in[0].findings[:_PACKAGES]) if open_in else (),
        fixed=tuple(_ref(pack, place.release) for place in fixed[:_RELEASES]),
        advice=advice,
        state=state,
    )


def _advice(pack: Pack, open_in: Set[Version], fixed: Set[Version]) -> tuple[str, str]:
    """How the latest release stands, and what to do."""
    latest = pack.latest
    if latest is None:
        return "unknown", "This pack has no release any more."
    usable = [one for one in pack.releases if one.status in (Status.ACTIVE, Status.DEPRECATED)]
    if latest.version in open_in:
        others = (one for one in usable if one.version not in open_in and (one.scan or one.version in fixed))
        if better := next(others, None):
            return "open", f"Take {better.version}: unlike the latest release, it is not known to have it."
        return "open", "No release of this pack is known to be without it."
    if latest.scan or latest.version in fixed:
        return "fixed", f"Take {latest.version}, the latest release."
    mended = next((one for one in usable if one.version in fixed and one.version <= latest.version), None)
    if mended:
        return "fixed", f"Take {mended.version} or a newer one."
    return "unknown", f"Of the latest release, {latest.version}, nothing is known."


def _package(finding: Finding) -> str:
    fix = fixed_in(finding)
    found = f"{finding.package} {finding.version}".strip()
    return f"{found}, fixed in {fix}" if finding.fixed_in else f"{found}, {fix}" if fix else f"{found}, no fix yet"


def _ref(pack: Pack, release: Release) -> Ref:
    return Ref(release.version.text, release_address(pack, release))
