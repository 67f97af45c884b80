"""What it takes to build a site of many packs, and to keep it up to date, beside the other generators installed.

Run it by hand: `python -m tests.benchmarks.scale [--packs 200 1000 10000] [--bin FOLDER ...] [--only NAME ...]
[--json FILE]`. README texts of about 5 kB become the same pages for every generator. A cold build has a project of its
own that was never built; in the last of these nothing is changed, then one page, and then pages are saved while a
preview runs. It is always looked up that what was changed stands in the page. Times and sizes are medians, with the
worst where it says so. What takes too long is given up, and said so. `TMPDIR` says where there is room: 10,000 packs
take a gigabyte or less per generator.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.generators import installed
from tests.benchmarks.scale_report import print_goals, print_growth, print_size
from tests.benchmarks.trial import Figures, Limits, Trial


def main() -> None:
    """Print a table a size, and how it grows."""
    options = _options()
    generators = [each for each in installed(options.bin) if not options.only or each.name in options.only]
    if not generators:
        sys.exit("none of these generators is installed")
    limits = Limits(options.build_limit, options.live_limit)
    found: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="scale-") as scratch:
        for packs in options.packs:
            size = [Trial(each, packs, Path(scratch), limits).run() for each in generators]
            print_size(size)
            by_name = {figures.generator: figures for figures in size}
            if {"packatlas", "hugo"} <= by_name.keys():
                print_goals(by_name["packatlas"], by_name["hugo"])
            sys.stdout.flush()
            found += size
            if options.json:
                options.json.write_text(json.dumps([asdict(figures) for figures in found], indent=1) + "\n", "utf-8")
    print_growth(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, nargs="+", default=[200, 1_000, 10_000])
    parser.add_argument(
        "--bin", type=Path, nargs="+", default=[Path(sys.executable).parent], help="folders of the other generators"
    )
    parser.add_argument("--only", nargs="+", default=[], help="names of generators; all that are installed if left out")
    parser.add_argument("--json", type=Path, help="a file for every single figure")
    parser.add_argument(
        "--build-limit", type=float, default=1_800, help="seconds for a build, or for a preview to be ready"
    )
    parser.add_argument("--live-limit", type=float, default=60, help="seconds for what was saved to be served")
    return parser.parse_args()


if __name__ == "__main__":
    main()
