"""Every problem code, once: what it is called and what it tells the author. The docs list them from here."""

from __future__ import annotations

CODES: dict[str, str] = {
    "PA012": "unknown layer",
}
