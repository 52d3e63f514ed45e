"""Lower bounds on the expected delays of every mechanism, by linear programs.

Of every mechanism that is strategy-proof, individually rational, budget balanced and symmetric
(without loss, as one may draw who is who). `t(v)` is the expected time at which a bidder of
valuation v has the information, `p(v)` her expected payment, over the other valuations; `c` the
probability that nothing is sold. Types are a grid of `segments` equal steps on [0, 1].

`paper` is the program of the paper, section 5, with its symbols set right. Its bound on the max
delay does not hold for every mechanism; `valid` does (`valid_bounds`, and `docs/lab.md`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.distributions import Distribution, Floats
from bugmark_py.mechanisms.linear import Program
from bugmark_py.mechanisms.valid_bounds import segment_probabilities, valid_bounds

PAPER_SEGMENTS: Final = 100
"""The grid by which the paper's table comes out, all 24 cells to two digits."""

_MOST_SEGMENTS: Final = 5_000
_MOST_AGENTS: Final = 1_000


class Method(StrEnum):
    """Which program."""

    PAPER = "paper"
    VALID = "valid"


@dataclass(frozen=True)
class Bounds:
    """What expected delays are at least, in premium periods."""

    max_delay: float
    sum_delay: float


def lower_bounds(
    distribution: Distribution,
    agents: int,
    *,
    segments: int = PAPER_SEGMENTS,
    method: Method = Method.VALID,
) -> Bounds:
    """Return lower bounds on the expected delays.

    Args:
        distribution: what each valuation is drawn from, for a cost of 1.
        agents: how many bidders there are.
        segments: how fine types are told apart; more give higher bounds.
        method: which program.

    Raises:
        InputError: nothing can be computed from these.
        SolverError: the solver failed.
    """
    if not 0 < agents <= _MOST_AGENTS:
        raise InputError(f"{agents} agents have no bounds here: give 1 to {_MOST_AGENTS}")
    if not 1 < segments <= _MOST_SEGMENTS:
        raise InputError(f"{segments} segments are no grid of types: give 2 to {_MOST_SEGMENTS}")
    if method is Method.VALID:
        return Bounds(*valid_bounds(distribution, agents, segments))
    return _paper_bounds(segment_probabilities(distribution, segments), agents)


def _paper_bounds(probabilities: Floats, agents: int) -> Bounds:
    """Solve the paper's programs: one for the sum, and the best of one for each type i for max."""
    program = paper_program(probabilities, agents)
    segments = len(probabilities)
    total = program.minimise({i + 1: agents * probabilities[i] for i in range(segments)})
    below = np.cumsum(probabilities)
    longest = 0.0
    for i in range(segments):
        if below[i] > 0:
            # The expected time of those below type i + 1, if there is one among the bidders.
            some = (1 - (1 - below[i]) ** agents) / below[i]
            terms = {z + 1: some * probabilities[z] for z in range(i + 1)}
            longest = max(longest, program.minimise(terms).value)
    return Bounds(longest, total.value)


def paper_program(probabilities: Floats, agents: int) -> Program:
    """Return the constraints of the paper: variables t_0..t_H, p_0..p_H, areas A_0..A_H, c.

    The area A_i is the lower Riemann sum of 1 - t up to type i.
    """
    segments = len(probabilities)
    step, size = 1 / segments, segments + 1
    times, payments, areas, unsold = (
        range(size),
        range(size, 2 * size),
        range(2 * size, 3 * size),
        3 * size,
    )
    low, high = np.zeros(unsold + 1), np.ones(unsold + 1)
    low[payments], high[areas.start] = -1.0, 0.0
    program = Program(low, high)
    for i in range(segments):
        program.at_most({times[i + 1]: 1, times[i]: -1}, 0)
        grows = {areas[i + 1]: 1.0, areas[i]: -1.0, times[i]: step}
        program.at_most(grows, step)
        program.at_least(grows, step)
    for i in range(size):
        # What type i gains, i step (1 - t_i) - p_i, is between the two Riemann sums of 1 - t.
        gain = {areas[i]: 1.0, payments[i]: 1.0, times[i]: i * step}
        program.at_most(gain, i * step)
        upper = dict(gain)
        upper[times[i]] = upper[times[i]] - step
        upper[times[0]] = upper[times[0]] + step if i == 0 else step
        program.at_least(upper, i * step)
    lower_types = {payments[i]: probabilities[i] for i in range(segments)}
    upper_types = {payments[i + 1]: probabilities[i] for i in range(segments)}
    program.at_most(lower_types | {unsold: 1 / agents}, 1 / agents)
    program.at_least(upper_types | {unsold: 1 / agents}, 1 / agents)
    program.at_least({times[i]: probabilities[i] for i in range(segments)} | {unsold: -1.0}, 0)
    return program
