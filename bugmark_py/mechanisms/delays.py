"""Expected delays of CS, GCSOD and SD by Monte Carlo (the paper, section 5).

The stream of random numbers depends on the seed, the number of bidders and the place of a sample,
not on who draws it: the same seed gives the same numbers however many processes share the work.
All mechanisms see the same profiles.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from bugmark_py.errors import InputError
from bugmark_py.jobs import Spread, here
from bugmark_py.mechanisms.distributions import Distribution, Floats
from bugmark_py.mechanisms.kernels import CS, GCSOD, SD, deadline_sums, delay_sums

_ROWS: Final = 2**14
_NUMBERS: Final = 2**20
_LARGEST: Final = 2**20
_FIRST: Final = 10_000
"""How many samples the deadline of SD is chosen by where none is given."""


@dataclass(frozen=True)
class Estimate:
    """A mean and its standard error."""

    mean: float
    error: float


@dataclass(frozen=True)
class Delays:
    """Expected delays of one mechanism, in premium periods.

    Attributes:
        max_delay: of whoever waits longest, 0 to 1.
        sum_delay: of all bidders together, 0 to their number.
    """

    max_delay: Estimate
    sum_delay: Estimate


@dataclass(frozen=True)
class ExpectedDelays:
    """Expected delays of the mechanisms, by the same samples.

    Attributes:
        deadline: that of SD, in premium periods.
    """

    cs: Delays
    gcsod: Delays
    sd: Delays
    deadline: Fraction


@dataclass(frozen=True)
class Chunk:
    """A part of the samples, which can be computed anywhere.

    Attributes:
        distribution: what valuations are drawn from.
        agents: how many bidders a profile has.
        samples: how many profiles.
        stream: which random numbers.
        deadlines: those of SD.
        alone: whether SD is the only mechanism to be looked at.
    """

    distribution: Distribution
    agents: int
    samples: int
    stream: tuple[int, ...]
    deadlines: tuple[Fraction, ...]
    alone: bool = False


def chunks(
    distribution: Distribution,
    agents: int,
    samples: int,
    seed: int,
    deadlines: tuple[Fraction, ...],
    *,
    alone: bool = False,
) -> list[Chunk]:
    """Part the samples, in a way that depends on nothing but their number and the bidders'.

    Raises:
        InputError: nothing can be computed from these.
    """
    if not 0 < agents <= _LARGEST:
        raise InputError(f"{agents} agents cannot share a cost: give 1 to {_LARGEST}")
    if samples < 2:  # noqa: PLR2004 - no spread can be seen in fewer
        raise InputError(f"{samples} samples have no standard error: give 2 or more")
    if seed < 0:
        raise InputError(f"seed {seed} is negative: give 0 or more")
    for deadline in deadlines:
        if not 0 < deadline <= 1:
            raise InputError(f"deadline {deadline} is not in (0, 1], in premium periods")
    rows = max(1, min(_ROWS, _NUMBERS // agents))
    return [
        Chunk(
            distribution,
            agents,
            min(rows, samples - first),
            (seed, agents, first // rows, int(alone)),
            deadlines,
            alone,
        )
        for first in range(0, samples, rows)
    ]


def sums_of(chunk: Chunk) -> Floats:
    """Draw a chunk's profiles and sum their delays: a row for each mechanism or deadline."""
    seed, *place = chunk.stream
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=place)))
    shape = (chunk.samples, chunk.agents)
    valuations = chunk.distribution.sample(generator, shape)
    cost = float(chunk.distribution.scale)
    if chunk.alone:
        pairs = [(float(each.numerator), float(each.denominator)) for each in chunk.deadlines]
        return deadline_sums(valuations, cost, np.array(pairs))
    (deadline,) = chunk.deadlines
    coins = generator.integers(2, size=shape, dtype=np.uint8)
    pair = float(deadline.numerator), float(deadline.denominator)
    return delay_sums(valuations, coins, cost, pair)


def expected_delays(
    distribution: Distribution,
    agents: int,
    *,
    samples: int,
    seed: int,
    deadline: Fraction | None = None,
    spread: Spread = here,
) -> ExpectedDelays:
    """Estimate the expected delays of CS, GCSOD and SD.

    Args:
        distribution: what each of the valuations is drawn from, for a cost of 1.
        agents: how many bidders there are.
        samples: how many profiles are drawn.
        seed: of the random numbers; the same gives the same estimates.
        deadline: that of SD, in premium periods; by default the one in hundredths with the
            smallest max delay, chosen by other samples than those it is then judged by.
        spread: where the work is done.

    Raises:
        InputError: nothing can be computed from these.
    """
    if deadline is None:
        grid = tuple(Fraction(each, 100) for each in range(1, 101))
        first = sd_delays(distribution, agents, grid, samples=_FIRST, seed=seed, spread=spread)
        deadline = min(zip(first, grid, strict=True), key=lambda pair: pair[0].max_delay.mean)[1]
    sums = _total(chunks(distribution, agents, samples, seed, (deadline,)), spread)
    return ExpectedDelays(
        cs=_delays(sums[CS], samples),
        gcsod=_delays(sums[GCSOD], samples),
        sd=_delays(sums[SD], samples),
        deadline=deadline,
    )


def sd_delays(
    distribution: Distribution,
    agents: int,
    deadlines: tuple[Fraction, ...],
    *,
    samples: int,
    seed: int,
    spread: Spread = here,
) -> list[Delays]:
    """Estimate the expected delays of SD for each deadline, by the same samples.

    Raises:
        InputError: nothing can be computed from these.
    """
    parts = chunks(distribution, agents, samples, seed, deadlines, alone=True)
    return [_delays(row, samples) for row in _total(parts, spread)]


def _total(parts: list[Chunk], spread: Spread) -> Floats:
    """Add up in the order of the chunks, as sums of floats depend on it."""
    results = spread(sums_of, parts)
    total = next(results).copy()
    for each in results:
        total += each
    return total


def _delays(sums: Floats, samples: int) -> Delays:
    longest, longest_squared, total, total_squared = (float(each) for each in sums)
    return Delays(
        _estimate(longest, longest_squared, samples), _estimate(total, total_squared, samples)
    )


def _estimate(total: float, squares: float, samples: int) -> Estimate:
    mean = total / samples
    # Rounding may leave a trace below 0 where all samples are equal.
    variance = max(0.0, squares - samples * mean * mean) / (samples - 1)
    return Estimate(mean, math.sqrt(variance / samples))
