"""Scripts and style sheets as they travel: without comments and needless blanks.

For the program's own files only: the library that reads scripts knows no template within a template.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache
def style(text: bytes) -> bytes:
    """A style sheet without comments and needless blanks."""
    import rcssmin

    found: bytes = rcssmin.cssmin(text)
    return found.strip() + b"\n"


@lru_cache
def script(text: bytes) -> bytes:
    """A script without comments and needless blanks."""
    import rjsmin

    found: bytes = rjsmin.jsmin(text)
    return found.strip() + b"\n"
