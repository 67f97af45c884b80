"""Read the sources of a catalog from disk: the content folder and the pack registries."""

from __future__ import annotations

from pathlib import Path

from packatlas.documents import Inputs
from packatlas.errors import Location, Problem, SiteError, reason_of
from packatlas.settings import Settings
from packatlas.sources import markdown, registry
from packatlas.sources.folder import shown_path


def read(settings: Settings) -> tuple[Inputs, tuple[Problem, ...]]:
    """Everything that a build reads, in an order that doesn't depend on the file system.

    Raises SiteError when the content folder or a registry isn't there.
    """
    own = [settings.output, settings.templates, settings.assets, *(source.path for source in settings.registries)]
    if registry.detect(settings.content) and not (settings.content / markdown.CATALOG_FILE).exists():
        hint = "name it with --registry, beside a content folder"
        here = Location(shown_path(settings.content))
        raise SiteError(Problem("PA171", "this is a pack registry and no content folder", here, hint=hint))
    content = settings.content.resolve()
    without = frozenset(path.resolve() for path in own if path is not None) - {content}
    try:
        inputs, problems = markdown.read(settings.content, settings.limits, without)
    except OSError as fault:
        hint = "name a folder that exists, or make a catalog with `packatlas init`"
        raise _missing("content folder", settings.content, fault, hint) from fault
    documents = list(inputs.documents)
    for source in settings.registries:
        try:
            found, faults = registry.read(source, settings.limits)
        except OSError as fault:
            raise _missing("pack registry", source.path, fault, "name a folder that exists") from fault
        documents += found.documents
        problems += faults
    return Inputs(tuple(documents), inputs.files), tuple(problems)


def _missing(what: str, path: Path, fault: OSError, hint: str) -> SiteError:
    message = f"the {what} cannot be read: {reason_of(fault)}"
    return SiteError(Problem("PA171", message, Location(shown_path(path)), hint=hint))
