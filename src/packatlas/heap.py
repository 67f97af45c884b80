"""Memory that is free again: given back to the system, so that a large build takes no more than it holds."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Return the pages of the heap on which nothing stands; where the C library can't, nothing happens.

    Freed texts leave holes that the many small values which come after them don't fill, and glibc keeps all pages below
    the last one in use until it is asked (https://man7.org/linux/man-pages/man3/malloc_trim.3.html).
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
