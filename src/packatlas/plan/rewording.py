"""The view of a page whose text has changed, made from the one that it had, without the rest of the catalog."""

from __future__ import annotations

from dataclasses import replace

from packatlas.links import elsewhere
from packatlas.model import Body, Image, Link, Picture
from packatlas.plan.contents import prose_entries
from packatlas.plan.pack_views import SubjectView
from packatlas.plan.sections import with_sections
from packatlas.plan.views import ArticleView, HomeView, PageView, Prose

Worded = SubjectView | ArticleView | HomeView
"""The view of a page that shows an author's text."""


def reworded(view: PageView, planned: Body, now: Body, base_url: str) -> Worded | None:
    """The view with the text `now` in place of the one that it was planned with.

    None where that takes the catalog: for a link or picture that is new and leads into the site. A link that led to no
    section still leads to none.
    """
    if not isinstance(view, Worded) or view.prose is None:
        return None
    prose = _prose(view.prose, planned, now, base_url)
    if prose is None:
        return None
    if isinstance(view, SubjectView):
        return with_sections(replace(view, prose=prose))
    if isinstance(view, ArticleView):
        return replace(view, prose=prose, contents=prose_entries(now, depth=0))
    return replace(view, prose=prose)


def _prose(before: Prose, planned: Body, now: Body, base_url: str) -> Prose | None:
    targets = [hole.target for hole in planned.holes if isinstance(hole, Link)]
    known: dict[str, str | None] = dict(zip(targets, before.links, strict=True))
    links = list[str | None]()
    for link in (hole for hole in now.holes if isinstance(hole, Link)):
        own = link.target if link.target[:1] == "#" and link.target[1:] in now.anchors else None
        address = own or known.get(link.target) or elsewhere(link.target, base_url)
        if address is None and link.target not in known:
            return None
        links.append(address)
    sources = [hole.target for hole in planned.holes if isinstance(hole, Image)]
    shown: dict[str, Picture | None] = dict(zip(sources, before.pictures, strict=True))
    wanted = [hole.target for hole in now.holes if isinstance(hole, Image)]
    if any(source not in shown for source in wanted):
        return None
    return Prose(now, tuple(links), tuple(shown[source] for source in wanted))
