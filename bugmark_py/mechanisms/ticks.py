"""The mechanisms in whole ticks and base units, as the contracts compute them.

A premium period is T ticks, on chain seconds. For a deadline of d ticks let `w = floor(v d / T)`:
what having it d ticks sooner is worth. The share of k payers is `ceil(cost / k)`, a deadline is the
first tick that does, and both are found before anybody is charged: rounding the deadline after the
decision, or charging `floor(cost / k)`, makes misreports pay.
"""

from collections.abc import Sequence
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import (
    Group,
    Lane,
    Outcome,
    check_deadline,
    check_profile,
    settled,
)
from bugmark_py.mechanisms.ranks import largest, members, pivotal, ranked

PERIOD_MINIMUM: Final = 1
"""Ticks of the shortest premium period."""


def optimal_deadline(worth: Sequence[int], cost: int, period: int) -> int:
    """Return the first tick by which some would pay: `min_k ceil(T ceil(cost / k) / v_(k))`.

    Args:
        worth: valuations in base units, from high to low.
        cost: base units.
        period: ticks.

    Returns:
        From 1 to `period`, and `period` too if nobody would pay by then.
    """
    found = min(
        (_up(period * _up(cost, k), each) for k, each in enumerate(worth, start=1) if each),
        default=period,
    )
    return min(found, period)


def cs(valuations: Sequence[int], cost: int, period: int) -> Outcome[int]:
    """Cost sharing without a deadline: CSD at the period's end.

    Args:
        valuations: what having it for the whole period is worth to each, in base units.
        cost: base units, above 0.
        period: ticks, above 0.

    Raises:
        InputError: an argument is out of range.
    """
    return csd(valuations, cost, period, period)


def csd(valuations: Sequence[int], cost: int, period: int, deadline: int) -> Outcome[int]:
    """Cost sharing with deadline; not on chain, as it is not budget balanced.

    Args:
        valuations: what having it for the whole period is worth to each, in base units.
        cost: base units, above 0.
        period: ticks, above 0.
        deadline: ticks, from 0 to `period`.

    Raises:
        InputError: an argument is out of range.
    """
    lane, _ = _on_deadline(valuations, cost, period, deadline)
    return settled([lane], period=period, unsold=deadline)


def csod(valuations: Sequence[int], cost: int, period: int) -> Outcome[int]:
    """Cost sharing with optimal deadline; not on chain, as it is not strategy-proof.

    Args:
        valuations: what having it for the whole period is worth to each, in base units.
        cost: base units, above 0.
        period: ticks, above 0.

    Raises:
        InputError: an argument is out of range.
    """
    check(valuations, cost, period)
    deadline = optimal_deadline(sorted(valuations, reverse=True), cost, period)
    return csd(valuations, cost, period, deadline)


def gcsod(
    valuations: Sequence[int], cost: int, period: int, groups: Sequence[Group]
) -> Outcome[int]:
    """Group-based cost sharing with optimal deadline, as a pool settles it.

    Left faces right's optimal deadline; right faces one tick less than left's if left could pay,
    else the whole period. At most one of them then pays. What a pool's `settle` is told of each
    group is in its lane: own optimal deadline, order, k and share.

    Args:
        valuations: what having it for the whole period is worth to each, in base units.
        cost: base units, above 0.
        period: ticks, above 0.
        groups: the coin of each bidder.

    Raises:
        InputError: an argument is out of range, or there is not one coin a bidder.
    """
    check(valuations, cost, period, groups)
    left, right = (ranked(valuations, each) for each in members(groups))
    own_left, own_right = (
        optimal_deadline([valuations[index] for index in order], cost, period)
        for order in (left, right)
    )
    could_pay = largest([valuations[index] for index in left], cost) > 0
    faces = own_left - 1 if could_pay else period
    lanes = [
        _lane(Group.LEFT, valuations, left, cost, period, deadline=own_left, faces=own_right),
        _lane(Group.RIGHT, valuations, right, cost, period, deadline=own_right, faces=faces),
    ]
    return settled(lanes, period=period, unsold=period)


def sd(valuations: Sequence[int], cost: int, period: int, deadline: int) -> Outcome[int]:
    """Sale by a single deadline: our reconstruction, not from the paper.

    As CSD, but nothing is sold where too few would pay; those without whom it would not be sold
    pay too, and wait `period - deadline`. At the period's end it is CS.

    Args:
        valuations: what having it for the whole period is worth to each, in base units.
        cost: base units, above 0.
        period: ticks, above 0.
        deadline: ticks, from 0 to `period`.

    Raises:
        InputError: an argument is out of range.
    """
    lane, late = _on_deadline(valuations, cost, period, deadline)
    waits = dict.fromkeys(late, period - deadline)
    return settled([lane], period=period, unsold=period, late=waits)


def check(
    valuations: Sequence[int],
    cost: int,
    period: int,
    groups: Sequence[Group] | None = None,
) -> None:
    """Refuse what is no profile in whole numbers.

    Raises:
        InputError: a number is not whole, is out of range, or there is not one coin a bidder.
    """
    for what, number in (("cost", cost), ("period", period)):
        if not isinstance(number, int):
            raise InputError(f"the {what} is not whole: with ticks all numbers are integers")
    if not all(isinstance(each, int) for each in valuations):
        raise InputError("a valuation is not whole: with ticks all numbers are integers")
    if period < PERIOD_MINIMUM:
        raise InputError("the period has no ticks: write 1 or more")
    check_profile(valuations, cost, groups)


def _on_deadline(
    valuations: Sequence[int], cost: int, period: int, deadline: int
) -> tuple[Lane[int], list[int]]:
    """Everybody on a given deadline, and who is pivotal there."""
    check(valuations, cost, period)
    if not isinstance(deadline, int):
        raise InputError("the deadline is not whole: with ticks all numbers are integers")
    check_deadline(deadline, period)
    order = ranked(valuations, range(len(valuations)))
    own = optimal_deadline([valuations[index] for index in order], cost, period)
    lane = _lane(Group.ALL, valuations, order, cost, period, deadline=own, faces=deadline)
    late = [order[rank] for rank in pivotal(_worth(valuations, order, deadline, period), cost)]
    return lane, late


def _lane(
    group: Group,
    valuations: Sequence[int],
    order: tuple[int, ...],
    cost: int,
    period: int,
    *,
    deadline: int,
    faces: int,
) -> Lane[int]:
    k = largest(_worth(valuations, order, faces, period), cost)
    share = _up(cost, k) if k else 0
    return Lane(group=group, order=order, deadline=deadline, faces=faces, k=k, share=share)


def _worth(valuations: Sequence[int], order: Sequence[int], until: int, period: int) -> list[int]:
    return [valuations[index] * until // period for index in order]


def _up(number: int, divisor: int) -> int:
    """Divide and round up."""
    return -(-number // divisor)
