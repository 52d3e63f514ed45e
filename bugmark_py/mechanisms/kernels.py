"""What each mechanism makes of many profiles of valuations: compiled, one profile a row.

The rules in exact rational time, with a premium period of 1. Amounts may be scaled: valuations and
cost by the same number. Whole ones are compared exactly as long as products stay below 2**53.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bugmark_py.mechanisms.compiled import compiled
from bugmark_py.mechanisms.distributions import Floats

CS: Final = 0
GCSOD: Final = 1
SD: Final = 2
MECHANISMS: Final = 3
"""How many there are; those above are rows of what `delay_sums` returns."""

_INSERTION: Final = 40
"""Up to how many numbers insertion sorts them faster."""


@compiled
def delay_sums(
    valuations: Floats,
    coins: NDArray[np.uint8],
    cost: float,
    deadline: tuple[float, float],
) -> Floats:
    """Sum delays over profiles.

    Args:
        valuations: one profile a row, one bidder a column.
        coins: of the same shape, 0 for the left group of GCSOD.
        cost: what is shared.
        deadline: numerator and denominator of that of SD.

    Returns:
        A row for each mechanism: the sums of max delay, its square, sum delay, its square.
    """
    rows, agents = valuations.shape
    left, right = np.empty(agents), np.empty(agents)
    merged = np.empty(agents)
    sums = np.zeros((MECHANISMS, 4))
    for row in range(rows):
        lefts = 0
        for agent in range(agents):
            if coins[row, agent] == 0:
                left[lefts] = valuations[row, agent]
                lefts += 1
            else:
                right[agent - lefts] = valuations[row, agent]
        _sort(left, lefts)
        _sort(right, agents - lefts)
        _merge(left, lefts, right, agents - lefts, merged)
        _add(sums, CS, _cs(merged, agents, cost))
        _add(sums, GCSOD, _gcsod(left, lefts, right, agents - lefts, cost))
        _add(sums, SD, _sd(merged, agents, cost, deadline))
    return sums


@compiled
def deadline_sums(valuations: Floats, cost: float, deadlines: Floats) -> Floats:
    """Sum delays of SD over profiles, for many deadlines.

    Args:
        valuations: one profile a row, one bidder a column.
        cost: what is shared.
        deadlines: a numerator and a denominator a row.

    Returns:
        A row for each deadline: the sums of max delay, its square, sum delay, its square.
    """
    rows, agents = valuations.shape
    merged = np.empty(agents)
    sums = np.zeros((len(deadlines), 4))
    for row in range(rows):
        merged[:] = valuations[row]
        _sort(merged, agents)
        for each in range(len(deadlines)):
            deadline = (deadlines[each, 0], deadlines[each, 1])
            _add(sums, each, _sd(merged, agents, cost, deadline))
    return sums


@compiled
def _add(sums: Floats, row: int, delays: tuple[float, float]) -> None:
    longest, total = delays
    sums[row, 0] += longest
    sums[row, 1] += longest * longest
    sums[row, 2] += total
    sums[row, 3] += total * total


@compiled
def _sort(values: Floats, count: int) -> None:
    """Put the first `count` in descending order."""
    if count > _INSERTION:
        values[:count] = -np.sort(-values[:count])
        return
    for place in range(1, count):
        value, before = values[place], place - 1
        while before >= 0 and values[before] < value:
            values[before + 1] = values[before]
            before -= 1
        values[before + 1] = value


@compiled
def _merge(left: Floats, lefts: int, right: Floats, rights: int, merged: Floats) -> None:
    i = j = 0
    while i + j < lefts + rights:
        if j == rights or (i < lefts and left[i] >= right[j]):
            merged[i + j] = left[i]
            i += 1
        else:
            merged[i + j] = right[j]
            j += 1


@compiled
def _most(values: Floats, count: int) -> float:
    """The largest amount that some of the first `count` are willing to share: max of k v_(k)."""
    most = 0.0
    for place in range(count):
        most = max(most, (place + 1) * values[place])
    return most


@compiled
def _payers(values: Floats, count: int, amount: float) -> int:
    """The largest number of whom each is willing to pay its share of an amount, or 0."""
    for place in range(count - 1, -1, -1):
        if (place + 1) * values[place] >= amount:
            return place + 1
    return 0


@compiled
def _payers_above(values: Floats, count: int, amount: float) -> int:
    """The largest number of whom each would pay more than its share of an amount, or 0."""
    for place in range(count - 1, -1, -1):
        if (place + 1) * values[place] > amount:
            return place + 1
    return 0


@compiled
def _cs(values: Floats, count: int, cost: float) -> tuple[float, float]:
    """Max and sum delay of CS."""
    payers = _payers(values, count, cost)
    return (0.0 if 0 < payers == count else 1.0), float(count - payers)


@compiled
def _gcsod(
    left: Floats, lefts: int, right: Floats, rights: int, cost: float
) -> tuple[float, float]:
    """Max and sum delay of GCSOD."""
    most_left, most_right = _most(left, lefts), _most(right, rights)
    # What each group waits is the other's own optimal deadline.
    wait_right = cost / most_left if most_left >= cost else 1.0
    wait_left = cost / most_right if most_right >= cost else 1.0
    if most_left >= cost and most_left >= most_right:
        lefts -= _payers(left, lefts, max(cost, most_right))
    elif most_right >= cost:
        if most_left >= cost:
            rights -= _payers_above(right, rights, most_left)
        else:
            rights -= _payers(right, rights, cost)
    longest = max(wait_left if lefts else 0.0, wait_right if rights else 0.0)
    return longest, lefts * wait_left + rights * wait_right


@compiled
def _sd(
    values: Floats, count: int, cost: float, deadline: tuple[float, float]
) -> tuple[float, float]:
    """Max and sum delay of SD."""
    numerator, denominator = deadline
    amount = cost * denominator
    payers, fewest, without_one = 0, 0, 0
    for place in range(count):
        if (place + 1) * values[place] * numerator >= amount:
            payers = place + 1
            if fewest == 0:
                fewest = place + 1
        if place > 0 and place * values[place] * numerator >= amount:
            without_one = place
    if payers == 0:
        return 1.0, float(count)
    wait = numerator / denominator
    pivotal = max(0, fewest - without_one)
    longest = max(wait if payers < count else 0.0, 1 - wait if pivotal else 0.0)
    return longest, (count - payers) * wait + pivotal * (1 - wait)
