"""How long Monte Carlo of delays takes, beside plain vectorised numpy, and on two processes.

Both get the same profiles and are compared first. Drawing the profiles, which is numpy's work in
both, is timed with them and apart. The limit is twice as fast on one core. `--table` also times the
paper's whole table.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import numpy as np

from bench.plain_delays import plain_sums
from bugmark_py.jobs import Spread, spread_over
from bugmark_py.lab.table import table
from bugmark_py.mechanisms.delays import Chunk, chunks, expected_delays, sums_of
from bugmark_py.mechanisms.distributions import Floats, Uniform

RATIO: Final = 2.0
DEADLINE: Final = Fraction(1, 2)
UNIFORM: Final = Uniform(0, 1)


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def plain_of(chunk: Chunk) -> Floats:
    """As `sums_of`, from the same random numbers, by numpy alone."""
    seed, *place = chunk.stream
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=place)))
    shape = (chunk.samples, chunk.agents)
    valuations = chunk.distribution.sample(generator, shape)
    coins = generator.integers(2, size=shape, dtype=np.uint8)
    return plain_sums(valuations, coins, float(DEADLINE))


def drawn(chunk: Chunk) -> None:
    """Only draw the profiles."""
    generator = np.random.default_rng(chunk.stream[0])
    shape = (chunk.samples, chunk.agents)
    chunk.distribution.sample(generator, shape)
    generator.integers(2, size=shape, dtype=np.uint8)


def counted(upto: int) -> int:
    """Keep a core busy with nothing that two processes could share or wait for."""
    total = 0
    for each in range(upto):
        total += each
    return total


def scaling(samples: int, agents: int, rounds: int) -> tuple[float, float]:
    """Return how much faster two started processes are than one: at this, and at counting."""

    def run(spread: Spread) -> float:
        return seconds(
            lambda: expected_delays(
                UNIFORM, agents, samples=samples, seed=1, deadline=DEADLINE, spread=spread
            )
        )

    def count(spread: Spread) -> float:
        return seconds(lambda: list(spread(counted, 8 * [2_000_000])))

    with spread_over(processes=1) as one, spread_over(processes=2) as two:
        run(two)
        times = [(run(one), run(two), count(one), count(two)) for _ in range(rounds)]
    alone, together, one_counts, two_count = (
        statistics.median(column) for column in zip(*times, strict=True)
    )
    return alone / together, one_counts / two_count


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="of both, in turn (default: 3)")
    parser.add_argument("--table", action="store_true", help="time the table, too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--check", action="store_true", help="exit 1 below the limit")
    arguments = parser.parse_args()
    parts = chunks(UNIFORM, arguments.agents, arguments.samples, 1, (DEADLINE,))

    if not np.allclose(sums_of(parts[0]), plain_of(parts[0]), rtol=1e-9):
        print("delays: the kernels and plain numpy come to different sums")
        return 1
    took = [
        tuple(
            seconds(lambda act=act: [act(part) for part in parts])  # type: ignore[misc]
            for act in (sums_of, plain_of, drawn)
        )
        for _ in range(arguments.rounds)
    ]
    ours, theirs, drawing = (statistics.median(column) for column in zip(*took, strict=True))
    scaled, possible = scaling(4 * arguments.samples, arguments.agents, arguments.rounds)
    found = {
        "seconds": ours,
        "numpy_seconds": theirs,
        "drawing_seconds": drawing,
        "ratio": theirs / ours,
        "two_processes": scaled,
        "two_processes_counting": possible,
    }
    if arguments.table:
        with spread_over(processes=2) as spread:
            found["table_seconds"] = seconds(
                lambda: table(samples=1_000_000, seed=0, segments=100, spread=spread)
            )
    if arguments.json:
        print(json.dumps(found))
    else:
        print(
            f"{arguments.samples:,} samples of {arguments.agents} bidders: {ours:.2f} s, by numpy"
            f" {theirs:.2f} s, ratio {theirs / ours:.1f} (limit {RATIO:.0f}; drawing alone"
            f" {drawing:.2f} s); two processes {scaled:.2f} times as fast as one, where"
            f" this machine now counts {possible:.2f} times as fast by two"
        )
        if arguments.table:
            print(f"the paper's table at 1,000,000 samples: {found['table_seconds']:.0f} s")
    return 1 if arguments.check and theirs / ours < RATIO else 0


if __name__ == "__main__":
    sys.exit(main())
