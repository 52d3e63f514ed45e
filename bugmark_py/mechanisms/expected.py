"""Expected delays without sampling: CS and SD by counting, GCSOD by counting and quadrature.

A group of a bidders pays for an amount m, k of them, if k of its valuations reach m / k. So the
largest amount it is willing to share, M = max_k k v_(k), has distribution function
P(M < m) = P(for all k fewer than k valuations reach m / k), which is counted exactly; and so is the
number of payers given m. GCSOD lets two independent groups set each other's deadline: what is left
is an integral over the amount of one of them, and, for the longest wait when a whole group pays, a
second one over its lowest valuation. `docs/lab.md` derives them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from scipy import special

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.counting import at_most, payers
from bugmark_py.mechanisms.distributions import Distribution, Floats

MOST_COUNTED: Final = 1_000
"""Bidders for whom CS and SD are counted in seconds."""

MOST_INTEGRATED: Final = 20
"""Bidders for whom GCSOD is integrated in seconds."""


@dataclass(frozen=True)
class Exact:
    """Expected delays of one mechanism, in premium periods, without sampling error."""

    max_delay: float
    sum_delay: float


def exact_cs(distribution: Distribution, agents: int) -> Exact:
    """Return the expected delays of CS (the paper, section 3).

    Args:
        distribution: what each valuation is drawn from, for a cost of 1.
        agents: how many bidders there are, at most `MOST_COUNTED`.

    Raises:
        InputError: there are none, or too many.
    """
    _check(agents, MOST_COUNTED)
    paying = payers(_reach(distribution, agents))[0]
    return Exact(
        max_delay=float(1.0 - paying[agents]),
        sum_delay=float(paying @ (agents - np.arange(agents + 1))),
    )


def exact_sd(distribution: Distribution, agents: int, deadline: Fraction) -> Exact:
    """Return the expected delays of SD at one deadline, as `exact_sds` does."""
    return exact_sds(distribution, agents, [deadline])[0]


def exact_sds(
    distribution: Distribution, agents: int, deadlines: Sequence[Fraction]
) -> list[Exact]:
    """Return the expected delays of SD at each of some deadlines.

    Pivotal bidders, who wait 1 - deadline, are ranks 1..A if the sale needs the highest of them,
    and else there are none. On average there are agents * (P(not sold without one) - P(not sold)).

    Args:
        distribution: what each valuation is drawn from, for a cost of 1.
        agents: how many bidders there are, at most `MOST_COUNTED`.
        deadlines: in premium periods.

    Raises:
        InputError: there are no bidders, or too many, or a deadline is not in (0, 1].
    """
    _check(agents, MOST_COUNTED)
    for deadline in deadlines:
        if not 0 < deadline <= 1:
            raise InputError(f"deadline {deadline} is not in (0, 1], in premium periods")
    wait = np.array([float(each) for each in deadlines])
    early = np.array([float(1 - each) for each in deadlines])
    reach = np.vstack([_reach(distribution, agents, each) for each in deadlines])
    paying = payers(reach)
    unsold, all_pay = paying[:, 0], paying[:, agents]
    pivotal = agents * (at_most(reach[:, :-1], range(agents - 1), agents - 1) - unsold)
    free = paying[:, 1:] @ (agents - np.arange(1, agents + 1))
    # P(there are pivotal bidders), and P(there are, and all pay).
    needed = _needs_highest(reach, agents) - unsold
    everyone = reach[:, -1:]
    given = np.divide(reach, everyone, out=np.ones_like(reach), where=everyone > 0)
    needed_all = everyone[:, 0] ** agents * _needs_highest(given.clip(0.0, 1.0), agents)
    some_free = 1.0 - unsold - all_pay
    longest = np.maximum(wait, early) * (needed - needed_all)
    longest += wait * (some_free - needed + needed_all) + unsold + early * needed_all
    total = agents * unsold + wait * free + early * pivotal
    return [Exact(float(a), float(b)) for a, b in zip(longest, total, strict=True)]


def exact_gcsod(distribution: Distribution, agents: int, *, nodes: int = 16) -> Exact:
    """Return the expected delays of GCSOD (the paper, section 4).

    Args:
        distribution: what each valuation is drawn from, for a cost of 1; a continuous one.
        agents: how many bidders there are, at most `MOST_INTEGRATED`.
        nodes: of the quadrature between two kinks; twice as many tell how exact it is.

    Raises:
        InputError: there are none, or too many, or the distribution has ties.
    """
    _check(agents, MOST_INTEGRATED)
    if not distribution.continuous:
        raise InputError(
            f"GCSOD cannot be integrated over {distribution}, which has ties: sample it"
        )
    grid = _Grid(distribution, agents, nodes)
    groups = [_Group(distribution, grid, each) for each in range(agents + 1)]
    longest = total = 0.0
    for size, left in enumerate(groups):
        right = groups[agents - size]
        weight = special.comb(agents, size) / 2.0**agents
        unsold = left.below[0] * right.below[0]
        won = _won_by(left, right, grid)
        # The tie-break has probability 0, so that the right wins as often, and with as much.
        longest += weight * (unsold + 2 * won.max_delay)
        total += weight * (agents * unsold + 2 * won.sum_delay)
    return Exact(float(longest), float(total))


class _Grid:
    """Amounts from 1 to all that could be offered, dense at the kinks of what depends on them.

    Attributes:
        points: ascending; the first is 1.
        segments: slices of points between two kinks.
    """

    def __init__(self, distribution: Distribution, agents: int, nodes: int) -> None:
        low, high = distribution.support
        sizes = np.arange(1, agents + 1)
        kinks = np.unique(np.concatenate([[1.0], sizes * low, sizes * high]))
        self.kinks = kinks[kinks >= 1.0]
        # Chebyshev's points twice over, so that roots at the ends of the support are smooth.
        angle = (1 - np.cos(np.pi * np.arange(nodes) / (nodes - 1))) / 2
        self.unit = (1 - np.cos(np.pi * angle)) / 2
        self.weights, self._slope = _chebyshev(nodes)
        spans = zip(self.kinks, self.kinks[1:], strict=False)
        parts = [start + (end - start) * self.unit for start, end in spans]
        self.points = np.concatenate(parts) if parts else np.array([1.0])
        self.segments = [slice(nodes * each, nodes * (each + 1)) for each in range(len(parts))]

    def integrate(self, values: Floats, against: Floats) -> float:
        """Integrate values over the change of another function of the amount (Stieltjes)."""
        return float(
            sum(
                self.weights @ (values[part] * (self._slope @ against[part]))
                for part in self.segments
            )
        )

    def stretch(self, start: Floats, end: float) -> tuple[Floats, Floats]:
        """Points from each start to one end, a start a row, and their weights."""
        points = start[:, None] + (end - start[:, None]) * self.unit
        return points, (end - start[:, None]) * self.weights * (self._slope @ self.unit)


class _Group:
    """A group of bidders.

    Attributes:
        size: how many.
        below: P(M < m) at each point m of the grid, M being the most that it is willing to share.
        paying: distribution of the number of payers at each point, as `counting.payers` has it.
    """

    def __init__(self, distribution: Distribution, grid: _Grid, size: int) -> None:
        self.size = size
        self._distribution = distribution
        self._grid = grid
        if size == 0:
            self.paying = np.ones((len(grid.points), 1))
        else:
            shares = grid.points[:, None] / np.arange(1, size + 1)
            self.paying = payers(distribution.at_least(shares))
        self.below = self.paying[:, 0]

    def all_pay(self) -> Floats:
        """P(the lowest valuation reaches m / size), at each point m of the grid."""
        return self._distribution.at_least(self._grid.points / self.size) ** self.size

    def wait_given_lowest(self) -> Floats:
        """E[1 / M], given that the lowest valuation is m / size, at each point m of the grid."""
        grid, found = self._grid, 1 / self._grid.points
        most = (self.size - 1) * self._distribution.support[1]
        for part, end in zip(grid.segments, grid.kinks[1:], strict=True):
            if end > most:
                break
            start = grid.points[part]
            points, weights = grid.stretch(start, end)
            for first, last in zip(grid.kinks[1:], grid.kinks[2:], strict=False):
                if end <= first and last <= most:
                    more = grid.stretch(np.full_like(start, first), last)
                    points, weights = np.hstack([points, more[0]]), np.hstack([weights, more[1]])
            found[part] -= (weights * self._exceeds(points, start) / points**2).sum(axis=1)
        return found

    def _exceeds(self, amounts: Floats, lowest: Floats) -> Floats:
        """P(M >= m) given the lowest valuation times size, one a row."""
        others = self.size - 1
        floor = self._distribution.at_least(lowest / self.size)[:, None, None]
        reach = self._distribution.at_least(amounts[:, :, None] / np.arange(1, others + 1))
        given = np.divide(reach, floor, out=np.zeros_like(reach), where=floor > 0).clip(0.0, 1.0)
        below = at_most(given.reshape(-1, others), range(others), others)
        return np.asarray(1.0 - below.reshape(amounts.shape))


def _won_by(winner: _Group, loser: _Group, grid: _Grid) -> Exact:
    """The part of the expected delays where one group pays."""
    if winner.size == 0:
        return Exact(0.0, 0.0)
    counts = np.arange(winner.size + 1)
    waiting = winner.paying[:, 1:] @ (winner.size - counts[1:])
    some_wait = winner.paying[:, 1:-1].sum(axis=1)
    # Those of the winner who do not pay wait 1 / M of the loser, or 1 where it is not fundable.
    longest = some_wait[0] * loser.below[0]
    longest += grid.integrate(some_wait / grid.points, loser.below)
    total = waiting[0] * loser.below[0] + grid.integrate(waiting / grid.points, loser.below)
    if loser.size:
        # All of the loser wait 1 / M of the winner, and longest where all of the winner pay.
        total += loser.size * grid.integrate(loser.below / grid.points, winner.below)
        longest -= grid.integrate(loser.below * winner.wait_given_lowest(), winner.all_pay())
    return Exact(float(longest), float(total))


def _reach(distribution: Distribution, agents: int, deadline: Fraction = Fraction(1)) -> Floats:
    """P(a valuation is worth 1/k until the deadline), for k = 1..agents, as one row."""
    shares = [float(1 / (deadline * each)) for each in range(1, agents + 1)]
    return np.asarray(distribution.at_least(np.array(shares)))[None]


def _needs_highest(reach: Floats, agents: int) -> Floats:
    """P(nothing is sold to all but the highest valuation), for each row."""
    return at_most(reach[:, :-1], range(1, agents), agents)


def _check(agents: int, most: int) -> None:
    if not 0 < agents <= most:
        raise InputError(f"{agents} agents are not 1 to {most}, for whom delays are exact: sample")


def _chebyshev(count: int) -> tuple[Floats, Floats]:
    """Weights of Clenshaw and Curtis on [0, 1], and the matrix that differentiates there."""
    order = np.arange(count)
    points = -np.cos(np.pi * order / (count - 1))
    ends = np.where((order == 0) | (order == count - 1), 2.0, 1.0) * (-1.0) ** order
    apart = points[:, None] - points + np.eye(count)
    slope = np.outer(ends, 1 / ends) / apart
    slope -= np.diag(slope.sum(axis=1))
    # Weights integrate each of Chebyshev's polynomials exactly.
    degrees = np.arange(count)
    even = degrees % 2 == 0
    integrals = np.where(even, 2.0 / (1.0 - degrees.astype(float) ** 2 + ~even), 0.0)
    values = np.cos(np.outer(degrees, np.arccos(points)))
    return np.linalg.solve(values, integrals) / 2, 2 * slope
