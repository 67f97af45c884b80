"""PA118, PA119, PA120: packs without a text, a description or a logo."""

from __future__ import annotations

from collections.abc import Iterator

from packatlas.catalog import Catalog
from packatlas.errors import Problem, Severity
from packatlas.model import Pack
from packatlas.rules import Rule
from packatlas.settings import Settings

TEXT = Rule(
    "PA118",
    Severity.WARNING,
    "The page says nothing on what the pack is for, what it needs and how it is used.",
    "---\nlayer: cni\n---",
    "---\nlayer: cni\n---\n\nCalico connects pods and decides who may talk to whom.",
    "markdown",
    lighter=Severity.INFO,
)
DESCRIPTION = Rule(
    "PA119",
    Severity.WARNING,
    "Lists, search results and link previews have one line for a pack. Without a description it is the first sentence "
    "of its text, which was written for another place, or nothing.",
    "title: Calico",
    "title: Calico\ndescription: Pod networking and network policy.",
    lighter=Severity.INFO,
)
LOGO = Rule(
    "PA120",
    Severity.INFO,
    "Readers find a pack faster by its picture. Until it has one, a letter stands there.",
    "title: Calico",
    "title: Calico\nlogo: calico.svg",
)
RULES: tuple[Rule, ...] = (TEXT, DESCRIPTION, LOGO)


def check(catalog: Catalog, settings: Settings) -> tuple[Problem, ...]:  # noqa: ARG001 - every check has this shape
    """What each pack lacks for its page and its line in lists."""
    return tuple(problem for pack in catalog.packs for problem in _of_pack(pack))


def _of_pack(pack: Pack) -> Iterator[Problem]:
    foreign = pack.origin == "registry"
    where = "README.md" if foreign else "page"
    if pack.body is None:
        hint = f"write in its {where} what it is for"
        yield TEXT.problem(f"'{pack.name}' has no text", pack.location, hint, lighter=foreign)
    derived = bool(pack.description) and not pack.described
    if not pack.description or (derived and not foreign):
        message = f"'{pack.name}' has no description" + ("; the first sentence of its text serves" if derived else "")
        key = "annotations.description" if foreign else "'description:'"
        yield DESCRIPTION.problem(message, pack.location, f"add {key} with one sentence", lighter=foreign)
    if pack.logo is None:
        yield LOGO.problem(f"'{pack.name}' has no logo", pack.location, "put a logo.svg or logo.png beside it")
