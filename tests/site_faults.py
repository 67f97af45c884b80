"""Faults that no checkout could hold, or that an editor would mend: made when a test runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _symlink(site: Path) -> None:
    _put(site / "secret.md", b"# Secret\n")
    (site / "content/leak.md").symlink_to("../secret.md")


def _hard_link(site: Path) -> None:
    _put(site / "secret.md", b"# Secret\n")
    os.link(site / "secret.md", site / "content/leak.md")


def _case(site: Path) -> None:
    _put(site / "content/Guide.md", b"# Guide\n")
    _put(site / "content/guide.md", b"# Another guide\n")


FAULTS: Mapping[str, Callable[[Path], None]] = MappingProxyType({
    "bad-utf-8": lambda site: _put(site / "content/page.md", b"# Title\n\ncaf\xe9\n"),
    "bidi-control": lambda site: _put(
        site / "content/packs/trojan.md", "---\nlayer: cni\ntitle: \u202elasrever\n---\n".encode()
    ),
    "bom-and-nul": lambda site: _put(
        site / "content/page.md", b"\xef\xbb\xbf---\ntitle: With a mark\n---\n\nNUL: \x00\n"
    ),
    "brackets": lambda site: _put(site / "content/page.md", b"# Title\n\n" + b"[" * 10_000 + b"\n"),
    "case-collision": _case,
    "deep-nesting": lambda site: _put(site / "content/page.md", b"> " * 400 + b"deep\n"),
    "device-name": lambda site: _put(site / "content/con.md", b"# Console\n"),
    "hard-link": _hard_link,
    "output-not-ours": lambda site: _put(site / "build/thesis.txt", b"ten years of work"),
    "pipe": lambda site: os.mkfifo(site / "content/page.md"),
    "symbolic-link": _symlink,
    "too-many-blocks": lambda site: _put(site / "content/page.md", b"# Title\n\n" + b"- a\n" * 30_000),
})  # fmt: skip
"""What to do to a copy of a site before it is built, by the site's name."""
