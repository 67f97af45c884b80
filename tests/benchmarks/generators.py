"""The generators that `scale` compares, and how each is told to make the same site.

What a generator's project holds beside the pages stands in `projects/`. All of them make a page a pack, lists, and an
index of the whole text for a search in the browser, but Pelican, which has none.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.corpus_pages import facts, place, plain, write_pages, yaml

PROJECTS = Path(__file__).with_name("projects")
SOURCES = Path(__file__).parents[2] / "src"
COMPILED = Path(tempfile.gettempdir()) / "packatlas-compiled"
SITE = "site"
"""Where every generator writes, in its project."""


@dataclass(frozen=True, slots=True)
class Generator:
    """How one generator is run."""

    name: str
    program: tuple[str, ...]
    build: tuple[str, ...]
    """Arguments of a build, in the project's folder."""
    serve: tuple[str, ...]
    """Arguments of the preview, `PORT` standing for its port."""
    content: str = "content"
    """Where pages stand in a project."""
    front: Callable[[dict[str, Any]], str] = yaml
    flat: bool = False
    """Whether the address of a pack leaves the layer out."""

    def prepare(self, project: Path, packs: int) -> None:
        """A new project with so many packs."""
        shutil.copytree(PROJECTS / self.name, project)
        write_pages(project / self.content / "packs", packs, self.front)

    def source(self, number: int) -> str:
        """The file of a pack's page in the project."""
        return f"{self.content}/packs/{place(number)}.md"

    def address(self, number: int) -> str:
        """The address of that page below the site's root."""
        return f"packs/{place(number).rpartition('/')[2] if self.flat else place(number)}/"

    def environment(self) -> dict[str, str]:
        """Our own program is that of this checkout; the others know where they stand.

        Like theirs it is compiled once and not at each start, whatever the shell says: as when it is installed.
        """
        own = {"PYTHONPATH": str(SOURCES), "PYTHONPYCACHEPREFIX": str(COMPILED)} if self.name == "packatlas" else {}
        without = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
        return {**{name: value for name, value in os.environ.items() if name not in without}, **own}


def save(file: Path, number: int, kind: str, marker: str) -> Callable[[], object]:
    """What saves a pack's page with words, a heading or a fact more, the marker among them."""
    text = file.read_text("utf-8")
    if kind == "words":
        text += f"\nA paragraph more, with {marker} in it.\n"
    elif kind == "heading":
        text += f"\n## About {marker}\n\nA section more.\n"
    else:
        description: str = facts(number)["description"]
        text = text.replace(description, f"{description} It has {marker} too.", 1)
    return lambda: file.write_text(text, "utf-8")


def installed(folders: Sequence[Path]) -> list[Generator]:
    """packatlas, and the others whose programs stand in one of the folders or on the path."""

    def program(name: str) -> str:
        found = (shutil.which(name, path=folder) for folder in folders)
        return next(filter(None, found), None) or shutil.which(name) or ""

    ours = Generator(
        "packatlas",
        (sys.executable, "-m", "packatlas"),
        build=("build", "--quiet", "-o", SITE),
        serve=("serve", "--port", "PORT"),
        flat=True,
    )
    hugo = Generator(
        "hugo",
        (_binary(program("hugo")),),
        build=("--quiet", "--destination", SITE),
        serve=("server", "--port", "PORT", "--renderToMemory"),
    )
    zensical = Generator(
        "zensical",
        (program("zensical"),),
        build=("build",),
        serve=("serve", "--dev-addr", "127.0.0.1:PORT"),
        content="docs",
    )
    material = Generator(
        "material",
        (program("mkdocs"),),
        build=("build", "--quiet"),
        serve=("serve", "--quiet", "--dev-addr", "127.0.0.1:PORT"),
        content="docs",
    )
    pelican = Generator(
        "pelican",
        (program("pelican"),),
        build=("content", "--quiet", "--output", SITE),
        serve=("content", "--output", SITE, "--listen", "--autoreload", "--port", "PORT"),
        front=plain,
    )
    eleventy = Generator(
        "eleventy",
        (program("eleventy"),),
        build=("--quiet",),
        serve=("--quiet", "--serve", "--incremental", "--port=PORT"),
    )
    return [ours, *(other for other in (hugo, zensical, material, pelican, eleventy) if other.program[0])]


def _binary(program: str) -> str:
    """Hugo itself, where it would be started by a script of its Python package, which takes a while of its own."""
    inside = "lib/*/site-packages/hugo/binaries/hugo"
    packed = Path(program).resolve().parents[1].glob(inside) if program else ()
    return next(map(str, packed), program)
