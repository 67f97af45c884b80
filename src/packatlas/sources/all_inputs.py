"""Read the sources of a catalog from disk: the content folder and the pack registries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from packatlas.documents import Document, Inputs, TextFile
from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.model import StaticFile
from packatlas.settings import Settings, real
from packatlas.sources import attestations, markdown, previous, registry
from packatlas.sources.folder import shown_path


def read(settings: Settings, *, signing: bool = False) -> tuple[Inputs, tuple[Problem, ...]]:
    """Everything that a build reads, in an order that doesn't depend on the file system.

    For `signing`, what is to be signed is read instead of what was signed. Raises SiteError when the content folder or
    a registry isn't there.
    """
    witnesses, unread = attestations.read(settings) if not signing else (None, [])
    registries = [source.path for source in settings.registries]
    statements = settings.attestations if witnesses or signing else None
    own = [settings.output, settings.templates, settings.assets, statements, *registries]
    if registry.detect(settings.content) and not (settings.content / markdown.CATALOG_FILE).exists():
        hint = "name it with --registry, beside a content folder"
        here = Location(shown_path(settings.content))
        raise SiteError(Problem("PA171", "this is a pack registry and no content folder", here, hint=hint))
    without = frozenset(real(path) for path in own if path is not None) - {real(settings.content)}
    try:
        inputs, problems = markdown.read(settings.content, settings.limits, without)
    except OSError as fault:
        hint = "name a folder that exists, or make a catalog with `packatlas init`"
        raise _missing("content folder", settings.content, fault, hint) from fault
    documents = list(inputs.documents)
    for source in settings.registries:
        try:
            found, faults = registry.read(source, settings.limits, with_digests=signing or settings.trust.signed)
        except OSError as fault:
            raise _missing("pack registry", source.path, fault, "name a folder that exists") from fault
        documents += found.documents
        problems += faults
    earlier: tuple[TextFile, ...] = ()
    if settings.previous is not None:
        earlier, faults = previous.read(settings.previous, settings.limits)
        problems += faults
    return Inputs(tuple(documents), inputs.files, earlier, witnesses), (*problems, *unread)


def read_again(path: Path, settings: Settings, files: Iterable[StaticFile]) -> Document | None:
    """The document that a file at a real path belongs to, as it is now; None for other files, or if it can't be read.

    `files` are those that the content folder has beside its pages.
    """
    try:
        packs = (
            registry.pack_at(path, source, settings.limits, with_digests=settings.trust.signed)
            for source in settings.registries
        )
        # A registry may stand below the content folder, whose pages its READMEs are not.
        found = next((pack for pack in packs if pack), None)
        return found or markdown.page_at(path, settings.content, files, settings.limits)
    except OSError:
        return None


def _missing(what: str, path: Path, fault: OSError, hint: str) -> SiteError:
    message = f"the {what} cannot be read: {reason_of(fault)}"
    return SiteError(Problem("PA171", message, Location(shown_path(path)), hint=hint))
