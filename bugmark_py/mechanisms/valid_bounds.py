"""A lower bound on the expected max delay that holds for every mechanism.

Let w(v) >= 0 be any weight of a type and W the sum of the weights of all bidders. Nobody waits
longer than the max delay M <= 1, so that in every profile

    sum_j w(v_j) t_j  <=  W M  <=  M + (W - 1)^+          (M is at most 1)

and in expectation, as t is the expectation of t_j over the other bidders,

    E[M]  >=  n E[w(v) t(v)] - E[(W - 1)^+]               for every w.

By duality of the relaxation t_j <= M <= 1 nothing better follows from t alone. Weights 1/s on types
of at most i give the bound of `docs/lab.md` by counting. Here w falls in steps, of which those that
cut off the present optimum are looked for and added, until none does. Two more facts hold in every
profile, as payments are at most valuations: nothing is sold where the valuations do not reach the
cost. So c >= P(V_1 + ... + V_n < 1), and t(v) >= P(V_2 + ... + V_n < 1 - v).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from bugmark_py.mechanisms.climbing import Steps, climb
from bugmark_py.mechanisms.distributions import Distribution, Floats
from bugmark_py.mechanisms.linear import Optimum, Program

_ROUNDS: Final = 60
_CAPACITIES: Final = 12
_ENOUGH: Final = 2e-5
_ROUNDING: Final = 1e-12
_SUM_STEPS: Final = 2_000
_STEPS: Final = ((1, 1), (2, 2), (4, 4), (4, 2), (8, 4))
"""Shapes of weights: how many steps, and how many of them sum to weight 1 in one bidder."""


@dataclass(frozen=True)
class Weight:
    """A weight of types that falls in steps.

    Attributes:
        steps: for each step, the segments of types above which it falls.
        capacity: how many steps make weight 1.
    """

    steps: tuple[int, ...]
    capacity: int

    def levels(self, segments: int) -> Floats:
        """Weight of a type in each segment, times capacity."""
        above = np.array(self.steps)[:, None] > np.arange(segments)
        return np.asarray(above.sum(axis=0), dtype=np.float64)

    def excess(self, reached: Floats, agents: int) -> float:
        """E[(W - 1)^+], W being the sum of the weights of all agents.

        Args:
            reached: probability of a type below each border between segments.
            agents: how many draw a type.
        """
        below = np.concatenate([[0.0], reached[np.sort(self.steps)], [1.0]])
        one = np.diff(below)[::-1]
        every = _power(one, agents)
        return float(every[self.capacity :] @ np.arange(len(every) - self.capacity)) / self.capacity


def segment_probabilities(distribution: Distribution, segments: int) -> Floats:
    """Probability of a type in each of equal segments of [0, 1], a border being of the lower."""
    reached = distribution.cdf(np.arange(segments + 1) / segments)
    reached[0] = 0.0
    return np.asarray(np.diff(reached))


def valid_bounds(distribution: Distribution, agents: int, segments: int) -> tuple[float, float]:
    """Return lower bounds on the expected max and sum delay of every mechanism.

    Args:
        distribution: what each valuation is drawn from, for a cost of 1.
        agents: how many bidders there are.
        segments: how fine types are told apart; the bounds hold for each, and grow with it.

    Raises:
        SolverError: the solver failed.
    """
    relaxation = Relaxation(distribution, agents, segments)
    total = relaxation.program.minimise(relaxation.weighed(np.ones(segments)))
    for weight in first_weights(agents, segments):
        relaxation.cut(weight)
    longest = relaxation.shortest()
    search = _Search(agents, relaxation.reached)
    for _ in range(_ROUNDS):
        found = [
            weight
            for weight, bound in search.best(longest.point[1 : segments + 1])
            if bound > longest.value + _ENOUGH
        ]
        if not found:
            break
        for weight in found:
            relaxation.cut(weight)
        longest = relaxation.shortest()
    return max(0.0, longest.safe), max(0.0, total.safe)


def first_weights(agents: int, segments: int) -> Iterator[Weight]:
    """Yield one-step weights: 1/s on the types of at most i, for each s and some i."""
    stride = max(1, segments // 25)
    for last in range(stride, segments + 1, stride):
        for capacity in _capacities(agents):
            yield Weight((last,), capacity)


def _capacities(agents: int) -> list[int]:
    """How many bidders of full weight make weight 1: every number, or of many a dozen."""
    if agents <= _CAPACITIES:
        return list(range(1, agents + 1))
    return sorted({round(each) for each in np.geomspace(1, agents, _CAPACITIES)})


class Relaxation:
    """What holds of the expected times, payments and max delay of every mechanism.

    Variables: times t_0..t_H and gains u_0..u_H = v (1 - t) - p of the types, c, max delay.
    """

    def __init__(self, distribution: Distribution, agents: int, segments: int) -> None:
        self.agents, self.segments = agents, segments
        self.probabilities = segment_probabilities(distribution, segments)
        self.reached = np.concatenate([[0.0], np.cumsum(self.probabilities)]).clip(0.0, 1.0)
        size = segments + 1
        self._gains = size
        self._unsold, self._longest = 2 * size, 2 * size + 1
        types = np.arange(size) / segments
        low, high = np.zeros(2 * size + 2), np.ones(2 * size + 2)
        high[size : 2 * size] = types
        alone = sums_below(distribution, agents - 1, 1 - types)
        low[:size] = alone
        low[self._unsold] = sums_below(distribution, agents, np.ones(1))[0]
        self.program = Program(low, high)
        self._honest(types)
        self._balanced(types)

    def _honest(self, types: Floats) -> None:
        """No type gains by the report of the next: so times fall, and gains are convex."""
        step = float(types[1])
        for i in range(self.segments):
            rise = {self._gains + i + 1: 1.0, self._gains + i: -1.0}
            self.program.at_least(rise | {i: step}, step)
            self.program.at_most(rise | {i + 1: step}, step)

    def _balanced(self, types: Floats) -> None:
        """All together pay the cost where it is sold, and where it is not everybody waits."""
        paid, waited = {self._unsold: 1.0}, {self._unsold: -1.0}
        wanted = 1.0
        for i, probability in enumerate(self.probabilities):
            # A type in segment i pays at most what its upper end does, and waits at most as long
            # as its lower end.
            share = self.agents * float(probability)
            paid |= {i + 1: -share * float(types[i + 1]), self._gains + i + 1: -share}
            waited[i] = float(probability)
            wanted -= share * float(types[i + 1])
        self.program.at_least(paid, wanted)
        self.program.at_least(waited, 0.0)

    def weighed(self, levels: Floats) -> dict[int, float]:
        """N E[level * t], as far as it is known to be: a type waits at least its upper end's."""
        factors = self.agents * levels * self.probabilities
        return {i + 1: float(factor) for i, factor in enumerate(factors) if factor}

    def cut(self, weight: Weight) -> None:
        """Ask for a max delay of at least n E[w t] - E[(W - 1)^+]."""
        terms = self.weighed(weight.levels(self.segments) / weight.capacity)
        limit = weight.excess(self.reached, self.agents)
        self.program.at_most(terms | {self._longest: -1.0}, limit)

    def shortest(self) -> Optimum:
        """Minimise the max delay."""
        return self.program.minimise({self._longest: 1.0})


class _Search:
    """Looks for weights that bound the max delay from below, given the times of the types."""

    def __init__(self, agents: int, reached: Floats) -> None:
        self._agents, self._reached = agents, reached
        # The steps found the last time, of each shape.
        self._latest = {
            (steps, unit * each): self._spaced(steps)
            for steps, unit in _STEPS
            for each in _capacities(agents)
        }

    def best(self, times: Floats) -> Iterator[tuple[Weight, float]]:
        """Yield for each shape the best weight found, and its bound.

        Args:
            times: t at the upper end of each segment.
        """
        waited = np.concatenate([[0.0], np.cumsum(self._agents * np.diff(self._reached) * times)])
        for (count, capacity), steps in self._latest.items():
            # From where it was the last time, and from anew, as there is more than one summit.
            for start in (steps, self._spaced(count)):
                bound = climb(start, capacity, self._reached, waited, self._agents)
                yield Weight(tuple(int(each) for each in start), capacity), bound

    def _spaced(self, count: int) -> Steps:
        """Some steps to begin with."""
        segments = len(self._reached) - 1
        return np.linspace(segments // 8 + 1, segments // 2 + 1, count, dtype=np.int64)


def sums_below(distribution: Distribution, agents: int, amounts: Floats) -> Floats:
    """Lower bounds on P(the valuations of some agents sum to less than an amount), for each.

    Valuations are rounded up to a grid, so that sums are too large, if anything.
    """
    one = np.concatenate([[0.0], segment_probabilities(distribution, _SUM_STEPS)])
    reached = np.array([1.0])
    for _ in range(agents):
        reached = np.convolve(reached, one)[: _SUM_STEPS + 1]
    below = np.cumsum(np.pad(reached, (0, _SUM_STEPS + 1 - len(reached))))
    # Without ties a sum is below its rounded value; with ties it may be equal.
    edge = np.floor(amounts * _SUM_STEPS + _ROUNDING) - (0 if distribution.continuous else 1)
    found = np.where(edge >= 0, below[edge.astype(int).clip(0)], 0.0)
    return np.asarray((found - _ROUNDING).clip(0.0))


def _power(one: Floats, times: int) -> Floats:
    """Distribution of a sum of independent counts of one distribution."""
    made = np.array([1.0])
    while times:
        if times % 2:
            made = np.convolve(made, one)
        times //= 2
        one = np.convolve(one, one) if times else one
    return made
