"""The search for weights that bound the max delay, compiled: see `valid_bounds`."""

import numpy as np
from numpy.typing import NDArray

from bugmark_py.mechanisms.compiled import compiled
from bugmark_py.mechanisms.distributions import Floats

Steps = NDArray[np.int64]


@compiled
def climb(steps: Steps, capacity: int, reached: Floats, waited: Floats, agents: int) -> float:
    """Move one step at a time, as long as it helps, by ever smaller strides.

    Args:
        steps: of the weight; they are moved in place.
        capacity: how many steps make weight 1.
        reached: probability of a type below each border between segments.
        waited: expected time of all bidders of types below each border together.
        agents: how many bidders.

    Returns:
        The bound that the weight gives.
    """
    borders = len(waited)
    bound = _bound(steps, capacity, reached, waited, agents)
    stride = max(1, borders // 16)
    while stride > 0:
        better = True
        while better:
            better = False
            for place in range(len(steps)):
                kept = steps[place]
                for moved in (kept - stride, kept + stride):
                    if 0 <= moved < borders:
                        steps[place] = moved
                        found = _bound(steps, capacity, reached, waited, agents)
                        if found > bound + 1e-12:
                            bound, kept, better = found, moved, True
                    steps[place] = kept
        stride //= 2
    return bound


@compiled
def _bound(steps: Steps, capacity: int, reached: Floats, waited: Floats, agents: int) -> float:
    """N E[w t] - E[(W - 1)^+]."""
    levels = len(steps)
    ordered = np.sort(steps)
    # Probability that one bidder has each number of steps, most of them first in `ordered`.
    one = np.empty(levels + 1)
    below = 0.0
    for place in range(levels):
        one[levels - place] = reached[ordered[place]] - below
        below = reached[ordered[place]]
    one[0] = 1.0 - below
    every = np.zeros(agents * levels + 1)
    every[0] = 1.0
    for agent in range(agents):
        for total in range((agent + 1) * levels, -1, -1):
            chance = 0.0
            for count in range(min(levels, total) + 1):
                chance += one[count] * every[total - count]
            every[total] = chance
    excess = 0.0
    for total in range(capacity + 1, agents * levels + 1):
        excess += every[total] * (total - capacity)
    some = 0.0
    for place in range(levels):
        some += waited[steps[place]]
    return (some - excess) / capacity
