"""How long the market simulation takes, beside plain Python objects that come to the same.

Both simulate the same runs from the same seed, in turn, and balances are compared first. The limits
are a second for all runs, or 20 times as fast as the plain ones: either will do.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from bench.plain_weis import Plain
from bugmark_py.model.amounts import PRICE_ONE
from bugmark_py.simulation.engine import simulate
from bugmark_py.simulation.scenario import Scenario

SECONDS: Final = 1.0
RATIO: Final = 20.0


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def fast(scenario: Scenario, runs: int) -> list[Any]:
    """Return the balances that workers end with, of each run."""
    ends = [simulate(scenario, 0, run).end for run in range(runs)]
    return [[Fraction(amount, PRICE_ONE) for amount in end.wealth] for end in ends]


def plain(days: int, runs: int) -> list[Any]:
    """Return the same by plain objects."""
    return [Plain(days=days, run=run).play()["balances"] for run in range(runs)]


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3, help="of both, in turn (default: 3)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--check", action="store_true", help="exit 1 if neither limit is kept")
    arguments = parser.parse_args()
    scenario = Scenario(days=arguments.days)

    if fast(scenario, arguments.runs) != plain(arguments.days, arguments.runs):
        print("weis: the simulation and the plain objects come to different balances")
        return 1
    took = [
        (
            seconds(lambda: fast(scenario, arguments.runs)),
            seconds(lambda: plain(arguments.days, arguments.runs)),
        )
        for _ in range(arguments.rounds)
    ]
    ours, theirs = (statistics.median(column) for column in zip(*took, strict=True))
    ratio = theirs / ours
    if arguments.json:
        print(json.dumps({"seconds": ours, "plain_seconds": theirs, "ratio": ratio}))
    else:
        print(
            f"simulating {arguments.runs} runs of {arguments.days} days: {ours:.2f} s, in plain"
            f" objects {theirs:.2f} s, ratio {ratio:.1f} (limits: {SECONDS:.0f} s or {RATIO:.0f})"
        )
    return 1 if arguments.check and ours > SECONDS and ratio < RATIO else 0


if __name__ == "__main__":
    sys.exit(main())
