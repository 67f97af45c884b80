"""Every problem code, once: what it is called and what it tells the author. The docs list them from here."""

from __future__ import annotations

CODES: dict[str, str] = {
    "PA012": "unknown layer",
    "PA080": "a second page for one pack",
    "PA081": "one release stated twice",
    "PA082": "documents of one pack disagree about its layer",
    "PA083": "names that differ only in case",
    "PA084": "an alias that already names another pack",
    "PA085": "a reference to a pack that the catalog does not have",
    "PA100": "a link that leads nowhere",
    "PA101": "an image that is not there",
    "PA110": "a shield that has lapsed",
    "PA111": "a constraint that no release can meet",
}
