"""Sums of delays of CS, GCSOD and SD by plain vectorised numpy."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def last(reached: NDArray[np.bool_]) -> Whole:
    """The number of the last place that holds, from 1, or 0, a row."""
    agents = reached.shape[1]
    found = agents - np.argmax(reached[:, ::-1], axis=1)
    return np.where(reached.any(axis=1), found, 0)


def first(reached: NDArray[np.bool_]) -> Whole:
    """The number of the first place that holds, from 1, or 0, a row."""
    return np.where(reached.any(axis=1), np.argmax(reached, axis=1) + 1, 0)


def plain_sums(valuations: Floats, coins: NDArray[np.uint8], deadline: float) -> Floats:
    """As `kernels.delay_sums`, for a cost of 1."""
    agents = valuations.shape[1]
    places = np.arange(1, agents + 1)
    ranked = -np.sort(-valuations, axis=1)
    worth = places * ranked
    return np.array(
        [
            summed(*cs(worth)),
            summed(*gcsod(valuations, coins, places)),
            summed(*sd(worth, deadline)),
        ]
    )


def summed(longest: Floats, total: Floats) -> list[float]:
    """The sums of max delay, its square, sum delay, its square."""
    return [longest.sum(), (longest**2).sum(), total.sum(), (total**2).sum()]


def cs(worth: Floats) -> tuple[Floats, Floats]:
    """Max and sum delay of CS, a row."""
    agents = worth.shape[1]
    payers = last(worth >= 1)
    return np.where(payers == agents, 0.0, 1.0), (agents - payers).astype(float)


def gcsod(valuations: Floats, coins: NDArray[np.uint8], places: Whole) -> tuple[Floats, Floats]:
    """Max and sum delay of GCSOD, a row."""
    lefts = (coins == 0).sum(axis=1)
    rights = len(places) - lefts
    left = places * -np.sort(-np.where(coins == 0, valuations, 0.0), axis=1)
    right = places * -np.sort(-np.where(coins == 1, valuations, 0.0), axis=1)
    most_left, most_right = left.max(axis=1), right.max(axis=1)
    left_funds, right_funds = most_left >= 1, most_right >= 1
    wait_right = 1 / np.maximum(most_left, 1)
    wait_left = 1 / np.maximum(most_right, 1)
    left_pay = last(left >= np.maximum(1, most_right)[:, None])
    above = last(right > most_left[:, None])
    right_pay = np.where(left_funds, above, last(right >= 1))
    left_wins = left_funds & (most_left >= most_right)
    left_wait = lefts - np.where(left_wins, left_pay, 0)
    right_wait = rights - np.where(~left_wins & right_funds, right_pay, 0)
    longest = np.maximum(
        np.where(left_wait > 0, wait_left, 0.0), np.where(right_wait > 0, wait_right, 0.0)
    )
    return longest, left_wait * wait_left + right_wait * wait_right


def sd(worth: Floats, deadline: float) -> tuple[Floats, Floats]:
    """Max and sum delay of SD, a row."""
    agents = worth.shape[1]
    reached = worth * deadline >= 1
    payers, fewest = last(reached), first(reached)
    places = np.arange(1, agents)
    without_one = last(places / (places + 1) * worth[:, 1:] * deadline >= 1)
    pivotal = np.maximum(0, fewest - without_one)
    sold = payers > 0
    longest = np.maximum(
        np.where(payers < agents, deadline, 0.0), np.where(pivotal > 0, 1 - deadline, 0.0)
    )
    total = (agents - payers) * deadline + pivotal * (1 - deadline)
    return np.where(sold, longest, 1.0), np.where(sold, total, float(agents))
