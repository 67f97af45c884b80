"""Time a cold build of many packs, beside the other generators that are installed.

Run it by hand: `python -m tests.benchmarks.cold_build [--packs 1000] [--bin FOLDER]`. It makes README texts of about
5 kB each from the corpus, writes the same pages for every generator, and prints wall seconds and peak memory of whole
processes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "pack-central" / "packs"
LAYERS = ("os", "k8s", "cni", "csi", "addon")
TEXT_BYTES = 5_000


@dataclass(frozen=True, slots=True)
class Run:
    """One finished build."""

    seconds: float
    megabytes: float
    """Peak resident memory of the largest single process."""


def texts(count: int) -> list[str]:
    """README texts of about 5 kB: real ones, cut at a paragraph or joined until they are long enough."""
    readmes = [path.read_text("utf-8-sig") for path in sorted(CORPUS.glob("*/README.md"))]
    paragraphs = cycle(paragraph for text in readmes for paragraph in text.replace("\r\n", "\n").split("\n\n"))
    made = []
    for _ in range(count):
        chosen: list[str] = []
        while sum(map(len, chosen)) < TEXT_BYTES:
            chosen += islice(paragraphs, 1)
        fences = sum(text.count("```") for text in chosen)
        made.append("\n\n".join(chosen) + ("\n\n```\n" if fences % 2 else "\n"))
    return made


def write_pages(folder: Path, count: int) -> None:
    """One pack page a text, as packatlas reads it; the others read the same files as plain pages."""
    for number, text in enumerate(texts(count)):
        layer = LAYERS[number % len(LAYERS)]
        place = folder / "packs" / layer / f"pack-{number:05}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        facts = {
            "title": f"Pack {number}",
            "description": f"What pack {number} is for.",
            "layer": layer,
            **({"addon_type": "monitoring"} if layer == "addon" else {}),
            "releases": [{"version": f"1.{minor}.0", "released": f"2026-0{minor + 1}-01"} for minor in range(3)],
        }
        front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in facts.items())
        place.write_text(f"---\n{front}---\n\n{text}", "utf-8")


def run(command: list[str], folder: Path) -> Run:
    """Run one build as a whole process; its output is shown only if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Run(seconds, max(peak, before) / 1024)


def generators(folder: Path, others: Path) -> dict[str, list[str]]:
    """The command of each generator that is installed, its settings written beside the pages."""
    commands = {"packatlas": [sys.executable, "-m", "packatlas", "build", "content", "-o", "site-packatlas"]}
    (folder / "content" / "catalog.yaml").write_text("title: Benchmark\n")
    (folder / "content" / "index.md").write_text("# Benchmark\n")
    shutil.copytree(folder / "content", folder / "docs", ignore=shutil.ignore_patterns("catalog.yaml"))
    (folder / "mkdocs.yml").write_text("site_name: Benchmark\ntheme: {name: material}\nsite_dir: site-material\n")
    (folder / "zensical.toml").write_text('[project]\nsite_name = "Benchmark"\nsite_dir = "site-zensical"\n')
    if (others / "mkdocs").exists():
        commands["material"] = [str(others / "mkdocs"), "build", "--quiet"]
    if (others / "zensical").exists():
        commands["zensical"] = [str(others / "zensical"), "build"]
    return commands


def measure(command: list[str], folder: Path) -> Run:
    """A build in a process of its own, so that peak memory is this build's."""
    code = "import json,sys;from pathlib import Path;from tests.benchmarks.cold_build import run;"
    code += "r=run(json.loads(sys.argv[1]),Path(sys.argv[2]));print(r.seconds,r.megabytes)"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"}
    arguments = [sys.executable, "-c", code, json.dumps(command), str(folder)]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return Run(seconds, megabytes)


def main() -> None:
    """Print a table: generator, wall seconds, peak megabytes, files written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=1000)
    parser.add_argument("--bin", type=Path, default=Path(sys.executable).parent, help="folder of the other generators")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_pages(folder / "content", options.packs)
        for name, command in generators(folder, options.bin).items():
            found = measure(command, folder)
            files = sum(1 for path in (folder / f"site-{name}").rglob("*") if path.is_file())
            print(f"{name:10} {found.seconds:7.2f} s {found.megabytes:7.0f} MB {files:7} files", flush=True)


if __name__ == "__main__":
    main()
