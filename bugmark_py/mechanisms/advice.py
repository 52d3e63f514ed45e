"""Which mechanism for a pool: by the delays to expect, before anybody has bid."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bugmark_py.jobs import Spread, here
from bugmark_py.mechanisms.delays import Delays, Estimate, ExpectedDelays, expected_delays
from bugmark_py.mechanisms.distributions import Distribution
from bugmark_py.mechanisms.outcome import Mechanism

_SURE: Final = 2
"""By how many standard errors of both together two means differ that are called different."""


@dataclass(frozen=True)
class Advice:
    """What is better for a pool, which can be one of CS and GCSOD.

    Attributes:
        expected: the delays that it goes by.
        max_delay: which of the two has the shorter longest wait; None if samples do not tell.
        sum_delay: which of the two has less waiting in all; None if samples do not tell.
    """

    expected: ExpectedDelays
    max_delay: Mechanism | None
    sum_delay: Mechanism | None


def advise(
    distribution: Distribution, agents: int, *, samples: int, seed: int, spread: Spread = here
) -> Advice:
    """Compare CS with GCSOD where bidders are like this.

    Args:
        distribution: what each of the valuations is drawn from, for a cost of 1.
        agents: how many bidders there are.
        samples: how many profiles are drawn.
        seed: of the random numbers.
        spread: where the work is done.

    Raises:
        InputError: nothing can be computed from these.
    """
    expected = expected_delays(distribution, agents, samples=samples, seed=seed, spread=spread)
    return Advice(
        expected,
        _shorter(expected, lambda delays: delays.max_delay),
        _shorter(expected, lambda delays: delays.sum_delay),
    )


def _shorter(expected: ExpectedDelays, measure: Callable[[Delays], Estimate]) -> Mechanism | None:
    cs, gcsod = measure(expected.cs), measure(expected.gcsod)
    # Both see the same profiles, so that this errs towards saying nothing.
    if abs(cs.mean - gcsod.mean) <= _SURE * (cs.error + gcsod.error):
        return None
    return Mechanism.CS if cs.mean < gcsod.mean else Mechanism.GCSOD
