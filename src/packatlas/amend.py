"""A site in which a few texts have changed, made from the one that stands.

Most edits of a catalog are of its texts: a sentence more, a typo less, another section. They change the page of the
text, its Markdown copy and the index of texts, and nothing else, as long as no fact changes with them, nor anything
that other pages lead to. Here these few files are made without the rest of the catalog: the page by the same recipe,
from the view that it was made of. They are, byte for byte, what a whole build makes; where that is not certain, there
is no answer, and the whole site is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from packatlas.bodies import reread, with_body
from packatlas.cache import Cache, StaleError, digest
from packatlas.checks.links import SECTION, missed
from packatlas.errors import Problem, has_error
from packatlas.links import takes_over
from packatlas.model import Body, Pack, Page
from packatlas.moving import moved_problems
from packatlas.outputs import shard_edits
from packatlas.outputs.common_terms import CommonTerms
from packatlas.outputs.passages import prose
from packatlas.outputs.shard_edits import Index, Lengths, Read
from packatlas.outputs.terms import Field, page_terms
from packatlas.plan.rewording import Worded, reworded
from packatlas.plan.views import PageView
from packatlas.settings import Settings
from packatlas.sources.folder import file_in, read_text, root_folder
from packatlas.standing import Amended, Known, Ledger, Standing, body_of, owner_of
from packatlas.summary import first_sentence


class Site(Protocol):
    """A site as it stands."""

    def read(self, path: str) -> bytes | None:
        """What a file holds; None if there is none."""

    def view(self, path: str) -> PageView | None:
        """What a page was made of in the last whole build, apart from its text; None if that isn't known."""

    def drawn(self, before: Worded, now: Worded, settings: Settings) -> Mapping[str, bytes | Problem]:
        """The files of the page that a view makes; it stands there as `before` made it."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A text that has changed alone."""

    standing: Standing
    planned: Body
    """What it was in the last whole build."""
    before: Body
    after: Body
    known: Known
    """What its document comes to now."""
    problems: tuple[Problem, ...]
    """Everything that is wrong with the catalog after it."""


def amend(changed: Sequence[Path], site: Site, problems: tuple[Problem, ...], cache: Cache) -> Amended | None:
    """The site with these files of the content changed, if only their texts did; else None.

    `problems` are those of the catalog till now. The cache follows, so that more may be amended after this.
    """
    ledger = Ledger(cache)
    edits = dict[Path, _Edit]()
    files = dict[str, bytes]()

    def read(path: str) -> bytes | None:
        return files[path] if path in files else site.read(path)

    try:
        settings = ledger.settings()
        for path in changed:
            edit = _edit(path, problems, settings, ledger)
            if edit is None:
                return None
            edits[path], problems = edit, edit.problems
        index = Index(Lengths.unpacked(*ledger.index()), CommonTerms(cache))
        for edit in edits.values():
            made = _files(edit, index, read, site, settings)
            if made is None:
                return None
            files |= made
    except (KeyError, TypeError, ValueError, StaleError, OSError):
        return None
    ledger.keep_index(*index.lengths.packed())
    index.common.save()
    ledger.amend({path: edit.known for path, edit in edits.items()})
    return Amended({path: content for path, content in files.items() if content != site.read(path)}, problems)


def _edit(path: Path, problems: tuple[Problem, ...], settings: Settings, ledger: Ledger) -> _Edit | None:
    """What has changed in a file, if it is its text alone."""
    standing = ledger.standing(path)
    known = ledger.known(path, standing)
    before, planned = body_of(known.outcome), body_of(ledger.first(standing).outcome)
    entry = file_in(root_folder(path.parent), path.name)
    text, fault = read_text(entry, settings.limits.text_bytes) if entry else (None, None)
    if text is None or fault or before is None or planned is None:
        return None
    above, after, found = reread(text, standing.shown, known.outcome)
    changed = Known(with_body(known.outcome, after), (*known.beside(standing.shown, above), *found))
    if digest(above) != standing.head or not _stands_alone(known.outcome, before, after) or has_error(found):
        return None
    # A new section may be what a link that led to none, or to another one, was meant for.
    new, untold = after.anchors - before.anchors, dict(settings.levels).get(SECTION.code, SECTION.severity) is None
    if new and (untold or missed(problems, new) or takes_over(new, before.anchors)):
        return None
    # Back to what it said at first, it is alone of its kind again.
    if after not in (before, planned) and ledger.knows(owner_of(known.outcome), after):
        return None
    moved = moved_problems(problems, standing.shown, above.count("\n"), known, changed, settings)
    return None if moved is None else _Edit(standing, planned, before, after, changed, moved)


def _stands_alone(outcome: Pack | Page, before: Body, after: Body) -> bool:
    """Whether no other page can tell two texts of a document from each other: by title, description or sections."""
    alike = (before.title, before.line) == (after.title, after.line) and before.anchors <= after.anchors
    # The first sentence describes what has no description of its own.
    described = first_sentence(before) == first_sentence(after) or outcome.description != first_sentence(before)
    return alike and described and not after.blank


def _files(edit: _Edit, index: Index, read: Read, site: Site, settings: Settings) -> Mapping[str, bytes] | None:
    """The files that change with one text."""
    standing, made = edit.standing, dict[str, bytes]()
    for path in standing.pages:
        view = site.view(path)
        views = [reworded(view, edit.planned, body, settings.base_url) for body in (edit.before, edit.after) if view]
        before, now = views or (None, None)
        drawn = site.drawn(before, now, settings) if before and now else {}
        if not isinstance(drawn.get(path), bytes):
            return None
        made |= {path: content for path, content in drawn.items() if isinstance(content, bytes)}
    if standing.number >= 0 and edit.before.sections != edit.after.sections:
        facts = [Field(*one) for one in standing.facts]
        old, new = (page_terms([*facts, *prose(body)]) for body in (edit.before, edit.after))
        shards = shard_edits.edit(standing.number, old, new, index, read)
        if shards is None:
            return None
        made |= shards
    return made if standing.pages else None
