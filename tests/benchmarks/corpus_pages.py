"""As many pack pages as a benchmark wants, with real texts: READMEs of the corpus, cut and joined to about 5 kB."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "pack-central" / "packs"
LAYERS = ("os", "k8s", "cni", "csi", "addon")
TAGS = ("backup", "cloud", "edge", "fips", "gpu", "ingress", "logging", "mesh", "metrics", "policy", "secrets")
TEXT_BYTES = 5_000


def each_text(count: int) -> Iterator[str]:
    """README texts of about 5 kB: real ones, cut at a paragraph or joined until they are long enough."""
    readmes = [path.read_text("utf-8-sig") for path in sorted(CORPUS.glob("*/README.md"))]
    paragraphs = cycle(paragraph for text in readmes for paragraph in text.replace("\r\n", "\n").split("\n\n"))
    for _ in range(count):
        chosen: list[str] = []
        while sum(map(len, chosen)) < TEXT_BYTES:
            chosen += islice(paragraphs, 1)
        fences = sum(text.count("```") for text in chosen)
        yield "\n\n".join(chosen) + ("\n\n```\n" if fences % 2 else "\n")


def texts(count: int) -> list[str]:
    """The same, all at once."""
    return list(each_text(count))


def place(number: int) -> str:
    """The path of a pack's page without its ending, below the folder of all packs."""
    return f"{LAYERS[number % len(LAYERS)]}/pack-{number:06}"


def facts(number: int) -> dict[str, Any]:
    """The frontmatter of a pack's page."""
    layer = LAYERS[number % len(LAYERS)]
    return {
        "title": f"Pack {number}",
        "description": f"What pack {number} is for.",
        "layer": layer,
        **({"addon_type": "monitoring"} if layer == "addon" else {}),
        "tags": sorted({TAGS[number % len(TAGS)], TAGS[(number // 7 + 3) % len(TAGS)]}),
        "releases": [{"version": f"1.{minor}.0", "released": f"2026-0{minor + 1}-01"} for minor in range(3)],
    }


def yaml(of: dict[str, Any]) -> str:
    """Frontmatter with one fact a line."""
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in of.items()) + "---\n\n"


def plain(of: dict[str, Any]) -> str:
    """Frontmatter without quotes, for who reads everything after the colon as it stands."""
    shown = {key: ", ".join(value) if key == "tags" else value for key, value in of.items() if key != "releases"}
    return "".join(f"{key}: {value}\n" for key, value in shown.items()) + "\n"


def write_pages(folder: Path, count: int, front: Callable[[dict[str, Any]], str] = yaml) -> None:
    """A page a pack, in a folder a layer."""
    for number, text in enumerate(each_text(count)):
        file = folder / f"{place(number)}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(front(facts(number)) + text, "utf-8")
