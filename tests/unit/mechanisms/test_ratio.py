"""Theorem 4.2 and its corollary: GCSOD's waits over CSOD's, coin by coin."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from bugmark_py.errors import InputError
from bugmark_py.mechanisms import exact, ticks
from bugmark_py.mechanisms.outcome import Group, Outcome
from bugmark_py.mechanisms.ratio import alpha

pytestmark = pytest.mark.unit

HIGHEST = Fraction(55, 16)
COST = 60
COINS = (Group.LEFT, Group.RIGHT)


def mean(numbers: Sequence[Fraction | int]) -> Fraction:
    return Fraction(sum(numbers), len(numbers))


def exactly(valuations: Sequence[int]) -> list[Outcome[Fraction]]:
    """What comes of each way that the coins can fall."""
    coins = product(COINS, repeat=len(valuations))
    return [exact.gcsod(valuations, COST, each) for each in coins]


def latest(outcomes: Sequence[Outcome[Fraction]]) -> Fraction:
    """The expected later one of both groups' deadlines: what somebody waits at most."""
    return mean([max(each.deadlines.values()) for each in outcomes])


def profiles(count: int) -> list[list[int]]:
    draw = Random(4)  # noqa: S311
    found = []
    for _ in range(count):
        top = draw.choice([1, 10, 30, COST])
        found.append([COST - draw.randrange(top) for _ in range(draw.randint(1, 6))])
        found.append([draw.randint(0, COST) for _ in range(draw.randint(1, 6))])
    return found


# --- The bound ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "bound"),
    [(1, "1"), (2, "2"), (3, "3"), (4, "13/4"), (5, "55/16"), (6, "107/32")],
)
def test_alpha_is_as_by_hand(k: int, bound: str) -> None:
    assert alpha(k) == Fraction(bound)


@pytest.mark.parametrize("k", [1, 2, 5, 8, 11])
def test_alpha_is_the_mean_over_all_coins(k: int) -> None:
    lefts = [sum(coins) for coins in product((0, 1), repeat=k)]

    assert alpha(k) == mean([Fraction(k, max(1, min(left, k - left))) for left in lefts])


def test_alpha_is_highest_at_five_and_falls_from_there() -> None:
    bounds = [alpha(k) for k in range(1, 401)]

    assert max(bounds) == alpha(5) == HIGHEST
    assert bounds[4:] == sorted(bounds[4:], reverse=True)
    assert 2 < bounds[-1] < Fraction(9, 4)


@pytest.mark.parametrize("k", [0, -1, 10_001])
def test_no_alpha_of_nobody_or_of_too_many(k: int) -> None:
    with pytest.raises(InputError, match="from 1 to 10,000"):
        alpha(k)


# --- Theorem 4.2 ----------------------------------------------------------------------------------


def test_the_longest_wait_is_within_alpha_of_the_optimal_deadline() -> None:
    looked_at = 0
    for valuations in profiles(150):
        optimal = exact.csod(valuations, COST)
        if optimal.seller is None:
            continue
        looked_at += 1
        bound = alpha(optimal.seller.k) * optimal.seller.faces
        outcomes = exactly(valuations)

        assert mean([each.max_delay for each in outcomes]) <= latest(outcomes) <= bound

    assert looked_at > 100


def test_in_ticks_it_is_so_but_for_a_tick() -> None:
    # A million base units for each of the others: shares are rounded by less than a tick is worth.
    unit, period = 10**6, 1_000
    for valuations in profiles(100):
        values = [each * unit for each in valuations]
        optimal = ticks.csod(values, COST * unit, period)
        if optimal.seller is None:
            continue
        outcomes = [
            ticks.gcsod(values, COST * unit, period, coins)
            for coins in product(COINS, repeat=len(values))
        ]

        longest = mean([max(each.deadlines.values()) for each in outcomes])
        assert longest <= alpha(optimal.seller.k) * optimal.seller.faces + 1


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 6, 7])
def test_the_bound_is_reached_where_all_value_it_at_the_cost(k: int) -> None:
    assert latest(exactly([COST] * k)) == alpha(k) * Fraction(1, k)


def test_the_longest_wait_comes_near_the_bound_where_enough_free_riders_wait() -> None:
    three = [COST] * 3
    waits = [mean([o.max_delay for o in exactly(three + [0] * idle)]) for idle in (0, 1, 3, 6)]

    assert waits == sorted(waits)
    assert Fraction(49, 50) < waits[-1] / (alpha(3) * Fraction(1, 3)) < 1


def test_above_the_cost_the_bound_does_not_hold() -> None:
    # Five who value it at twice the cost could pay from 1/10 on. Without any of them a group waits
    # for 1, ten times that: 10 * 2/32 + 5 * 10/32 + 5/2 * 20/32 = 15/4.
    outcomes = exactly([2 * COST] * 5)

    assert exact.optimal_deadline([2 * COST] * 5, COST) == Fraction(1, 10)
    assert latest(outcomes) * 10 == Fraction(15, 4) > HIGHEST


# --- Corollary 1 ----------------------------------------------------------------------------------


def test_where_at_most_half_pay_all_waits_together_are_within_eight_times() -> None:
    highest = Fraction(0)
    for valuations in profiles(100):
        idle = [0] * len(valuations) if len(valuations) < 5 else []
        optimal = exact.csod(valuations + idle, COST)
        if optimal.seller is None or 2 * optimal.seller.k > len(optimal.times):
            continue
        waits = mean([each.sum_delay for each in exactly(valuations + idle)])

        assert waits <= 2 * alpha(optimal.seller.k) * optimal.sum_delay
        highest = max(highest, waits / optimal.sum_delay)

    assert 2 < highest < 8


def test_where_all_pay_at_once_no_multiple_of_their_waits_is_enough() -> None:
    assert exact.csod([COST] * 3, COST).sum_delay == 0
    assert mean([each.sum_delay for each in exactly([COST] * 3)]) > 0
