"""The sections of the pages of packs and releases, in the order in which a reader asks.

A new section is one line here, one template below `templates/sections/`, and its id in `urls.PACK_SECTION_IDS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from packatlas.plan.contents import prose_entries
from packatlas.plan.pack_views import PackView, PageSection, SubjectView
from packatlas.plan.views import Entry

_View = TypeVar("_View", bound=SubjectView)


def with_sections(view: _View) -> _View:
    """The view with its sections, and with the table of contents that they make."""
    sections = tuple(PageSection(id, title, f"sections/{template}.html") for id, title, template in _sections(view))
    entries: list[Entry] = []
    for section in sections:
        entries.append(Entry(section.title, section.id))
        if view.prose and section.template == "sections/readme.html":
            entries += prose_entries(view.prose.body)
    return replace(view, sections=sections, contents=tuple(entries))


def _sections(view: SubjectView) -> Iterator[tuple[str, str, str]]:
    """Id, title and template of each section that has something to say."""
    pack = view if isinstance(view, PackView) else None
    parts = view.parts
    order = (
        ("shield", view.shield.title, "shield", True),
        ("version", "Which version", "version", True),
        ("install", "Install", "install", parts and parts.install),
        ("requirements", "Requirements", "requirements", parts),
        ("needed-by", "Needed by", "needed-by", pack and pack.needed_by),
        ("conflicts", "Conflicts", "conflicts", view.rivals or (parts and parts.conflicts)),
        ("releases", "Releases" if pack else "What changed", "releases" if pack else "changes", parts),
        ("values", "Values", "values", parts and parts.values),
        ("presets", "Presets", "presets", parts and parts.presets),
        (
            "inputs",
            "Required inputs" if parts and any(one.required for one in parts.inputs) else "Inputs",
            "inputs",
            parts and parts.inputs,
        ),
        ("images", "Images", "images", parts and parts.images),
        ("about", "About", "readme", view.prose and pack and pack.own_words),
        ("readme", "README", "readme", view.prose and not (pack and pack.own_words)),
        ("links", "Publisher, licence and links", "links", True),
        ("badge", "Badge", "badge", view.badge),
    )
    return ((id, title, template) for id, title, template, present in order if present)
