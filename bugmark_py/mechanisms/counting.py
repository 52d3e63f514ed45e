"""How many of n independent valuations reach each of several thresholds: exact, by counting.

Thresholds descend, and q_j is the probability that one valuation reaches the j-th. All is found by
dynamic programming over the number that does, in steps of n^2; every factor is a probability of
Poisson, so that nothing overflows.
"""

from collections.abc import Sequence

import numpy as np
from scipy import special

from bugmark_py.mechanisms.distributions import Floats


def at_most(reach: Floats, caps: Sequence[int], agents: int) -> Floats:
    """Probability that at most `caps[j]` of the agents reach threshold j, for all j together.

    Args:
        reach: q, one case a row, one threshold a column, ascending along it.
        caps: ascending.
        agents: how many valuations there are.

    Returns:
        One probability a row.
    """
    if not caps:
        return np.ones(len(reach))
    steps = _steps(reach)
    state = _poisson(agents * steps[:, :1], caps[0])
    for level in range(1, len(caps)):
        state = _spread(state, agents * steps[:, level], caps[level])
    counts = np.arange(state.shape[1])
    rest = agents * (1.0 - reach[:, -1:])
    last = _poisson(rest, agents)[:, agents - counts]
    return np.asarray((state * last).sum(axis=1) / _all(agents))


def payers(reach: Floats) -> Floats:
    """Distribution of the largest k of whom k reach the k-th threshold: the payers of CSD.

    Args:
        reach: q, one case a row; as many thresholds as agents, that of k paying 1/k each.

    Returns:
        One case a row; column k is the probability of k payers, column 0 that there are none.
    """
    cases, agents = reach.shape
    found = np.zeros((cases, agents + 1))
    whole = _all(agents)
    steps = _steps(reach)
    # state[:, m]: m reach the level's threshold, and no larger number of payers was found.
    state = _poisson(agents * (1.0 - reach[:, -1:]), agents)[:, ::-1]
    for level in range(agents, 0, -1):
        level_reach = agents * reach[:, level - 1 : level]
        paying = _poisson(level_reach, level)[:, -1]
        found[:, level] = state[:, level] * paying / whole
        falling = state[:, :level][:, ::-1]
        state = _spread(falling, agents * steps[:, level - 1], level - 1)[:, ::-1]
    found[:, 0] = state[:, 0] / whole
    return found


def _spread(state: Floats, rate: Floats, cap: int) -> Floats:
    """Add a Poisson number to what is counted, and keep what is at most `cap`."""
    added = _poisson(rate[:, None], cap)
    made = np.zeros((state.shape[0], cap + 1))
    for more in range(cap + 1):
        width = min(state.shape[1], cap + 1 - more)
        made[:, more : more + width] += added[:, more : more + 1] * state[:, :width]
    return made


def _poisson(rate: Floats, most: int) -> Floats:
    """Probability of 0..most, of Poisson with a rate a row."""
    counts = np.arange(most + 1)
    return np.asarray(np.exp(special.xlogy(counts, rate) - rate - special.gammaln(counts + 1)))


def _steps(reach: Floats) -> Floats:
    """Probability of reaching each threshold, but not the one before."""
    before = np.concatenate([np.zeros((len(reach), 1)), reach[:, :-1]], axis=1)
    return np.asarray((reach - before).clip(0.0))


def _all(agents: int) -> float:
    """Probability that Poisson counts exactly as many as there are."""
    return float(_poisson(np.array([[float(agents)]]), agents)[0, -1])
