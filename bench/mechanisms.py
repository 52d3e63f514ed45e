"""How fast the mechanisms are: a million bidders beside `numpy.sort`, and a batch of cases.

Prints, for CS, SD and GCSOD, the time for one large profile over the time that `numpy.sort` takes
for the same array, and how long 10,000 lines take through `bugmark mechanism run --batch`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from bugmark_py.mechanisms import large

_ROUNDS: Final = 7
_PERIOD: Final = 30 * 86_400
_BUGMARK: Final = Path(sys.executable).parent / "bugmark"
_MECHANISMS: Final = ("cs", "csd", "csod", "gcsod", "sd")


def seconds(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Return the shortest time of some rounds: what else runs makes no round shorter."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def profiles(bidders: int) -> dict[str, large.Whole]:
    """Valuations in base units of a token with 12 decimals."""
    rng = np.random.default_rng(1)
    return {
        "uniform": rng.integers(0, 10**12, bidders),
        "lognormal": (rng.lognormal(0, 2, bidders) * 10**9).astype(np.int64),
    }


def ratios(values: large.Whole) -> dict[str, float]:
    """Return the time of each mechanism over that of sorting."""
    left = np.random.default_rng(2).random(values.size) < 1 / 2
    cost = int(values.sum()) // 10
    baseline = seconds(lambda: np.sort(values))
    return {
        "cs": seconds(lambda: large.cs(values, cost, _PERIOD)) / baseline,
        "sd": seconds(lambda: large.sd(values, cost, _PERIOD, _PERIOD // 3)) / baseline,
        "gcsod": seconds(lambda: large.gcsod(values, cost, _PERIOD, left)) / baseline,
    }


def lines(count: int) -> str:
    """Cases of up to 20 bidders, in exact fractions and in ticks by turns."""
    draw = Random(3)  # noqa: S311
    cases = []
    for number in range(count):
        ticks = _PERIOD if number % 2 else None
        top = 1_000 if ticks else 1
        valuations = [draw.random() * top for _ in range(draw.randint(0, 20))]
        cases.append(
            {
                "mechanism": draw.choice(_MECHANISMS),
                "cost": draw.randint(1, 3 * top),
                "valuations": [int(each) if ticks else round(each, 6) for each in valuations],
                "groups": "".join(draw.choice("LR") for _ in valuations),
                "deadline": draw.randint(0, ticks) if ticks else round(draw.random(), 3),
                "ticks": ticks,
            }
        )
    return "\n".join(map(json.dumps, cases))


def batch_seconds(count: int) -> float:
    """Return how long the command takes for a file of cases, from its start to its end."""
    with tempfile.TemporaryDirectory(prefix="bugmark-bench-") as folder:
        path = Path(folder) / "cases.jsonl"
        path.write_text(lines(count))
        command = [_BUGMARK, "mechanism", "run", "--batch", path]
        return seconds(lambda: subprocess.run(command, check=True, capture_output=True), rounds=3)


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bidders", type=int, default=10**6, help="how many (default: a million)")
    parser.add_argument("--lines", type=int, default=10_000, help="of a batch (default: 10,000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()

    found = {name: ratios(values) for name, values in profiles(arguments.bidders).items()}
    batch = batch_seconds(arguments.lines)
    if arguments.json:
        print(json.dumps({"bidders": arguments.bidders, "of_sort": found, "batch_seconds": batch}))
        return 0
    for name, each in found.items():
        shown = ", ".join(f"{mechanism} {ratio:.2f}" for mechanism, ratio in each.items())
        print(f"{arguments.bidders:,} {name} bidders, times numpy.sort: {shown}")
    print(f"{arguments.lines:,} lines of a batch: {batch:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
