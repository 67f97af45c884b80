"""What one parse gathers on its way: targets, code blocks, references and problems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

from packatlas.errors import Location, Problem, Severity
from packatlas.markdown.footnotes import Footnotes
from packatlas.model import Image, Link

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Schemes that a link may have; images only the first two. Anything without a scheme is relative."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_DISGUISED = re.compile(r"[^/?#]*?(javascript|vbscript|data)[^/?#A-Za-z]*:", re.IGNORECASE)
"""No scheme to a browser of today; refused all the same."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ACTIVE = re.compile(
    r"<\s*(script|iframe|object|embed|applet|form|frame|base|meta|link|style|svg|math|template)\b"
    r"|[\s\"'/](on[a-z]{3,20})\s*=|(javascript|vbscript)\s*:",
    re.IGNORECASE,
)


_EXPANSION = 100_000
"""How many characters of destinations and titles the references of a short text may repeat."""


class LimitError(Exception):
    """The text passes a limit that keeps every page fast; caught by `parse`, never seen by a user."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Code:
    """A code block, kept out of the sanitiser and put back as our own markup."""

    text: str
    language: str = ""
    marked: frozenset[int] = frozenset()
    """1-based lines to mark."""


class Ledger:
    """Everything that one parse finds out besides its HTML."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.nonce = blake2b(text.encode(), digest_size=16).hexdigest()
        """A text can't contain its own digest: what carries this is ours."""
        self.path = path
        self.first_line = first_line
        self.targets: list[Link | Image] = []
        self.codes: list[Code] = []
        self.references: dict[str, tuple[str, str]] = {}
        """Normalised label -> (destination, title)."""
        self.footnotes = Footnotes()
        self.mdx = path.endswith(".mdx")
        """Whether the page is MDX: by its ending, or since it imports something."""
        self.names: dict[str, str] = {}
        """What the page imports: name -> path."""
        self.problems: list[Problem] = []
        self.anchors: set[str] = set()
        self.tags = 0
        """Upper bound of the tags that the author wrote as HTML."""
        self._reported: set[tuple[str, str]] = set()
        self._expanded = 0
        self._expansion = max(_EXPANSION, len(text))

    def reference(self, name: str) -> tuple[str, str] | None:
        """Destination and title of a normalised label; None if it has none.

        Uses of long ones stop once they would make much more of the text than it is, as in cmark.
        """
        found = self.references.get(name)
        if found is not None:
            self._expanded += len(found[0]) + len(found[1])
        return found if self._expanded <= self._expansion else None

    def report(self, code: str, line: int, message: str, hint: str = "", once: str = "") -> None:
        """Note a warning; with `once`, only the first of that code and key."""
        if once:
            if (code, once) in self._reported:
                return
            self._reported.add((code, once))
        place = Location(self.path, line + self.first_line - 1 if line else 0)
        self.problems.append(Problem(code, message, place, Severity.WARNING, hint))

    def link(self, target: str, line: int = 0) -> str:
        """The placeholder for a link's target, or nothing when the target is refused."""
        allowed = self._allowed(target, line, SCHEMES)
        if allowed is None:
            return ""
        self.targets.append(Link(allowed, line + self.first_line - 1 if line else 0))
        return f"{self.nonce}{len(self.targets) - 1}"

    def image(self, target: str, line: int = 0) -> str:
        """The placeholder for an image's source, or nothing when the source is refused."""
        allowed = self._allowed(target, line, SCHEMES)
        if not allowed:
            return ""
        self.targets.append(Image(allowed, "", line=line + self.first_line - 1 if line else 0))
        return f"{self.nonce}{len(self.targets) - 1}"

    def code(self, code: Code) -> str:
        """The placeholder for a code block."""
        self.codes.append(code)
        return f"{self.nonce}{len(self.codes) - 1}"

    def html(self, source: str, line: int) -> None:
        """Look over HTML that the author wrote: count its tags, report active content once a kind."""
        self.tags += source.count("<")
        for found in _ACTIVE.finditer(source):
            tag, handler, scheme = found.groups()
            what = f"<{tag.lower()}>" if tag else f"the handler {handler.lower()}" if handler else f"{scheme.lower()}:"
            at = line + source.count("\n", 0, found.start()) if line and ("PA045", what) not in self._reported else line
            self.report("PA045", at, f"active content is not published: {what}", "remove it", once=what)

    def _allowed(self, target: str, line: int, schemes: frozenset[str]) -> str | None:
        """The target without the characters that browsers skip; None if its scheme is not allowed.

        `@site/…` and `pathname:///…` are how Docusaurus writes a path from the root.
        """
        target = _CONTROLS.sub("", target).strip(" ")
        target = target.removeprefix("pathname://") if target.startswith("pathname:///") else target
        target = target.removeprefix("@site") if target.startswith("@site/") else target
        scheme = _SCHEME.match(target) or _DISGUISED.match(target)
        if scheme is None or scheme[1].lower() in schemes:
            return target
        name = scheme[1].lower()
        self.report(
            "PA046", line, f"a link or image with the scheme {name!r} is shown without its address",
            "use http, https, mailto, tel or a relative path", once=name,
        )  # fmt: skip
        return None
