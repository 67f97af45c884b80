"""Why a statement doesn't count."""

from __future__ import annotations

from packatlas.errors import Location, Problem


class RefusedError(Exception):
    """A statement that doesn't count: its code, a message that begins with `this statement`, and the way out."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint

    def problem(self, path: str) -> Problem:
        """The same as a problem of a file."""
        return Problem(self.code, str(self), Location(path), hint=self.hint)
