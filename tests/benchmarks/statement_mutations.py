"""What becomes of random changes of a statement: `python -m tests.benchmarks.statement_mutations 20000`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from random import Random

from tests.judging import judged
from tests.mutations import mutated_bytes, same_but_for_white_space, structurally_mutated
from tests.statements import Attack, envelope, file, statement

WRONG = "ACCEPTED, AND ANOTHER"


def outcomes(number: int, random: Random) -> Counter[str]:
    """What becomes of so many changes, every second one of bytes and every second one of values."""
    original, values = file(statement()), envelope(statement())
    found: Counter[str] = Counter()
    for turn in range(number):
        if turn % 2:
            data = mutated_bytes(original, random)
            same = same_but_for_white_space(data, original)
        else:
            changed = structurally_mutated(values, random)
            data, same = json.dumps(changed).encode(), changed == values
        _, problems = judged(Attack("", {"ubuntu/22.04.json": data}))
        found[problems[0].code if problems else "accepted, and the same" if same else WRONG] += 1
    return found


if __name__ == "__main__":
    told = outcomes(int(sys.argv[1]), Random(2026))
    for outcome, times in sorted(told.items()):
        print(f"{times:7,}  {outcome}")
    sys.exit(bool(told[WRONG]))
