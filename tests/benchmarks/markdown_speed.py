"""How long a README takes from Markdown to a safe body: `python -m tests.benchmarks.markdown_speed`."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from packatlas.markdown import parse

ROUNDS = 3
KILOBYTES = 5_000


def main() -> None:
    """Print milliseconds of processor time a README, and per 5 kB, over the corpus."""
    folder = Path(__file__).parents[2].parent / "shared" / "corpus" / "pack-central" / "packs"
    texts = [path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob("*/README.md"))]
    for text in texts[:10]:
        parse(text, "README.md")
    times = [min(_milliseconds(text) for _ in range(ROUNDS)) for text in texts]
    size = sum(map(len, texts))
    print(f"{len(texts)} READMEs, {size} characters")
    print(f"median {statistics.median(times):.2f} ms, mean {statistics.mean(times):.2f} ms, worst {max(times):.2f} ms")
    print(f"per 5 kB {sum(times) / size * KILOBYTES:.2f} ms")


def _milliseconds(text: str) -> float:
    start = time.process_time()
    parse(text, "README.md")
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
