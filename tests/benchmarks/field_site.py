"""A site of thousands of packs with real texts, as the benchmarks of the search ask it.

Run it by hand: `python -m tests.benchmarks.field_site FOLDER [--packs 10000] [--names FILE]`. The packs are those of
the sample catalog, those of the corpus, well-known ones from `field_packs.md`, and made-up neighbours of these with
texts of the corpus until there are enough. Names of neighbours may come from a file instead, one a line, with a
description after the last tab. The content goes to `FOLDER/content`, the site to `FOLDER/site`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.corpus_pages import CORPUS, texts
from tests.benchmarks.search_ranking import FIRST, SECOND, made_up

ROOT = Path(__file__).parents[2]
FIELD = Path(__file__).with_name("field_packs.md")
LAYERS = ("os", "k8s", "cni", "csi", "addon")
TYPES = (
    "ai", "app-services", "authentication", "ingress", "load-balancer", "logging", "monitoring", "registry", "security",
    "service-mesh", "system-app",
)  # fmt: skip
CLOUDS = ("aws", "azure", "gcp", "vsphere", "openstack", "maas", "baremetal", "edge-native")
AS_OF = "2026-11-01"


@dataclass(frozen=True, slots=True)
class Facts:
    """A page to be written."""

    name: str
    layer: str
    frontmatter: dict[str, Any]
    body: str


def rows(heading: str = "") -> list[list[str]]:
    """The cells of the table below a heading of the list of well-known packs."""
    part = FIELD.read_text(encoding="utf-8").partition(f"## {heading}\n" if heading else "\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def well_known() -> Iterator[Facts]:
    """The packs of the list, with what some of them say."""
    said: dict[str, str] = {}
    for name, heading, text in rows("What some of them say"):
        said[name] = f"{said.get(name, '')}\n## {heading}\n\n{text}\n"
    for name, title, layer, kind, clouds, marks, version, description in rows():
        yield Facts(
            name,
            layer,
            {
                "title": title,
                "description": f"{description}.",
                **({"addon_type": kind} if kind else {}),
                "clouds": clouds.split(", "),
                "fips": "f" in marks,
                **({"verification": {"verified_on": "2026-10-20", "by": "Example"}} if "v" in marks else {}),
                "releases": [{"version": version, "released": "2026-10-01"}],
            },
            f"\n{description}.\n{said.get(name, '')}",
        )


def neighbours(count: int, names: Path | None, taken: set[str]) -> Iterator[Facts]:
    """Made-up packs, or packs that are called as in a file."""
    draw = random.Random(20261101)
    given: dict[str, str] = {}
    if names:
        for line in names.read_text(encoding="utf-8").splitlines():
            name, *_, description = [*line.split("\t"), ""] if "\t" not in line else line.split("\t")
            given.setdefault(name.lower(), description)
    else:
        given = dict.fromkeys(made_up(count + 2 * len(taken)), "")
    chosen = [name for name in given if name not in taken][:count]
    for name, text in zip(chosen, texts(count), strict=False):
        words = name.split("-")
        layer = draw.choices(LAYERS, (2, 2, 3, 6, 87))[0]
        facts = {
            "title": draw.choice((name, name.replace("-", " ").title())),
            "description": given[name] or f"{words[0].title()} {' '.join(words[1:])} for {draw.choice(FIRST.split())}.",
            **({"addon_type": draw.choice(TYPES)} if layer == "addon" else {}),
            "clouds": sorted(draw.sample(CLOUDS, draw.choice((1, 2, 3)))) if draw.random() < 0.6 else ["all"],
            "architectures": draw.choice((["amd64"], ["amd64", "arm64"])),
            "fips": draw.random() < 0.05,
            "tags": sorted(draw.sample(SECOND.split(), draw.choice((0, 1, 2)))),
            "publisher": draw.choice(("Example Platform Team", "Northwind", "Contoso Cloud")),
            **({"verification": {"verified_on": "2026-10-20", "by": "Example"}} if draw.random() < 0.2 else {}),
            "releases": [
                {"version": f"{major}.{draw.randrange(40)}.{draw.randrange(12)}", "released": "2026-09-01"}
                for major in range(draw.randrange(1, 30), 0, -1)[:3]
            ],
        }
        yield Facts(name, layer, facts, text)


def write_content(folder: Path, count: int, names: Path | None) -> None:
    """The content folder of the whole catalog."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "content", folder)
    known = list(well_known())
    taken = {path.stem for path in folder.glob("packs/*/*.md")} | {facts.name for facts in known}
    for facts in (*known, *neighbours(count - len(taken) - 66, names, taken)):
        place = folder / "packs" / facts.layer / f"{facts.name}.md"
        front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.frontmatter.items())
        place.write_text(f"---\n{front}layer: {facts.layer}\n---\n{facts.body}", "utf-8")


def main() -> None:
    """Write the content and build the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--packs", type=int, default=10_000)
    parser.add_argument("--names", type=Path)
    options = parser.parse_args()
    write_content(options.folder / "content", options.packs, options.names)
    command = [sys.executable, "-m", "packatlas", "build", str(options.folder / "content"), "--as-of", AS_OF]
    command += ["-o", str(options.folder / "site"), "--jobs", "2", "--registry", str(CORPUS.parent)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, stderr=subprocess.STDOUT)
    print(*done.stdout.splitlines()[-3:], sep="\n")


if __name__ == "__main__":
    main()
