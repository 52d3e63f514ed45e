"""The mechanisms in whole ticks, against hand arithmetic and against trying every deadline."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.mechanisms import ticks
from bugmark_py.mechanisms.outcome import Group, parse_groups

pytestmark = pytest.mark.unit

LARGE = 2**112 - 1


def tried_payers(valuations: list[int], cost: int, period: int, deadline: int) -> list[int]:
    """Who pays at a deadline, found by trying every number of payers."""
    worth = [each * deadline // period for each in valuations]
    ranks = sorted(range(len(worth)), key=lambda index: (-valuations[index], index))
    found: list[int] = []
    for k in range(1, len(worth) + 1):
        if worth[ranks[k - 1]] * k >= cost:
            found = ranks[:k]
    return sorted(found)


def tried_deadline(valuations: list[int], cost: int, period: int) -> int:
    """The first deadline at which somebody pays, found by trying all."""
    for deadline in range(1, period + 1):
        if tried_payers(valuations, cost, period, deadline):
            return deadline
    return period


def test_a_pool_is_settled_as_by_hand() -> None:
    # Left could pay from tick ceil(600 / 9) = 67, right too: by three ceil(400 / 6), by two 67.
    # Left faces 67: worth (6, 6), so that both pay 6. Right faces 66: worth (7, 5, 3): nobody.
    outcome = ticks.gcsod((9, 9, 12, 9, 6), 12, 100, parse_groups("LLRRR"))

    left, right = outcome.lanes
    assert (left.deadline, left.faces, left.k, left.share) == (67, 67, 2, 6)
    assert (right.deadline, right.faces, right.k, right.share) == (67, 66, 0, 0)
    assert outcome.payments == (6, 6, 0, 0, 0)
    assert outcome.times == (0, 0, 66, 66, 66)


def test_where_left_could_not_pay_right_faces_the_whole_period() -> None:
    # Left could pay 10 together, right ceil(7 * 6 / 9) = 5 ticks.
    outcome = ticks.gcsod((5, 5, 9, 9, 1), 12, 7, parse_groups("LLRRR"))

    left, right = outcome.lanes
    assert (left.deadline, left.faces, left.k) == (7, 5, 0)
    assert (right.deadline, right.faces, right.k, right.share) == (5, 7, 2, 6)
    assert outcome.times == (5, 5, 0, 0, 7)


def test_lanes_name_bidders_from_high_to_low_and_equal_ones_by_index() -> None:
    outcome = ticks.gcsod((1, 5, 5, 0, 7, 5), 9, 10, parse_groups("LLRLLL"))

    assert outcome.lanes[0].order == (4, 1, 5, 0, 3)
    assert outcome.lanes[1].order == (2,)


@pytest.mark.parametrize(("cost", "share"), [(12, 4), (13, 5), (14, 5), (15, 5), (1, 1), (2, 1)])
def test_a_share_is_rounded_up(cost: int, share: int) -> None:
    outcome = ticks.cs((9, 9, 9), cost, 10)

    assert outcome.payments == (share, share, share)
    assert cost <= outcome.collected < cost + 3


def test_a_bidder_who_would_pay_less_than_the_rounded_share_is_out() -> None:
    # 3 * 4 >= 12 but 3 * 4 < 13, and 2 * 5 < 13.
    assert ticks.cs((5, 5, 4), 12, 10).payments == (4, 4, 4)
    assert not ticks.cs((5, 5, 4), 13, 10).sold


@pytest.mark.parametrize(
    ("valuations", "cost", "period", "deadline"),
    [
        ((), 1, 10, 10),
        ((0, 0), 1, 10, 10),
        ((9,), 10, 100, 100),
        ((10,), 10, 100, 100),
        ((11,), 10, 100, 91),
        ((1000,), 10, 100, 1),
        ((7, 7), 10, 100, 72),
        ((1, 1, 1), 1, 5, 5),
        ((LARGE,), LARGE, 3_600, 3_600),
        ((LARGE,), LARGE // 2, 3_600, 1_800),
        ((LARGE,), (LARGE + 1) // 2, 3_600, 1_801),
    ],
)
def test_an_optimal_deadline_is_the_first_tick_that_does(
    valuations: tuple[int, ...], cost: int, period: int, deadline: int
) -> None:
    assert ticks.optimal_deadline(valuations, cost, period) == deadline


@given(st.lists(st.integers(0, 30), max_size=6), st.integers(1, 40), st.integers(1, 25), st.data())
def test_payers_and_deadlines_are_those_found_by_trying_all(
    valuations: list[int], cost: int, period: int, data: st.DataObject
) -> None:
    deadline = data.draw(st.integers(0, period))

    outcome = ticks.csd(valuations, cost, period, deadline)

    assert list(outcome.payers) == tried_payers(valuations, cost, period, deadline)
    assert outcome.deadlines == {Group.ALL: tried_deadline(valuations, cost, period)}


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=7), st.integers(1, 40))
def test_groups_are_settled_as_found_by_trying_all(bids: list[tuple[int, bool]], cost: int) -> None:
    period = 24
    valuations = [valuation for valuation, _ in bids]
    groups = [Group.LEFT if left else Group.RIGHT for _, left in bids]
    sides = {g: [i for i, each in enumerate(groups) if each is g] for g in set(groups)}
    of = {g: [valuations[i] for i in sides.get(g, [])] for g in (Group.LEFT, Group.RIGHT)}
    own = {g: tried_deadline(values, cost, period) for g, values in of.items()}
    could_pay = bool(tried_payers(of[Group.LEFT], cost, period, period))
    faces = {
        Group.LEFT: own[Group.RIGHT],
        Group.RIGHT: own[Group.LEFT] - 1 if could_pay else period,
    }
    pay = {g: tried_payers(of[g], cost, period, faces[g]) for g in of}

    outcome = ticks.gcsod(valuations, cost, period, groups)

    assert outcome.deadlines == own
    assert not (pay[Group.LEFT] and pay[Group.RIGHT])
    expected = sorted(sides[g][rank] for g in of for rank in pay[g])
    assert list(outcome.payers) == expected
    for index, group in enumerate(groups):
        waits = (0 if index in expected else faces[group]) if expected else period
        assert outcome.times[index] == waits


# --- Edges ----------------------------------------------------------------------------------------


def test_a_period_of_one_tick_leaves_the_right_nothing_to_wait_for() -> None:
    outcome = ticks.gcsod((5, 5, 1), 5, 1, parse_groups("LRR"))

    assert [(lane.deadline, lane.faces, lane.k) for lane in outcome.lanes] == [(1, 1, 1), (1, 0, 0)]
    assert outcome.times == (0, 0, 0)
    assert outcome.payments == (5, 0, 0)
    assert outcome.max_delay == 0


@pytest.mark.parametrize("coin", ["L", "R"])
@pytest.mark.parametrize(("valuation", "paid"), [(9, 0), (10, 10), (11, 10)])
def test_a_bidder_alone_pays_if_it_is_worth_the_cost(coin: str, valuation: int, paid: int) -> None:
    outcome = ticks.gcsod((valuation,), 10, 100, parse_groups(coin))

    assert outcome.payments == (paid,)
    assert outcome.times == (0 if paid else 100,)


def test_where_all_are_worth_nothing_nothing_is_sold() -> None:
    outcome = ticks.gcsod((0, 0, 0), 1, 100, parse_groups("LRL"))

    assert not outcome.sold
    assert outcome.times == (100, 100, 100)
    assert outcome.deadlines == {Group.LEFT: 100, Group.RIGHT: 100}


@pytest.mark.parametrize("coin", ["L", "R"])
def test_a_group_of_all_faces_the_whole_period(coin: str) -> None:
    # Worth (9, 9, 1): two pay 6, and the third waits for the end.
    outcome = ticks.gcsod((9, 9, 1), 12, 100, parse_groups(3 * coin))

    assert outcome.payments == (6, 6, 0)
    assert outcome.times == (0, 0, 100)
    assert outcome.deadlines[parse_groups(coin)[0]] == 67


def test_bids_equal_at_the_cut_are_all_in_or_all_out() -> None:
    assert ticks.cs((6, 6, 6, 3), 18, 100).payers == (0, 1, 2)
    assert ticks.cs((7, 6, 6), 13, 100).payers == (0, 1, 2)
    # Worth (12, 3, 3) at 60, and (13, 4, 4) at 67.
    assert ticks.csd((20, 6, 6), 12, 100, 60).payers == (0,)
    assert ticks.csd((20, 6, 6), 12, 100, 67).payers == (0, 1, 2)


def test_groups_that_could_pay_the_same_are_a_tie_which_is_the_lefts() -> None:
    left_first = ticks.gcsod((9, 9, 9, 9), 12, 100, parse_groups("LLRR"))

    assert left_first.deadlines == {Group.LEFT: 67, Group.RIGHT: 67}
    assert left_first.winner is Group.LEFT
    assert left_first.times == (0, 0, 66, 66)


def test_who_values_it_above_the_cost_pays_the_cost() -> None:
    outcome = ticks.gcsod((1_000, 40), 10, 100, parse_groups("LR"))

    # Right could pay from tick 25, left from 1: at 25 the left bidder is worth 250.
    assert outcome.payments == (10, 0)
    assert outcome.times == (0, 0)


def test_more_payers_than_base_units_collect_more_than_the_cost() -> None:
    outcome = ticks.cs((1, 1, 1, 1, 1), 3, 10)

    assert outcome.payments == (1, 1, 1, 1, 1)
    assert outcome.collected == 5


def test_the_cost_of_one_base_unit_is_paid_by_all_who_have_one() -> None:
    assert ticks.cs((1, 0, 3), 1, 10).payments == (1, 0, 1)


def test_the_largest_valuations_are_computed_exactly() -> None:
    # At a deadline of 3,599 of 3,600 the worth of 2^112 - 1 is its floor, and not a unit more.
    worth = LARGE * 3_599 // 3_600

    assert ticks.csd((LARGE,), worth, 3_600, 3_599).sold
    assert not ticks.csd((LARGE,), worth + 1, 3_600, 3_599).sold


def test_groups_that_both_come_to_exactly_the_cost_are_a_tie() -> None:
    outcome = ticks.gcsod((6, 6, 12), 12, 100, parse_groups("LLR"))

    assert outcome.deadlines == {Group.LEFT: 100, Group.RIGHT: 100}
    assert outcome.winner is Group.LEFT
    assert outcome.times == (0, 0, 99)


def test_without_bidders_the_longest_wait_is_the_period() -> None:
    outcome = ticks.gcsod((), 5, 100, ())

    assert (outcome.sold, outcome.max_delay, outcome.sum_delay) == (False, 100, 0)


def test_an_unsold_profile_waits_for_the_period() -> None:
    assert ticks.cs((1, 1), 5, 100).times == (100, 100)
    assert ticks.sd((1, 1), 5, 100, 50).times == (100, 100)
    assert ticks.csd((1, 1), 5, 100, 50).times == (50, 50)
    assert ticks.csod((1, 1), 5, 100).times == (100, 100)


def test_an_optimal_deadline_sells_at_its_tick() -> None:
    outcome = ticks.csod((7, 7, 1), 10, 100)

    assert outcome.payments == (5, 5, 0)
    assert outcome.times == (0, 0, 72)


def test_a_single_deadline_makes_those_wait_who_are_needed() -> None:
    outcome = ticks.sd((9, 9, 1), 12, 100, 80)

    assert outcome.payments == (6, 6, 0)
    assert outcome.times == (20, 20, 80)


@given(st.lists(st.integers(0, 30), max_size=6), st.integers(1, 40))
def test_a_single_deadline_at_the_end_of_the_period_is_cs(valuations: list[int], cost: int) -> None:
    assert ticks.sd(valuations, cost, 24, 24) == ticks.cs(valuations, cost, 24)


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((1.5,), 1, 10), "a valuation is not whole"),
        (((1,), 1.5, 10), "the cost is not whole"),
        (((1,), 1, 1.5), "the period is not whole"),
        (((1,), 1, 0), "the period has no ticks"),
        (((1,), 0, 1), "the cost must be above 0"),
        (((1, -1), 1, 1), "the valuation of bidder 1 is negative"),
    ],
)
def test_what_is_no_profile_in_whole_numbers_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ticks.cs(*arguments)


def test_a_deadline_between_ticks_is_refused() -> None:
    deadline: Any = 0.5

    with pytest.raises(InputError, match="the deadline is not whole"):
        ticks.csd((1,), 1, 10, deadline)
    with pytest.raises(InputError, match="write one from 0 to 1, or in ticks"):
        ticks.csd((1,), 1, 10, 11)
