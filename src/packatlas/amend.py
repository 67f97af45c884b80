"""The files of a site that change when texts change in their words alone, made from those that stand.

Most edits of a catalog are of words: a sentence more, a typo less. They move no link, heading or fact, so that no page
but the text's own can change, nor anything else but its Markdown copy and the index of texts. Here these few files are
made without the rest of the catalog. They are, byte for byte, what a whole build makes; where that is not certain,
there is no answer, and the whole site is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packatlas.bodies import reread, with_body
from packatlas.cache import Cache, StaleError, digest
from packatlas.catalog import assemble
from packatlas.checks import run_checks
from packatlas.model import Body, Pack, Page
from packatlas.outputs import shard_edits
from packatlas.outputs.passages import prose
from packatlas.outputs.shard_edits import Lengths, Read
from packatlas.outputs.terms import Field, page_terms
from packatlas.settings import Settings
from packatlas.sources.folder import file_in, read_text, root_folder
from packatlas.standing import Ledger, Standing, body_of, owner_of
from packatlas.summary import first_sentence


@dataclass(frozen=True, slots=True)
class _Edit:
    """A text that has changed in its words alone."""

    standing: Standing
    before: Body
    after: Body
    outcome: Pack | Page
    """What its document comes to now."""


def amend(changed: Sequence[Path], read: Read, cache: Cache) -> Mapping[str, bytes] | None:
    """The files of the site that change with these files of the content, if only words did in them; else None.

    `read` gives what a file of the site holds now. The cache follows, so that more may be amended after this.
    """
    ledger = Ledger(cache)
    try:
        settings = ledger.settings()
        edits = {path: _edit(path, settings, ledger) for path in changed}
        lengths = Lengths.unpacked(*ledger.index())
    except (KeyError, TypeError, ValueError, StaleError, OSError):
        return None
    files: dict[str, bytes] = {}

    def now(path: str) -> bytes | None:
        return files[path] if path in files else read(path)

    for edit in edits.values():
        made = _files(edit, lengths, now) if edit else None
        if made is None:
            return None
        files |= made
    ledger.keep_index(*lengths.packed())
    ledger.amend({path: edit.outcome for path, edit in edits.items() if edit})
    return {path: content for path, content in files.items() if content != read(path)}


def _edit(path: Path, settings: Settings, ledger: Ledger) -> _Edit | None:
    """What has changed in a file, if it is words alone."""
    standing = ledger.standing(path)
    outcome = ledger.outcome(path, standing)
    before = body_of(outcome)
    entry = file_in(root_folder(path.parent), path.name)
    text, fault = read_text(entry, settings.limits.text_bytes) if entry else (None, None)
    if text is None or fault or before is None:
        return None
    above, after, problems = reread(text, str(path), outcome)
    if digest(above) != standing.head or problems or not _only_words(before, after):
        return None
    # Back to what it said at first, it is alone of its kind again.
    if after not in (before, body_of(ledger.first(standing))) and ledger.knows(owner_of(outcome), after):
        return None
    changed = with_body(outcome, after)
    return _Edit(standing, before, after, changed) if _told(outcome, settings) == _told(changed, settings) else None


def _only_words(before: Body, after: Body) -> bool:
    """Whether a text has the links, pictures and headings that it had, and is summed up by the same sentence."""
    alike = replace(after, packed=before.packed, holes=before.holes) == before and not after.blank
    return alike and _unplaced(before) == _unplaced(after) and first_sentence(before) == first_sentence(after)


def _unplaced(body: Body) -> list[object]:
    return [replace(hole, line=0) for hole in body.holes]


def _told(outcome: Pack | Page, settings: Settings) -> list[tuple[str, str]]:
    """What the checks say of a document by itself, wherever in it."""
    packs, pages = ((outcome,), ()) if isinstance(outcome, Pack) else ((), (outcome,))
    alone, _ = assemble(packs, pages, (), settings, ())
    return sorted((problem.code, problem.message) for problem in run_checks(alone, settings))


def _files(edit: _Edit, lengths: Lengths, read: Read) -> Mapping[str, bytes] | None:
    """The files that change with one text."""
    standing = edit.standing
    made = {path: _page(read(path), edit) for path in standing.pages}
    made |= {path: _copy(read(path), edit) for path in standing.copies}
    if standing.number >= 0 and edit.before.sections != edit.after.sections:
        facts = [Field(*one) for one in standing.facts]
        before, after = (page_terms([*facts, *prose(body)]) for body in (edit.before, edit.after))
        shards = shard_edits.edit(standing.number, before, after, lengths, read)
        if shards is None:
            return None
        made |= shards
    found = {path: content for path, content in made.items() if content is not None}
    return found if len(found) == len(made) and standing.pages else None


def _page(html: bytes | None, edit: _Edit) -> bytes | None:
    """A page with the new words between the links that stay."""
    spots = list[tuple[int, bytes, bytes]]()
    for old, new in zip(edit.before.html, edit.after.html, strict=True):
        if old != new:
            standing, fresh = old.encode("utf-8", "replace"), new.encode("utf-8", "replace")
            if html is None or html.count(standing or b"\0") != 1:
                return None
            spots.append((html.index(standing), standing, fresh))
    for place, standing, fresh in sorted(spots, reverse=True):
        html = html and html[:place] + fresh + html[place + len(standing) :]
    return html


def _copy(text: bytes | None, edit: _Edit) -> bytes | None:
    """A Markdown copy, at the end of which an author's own words stand."""
    words = (body.text.strip("\n").rstrip() for body in (edit.before, edit.after))
    old, new = (f"{text}\n".encode("utf-8", "replace") for text in words)
    return text.removesuffix(old) + new if text is not None and text.endswith(old) else None
