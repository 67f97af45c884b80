"""Memory of a large build: it takes no more than it holds, and isn't searched for garbage all the time."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = (10_000, 10, 5_000)
"""After how many new objects the collector of garbage looks at the new ones, at younger ones, and at all.

Who reads in a preview waits as long as it looks: 20 ms for the younger ones, a second for all of 10,000 packs.
"""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """While a site is made or kept: nearly all that comes up stays, and to look at it again and again takes seconds."""
    usual = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def give_back() -> None:
    """Return the pages of the heap on which nothing stands; where the C library can't, nothing happens.

    Freed texts leave holes that the many small values which come after them don't fill, and glibc keeps all pages below
    the last one in use until it is asked (https://man7.org/linux/man-pages/man3/malloc_trim.3.html).
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
